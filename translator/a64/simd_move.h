/*
 * a64/simd_move.h - lanes, general registers and constants to and from
 * vectors; integer scalars on D registers. Included by simd.h. Arm ARM C7.2.
 */
#ifndef XLATE_A64_SIMD_MOVE_H
#define XLATE_A64_SIMD_MOVE_H

#include "imm.h"

/* Element size and index in "imm5": the index above a marker bit. */
static inline u32 a64f_imm5(unsigned log2, unsigned index)
{
	A64_ASSERT(log2 <= 3 && index < 16u >> log2);
	return a64f_bits((index << 1 | 1) << log2, 5, 16);
}

/* One lane of vn to all of vd. */
static inline u32 a64_vdup_elem(enum a64_arr arr, unsigned vd, unsigned vn, unsigned index)
{
	return a64f_dn(0x0e000400, vd, vn) | a64f_q(arr) | a64f_imm5(arr >> 1, index);
}

/* The low bits of a general register to all lanes. */
static inline u32 a64_vdup_gen(enum a64_arr arr, unsigned vd, unsigned rn)
{
	return a64f_dn(0x0e000c00, vd, rn) | a64f_q(arr) | a64f_imm5(arr >> 1, 0);
}

/* One lane to the bottom of vd, the rest 0. */
static inline u32 a64_dup_scalar(unsigned log2, unsigned vd, unsigned vn, unsigned index)
{
	return a64f_dn(0x5e000400, vd, vn) | a64f_imm5(log2, index);
}

/* vd[di] = vn[si] */
static inline u32 a64_ins_elem(unsigned log2, unsigned vd, unsigned di, unsigned vn, unsigned si)
{
	A64_ASSERT(si < 16u >> log2);
	return a64f_dn(0x6e000400, vd, vn) | a64f_imm5(log2, di) | a64f_bits(si << log2, 4, 11);
}

/* vd[index] = rn */
static inline u32 a64_ins_gen(unsigned log2, unsigned vd, unsigned index, unsigned rn)
{
	return a64f_dn(0x4e001c00, vd, rn) | a64f_imm5(log2, index);
}

/* rd = vn[index], zero-extended. */
static inline u32 a64_umov(unsigned log2, unsigned rd, unsigned vn, unsigned index)
{
	return a64f_dn(0x0e003c00, rd, vn) | a64f_bits(log2 == 3, 1, 30) | a64f_imm5(log2, index);
}

/* rd = vn[index], sign-extended to W or X. */
static inline u32 a64_smov(unsigned log2, enum a64_sf sf, unsigned rd, unsigned vn, unsigned index)
{
	A64_ASSERT(log2 < 2u + sf);
	return a64f_dn(0x0e002c00, rd, vn) | a64f_bits(sf, 1, 30) | a64f_imm5(log2, index);
}

/* Modified immediates: "op" and "cmode" choose the form, imm8 is abc:defgh. Q: 64 or 128 bits. */
static inline u32 a64f_modimm(unsigned q, unsigned op, unsigned cmode, unsigned vd, u32 imm8)
{
	A64_ASSERT(imm8 < 0x100);
	return 0x0f000400 | a64f_bits(q, 1, 30) | a64f_bits(op, 1, 29) | a64f_bits(cmode, 4, 12) |
	       a64f_bits(imm8 >> 5, 3, 16) | a64f_bits(imm8 & 31, 5, 5) | a64f_d(vd);
}

/* imm8 in every byte. */
static inline u32 a64_movi_8b(unsigned q, unsigned vd, u32 imm8)
{
	return a64f_modimm(q, 0, 0xe, vd, imm8);
}

/* imm8 << shift in every halfword (shift 0, 8) or word (0, 8, 16, 24). */
#define A64_DEF_MODIMM(name, width, op, cmode)					\
static inline u32 name(unsigned q, unsigned vd, u32 imm8, unsigned shift)	\
{										\
	A64_ASSERT((shift & 7) == 0 && shift < width);				\
	return a64f_modimm(q, op, cmode | shift >> 2, vd, imm8);		\
}
A64_DEF_MODIMM(a64_movi_16,		16, 0, 0x8)
A64_DEF_MODIMM(a64_mvni_16,		16, 1, 0x8)
A64_DEF_MODIMM(a64_vorr_imm_16,		16, 0, 0x9)
A64_DEF_MODIMM(a64_vbic_imm_16,		16, 1, 0x9)
A64_DEF_MODIMM(a64_movi_32,		32, 0, 0x0)
A64_DEF_MODIMM(a64_mvni_32,		32, 1, 0x0)
A64_DEF_MODIMM(a64_vorr_imm_32,		32, 0, 0x1)
A64_DEF_MODIMM(a64_vbic_imm_32,		32, 1, 0x1)

/* imm8 << shift with ones below, shift 8 or 16. */
static inline u32 a64_movi_32_msl(unsigned q, unsigned vd, u32 imm8, unsigned shift)
{
	A64_ASSERT(shift == 8 || shift == 16);
	return a64f_modimm(q, 0, shift == 16 ? 0xd : 0xc, vd, imm8);
}

static inline u32 a64_mvni_32_msl(unsigned q, unsigned vd, u32 imm8, unsigned shift)
{
	A64_ASSERT(shift == 8 || shift == 16);
	return a64f_modimm(q, 1, shift == 16 ? 0xd : 0xc, vd, imm8);
}

/* Bit i of imm8 fills byte i (a64_movi_mask): both halves, or the low one with the high one 0. */
static inline u32 a64_movi_2d(unsigned vd, u32 imm8)
{
	return a64f_modimm(1, 1, 0xe, vd, imm8);
}

static inline u32 a64_movi_1d(unsigned vd, u32 imm8)
{
	return a64f_modimm(0, 1, 0xe, vd, imm8);
}

/* A float constant (a64_fmovimm) in every lane: 2S, 4S or 2D. */
static inline u32 a64_vfmov_imm(enum a64_arr arr, unsigned vd, u32 imm8)
{
	A64_ASSERT(arr == A64_2S || arr == A64_4S || arr == A64_2D);
	return a64f_modimm(arr & 1u, arr == A64_2D, 0xf, vd, imm8);
}

/* V in both halves (q 1), or in the low one with the high one 0: one instruction if there is one. */
static inline bool a64_vconst(unsigned q, unsigned vd, u64 v, u32 *word)
{
	u32 w = (u32)v, imm;
	u16 h = (u16)v;
	unsigned shift;

	if (a64_movi_mask(v, &imm))
		*word = q ? a64_movi_2d(vd, imm) : a64_movi_1d(vd, imm);
	else if (q && a64_fmovimm(A64_D, v, &imm))
		*word = a64_vfmov_imm(A64_2D, vd, imm);
	else if (v >> 32 != w)
		return false;
	else if (w >> 16 == h && h >> 8 == (h & 0xff))
		*word = a64_movi_8b(q, vd, h & 0xff);
	else if (w >> 16 == h && a64_movi_half(h, &imm, &shift))
		*word = a64_movi_16(q, vd, imm, shift);
	else if (w >> 16 == h && a64_movi_half((u16)~h, &imm, &shift))
		*word = a64_mvni_16(q, vd, imm, shift);
	else if (a64_movi_word(w, &imm, &shift))
		*word = a64_movi_32(q, vd, imm, shift);
	else if (a64_movi_word(~w, &imm, &shift))
		*word = a64_mvni_32(q, vd, imm, shift);
	else if (a64_movi_msl(w, &imm, &shift))
		*word = a64_movi_32_msl(q, vd, imm, shift);
	else if (a64_movi_msl(~w, &imm, &shift))
		*word = a64_mvni_32_msl(q, vd, imm, shift);
	else if (a64_fmovimm(A64_S, w, &imm))
		*word = a64_vfmov_imm(q ? A64_4S : A64_2S, vd, imm);
	else
		return false;
	return true;
}

/* 64-bit integer scalars; the upper half of vd becomes 0. */
#define A64_DEF_D3(name, op)							\
static inline u32 name(unsigned vd, unsigned vn, unsigned vm)			\
{										\
	return a64f_dnm(op, vd, vn, vm);					\
}
A64_DEF_D3(a64_add_d,		0x5ee08400)
A64_DEF_D3(a64_sub_d,		0x7ee08400)
A64_DEF_D3(a64_cmgt_d,		0x5ee03400)
A64_DEF_D3(a64_cmhi_d,		0x7ee03400)
A64_DEF_D3(a64_cmge_d,		0x5ee03c00)
A64_DEF_D3(a64_cmhs_d,		0x7ee03c00)
A64_DEF_D3(a64_sshl_d,		0x5ee04400)
A64_DEF_D3(a64_ushl_d,		0x7ee04400)
A64_DEF_D3(a64_cmtst_d,		0x5ee08c00)
A64_DEF_D3(a64_cmeq_d,		0x7ee08c00)

#define A64_DEF_D2(name, op)							\
static inline u32 name(unsigned vd, unsigned vn)				\
{										\
	return a64f_dn(op, vd, vn);						\
}
A64_DEF_D2(a64_cmgt0_d,		0x5ee08800)
A64_DEF_D2(a64_cmge0_d,		0x7ee08800)
A64_DEF_D2(a64_cmeq0_d,		0x5ee09800)
A64_DEF_D2(a64_cmle0_d,		0x7ee09800)
A64_DEF_D2(a64_cmlt0_d,		0x5ee0a800)
A64_DEF_D2(a64_abs_d,		0x5ee0b800)
A64_DEF_D2(a64_neg_d,		0x7ee0b800)
A64_DEF_D2(a64_addp_d,		0x5ef1b800)	/* vn[0] + vn[1] */

#define A64_DEF_DSHR(name, op)							\
static inline u32 name(unsigned vd, unsigned vn, unsigned amount)		\
{										\
	A64_ASSERT(amount >= 1 && amount <= 64);				\
	return a64f_dn(op, vd, vn) | a64f_bits(128 - amount, 7, 16);		\
}
A64_DEF_DSHR(a64_sshr_d,	0x5f000400)
A64_DEF_DSHR(a64_ushr_d,	0x7f000400)
A64_DEF_DSHR(a64_ssra_d,	0x5f001400)
A64_DEF_DSHR(a64_usra_d,	0x7f001400)
A64_DEF_DSHR(a64_sri_d,		0x7f004400)

#define A64_DEF_DSHL(name, op)							\
static inline u32 name(unsigned vd, unsigned vn, unsigned amount)		\
{										\
	A64_ASSERT(amount < 64);						\
	return a64f_dn(op, vd, vn) | a64f_bits(64 + amount, 7, 16);		\
}
A64_DEF_DSHL(a64_shl_d,		0x5f005400)
A64_DEF_DSHL(a64_sli_d,		0x7f005400)

#endif
