/*
 * a64/simd_crypto.h - AES, SHA-1, SHA-256, SHA3's three-input logic. Included
 * by simd.h. Arm ARM C7.2. All work on 128-bit registers unless said.
 */
#ifndef XLATE_A64_SIMD_CRYPTO_H
#define XLATE_A64_SIMD_CRYPTO_H

#include "types.h"

#define A64_DEF_CRYPTO2(name, op)						\
static inline u32 name(unsigned vd, unsigned vn)				\
{										\
	return a64f_dn(op, vd, vn);						\
}
A64_DEF_CRYPTO2(a64_aese,	0x4e284800)	/* vd ^= vn, then ShiftRows, SubBytes */
A64_DEF_CRYPTO2(a64_aesd,	0x4e285800)
A64_DEF_CRYPTO2(a64_aesmc,	0x4e286800)
A64_DEF_CRYPTO2(a64_aesimc,	0x4e287800)
A64_DEF_CRYPTO2(a64_sha1h,	0x5e280800)	/* S registers */
A64_DEF_CRYPTO2(a64_sha1su1,	0x5e281800)
A64_DEF_CRYPTO2(a64_sha256su0,	0x5e282800)

#define A64_DEF_CRYPTO3(name, op)						\
static inline u32 name(unsigned vd, unsigned vn, unsigned vm)			\
{										\
	return a64f_dnm(op, vd, vn, vm);					\
}
A64_DEF_CRYPTO3(a64_sha1c,	0x5e000000)	/* vn an S register */
A64_DEF_CRYPTO3(a64_sha1p,	0x5e001000)
A64_DEF_CRYPTO3(a64_sha1m,	0x5e002000)
A64_DEF_CRYPTO3(a64_sha1su0,	0x5e003000)
A64_DEF_CRYPTO3(a64_sha256h,	0x5e004000)
A64_DEF_CRYPTO3(a64_sha256h2,	0x5e005000)
A64_DEF_CRYPTO3(a64_sha256su1,	0x5e006000)
A64_DEF_CRYPTO3(a64_rax1,	0xce608c00)	/* SHA3: vn ^ rol(vm, 1) per 64 bits */

/* SHA3: vn ^ vm ^ va, vn ^ (vm & ~va). */
#define A64_DEF_CRYPTO4(name, op)						\
static inline u32 name(unsigned vd, unsigned vn, unsigned vm, unsigned va)	\
{										\
	return a64f_dnma(op, vd, vn, vm, va);					\
}
A64_DEF_CRYPTO4(a64_eor3,	0xce000000)
A64_DEF_CRYPTO4(a64_bcax,	0xce200000)

/* SHA3: (vn ^ vm) rotated right by AMOUNT per 64 bits. */
static inline u32 a64_xar(unsigned vd, unsigned vn, unsigned vm, unsigned amount)
{
	return a64f_dnm(0xce800000, vd, vn, vm) | a64f_bits(amount, 6, 10);
}

#endif
