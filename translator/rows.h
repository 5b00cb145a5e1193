/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rows.h - what tools/rows.py makes of the rows: the decode map and, per row, what decode() and the
 * passes need to know. All of it is constant; only row_emit() reaches the emitters.
 */
#ifndef XLATE_ROWS_H
#define XLATE_ROWS_H

#include "insn.h"
#include "rows_gen.h"

/* Immediate bytes behind ModRM and displacement, at operand sizes 2, 4, 8. */
enum imm_class {
	IMM_NONE,
	IMM_ONE,	/* no bytes: the constant 1 */
	IMM_B,		/* 1, sign-extended */
	IMM_W,		/* 2, zero-extended */
	IMM_D,		/* 4, sign-extended */
	IMM_Z,		/* 2 4 4, sign-extended */
	IMM_V,		/* 2 4 8, sign-extended */
	IMM_MOFFS,	/* an address instead of ModRM: 8, or 4 with 67 */
	IMM_WB,		/* 2, and 1 into imm2 */
	IMM_BB,		/* 1, and 1 into imm2 */
};

/* Where an operand's register number comes from. */
enum operand_source {
	SRC_FIXED,	/* the mask is the number */
	SRC_REG,	/* ModRM.reg and REX.R */
	SRC_RM,		/* ModRM.rm and REX.B, or memory */
	SRC_OPCODE,	/* the opcode's low bits and REX.B */
	SRC_VVVV,	/* VEX.vvvv */
	SRC_COUNT
};

struct operand_spec {
	u8 kind;	/* enum opk; SRC_RM: that of the register form */
	u8 source;	/* enum operand_source */
	u8 mask;	/* 15, 7 where REX is ignored */
	u8 size[3];	/* bytes at operand sizes 2, 4, 8 */
};

enum {
	RF_NOMEM = 1,		/* ModRM.mod is ignored and taken as 3 (MOV CRn, DRn) */
	RF_VEX_1111 = 2,	/* VEX.vvvv must be 1111 */
};

struct row_info {
	u32 attr;		/* A_*; rows without emitter: A_TRAP */
	u8 fread, fwritten, fundef;
	u8 cpuid;		/* enum cpuid_bit */
	u8 family;		/* for row_emit() */
	u8 nops;
	u8 imm;			/* enum imm_class */
	u8 flags;		/* RF_* */
	u8 ops[4];		/* indices into operand_specs */
};

/*
 * decode_map[map * 256 + opcode] is a row, or with MAP_NODE a node that looks at MAP_KEY bits:
 * leaves[base + (key >> shift & mask)] is again a row or a node.
 */
enum {
	MAP_NODE = 0x8000,
	MAP_MODRM = 0x4000,	/* only in decode_map: a ModRM byte follows the opcode */
	MAP_INDEX = 0x3fff,
	/* the key: ModRM.rm, ModRM.reg, mod == 3, mandatory prefix (as VEX.pp), W, REX.B or VEX.L */
	KEY_MOD3 = 6, KEY_PP = 7, KEY_W = 9, KEY_X = 10,
};

struct decode_node {
	u16 base;
	u8 shift, mask;
};

extern const u16 decode_map[];
extern const u16 decode_leaves[];
extern const struct decode_node decode_nodes[];
extern const struct operand_spec operand_specs[];
extern const struct row_info row_infos[ROW_COUNT];

static inline const struct row_info *row_info(unsigned row)
{
	return &row_infos[row];
}

/* The row's emitter; 0: the row raises #UD (ROW_TOOLONG: #GP, ROW_FETCH: a page fault). */
emitter *row_emit(unsigned row);

#endif
