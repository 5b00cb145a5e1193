/*
 * a64/simd_fp.h - floating point, scalar and vector. Arm ARM C4.1.97, C7.2.
 *
 * Scalar instructions take the type first (A64_H only for fcvt and where FP16
 * is present), vector ones (a64_vX) the arrangement: 2S, 4S or 2D. Scalar
 * results clear the rest of the register unless FPCR.NEP says otherwise.
 */
#ifndef XLATE_A64_SIMD_FP_H
#define XLATE_A64_SIMD_FP_H

#include "imm.h"

static inline u32 a64f_ftype(enum a64_fp fp)
{
	return a64f_bits(fp, 2, 22);
}

/* Scalar, two sources. */
#define A64_DEF_F3(name, op)							\
static inline u32 name(enum a64_fp fp, unsigned vd, unsigned vn, unsigned vm)	\
{										\
	return a64f_dnm(op, vd, vn, vm) | a64f_ftype(fp);			\
}
A64_DEF_F3(a64_fmul,	0x1e200800)
A64_DEF_F3(a64_fdiv,	0x1e201800)
A64_DEF_F3(a64_fadd,	0x1e202800)
A64_DEF_F3(a64_fsub,	0x1e203800)
A64_DEF_F3(a64_fmax,	0x1e204800)
A64_DEF_F3(a64_fmin,	0x1e205800)
A64_DEF_F3(a64_fmaxnm,	0x1e206800)
A64_DEF_F3(a64_fminnm,	0x1e207800)
A64_DEF_F3(a64_fnmul,	0x1e208800)

/* Scalar, one source. */
#define A64_DEF_F2(name, op)							\
static inline u32 name(enum a64_fp fp, unsigned vd, unsigned vn)		\
{										\
	return a64f_dn(op, vd, vn) | a64f_ftype(fp);				\
}
A64_DEF_F2(a64_fmov,	0x1e204000)
A64_DEF_F2(a64_fabs,	0x1e20c000)
A64_DEF_F2(a64_fneg,	0x1e214000)
A64_DEF_F2(a64_fsqrt,	0x1e21c000)
A64_DEF_F2(a64_frintn,	0x1e244000)
A64_DEF_F2(a64_frintp,	0x1e24c000)
A64_DEF_F2(a64_frintm,	0x1e254000)
A64_DEF_F2(a64_frintz,	0x1e25c000)
A64_DEF_F2(a64_frinta,	0x1e264000)
A64_DEF_F2(a64_frintx,	0x1e274000)	/* FPCR's mode, raises inexact */
A64_DEF_F2(a64_frinti,	0x1e27c000)	/* FPCR's mode, does not */
A64_DEF_F2(a64_frint32z, 0x1e284000)	/* FRINTTS; out of range gives INT_MIN */
A64_DEF_F2(a64_frint32x, 0x1e28c000)
A64_DEF_F2(a64_frint64z, 0x1e294000)
A64_DEF_F2(a64_frint64x, 0x1e29c000)

/* From type FROM to type TO. */
static inline u32 a64_fcvt(enum a64_fp to, enum a64_fp from, unsigned vd, unsigned vn)
{
	A64_ASSERT(to != from);
	return a64f_dn(0x1e224000, vd, vn) | a64f_ftype(from) | a64f_bits(to, 2, 15);
}

/* Fused: va + vn * vm (madd), va - vn * vm (msub), -va - vn * vm (nmadd), -va + vn * vm (nmsub). */
#define A64_DEF_F4(name, op)							\
static inline u32 name(enum a64_fp fp, unsigned vd, unsigned vn, unsigned vm,	\
		       unsigned va)						\
{										\
	return a64f_dnma(op, vd, vn, vm, va) | a64f_ftype(fp);			\
}
A64_DEF_F4(a64_fmadd,	0x1f000000)
A64_DEF_F4(a64_fmsub,	0x1f008000)
A64_DEF_F4(a64_fnmadd,	0x1f200000)
A64_DEF_F4(a64_fnmsub,	0x1f208000)

/* To NZCV: < N, = ZC, > C, unordered CV. The e forms raise invalid for a quiet NaN. */
static inline u32 a64_fcmp(enum a64_fp fp, unsigned vn, unsigned vm)
{
	return a64f_dnm(0x1e202000, 0, vn, vm) | a64f_ftype(fp);
}

static inline u32 a64_fcmpe(enum a64_fp fp, unsigned vn, unsigned vm)
{
	return a64f_dnm(0x1e202010, 0, vn, vm) | a64f_ftype(fp);
}

static inline u32 a64_fcmp0(enum a64_fp fp, unsigned vn)
{
	return a64f_dn(0x1e202008, 0, vn) | a64f_ftype(fp);
}

static inline u32 a64_fcmpe0(enum a64_fp fp, unsigned vn)
{
	return a64f_dn(0x1e202018, 0, vn) | a64f_ftype(fp);
}

static inline u32 a64_fccmp(enum a64_fp fp, unsigned vn, unsigned vm, u32 nzcv, enum a64_cond cond)
{
	return a64f_dnm(0x1e200400, 0, vn, vm) | a64f_ftype(fp) |
	       a64f_bits(nzcv, 4, 0) | a64f_bits(cond, 4, 12);
}

static inline u32 a64_fccmpe(enum a64_fp fp, unsigned vn, unsigned vm, u32 nzcv, enum a64_cond cond)
{
	return a64_fccmp(fp, vn, vm, nzcv, cond) | 1u << 4;
}

static inline u32 a64_fcsel(enum a64_fp fp, unsigned vd, unsigned vn, unsigned vm, enum a64_cond cond)
{
	return a64f_dnm(0x1e200c00, vd, vn, vm) | a64f_ftype(fp) | a64f_bits(cond, 4, 12);
}

/* imm8 from a64_fmovimm. */
static inline u32 a64_fmov_imm(enum a64_fp fp, unsigned vd, u32 imm8)
{
	return 0x1e201000 | a64f_ftype(fp) | a64f_d(vd) | a64f_bits(imm8, 8, 13);
}

/* Bits between W and S, X and D. */
static inline u32 a64_fmov_to_gpr(enum a64_sf sf, unsigned rd, unsigned vn)
{
	return a64f_dn(0x1e260000, rd, vn) | a64f_sf(sf) | a64f_bits(sf, 2, 22);
}

static inline u32 a64_fmov_from_gpr(enum a64_sf sf, unsigned vd, unsigned rn)
{
	return a64f_dn(0x1e270000, vd, rn) | a64f_sf(sf) | a64f_bits(sf, 2, 22);
}

/* Bits 127..64; the lower half is kept. */
static inline u32 a64_fmov_top_to_gpr(unsigned rd, unsigned vn)
{
	return a64f_dn(0x9eae0000, rd, vn);
}

static inline u32 a64_fmov_top_from_gpr(unsigned vd, unsigned rn)
{
	return a64f_dn(0x9eaf0000, vd, rn);
}

/* To integer in a general register: n even, a away, p up, m down, z zero; s signed, u unsigned. */
#define A64_DEF_FTOI(name, op)							\
static inline u32 name(enum a64_sf sf, enum a64_fp fp, unsigned rd, unsigned vn) \
{										\
	return a64f_dn(op, rd, vn) | a64f_sf(sf) | a64f_ftype(fp);		\
}
A64_DEF_FTOI(a64_fcvtns,	0x1e200000)
A64_DEF_FTOI(a64_fcvtnu,	0x1e210000)
A64_DEF_FTOI(a64_fcvtas,	0x1e240000)
A64_DEF_FTOI(a64_fcvtau,	0x1e250000)
A64_DEF_FTOI(a64_fcvtps,	0x1e280000)
A64_DEF_FTOI(a64_fcvtpu,	0x1e290000)
A64_DEF_FTOI(a64_fcvtms,	0x1e300000)
A64_DEF_FTOI(a64_fcvtmu,	0x1e310000)
A64_DEF_FTOI(a64_fcvtzs,	0x1e380000)
A64_DEF_FTOI(a64_fcvtzu,	0x1e390000)

/* From integer. */
static inline u32 a64_scvtf(enum a64_sf sf, enum a64_fp fp, unsigned vd, unsigned rn)
{
	return a64f_dn(0x1e220000, vd, rn) | a64f_sf(sf) | a64f_ftype(fp);
}

static inline u32 a64_ucvtf(enum a64_sf sf, enum a64_fp fp, unsigned vd, unsigned rn)
{
	return a64f_dn(0x1e230000, vd, rn) | a64f_sf(sf) | a64f_ftype(fp);
}

/* D to W modulo 2^32, Z set if exact (JSCVT). */
static inline u32 a64_fjcvtzs(unsigned rd, unsigned vn)
{
	return a64f_dn(0x1e7e0000, rd, vn);
}

/* Scalar forms of the vector instructions: S or D, all in vector registers. */
static inline u32 a64f_fsz(enum a64_fp fp)
{
	A64_ASSERT(fp == A64_S || fp == A64_D);
	return a64f_bits(fp, 1, 22);
}

#define A64_DEF_FS3(name, op)							\
static inline u32 name(enum a64_fp fp, unsigned vd, unsigned vn, unsigned vm)	\
{										\
	return a64f_dnm(op, vd, vn, vm) | a64f_fsz(fp);				\
}
A64_DEF_FS3(a64_fmulx,		0x5e20dc00)
A64_DEF_FS3(a64_fcmeq,		0x5e20e400)	/* all ones or 0, NaN gives 0 */
A64_DEF_FS3(a64_fcmge,		0x7e20e400)
A64_DEF_FS3(a64_fcmgt,		0x7ea0e400)
A64_DEF_FS3(a64_facge,		0x7e20ec00)
A64_DEF_FS3(a64_facgt,		0x7ea0ec00)
A64_DEF_FS3(a64_fabd,		0x7ea0d400)
A64_DEF_FS3(a64_frecps,		0x5e20fc00)
A64_DEF_FS3(a64_frsqrts,	0x5ea0fc00)

#define A64_DEF_FS2(name, op)							\
static inline u32 name(enum a64_fp fp, unsigned vd, unsigned vn)		\
{										\
	return a64f_dn(op, vd, vn) | a64f_fsz(fp);				\
}
A64_DEF_FS2(a64_fcmgt0,		0x5ea0c800)
A64_DEF_FS2(a64_fcmge0,		0x7ea0c800)
A64_DEF_FS2(a64_fcmeq0,		0x5ea0d800)
A64_DEF_FS2(a64_fcmle0,		0x7ea0d800)
A64_DEF_FS2(a64_fcmlt0,		0x5ea0e800)
A64_DEF_FS2(a64_frecpe,		0x5ea1d800)
A64_DEF_FS2(a64_frecpx,		0x5ea1f800)
A64_DEF_FS2(a64_frsqrte,	0x7ea1d800)
A64_DEF_FS2(a64_fcvtns_fp,	0x5e21a800)	/* integer of the same width, in vd */
A64_DEF_FS2(a64_fcvtnu_fp,	0x7e21a800)
A64_DEF_FS2(a64_fcvtzs_fp,	0x5ea1b800)
A64_DEF_FS2(a64_fcvtzu_fp,	0x7ea1b800)
A64_DEF_FS2(a64_scvtf_fp,	0x5e21d800)
A64_DEF_FS2(a64_ucvtf_fp,	0x7e21d800)
A64_DEF_FS2(a64_faddp,		0x7e30d800)	/* vn[0] with vn[1] */
A64_DEF_FS2(a64_fmaxp,		0x7e30f800)
A64_DEF_FS2(a64_fminp,		0x7eb0f800)
A64_DEF_FS2(a64_fmaxnmp,	0x7e30c800)
A64_DEF_FS2(a64_fminnmp,	0x7eb0c800)

/* D to S, rounding to odd: a later rounding to less is exact. */
static inline u32 a64_fcvtxn(unsigned vd, unsigned vn)
{
	return a64f_dn(0x7e616800, vd, vn);
}

/* Vector: Q, and "sz" for 2D. */
static inline u32 a64f_farr(enum a64_arr arr)
{
	A64_ASSERT(arr == A64_2S || arr == A64_4S || arr == A64_2D);
	return a64f_q(arr) | a64f_bits(arr == A64_2D, 1, 22);
}

#define A64_DEF_VF3(name, op)							\
static inline u32 name(enum a64_arr arr, unsigned vd, unsigned vn, unsigned vm)	\
{										\
	return a64f_dnm(op, vd, vn, vm) | a64f_farr(arr);			\
}
A64_DEF_VF3(a64_vfmaxnm,	0x0e20c400)
A64_DEF_VF3(a64_vfminnm,	0x0ea0c400)
A64_DEF_VF3(a64_vfmla,		0x0e20cc00)
A64_DEF_VF3(a64_vfmls,		0x0ea0cc00)
A64_DEF_VF3(a64_vfadd,		0x0e20d400)
A64_DEF_VF3(a64_vfsub,		0x0ea0d400)
A64_DEF_VF3(a64_vfmulx,		0x0e20dc00)
A64_DEF_VF3(a64_vfcmeq,		0x0e20e400)
A64_DEF_VF3(a64_vfmax,		0x0e20f400)
A64_DEF_VF3(a64_vfmin,		0x0ea0f400)
A64_DEF_VF3(a64_vfrecps,	0x0e20fc00)
A64_DEF_VF3(a64_vfrsqrts,	0x0ea0fc00)
A64_DEF_VF3(a64_vfmaxnmp,	0x2e20c400)
A64_DEF_VF3(a64_vfminnmp,	0x2ea0c400)
A64_DEF_VF3(a64_vfaddp,		0x2e20d400)
A64_DEF_VF3(a64_vfabd,		0x2ea0d400)
A64_DEF_VF3(a64_vfmul,		0x2e20dc00)
A64_DEF_VF3(a64_vfcmge,		0x2e20e400)
A64_DEF_VF3(a64_vfcmgt,		0x2ea0e400)
A64_DEF_VF3(a64_vfacge,		0x2e20ec00)
A64_DEF_VF3(a64_vfacgt,		0x2ea0ec00)
A64_DEF_VF3(a64_vfmaxp,		0x2e20f400)
A64_DEF_VF3(a64_vfminp,		0x2ea0f400)
A64_DEF_VF3(a64_vfdiv,		0x2e20fc00)

#define A64_DEF_VF2(name, op)							\
static inline u32 name(enum a64_arr arr, unsigned vd, unsigned vn)		\
{										\
	return a64f_dn(op, vd, vn) | a64f_farr(arr);				\
}
A64_DEF_VF2(a64_vfrintn,	0x0e218800)
A64_DEF_VF2(a64_vfrintm,	0x0e219800)
A64_DEF_VF2(a64_vfrintp,	0x0ea18800)
A64_DEF_VF2(a64_vfrintz,	0x0ea19800)
A64_DEF_VF2(a64_vfrinta,	0x2e218800)
A64_DEF_VF2(a64_vfrintx,	0x2e219800)
A64_DEF_VF2(a64_vfrinti,	0x2ea19800)
A64_DEF_VF2(a64_vfrint32z,	0x0e21e800)	/* FRINTTS */
A64_DEF_VF2(a64_vfrint32x,	0x2e21e800)
A64_DEF_VF2(a64_vfrint64z,	0x0e21f800)
A64_DEF_VF2(a64_vfrint64x,	0x2e21f800)
A64_DEF_VF2(a64_vfcvtns,	0x0e21a800)
A64_DEF_VF2(a64_vfcvtnu,	0x2e21a800)
A64_DEF_VF2(a64_vfcvtms,	0x0e21b800)
A64_DEF_VF2(a64_vfcvtmu,	0x2e21b800)
A64_DEF_VF2(a64_vfcvtas,	0x0e21c800)
A64_DEF_VF2(a64_vfcvtau,	0x2e21c800)
A64_DEF_VF2(a64_vfcvtps,	0x0ea1a800)
A64_DEF_VF2(a64_vfcvtpu,	0x2ea1a800)
A64_DEF_VF2(a64_vfcvtzs,	0x0ea1b800)
A64_DEF_VF2(a64_vfcvtzu,	0x2ea1b800)
A64_DEF_VF2(a64_vscvtf,		0x0e21d800)
A64_DEF_VF2(a64_vucvtf,		0x2e21d800)
A64_DEF_VF2(a64_vfcmgt0,	0x0ea0c800)
A64_DEF_VF2(a64_vfcmge0,	0x2ea0c800)
A64_DEF_VF2(a64_vfcmeq0,	0x0ea0d800)
A64_DEF_VF2(a64_vfcmle0,	0x2ea0d800)
A64_DEF_VF2(a64_vfcmlt0,	0x0ea0e800)
A64_DEF_VF2(a64_vfabs,		0x0ea0f800)
A64_DEF_VF2(a64_vfneg,		0x2ea0f800)
A64_DEF_VF2(a64_vfrecpe,	0x0ea1d800)
A64_DEF_VF2(a64_vfrsqrte,	0x2ea1d800)
A64_DEF_VF2(a64_vfsqrt,		0x2ea1f800)

/* Across the four lanes of a 4S. */
#define A64_DEF_VFACROSS(name, op)						\
static inline u32 name(unsigned vd, unsigned vn)				\
{										\
	return a64f_dn(op, vd, vn);						\
}
A64_DEF_VFACROSS(a64_vfmaxnmv,	0x6e30c800)
A64_DEF_VFACROSS(a64_vfminnmv,	0x6eb0c800)
A64_DEF_VFACROSS(a64_vfmaxv,	0x6e30f800)
A64_DEF_VFACROSS(a64_vfminv,	0x6eb0f800)

/* Between widths; ARR is the narrow side (4H, 8H with 4S; 2S, 4S with 2D), its 128-bit form the "2" one. */
#define A64_DEF_VFWIDTH(name, op)						\
static inline u32 name(enum a64_arr arr, unsigned vd, unsigned vn)		\
{										\
	A64_ASSERT(arr >> 1 == 1 || arr >> 1 == 2);				\
	return a64f_dn(op, vd, vn) | a64f_q(arr) | a64f_bits(arr >> 2, 1, 22);	\
}
A64_DEF_VFWIDTH(a64_vfcvtn,	0x0e216800)
A64_DEF_VFWIDTH(a64_vfcvtl,	0x0e217800)

/* 2D to 2S, or 4S for the "2" form, rounding to odd. */
static inline u32 a64_vfcvtxn(enum a64_arr arr, unsigned vd, unsigned vn)
{
	A64_ASSERT(arr >> 1 == 2);
	return a64f_dn(0x2e616800, vd, vn) | a64f_q(arr);
}

/* By one lane of vm. */
#define A64_DEF_VFELEM(name, op)						\
static inline u32 name(enum a64_arr arr, unsigned vd, unsigned vn,		\
		       unsigned vm, unsigned index)				\
{										\
	unsigned d = arr == A64_2D;						\
										\
	A64_ASSERT(index < 4u >> d);						\
	return a64f_dnm(op, vd, vn, vm) | a64f_farr(arr) |			\
	       a64f_bits(d ? index : index >> 1, 1, 11) |			\
	       a64f_bits(d ? 0 : index & 1, 1, 21);				\
}
A64_DEF_VFELEM(a64_vfmla_elem,	0x0f801000)
A64_DEF_VFELEM(a64_vfmls_elem,	0x0f805000)
A64_DEF_VFELEM(a64_vfmul_elem,	0x0f809000)
A64_DEF_VFELEM(a64_vfmulx_elem,	0x2f809000)

#endif
