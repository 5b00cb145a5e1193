// SPDX-License-Identifier: GPL-2.0-only
/*
 * vec_shift.c - PSLL PSRL PSRA by a constant and by a register, PSLLDQ PSRLDQ, PALIGNR. SDM 2B.
 */
#include "vec.h"

enum shift { SHIFT_LEFT, SHIFT_RIGHT, SHIFT_ARITH };

/* 0F D1-D3 right, E1-E2 arithmetic, F1-F3 left; 0F 71-73 with the digit: 2 right, 4 arithmetic, 6 left. */
static enum shift shift_of(const struct insn *in)
{
	unsigned what = in->opcode < 0x80 ? in->modrm >> 4 & 3 : (in->opcode >> 4) - 0xc;

	return what == 1 ? SHIFT_RIGHT : what == 2 ? SHIFT_ARITH : SHIFT_LEFT;
}

static enum a64_arr arr_of(const struct insn *in)
{
	static const u8 arrs[] = { 0, A64_8H, A64_4S, A64_2D };

	return arrs[in->opcode & 3];
}

static unsigned width_of(enum a64_arr arr)
{
	return 8u << (arr >> 1);
}

static void emit_shift_imm(struct emit *e, const struct insn *in)
{
	enum shift shift = shift_of(in);
	enum a64_arr arr = arr_of(in);
	unsigned d = in->op[0].reg, s = xmm_first(e, in), n = (u8)in->imm, width = width_of(arr);

	if (!n)
		mov_vector(e, d, s);
	else if (shift == SHIFT_ARITH)
		put(e, a64_vsshr(arr, d, s, n < width ? n : width));
	else if (n >= width)
		put(e, a64_movi_2d(d, 0));
	else
		put(e, shift == SHIFT_LEFT ? a64_vshl(arr, d, s, n) : a64_vushr(arr, d, s, n));
}

/* The count is the source's lower half; as a number of 32 bits that is at most the width, in every element. */
static unsigned shift_count(struct emit *e, enum a64_arr arr, unsigned s, bool right)
{
	unsigned t = vtmp(e);
	u64 limit = width_of(arr) * 0x100000001ull;

	put(e, a64_vuqxtn(A64_2S, t, s));
	put(e, a64_vumin(A64_2S, t, t, vconst(e, limit, limit)));
	if (right)
		put(e, a64_vneg(A64_2S, t, t));
	put(e, a64_vdup_elem(arr, t, t, 0));
	return t;
}

static void emit_shift_reg(struct emit *e, const struct insn *in)
{
	enum shift shift = shift_of(in);
	enum a64_arr arr = arr_of(in);
	unsigned d = in->op[0].reg, v = xmm_first(e, in), s = xmm(e, in, 1), n = shift_count(e, arr, s, shift != SHIFT_LEFT);

	put(e, shift == SHIFT_ARITH ? a64_vsshl(arr, d, v, n) : a64_vushl(arr, d, v, n));
}

/* d = bytes n.. of hi:lo, where n is 0 to 31 and behind hi come zeros */
static void shift_bytes(struct emit *e, unsigned d, unsigned lo, unsigned hi, unsigned n)
{
	if (n == 0 || n == 16) {
		mov_vector(e, d, n ? hi : lo);
	} else if (n < 16) {
		put(e, a64_vext(A64_16B, d, lo, hi, n));
	} else if (n == 24 || n == 28 || n == 30 || n == 31) {
		unsigned log2 = n == 24 ? 3 : n == 28 ? 2 : n == 30 ? 1 : 0;

		put(e, a64_dup_scalar(log2, d, hi, (16u >> log2) - 1));
	} else {
		put(e, a64_vext(A64_16B, d, hi, vconst_zero(e), n - 16));
	}
}

static void emit_psrldq(struct emit *e, const struct insn *in)
{
	unsigned d = in->op[0].reg, s = xmm_first(e, in), n = (u8)in->imm;

	if (n > 15)
		put(e, a64_movi_2d(d, 0));
	else
		shift_bytes(e, d, s, s, 16 + n);
}

static void emit_pslldq(struct emit *e, const struct insn *in)
{
	unsigned d = in->op[0].reg, s = xmm_first(e, in), n = (u8)in->imm;

	if (n > 15)
		put(e, a64_movi_2d(d, 0));
	else if (n)
		put(e, a64_vext(A64_16B, d, vconst_zero(e), s, 16 - n));
	else
		mov_vector(e, d, s);
}

/* MMX: both operands in one register. */
static void align_halves(struct emit *e, unsigned d, unsigned s, unsigned n)
{
	unsigned both = vtmp(e);

	put(e, a64_vmov(A64_8B, both, s));
	put(e, a64_ins_elem(3, both, 1, d, 0));
	if (n > 15)
		put(e, a64_movi_2d(d, 0));
	else
		shift_bytes(e, d, both, both, n < 8 ? n : 16 + n);
}

static void emit_palignr(struct emit *e, const struct insn *in)
{
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), n = (u8)in->imm;

	if (in->op[0].size == 8)
		align_halves(e, d, s, n);
	else if (n > 31)
		put(e, a64_movi_2d(d, 0));
	else
		shift_bytes(e, d, s, xmm_first(e, in), n);
}

const struct row vec_shift_rows[] = {
	/*  encoding			operands	written read undef	cpuid	attributes	emitter */
	ROW("66 0F 71 /2 mod3",		"Udq Ib",	0, 0, 0,	SSE2,	A_FOLD,	emit_shift_imm),
	ROW("66 0F 71 /4 mod3",		"Udq Ib",	0, 0, 0,	SSE2,	A_FOLD,	emit_shift_imm),
	ROW("66 0F 71 /6 mod3",		"Udq Ib",	0, 0, 0,	SSE2,	A_FOLD,	emit_shift_imm),
	ROW("66 0F 72 /2 mod3",		"Udq Ib",	0, 0, 0,	SSE2,	A_FOLD,	emit_shift_imm),
	ROW("66 0F 72 /4 mod3",		"Udq Ib",	0, 0, 0,	SSE2,	A_FOLD,	emit_shift_imm),
	ROW("66 0F 72 /6 mod3",		"Udq Ib",	0, 0, 0,	SSE2,	A_FOLD,	emit_shift_imm),
	ROW("66 0F 73 /2 mod3",		"Udq Ib",	0, 0, 0,	SSE2,	A_FOLD,	emit_shift_imm),
	ROW("66 0F 73 /6 mod3",		"Udq Ib",	0, 0, 0,	SSE2,	A_FOLD,	emit_shift_imm),
	ROW("66 0F 73 /3 mod3",		"Udq Ib",	0, 0, 0,	SSE2,	A_FOLD,	emit_psrldq),
	ROW("66 0F 73 /7 mod3",		"Udq Ib",	0, 0, 0,	SSE2,	A_FOLD,	emit_pslldq),
	ROW("66 0F D1-D3 /r",		"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_shift_reg),
	ROW("66 0F E1-E2 /r",		"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_shift_reg),
	ROW("66 0F F1-F3 /r",		"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_shift_reg),
	ROW("66 0F 3A 0F /r",		"Vdq Wdq Ib",	0, 0, 0,	SSSE3,	A_ALIGN | A_FOLD,	emit_palignr),

	ROW("NP 0F 71 /2 mod3",		"Nq Ib",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_shift_imm),
	ROW("NP 0F 71 /4 mod3",		"Nq Ib",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_shift_imm),
	ROW("NP 0F 71 /6 mod3",		"Nq Ib",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_shift_imm),
	ROW("NP 0F 72 /2 mod3",		"Nq Ib",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_shift_imm),
	ROW("NP 0F 72 /4 mod3",		"Nq Ib",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_shift_imm),
	ROW("NP 0F 72 /6 mod3",		"Nq Ib",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_shift_imm),
	ROW("NP 0F 73 /2 mod3",		"Nq Ib",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_shift_imm),
	ROW("NP 0F 73 /6 mod3",		"Nq Ib",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_shift_imm),
	ROW("NP 0F D1-D3 /r",		"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_shift_reg),
	ROW("NP 0F E1-E2 /r",		"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_shift_reg),
	ROW("NP 0F F1-F3 /r",		"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_shift_reg),
	ROW("NP 0F 3A 0F /r",		"Pq Qq Ib",	0, 0, 0,	SSSE3,	A_X87 | A_MMX,	emit_palignr),
};
