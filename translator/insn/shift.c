// SPDX-License-Identifier: GPL-2.0-only
/*
 * shift.c - SHL SAL SHR SAR SHLD SHRD, SHLX SHRX SARX. SDM 2A, 2B. Rotates are in rotate.c.
 *
 * Counts are masked to 5 bits, 6 for 64-bit operands; masked to 0 they leave the flags, and a 32-bit register is still
 * zero-extended, memory still written. Where the manual leaves OF undefined (counts over 1) it is what processors
 * compute: leftwards CF ^ the result's top bit, rightwards the exclusive or of the result's two top bits. AF is undefined, 0 here.
 *
 * With flags, an operand is shifted by count - 1 first, so that the last step shows the bit that falls out.
 */
#include "count.h"

enum shift_op { SHIFT_LEFT, SHIFT_LOGICAL, SHIFT_ARITH };

static void by_register(struct emit *e, enum a64_sf sf, enum shift_op op, unsigned rd, unsigned rn, unsigned count)
{
	if (op == SHIFT_LEFT)
		put(e, a64_lslv(sf, rd, rn, count));
	else
		put(e, op == SHIFT_LOGICAL ? a64_lsrv(sf, rd, rn, count) : a64_asrv(sf, rd, rn, count));
}

static void by_constant(struct emit *e, enum a64_sf sf, enum shift_op op, unsigned rd, unsigned rn, unsigned n)
{
	if (!n)
		mov_reg(e, sf, rd, rn);
	else if (op == SHIFT_LEFT)
		put(e, a64_lsl_imm(sf, rd, rn, n));
	else
		put(e, op == SHIFT_LOGICAL ? a64_lsr_imm(sf, rd, rn, n) : a64_asr_imm(sf, rd, rn, n));
}

/* rd = the 8 or 16 bits of rn, extended as the operation wants, shifted right by n, which may be too large. */
static void extract(struct emit *e, enum shift_op op, unsigned bits, unsigned rd, unsigned rn, unsigned n)
{
	if (op == SHIFT_ARITH)
		put(e, n < bits ? a64_sbfx(W32, rd, rn, n, bits - n) : a64_sbfx(W32, rd, rn, bits - 1, 1));
	else
		put(e, n < bits ? a64_ubfx(W32, rd, rn, n, bits - n) : a64_movz(W32, rd, 0, 0));
}

/* ---- without flags ---- */

static void shift_plain(struct emit *e, const struct insn *in, enum shift_op op)
{
	unsigned size = in->op[0].size, a = gpr(e, in, 0), d = gpr_dst(e, in, 0);
	bool narrow = size < 4 && op != SHIFT_LEFT;

	if (count_is_constant(in)) {
		if (narrow)
			extract(e, op, 8 * size, d, a, count_constant(in));
		else
			by_constant(e, sf_of(size), op, d, a, count_constant(in));
	} else {
		if (narrow) {
			extract(e, op, 8 * size, d, a, 0);
			a = d;
		}
		by_register(e, sf_of(size), op, d, a, REG_RCX);
	}
	gpr_put(e, in, 0, d);
}

/* ---- with flags, the count is not 0 ---- */

/* ADDS of a value to itself: its top bit into C, and V as the manual has OF. */
static void left_carry(struct emit *e, const struct insn *in, struct count c, unsigned d, unsigned a)
{
	unsigned bits = 8 * in->op[0].size, top = bits < 32 ? 32 - bits : 0, t = a;
	enum a64_sf sf = sf_of(in->op[0].size);

	if (top || c.n != 1)
		t = tmp(e);
	if (top)
		put(e, a64_lsl_imm(W32, t, a, top));
	if (!c.n) {
		put(e, a64_sub_imm(W32, c.reg, c.reg, 1));
		put(e, a64_lslv(sf, t, top ? t : a, c.reg));
	} else if (c.n > bits) {
		put(e, a64_movz(W32, t, 0, 0));
	} else if (c.n > 1) {
		put(e, a64_lsl_imm(sf, t, top ? t : a, c.n - 1));
	}
	commit_guest(e, d);
	put(e, a64_adds_reg(sf, d, t, t, A64_LSL, 0));
	if (top)
		put(e, a64_lsr_imm(W32, d, d, top));
	flags_set(e, HELD_ADD);
}

static void left_flags(struct emit *e, const struct insn *in, struct count c, unsigned d, unsigned a)
{
	unsigned size = in->op[0].size;

	if (flags_out(in) & (F_CF | F_OF) || c.n == 1) {
		left_carry(e, in, c, d, a);
		return;
	}
	commit_guest(e, d);
	if (c.n)
		put(e, a64_lsl_imm(sf_of(size), d, a, c.n));
	else
		put(e, a64_lslv(sf_of(size), d, a, c.reg));
	flags_nz(e, in, size, d);
}

/* rd = rn shifted right by the count, less one when so said. */
static void right(struct emit *e, const struct insn *in, struct count c, enum shift_op op, bool less, unsigned rd, unsigned rn)
{
	unsigned size = in->op[0].size;

	if (size < 4) {
		extract(e, op, 8 * size, rd, rn, c.n ? c.n - less : 0);
		rn = rd;
	}
	if (!c.n) {
		if (less)
			put(e, a64_sub_imm(W32, c.reg, c.reg, 1));
		by_register(e, sf_of(size), op, rd, rn, c.reg);
	} else if (size >= 4) {
		by_constant(e, sf_of(size), op, rd, rn, c.n - less);
	}
}

static void right_flags(struct emit *e, const struct insn *in, struct count c, enum shift_op op, unsigned d, unsigned a)
{
	enum a64_sf sf = sf_of(in->op[0].size);
	unsigned need = flags_out(in), t;
	struct flag_bits f = { .mask = need & F_CF, .of = d, .of_bit = 8 * in->op[0].size - 2 };

	if (need & F_CF) {
		f.cf = t = tmp(e);
		right(e, in, c, op, true, t, a);
		commit_guest(e, d);
		by_constant(e, sf, op, d, t, 1);
	} else {
		if (in->op[0].size >= 4)
			commit_guest(e, d);
		right(e, in, c, op, false, d, a);
	}
	if (need & (F_ZF | F_SF | F_OF)) {
		put(e, a64_tst_reg(sf, d, d, A64_LSL, 0));
		flags_set_carry_zero(e);
	}
	if (op == SHIFT_LOGICAL && c.n < 2)
		f.mask |= need & F_OF;
	count_carry(e, in, f);
}

/* Only CF of a constant shift to the right: from the operand as it is. */
static bool right_carry(struct emit *e, const struct insn *in, struct count c, enum shift_op op)
{
	unsigned bits = 8 * in->op[0].size;

	if (op == SHIFT_LEFT || !c.n || c.n > bits || flags_out(in) & ~F_CF || in->op[0].kind != OPK_GPR)
		return false;
	count_carry_only(e, in->op[0].reg, c.n - 1);
	shift_plain(e, in, op);
	return true;
}

static void shift(struct emit *e, const struct insn *in, enum shift_op op)
{
	struct target to;
	struct count c;
	unsigned d;

	if (count_no_flags(in)) {
		shift_plain(e, in, op);
		return;
	}
	to = target_load(e, in);
	c = count_nonzero(e, in, to);
	if (right_carry(e, in, c, op))
		return;
	/* Without RMIF the flags take too many instructions to follow the result. */
	d = op == SHIFT_LEFT || nzcv_rmif(e) || !(flags_out(in) & (F_CF | F_OF)) ? target_dst(e, in) : tmp(e);
	if (flags_out(in) & F_AF)
		put(e, a64_mov_reg(W32, HR_AF, HR_ZR));
	if (op == SHIFT_LEFT)
		left_flags(e, in, c, d, to.value);
	else
		right_flags(e, in, c, op, d, to.value);
	if (flags_out(in) & F_PF)
		put(e, a64_mov_reg(W32, HR_PF, d));
	target_store(e, in, to, d);
	count_done(e, c);
}

static void emit_shl(struct emit *e, const struct insn *in)
{
	shift(e, in, SHIFT_LEFT);
}

static void emit_shr(struct emit *e, const struct insn *in)
{
	shift(e, in, SHIFT_LOGICAL);
}

static void emit_sar(struct emit *e, const struct insn *in)
{
	shift(e, in, SHIFT_ARITH);
}

/* ---- SHLD, SHRD ---- */

/* The result, and where its CF is. */
struct shifted {
	unsigned r, cf, cf_bit;
};

/* 16 bits: both operands in a word that is rotated; counts over 16, undefined, bring the destination's bits in again. */
static struct shifted double_word(struct emit *e, struct count c, bool left, unsigned a, unsigned s)
{
	unsigned y = tmp(e), r = tmp(e);

	put(e, a64_uxth(y, left ? s : a));
	put(e, a64_orr_reg(W32, y, y, left ? a : s, A64_LSL, 16));
	if (c.n) {
		put(e, a64_ror_imm(W32, y, y, left ? 32 - c.n : c.n));
	} else if (left) {
		put(e, a64_neg(W32, r, c.reg));
		put(e, a64_rorv(W32, y, y, r));
	} else {
		put(e, a64_rorv(W32, y, y, c.reg));
	}
	if (left)
		put(e, a64_lsr_imm(W32, r, y, 16));
	else
		r = y;
	return (struct shifted){ r, y, left ? 0 : 31 };
}

/* Counts in a register; 1 to the width - 1. */
static struct shifted double_variable(struct emit *e, struct count c, bool left, enum a64_sf sf, unsigned a, unsigned s)
{
	unsigned r = tmp(e), u = tmp(e), other = tmp_pf(e);

	put(e, left ? a64_lslv(sf, r, a, c.reg) : a64_lsrv(sf, r, a, c.reg));
	put(e, a64_neg(W32, u, c.reg));
	put(e, left ? a64_lsrv(sf, other, s, u) : a64_lslv(sf, other, s, u));
	put(e, a64_orr_reg(sf, r, r, other, A64_LSL, 0));
	if (!left)
		put(e, a64_sub_imm(W32, u, c.reg, 1));
	put(e, a64_lsrv(sf, u, a, u));
	return (struct shifted){ r, u, 0 };
}

static struct shifted double_constant(struct emit *e, struct count c, bool left, enum a64_sf sf, unsigned a, unsigned s)
{
	unsigned r = tmp(e), width = 32u << sf;

	put(e, left ? a64_extr(sf, r, a, s, width - c.n) : a64_extr(sf, r, s, a, c.n));
	return (struct shifted){ r, a, left ? width - c.n : c.n - 1 };
}

static void double_flags(struct emit *e, const struct insn *in, struct shifted x, bool left)
{
	unsigned bits = 8 * in->op[0].size, v;
	struct flag_bits f = { .mask = flags_out(in) & (F_CF | F_OF), .cf = x.cf, .cf_bit = x.cf_bit };

	if (flags_out(in) & (F_ZF | F_SF))
		flags_nz(e, in, in->op[0].size, x.r);
	if (f.mask & F_OF) {
		v = tmp_pf(e);			/* the top bit of v is OF */
		if (left)
			put(e, a64_lsr_imm(X64, v, x.cf, x.cf_bit));
		put(e, left ? a64_eor_reg(X64, v, x.r, v, A64_LSL, bits - 1) : a64_eor_reg(X64, v, x.r, x.r, A64_LSL, 1));
		f.of = v;
		f.of_bit = bits - 1;
	}
	count_carry(e, in, f);
	flags_pf(e, in, x.r);
}

/* Counts of 0 included: << n | >> 1 >> (width - 1 - n). */
static void double_plain(struct emit *e, const struct insn *in, bool left)
{
	unsigned size = in->op[0].size, a = gpr(e, in, 0), s = gpr(e, in, 1), d, t, u;
	enum a64_sf sf = sf_of(size);
	struct count c = { .reg = REG_RCX, .n = count_constant(in) };

	if (count_is_constant(in) && (!c.n || size >= 4)) {
		d = gpr_dst(e, in, 0);
		if (!c.n)
			mov_reg(e, sf, d, a);
		else
			put(e, left ? a64_extr(sf, d, a, s, 8 * size - c.n) : a64_extr(sf, d, s, a, c.n));
	} else if (size < 4) {
		if (!count_is_constant(in))
			c.n = 0;
		d = double_word(e, c, left, a, s).r;
	} else {
		t = tmp(e);
		u = tmp(e);
		put(e, left ? a64_lsr_imm(sf, t, s, 1) : a64_lsl_imm(sf, t, s, 1));
		put(e, a64_mvn(W32, u, REG_RCX));
		put(e, left ? a64_lsrv(sf, t, t, u) : a64_lslv(sf, t, t, u));
		put(e, left ? a64_lslv(sf, u, a, REG_RCX) : a64_lsrv(sf, u, a, REG_RCX));
		d = gpr_dst(e, in, 0);
		put(e, a64_orr_reg(sf, d, t, u, A64_LSL, 0));
	}
	gpr_put(e, in, 0, d);
}

static void double_shift(struct emit *e, const struct insn *in, bool left)
{
	unsigned size = in->op[0].size, s;
	struct shifted x;
	struct target to;
	struct count c;

	if (count_no_flags(in)) {
		double_plain(e, in, left);
		return;
	}
	to = target_load(e, in);
	s = gpr(e, in, 1);
	c = count_nonzero(e, in, to);
	if (size < 4)
		x = double_word(e, c, left, to.value, s);
	else if (c.n)
		x = double_constant(e, c, left, sf_of(size), to.value, s);
	else
		x = double_variable(e, c, left, sf_of(size), to.value, s);
	double_flags(e, in, x, left);
	target_store(e, in, to, x.r);
	count_done(e, c);
}

static void emit_shld(struct emit *e, const struct insn *in)
{
	double_shift(e, in, true);
}

static void emit_shrd(struct emit *e, const struct insn *in)
{
	double_shift(e, in, false);
}

/* ---- BMI2: no flags, the count in any register ---- */

static void shift_x(struct emit *e, const struct insn *in, enum shift_op op)
{
	unsigned s = gpr(e, in, 1);

	by_register(e, sf_of(in->op[0].size), op, gpr_dst(e, in, 0), s, in->op[2].reg);
}

static void emit_shlx(struct emit *e, const struct insn *in)
{
	shift_x(e, in, SHIFT_LEFT);
}

static void emit_shrx(struct emit *e, const struct insn *in)
{
	shift_x(e, in, SHIFT_LOGICAL);
}

static void emit_sarx(struct emit *e, const struct insn *in)
{
	shift_x(e, in, SHIFT_ARITH);
}

const struct row shift_rows[] = {
	/*  encoding	operands	written	read	undefined	cpuid	attributes	emitter */
	ROW("C0 /4",	"Eb Ib",	OSZAPC,	0,	F_AF,	BASE,	A_FMAY,	emit_shl),
	ROW("C1 /4",	"Ev Ib",	OSZAPC,	0,	F_AF,	BASE,	A_FMAY,	emit_shl),
	ROW("D0 /4",	"Eb 1",		OSZAPC,	0,	F_AF,	BASE,	0,	emit_shl),
	ROW("D1 /4",	"Ev 1",		OSZAPC,	0,	F_AF,	BASE,	0,	emit_shl),
	ROW("D2 /4",	"Eb CL",	OSZAPC,	0,	F_AF,	BASE,	A_FMAY,	emit_shl),
	ROW("D3 /4",	"Ev CL",	OSZAPC,	0,	F_AF,	BASE,	A_FMAY,	emit_shl),
	/* /6 behaves as /4 on every processor; AMD documents it. */
	ROW("C0 /6",	"Eb Ib",	OSZAPC,	0,	F_AF,	BASE,	A_FMAY,	emit_shl),
	ROW("C1 /6",	"Ev Ib",	OSZAPC,	0,	F_AF,	BASE,	A_FMAY,	emit_shl),
	ROW("D0 /6",	"Eb 1",		OSZAPC,	0,	F_AF,	BASE,	0,	emit_shl),
	ROW("D1 /6",	"Ev 1",		OSZAPC,	0,	F_AF,	BASE,	0,	emit_shl),
	ROW("D2 /6",	"Eb CL",	OSZAPC,	0,	F_AF,	BASE,	A_FMAY,	emit_shl),
	ROW("D3 /6",	"Ev CL",	OSZAPC,	0,	F_AF,	BASE,	A_FMAY,	emit_shl),

	ROW("C0 /5",	"Eb Ib",	OSZAPC,	0,	F_AF,	BASE,	A_FMAY,	emit_shr),
	ROW("C1 /5",	"Ev Ib",	OSZAPC,	0,	F_AF,	BASE,	A_FMAY,	emit_shr),
	ROW("D0 /5",	"Eb 1",		OSZAPC,	0,	F_AF,	BASE,	0,	emit_shr),
	ROW("D1 /5",	"Ev 1",		OSZAPC,	0,	F_AF,	BASE,	0,	emit_shr),
	ROW("D2 /5",	"Eb CL",	OSZAPC,	0,	F_AF,	BASE,	A_FMAY,	emit_shr),
	ROW("D3 /5",	"Ev CL",	OSZAPC,	0,	F_AF,	BASE,	A_FMAY,	emit_shr),

	ROW("C0 /7",	"Eb Ib",	OSZAPC,	0,	F_AF,	BASE,	A_FMAY,	emit_sar),
	ROW("C1 /7",	"Ev Ib",	OSZAPC,	0,	F_AF,	BASE,	A_FMAY,	emit_sar),
	ROW("D0 /7",	"Eb 1",		OSZAPC,	0,	F_AF,	BASE,	0,	emit_sar),
	ROW("D1 /7",	"Ev 1",		OSZAPC,	0,	F_AF,	BASE,	0,	emit_sar),
	ROW("D2 /7",	"Eb CL",	OSZAPC,	0,	F_AF,	BASE,	A_FMAY,	emit_sar),
	ROW("D3 /7",	"Ev CL",	OSZAPC,	0,	F_AF,	BASE,	A_FMAY,	emit_sar),

	ROW("0F A4 /r",	"Ev Gv Ib",	OSZAPC,	0,	F_AF,	BASE,	A_FMAY,	emit_shld),
	ROW("0F A5 /r",	"Ev Gv CL",	OSZAPC,	0,	F_AF,	BASE,	A_FMAY,	emit_shld),
	ROW("0F AC /r",	"Ev Gv Ib",	OSZAPC,	0,	F_AF,	BASE,	A_FMAY,	emit_shrd),
	ROW("0F AD /r",	"Ev Gv CL",	OSZAPC,	0,	F_AF,	BASE,	A_FMAY,	emit_shrd),

	ROW("VEX.LZ.66.0F38 F7 /r", "Gy Ey By",	0,	0,	0,	BMI2,	A_WO,	emit_shlx),
	ROW("VEX.LZ.F2.0F38 F7 /r", "Gy Ey By",	0,	0,	0,	BMI2,	A_WO,	emit_shrx),
	ROW("VEX.LZ.F3.0F38 F7 /r", "Gy Ey By",	0,	0,	0,	BMI2,	A_WO,	emit_sarx),
};
