// SPDX-License-Identifier: GPL-2.0-only
/*
 * glance.c - the instructions of which a glance does not tell enough.
 */
#include "glance.h"

/* The rows of sha.c and of vec_*.c. */
static bool is_vector(const struct insn *in)
{
	return in_family(in, FAMILY_sha) || (in->family >= FAMILY_vec_compare && in->family < FAMILY_x87_arith);
}

__attribute__((noinline)) struct glance glance_decode(const u8 *code, unsigned long n, u64 pc)
{
	struct glance g;
	struct insn in;
	u32 kills, cost;

	decode(&in, code, n, pc);
	if (in.attr & A_FMAY)
		insn_constant_shift(&in);
	kills = in.attr & A_FMAY ? 0 : in.fwritten;
	cost = !in.nops || is_vector(&in) ? 1 : GLANCE_LOOK;
	g.what = in.fread | kills << GLANCE_KILLS | (in.attr & A_FLOW) | cost << GLANCE_COST;
	g.len = in.len;
	g.target = in.imm;
	return g;
}
