// SPDX-License-Identifier: GPL-2.0-only
/*
 * decode.c - bytes to struct insn, by the map that tools/rows.py makes of the rows. SDM 2, chapter 2.
 *
 * Prefixes: of FS and GS the last counts, the other segments are ignored wherever they stand (also
 * behind FS or GS, as processors do). REX counts only directly before the opcode. As a mandatory
 * prefix the last of F2 and F3 counts, before 66. Near branches ignore 66 (Intel; AMD truncates RIP).
 */
#include <stddef.h>
#include "rows.h"

_Static_assert(offsetof(struct row_info, nops) == 7 && offsetof(struct insn, nops) - offsetof(struct insn, attr) == 7,
	       "attr to nops is copied as eight bytes");

enum { MAX_LEN = 15, SLACK = 32 };	/* a form of 14 prefixes that is too long still ends before 32 bytes */

enum byte_class {
	BYTE_OPCODE, BYTE_0F, BYTE_VEX,	/* these end the prefixes */
	BYTE_REX, BYTE_IGNORED, BYTE_FS, BYTE_GS, BYTE_OSZ, BYTE_ASZ, BYTE_LOCK, BYTE_REPNE, BYTE_REP,
};

static const u8 byte_class[256] = {
	[0x0f] = BYTE_0F, [0xc4] = BYTE_VEX, [0xc5] = BYTE_VEX, [0x40 ... 0x4f] = BYTE_REX,
	[0x26] = BYTE_IGNORED, [0x2e] = BYTE_IGNORED, [0x36] = BYTE_IGNORED, [0x3e] = BYTE_IGNORED,
	[0x64] = BYTE_FS, [0x65] = BYTE_GS, [0x66] = BYTE_OSZ, [0x67] = BYTE_ASZ,
	[0xf0] = BYTE_LOCK, [0xf2] = BYTE_REPNE, [0xf3] = BYTE_REP,
};

enum { PP_NONE, PP_66, PP_F3, PP_F2 };
enum { MAP_ONE, MAP_0F, MAP_0F38, MAP_0F3A, MAP_VEX };	/* MAP_VEX + 0-2: VEX.0F, 0F38, 0F3A */
enum { PX_VEX = 0x100, PX_BAD = 0x200, PX_CHECK = PX_VEX | PX_BAD | P_LOCK };	/* beside P_* */

/*
 * What the bytes up to the opcode say. Functions that take and return it by value keep decode()'s
 * common way in registers.
 */
struct head {
	u8 used;	/* bytes */
	u8 opcode;
	u8 map;
	u8 rex;		/* 0 or 4WRXB; VEX gives the same bits */
	u16 prefix;	/* P_*, PX_* */
	u8 seg;
	u8 x;		/* KEY_X: REX.B or VEX.L */
	u8 pp;		/* PP_* by which the row is chosen */
	u8 vvvv;
};

static unsigned prefix_bits(unsigned prefix, unsigned class)
{
	switch (class) {
	case BYTE_OSZ:
		return prefix | P_OSZ;
	case BYTE_ASZ:
		return prefix | P_ASZ;
	case BYTE_LOCK:
		return prefix | P_LOCK;
	case BYTE_REPNE:
		return (prefix & ~P_REP) | P_REPNE;
	case BYTE_REP:
		return (prefix & ~P_REPNE) | P_REP;
	}
	return prefix;
}

/* Any prefixes. 15 of them are too long whatever follows. */
static __attribute__((noinline)) struct head take_prefixes(const u8 *code)
{
	struct head h = { 0 };
	unsigned class;

	while ((class = byte_class[code[h.used]]) > BYTE_VEX && h.used < MAX_LEN) {
		h.rex = class == BYTE_REX ? code[h.used] : 0;
		h.prefix = prefix_bits(h.prefix, class);
		h.seg = class == BYTE_FS ? SEG_FS : class == BYTE_GS ? SEG_GS : h.seg;
		h.used++;
	}
	h.pp = h.prefix & P_REPNE ? PP_F2 : h.prefix & P_REP ? PP_F3 : h.prefix & P_OSZ ? PP_66 : PP_NONE;
	return h;
}

/* VEX: REX, LOCK and mandatory prefixes before it, and maps that do not exist, are #UD. */
static __attribute__((noinline)) struct head take_vex(struct head h, const u8 *code)
{
	u32 map = 1, opcode = code[h.used++], b = code[h.used++];

	if (h.rex || h.prefix & (P_LOCK | P_OSZ | P_REP | P_REPNE))
		h.prefix |= PX_BAD;
	h.prefix |= PX_VEX;
	h.rex = 0x40 | (~b >> 5 & 4);
	if (opcode == 0xc4) {
		h.rex |= ~b >> 5 & 3;
		map = b & 31;
		b = code[h.used++];
		h.rex |= b >> 4 & 8;
	}
	if (map < 1 || map > 3) {
		h.prefix |= PX_BAD;
		map = 1;
	}
	h.map = MAP_VEX - 1 + map;
	h.vvvv = ~b >> 3 & 15;
	h.x = b >> 2 & 1;
	h.pp = b & 3;
	h.opcode = code[h.used++];
	return h;
}

static inline struct head take_head(const u8 *code)
{
	struct head h = { 0 };
	unsigned class;

	if ((code[0] & 0xf0) == 0x40)
		h.rex = code[h.used++];
	if (byte_class[code[h.used]] > BYTE_VEX)
		h = take_prefixes(code);
	h.x = h.rex & 1;
	class = byte_class[code[h.used]];
	if (class == BYTE_VEX)
		return take_vex(h, code);
	h.opcode = code[h.used++];
	if (class == BYTE_0F) {
		h.map = MAP_0F;
		h.opcode = code[h.used++];
		if ((h.opcode & 0xfd) == 0x38) {
			h.map = h.opcode == 0x38 ? MAP_0F38 : MAP_0F3A;
			h.opcode = code[h.used++];
		}
	}
	return h;
}

static inline unsigned find_row(struct head h, unsigned entry, u32 modrm)
{
	u32 key = (modrm & 63) | (u32)(modrm >= 0xc0) << KEY_MOD3 | h.pp << KEY_PP | (h.rex >> 3 & 1) << KEY_W |
		  h.x << KEY_X;

	do {
		const struct decode_node *node = &decode_nodes[entry & MAP_INDEX];

		entry = decode_leaves[node->base + (key >> node->shift & node->mask)];
	} while (entry & MAP_NODE);
	return entry;
}

static inline s64 load_s32(const u8 *p)
{
	s32 v;

	__builtin_memcpy(&v, p, sizeof(v));
	return v;
}

static inline s64 load_s64(const u8 *p)
{
	s64 v;

	__builtin_memcpy(&v, p, sizeof(v));
	return v;
}

/* The memory operand of a ModRM with mod != 3. RIP-relative: disp still lacks the next pc. */
static inline const u8 *take_memory(struct insn *in, u32 rex, u32 modrm, const u8 *p)
{
	u32 mod = modrm >> 6, base = modrm & 7;

	if (base == 4) {
		u32 sib = *p++, index = (sib >> 3 & 7) | (rex << 2 & 8);

		base = sib & 7;
		if (index != 4) {
			in->index = index;
			in->scale = sib >> 6;
		}
	}
	if (mod == 1) {
		in->disp = (s8)*p++;
	} else if (mod == 2 || base == 5) {
		in->disp = load_s32(p);
		p += 4;
		if (mod == 0)
			return p;
	}
	in->base = base | (rex << 3 & 8);
	return p;
}

static inline bool is_rip_relative(u32 modrm)
{
	return (modrm & 0xc7) == 5;
}

static __attribute__((noinline)) const u8 *take_odd_immediate(struct insn *in, unsigned class, const u8 *p)
{
	switch (class) {
	case IMM_ONE:
		in->imm = 1;
		return p;
	case IMM_W:
		in->imm = p[0] | p[1] << 8;
		return p + 2;
	case IMM_WB:
		in->imm = p[0] | p[1] << 8;
		in->imm2 = p[2];
		return p + 3;
	case IMM_BB:
		in->imm = (s8)p[0];
		in->imm2 = p[1];
		return p + 2;
	}
	in->disp = in->asz == 8 ? load_s64(p) : (u32)load_s32(p);	/* IMM_MOFFS */
	return p + in->asz;
}

static inline const u8 *take_immediate(struct insn *in, unsigned class, const u8 *p)
{
	/* The bytes at operand sizes 2, 4, 8. */
	static const u8 bytes[][4] = { { 0 }, { 1, 1, 1 }, { 4, 4, 4 }, { 2, 4, 4 }, { 2, 4, 8 } };
	unsigned n;

	if (class == IMM_NONE)
		return p;
	if (class > IMM_V)
		return take_odd_immediate(in, class, p);
	n = bytes[class][in->osz >> 2];
	in->imm = (s64)((u64)load_s64(p) << (64 - 8 * n)) >> (64 - 8 * n);
	return p + n;
}

/* @memory: the r/m operand is memory. */
static inline void resolve_operands(struct insn *in, struct head h, const struct row_info *info, bool memory)
{
	u64 numbers = (in->modrm & 7) | (h.rex << 3 & 8) | (in->modrm >> 3 & 7) << 8 | (h.rex << 9 & 0x800) |
		      (h.opcode & 7) << 16 | (h.rex << 19 & 0x80000) | h.vvvv << 24 | 0xffULL << 32;
	unsigned sizes = 24 + 8 * (in->osz >> 2);

	for (unsigned i = 0; i < info->nops; i++) {
		u64 spec = operand_specs[info->ops[i]];
		u8 reg = numbers >> (spec >> 8 & 63) & spec >> 16, flags = spec >> 56;
		struct opnd *op = &in->op[i];

		op->kind = spec;
		op->reg = reg;
		op->size = spec >> sizes;
		if (!flags)
			continue;
		if (flags & SPEC_RM && memory) {
			op->kind = OPK_MEM;
			op->reg = REG_NONE;
		} else if (flags & SPEC_BYTE && !h.rex && reg > 3) {
			op->kind = OPK_GPRH;
			op->reg = reg - 4;
		} else if (flags & SPEC_REL) {
			in->imm += insn_next(in);
		}
	}
}

static void set_special(struct insn *in, unsigned row)
{
	const struct row_info *info = row_info(row);

	__builtin_memcpy(&in->attr, &info->attr, 8);
	in->row = row;
	for (unsigned i = 0; i < 4; i++)
		in->op[i] = (struct opnd){ 0 };
}

/* What the rare prefixes forbid, for the row that was found. */
static __attribute__((noinline)) void check_prefixes(struct insn *in, struct head h)
{
	bool lockable = in->attr & A_LOCK && in->op[0].kind == OPK_MEM;

	if (h.prefix & PX_BAD || (h.prefix & P_LOCK && !lockable) ||
	    (row_info(in->row)->flags & RF_VEX_1111 && h.vvvv))
		set_special(in, ROW_UD_ROW);
}

/* Everything that has a value whatever the instruction. */
static inline void set_head(struct insn *in, struct head h, u64 pc)
{
	in->pc = pc;
	in->imm = in->disp = 0;
	in->asz = h.prefix & P_ASZ ? 4 : 8;
	in->prefix = (u8)h.prefix | (h.rex ? P_REX : 0) | (h.rex & 8 ? P_W : 0);
	in->opcode = h.opcode;
	in->base = in->index = REG_NONE;
	in->scale = 0;
	in->seg = h.seg;
	in->imm2 = in->live = in->first = 0;
	for (unsigned i = 0; i < 4; i++)
		in->op[i] = (struct opnd){ 0 };
}

/* Bytes [code, code + SLACK) may be read. The result is the length, even if larger than 15. */
static __attribute__((noinline)) unsigned decode_bytes(struct insn *in, const u8 *code, u64 pc)
{
	struct head h = take_head(code);
	const u8 *p = code + h.used;
	unsigned row = decode_map[h.map << 8 | h.opcode];
	const struct row_info *info;
	bool memory = row & MAP_MODRM;

	set_head(in, h, pc);
	in->modrm = memory ? *p++ : 0;
	row &= ~MAP_MODRM;
	if (row & MAP_NODE)
		row = find_row(h, row, in->modrm);
	info = row_info(row);
	in->row = row;
	__builtin_memcpy(&in->attr, &info->attr, 8);
	in->osz = h.rex & 8 ? 8 : h.prefix & P_OSZ ? 2 : 4;
	if (info->attr & (A_D64 | A_F64) && (in->osz == 4 || info->attr & A_F64))
		in->osz = 8;
	memory = memory && in->modrm < 0xc0 && !(info->flags & RF_NOMEM);
	if (memory)
		p = take_memory(in, h.rex, in->modrm, p);
	p = take_immediate(in, info->imm, p);
	in->len = p - code;
	if (memory && is_rip_relative(in->modrm)) {
		in->disp += insn_next(in);
		if (in->asz == 4)
			in->disp = (u32)in->disp;
	}
	resolve_operands(in, h, info, memory);
	if (h.prefix & PX_CHECK)
		check_prefixes(in, h);
	if (p - code > MAX_LEN) {
		set_special(in, ROW_TOOLONG);
		in->len = MAX_LEN;
	}
	return p - code;
}

static __attribute__((noinline)) void decode_short(struct insn *in, const u8 *code, unsigned long n, u64 pc)
{
	u8 copy[SLACK] = { 0 };

	for (unsigned i = 0; i < n && i < MAX_LEN; i++)
		copy[i] = code[i];
	if (decode_bytes(in, copy, pc) > n && n < MAX_LEN) {
		set_special(in, ROW_FETCH);
		in->len = n ? n : 1;
	}
}

void decode(struct insn *in, const u8 *code, unsigned long n, u64 pc)
{
	if (n < SLACK)
		decode_short(in, code, n, pc);
	else
		decode_bytes(in, code, pc);
}
