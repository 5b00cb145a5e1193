// SPDX-License-Identifier: GPL-2.0-only
/*
 * vec_pack.c - elements made narrower, wider, or interleaved: PACK*, PMOVSX* PMOVZX*, PUNPCK*, UNPCK*. SDM 2B.
 */
#include "vec.h"

VEC_EMIT3(emit_punpcklbw, A64_16B, a64_vzip1)
VEC_EMIT3(emit_punpcklwd, A64_8H, a64_vzip1)
VEC_EMIT3(emit_punpckldq, A64_4S, a64_vzip1)
VEC_EMIT3(emit_punpcklqdq, A64_2D, a64_vzip1)
VEC_EMIT3(emit_punpckhbw, A64_16B, a64_vzip2)
VEC_EMIT3(emit_punpckhwd, A64_8H, a64_vzip2)
VEC_EMIT3(emit_punpckhdq, A64_4S, a64_vzip2)
VEC_EMIT3(emit_punpckhqdq, A64_2D, a64_vzip2)

/*
 * The destination's elements go to the lower half, the source's to the upper one. arr: the narrow side, 64 bits. MMX operands
 * are one register's halves.
 */
#define EMIT_PACK(name, arr, enc)						\
static void name(struct emit *e, const struct insn *in)				\
{										\
	unsigned d = in->op[0].reg, n = xmm_first(e, in), s = xmm(e, in, 1), t;	\
										\
	if (in->op[0].size == 8) {						\
		commit(e);							\
		put(e, a64_ins_elem(3, d, 1, s, 0));				\
		put(e, enc(arr, d, d));						\
	} else if (vec_same(in)) {						\
		t = vtmp(e);							\
		put(e, enc(arr, t, d));						\
		put(e, a64_vdup_elem(A64_2D, d, t, 0));				\
	} else {								\
		commit(e);							\
		put(e, enc(arr, d, n));						\
		put(e, enc((enum a64_arr)(arr | 1), d, s));			\
	}									\
}
EMIT_PACK(emit_packsswb, A64_8B, a64_vsqxtn)
EMIT_PACK(emit_packuswb, A64_8B, a64_vsqxtun)
EMIT_PACK(emit_packssdw, A64_4H, a64_vsqxtn)
EMIT_PACK(emit_packusdw, A64_4H, a64_vsqxtun)

/* ---- PMOVSX, PMOVZX ---- */

/* 0F38 20-25 and 30-35: the source's and the destination's log2 of an element's bytes. */
static void widths_of(const struct insn *in, unsigned *from, unsigned *to)
{
	static const u8 widths[6][2] = { { 0, 1 }, { 0, 2 }, { 0, 3 }, { 1, 2 }, { 1, 3 }, { 2, 3 } };

	*from = widths[in->opcode & 7][0];
	*to = widths[in->opcode & 7][1];
}

static void widen(struct emit *e, const struct insn *in, bool is_signed)
{
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), t, from, to;

	widths_of(in, &from, &to);
	t = to - from > 1 ? vtmp(e) : d;
	for (; from < to; from++) {
		enum a64_arr arr = from << 1;		/* of 64 bits */

		if (from + 1 == to)
			t = d;
		put(e, is_signed ? a64_vsxtl(arr, t, s) : a64_vuxtl(arr, t, s));
		s = t;
	}
}

static void emit_pmovsx(struct emit *e, const struct insn *in)
{
	widen(e, in, true);
}

static void emit_pmovzx(struct emit *e, const struct insn *in)
{
	widen(e, in, false);
}

/* Bytes to 64 bits: a look-up is shorter. */
static void emit_pmovzxbq(struct emit *e, const struct insn *in)
{
	unsigned s = xmm(e, in, 1);

	put(e, a64_vtbl(A64_16B, 1, in->op[0].reg, s, vconst(e, 0xffffffffffffff00, 0xffffffffffffff01)));
}

const struct row vec_pack_rows[] = {
	/*  encoding		operands	written read undef	cpuid	attributes	emitter */
	ROW("66 0F 60 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_punpcklbw),
	ROW("66 0F 61 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_punpcklwd),
	ROW("66 0F 62 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_punpckldq),
	ROW("66 0F 6C /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_punpcklqdq),
	ROW("66 0F 68 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_punpckhbw),
	ROW("66 0F 69 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_punpckhwd),
	ROW("66 0F 6A /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_punpckhdq),
	ROW("66 0F 6D /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_punpckhqdq),
	ROW("NP 0F 14 /r",	"Vps Wps",	0, 0, 0,	SSE,	A_ALIGN | A_FOLD,	emit_punpckldq),
	ROW("NP 0F 15 /r",	"Vps Wps",	0, 0, 0,	SSE,	A_ALIGN | A_FOLD,	emit_punpckhdq),
	ROW("66 0F 14 /r",	"Vpd Wpd",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_punpcklqdq),
	ROW("66 0F 15 /r",	"Vpd Wpd",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_punpckhqdq),

	ROW("66 0F 63 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_packsswb),
	ROW("66 0F 67 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_packuswb),
	ROW("66 0F 6B /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_packssdw),
	ROW("66 0F 38 2B /r",	"Vdq Wdq",	0, 0, 0,	SSE41,	A_ALIGN | A_FOLD,	emit_packusdw),

	ROW("66 0F 38 20 /r",	"Vdq Wq",	0, 0, 0,	SSE41,	A_WO,		emit_pmovsx),
	ROW("66 0F 38 21 /r",	"Vdq Wd",	0, 0, 0,	SSE41,	A_WO,		emit_pmovsx),
	ROW("66 0F 38 22 /r",	"Vdq Ww",	0, 0, 0,	SSE41,	A_WO,		emit_pmovsx),
	ROW("66 0F 38 23 /r",	"Vdq Wq",	0, 0, 0,	SSE41,	A_WO,		emit_pmovsx),
	ROW("66 0F 38 24 /r",	"Vdq Wd",	0, 0, 0,	SSE41,	A_WO,		emit_pmovsx),
	ROW("66 0F 38 25 /r",	"Vdq Wq",	0, 0, 0,	SSE41,	A_WO,		emit_pmovsx),
	ROW("66 0F 38 30 /r",	"Vdq Wq",	0, 0, 0,	SSE41,	A_WO,		emit_pmovzx),
	ROW("66 0F 38 31 /r",	"Vdq Wd",	0, 0, 0,	SSE41,	A_WO,		emit_pmovzx),
	ROW("66 0F 38 32 /r",	"Vdq Ww",	0, 0, 0,	SSE41,	A_WO,		emit_pmovzxbq),
	ROW("66 0F 38 33 /r",	"Vdq Wq",	0, 0, 0,	SSE41,	A_WO,		emit_pmovzx),
	ROW("66 0F 38 34 /r",	"Vdq Wd",	0, 0, 0,	SSE41,	A_WO,		emit_pmovzx),
	ROW("66 0F 38 35 /r",	"Vdq Wq",	0, 0, 0,	SSE41,	A_WO,		emit_pmovzx),

	ROW("NP 0F 60 /r",	"Pq Qd",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_punpcklbw),
	ROW("NP 0F 61 /r",	"Pq Qd",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_punpcklwd),
	ROW("NP 0F 62 /r",	"Pq Qd",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_punpckldq),
	ROW("NP 0F 68 /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_punpckhbw),
	ROW("NP 0F 69 /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_punpckhwd),
	ROW("NP 0F 6A /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_punpckhdq),
	ROW("NP 0F 63 /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_packsswb),
	ROW("NP 0F 67 /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_packuswb),
	ROW("NP 0F 6B /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_packssdw),
};
