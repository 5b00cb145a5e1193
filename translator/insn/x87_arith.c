// SPDX-License-Identifier: GPL-2.0-only
/*
 * x87_arith.c - FADD FSUB FMUL FDIV and their forms, FSQRT FABS FCHS FRNDINT FSCALE FXTRACT FPREM and the transcendental
 * functions. SDM 2A. ModRM.reg of D8, DA, DC, DE is enum x87_op's first eight.
 */
#include "x87_emit.h"

static u32 digit(const struct insn *in)
{
	return in->modrm >> 3 & 7;
}

static void emit_arith_m32(struct emit *e, const struct insn *in)
{
	x87_operate_mem(e, in, digit(in), X87_F32);
}

static void emit_arith_m64(struct emit *e, const struct insn *in)
{
	x87_operate_mem(e, in, digit(in), X87_F64);
}

static void emit_arith_m16int(struct emit *e, const struct insn *in)
{
	x87_operate_mem(e, in, digit(in), X87_I16);
}

static void emit_arith_m32int(struct emit *e, const struct insn *in)
{
	x87_operate_mem(e, in, digit(in), X87_I32);
}

static void emit_arith_st0(struct emit *e, const struct insn *in)
{
	x87_operate_i(e, in, digit(in));
}

static void emit_arith_sti(struct emit *e, const struct insn *in)
{
	x87_operate_i(e, in, digit(in) | X87_TO_I);
}

static void emit_arith_pop(struct emit *e, const struct insn *in)
{
	x87_operate_i(e, in, digit(in) | X87_TO_I | X87_POP);
}

/* D9 E0-E1, F0-FF */
static void emit_function(struct emit *e, const struct insn *in)
{
	static const u16 op[0x20] = {
		[0x00] = X87_CHS, [0x01] = X87_ABS,
		[0x10] = X87_2XM1, [0x11] = X87_YL2X | X87_POP, [0x12] = X87_TAN, [0x13] = X87_ATAN | X87_POP,
		[0x14] = X87_XTRACT, [0x15] = X87_PREM1, [0x18] = X87_PREM, [0x19] = X87_YL2XP1 | X87_POP,
		[0x1a] = X87_SQRT, [0x1b] = X87_SINCOS, [0x1c] = X87_RNDINT, [0x1d] = X87_SCALE,
		[0x1e] = X87_SIN, [0x1f] = X87_COS,
	};

	x87_operate(e, in, op[in->modrm & 0x1f]);
}

const struct row x87_arith_rows[] = {
	/*  encoding		operands	written read undef	cpuid	attributes	emitter */
	ROW("D8 /0 mem",	"Md",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_arith_m32),
	ROW("D8 /1 mem",	"Md",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_arith_m32),
	ROW("D8 /4 mem",	"Md",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_arith_m32),
	ROW("D8 /5 mem",	"Md",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_arith_m32),
	ROW("D8 /6 mem",	"Md",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_arith_m32),
	ROW("D8 /7 mem",	"Md",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_arith_m32),
	ROW("DC /0 mem",	"Mq",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_arith_m64),
	ROW("DC /1 mem",	"Mq",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_arith_m64),
	ROW("DC /4 mem",	"Mq",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_arith_m64),
	ROW("DC /5 mem",	"Mq",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_arith_m64),
	ROW("DC /6 mem",	"Mq",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_arith_m64),
	ROW("DC /7 mem",	"Mq",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_arith_m64),
	ROW("DA /0 mem",	"Md",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_arith_m32int),
	ROW("DA /1 mem",	"Md",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_arith_m32int),
	ROW("DA /4 mem",	"Md",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_arith_m32int),
	ROW("DA /5 mem",	"Md",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_arith_m32int),
	ROW("DA /6 mem",	"Md",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_arith_m32int),
	ROW("DA /7 mem",	"Md",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_arith_m32int),
	ROW("DE /0 mem",	"Mw",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_arith_m16int),
	ROW("DE /1 mem",	"Mw",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_arith_m16int),
	ROW("DE /4 mem",	"Mw",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_arith_m16int),
	ROW("DE /5 mem",	"Mw",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_arith_m16int),
	ROW("DE /6 mem",	"Mw",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_arith_m16int),
	ROW("DE /7 mem",	"Mw",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_arith_m16int),

	ROW("D8 C0+i",		"ST0 STi",	0, 0, 0,	FPU,	A_X87,		emit_arith_st0),
	ROW("D8 C8+i",		"ST0 STi",	0, 0, 0,	FPU,	A_X87,		emit_arith_st0),
	ROW("D8 E0+i",		"ST0 STi",	0, 0, 0,	FPU,	A_X87,		emit_arith_st0),
	ROW("D8 E8+i",		"ST0 STi",	0, 0, 0,	FPU,	A_X87,		emit_arith_st0),
	ROW("D8 F0+i",		"ST0 STi",	0, 0, 0,	FPU,	A_X87,		emit_arith_st0),
	ROW("D8 F8+i",		"ST0 STi",	0, 0, 0,	FPU,	A_X87,		emit_arith_st0),
	ROW("DC C0+i",		"STi ST0",	0, 0, 0,	FPU,	A_X87,		emit_arith_sti),
	ROW("DC C8+i",		"STi ST0",	0, 0, 0,	FPU,	A_X87,		emit_arith_sti),
	ROW("DC E0+i",		"STi ST0",	0, 0, 0,	FPU,	A_X87,		emit_arith_sti),
	ROW("DC E8+i",		"STi ST0",	0, 0, 0,	FPU,	A_X87,		emit_arith_sti),
	ROW("DC F0+i",		"STi ST0",	0, 0, 0,	FPU,	A_X87,		emit_arith_sti),
	ROW("DC F8+i",		"STi ST0",	0, 0, 0,	FPU,	A_X87,		emit_arith_sti),
	ROW("DE C0+i",		"STi ST0",	0, 0, 0,	FPU,	A_X87,		emit_arith_pop),
	ROW("DE C8+i",		"STi ST0",	0, 0, 0,	FPU,	A_X87,		emit_arith_pop),
	ROW("DE E0+i",		"STi ST0",	0, 0, 0,	FPU,	A_X87,		emit_arith_pop),
	ROW("DE E8+i",		"STi ST0",	0, 0, 0,	FPU,	A_X87,		emit_arith_pop),
	ROW("DE F0+i",		"STi ST0",	0, 0, 0,	FPU,	A_X87,		emit_arith_pop),
	ROW("DE F8+i",		"STi ST0",	0, 0, 0,	FPU,	A_X87,		emit_arith_pop),

	ROW("D9 E0-E1",		"",		0, 0, 0,	FPU,	A_X87,		emit_function),	/* FCHS FABS */
	ROW("D9 F0-F3",		"",		0, 0, 0,	FPU,	A_X87,		emit_function),	/* F2XM1 FYL2X FPTAN FPATAN */
	ROW("D9 F4-F5",		"",		0, 0, 0,	FPU,	A_X87,		emit_function),	/* FXTRACT FPREM1 */
	ROW("D9 F8-F9",		"",		0, 0, 0,	FPU,	A_X87,		emit_function),	/* FPREM FYL2XP1 */
	ROW("D9 FA-FB",		"",		0, 0, 0,	FPU,	A_X87,		emit_function),	/* FSQRT FSINCOS */
	ROW("D9 FC-FF",		"",		0, 0, 0,	FPU,	A_X87,		emit_function),	/* FRNDINT FSCALE FSIN FCOS */
};
