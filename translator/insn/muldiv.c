// SPDX-License-Identifier: GPL-2.0-only
/*
 * muldiv.c - MUL IMUL MULX DIV IDIV. SDM 2A, 2B.
 *
 * MUL and IMUL leave SF, ZF, AF and PF undefined, DIV and IDIV all six. #DE comes before anything is written: the
 * divisor 0 and quotients that do not fit are branches to cold traps.
 */
#include "../region.h"
#include "nzcv.h"

/* ---- products ---- */

/* CF = OF = "not equal" of the comparison just made (HELD_ADD); CF alone needs less, see carry_if_not_zero(). */
static void carry_if_ne(struct emit *e, const struct insn *in, unsigned low)
{
	put(e, a64_ccmn_imm(W32, HR_ZR, 0, A64_FLAG_C | A64_FLAG_V, A64_EQ));
	flags_set(e, HELD_ADD);
	flags_pf(e, in, low);
}

/* CF = OF = t is not 0. */
static void carry_if_not_zero(struct emit *e, const struct insn *in, enum a64_sf sf, unsigned t, unsigned low)
{
	if (!(flags_out(in) & F_NZCV & ~F_CF)) {
		put(e, a64_subs_reg(sf, HR_ZR, HR_ZR, t, A64_LSL, 0));
		flags_set(e, HELD_SUB);
		flags_pf(e, in, low);
		return;
	}
	put(e, a64_cmp_imm(sf, t, 0));
	carry_if_ne(e, in, low);
}

/* AX = AL * s, DX:AX = AX * s. */
static void multiply_narrow(struct emit *e, const struct insn *in, bool sign)
{
	unsigned bits = 8 * in->op[0].size, a = tmp(e), s = sign ? gpr_sx(e, in, 0) : gpr_zx(e, in, 0), t;

	put(e, sign ? a64_sbfx(W32, a, REG_RAX, 0, bits) : a64_ubfx(W32, a, REG_RAX, 0, bits));
	put(e, a64_mul(W32, a, a, s));
	if (flags_out(in)) {
		t = tmp(e);
		if (sign) {
			put(e, a64_sbfx(W32, t, a, 0, bits));
			put(e, a64_cmp_reg(W32, t, a, A64_LSL, 0));
			carry_if_ne(e, in, a);
		} else {
			put(e, a64_lsr_imm(W32, t, a, bits));
			carry_if_not_zero(e, in, W32, t, a);
		}
	}
	commit(e);
	put(e, a64_bfi(X64, guest_write(e, REG_RAX), a, 0, 16));
	if (bits == 16) {
		put(e, a64_lsr_imm(W32, a, a, 16));
		put(e, a64_bfi(X64, guest_write(e, REG_RDX), a, 0, 16));
	}
}

/* EDX:EAX = EAX * s */
static void multiply_word(struct emit *e, const struct insn *in, bool sign)
{
	unsigned s = gpr(e, in, 0), t = tmp(e), hi;

	put(e, sign ? a64_smull(t, REG_RAX, s) : a64_umull(t, REG_RAX, s));
	if (flags_out(in) && sign) {
		put(e, a64_cmp_ext(X64, t, t, A64_SXTW, 0));
		carry_if_ne(e, in, t);
	} else if (flags_out(in)) {
		hi = tmp(e);
		put(e, a64_lsr_imm(X64, hi, t, 32));
		carry_if_not_zero(e, in, X64, hi, t);
	}
	commit(e);
	put(e, a64_lsr_imm(X64, guest_write(e, REG_RDX), t, 32));
	put(e, a64_mov_reg(W32, guest_write(e, REG_RAX), t));
}

/* RDX:RAX = RAX * s */
static void multiply_long(struct emit *e, const struct insn *in, bool sign)
{
	unsigned s = gpr(e, in, 0), hi = tmp(e), lo = REG_RAX;

	put(e, sign ? a64_smulh(hi, REG_RAX, s) : a64_umulh(hi, REG_RAX, s));
	if (flags_out(in) && sign) {
		lo = tmp(e);
		put(e, a64_mul(X64, lo, REG_RAX, s));
		put(e, a64_cmp_reg(X64, hi, lo, A64_ASR, 63));
		carry_if_ne(e, in, lo);
	} else if (flags_out(in) & (F_PF | F_AF)) {
		lo = tmp(e);
		put(e, a64_mul(X64, lo, REG_RAX, s));
	}
	if (flags_out(in) && !sign)
		carry_if_not_zero(e, in, X64, hi, lo);
	guest_write(e, REG_RAX);
	guest_write(e, REG_RDX);
	commit(e);
	if (lo == REG_RAX)
		put(e, a64_mul(X64, REG_RAX, REG_RAX, s));
	else
		put(e, a64_mov_reg(X64, REG_RAX, lo));
	put(e, a64_mov_reg(X64, REG_RDX, hi));
}

static void multiply(struct emit *e, const struct insn *in, bool sign)
{
	if (in->op[0].size < 4)
		multiply_narrow(e, in, sign);
	else if (in->op[0].size == 4)
		multiply_word(e, in, sign);
	else
		multiply_long(e, in, sign);
}

static void emit_mul(struct emit *e, const struct insn *in)
{
	multiply(e, in, false);
}

static void emit_imul(struct emit *e, const struct insn *in)
{
	multiply(e, in, true);
}

/* ---- IMUL with two and three operands ---- */

/* d = a * b truncated; CF = OF = bits were lost. */
static void product_flags(struct emit *e, const struct insn *in, unsigned size, unsigned d, unsigned a, unsigned b)
{
	unsigned hi;

	if (size == 8) {
		hi = tmp(e);
		put(e, a64_smulh(hi, a, b));
		commit(e);
		put(e, a64_mul(X64, d, a, b));
		put(e, a64_cmp_reg(X64, hi, d, A64_ASR, 63));
	} else if (size == 4) {
		put(e, a64_smull(d, a, b));
		put(e, a64_cmp_ext(X64, d, d, A64_SXTW, 0));
	} else {
		put(e, a64_mul(W32, d, a, b));
		put(e, a64_cmp_ext(W32, d, d, A64_SXTH, 0));
	}
	carry_if_ne(e, in, d);
}

/* Constants that an addition or a shift does. */
static bool product_simple(struct emit *e, enum a64_sf sf, unsigned d, unsigned a, u64 imm)
{
	unsigned n;

	if (sf == W32)
		imm = (u32)imm;
	if (!imm)
		return false;
	n = __builtin_ctzll(imm);
	if (imm == 1ull << n)
		put(e, n ? a64_lsl_imm(sf, d, a, n) : a64_mov_reg(sf, d, a));
	else if (imm != 1 && !((imm - 1) & (imm - 2)))
		put(e, a64_add_reg(sf, d, a, a, A64_LSL, __builtin_ctzll(imm - 1)));
	else
		return false;
	return true;
}

static void product(struct emit *e, const struct insn *in, unsigned ka, unsigned kb)
{
	unsigned size = in->op[0].size, a, b, d;
	bool flags = flags_out(in), extend = flags && size == 2;

	a = extend ? gpr_sx(e, in, ka) : gpr(e, in, ka);
	if (!flags && in->op[kb].kind == OPK_IMM) {
		d = gpr_dst(e, in, 0);
		if (product_simple(e, sf_of(size), d, a, in->imm)) {
			gpr_put(e, in, 0, d);
			return;
		}
	}
	b = extend ? gpr_sx(e, in, kb) : gpr(e, in, kb);
	if (flags) {
		d = size == 8 ? gpr_dst(e, in, 0) : tmp(e);
		product_flags(e, in, size, d, a, b);
	} else {
		d = gpr_dst(e, in, 0);
		put(e, a64_mul(sf_of(size), d, a, b));
	}
	gpr_put(e, in, 0, d);
}

static void emit_imul2(struct emit *e, const struct insn *in)
{
	product(e, in, 0, 1);
}

static void emit_imul3(struct emit *e, const struct insn *in)
{
	product(e, in, 1, 2);
}

/* The high half last: it stays when both destinations are the same register. */
static void emit_mulx(struct emit *e, const struct insn *in)
{
	unsigned s = gpr(e, in, 2), hi = in->op[0].reg, lo = in->op[1].reg, t = tmp(e);

	guest_write(e, hi);
	guest_write(e, lo);
	if (in->op[0].size == 4) {
		put(e, a64_umull(t, REG_RDX, s));
		commit(e);
		put(e, a64_mov_reg(W32, lo, t));
		put(e, a64_lsr_imm(X64, hi, t, 32));
	} else {
		put(e, a64_umulh(t, REG_RDX, s));
		commit(e);
		put(e, a64_mul(X64, lo, REG_RDX, s));
		put(e, a64_mov_reg(X64, hi, t));
	}
}

/* ---- division of 8 and 16 bits ---- */

static unsigned narrow_dividend(struct emit *e, const struct insn *in, bool sign)
{
	unsigned t = tmp(e);

	if (in->op[0].size == 1) {
		put(e, sign ? a64_sxth(W32, t, REG_RAX) : a64_uxth(t, REG_RAX));
	} else {
		put(e, a64_uxth(t, REG_RAX));
		put(e, a64_orr_reg(W32, t, t, REG_RDX, A64_LSL, 16));
	}
	return t;
}

static void divide_narrow(struct emit *e, const struct insn *in, bool sign)
{
	unsigned bits = 8 * in->op[0].size, s = sign ? gpr_sx(e, in, 0) : gpr_zx(e, in, 0), a, q, t;
	u32 de = cold_trap(e, TRAP_DE);

	br_cbz(e, W32, s, de);
	a = narrow_dividend(e, in, sign);
	q = tmp(e);
	t = tmp(e);
	if (sign) {			/* 0x80000000 / -1 is too large in X as well */
		put(e, a64_sxtw(a, a));
		put(e, a64_sdiv(X64, q, a, s));
		put(e, a64_sbfx(X64, t, q, 0, bits));
		put(e, a64_sub_reg(X64, t, t, q, A64_LSL, 0));
	} else {
		put(e, a64_udiv(W32, q, a, s));
		put(e, a64_lsr_imm(W32, t, q, bits));
	}
	br_cbnz(e, X64, t, de);
	put(e, a64_msub(W32, a, q, s, a));
	guest_write(e, REG_RAX);
	commit(e);
	put(e, a64_bfi(X64, REG_RAX, q, 0, bits));
	if (bits == 8)
		put(e, a64_bfi(X64, REG_RAX, a, 8, 8));
	else
		put(e, a64_bfi(X64, guest_write(e, REG_RDX), a, 0, 16));
}

/* ---- division of 32 and 64 bits: nearly always RDX only extends RAX ---- */

/* What the instruction before this one has made of RDX. */
enum extension { EXT_UNKNOWN, EXT_ZERO, EXT_SIGN };

static enum extension known_extension(const struct emit *e, const struct insn *in)
{
	const struct insn *p = in - 1;

	if (in <= e->block->first || in != e->in)
		return EXT_UNKNOWN;
	if (p->opcode == 0x99 && p->osz == in->osz && p->nops == 0)
		return EXT_SIGN;
	if ((p->opcode == 0x31 || p->opcode == 0x33) && p->osz >= 4 && p->op[0].kind == OPK_GPR && p->op[1].kind == OPK_GPR &&
	    p->op[0].reg == REG_RDX && p->op[1].reg == REG_RDX)
		return EXT_ZERO;
	return EXT_UNKNOWN;
}

/* Quotient in x16, remainder in x17. */
static void cold_results(struct emit *e, const struct insn *in, u32 behind)
{
	enum a64_sf sf = sf_of(in->op[0].size);

	commit(e);
	put(e, a64_mov_reg(sf, REG_RDX, HR_T1));
	put(e, a64_mov_reg(sf, REG_RAX, HR_T0));
	mark_at(e, insn_next(in));
	br(e, behind);
}

/* a: where to go on, b: the divisor's register. */
static void cold_divide_word(struct emit *e, const struct insn *in, u32 a, u32 b)
{
	bool sign = in->modrm & 8;
	u32 de = cold_trap(e, TRAP_DE);

	put(e, sign ? a64_sxtw(HR_T2, b) : a64_mov_reg(W32, HR_T2, b));
	put(e, a64_mov_reg(W32, HR_T3, REG_RAX));
	put(e, a64_orr_reg(X64, HR_T3, HR_T3, REG_RDX, A64_LSL, 32));
	br_cbz(e, W32, HR_T2, de);
	put(e, sign ? a64_sdiv(X64, HR_T0, HR_T3, HR_T2) : a64_udiv(X64, HR_T0, HR_T3, HR_T2));
	put(e, a64_cmp_ext(X64, HR_T0, HR_T0, sign ? A64_SXTW : A64_UXTW, 0));
	br_cond(e, A64_NE, de);
	put(e, a64_msub(W32, HR_T1, HR_T0, HR_T2, HR_T3));
	cold_results(e, in, a);
}

static void cold_divide_long(struct emit *e, const struct insn *in, u32 a, u32 b)
{
	mov_reg(e, X64, HR_T0, b);
	emit_call(e, in->modrm & 8 ? HELPER_idiv64 : HELPER_div64);
	br_cbnz(e, X64, HR_T2, cold_trap(e, TRAP_DE));
	cold_results(e, in, a);
}

enum { COLD_AHEAD = 1 << 8 };	/* CDQ is still to be done */

/* a: where to divide all the same, b: the divisor. It is 0, or -1: then the dividend must not be the minimum. */
static void cold_minus_one(struct emit *e, const struct insn *in, u32 a, u32 b)
{
	enum a64_sf sf = sf_of(in->op[0].size);
	u32 de;

	e->ahead = b & COLD_AHEAD;
	de = cold_trap(e, TRAP_DE);
	if (e->ahead)
		mark_before(e);
	e->ahead = false;
	br_cbz(e, sf, b & 31, de);
	put(e, a64_subs_reg(sf, HR_ZR, HR_ZR, REG_RAX, A64_LSL, 0));
	br_cond(e, A64_VS, de);
	br(e, a);
}

/* NZCV is free: all flags become undefined. */
static void divide_wide(struct emit *e, const struct insn *in, bool sign)
{
	enum a64_sf sf = sf_of(in->op[0].size);
	enum extension known = known_extension(e, in);
	unsigned q = tmp(e), r = REG_RDX, s = gpr(e, in, 0);
	u32 behind = label_new(e), divide = label_new(e), wide;

	if (known != (sign ? EXT_SIGN : EXT_ZERO)) {
		wide = cold(e, sf == X64 ? cold_divide_long : cold_divide_word, behind, s);
		if (sign) {
			put(e, a64_cmp_reg(sf, REG_RDX, REG_RAX, A64_ASR, sf == X64 ? 63 : 31));
			br_cond(e, A64_NE, wide);
		} else {
			br_cbnz(e, sf, REG_RDX, wide);
		}
	}
	if (sign) {
		put(e, a64_cmp_reg(sf, s, s, A64_ASR, sf == X64 ? 63 : 31));	/* equal: 0 or -1 */
		br_cond(e, A64_EQ, cold(e, cold_minus_one, divide, s | (e->ahead ? COLD_AHEAD : 0)));
	} else {
		br_cbz(e, sf, s, cold_trap(e, TRAP_DE));
	}
	label_bind(e, divide);
	put(e, sign ? a64_sdiv(sf, q, REG_RAX, s) : a64_udiv(sf, q, REG_RAX, s));
	commit(e);
	put(e, a64_msub(sf, guest_write(e, r), q, s, REG_RAX));
	put(e, a64_mov_reg(sf, guest_write(e, REG_RAX), q));
	label_bind(e, behind);
}

static void divide(struct emit *e, const struct insn *in, bool sign)
{
	if (in->op[0].size < 4)
		divide_narrow(e, in, sign);
	else
		divide_wide(e, in, sign);
	flags_set(e, HELD_ADD);
}

static void emit_div(struct emit *e, const struct insn *in)
{
	divide(e, in, false);
}

static void emit_idiv(struct emit *e, const struct insn *in)
{
	divide(e, in, true);
}

const struct row muldiv_rows[] = {
	/*  encoding	operands	written	read	undefined	cpuid	attributes	emitter */
	ROW("F6 /4",	"Eb",		OSZAPC,	0,	F_SF | F_ZF | F_AF | F_PF,	BASE,	A_RO,	emit_mul),
	ROW("F7 /4",	"Ev",		OSZAPC,	0,	F_SF | F_ZF | F_AF | F_PF,	BASE,	A_RO,	emit_mul),
	ROW("F6 /5",	"Eb",		OSZAPC,	0,	F_SF | F_ZF | F_AF | F_PF,	BASE,	A_RO,	emit_imul),
	ROW("F7 /5",	"Ev",		OSZAPC,	0,	F_SF | F_ZF | F_AF | F_PF,	BASE,	A_RO,	emit_imul),
	ROW("0F AF /r",	"Gv Ev",	OSZAPC,	0,	F_SF | F_ZF | F_AF | F_PF,	BASE,	0,	emit_imul2),
	ROW("69 /r",	"Gv Ev Iz",	OSZAPC,	0,	F_SF | F_ZF | F_AF | F_PF,	BASE,	A_WO,	emit_imul3),
	ROW("6B /r",	"Gv Ev Ibs",	OSZAPC,	0,	F_SF | F_ZF | F_AF | F_PF,	BASE,	A_WO,	emit_imul3),
	ROW("VEX.LZ.F2.0F38 F6 /r", "Gy By Ey",	0,	0,	0,	BMI2,	A_WO,	emit_mulx),

	ROW("F6 /6",	"Eb",		OSZAPC,	0,	OSZAPC,	BASE,	A_RO,	emit_div),
	ROW("F7 /6",	"Ev",		OSZAPC,	0,	OSZAPC,	BASE,	A_RO | A_DIV,	emit_div),
	ROW("F6 /7",	"Eb",		OSZAPC,	0,	OSZAPC,	BASE,	A_RO,	emit_idiv),
	ROW("F7 /7",	"Ev",		OSZAPC,	0,	OSZAPC,	BASE,	A_RO | A_DIV,	emit_idiv),
};
