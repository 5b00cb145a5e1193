/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vec.h - forms that the vector families share. Every macro defines one emitter: operand 0 is a
 * register, operand 1 a register or memory, enc an encoder of a64/simd.h, arr an arrangement. Those of two operands may have
 * a copy folded into them (A_FOLD).
 */
#ifndef XLATE_INSN_VEC_H
#define XLATE_INSN_VEC_H

#include "../vector.h"

static inline bool vec_same(const struct insn *in)
{
	return in->op[1].kind == OPK_XMM && in->op[0].reg == in->op[1].reg;
}

static inline void mov_vector(struct emit *e, unsigned vd, unsigned vn)
{
	if (vd != vn)
		put(e, a64_vmov(A64_16B, vd, vn));
}

/* On MMX registers (mmx.h) half of the arrangement; there is none of one element. */
static inline enum a64_arr vec_arr(const struct insn *in, enum a64_arr arr)
{
	return in->op[0].size == 8 && arr != A64_2D ? (enum a64_arr)(arr & ~1) : arr;
}

/* dst = enc(dst, src) */
#define VEC_EMIT3(name, arr, enc)						\
static void name(struct emit *e, const struct insn *in)				\
{										\
	unsigned d = in->op[0].reg, n = xmm_first(e, in), s = xmm(e, in, 1);	\
										\
	put(e, enc(vec_arr(in, arr), d, n, s));						\
}

/* The same, where a register with itself gives `same` in every byte: no dependency on what it held. */
#define VEC_EMIT3_IDIOM(name, arr, enc, same)					\
static void name(struct emit *e, const struct insn *in)				\
{										\
	unsigned d = in->op[0].reg, n = xmm_first(e, in), s = xmm(e, in, 1);	\
										\
	put(e, vec_same(in) ? a64_movi_2d(d, same) : enc(vec_arr(in, arr), d, n, s));		\
}

/* dst = enc(src) */
#define VEC_EMIT2(name, arr, enc)						\
static void name(struct emit *e, const struct insn *in)				\
{										\
	unsigned s = xmm(e, in, 1);						\
										\
	put(e, enc(vec_arr(in, arr), in->op[0].reg, s));					\
}

#endif
