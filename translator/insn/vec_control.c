// SPDX-License-Identifier: GPL-2.0-only
/*
 * vec_control.c - LDMXCSR STMXCSR FXSAVE FXRSTOR. SDM 2A, 2B.
 *
 * MXCSR is `mxcsr` in the state, with the sticky flags that the host's FPSR has gathered since. Helpers set FPCR and FPSR;
 * they keep NZCV.
 */
#include "vec_float.h"

/* The sticky flags: FPSR's IOC DZC OFC UFC IXC IDC are bits 0-4 and 7, MXCSR's IE DE ZE OE UE PE bits 0-5. */
static void emit_stmxcsr(struct emit *e, const struct insn *in)
{
	unsigned mxcsr = tmp(e), fpsr = tmp(e), t = tmp(e);
	u32 low = 0, bits = 0;

	a64_logimm(W32, 1, &low);
	a64_logimm(W32, 0x1e, &bits);
	st_load(e, 2, mxcsr, ST_OFF(mxcsr));
	put(e, a64_mrs(fpsr, A64_FPSR));
	put(e, a64_and_imm(W32, t, fpsr, low));
	put(e, a64_orr_reg(W32, mxcsr, mxcsr, t, A64_LSL, 0));
	put(e, a64_and_imm(W32, t, fpsr, bits));
	put(e, a64_orr_reg(W32, mxcsr, mxcsr, t, A64_LSL, 1));
	if (fp_afp(e)) {			/* without, IDC says that an input was flushed */
		put(e, a64_ubfx(W32, t, fpsr, 7, 1));
		put(e, a64_orr_reg(W32, mxcsr, mxcsr, t, A64_LSL, 1));
	} else {				/* a result that is flushed is inexact; others that underflow are so for the host, too */
		put(e, a64_ubfx(W32, t, fpsr, 3, 1));
		put(e, a64_orr_reg(W32, mxcsr, mxcsr, t, A64_LSL, 5));
	}
	mem_store(e, in, 2, mxcsr, 0);
}

/* Code that is right for the new MXCSR begins behind the instruction. */
static void cold_look_up(struct emit *e, const struct insn *in, u32 a, u32 b)
{
	mark_at(e, insn_next(in));
	exit_step(e, insn_next(in));
}

/* The helper has changed MXCSR. */
static void after_change(struct emit *e)
{
	br_cbnz(e, W32, HR_T0, cold(e, cold_look_up, 0, 0));
}

static void emit_ldmxcsr(struct emit *e, const struct insn *in)
{
	unsigned t = tmp(e), u = tmp(e);

	mem_load(e, in, 2, t, 0);
	put(e, a64_lsr_imm(W32, u, t, 16));
	br_cbnz(e, W32, u, cold_trap(e, TRAP_GP));
	emit_call(e, HELPER_ldmxcsr);
	after_change(e);
}

/* ---- FXSAVE, FXRSTOR: through the state's area; bytes from 416 on are neither written nor read ---- */

enum { FX_BYTES = 416, FX_MXCSR = 24 };

/* x16 = the operand, x17 = the area, x18 = how many 16-byte pieces. The address survives the helper. */
static void fx_pointers(struct emit *e, unsigned addr)
{
	mov_reg(e, X64, HR_T0, addr);
	add_imm(e, X64, HR_T1, HR_STATE, ST_OFF(area));
	mov_imm(e, W32, HR_T2, FX_BYTES / 16);
}

static unsigned fx_address(struct emit *e, const struct insn *in)
{
	mem_check_align16(e, in);
	e->ntmp = 4;			/* x16-x19 are the loop's and the helper's */
	return ea_reg(e, in);
}

/* Every store is a group of its own: repeated from the start, it stores the same again. */
static void emit_fxsave(struct emit *e, const struct insn *in)
{
	unsigned addr = fx_address(e, in), v = vtmp(e);
	u32 again = label_new(e);

	mov_imm(e, W32, HR_T0, in->prefix & P_W ? 1 : 0);
	emit_call(e, HELPER_fxsave);
	fx_pointers(e, addr);
	label_bind(e, again);
	mark_again(e);
	put(e, a64_vldr_post(4, v, HR_T1, 16));
	at_vstore(e, 4, v, HR_T0, 0);
	mark_again(e);
	put(e, a64_add_imm(X64, HR_T0, HR_T0, 16));
	put(e, a64_sub_imm(W32, HR_T2, HR_T2, 1));
	br_cbnz(e, W32, HR_T2, again);
}

static void emit_fxrstor(struct emit *e, const struct insn *in)
{
	unsigned addr = fx_address(e, in), v = vtmp(e);
	u32 again = label_new(e);

	fx_pointers(e, addr);
	label_bind(e, again);
	at_vload(e, 4, v, HR_T0, 0);
	put(e, a64_vstr_post(4, v, HR_T1, 16));
	put(e, a64_add_imm(X64, HR_T0, HR_T0, 16));
	put(e, a64_sub_imm(W32, HR_T2, HR_T2, 1));
	br_cbnz(e, W32, HR_T2, again);
	st_load(e, 2, HR_T0, ST_OFF(area) + FX_MXCSR);
	put(e, a64_lsr_imm(W32, HR_T0, HR_T0, 16));
	br_cbnz(e, W32, HR_T0, cold_trap(e, TRAP_GP));
	mov_imm(e, W32, HR_T0, in->prefix & P_W ? 1 : 0);
	emit_call(e, HELPER_fxrstor);
	after_change(e);
}

const struct row vec_control_rows[] = {
	/*  encoding		operands	written read undef	cpuid	attributes	emitter */
	ROW("NP 0F AE /0 mem",	"M",		0, 0, 0,	FXSR,	A_WO | A_ALIGN,	emit_fxsave),
	ROW("NP 0F AE /1 mem",	"M",		0, 0, 0,	FXSR,	A_RO | A_ALIGN,	emit_fxrstor),
	ROW("NP 0F AE /2 mem",	"Md",		0, 0, 0,	SSE,	A_RO,		emit_ldmxcsr),
	ROW("NP 0F AE /3 mem",	"Md",		0, 0, 0,	SSE,	A_WO,		emit_stmxcsr),
};
