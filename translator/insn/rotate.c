// SPDX-License-Identifier: GPL-2.0-only
/*
 * rotate.c - ROL ROR RCL RCR RORX. SDM 2B.
 *
 * Only CF and OF change. Counts as in shift.c; a count that is a multiple of the width, but not 0, still sets CF. OF where the
 * manual leaves it undefined: leftwards CF ^ the result's top bit, rightwards the exclusive or of its two top bits.
 */
#include "count.h"

/* FCMP's form of NZCV does not survive a change of CF alone. */
static void keep_others(struct emit *e, const struct insn *in)
{
	if (e->flags.held == HELD_FCMP && in->live & ~in->fwritten)
		flags_want(e, HELD_ADD);
}

/* ---- ROL, ROR ---- */

/* n: constant, 0 if the register count is to be used. Into d; the bits above 8 and 16-bit results are garbage. */
static void rotate_wide(struct emit *e, enum a64_sf sf, bool left, unsigned n, unsigned count, unsigned d, unsigned a)
{
	unsigned width = 32u << sf, t;

	if (n) {
		put(e, a64_ror_imm(sf, d, a, (left ? width - n : n) % width));
	} else if (left) {
		t = count < HR_T0 ? tmp(e) : count;
		put(e, a64_neg(W32, t, count));
		commit_guest(e, d);
		put(e, a64_rorv(sf, d, a, t));
	} else {
		put(e, a64_rorv(sf, d, a, count));
	}
}

/* The operand is repeated over the word. */
static void rotate_narrow(struct emit *e, unsigned size, bool left, unsigned n, unsigned count, unsigned d, unsigned a)
{
	if (size == 2 && n % 16 == 8) {
		put(e, a64_rev16(W32, d, a));
		return;
	}
	put(e, size == 1 ? a64_uxtb(d, a) : a64_uxth(d, a));
	if (size == 1)
		put(e, a64_orr_reg(W32, d, d, d, A64_LSL, 8));
	if (size == 2 || !n || left)
		put(e, a64_orr_reg(W32, d, d, d, A64_LSL, 16));
	if (n && !left && size == 1)
		put(e, a64_lsr_imm(W32, d, d, n % 8));
	else
		rotate_wide(e, W32, left, n, count, d, d);
}

static void rotate_value(struct emit *e, const struct insn *in, bool left, unsigned n, unsigned count, unsigned d, unsigned a)
{
	unsigned size = in->op[0].size;

	if (size < 4) {
		rotate_narrow(e, size, left, n, count, d, a);
		return;
	}
	if (n || !left)
		commit_guest(e, d);
	rotate_wide(e, sf_of(size), left, n, count, d, a);
}

static void rotate_flags(struct emit *e, const struct insn *in, bool left, unsigned r)
{
	unsigned top = 8 * in->op[0].size - 1, v;
	struct flag_bits f = { .mask = flags_out(in), .cf = r, .cf_bit = left ? 0 : top };

	if (f.mask & F_OF) {
		f.of = v = tmp(e);
		f.of_bit = left ? 0 : top;
		put(e, left ? a64_eor_reg(X64, v, r, r, A64_LSR, top) : a64_eor_reg(X64, v, r, r, A64_LSL, 1));
	}
	count_carry(e, in, f);
}

static void rotate(struct emit *e, const struct insn *in, bool left)
{
	unsigned a, d, n = count_is_constant(in) ? count_constant(in) : 0;
	struct target to;
	struct count c;

	if (count_no_flags(in)) {
		a = gpr(e, in, 0);
		d = gpr_dst(e, in, 0);
		if (count_is_constant(in) && !n)
			mov_reg(e, sf_of(in->op[0].size), d, a);
		else
			rotate_value(e, in, left, n, REG_RCX, d, a);
		gpr_put(e, in, 0, d);
		return;
	}
	keep_others(e, in);
	to = target_load(e, in);
	c = count_nonzero(e, in, to);
	d = nzcv_rmif(e) ? target_dst(e, in) : tmp(e);
	rotate_value(e, in, left, n, c.reg, d, to.value);
	rotate_flags(e, in, left, d);
	target_store(e, in, to, d);
	count_done(e, c);
}

static void emit_rol(struct emit *e, const struct insn *in)
{
	rotate(e, in, true);
}

static void emit_ror(struct emit *e, const struct insn *in)
{
	rotate(e, in, false);
}

/* ---- RCL, RCR: CF is a bit of what is rotated ---- */

/* The result, and where the new CF and OF are. */
struct rotated {
	unsigned r, cf, cf_bit, of, of_bit;
};

/* CF being bit 0 of `carry`. */
static struct rotated rotated_wide(struct emit *e, enum a64_sf sf, bool left, unsigned r, unsigned carry, unsigned of)
{
	unsigned top = (32u << sf) - 1;

	put(e, left ? a64_eor_reg(sf, of, carry, r, A64_LSR, top) : a64_eor_reg(sf, of, r, r, A64_LSL, 1));
	return (struct rotated){ r, carry, 0, of, left ? 0 : top };
}

/*
 * Up to 32 bits: the operand and CF in one register, x << n | x >> (width + 1 - n), of which the low width + 1 bits count.
 * n < width + 1.
 */
static struct rotated carry_short(struct emit *e, unsigned bits, bool left, struct count c, unsigned a, unsigned carry)
{
	unsigned x = tmp(e), t = carry, k, n = c.n % (bits + 1);

	put(e, a64_ubfx(X64, x, a, 0, bits));
	put(e, a64_bfi(X64, x, carry, bits, 1));
	if (c.n && n) {
		put(e, a64_lsr_imm(X64, t, x, left ? bits + 1 - n : n));
		put(e, a64_orr_reg(X64, x, t, x, A64_LSL, left ? n : bits + 1 - n));
	} else if (!c.n) {
		k = a >= HR_T0 ? a : tmp(e);
		put(e, a64_movz(W32, k, bits + 1, 0));
		if (bits < 32) {
			put(e, a64_udiv(W32, t, c.reg, k));
			put(e, a64_msub(W32, c.reg, t, k, c.reg));
		}
		put(e, a64_sub_reg(W32, k, k, c.reg, A64_LSL, 0));
		put(e, a64_lsrv(X64, t, x, left ? k : c.reg));
		put(e, a64_lslv(X64, x, x, left ? c.reg : k));
		put(e, a64_orr_reg(X64, x, x, t, A64_LSL, 0));
	}
	put(e, a64_eor_reg(X64, t, x, x, A64_LSL, 1));
	return (struct rotated){ x, x, bits, t, left ? bits : bits - 1 };
}

/* 32 and 64 bits by a constant. */
static struct rotated carry_constant(struct emit *e, enum a64_sf sf, bool left, unsigned n, unsigned a, unsigned carry)
{
	unsigned r = tmp(e), width = 32u << sf, bit = left ? width - n : n - 1;

	if (n == 1) {
		put(e, left ? a64_orr_reg(sf, r, carry, a, A64_LSL, 1) : a64_extr(sf, r, carry, a, 1));
	} else {
		put(e, left ? a64_lsr_imm(sf, r, a, 1) : a64_lsl_imm(sf, r, a, 1));
		put(e, left ? a64_extr(sf, r, a, r, width - n) : a64_extr(sf, r, r, a, n));
		put(e, a64_orr_reg(sf, r, r, carry, A64_LSL, left ? n - 1 : width - n));
	}
	put(e, bit ? a64_lsr_imm(sf, carry, a, bit) : a64_mov_reg(sf, carry, a));
	return rotated_wide(e, sf, left, r, carry, tmp(e));
}

/* 64 bits by CL, 1 to 63. */
static struct rotated carry_variable(struct emit *e, bool left, struct count c, unsigned a, unsigned carry)
{
	unsigned r = tmp(e), t = tmp(e), up = left ? c.reg : t;

	put(e, a64_neg(W32, t, c.reg));
	put(e, left ? a64_lsr_imm(X64, r, a, 1) : a64_lsl_imm(X64, r, a, 1));
	put(e, left ? a64_lsrv(X64, r, r, t) : a64_lslv(X64, r, r, t));
	if (left) {
		put(e, a64_sub_imm(W32, t, c.reg, 1));
		up = t;
	}
	put(e, a64_lslv(X64, carry, carry, up));
	put(e, a64_orr_reg(X64, r, r, carry, A64_LSL, 0));
	put(e, left ? a64_lslv(X64, t, a, c.reg) : a64_lsrv(X64, t, a, c.reg));
	put(e, a64_orr_reg(X64, r, r, t, A64_LSL, 0));
	put(e, left ? a64_neg(W32, t, c.reg) : a64_sub_imm(W32, t, c.reg, 1));
	put(e, a64_lsrv(X64, carry, a, t));
	return rotated_wide(e, X64, left, r, carry, c.reg);
}

/* By 1 to the left, with nothing but CF and OF live in NZCV: ADCS. */
static bool left_by_one(struct emit *e, const struct insn *in)
{
	unsigned size = in->op[0].size, a, d;

	if (!count_is_constant(in) || count_constant(in) != 1 || size < 4 || in->op[0].kind != OPK_GPR)
		return false;
	if (in->live & F_NZCV & ~in->fwritten)
		return false;
	a = gpr(e, in, 0);
	d = gpr_dst(e, in, 0);
	commit(e);
	put(e, a64_adcs(sf_of(size), d, a, a));
	return true;
}

static void rotate_carry(struct emit *e, const struct insn *in, bool left)
{
	unsigned size = in->op[0].size, carry, word;
	struct flag_bits f;
	struct rotated x;
	struct target to;
	struct count c;

	flags_want(e, HELD_ADD);
	if (left && left_by_one(e, in))
		return;
	to = target_load(e, in);
	if (count_is_constant(in) && !count_constant(in)) {
		mov_reg(e, sf_of(size), carry = gpr_dst(e, in, 0), to.value);
		gpr_put(e, in, 0, carry);
		return;
	}
	c = count_nonzero(e, in, to);
	carry = tmp(e);
	put(e, a64_cset(W32, carry, A64_CS));
	if (size < 4 || (size == 4 && !c.n))
		x = carry_short(e, 8 * size, left, c, to.value, carry);
	else if (c.n)
		x = carry_constant(e, sf_of(size), left, c.n, to.value, carry);
	else
		x = carry_variable(e, left, c, to.value, carry);
	f = (struct flag_bits){ flags_out(in), x.cf, x.cf_bit, x.of, x.of_bit, .spoil_of = true };
	word = nzcv_prepare(e, f);
	target_store(e, in, to, x.r);
	nzcv_finish(e, f, word);
	e->flags.carry_zero = 0;
	count_done(e, c);
}

static void emit_rcl(struct emit *e, const struct insn *in)
{
	rotate_carry(e, in, true);
}

static void emit_rcr(struct emit *e, const struct insn *in)
{
	rotate_carry(e, in, false);
}

static void emit_rorx(struct emit *e, const struct insn *in)
{
	enum a64_sf sf = sf_of(in->op[0].size);
	unsigned s = gpr(e, in, 1);

	put(e, a64_ror_imm(sf, gpr_dst(e, in, 0), s, in->imm & (sf == X64 ? 63 : 31)));
}

const struct row rotate_rows[] = {
	/*  encoding	operands	written	read	undefined	cpuid	attributes	emitter */
	ROW("C0 /0",	"Eb Ib",		F_CF | F_OF,	0,	0,	BASE,	A_FMAY,	emit_rol),
	ROW("C1 /0",	"Ev Ib",		F_CF | F_OF,	0,	0,	BASE,	A_FMAY,	emit_rol),
	ROW("D0 /0",	"Eb 1",		F_CF | F_OF,	0,	0,	BASE,	0,	emit_rol),
	ROW("D1 /0",	"Ev 1",		F_CF | F_OF,	0,	0,	BASE,	0,	emit_rol),
	ROW("D2 /0",	"Eb CL",		F_CF | F_OF,	0,	0,	BASE,	A_FMAY,	emit_rol),
	ROW("D3 /0",	"Ev CL",		F_CF | F_OF,	0,	0,	BASE,	A_FMAY,	emit_rol),

	ROW("C0 /1",	"Eb Ib",		F_CF | F_OF,	0,	0,	BASE,	A_FMAY,	emit_ror),
	ROW("C1 /1",	"Ev Ib",		F_CF | F_OF,	0,	0,	BASE,	A_FMAY,	emit_ror),
	ROW("D0 /1",	"Eb 1",		F_CF | F_OF,	0,	0,	BASE,	0,	emit_ror),
	ROW("D1 /1",	"Ev 1",		F_CF | F_OF,	0,	0,	BASE,	0,	emit_ror),
	ROW("D2 /1",	"Eb CL",		F_CF | F_OF,	0,	0,	BASE,	A_FMAY,	emit_ror),
	ROW("D3 /1",	"Ev CL",		F_CF | F_OF,	0,	0,	BASE,	A_FMAY,	emit_ror),

	ROW("C0 /2",	"Eb Ib",		F_CF | F_OF,	F_CF,	0,	BASE,	A_FMAY,	emit_rcl),
	ROW("C1 /2",	"Ev Ib",		F_CF | F_OF,	F_CF,	0,	BASE,	A_FMAY,	emit_rcl),
	ROW("D0 /2",	"Eb 1",		F_CF | F_OF,	F_CF,	0,	BASE,	0,	emit_rcl),
	ROW("D1 /2",	"Ev 1",		F_CF | F_OF,	F_CF,	0,	BASE,	0,	emit_rcl),
	ROW("D2 /2",	"Eb CL",		F_CF | F_OF,	F_CF,	0,	BASE,	A_FMAY,	emit_rcl),
	ROW("D3 /2",	"Ev CL",		F_CF | F_OF,	F_CF,	0,	BASE,	A_FMAY,	emit_rcl),

	ROW("C0 /3",	"Eb Ib",		F_CF | F_OF,	F_CF,	0,	BASE,	A_FMAY,	emit_rcr),
	ROW("C1 /3",	"Ev Ib",		F_CF | F_OF,	F_CF,	0,	BASE,	A_FMAY,	emit_rcr),
	ROW("D0 /3",	"Eb 1",		F_CF | F_OF,	F_CF,	0,	BASE,	0,	emit_rcr),
	ROW("D1 /3",	"Ev 1",		F_CF | F_OF,	F_CF,	0,	BASE,	0,	emit_rcr),
	ROW("D2 /3",	"Eb CL",		F_CF | F_OF,	F_CF,	0,	BASE,	A_FMAY,	emit_rcr),
	ROW("D3 /3",	"Ev CL",		F_CF | F_OF,	F_CF,	0,	BASE,	A_FMAY,	emit_rcr),

	ROW("VEX.LZ.F2.0F3A F0 /r", "Gy Ey Ib",	0,	0,	0,	BMI2,	A_WO,	emit_rorx),
};
