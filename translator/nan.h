/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nan.h - NaN results as x86 has them, on hosts without AFP.
 *
 * x86: the first operand if it is a NaN, else the second, made quiet; an invalid operation gives the default NaN, which is
 * negative. A64 without FPCR.AH prefers a signalling second operand, and its default NaN is positive. So results are
 * looked at before they become visible, and cold code that has the operands mends those that are NaN.
 */
#ifndef XLATE_NAN_H
#define XLATE_NAN_H

#include "emit.h"

/* The four types of SSE arithmetic. */
struct fp_type {
	bool scalar;
	enum a64_fp fp;		/* the element */
	enum a64_arr arr;	/* 4S or 2D */
	unsigned log2;		/* element's bytes */
};

static inline bool fp_afp(const struct emit *e) { return e->opt->features & HF_AFP; }
/* Results are looked at. */
static inline bool nan_watched(const struct emit *e) { return !fp_afp(e) && !e->opt->fp_fast; }

/* First of all where results are: to mend them takes certain temporaries. */
static inline void nan_enter(struct emit *e)
{
	if (nan_watched(e))
		vector_forget(e);
}

/* Branches to the label when an element of v is a NaN. v may not be signalling: the result of an operation. */
void nan_branch(struct emit *e, struct fp_type ty, unsigned v, u32 label);

/*
 * t = op(a, b) by A64 becomes what x86 has; u and k are scratch. For operations with one operand a == b. Of FPSR it
 * raises nothing that the operation has not raised.
 */
void nan_mend(struct emit *e, struct fp_type ty, unsigned t, unsigned a, unsigned b, unsigned u, unsigned k);

/* Both: branches to cold code that mends t and comes back. */
void nan_check(struct emit *e, struct fp_type ty, unsigned t, unsigned a, unsigned b);

#endif
