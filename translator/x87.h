/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * x87.h - what generated code and the helper of x87 instructions (runtime/helper_x87.c) agree on.
 *
 * Before: arg[0] = operation | X87_* fields, arg[1] = the memory operand's (low) 8 bytes, arg[2] = bytes 8 and 9.
 * Generated code has seen to it that no unmasked exception is pending.
 * Behind, X87_ST: arg[0] and arg[2] = what is to be stored, arg[1] = status word | tag word << 16 | X87_NO_STORE: the registers
 * are unchanged, generated code stores all three. X87_COMI: arg[0] = NZCV as FCMP leaves it.
 * X87_STENV, X87_SAVE fill the state's area and change nothing else; X87_LDENV, X87_RSTOR read it.
 */
#ifndef XLATE_X87_H
#define XLATE_X87_H

#include "a64/types.h"

enum x87_op {
	/* ModRM.reg of D8, DA, DC, DE */
	X87_ADD, X87_MUL, X87_COM, X87_COMP, X87_SUB, X87_SUBR, X87_DIV, X87_DIVR,
	X87_UCOM, X87_COMI, X87_UCOMI, X87_TST, X87_XAM,
	X87_LD, X87_LD_CONST, X87_ST, X87_STT /* truncates */, X87_ST_REG, X87_XCH, X87_CMOV,
	/* ST0 */
	X87_SQRT, X87_RNDINT, X87_SCALE, X87_XTRACT, X87_PREM, X87_PREM1,
	X87_2XM1, X87_YL2X, X87_YL2XP1, X87_SIN, X87_COS, X87_SINCOS, X87_TAN, X87_ATAN,
	X87_CHS, X87_ABS,
	X87_STENV, X87_LDENV, X87_SAVE, X87_RSTOR, X87_LDCW,
};

/* Where the other operand is. */
enum x87_type { X87_REG, X87_F32, X87_F64, X87_F80, X87_I16, X87_I32, X87_I64, X87_BCD };

enum {
	X87_I_SHIFT = 8,		/* i of ST(i); X87_LD_CONST: ModRM.rm */
	X87_TO_I = 1 << 12,		/* the result goes to ST(i) */
	X87_POP = 1 << 13,
	X87_POP_TWICE = 1 << 14,
	X87_SHORT = 1 << 15,		/* environment in its 16-bit format */
	X87_TYPE_SHIFT = 16,
	X87_UNCHECKED = 1 << 19,	/* X87_ST_REG: an empty ST0 is only popped */
	X87_TAKEN_BIT = 20,		/* X87_CMOV: the condition holds */
	X87_NO_STORE_BIT = 32,
};

/* The control word as it is once loaded: bits that mean nothing stay as they are at reset. */
static inline u16 x87_control(u16 cw)
{
	return (cw & 0x1f3f) | 0x40;
}

/* The status word with ES and B as the exceptions in it ask for. */
static inline u16 x87_summary(u16 cw, u16 sw)
{
	enum { ES_AND_BUSY = 0x8080, EXCEPTIONS = 0x3f };

	sw &= (u16)~ES_AND_BUSY;
	return sw & ~cw & EXCEPTIONS ? sw | ES_AND_BUSY : sw;
}

/* Bytes of the environment, and of FSAVE's image. */
enum { X87_ENV = 28, X87_ENV_SHORT = 14, X87_REGS = 80 };

#endif
