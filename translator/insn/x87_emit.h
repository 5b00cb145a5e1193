/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * x87_emit.h - what the x87 families share. SDM 1, chapter 8.
 *
 * Nearly all is done by a helper on the state (translator/x87.h); guest memory is accessed here. A waiting instruction
 * raises #MF first when an unmasked exception is pending, which is what ES in the status word says.
 */
#ifndef XLATE_INSN_X87_EMIT_H
#define XLATE_INSN_X87_EMIT_H

#include "../emit.h"
#include "../x87.h"

enum { X87_ES_BIT = 7 };

/* #MF when an exception is pending. */
static inline void x87_wait(struct emit *e)
{
	unsigned t = tmp(e);

	st_load(e, 1, t, ST_OFF(x87_sw));
	br_tbnz(e, t, X87_ES_BIT, cold_trap(e, TRAP_MF));
	e->ntmp--;
}

/* FIP and FDP; t: scratch. */
static inline void x87_note(struct emit *e, const struct insn *in, unsigned t)
{
	mov_guest_addr(e, t, in->pc);
	st_store(e, 3, t, ST_OFF(x87_ip));
	if (in->nops && in->op[0].kind == OPK_MEM)
		st_store(e, 3, ea_reg(e, in), ST_OFF(x87_dp));
}

/* Calls the helper with the operation in x16. commits: it changes what the guest sees. */
static inline void x87_enter(struct emit *e, bool commits)
{
	u32 back = label_new(e);

	vector_forget(e);
	st_load(e, 3, HR_T3, ST_OFF(helper) + 8 * HELPER_x87);
	adr_label(e, HR_T2, back);
	if (commits)
		commit(e);
	put(e, a64_br(HR_T3));
	label_bind(e, back);
}

static inline void x87_call(struct emit *e, u32 op, bool commits)
{
	mov_imm(e, W32, HR_T0, op);
	x87_enter(e, commits);
}

/* An operation on registers alone. */
static inline void x87_operate(struct emit *e, const struct insn *in, u32 op)
{
	x87_wait(e);
	x87_note(e, in, HR_T0);
	x87_call(e, op, true);
}

/* An operation with ST(i). */
static inline void x87_operate_i(struct emit *e, const struct insn *in, u32 op)
{
	x87_operate(e, in, op | (in->modrm & 7u) << X87_I_SHIFT);
}

/* An operation with a memory operand of up to 8 bytes. */
static inline void x87_operate_mem(struct emit *e, const struct insn *in, u32 op, enum x87_type type)
{
	x87_wait(e);
	e->ntmp = 2;
	mem_load(e, in, log2_of(in->op[0].size), HR_T1, 0);
	x87_note(e, in, HR_T0);
	x87_call(e, op | type << X87_TYPE_SHIFT, true);
}

#endif
