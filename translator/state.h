/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * state.h - the thread state that generated code reaches through x28, and the map of guest
 * registers onto host registers. docs/boundary.md says what is valid where.
 */
#ifndef XLATE_STATE_H
#define XLATE_STATE_H

#include "a64/types.h"

/* Host registers by role. x0-x15 are RAX..R15 in encoding order, v0-v15 are XMM0-15. */
enum host_reg {
	HR_T0 = 16,	/* x16-x19: temporaries of one instruction; x16 and x17 carry arguments at doors */
	HR_T1 = 17,
	HR_T2 = 18,
	HR_T3 = 19,
	HR_A0 = 20,	/* x20-x22: addresses and constants that instructions of a block share */
	HR_A1 = 21,
	HR_A2 = 22,
	HR_AF = 23,	/* bit 4 is AF where AF is live */
	HR_PF = 24,	/* even parity of bits 0-7 is PF where PF is live */
	HR_FS = 25,	/* FS base */
	HR_SHADOW = 26,	/* shadow stack pointer; grows down, pairs {guest return, host return} */
	HR_RET = 27,	/* guest return address expected by the next RET: with x30 the shadow stack's top */
	HR_STATE = 28,
	HR_TABLE = 29,	/* the table of indirect targets */
	HR_LINK = 30,
	HR_ZR = 31,
	VR_T0 = 26,	/* v26-v31: temporaries of one instruction, constants shared inside a block; v16-v25 are kept for YMM high halves */
	VR_SHA = 30,	/* v30 and v31 may hold SHA-256's state from one of its instructions to the next (sha.c) */
};

/*
 * Helpers: C or assembly of the runtime that generated code calls. DOOR_LEAF helpers get x16, x17
 * (and x18) as arguments, return in x16, x17, and keep everything else but x18, x19 and NZCV, v26-v31.
 * DOOR_FULL helpers are C functions rt_NAME(struct xstate *): all guest registers are in the state
 * (GPRs; XMM when the row says X) before, and are read back behind; x16, x17 arrive in st->arg[0..1].
 * The caller puts the address of the instruction behind the call in x30's place: see emit_call().
 */
#define HELPERS(L, F, X) \
	L(div64)	/* x16 = divisor; RDX:RAX in place; quotient x16, remainder x17; x18 = 1: #DE */ \
	L(idiv64) \
	F(cpuid) F(rdtsc) \
	F(fxsave) F(fxrstor)	/* X: through st->area */ \
	F(ldmxcsr)	/* arg[0] = new MXCSR without reserved bits; arg[0] = 1 on return, also of fxrstor: code has to be looked up again */ \
	F(stmxcsr)	/* arg[0] = MXCSR on return */ \
	F(sse)		/* SSE arithmetic in integers: sse.h */ \
	F(x87)		/* arg[0] = operation (enum x87_op), arg[1] and area: operands and result */ \
	F(pcmpstr)	/* PCMPESTRI and its like: pcmpstr.h; XMM registers stay in place */

enum helper {
#define H(n) HELPER_##n,
	HELPERS(H, H, H)
#undef H
	HELPER_COUNT
};

/* Where generated code leaves for good; see docs/boundary.md, "doors". */
enum door {
	DOOR_LINK,	/* x16 = address of the exit's stub: resolve, patch, go on at the target */
	DOOR_INDIRECT,	/* x16 = guest target, x17 = address of the inline cache's literal or 0 */
	DOOR_RETURN,	/* x16 = guest target, the shadow stack's top did not match */
	DOOR_SYSCALL,	/* st->pc = next instruction, x16 = host address behind; flags complete */
	DOOR_EXACT,	/* x16 = guest target of a call whose landing reads flags; st->pc = landing */
	DOOR_STEP,	/* st->pc = next guest pc, flags complete: single-instruction mode is done */
	DOOR_COUNT
};

/* x87 register: 64-bit significand and sign:exponent, as in memory. */
struct x87_reg {
	u64 mant;
	u16 sexp;
	u16 pad[3];
};

struct xstate {
	u64 gpr[16];
	u64 pc;
	/* Completed arithmetic flags: NZCV in host layout with C = CF; parity byte; AF in bit 4. */
	u32 nzcv;
	u8 pf;
	u8 af;
	u8 df;		/* 1: string instructions count down */
	u8 ymm_zero;	/* reserved for the upper-halves state of AVX */
	u64 fs_base, gs_base;
	u64 arg[4];	/* arguments and results of DOOR_FULL helpers */
	u8 ac, id;	/* the other user-writable bits of RFLAGS: AC, ID */
	u8 tf;		/* trap flag: single-step */
	u8 seg[4];	/* selectors of ES, DS, FS, GS */
	u8 pad0;
	u64 door[DOOR_COUNT];
	u64 helper[HELPER_COUNT];	/* host addresses of the entry thunks */
	u64 table;	/* base of the table of indirect targets, a copy of x29 */
	u64 shadow_top, shadow_bottom;	/* shadow stack: [bottom, top) */
	u64 save_link, save_shadow, save_ret;	/* x30, x26, x27 while the runtime runs */
	u64 host_sp;
	u32 mxcsr;
	u32 fpcr;	/* the host FPCR that stands for mxcsr */
	/* x87 */
	u16 x87_sw, x87_tag;	/* one word. tag: two bits a physical register, 3: empty; the others are as good as 0 */
	u16 x87_cw, x87_op;
	u64 x87_ip, x87_dp;
	struct x87_reg x87[8];	/* physical registers; TOP is in x87_sw. MMn is x87[n].mant */
	u8 pad1[8];
	u8 xmm[16][16] __attribute__((aligned(16)));
	u8 ymmh[16][16];
	u8 area[1024] __attribute__((aligned(64)));	/* operands too big for registers: FXSAVE, FSTENV, strings */
	void *rt;	/* the runtime's own */
};

/* The table of indirect targets: open addressing, two neighbours; a key is written once. */
struct table_entry {
	u64 guest;
	u64 host;
};
enum { TABLE_BITS = 16, TABLE_SHIFT = 0 };
static inline u64 table_hash(u64 guest) { return guest & ((1u << TABLE_BITS) - 1); }

#define ST_OFF(f) ((u32)__builtin_offsetof(struct xstate, f))

#endif
