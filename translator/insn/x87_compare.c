// SPDX-License-Identifier: GPL-2.0-only
/* x87_compare.c - FCOM FUCOM FICOM FTST FXAM FCOMI FUCOMI FCMOV and their forms, undocumented ones included. SDM 2A. */
#include "x87_emit.h"

static u32 pop_of_digit(const struct insn *in)
{
	return in->modrm & 8 ? X87_POP : 0;
}

static void emit_com_m32(struct emit *e, const struct insn *in)
{
	x87_operate_mem(e, in, X87_COM | pop_of_digit(in), X87_F32);
}

static void emit_com_m64(struct emit *e, const struct insn *in)
{
	x87_operate_mem(e, in, X87_COM | pop_of_digit(in), X87_F64);
}

static void emit_com_m16int(struct emit *e, const struct insn *in)
{
	x87_operate_mem(e, in, X87_COM | pop_of_digit(in), X87_I16);
}

static void emit_com_m32int(struct emit *e, const struct insn *in)
{
	x87_operate_mem(e, in, X87_COM | pop_of_digit(in), X87_I32);
}

static void emit_com(struct emit *e, const struct insn *in)
{
	x87_operate_i(e, in, X87_COM);
}

static void emit_comp(struct emit *e, const struct insn *in)
{
	x87_operate_i(e, in, X87_COM | X87_POP);
}

static void emit_compp(struct emit *e, const struct insn *in)
{
	x87_operate_i(e, in, X87_COM | X87_POP_TWICE);
}

static void emit_ucom(struct emit *e, const struct insn *in)
{
	x87_operate_i(e, in, X87_UCOM | pop_of_digit(in));
}

static void emit_ucompp(struct emit *e, const struct insn *in)
{
	x87_operate_i(e, in, X87_UCOM | X87_POP_TWICE);
}

static void emit_tst(struct emit *e, const struct insn *in)
{
	x87_operate(e, in, X87_TST);
}

static void emit_xam(struct emit *e, const struct insn *in)
{
	x87_operate(e, in, X87_XAM);
}

/* DB: stays, DF: pops; /5 unordered, /6 ordered. */
static void emit_comi(struct emit *e, const struct insn *in)
{
	u32 op = (in->modrm >> 3 & 7) == 5 ? X87_UCOMI : X87_COMI;

	x87_operate_i(e, in, op | (in->opcode == 0xdf ? X87_POP : 0));
	if (flags_out(in))
		put(e, a64_msr(A64_NZCV, HR_T0));
	flags_set(e, HELD_FCMP);
}

/* DA: B E BE U, DB: the opposites. */
static void emit_fcmov(struct emit *e, const struct insn *in)
{
	static const u8 cc[4] = { 2, 4, 6, 10 };
	unsigned t;
	u32 op = X87_CMOV | (in->modrm & 7u) << X87_I_SHIFT;

	x87_wait(e);
	t = tmp(e);
	flags_bool(e, cc[in->modrm >> 3 & 3] | (in->opcode & 1), t);
	x87_note(e, in, tmp(e));
	put(e, a64_lsl_imm(W32, HR_T1, t, X87_TAKEN_BIT));
	mov_imm(e, W32, HR_T0, op);
	put(e, a64_orr_reg(W32, HR_T0, HR_T0, HR_T1, A64_LSL, 0));
	x87_enter(e, true);
}

const struct row x87_compare_rows[] = {
	/*  encoding		operands	written read undef	cpuid	attributes	emitter */
	ROW("D8 /2 mem",	"Md",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_com_m32),
	ROW("D8 /3 mem",	"Md",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_com_m32),
	ROW("DC /2 mem",	"Mq",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_com_m64),
	ROW("DC /3 mem",	"Mq",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_com_m64),
	ROW("DA /2 mem",	"Md",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_com_m32int),
	ROW("DA /3 mem",	"Md",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_com_m32int),
	ROW("DE /2 mem",	"Mw",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_com_m16int),
	ROW("DE /3 mem",	"Mw",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_com_m16int),
	ROW("D8 D0+i",		"ST0 STi",	0, 0, 0,	FPU,	A_X87 | A_RO,	emit_com),
	ROW("D8 D8+i",		"ST0 STi",	0, 0, 0,	FPU,	A_X87 | A_RO,	emit_comp),
	ROW("DC D0+i",		"ST0 STi",	0, 0, 0,	FPU,	A_X87 | A_RO,	emit_com),	/* undocumented aliases */
	ROW("DC D8+i",		"ST0 STi",	0, 0, 0,	FPU,	A_X87 | A_RO,	emit_comp),
	ROW("DE D0+i",		"ST0 STi",	0, 0, 0,	FPU,	A_X87 | A_RO,	emit_comp),
	ROW("DE D9",		"",		0, 0, 0,	FPU,	A_X87,		emit_compp),
	ROW("DD E0+i",		"ST0 STi",	0, 0, 0,	FPU,	A_X87 | A_RO,	emit_ucom),
	ROW("DD E8+i",		"ST0 STi",	0, 0, 0,	FPU,	A_X87 | A_RO,	emit_ucom),
	ROW("DA E9",		"",		0, 0, 0,	FPU,	A_X87,		emit_ucompp),
	ROW("D9 E4",		"",		0, 0, 0,	FPU,	A_X87,		emit_tst),
	ROW("D9 E5",		"",		0, 0, 0,	FPU,	A_X87,		emit_xam),
	ROW("DB E8+i",		"ST0 STi",	OSZAPC, 0, 0,	CMOV,	A_X87 | A_RO,	emit_comi),
	ROW("DB F0+i",		"ST0 STi",	OSZAPC, 0, 0,	CMOV,	A_X87 | A_RO,	emit_comi),
	ROW("DF E8+i",		"ST0 STi",	OSZAPC, 0, 0,	CMOV,	A_X87 | A_RO,	emit_comi),
	ROW("DF F0+i",		"ST0 STi",	OSZAPC, 0, 0,	CMOV,	A_X87 | A_RO,	emit_comi),
	ROW("DA C0+i",		"ST0 STi",	0, F_CF, 0,	CMOV,	A_X87,		emit_fcmov),
	ROW("DA C8+i",		"ST0 STi",	0, F_ZF, 0,	CMOV,	A_X87,		emit_fcmov),
	ROW("DA D0+i",		"ST0 STi",	0, F_CF | F_ZF, 0, CMOV, A_X87,		emit_fcmov),
	ROW("DA D8+i",		"ST0 STi",	0, F_PF, 0,	CMOV,	A_X87,		emit_fcmov),
	ROW("DB C0+i",		"ST0 STi",	0, F_CF, 0,	CMOV,	A_X87,		emit_fcmov),
	ROW("DB C8+i",		"ST0 STi",	0, F_ZF, 0,	CMOV,	A_X87,		emit_fcmov),
	ROW("DB D0+i",		"ST0 STi",	0, F_CF | F_ZF, 0, CMOV, A_X87,		emit_fcmov),
	ROW("DB D8+i",		"ST0 STi",	0, F_PF, 0,	CMOV,	A_X87,		emit_fcmov),
};
