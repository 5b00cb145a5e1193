/* SPDX-License-Identifier: GPL-2.0-only */
/* vec_float.h - what the floating-point families share. */
#ifndef XLATE_VEC_FLOAT_H
#define XLATE_VEC_FLOAT_H

#include "../strict.h"

/* From the mandatory prefix: none PS, 66 PD, F3 SS, F2 SD. */
static inline struct fp_type fp_type(const struct insn *in)
{
	bool scalar = in->prefix & (P_REP | P_REPNE);
	bool dbl = scalar ? in->prefix & P_REPNE : in->prefix & P_OSZ;

	return (struct fp_type){ scalar, dbl ? A64_D : A64_S, dbl ? A64_2D : A64_4S, dbl ? 3 : 2 };
}

/* The low element of v (a temporary) to operand 0, whose other elements stay. Commits. */
static inline void fp_put_low(struct emit *e, const struct insn *in, unsigned log2, unsigned v)
{
	commit(e);
	put(e, a64_ins_elem(log2, in->op[0].reg, 0, v, 0));
}

#endif
