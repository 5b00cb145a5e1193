/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * softfloat80.h - x87 arithmetic in integers: results, exceptions, rounding and precision control as the SDM has them (volume 1,
 * chapter 8). Pure. Stack and status word are helper_x87.c's.
 *
 * An operation raises its exceptions in env->sw. Where one of F80_BEFORE is unmasked its result is not to be used. Results
 * with an unmasked overflow or underflow have their exponent wrapped by 24576, or are not stored (conversions).
 */
#ifndef XLATE_SOFTFLOAT80_H
#define XLATE_SOFTFLOAT80_H

#include "a64/types.h"

enum {	/* status word; the first six also are the control word's masks */
	F80_IE = 1, F80_DE = 2, F80_ZE = 4, F80_OE = 8, F80_UE = 16, F80_PE = 32, F80_SF = 64,
	F80_C0 = 0x100, F80_C1 = 0x200, F80_C2 = 0x400, F80_C3 = 0x4000,
	F80_BEFORE = F80_IE | F80_DE | F80_ZE,
};
enum { F80_NEAREST, F80_DOWN, F80_UP, F80_CHOP };	/* rounding control */

struct f80 {
	u64 mant;
	u16 sexp;
};

struct f80_env {
	u16 cw;
	u16 sw;		/* gathers exceptions and C1 (rounded up) */
};

static inline unsigned f80_rounding(const struct f80_env *env) { return env->cw >> 10 & 3; }
/* Has an exception that prevents the operation been raised unmasked? */
static inline bool f80_stopped(const struct f80_env *env) { return env->sw & ~env->cw & F80_BEFORE; }

enum f80_kind { F80_ZERO, F80_FINITE, F80_INF, F80_QNAN, F80_SNAN, F80_UNSUPPORTED };

/* An operand: finite ones have mant >> 63 == 1, value mant * 2^(exp - 0x3fff - 63); NaN: mant as in a register. */
struct f80_num {
	u64 mant;
	s32 exp;
	u8 kind;	/* enum f80_kind */
	u8 sign;
	u8 denormal;
};

static inline struct f80 f80_make(unsigned sign, unsigned exp, u64 mant)
{
	return (struct f80){ mant, (u16)(sign << 15 | exp) };
}

static inline struct f80 f80_indefinite(void) { return f80_make(1, 0x7fff, 3ull << 62); }

struct f80_num f80_from80(struct f80 x);
struct f80_num f80_from64(u64 x);
struct f80_num f80_from32(u32 x);
struct f80_num f80_from_int(s64 x);

/* As FLD from single or double: exact, but for signalling NaNs and denormals. */
struct f80 f80_load(struct f80_env *env, const struct f80_num *n);
/* Exact register contents of a number that has 64 bits at most (conversions from integers). */
struct f80 f80_pack(const struct f80_num *n);

struct f80 f80_add(struct f80_env *env, struct f80_num a, struct f80_num b);
struct f80 f80_sub(struct f80_env *env, struct f80_num a, struct f80_num b);
struct f80 f80_mul(struct f80_env *env, struct f80_num a, struct f80_num b);
struct f80 f80_div(struct f80_env *env, struct f80_num a, struct f80_num b);
struct f80 f80_sqrt(struct f80_env *env, struct f80_num a);
struct f80 f80_rint(struct f80_env *env, struct f80 x);
struct f80 f80_scale(struct f80_env *env, struct f80 x, struct f80 by);
/* a becomes the significand, the result is the exponent. */
struct f80 f80_extract(struct f80_env *env, struct f80 *x);
/* FPREM, FPREM1 (nearest): C0-C3 to sw. */
struct f80 f80_rem(struct f80_env *env, struct f80 x, struct f80 y, bool nearest);

/* C3, C2, C0 of a comparison. quiet: quiet NaNs raise nothing. */
u16 f80_compare(struct f80_env *env, struct f80_num a, struct f80_num b, bool quiet);

u64 f80_to64(struct f80_env *env, struct f80_num n);
u32 f80_to32(struct f80_env *env, struct f80_num n);
/* Signed integer of 16, 32 or 64 bits; out of range: IE and the most negative one. */
u64 f80_to_int(struct f80_env *env, struct f80_num n, unsigned bits, unsigned rounding);
void f80_to_bcd(struct f80_env *env, struct f80_num n, u8 bcd[10]);
struct f80 f80_from_bcd(const u8 bcd[10]);

/* What the transcendental functions and the others share. */

/* Raises IE or DE for operands; returns whether the result is a NaN, then in *r, which otherwise is the indefinite: what nobody uses. */
bool f80_invalid1(struct f80_env *env, const struct f80_num *a, struct f80 *r);
bool f80_invalid2(struct f80_env *env, const struct f80_num *a, const struct f80_num *b, struct f80 *r);
/* Rounds mant:rest (mant >> 63 == 1) * 2^(exp - 0x3fff - 63) as cw says; range exceptions as SDM 1, 8.5. */
struct f80 f80_round(struct f80_env *env, unsigned sign, s32 exp, u64 mant, u64 rest);

/*
 * softfloat80_trans.c: results have 64 bits whatever the precision control. C2 in sw: |x| is 2^63 or more, the result x.
 * st1 is y, or the ordinate.
 */
struct f80 f80_2xm1(struct f80_env *env, struct f80 x);
struct f80 f80_yl2x(struct f80_env *env, struct f80 st0, struct f80 st1);
struct f80 f80_yl2xp1(struct f80_env *env, struct f80 st0, struct f80 st1);
struct f80 f80_atan(struct f80_env *env, struct f80 st0, struct f80 st1);
struct f80 f80_sin(struct f80_env *env, struct f80 x);
struct f80 f80_cos(struct f80_env *env, struct f80 x);
struct f80 f80_tan(struct f80_env *env, struct f80 x, struct f80 *one);	/* *one = 1, or the NaN that the result is */

#endif
