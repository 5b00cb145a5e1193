// SPDX-License-Identifier: GPL-2.0-only
/*
 * vec_logic.c - PAND PANDN POR PXOR, ANDPS ANDNPS ORPS XORPS and their PD forms, PTEST. SDM 2A, 2B.
 */
#include "vec.h"

VEC_EMIT3_IDIOM(emit_xor, A64_16B, a64_veor, 0)

/* With itself: nothing to do. */
static void emit_and(struct emit *e, const struct insn *in)
{
	unsigned d = in->op[0].reg, n = xmm_first(e, in), s = xmm(e, in, 1);

	if (!vec_same(in))
		put(e, a64_vand(A64_16B, d, n, s));
}

static void emit_or(struct emit *e, const struct insn *in)
{
	unsigned d = in->op[0].reg, n = xmm_first(e, in), s = xmm(e, in, 1);

	if (!vec_same(in))
		put(e, a64_vorr(A64_16B, d, n, s));
}

static void emit_andn(struct emit *e, const struct insn *in)
{
	unsigned d = in->op[0].reg, n = xmm_first(e, in), s = xmm(e, in, 1);

	put(e, vec_same(in) ? a64_movi_2d(d, 0) : a64_vbic(A64_16B, d, s, n));
}

/* ---- PTEST: ZF = no common bit, CF = source within destination ---- */

/* A W register that is 0 when v is 0. Maxima of bytes are below 256, those of words are faster. */
static unsigned any_bit(struct emit *e, enum a64_arr arr, unsigned t, unsigned v)
{
	unsigned r = tmp(e);

	put(e, a64_vumaxv(arr, t, v));
	put(e, a64_fmov_to_gpr(W32, r, t));
	return r;
}

/* Z and C from two small numbers: (x + C) - C carries when C is 1 and is zero when x is. C = !CF = something outside. */
static void set_both(struct emit *e, unsigned x, unsigned outside)
{
	put(e, a64_cmp_imm(W32, outside, 0));
	put(e, a64_csinc(W32, x, x, x, A64_EQ));
	put(e, a64_csetm(W32, outside, A64_NE));
	put(e, a64_cmn_reg(W32, x, outside, A64_LSL, 0));
}

static void emit_ptest(struct emit *e, const struct insn *in)
{
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), t = vtmp(e), x;
	enum a64_arr arr = flags_out(in) & F_SF ? A64_16B : A64_4S;
	u8 out = flags_out(in);

	if (!(out & (F_ZF | F_CF | F_SF | F_OF))) {
		;
	} else if (vec_same(in)) {			/* C = 0, CF = 1 */
		x = any_bit(e, arr, t, s);
		put(e, a64_tst_reg(W32, x, x, A64_LSL, 0));
	} else if (!(out & F_CF)) {
		put(e, a64_vand(A64_16B, t, d, s));
		put(e, a64_cmp_imm(W32, any_bit(e, arr, t, t), 0));
	} else if (!(out & (F_ZF | F_SF))) {		/* comparison with 1 borrows when it is 0 */
		put(e, a64_vbic(A64_16B, t, s, d));
		put(e, a64_cmp_imm(W32, any_bit(e, arr, t, t), 1));
	} else {
		put(e, a64_vand(A64_16B, t, d, s));
		x = any_bit(e, A64_16B, t, t);
		put(e, a64_vbic(A64_16B, t, s, d));
		set_both(e, x, any_bit(e, A64_16B, t, t));
	}
	flags_set(e, HELD_SUB);
	if (out & F_PF)
		put(e, a64_movz(W32, HR_PF, 1, 0));
	if (out & F_AF)
		put(e, a64_mov_reg(W32, HR_AF, HR_ZR));
}

const struct row vec_logic_rows[] = {
	/*  encoding		operands	written read undef	cpuid	attributes	emitter */
	ROW("66 0F DB /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_and),
	ROW("66 0F DF /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_andn),
	ROW("66 0F EB /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_or),
	ROW("66 0F EF /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_xor),
	ROW("NP 0F 54 /r",	"Vps Wps",	0, 0, 0,	SSE,	A_ALIGN | A_FOLD,	emit_and),
	ROW("66 0F 54 /r",	"Vpd Wpd",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_and),
	ROW("NP 0F 55 /r",	"Vps Wps",	0, 0, 0,	SSE,	A_ALIGN | A_FOLD,	emit_andn),
	ROW("66 0F 55 /r",	"Vpd Wpd",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_andn),
	ROW("NP 0F 56 /r",	"Vps Wps",	0, 0, 0,	SSE,	A_ALIGN | A_FOLD,	emit_or),
	ROW("66 0F 56 /r",	"Vpd Wpd",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_or),
	ROW("NP 0F 57 /r",	"Vps Wps",	0, 0, 0,	SSE,	A_ALIGN | A_FOLD,	emit_xor),
	ROW("66 0F 57 /r",	"Vpd Wpd",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_xor),
	ROW("66 0F 38 17 /r",	"Vdq Wdq",	OSZAPC, 0, 0,	SSE41,	A_RO | A_ALIGN | A_JUDGE,	emit_ptest),

	ROW("NP 0F DB /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_and),
	ROW("NP 0F DF /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_andn),
	ROW("NP 0F EB /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_or),
	ROW("NP 0F EF /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_xor),
};
