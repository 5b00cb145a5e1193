// SPDX-License-Identifier: GPL-2.0-only
/*
 * vec_string.c - PCMPESTRI PCMPESTRM PCMPISTRI PCMPISTRM, by a helper. SDM 1, 4.1, 2B. Memory operands need not be aligned.
 */
#include "vec.h"
#include "../pcmpstr.h"

enum { NZCV = F_CF | F_ZF | F_SF | F_OF };

/* Index in x16, NZCV in x17, mask in the state. */
static void call_helper(struct emit *e, const struct insn *in, u32 attributes)
{
	unsigned s = xmm(e, in, 1);
	u32 op = (u8)in->imm | attributes;

	put(e, a64_vstr_uoff(4, in->op[0].reg, HR_STATE, ST_OFF(area) + PCMPSTR_FIRST));
	put(e, a64_vstr_uoff(4, s, HR_STATE, ST_OFF(area) + PCMPSTR_SECOND));
	mov_imm(e, W32, HR_T0, op);
	emit_call(e, HELPER_pcmpstr);
	commit(e);
}

static void set_flags(struct emit *e, const struct insn *in)
{
	if (flags_out(in) & NZCV)
		put(e, a64_msr(A64_NZCV, HR_T1));
	flags_set(e, HELD_ADD);
	if (flags_out(in) & F_PF)
		put(e, a64_movz(W32, HR_PF, 1, 0));
	if (flags_out(in) & F_AF)
		put(e, a64_mov_reg(W32, HR_AF, HR_ZR));
}

static void find_index(struct emit *e, const struct insn *in, u32 attributes)
{
	call_helper(e, in, attributes);
	put(e, a64_mov_reg(W32, guest_write(e, REG_RCX), HR_T0));
	set_flags(e, in);
}

static void make_mask(struct emit *e, const struct insn *in, u32 attributes)
{
	call_helper(e, in, attributes);
	put(e, a64_vldr_uoff(4, 0, HR_STATE, ST_OFF(area) + PCMPSTR_MASK));
	set_flags(e, in);
}

static u32 explicit_lengths(const struct insn *in)
{
	return PCMPSTR_EXPLICIT | (in->prefix & P_W ? PCMPSTR_WIDE : 0);
}

static void emit_pcmpistri(struct emit *e, const struct insn *in)
{
	find_index(e, in, 0);
}

static void emit_pcmpestri(struct emit *e, const struct insn *in)
{
	find_index(e, in, explicit_lengths(in));
}

static void emit_pcmpistrm(struct emit *e, const struct insn *in)
{
	make_mask(e, in, 0);
}

static void emit_pcmpestrm(struct emit *e, const struct insn *in)
{
	make_mask(e, in, explicit_lengths(in));
}

const struct row vec_string_rows[] = {
	/*  encoding		operands	written read undef	cpuid	attributes	emitter */
	ROW("66 0F 3A 60 /r",	"Vdq Wdq Ib",	OSZAPC, 0, 0,	SSE42,	A_RO,		emit_pcmpestrm),
	ROW("66 0F 3A 61 /r",	"Vdq Wdq Ib",	OSZAPC, 0, 0,	SSE42,	A_RO,		emit_pcmpestri),
	ROW("66 0F 3A 62 /r",	"Vdq Wdq Ib",	OSZAPC, 0, 0,	SSE42,	A_RO,		emit_pcmpistrm),
	ROW("66 0F 3A 63 /r",	"Vdq Wdq Ib",	OSZAPC, 0, 0,	SSE42,	A_RO,		emit_pcmpistri),
};
