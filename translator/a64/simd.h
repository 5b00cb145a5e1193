/*
 * a64/simd.h - vector integer instructions. Arm ARM C4.1.97, C7.2.
 *
 * a64_vX takes the arrangement first, then destination and sources. Where the
 * elements of source and destination differ in width (long, wide, narrow), the
 * arrangement is the NARROW side's, and its 128-bit form is the "2"
 * instruction: a64_vxtn(A64_16B, ..) is "xtn2 v.16b, v.8h". pmull to 128 bits
 * is 1D, or 2D for pmull2. Scalar forms on D registers end in _d.
 * 64-bit forms clear the destination's upper half; the "2" narrowing forms and
 * inserts keep the rest. Which arrangements exist is asserted only where a
 * wrong one would encode another instruction.
 */
#ifndef XLATE_A64_SIMD_H
#define XLATE_A64_SIMD_H

#include "imm.h"

/* Three registers of one arrangement. */
#define A64_DEF_V3(name, op)							\
static inline u32 name(enum a64_arr arr, unsigned vd, unsigned vn, unsigned vm)	\
{										\
	return a64f_dnm(op, vd, vn, vm) | a64f_arr(arr);			\
}
A64_DEF_V3(a64_vshadd,		0x0e200400)
A64_DEF_V3(a64_vuhadd,		0x2e200400)
A64_DEF_V3(a64_vsqadd,		0x0e200c00)
A64_DEF_V3(a64_vuqadd,		0x2e200c00)
A64_DEF_V3(a64_vsrhadd,		0x0e201400)
A64_DEF_V3(a64_vurhadd,		0x2e201400)
A64_DEF_V3(a64_vshsub,		0x0e202400)
A64_DEF_V3(a64_vuhsub,		0x2e202400)
A64_DEF_V3(a64_vsqsub,		0x0e202c00)
A64_DEF_V3(a64_vuqsub,		0x2e202c00)
A64_DEF_V3(a64_vcmgt,		0x0e203400)	/* signed > */
A64_DEF_V3(a64_vcmhi,		0x2e203400)	/* unsigned > */
A64_DEF_V3(a64_vcmge,		0x0e203c00)
A64_DEF_V3(a64_vcmhs,		0x2e203c00)
A64_DEF_V3(a64_vsshl,		0x0e204400)	/* by vm's low byte, right if negative */
A64_DEF_V3(a64_vushl,		0x2e204400)
A64_DEF_V3(a64_vsqshl,		0x0e204c00)
A64_DEF_V3(a64_vuqshl,		0x2e204c00)
A64_DEF_V3(a64_vsrshl,		0x0e205400)
A64_DEF_V3(a64_vurshl,		0x2e205400)
A64_DEF_V3(a64_vsqrshl,		0x0e205c00)
A64_DEF_V3(a64_vuqrshl,		0x2e205c00)
A64_DEF_V3(a64_vsmax,		0x0e206400)
A64_DEF_V3(a64_vumax,		0x2e206400)
A64_DEF_V3(a64_vsmin,		0x0e206c00)
A64_DEF_V3(a64_vumin,		0x2e206c00)
A64_DEF_V3(a64_vsabd,		0x0e207400)
A64_DEF_V3(a64_vuabd,		0x2e207400)
A64_DEF_V3(a64_vsaba,		0x0e207c00)
A64_DEF_V3(a64_vuaba,		0x2e207c00)
A64_DEF_V3(a64_vadd,		0x0e208400)
A64_DEF_V3(a64_vsub,		0x2e208400)
A64_DEF_V3(a64_vcmtst,		0x0e208c00)
A64_DEF_V3(a64_vcmeq,		0x2e208c00)
A64_DEF_V3(a64_vmla,		0x0e209400)
A64_DEF_V3(a64_vmls,		0x2e209400)
A64_DEF_V3(a64_vmul,		0x0e209c00)
A64_DEF_V3(a64_vpmul,		0x2e209c00)
A64_DEF_V3(a64_vsmaxp,		0x0e20a400)
A64_DEF_V3(a64_vumaxp,		0x2e20a400)
A64_DEF_V3(a64_vsminp,		0x0e20ac00)
A64_DEF_V3(a64_vuminp,		0x2e20ac00)
A64_DEF_V3(a64_vsqdmulh,	0x0e20b400)
A64_DEF_V3(a64_vsqrdmulh,	0x2e20b400)
A64_DEF_V3(a64_vaddp,		0x0e20bc00)
A64_DEF_V3(a64_vuzp1,		0x0e001800)
A64_DEF_V3(a64_vtrn1,		0x0e002800)
A64_DEF_V3(a64_vzip1,		0x0e003800)
A64_DEF_V3(a64_vuzp2,		0x0e005800)
A64_DEF_V3(a64_vtrn2,		0x0e006800)
A64_DEF_V3(a64_vzip2,		0x0e007800)

/* Long, wide and narrow: ARR is the narrow side. */
A64_DEF_V3(a64_vsaddl,		0x0e200000)
A64_DEF_V3(a64_vuaddl,		0x2e200000)
A64_DEF_V3(a64_vsaddw,		0x0e201000)
A64_DEF_V3(a64_vuaddw,		0x2e201000)
A64_DEF_V3(a64_vssubl,		0x0e202000)
A64_DEF_V3(a64_vusubl,		0x2e202000)
A64_DEF_V3(a64_vssubw,		0x0e203000)
A64_DEF_V3(a64_vusubw,		0x2e203000)
A64_DEF_V3(a64_vaddhn,		0x0e204000)
A64_DEF_V3(a64_vraddhn,		0x2e204000)
A64_DEF_V3(a64_vsabal,		0x0e205000)
A64_DEF_V3(a64_vuabal,		0x2e205000)
A64_DEF_V3(a64_vsubhn,		0x0e206000)
A64_DEF_V3(a64_vrsubhn,		0x2e206000)
A64_DEF_V3(a64_vsabdl,		0x0e207000)
A64_DEF_V3(a64_vuabdl,		0x2e207000)
A64_DEF_V3(a64_vsmlal,		0x0e208000)
A64_DEF_V3(a64_vumlal,		0x2e208000)
A64_DEF_V3(a64_vsqdmlal,	0x0e209000)
A64_DEF_V3(a64_vsmlsl,		0x0e20a000)
A64_DEF_V3(a64_vumlsl,		0x2e20a000)
A64_DEF_V3(a64_vsqdmlsl,	0x0e20b000)
A64_DEF_V3(a64_vsmull,		0x0e20c000)
A64_DEF_V3(a64_vumull,		0x2e20c000)
A64_DEF_V3(a64_vsqdmull,	0x0e20d000)
A64_DEF_V3(a64_vpmull,		0x0e20e000)

/* Bitwise: 8B or 16B. */
#define A64_DEF_VBITWISE(name, op)						\
static inline u32 name(enum a64_arr arr, unsigned vd, unsigned vn, unsigned vm)	\
{										\
	A64_ASSERT(arr <= A64_16B);						\
	return a64f_dnm(op, vd, vn, vm) | a64f_q(arr);				\
}
A64_DEF_VBITWISE(a64_vand,	0x0e201c00)
A64_DEF_VBITWISE(a64_vbic,	0x0e601c00)
A64_DEF_VBITWISE(a64_vorr,	0x0ea01c00)
A64_DEF_VBITWISE(a64_vorn,	0x0ee01c00)
A64_DEF_VBITWISE(a64_veor,	0x2e201c00)
A64_DEF_VBITWISE(a64_vbsl,	0x2e601c00)	/* vd = vd ? vn : vm */
A64_DEF_VBITWISE(a64_vbit,	0x2ea01c00)	/* vm ? vn into vd */
A64_DEF_VBITWISE(a64_vbif,	0x2ee01c00)	/* !vm ? vn into vd */

static inline u32 a64_vmov(enum a64_arr arr, unsigned vd, unsigned vn)
{
	return a64_vorr(arr, vd, vn, vn);
}

/* Dot products of 4 bytes into 32 bits; ARR is the accumulator's (2S, 4S). */
#define A64_DEF_VDOT(name, op)							\
static inline u32 name(enum a64_arr arr, unsigned vd, unsigned vn, unsigned vm)	\
{										\
	A64_ASSERT(arr >> 1 == 2);						\
	return a64f_dnm(op, vd, vn, vm) | a64f_q(arr);				\
}
A64_DEF_VDOT(a64_vsdot,		0x0e809400)	/* DotProd */
A64_DEF_VDOT(a64_vudot,		0x2e809400)
A64_DEF_VDOT(a64_vusdot,	0x0e809c00)	/* I8MM; vn unsigned, vm signed */

/* Two registers. saddlp and its like: ARR is the narrow source. */
#define A64_DEF_V2(name, op)							\
static inline u32 name(enum a64_arr arr, unsigned vd, unsigned vn)		\
{										\
	return a64f_dn(op, vd, vn) | a64f_arr(arr);				\
}
A64_DEF_V2(a64_vrev64,		0x0e200800)
A64_DEF_V2(a64_vrev16,		0x0e201800)
A64_DEF_V2(a64_vrev32,		0x2e200800)
A64_DEF_V2(a64_vsaddlp,		0x0e202800)
A64_DEF_V2(a64_vuaddlp,		0x2e202800)
A64_DEF_V2(a64_vsuqadd,		0x0e203800)
A64_DEF_V2(a64_vusqadd,		0x2e203800)
A64_DEF_V2(a64_vcls,		0x0e204800)
A64_DEF_V2(a64_vclz,		0x2e204800)
A64_DEF_V2(a64_vcnt,		0x0e205800)
A64_DEF_V2(a64_vsadalp,		0x0e206800)
A64_DEF_V2(a64_vuadalp,		0x2e206800)
A64_DEF_V2(a64_vsqabs,		0x0e207800)
A64_DEF_V2(a64_vsqneg,		0x2e207800)
A64_DEF_V2(a64_vcmgt0,		0x0e208800)
A64_DEF_V2(a64_vcmge0,		0x2e208800)
A64_DEF_V2(a64_vcmeq0,		0x0e209800)
A64_DEF_V2(a64_vcmle0,		0x2e209800)
A64_DEF_V2(a64_vcmlt0,		0x0e20a800)
A64_DEF_V2(a64_vabs,		0x0e20b800)
A64_DEF_V2(a64_vneg,		0x2e20b800)
A64_DEF_V2(a64_vxtn,		0x0e212800)
A64_DEF_V2(a64_vsqxtun,		0x2e212800)
A64_DEF_V2(a64_vshll,		0x2e213800)	/* by the element's width */
A64_DEF_V2(a64_vsqxtn,		0x0e214800)
A64_DEF_V2(a64_vuqxtn,		0x2e214800)

/* Across lanes; the result is a scalar of the element's size, twice it for the l forms. */
A64_DEF_V2(a64_vsaddlv,		0x0e303800)
A64_DEF_V2(a64_vuaddlv,		0x2e303800)
A64_DEF_V2(a64_vsmaxv,		0x0e30a800)
A64_DEF_V2(a64_vumaxv,		0x2e30a800)
A64_DEF_V2(a64_vsminv,		0x0e31a800)
A64_DEF_V2(a64_vuminv,		0x2e31a800)
A64_DEF_V2(a64_vaddv,		0x0e31b800)

/* 8B or 16B. */
static inline u32 a64_vnot(enum a64_arr arr, unsigned vd, unsigned vn)
{
	A64_ASSERT(arr <= A64_16B);
	return a64f_dn(0x2e205800, vd, vn) | a64f_q(arr);
}

static inline u32 a64_vrbit(enum a64_arr arr, unsigned vd, unsigned vn)
{
	A64_ASSERT(arr <= A64_16B);
	return a64f_dn(0x2e605800, vd, vn) | a64f_q(arr);
}

/* Shifts by a constant. Right: 1..width; ARR of the narrowing ones is the narrow side. */
#define A64_DEF_VSHR(name, op)							\
static inline u32 name(enum a64_arr arr, unsigned vd, unsigned vn,		\
		       unsigned amount)						\
{										\
	unsigned width = 8u << (arr >> 1);					\
										\
	A64_ASSERT(amount >= 1 && amount <= width);				\
	return a64f_dn(op, vd, vn) | a64f_q(arr) |				\
	       a64f_bits(2 * width - amount, 7, 16);				\
}
A64_DEF_VSHR(a64_vsshr,		0x0f000400)
A64_DEF_VSHR(a64_vushr,		0x2f000400)
A64_DEF_VSHR(a64_vssra,		0x0f001400)
A64_DEF_VSHR(a64_vusra,		0x2f001400)
A64_DEF_VSHR(a64_vsrshr,	0x0f002400)
A64_DEF_VSHR(a64_vurshr,	0x2f002400)
A64_DEF_VSHR(a64_vsrsra,	0x0f003400)
A64_DEF_VSHR(a64_vursra,	0x2f003400)
A64_DEF_VSHR(a64_vsri,		0x2f004400)
A64_DEF_VSHR(a64_vshrn,		0x0f008400)
A64_DEF_VSHR(a64_vsqshrun,	0x2f008400)
A64_DEF_VSHR(a64_vrshrn,	0x0f008c00)
A64_DEF_VSHR(a64_vsqrshrun,	0x2f008c00)
A64_DEF_VSHR(a64_vsqshrn,	0x0f009400)
A64_DEF_VSHR(a64_vuqshrn,	0x2f009400)
A64_DEF_VSHR(a64_vsqrshrn,	0x0f009c00)
A64_DEF_VSHR(a64_vuqrshrn,	0x2f009c00)

/* Left: 0..width-1; ARR of the lengthening ones is the narrow side. */
#define A64_DEF_VSHL(name, op)							\
static inline u32 name(enum a64_arr arr, unsigned vd, unsigned vn,		\
		       unsigned amount)						\
{										\
	unsigned width = 8u << (arr >> 1);					\
										\
	A64_ASSERT(amount < width);						\
	return a64f_dn(op, vd, vn) | a64f_q(arr) |				\
	       a64f_bits(width + amount, 7, 16);				\
}
A64_DEF_VSHL(a64_vshl,		0x0f005400)
A64_DEF_VSHL(a64_vsli,		0x2f005400)
A64_DEF_VSHL(a64_vsqshlu,	0x2f006400)
A64_DEF_VSHL(a64_vsqshl_imm,	0x0f007400)
A64_DEF_VSHL(a64_vuqshl_imm,	0x2f007400)
A64_DEF_VSHL(a64_vsshll,	0x0f00a400)
A64_DEF_VSHL(a64_vushll,	0x2f00a400)

static inline u32 a64_vsxtl(enum a64_arr arr, unsigned vd, unsigned vn)
{
	return a64_vsshll(arr, vd, vn, 0);
}

static inline u32 a64_vuxtl(enum a64_arr arr, unsigned vd, unsigned vn)
{
	return a64_vushll(arr, vd, vn, 0);
}

/* By one element of vm: 4H, 8H (vm 0..15) or 2S, 4S. */
#define A64_DEF_VELEM(name, op)							\
static inline u32 name(enum a64_arr arr, unsigned vd, unsigned vn,		\
		       unsigned vm, unsigned index)				\
{										\
	unsigned half = arr >> 1 == 1;						\
	unsigned h = half ? index >> 2 : index >> 1;				\
	unsigned l = half ? index >> 1 & 1 : index & 1;				\
										\
	A64_ASSERT(index < 4u << half && (!half || vm < 16));			\
	A64_ASSERT(arr >> 1 == 1 || arr >> 1 == 2);				\
	return a64f_dnm(op, vd, vn, half ? vm | (index & 1) << 4 : vm) |	\
	       a64f_arr(arr) | a64f_bits(h, 1, 11) | a64f_bits(l, 1, 21);	\
}
A64_DEF_VELEM(a64_vmla_elem,	0x2f000000)
A64_DEF_VELEM(a64_vmls_elem,	0x2f004000)
A64_DEF_VELEM(a64_vmul_elem,	0x0f008000)
A64_DEF_VELEM(a64_vsmlal_elem,	0x0f002000)	/* ARR: the narrow side */
A64_DEF_VELEM(a64_vumlal_elem,	0x2f002000)
A64_DEF_VELEM(a64_vsmull_elem,	0x0f00a000)
A64_DEF_VELEM(a64_vumull_elem,	0x2f00a000)
A64_DEF_VELEM(a64_vsqdmulh_elem, 0x0f00c000)
A64_DEF_VELEM(a64_vsqrdmulh_elem, 0x0f00d000)

/* Bytes INDEX.. of vm:vn; 8B or 16B. */
static inline u32 a64_vext(enum a64_arr arr, unsigned vd, unsigned vn, unsigned vm, unsigned index)
{
	A64_ASSERT(arr <= A64_16B && index < 8u << arr);
	return a64f_dnm(0x2e000000, vd, vn, vm) | a64f_q(arr) | a64f_bits(index, 4, 11);
}

/* Look vm's bytes up in REGS (1..4) registers from vn on; outside, tbl gives 0, tbx keeps vd. */
static inline u32 a64_vtbl(enum a64_arr arr, unsigned regs, unsigned vd, unsigned vn, unsigned vm)
{
	A64_ASSERT(arr <= A64_16B);
	return a64f_dnm(0x0e000000, vd, vn, vm) | a64f_q(arr) | a64f_bits(regs - 1, 2, 13);
}

static inline u32 a64_vtbx(enum a64_arr arr, unsigned regs, unsigned vd, unsigned vn, unsigned vm)
{
	return a64_vtbl(arr, regs, vd, vn, vm) | 1u << 12;
}

#include "simd_move.h"
#include "simd_crypto.h"

#endif
