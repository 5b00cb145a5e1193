// SPDX-License-Identifier: GPL-2.0-only
/*
 * strict.c - see strict.h. The helper changes nothing but MXCSR's sticky flags, which may be set twice, so that the group is restarted
 * until its result is taken from the area.
 */
#include "strict.h"

static u32 what(const struct insn *in, enum sse_op op, struct fp_type ty, u32 flags)
{
	u32 w = op | flags | (ty.fp == A64_D ? SSE_DOUBLE : 0) | (ty.scalar ? SSE_SCALAR : 0);

	if (op == SSE_TO_GPR && in->op[0].size == 8)
		w |= SSE_INT64;
	return w | (u32)(in->imm & 0xff) << SSE_IMM_SHIFT;
}

/* Operand 1 to the area, or to x17. */
static void put_source(struct emit *e, const struct insn *in, enum sse_op op)
{
	unsigned v;

	if (op == SSE_FROM_GPR) {
		mov_reg(e, X64, HR_T1, gpr_sx(e, in, 1));
		return;
	}
	v = xmm(e, in, 1);
	put(e, a64_vstr_uoff(4, v, HR_STATE, ST_OFF(area) + SSE_OPERAND1));
}

bool strict_emit(struct emit *e, const struct insn *in, enum sse_op op, struct fp_type ty, u32 flags)
{
	const struct opnd *d = &in->op[0];

	if (!e->opt->fp_strict)
		return false;
	e->ntmp = 2;				/* x16 and x17 are the helper's */
	put_source(e, in, op);
	if (d->kind == OPK_XMM)
		put(e, a64_vstr_uoff(4, d->reg, HR_STATE, ST_OFF(area)));
	mov_imm(e, W32, HR_T0, what(in, op, ty, flags));
	emit_call(e, HELPER_sse);
	br_cbnz(e, W32, HR_T0, cold_trap(e, TRAP_XM));
	if (op == SSE_COMIS || op == SSE_UCOMIS) {
		put(e, a64_msr(A64_NZCV, HR_T1));
		flags_set(e, HELD_FCMP);
	} else if (op == SSE_TO_GPR) {
		gpr_put(e, in, 0, HR_T1);
	} else {
		put(e, a64_vldr_uoff(4, d->reg, HR_STATE, ST_OFF(area) + SSE_RESULT));
	}
	return true;
}
