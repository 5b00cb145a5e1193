/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * softfloat.h - single and double precision in integers, with SSE's NaNs, exceptions, DAZ and FTZ (Intel SDM 1, 11.5). Pure.
 *
 * Numbers are their bits, in a u64 also when they are singles. Exceptions are gathered in env: those that x86 finds before
 * it computes (IE DE ZE) apart from those of the result, which do not happen when one of the former is unmasked.
 */
#ifndef XLATE_SOFTFLOAT_H
#define XLATE_SOFTFLOAT_H

#include "a64/types.h"

struct sf_env {
	u32 mxcsr;
	u32 before, behind;	/* MXCSR_IE DE ZE; OE UE PE */
};

enum sf_format { SF_SINGLE, SF_DOUBLE };
enum sf_order { SF_LESS, SF_EQUAL, SF_GREATER, SF_UNORDERED };
enum { SF_NEAREST, SF_DOWN, SF_UP, SF_ZERO };

u64 sf_add(struct sf_env *env, enum sf_format f, u64 a, u64 b);
u64 sf_sub(struct sf_env *env, enum sf_format f, u64 a, u64 b);
u64 sf_mul(struct sf_env *env, enum sf_format f, u64 a, u64 b);
u64 sf_div(struct sf_env *env, enum sf_format f, u64 a, u64 b);
u64 sf_sqrt(struct sf_env *env, enum sf_format f, u64 a);
u64 sf_min(struct sf_env *env, enum sf_format f, u64 a, u64 b);
u64 sf_max(struct sf_env *env, enum sf_format f, u64 a, u64 b);
/* signal: quiet NaNs are invalid too. */
enum sf_order sf_compare(struct sf_env *env, enum sf_format f, u64 a, u64 b, bool signal);
/* To an integer of the same format; quiet: inexact is not raised. */
u64 sf_round(struct sf_env *env, enum sf_format f, u64 a, unsigned mode, bool quiet);
u64 sf_convert(struct sf_env *env, enum sf_format from, u64 a);	/* to the other format */
u64 sf_from_int(struct sf_env *env, enum sf_format f, s64 x);
/* bits: 32 or 64; out of range and NaN: the most negative one. */
u64 sf_to_int(struct sf_env *env, enum sf_format f, u64 a, unsigned mode, unsigned bits);

static inline unsigned sf_mode(const struct sf_env *env) { return env->mxcsr >> 13 & 3; }

#endif
