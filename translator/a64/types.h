/*
 * a64/types.h - operand types of the host encoder and the fields of a word.
 *
 * Encoders are pure: operands in, one 32-bit instruction word out. Registers
 * are plain numbers 0..31; what 31 means (ZR or SP) is said by the form, as in
 * the Arm ARM (DDI 0487, C6 and C7). Words are in host order; A64 code is
 * always little endian.
 *
 * Operands must be valid: an immediate is tried with its predicate (imm.h)
 * before it is passed. Fields are masked; with A64_CHECK defined they are
 * also asserted, by A64_ASSERT if the includer brings its own.
 */
#ifndef XLATE_A64_TYPES_H
#define XLATE_A64_TYPES_H

#include <stdbool.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

#ifndef A64_ASSERT
#ifdef A64_CHECK
#define A64_ASSERT(cond)	((cond) ? (void)0 : __builtin_trap())
#else
#define A64_ASSERT(cond)	((void)sizeof(cond))
#endif
#endif

#define A64_ZR	31u
#define A64_SP	31u
#define A64_LR	30u

enum a64_sf { W32, X64 };

enum a64_cond {
	A64_EQ, A64_NE, A64_CS, A64_CC, A64_MI, A64_PL, A64_VS, A64_VC,
	A64_HI, A64_LS, A64_GE, A64_LT, A64_GT, A64_LE, A64_AL, A64_NV,
	A64_HS = A64_CS,
	A64_LO = A64_CC,
};

enum a64_shift { A64_LSL, A64_LSR, A64_ASR, A64_ROR };

/* A register offset in an address takes UXTW, UXTX (written lsl), SXTW, SXTX. */
enum a64_ext {
	A64_UXTB, A64_UXTH, A64_UXTW, A64_UXTX,
	A64_SXTB, A64_SXTH, A64_SXTW, A64_SXTX,
};

/* Vector arrangement: log2 of the element's bytes << 1 | Q. */
enum a64_arr {
	A64_8B, A64_16B, A64_4H, A64_8H, A64_2S, A64_4S, A64_1D, A64_2D,
};

/* Scalar floating-point type, as in the "ftype" field. */
enum a64_fp { A64_S = 0, A64_D = 1, A64_H = 3 };

/* Log2 of an access's bytes, where a name reads better than the number. */
enum a64_size { A64_LOG2_B, A64_LOG2_H, A64_LOG2_W, A64_LOG2_X, A64_LOG2_Q };

/* NZCV as the immediate of ccmp, fccmp and rmif. */
enum a64_nzcv { A64_FLAG_V = 1, A64_FLAG_C = 2, A64_FLAG_Z = 4, A64_FLAG_N = 8 };

static inline enum a64_cond a64_cond_invert(enum a64_cond cond)
{
	return (enum a64_cond)(cond ^ 1u);
}

/* A field: WIDTH bits of V at bit LSB. */
static inline u32 a64f_bits(u32 v, unsigned width, unsigned lsb)
{
	A64_ASSERT(v >> width == 0);
	return (v & ((1u << width) - 1)) << lsb;
}

/* A signed field; V is already divided by the form's scale. */
static inline u32 a64f_sbits(s64 v, unsigned width, unsigned lsb)
{
	A64_ASSERT(v >= -((s64)1 << (width - 1)) && v < ((s64)1 << (width - 1)));
	return ((u32)v & ((1u << width) - 1)) << lsb;
}

static inline u32 a64f_sf(enum a64_sf sf)
{
	return a64f_bits(sf, 1, 31);
}

static inline u32 a64f_d(unsigned r)
{
	return a64f_bits(r, 5, 0);
}

static inline u32 a64f_n(unsigned r)
{
	return a64f_bits(r, 5, 5);
}

static inline u32 a64f_a(unsigned r)
{
	return a64f_bits(r, 5, 10);
}

static inline u32 a64f_m(unsigned r)
{
	return a64f_bits(r, 5, 16);
}

static inline u32 a64f_dn(u32 op, unsigned d, unsigned n)
{
	return op | a64f_d(d) | a64f_n(n);
}

static inline u32 a64f_dnm(u32 op, unsigned d, unsigned n, unsigned m)
{
	return op | a64f_d(d) | a64f_n(n) | a64f_m(m);
}

static inline u32 a64f_dnma(u32 op, unsigned d, unsigned n, unsigned m, unsigned a)
{
	return op | a64f_d(d) | a64f_n(n) | a64f_m(m) | a64f_a(a);
}

/* Q at bit 30, the element's size at bits 22-23. */
static inline u32 a64f_arr(enum a64_arr arr)
{
	return a64f_bits(arr & 1u, 1, 30) | a64f_bits(arr >> 1, 2, 22);
}

static inline u32 a64f_q(enum a64_arr arr)
{
	return a64f_bits(arr & 1u, 1, 30);
}

#endif
