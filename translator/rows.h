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
	/* no quick form has these */
	RF_NOMEM = 1,		/* ModRM.mod is ignored and taken as 3 (MOV CRn, DRn) */
	RF_VEX_1111 = 2,	/* VEX.vvvv must be 1111 */
	RF_ODD_IMM = 4,
	RF_RM7 = 8,		/* no REX bit in the r/m operand (ST, MMX) */
	RF_REG7 = 16,		/* no REX bit in the reg operand (MMX, segments) */

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
 * decode() and glance() go from byte to byte through quick_map[], from its beginning on, to the element of quick_forms[] for what
 * compilers write: at most one of 66, F2, F3, then REX, and an opcode of one byte or behind 0F. Form 0: everything else.
 */
enum {
	QUICK_NEXT = 0x8000,	/* no form yet: the next byte's entry is quick_map[(entry & QUICK_INDEX) + byte] */
	QUICK_REX = 0x4000,	/* also: this byte is REX */
	QUICK_GROUP = 0x2000,	/* also: the next byte is ModRM, of which the upper five bits choose; they lead to a form */
	QUICK_INDEX = 0x1fff,
};

/* What a form says in the place of struct insn's opcode and modrm. */
enum {
	QUICK_BYTES = 15,	/* of the immediate: 0, 1, 2, 4 or 8 */
	QUICK_IMM = 1 << 4,	/* not 0 */
	QUICK_ONE = 1 << 5,	/* IMM_ONE */
	QUICK_REL = 1 << 6,	/* RF_REL */
	QUICK_BYTE_RM = 1 << 7,	/* RF_* */
	QUICK_BYTE_REG = 1 << 8,
	QUICK_NO_B = 1 << 9,	/* not with REX.B */
	QUICK_MODRM = 1 << 10,
	QUICK_RARE = 1 << 11,	/* one of these three, or form 0 */
	QUICK_END = 1 << 12,	/* A_FLOW or A_FMAY */
	QUICK_FLAGS = 48,	/* where they begin in their word */
};

#define QUICK_HAS_REX ((u64)P_REX << 40)

/* An instruction's words in struct insn without what its own bytes add: length, P_REX, opcode and all behind it. */
struct quick {
	u64 facts;		/* from attr on */
	u64 row;		/* from row on */
	u64 op, op_last;	/* from op[0] on */
	u64 rm, reg;		/* factors with which the register numbers are added to op, as in operand_forms */
	u64 op_memory;		/* instead of op and rm when the r/m operand is memory */
	u32 what;		/* for glance() */
} __attribute__((aligned(64)));

#define QUICK(attr, fread, fwritten, family, nops, row, osz, prefix, flags, op, op_last, rm, reg, op_memory, what) \
	{ (u64)(attr) | (u64)(fread) << 32 | (u64)(fwritten) << 40 | (u64)(family) << 48 | (u64)(nops) << 56, \
	  (u64)(row) | (u64)(osz) << 24 | 8UL << 32 | (u64)(prefix) << 40 | (u64)(flags) << QUICK_FLAGS, \
	  op, op_last, rm, reg, op_memory, what }

/* What a glance sees. Bits 0-5: F_* read; 17-22: F_* written for certain; 23-26: bytes of the immediate; A_FLOW as in attr. */
enum {
	GLANCE_MODRM = 1 << 6,
	GLANCE_MORE = 1 << 7,	/* A_FLOW, GLANCE_COUNT, or form 0: not all is said */
	GLANCE_COUNT = 1 << 8,	/* written for certain unless the low five bits of the immediate are 0 */
	GLANCE_KILLS = 17,
	GLANCE_IMM = 23,
	GLANCE_COST = 27,	/* bits 27-31: GLANCE_LOOK; 1 on vector registers, or without operands; 0: form 0 */
	GLANCE_LOOK = 24,
	GLANCE_BASE5 = 0x80,	/* in glance_modrm[]: 4 bytes more with a SIB whose base is 5 */
};
#define GLANCE(reads, kills, what, imm, cost) \
	((reads) | (kills) << GLANCE_KILLS | (what) | (imm) << GLANCE_IMM | (u32)(cost) << GLANCE_COST)
_Static_assert(A_FLOW == 0x1fe00, "between GLANCE_COUNT and GLANCE_KILLS");

#pragma GCC visibility push(hidden)
extern const u16 decode_map[];
extern const u16 decode_leaves[];
extern const u32 decode_nodes[];
extern const u16 quick_map[];
extern const struct quick quick_forms[];
extern const u8 glance_modrm[256];	/* bytes from ModRM to the displacement's end */
extern const u64 operand_forms[][2];
extern const struct row_info row_infos[ROW_COUNT];
extern const struct row *const row_families[];	/* each family's rows, as if the first one's number were 0 */
#pragma GCC visibility pop

static inline const struct row_info *row_info(unsigned row)
{
	return &row_infos[row];
}

/*
 * The form of the instruction at *code, which then is what is behind its opcode. Fewer than DECODE_SLACK bytes are looked at.
 * rex: 0, or REX at QUICK_FLAGS, and P_REX in its place in the form's word.
 */
static inline const struct quick *quick_find(const u8 **code, u64 *opcode, u64 *rex)
{
	const u8 *p = *code;
	u64 byte = *p++;
	u32 entry = quick_map[byte];

	*rex = 0;
	if (entry & QUICK_REX) {
		*rex = QUICK_HAS_REX | byte << QUICK_FLAGS;
		byte = *p++;
		entry = quick_map[(entry & QUICK_INDEX) + byte];
	}
	while (entry & QUICK_NEXT) {
		if (entry & QUICK_GROUP) {
			entry = quick_map[(entry & QUICK_INDEX) + (*p >> 3)];
			break;
		}
		if (entry & QUICK_REX)
			*rex = QUICK_HAS_REX | byte << QUICK_FLAGS;
		byte = *p++;
		entry = quick_map[(entry & QUICK_INDEX) + byte];
	}
	*code = p;
	*opcode = byte;
	return &quick_forms[entry];
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
