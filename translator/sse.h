/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sse.h - the operations of the helper `sse`: SSE arithmetic in integers, exact under every MXCSR (xlate_options.fp_strict).
 *
 * x16 = enum sse_op | SSE_* flags | immediate << 24, x17 = the general register that is converted. The area holds operand 0
 * at 0, operand 1 at 16. Back come x16 = 1 when an unmasked exception is to be raised, x17 = an integer result, or NZCV as
 * FCMP leaves it, the area's 16 bytes at 32 = operand 0 as it becomes. MXCSR's sticky flags are in the state then.
 */
#ifndef XLATE_SSE_H
#define XLATE_SSE_H

enum sse_op {
	SSE_ADD, SSE_SUB, SSE_MUL, SSE_DIV, SSE_SQRT, SSE_MIN, SSE_MAX,
	SSE_COMPARE,		/* immediate: predicate */
	SSE_COMIS, SSE_UCOMIS,
	SSE_ROUND,		/* immediate: mode */
	SSE_HADD, SSE_HSUB, SSE_ADDSUB,
	SSE_DOT,		/* immediate: elements */
	SSE_CONVERT,		/* between single and double; DOUBLE is the source's */
	SSE_FROM_GPR,		/* 64-bit integer; DOUBLE is the result's */
	SSE_TO_GPR,
	SSE_FROM_INT,		/* packed 32-bit integers; DOUBLE is the result's */
	SSE_TO_INT,
};

enum { SSE_OP = 0xff, SSE_DOUBLE = 1 << 8, SSE_SCALAR = 1 << 9, SSE_TRUNCATE = 1 << 10, SSE_INT64 = 1 << 11, SSE_IMM_SHIFT = 24 };
enum { SSE_OPERAND1 = 16, SSE_RESULT = 32 };

#endif
