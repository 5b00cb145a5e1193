// SPDX-License-Identifier: GPL-2.0-only
/* nan.c - see nan.h. */
#include "nan.h"

/*
 * FMAX passes a NaN on and raises nothing for quiet ones, so one element stands for all. With NZCV FCMP tells by V;
 * without, FCMEQ with itself gives 0.
 */
void nan_branch(struct emit *e, struct fp_type ty, unsigned v, u32 label)
{
	unsigned one = v, t, r;

	if (!ty.scalar) {
		one = vtmp(e);
		put(e, ty.fp == A64_D ? a64_fmaxp(A64_D, one, v) : a64_vfmaxv(one, v));
	}
	if (flags_free(e->in)) {
		put(e, a64_fcmp(ty.fp, one, one));
		br_cond(e, A64_VS, label);
		return;
	}
	t = one == v ? vtmp(e) : one;
	r = tmp(e);
	put(e, a64_fcmeq(ty.fp, t, one, one));
	put(e, a64_fmov_to_gpr(ty.fp == A64_D ? X64 : W32, r, t));
	br_cbz(e, ty.fp == A64_D ? X64 : W32, r, label);
}

static void equal(struct emit *e, struct fp_type ty, unsigned d, unsigned v)
{
	put(e, ty.scalar ? a64_fcmeq(ty.fp, d, v, v) : a64_vfcmeq(ty.arr, d, v, v));
}

static void maximum(struct emit *e, struct fp_type ty, unsigned d, unsigned a, unsigned b)
{
	put(e, ty.scalar ? a64_fmax(ty.fp, d, a, b) : a64_vfmax(ty.arr, d, a, b));
}

/* Only the low element of scalars counts: what is done to the others does not matter. */
void nan_mend(struct emit *e, struct fp_type ty, unsigned t, unsigned a, unsigned b, unsigned u, unsigned k)
{
	if (a == b) {
		equal(e, ty, u, a);
	} else {
		maximum(e, ty, u, a, b);
		equal(e, ty, u, u);
	}
	equal(e, ty, k, t);
	put(e, a64_vbic(A64_16B, u, u, k));		/* made here: no operand is a NaN */
	put(e, a64_vshl(ty.arr, u, u, ty.fp == A64_D ? 63 : 31));
	put(e, a64_vorr(A64_16B, t, t, u));
	if (a == b)
		return;
	equal(e, ty, k, a);
	maximum(e, ty, u, a, a);			/* quiet */
	put(e, a64_vbif(A64_16B, t, u, k));
}

enum { COLD_T = 0, COLD_A = 5, COLD_B = 10, COLD_SCALAR = 15, COLD_DOUBLE = 16 };

/* a: registers and type, b: where to go on. */
static void cold_mend(struct emit *e, const struct insn *in, u32 a, u32 b)
{
	bool dbl = a >> COLD_DOUBLE & 1;
	struct fp_type ty = { a >> COLD_SCALAR & 1, dbl ? A64_D : A64_S, dbl ? A64_2D : A64_4S, dbl ? 3 : 2 };

	nan_mend(e, ty, a >> COLD_T & 31, a >> COLD_A & 31, a >> COLD_B & 31, 30, 31);
	br(e, b);
}

void nan_check(struct emit *e, struct fp_type ty, unsigned t, unsigned a, unsigned b)
{
	u32 back;

	if (e->nan_inline || e->ncold + 64 > MAX_COLD) {
		nan_mend(e, ty, t, a, b, 30, 31);
		return;
	}
	back = label_new(e);
	nan_branch(e, ty, t, cold(e, cold_mend, t << COLD_T | a << COLD_A | b << COLD_B | (u32)ty.scalar << COLD_SCALAR |
				  (u32)(ty.fp == A64_D) << COLD_DOUBLE, back));
	label_bind(e, back);
}
