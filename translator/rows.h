/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rows.h - what tools/rows.py makes of the rows: the decode map and, per row, what decode() and the
 * passes need to know. All of it is constant; only row_emit() reaches the emitters.
 */
#ifndef XLATE_ROWS_H
#define XLATE_ROWS_H

#include "insn.h"
#include "rows_gen.h"

/*
 * Immediate bytes behind ModRM and displacement: nibbles for operand sizes 2, 4, 8, sign-extended;
 * above them enum imm_odd, what is not that simple (RF_ODD_IMM).
 */
enum imm_odd {
	IMM_PLAIN,
	IMM_ONE,	/* no bytes: the constant 1 */
	IMM_W,		/* 2, zero-extended */
	IMM_WB,		/* IMM_W, and 1 into imm2 */
	IMM_BB,		/* 1, and 1 into imm2 */
	IMM_MOFFS,	/* an address instead of ModRM: 8, or 4 with 67 */
};

enum {
	/* decode()'s short way does not do these */
	RF_NOMEM = 1,		/* ModRM.mod is ignored and taken as 3 (MOV CRn, DRn) */
	RF_VEX_1111 = 2,	/* VEX.vvvv must be 1111 */
	RF_ODD_IMM = 4,
	RF_RM7 = 8,		/* no REX bit in the r/m operand (ST, MMX) */
	RF_REG7 = 16,		/* no REX bit in the reg operand (MMX, segments) */
	RF_RARE = 31,

	RF_REL = 32,		/* imm is relative to the next instruction */
	RF_BYTE_RM = 64,	/* 4-7 without REX in r/m or opcode are AH CH DH BH */
	RF_BYTE_REG = 128,
	RF_EMIT = 256,		/* the row has an emitter */
};

struct row_info {
	/* as in struct insn */
	u32 attr;		/* A_*; rows without emitter: A_TRAP */
	u8 fread, fwritten;
	u8 family;
	u8 nops;

	u16 imm;
	u16 flags;		/* RF_* */
	u16 form;		/* index of its first pair in operand_forms */
	u8 cpuid;		/* enum cpuid_bit */
	u8 fundef;		/* F_* of fwritten */
} __attribute__((aligned(8)));

/*
 * What makes struct insn.op[], as two words (little endian); five pairs a form: op[] at operand sizes 2, 4, 8
 * with the fixed register numbers in it; the factors with which the register numbers {rm or opcode, reg} are
 * added to the first word; {the factor of VEX.vvvv, what is added instead if the r/m operand is memory: it
 * makes {kind, 0, size} {OPK_MEM, REG_NONE, size}}.
 */
enum { FORM_RM_REG = 3, FORM_REST = 4 };

/*
 * decode_map[map * 256 + opcode] is a row, or with MAP_NODE a node that looks at MAP_KEY bits:
 * leaves[base + (key >> shift & mask)] is again a row or a node.
 */
enum {
	MAP_NODE = 0x8000,
	MAP_MODRM = 0x4000,	/* only in decode_map: a ModRM byte follows the opcode */
	MAP_BYTE = 0x2000,	/* only in decode_map: enum byte_class, not an opcode */
	MAP_INDEX = 0x1fff,
	/* the key: ModRM.rm, ModRM.reg, mod == 3, mandatory prefix (as VEX.pp), W, REX.B or VEX.L */
	KEY_MOD3 = 6, KEY_PP = 7, KEY_W = 9, KEY_X = 10,
};

enum byte_class {
	BYTE_0F, BYTE_0F38, BYTE_0F3A, BYTE_VEX,	/* behind these no prefix can follow */
	BYTE_REX, BYTE_SEGMENT, BYTE_FS, BYTE_GS, BYTE_OSZ, BYTE_ASZ, BYTE_LOCK, BYTE_REPNE, BYTE_REP,
};

/* A node: base | shift << 16 | mask << 24. */
#define DECODE_NODE(base, shift, mask) ((u32)(base) | (u32)(shift) << 16 | (u32)(mask) << 24)

/*
 * What a glance sees: glance_map[enum pp][map of two * 256 + opcode] of an instruction with at most one of 66, F2, F3, then
 * REX. Bits 0-5: F_* read; 17-22: F_* written for certain; A_FLOW as in attr; 24-26: bytes of the immediate.
 */
enum {
	GLANCE_MODRM = 1 << 6,
	GLANCE_CHEAP = 1 << 7,	/* on vector registers, or no operands */
	GLANCE_COUNT = 1 << 8,	/* written for certain unless the low five bits of the immediate are 0 */
	GLANCE_KILLS = 17,
	GLANCE_OTHER = 1 << 23,	/* only decode() knows; with GLANCE_MODRM: glance_groups[bits 24-31][ModRM.reg] */
	GLANCE_IMM = 24,
	GLANCE_WIDE = 1 << 27,	/* the immediate has 4 bytes more with REX.W */
	GLANCE_MEM = 1 << 28,	/* only decode() knows when r/m is a register */
};
#define GLANCE(reads, kills, what, imm) ((reads) | (kills) << GLANCE_KILLS | (what) | (imm) << GLANCE_IMM)
#define GLANCE_GROUP(n) (GLANCE_MODRM | GLANCE_OTHER | (u32)(n) << GLANCE_IMM)
_Static_assert(A_FLOW == 0x1fe00, "between GLANCE_COUNT and GLANCE_KILLS");

#pragma GCC visibility push(hidden)
extern const u16 decode_map[];
extern const u16 decode_leaves[];
extern const u32 decode_nodes[];
extern const u32 glance_map[4][512];
extern const u32 glance_groups[][8];
extern const u64 operand_forms[][2];
extern const struct row_info row_infos[ROW_COUNT];
extern const struct row *const row_families[];	/* each family's rows, as if the first one's number were 0 */
#pragma GCC visibility pop

static inline const struct row_info *row_info(unsigned row)
{
	return &row_infos[row];
}

static inline bool in_family(const struct insn *in, enum family family)
{
	return in->family == family;
}

/* The row's emitter; 0: the row raises #UD (ROW_TOOLONG: #GP, ROW_FETCH: a page fault). */
static inline emitter *row_emit(const struct insn *in)
{
	return row_families[in->family][in->row].emit;
}

#endif
