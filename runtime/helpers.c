/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * helpers.c - helpers of generated code that belong to no other file; HELPERS in state.h says what they
 * get and give: arg[0] and arg[1] are x16 and x17 before, arg[0] to arg[2] x16 to x18 behind.
 */
#include "fpu.h"
#include "helpers.h"
#include "lib.h"

enum { RAX = 0, RDX = 2 };
typedef unsigned __int128 u128;
typedef __int128 s128;

static u128 dividend(const struct xstate *st)
{
	return (u128)st->gpr[RDX] << 64 | st->gpr[RAX];
}

/* RDX:RAX / arg[0]; arg[2] = 1: #DE. */
void rt_div64(struct xstate *st)
{
	u64 d = st->arg[0];
	u128 n = dividend(st);

	st->arg[2] = d <= st->gpr[RDX];
	if (st->arg[2])
		return;
	st->arg[0] = (u64)(n / d);
	st->arg[1] = (u64)(n % d);
}

void rt_idiv64(struct xstate *st)
{
	s64 d = (s64)st->arg[0];
	u128 n = dividend(st), nabs = (s128)n < 0 ? -n : n, q;
	u64 dabs = d < 0 ? -(u64)d : (u64)d, r;
	bool negative = ((s128)n < 0) != (d < 0);

	st->arg[2] = 1;
	if (dabs <= (u64)(nabs >> 64))
		return;
	q = nabs / dabs;
	r = (u64)(nabs % dabs);
	if (q > (u128)INT64_MAX + negative)
		return;
	st->arg[0] = negative ? -(u64)q : (u64)q;
	st->arg[1] = (s128)n < 0 ? -r : r;
	st->arg[2] = 0;
}

void rt_fxsave(struct xstate *st)
{
	vec_save(st);
	fpu_save(st, (struct fxsave *)st->area);
}

void rt_fxrstor(struct xstate *st)
{
	vec_save(st);
	st->arg[0] = fpu_load(st, (const struct fxsave *)st->area);
	vec_load(st);
}

void rt_ldmxcsr(struct xstate *st)
{
	st->arg[0] = fpu_set_mxcsr(st, (u32)st->arg[0]);
}

void rt_stmxcsr(struct xstate *st)
{
	st->arg[0] = fpu_mxcsr(st);
}

/* Until the families that call them are there. */
__attribute__((weak)) void rt_x87(struct xstate *st)
{
	die("no x87 helper for operation %lu", st->arg[0]);
}
