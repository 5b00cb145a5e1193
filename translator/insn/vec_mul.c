// SPDX-License-Identifier: GPL-2.0-only
/*
 * vec_mul.c - what combines elements: PMUL*, PMADD*, PSADBW MPSADBW, PHADD PHSUB, PHMINPOSUW. SDM 2B.
 */
#include "vec.h"

VEC_EMIT3(emit_pmullw, A64_8H, a64_vmul)
VEC_EMIT3(emit_pmulld, A64_4S, a64_vmul)
VEC_EMIT3(emit_phaddw, A64_8H, a64_vaddp)
VEC_EMIT3(emit_phaddd, A64_4S, a64_vaddp)

/* Double-width products of the lower and upper halves' elements. */
struct products {
	unsigned lo, hi;
};

static struct products products16(struct emit *e, unsigned a, unsigned b, bool is_signed)
{
	struct products p;

	p.lo = vtmp(e);
	p.hi = vtmp(e);
	put(e, is_signed ? a64_vsmull(A64_4H, p.lo, a, b) : a64_vumull(A64_4H, p.lo, a, b));
	put(e, is_signed ? a64_vsmull(A64_8H, p.hi, a, b) : a64_vumull(A64_8H, p.hi, a, b));
	return p;
}

static void high_words(struct emit *e, const struct insn *in, bool is_signed)
{
	unsigned d = in->op[0].reg, s = xmm(e, in, 1);
	struct products p = products16(e, xmm_first(e, in), s, is_signed);

	put(e, a64_vuzp2(A64_8H, d, p.lo, p.hi));
}

static void emit_pmulhw(struct emit *e, const struct insn *in)
{
	high_words(e, in, true);
}

static void emit_pmulhuw(struct emit *e, const struct insn *in)
{
	high_words(e, in, false);
}

static void emit_pmaddwd(struct emit *e, const struct insn *in)
{
	unsigned d = in->op[0].reg, s = xmm(e, in, 1);
	struct products p = products16(e, xmm_first(e, in), s, true);

	put(e, a64_vaddp(A64_4S, d, p.lo, p.hi));
}

/* SQRDMULH would saturate -1 * -1, x86 wraps. */
static void emit_pmulhrsw(struct emit *e, const struct insn *in)
{
	unsigned d = in->op[0].reg, s = xmm(e, in, 1);
	struct products p = products16(e, xmm_first(e, in), s, true);

	commit(e);
	put(e, a64_vrshrn(A64_4H, d, p.lo, 15));
	put(e, a64_vrshrn(A64_8H, d, p.hi, 15));
}

/* The even elements of 32 bits. */
static void even_products(struct emit *e, const struct insn *in, bool is_signed)
{
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), a = vtmp(e), b;

	put(e, a64_vxtn(A64_2S, a, xmm_first(e, in)));
	b = vec_same(in) ? a : vtmp(e);
	if (b != a)
		put(e, a64_vxtn(A64_2S, b, s));
	put(e, is_signed ? a64_vsmull(A64_2S, d, a, b) : a64_vumull(A64_2S, d, a, b));
}

static void emit_pmuludq(struct emit *e, const struct insn *in)
{
	even_products(e, in, false);
}

static void emit_pmuldq(struct emit *e, const struct insn *in)
{
	even_products(e, in, true);
}

/* Destination's bytes unsigned, source's signed: every product fits in 16 bits, the sum of two may not. */
static void emit_pmaddubsw(struct emit *e, const struct insn *in)
{
	unsigned d = in->op[0].reg, n = xmm_first(e, in), s = xmm(e, in, 1);
	unsigned a = vtmp(e), b = vtmp(e), odd = vtmp(e);

	put(e, a64_vushr(A64_8H, odd, n, 8));
	put(e, a64_vsshr(A64_8H, b, s, 8));
	put(e, a64_vmul(A64_8H, odd, odd, b));
	put(e, a64_vshl(A64_8H, a, n, 8));
	put(e, a64_vushr(A64_8H, a, a, 8));
	put(e, a64_vshl(A64_8H, b, s, 8));
	put(e, a64_vsshr(A64_8H, b, b, 8));
	put(e, a64_vmul(A64_8H, a, a, b));
	put(e, a64_vsqadd(A64_8H, d, a, odd));
}

static void emit_psadbw(struct emit *e, const struct insn *in)
{
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), t = vtmp(e);

	put(e, a64_vuabd(A64_16B, t, xmm_first(e, in), s));
	put(e, a64_vuaddlp(A64_16B, t, t));
	put(e, a64_vuaddlp(A64_8H, t, t));
	put(e, a64_vuaddlp(A64_4S, d, t));
}

/* Four bytes of the source against eight places of the destination: one byte of the four at a time. */
static void emit_mpsadbw(struct emit *e, const struct insn *in)
{
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), sum = vtmp(e), at = vtmp(e), byte = vtmp(e);
	unsigned from = (in->imm & 3) * 4, to = in->imm & 4, k, v;

	for (k = 0; k < 4; k++) {
		put(e, a64_vdup_elem(A64_8B, byte, s, from + k));
		v = to + k ? at : d;
		if (v == at)
			put(e, a64_vext(A64_16B, at, d, d, to + k));
		put(e, k ? a64_vuabal(A64_8B, sum, v, byte) : a64_vuabdl(A64_8B, sum, v, byte));
	}
	put(e, a64_vmov(A64_16B, d, sum));
}

/* ---- neighbours ---- */

static void neighbours(struct emit *e, const struct insn *in, enum a64_arr full, unsigned *even, unsigned *odd)
{
	unsigned n = xmm_first(e, in), s = xmm(e, in, 1);
	enum a64_arr arr = vec_arr(in, full);

	*even = vtmp(e);
	*odd = vtmp(e);
	put(e, a64_vuzp1(arr, *even, n, s));
	put(e, a64_vuzp2(arr, *odd, n, s));
}

static void emit_phaddsw(struct emit *e, const struct insn *in)
{
	unsigned even, odd;

	neighbours(e, in, A64_8H, &even, &odd);
	put(e, a64_vsqadd(A64_8H, in->op[0].reg, even, odd));
}

static void emit_phsubw(struct emit *e, const struct insn *in)
{
	unsigned even, odd;

	neighbours(e, in, A64_8H, &even, &odd);
	put(e, a64_vsub(A64_8H, in->op[0].reg, even, odd));
}

static void emit_phsubd(struct emit *e, const struct insn *in)
{
	unsigned even, odd;

	neighbours(e, in, A64_4S, &even, &odd);
	put(e, a64_vsub(A64_4S, in->op[0].reg, even, odd));
}

static void emit_phsubsw(struct emit *e, const struct insn *in)
{
	unsigned even, odd;

	neighbours(e, in, A64_8H, &even, &odd);
	put(e, a64_vsqsub(A64_8H, in->op[0].reg, even, odd));
}

/* Minimum of {value, index} as 32-bit numbers: the first of equal values. REV32 puts the value below. */
static void emit_phminposuw(struct emit *e, const struct insn *in)
{
	unsigned s = xmm(e, in, 1), lo = vtmp(e), hi = vtmp(e);
	unsigned index = vconst(e, 0x0003000200010000, 0x0007000600050004);

	put(e, a64_vzip1(A64_8H, lo, index, s));
	put(e, a64_vzip2(A64_8H, hi, index, s));
	put(e, a64_vumin(A64_4S, lo, lo, hi));
	put(e, a64_vuminv(A64_4S, lo, lo));
	put(e, a64_vrev32(A64_4H, in->op[0].reg, lo));
}

const struct row vec_mul_rows[] = {
	/*  encoding		operands	written read undef	cpuid	attributes	emitter */
	ROW("66 0F D5 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_pmullw),
	ROW("66 0F E4 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_pmulhuw),
	ROW("66 0F E5 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_pmulhw),
	ROW("66 0F F4 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_pmuludq),
	ROW("66 0F F5 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_pmaddwd),
	ROW("66 0F F6 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_psadbw),
	ROW("66 0F 38 01 /r",	"Vdq Wdq",	0, 0, 0,	SSSE3,	A_ALIGN | A_FOLD,	emit_phaddw),
	ROW("66 0F 38 02 /r",	"Vdq Wdq",	0, 0, 0,	SSSE3,	A_ALIGN | A_FOLD,	emit_phaddd),
	ROW("66 0F 38 03 /r",	"Vdq Wdq",	0, 0, 0,	SSSE3,	A_ALIGN | A_FOLD,	emit_phaddsw),
	ROW("66 0F 38 04 /r",	"Vdq Wdq",	0, 0, 0,	SSSE3,	A_ALIGN | A_FOLD,	emit_pmaddubsw),
	ROW("66 0F 38 05 /r",	"Vdq Wdq",	0, 0, 0,	SSSE3,	A_ALIGN | A_FOLD,	emit_phsubw),
	ROW("66 0F 38 06 /r",	"Vdq Wdq",	0, 0, 0,	SSSE3,	A_ALIGN | A_FOLD,	emit_phsubd),
	ROW("66 0F 38 07 /r",	"Vdq Wdq",	0, 0, 0,	SSSE3,	A_ALIGN | A_FOLD,	emit_phsubsw),
	ROW("66 0F 38 0B /r",	"Vdq Wdq",	0, 0, 0,	SSSE3,	A_ALIGN | A_FOLD,	emit_pmulhrsw),
	ROW("66 0F 38 28 /r",	"Vdq Wdq",	0, 0, 0,	SSE41,	A_ALIGN | A_FOLD,	emit_pmuldq),
	ROW("66 0F 38 40 /r",	"Vdq Wdq",	0, 0, 0,	SSE41,	A_ALIGN | A_FOLD,	emit_pmulld),
	ROW("66 0F 38 41 /r",	"Vdq Wdq",	0, 0, 0,	SSE41,	A_WO | A_ALIGN,	emit_phminposuw),
	ROW("66 0F 3A 42 /r",	"Vdq Wdq Ib",	0, 0, 0,	SSE41,	A_ALIGN,	emit_mpsadbw),

	ROW("NP 0F D5 /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_pmullw),
	ROW("NP 0F E4 /r",	"Pq Qq",	0, 0, 0,	SSE,	A_X87 | A_MMX,	emit_pmulhuw),
	ROW("NP 0F E5 /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_pmulhw),
	ROW("NP 0F F4 /r",	"Pq Qq",	0, 0, 0,	SSE2,	A_X87 | A_MMX,	emit_pmuludq),
	ROW("NP 0F F5 /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_pmaddwd),
	ROW("NP 0F F6 /r",	"Pq Qq",	0, 0, 0,	SSE,	A_X87 | A_MMX,	emit_psadbw),
	ROW("NP 0F 38 01 /r",	"Pq Qq",	0, 0, 0,	SSSE3,	A_X87 | A_MMX,	emit_phaddw),
	ROW("NP 0F 38 02 /r",	"Pq Qq",	0, 0, 0,	SSSE3,	A_X87 | A_MMX,	emit_phaddd),
	ROW("NP 0F 38 03 /r",	"Pq Qq",	0, 0, 0,	SSSE3,	A_X87 | A_MMX,	emit_phaddsw),
	ROW("NP 0F 38 04 /r",	"Pq Qq",	0, 0, 0,	SSSE3,	A_X87 | A_MMX,	emit_pmaddubsw),
	ROW("NP 0F 38 05 /r",	"Pq Qq",	0, 0, 0,	SSSE3,	A_X87 | A_MMX,	emit_phsubw),
	ROW("NP 0F 38 06 /r",	"Pq Qq",	0, 0, 0,	SSSE3,	A_X87 | A_MMX,	emit_phsubd),
	ROW("NP 0F 38 07 /r",	"Pq Qq",	0, 0, 0,	SSSE3,	A_X87 | A_MMX,	emit_phsubsw),
	ROW("NP 0F 38 0B /r",	"Pq Qq",	0, 0, 0,	SSSE3,	A_X87 | A_MMX,	emit_pmulhrsw),
};
