// SPDX-License-Identifier: GPL-2.0-only
/*
 * decode.c - bytes to struct insn, by the map that tools/rows.py makes of the rows. SDM 2, chapter 2.
 *
 * Prefixes: of FS and GS the last counts, the other segments are ignored wherever they stand (also
 * behind FS or GS, as processors do). REX counts only directly before the opcode. As a mandatory
 * prefix the last of F2 and F3 counts, before 66. Near branches ignore 66 (Intel; AMD truncates RIP).
 */
#include "rows.h"

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

/* What the bytes up to the opcode say. */
struct head {
	u32 rex;	/* 0 or 4WRXB; VEX gives the same bits */
	u32 pp;		/* PP_* by which the row is chosen */
	u32 map;
	u32 x;		/* KEY_X: REX.B or VEX.L */
	u32 vvvv;
	u32 prefix;	/* P_* */
	u32 seg;
	u32 opcode;
	bool bad;	/* no instruction, whatever the row says */
};

static const u8 *take_prefix(struct head *h, unsigned class, const u8 *p)
{
	h->rex = class == BYTE_REX ? p[-1] : 0;
	switch (class) {
	case BYTE_FS:
		h->seg = SEG_FS;
		break;
	case BYTE_GS:
		h->seg = SEG_GS;
		break;
	case BYTE_OSZ:
		h->prefix |= P_OSZ;
		break;
	case BYTE_ASZ:
		h->prefix |= P_ASZ;
		break;
	case BYTE_LOCK:
		h->prefix |= P_LOCK;
		break;
	case BYTE_REPNE:
		h->prefix = (h->prefix & ~P_REP) | P_REPNE;
		break;
	case BYTE_REP:
		h->prefix = (h->prefix & ~P_REPNE) | P_REP;
		break;
	}
	return p;
}

/* VEX: REX, LOCK and mandatory prefixes before it, and maps that do not exist, are #UD. */
static const u8 *take_vex(struct head *h, const u8 *p)
{
	u32 b = *p++, map = 1;

	h->bad = h->rex || h->prefix & (P_LOCK | P_OSZ | P_REP | P_REPNE);
	h->rex = 0x40 | (~b >> 5 & 4);
	if (h->opcode == 0xc4) {
		h->rex |= ~b >> 5 & 3;
		map = b & 31;
		b = *p++;
		h->rex |= b >> 4 & 8;
	}
	if (map < 1 || map > 3) {
		h->bad = true;
		map = 1;
	}
	h->map = MAP_VEX - 1 + map;
	h->vvvv = ~b >> 3 & 15;
	h->x = b >> 2 & 1;
	h->pp = b & 3;
	h->opcode = *p++;
	return p;
}

static inline const u8 *take_head(struct head *h, const u8 *p)
{
	const u8 *end = p + MAX_LEN;
	unsigned class;
	u32 b;

	while ((class = byte_class[b = *p++]) > BYTE_VEX) {
		if (p == end) {
			p++;	/* 15 prefixes: whatever follows is too long */
			break;
		}
		p = take_prefix(h, class, p);
	}
	h->opcode = b;
	h->x = h->rex & 1;
	h->pp = h->prefix & P_REPNE ? PP_F2 : h->prefix & P_REP ? PP_F3 : h->prefix & P_OSZ ? PP_66 : PP_NONE;
	if (class == BYTE_0F) {
		h->map = MAP_0F;
		h->opcode = b = *p++;
		if ((b & 0xfd) == 0x38) {
			h->map = b == 0x38 ? MAP_0F38 : MAP_0F3A;
			h->opcode = *p++;
		}
	} else if (class == BYTE_VEX) {
		p = take_vex(h, p);
	}
	return p;
}

static inline unsigned find_row(const struct head *h, unsigned entry, u32 modrm)
{
	u32 key = (modrm & 63) | (u32)(modrm >= 0xc0) << KEY_MOD3 | h->pp << KEY_PP | (h->rex >> 3 & 1) << KEY_W |
		  h->x << KEY_X;

	while (entry & MAP_NODE) {
		const struct decode_node *node = &decode_nodes[entry & MAP_INDEX];

		entry = decode_leaves[node->base + (key >> node->shift & node->mask)];
	}
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
static inline const u8 *take_memory(struct insn *in, u32 rex, const u8 *p)
{
	u32 mod = in->modrm >> 6, base = in->modrm & 7;
	bool disp32 = mod == 2;

	if (base == 4) {
		u32 sib = *p++, index = (sib >> 3 & 7) | (rex << 2 & 8);

		base = sib & 7;
		in->index = index == 4 ? REG_NONE : index;
		in->scale = sib >> 6;
	}
	in->base = base | (rex << 3 & 8);
	if (base == 5 && mod == 0) {
		in->base = REG_NONE;
		disp32 = true;
	}
	if (disp32) {
		in->disp = load_s32(p);
		p += 4;
	} else if (mod == 1) {
		in->disp = (s8)*p++;
	}
	return p;
}

static inline bool is_rip_relative(u32 modrm)
{
	return (modrm & 0xc7) == 5;
}

static inline const u8 *take_wide_immediate(struct insn *in, unsigned class, const u8 *p)
{
	unsigned bytes = class == IMM_MOFFS ? in->asz : in->osz;

	if (bytes == 8) {
		in->imm = load_s64(p);
	} else if (bytes == 4) {
		in->imm = load_s32(p);
	} else {
		in->imm = (s16)(p[0] | p[1] << 8);
	}
	if (class == IMM_MOFFS) {
		in->disp = bytes == 4 ? (u32)in->imm : in->imm;
		in->imm = 0;
	}
	return p + bytes;
}

static const u8 *take_immediate(struct insn *in, unsigned class, const u8 *p)
{
	switch ((enum imm_class)class) {
	case IMM_NONE:
		break;
	case IMM_ONE:
		in->imm = 1;
		break;
	case IMM_BB:
		in->imm2 = p[1];
		in->imm = (s8)p[0];
		return p + 2;
	case IMM_B:
		in->imm = (s8)p[0];
		return p + 1;
	case IMM_WB:
		in->imm = p[0] | p[1] << 8;
		in->imm2 = p[2];
		return p + 3;
	case IMM_W:
		in->imm = p[0] | p[1] << 8;
		return p + 2;
	case IMM_Z:
		if (in->osz == 2)
			return take_wide_immediate(in, class, p);
		/* fall through */
	case IMM_D:
		in->imm = load_s32(p);
		return p + 4;
	case IMM_V:
	case IMM_MOFFS:
		return take_wide_immediate(in, class, p);
	}
	return p;
}

/* The operands; @rm_memory: the r/m operand is memory. */
static inline void resolve_operands(struct insn *in, const struct head *h, const struct row_info *info, bool rm_memory)
{
	u8 numbers[SRC_COUNT] = {
		[SRC_FIXED] = 0xff,
		[SRC_REG] = (in->modrm >> 3 & 7) | (h->rex << 1 & 8),
		[SRC_RM] = (in->modrm & 7) | (h->rex << 3 & 8),
		[SRC_OPCODE] = (in->opcode & 7) | (h->rex << 3 & 8),
		[SRC_VVVV] = h->vvvv,
	};

	for (unsigned i = 0; i < info->nops; i++) {
		const struct operand_spec *spec = &operand_specs[info->ops[i]];
		struct opnd *op = &in->op[i];
		u32 reg = numbers[spec->source] & spec->mask;

		op->kind = spec->kind;
		op->reg = reg;
		op->size = spec->size[in->osz >> 2];
		if (spec->source == SRC_RM && rm_memory) {
			op->kind = OPK_MEM;
			op->reg = REG_NONE;
		} else if (op->size == 1 && spec->kind == OPK_GPR && !h->rex && reg > 3) {
			op->kind = OPK_GPRH;
			op->reg = reg - 4;
		} else if (spec->kind == OPK_REL) {
			in->imm += insn_next(in);
		}
	}
}

/* Takes the row's facts into the instruction; operands only where there is an instruction. */
static inline void set_row(struct insn *in, unsigned row)
{
	const struct row_info *info = row_info(row);

	in->row = row;
	in->attr = info->attr;
	in->nops = info->nops;
	in->fread = info->fread;
	in->fwritten = info->fwritten;
	in->fundef = info->fundef;
}

static void set_special(struct insn *in, unsigned row)
{
	set_row(in, row);
	for (unsigned i = 0; i < 4; i++)
		in->op[i] = (struct opnd){ 0 };
}

/* Bytes [code, code + SLACK) may be read; the length may come out larger than 15. */
static inline unsigned decode_bytes(struct insn *in, const u8 *code, u64 pc)
{
	struct head h = { 0 };
	const u8 *p = take_head(&h, code);
	unsigned entry = decode_map[h.map << 8 | h.opcode], row;
	const struct row_info *info;
	bool memory;

	*in = (struct insn){ .pc = pc, .opcode = h.opcode, .base = REG_NONE, .index = REG_NONE, .seg = h.seg };
	in->prefix = h.prefix | (h.rex ? P_REX : 0) | (h.rex & 8 ? P_W : 0);
	in->asz = h.prefix & P_ASZ ? 4 : 8;
	if (entry & MAP_MODRM)
		in->modrm = *p++;
	row = find_row(&h, entry & ~MAP_MODRM, in->modrm);
	info = row_info(row);
	in->osz = h.rex & 8 ? 8 : h.prefix & P_OSZ ? 2 : 4;
	if (info->attr & (A_D64 | A_F64) && (in->osz == 4 || info->attr & A_F64))
		in->osz = 8;
	memory = entry & MAP_MODRM && in->modrm < 0xc0 && !(info->flags & RF_NOMEM);
	if (memory)
		p = take_memory(in, h.rex, p);
	p = take_immediate(in, info->imm, p);
	in->len = p - code;
	if (memory && is_rip_relative(in->modrm)) {
		in->disp += insn_next(in);
		if (in->asz == 4)
			in->disp = (u32)in->disp;
	}
	set_row(in, row);
	resolve_operands(in, &h, info, memory);
	if (h.bad || (h.prefix & P_LOCK && !(info->attr & A_LOCK && in->op[0].kind == OPK_MEM)) ||
	    (info->flags & RF_VEX_1111 && h.vvvv))
		set_special(in, ROW_UD_ROW);
	return p - code;
}

void decode(struct insn *in, const u8 *code, unsigned long n, u64 pc)
{
	u8 copy[SLACK] = { 0 };
	unsigned len;

	if (n < SLACK) {
		for (unsigned i = 0; i < n && i < MAX_LEN; i++)
			copy[i] = code[i];
		code = copy;
	}
	len = decode_bytes(in, code, pc);
	if (len > n && n < MAX_LEN) {
		set_special(in, ROW_FETCH);
		in->len = n ? n : 1;
	} else if (len > MAX_LEN) {
		set_special(in, ROW_TOOLONG);
		in->len = MAX_LEN;
	}
}
