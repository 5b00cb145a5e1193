// SPDX-License-Identifier: GPL-2.0-only
/*
 * decode.c - bytes to struct insn, by the map that tools/rows.py makes of the rows. SDM 2, chapter 2.
 *
 * Prefixes: of FS and GS the last counts, the other segments are ignored wherever they stand (also
 * behind FS or GS, as processors do). REX counts only directly before the opcode. As a mandatory
 * prefix the last of F2 and F3 counts, before 66. Near branches ignore 66 (Intel; AMD truncates RIP).
 *
 * What compilers write has a quick form, in which all that does not depend on the instruction's own bytes is put together
 * beforehand (rows.h); the general way does everything.
 */
#include <stddef.h>
#include "rows.h"

#define ALWAYS_INLINE static inline __attribute__((always_inline))
#define NEVER_INLINE static __attribute__((noinline))
#define unlikely(x) __builtin_expect(!!(x), 0)

enum { MAX_LEN = 15, SLACK = DECODE_SLACK };	/* too long, behind 14 prefixes, still ends before that */
enum { PP_NONE, PP_66, PP_F3, PP_F2 };
enum { MAP_ONE, MAP_0F = 0x100, MAP_0F38 = 0x200, MAP_0F3A = 0x300, MAP_VEX = 0x400 /* three */ };

/* The words that finish() writes. */
union insn_words {
	struct insn insn;
	u64 word[8];
};

#define AT(field, at) _Static_assert(offsetof(struct insn, field) == (at), #field)
_Static_assert(sizeof(struct insn) == 64 && sizeof(struct opnd) == 3, "");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "");
AT(pc, 0); AT(imm, 8); AT(disp, 16); AT(attr, 24); AT(nops, 31);
AT(row, 32); AT(len, 34); AT(osz, 35); AT(asz, 36); AT(prefix, 37); AT(opcode, 38); AT(modrm, 39); AT(base, 40); AT(index, 41); AT(scale, 42); AT(seg, 43); AT(imm2, 44);
AT(live, 45); AT(block, 46); AT(op, 48);
/* And the words of struct row_info that it reads. */
#define INFO_AT(field, at) _Static_assert(offsetof(struct row_info, field) == (at), #field)
INFO_AT(attr, 0); INFO_AT(nops, 7); INFO_AT(imm, 8); INFO_AT(flags, 10); INFO_AT(form, 12);

/* What the bytes up to the opcode say. */
struct head {
	const u8 *p;	/* behind the opcode */
	u32 entry;	/* of decode_map */
	u32 opcode;
	u32 rex;	/* 0 or 4WRXB; VEX gives the same bits */
	u32 prefix;	/* P_* */
	u32 pp;		/* PP_* by which the row is chosen */
	u32 x;		/* KEY_X: REX.B or VEX.L */
	u32 vvvv;
	u32 seg;
	bool bad_prefix, bad_map;	/* no instruction whatever the row */
};

ALWAYS_INLINE s64 load_s32(const u8 *p)
{
	s32 v;

	__builtin_memcpy(&v, p, sizeof(v));
	return v;
}

ALWAYS_INLINE u64 load_u64(const u8 *p)
{
	u64 v;

	__builtin_memcpy(&v, p, sizeof(v));
	return v;
}

ALWAYS_INLINE unsigned find_row(const struct head *h, unsigned entry, u32 modrm)
{
	u32 key = (modrm & 63) | (u32)(modrm >= 0xc0) << KEY_MOD3 | h->pp << KEY_PP |
		  (h->rex & 8) << (KEY_W - 3) | h->x << KEY_X;

	do {
		u32 node = decode_nodes[entry & MAP_INDEX];

		entry = decode_leaves[(u16)node + (key >> (node >> 16 & 31) & node >> 24)];
	} while (entry & MAP_NODE);
	return entry;
}

struct memory {
	u64 disp;
	u64 regs;	/* base, index, scale: bytes 0-2 of their word */
};

/* The memory operand of a ModRM with mod != 3, at *code. @ahead: how far the next pc is ahead of the displacement's end. */
ALWAYS_INLINE struct memory take_memory(u32 rex, u32 modrm, const u8 **code, u64 ahead)
{
	u32 rm = modrm & 7, base = rm | (rex << 3 & 8);
	struct memory m = { .regs = base | REG_NONE << 8 };
	const u8 *p = *code;

	if (rm == 4) {
		u32 sib = *p++, index = (sib >> 3 & 7) | (rex << 2 & 8);

		base = (sib & 7) | (base & 8);
		m.regs = base | (index == 4 ? REG_NONE << 8 : index << 8 | sib >> 6 << 16);
	}
	if (modrm & 0x40) {
		m.disp = (s8)*p++;
	} else if (modrm & 0x80) {
		m.disp = load_s32(p);
		p += 4;
	} else if ((base & 7) == 5) {
		m.disp = load_s32(p);
		m.regs |= REG_NONE;
		p += 4;
		m.disp += rm == 5 ? (u64)p + ahead : 0;
	}
	*code = p;
	return m;
}

/* The immediates of RF_ODD_IMM rows. */
ALWAYS_INLINE const u8 *take_odd_immediate(enum imm_odd odd, unsigned asz, const u8 *p, u64 *imm,
					   struct memory *m)
{
	switch (odd) {
	case IMM_PLAIN:
		break;
	case IMM_ONE:
		*imm = 1;
		break;
	case IMM_WB:
		m->regs |= (u64)p[2] << 32;
		*imm = p[0] | p[1] << 8;
		return p + 3;
	case IMM_W:
		*imm = p[0] | p[1] << 8;
		return p + 2;
	case IMM_BB:
		m->regs |= (u64)p[1] << 32;
		*imm = (s8)p[0];
		return p + 2;
	case IMM_MOFFS:
		m->disp = asz == 8 ? load_u64(p) : (u32)load_s32(p);
		return p + asz;
	}
	return p;
}

/* log2 of the operand size, minus 1 */
ALWAYS_INLINE unsigned operand_size(u32 prefix, u32 attr)
{
	if (prefix & P_W || attr & A_F64)
		return 2;
	return prefix & P_OSZ ? 0 : attr & A_D64 ? 2 : 1;
}

NEVER_INLINE void fix_high_bytes(struct insn *in)
{
	const u64 (*form)[2] = &operand_forms[row_info(in->row)->form];

	for (unsigned i = 0; i < in->nops && i < 3; i++) {
		bool from_bytes = (form[FORM_RM_REG][0] | form[FORM_RM_REG][1]) >> (24 * i + 8) & 1;

		if (from_bytes && in->op[i].kind == OPK_GPR && in->op[i].size == 1 && in->op[i].reg > 3) {
			in->op[i].kind = OPK_GPRH;
			in->op[i].reg -= 4;
		}
	}
}

/* No instruction: nothing of its bytes but the length is told. */
NEVER_INLINE void set_special(struct insn *in, unsigned row, unsigned len)
{
	union insn_words *out = (union insn_words *)in;

	out->word[1] = out->word[2] = 0;
	__builtin_memcpy(&out->word[3], &row_infos[row], 8);
	out->word[4] = row | len << 16 | 4 << 24 | 8UL << 32;
	out->word[5] = REG_NONE | REG_NONE << 8;
	out->word[6] = out->word[7] = 0;
}

/* A plain immediate: @bytes of them, sign-extended. */
ALWAYS_INLINE u64 load_immediate(const u8 *p, unsigned bytes)
{
	return bytes ? (s64)(load_u64(p) << (-8 * bytes & 63)) >> (-8 * bytes & 63) : 0;
}

/* ModRM and what the row that it belongs to says. */
struct form {
	const u8 *p;	/* behind ModRM */
	u32 modrm;	/* 0 without */
	u32 row;
	bool memory;
	unsigned flags;	/* RF_* */
	u64 facts;	/* the words of struct row_info */
	u64 rest;
	u64 rm, reg;	/* register numbers; rm also from the opcode */
};

static struct form take_form(const struct head *h)
{
	struct form f = { .p = h->p, .row = h->entry };
	u32 low = h->opcode;
	const u64 *info;

	if (f.row & MAP_MODRM) {
		low = f.modrm = *f.p++;
		f.memory = f.modrm < 0xc0;
		f.row &= ~MAP_MODRM;
	}
	if (f.row & MAP_NODE)
		f.row = find_row(h, f.row, f.modrm);
	info = (const u64 *)row_info(f.row);
	f.facts = info[0];
	f.rest = info[1];
	f.flags = (u16)(f.rest >> 16);
	f.rm = (low & 7) | (f.flags & RF_RM7 ? 0 : h->rex << 3 & 8);
	f.reg = (f.modrm >> 3 & 7) | (f.flags & RF_REG7 ? 0 : h->rex << 1 & 8);
	if (f.flags & RF_NOMEM)
		f.memory = false;
	return f;
}

/* A byte register 4-7 without REX: AH CH DH BH. */
ALWAYS_INLINE bool has_high_byte(const struct head *h, const struct form *f)
{
	return !h->rex && ((f->flags & RF_BYTE_REG && f->reg > 3) || (f->flags & RF_BYTE_RM && f->rm > 3 && !f->memory));
}

static void put_operands(union insn_words *out, const struct head *h, const struct form *f, unsigned osz)
{
	const u64 (*pairs)[2] = &operand_forms[(u16)(f->rest >> 32)];
	u64 ops = pairs[osz][0] + pairs[FORM_RM_REG][1] * f->reg + pairs[FORM_REST][0] * h->vvvv;

	out->word[6] = ops + (f->memory ? pairs[FORM_REST][1] : pairs[FORM_RM_REG][0] * f->rm);
	out->word[7] = pairs[osz][1];
}

/* All behind the opcode; returns the length, which may come out larger than 15. @code: the first byte; SLACK bytes may be read. */
static unsigned finish(struct insn *in, const struct head *h, const u8 *code, u64 pc)
{
	union insn_words *out = (union insn_words *)in;
	struct form f = take_form(h);
	struct memory m = { .regs = REG_NONE | REG_NONE << 8 };
	unsigned osz = operand_size(h->prefix, f.facts), asz = h->prefix & P_ASZ ? 4 : 8, bytes = f.rest >> 4 * osz & 15, len;
	const u8 *p = f.p;
	u64 imm = 0;

	if (f.memory)
		m = take_memory(h->rex, f.modrm, &p, pc - (u64)code + bytes);
	if (asz == 4 && (u16)m.regs == (REG_NONE | REG_NONE << 8))
		m.disp = (u32)m.disp;
	if (f.flags & RF_ODD_IMM)
		p = take_odd_immediate(f.rest >> 12 & 15, asz, p, &imm, &m);
	else
		imm = load_immediate(p, bytes);
	p += bytes;
	len = p - code;
	if (f.flags & RF_REL)
		imm += pc + len;
	out->word[0] = pc;
	out->word[1] = imm;
	out->word[2] = m.disp;
	out->word[3] = f.facts;
	out->word[4] = f.row | len << 16 | 2UL << osz << 24 | (u64)asz << 32 | (u64)h->prefix << 40 | (u64)h->opcode << 48 |
		       (u64)f.modrm << 56;
	out->word[5] = m.regs | (u64)h->seg << 24;
	put_operands(out, h, &f, osz);
	if (has_high_byte(h, &f))
		fix_high_bytes(in);
	return len;
}

ALWAYS_INLINE u32 rex_bits(u32 rex)
{
	return P_REX | (rex & 8) << 3;
}

/* VEX: REX, LOCK and mandatory prefixes before it, and maps that do not exist, are #UD. */
static void take_vex(struct head *h)
{
	u32 map = 1, b = *h->p++;

	h->bad_prefix = h->prefix & (P_REX | P_LOCK | P_OSZ | P_REP | P_REPNE);
	h->prefix &= ~(P_REX | P_W);
	h->rex = 0x40 | (~b >> 5 & 4);
	if (h->opcode == 0xc4) {
		h->rex |= ~b >> 5 & 3;
		map = b & 31;
		b = *h->p++;
		h->rex |= b >> 4 & 8;
	}
	if (map < 1 || map > 3) {
		h->bad_map = true;
		map = 1;
	}
	h->vvvv = ~b >> 3 & 15;
	h->x = b >> 2 & 1;
	h->pp = b & 3;
	h->opcode = *h->p++;
	h->entry = decode_map[(MAP_VEX + (map - 1) * 0x100) | h->opcode];
	h->prefix |= rex_bits(h->rex);
}

ALWAYS_INLINE unsigned byte_class(const struct head *h)
{
	return h->entry & MAP_BYTE ? h->entry & 15 : 0xff;
}

ALWAYS_INLINE void take_opcode(struct head *h, unsigned map)
{
	h->opcode = *h->p++;
	h->entry = decode_map[map | h->opcode];
}

/* The opcode map that an escape leads to. */
ALWAYS_INLINE void take_escape(struct head *h)
{
	take_opcode(h, MAP_0F);
	if (h->entry & MAP_BYTE)
		take_opcode(h, (h->entry & 15) == BYTE_0F38 ? MAP_0F38 : MAP_0F3A);
}

static void take_prefix(struct head *h)
{
	static const u8 bits[] = { [BYTE_OSZ] = P_OSZ, [BYTE_ASZ] = P_ASZ, [BYTE_LOCK] = P_LOCK,
				   [BYTE_REPNE] = P_REPNE, [BYTE_REP] = P_REP };
	unsigned class = byte_class(h);

	h->rex = class == BYTE_REX ? h->opcode : 0;
	if (class == BYTE_FS || class == BYTE_GS)
		h->seg = class == BYTE_FS ? SEG_FS : SEG_GS;
	if (class == BYTE_REP || class == BYTE_REPNE)
		h->prefix &= ~(P_REP | P_REPNE);
	h->prefix |= bits[class];
}

NEVER_INLINE unsigned decode_general(struct insn *in, const u8 *code, u64 pc)
{
	struct head h = { .p = code };
	const struct row_info *info;
	unsigned len;
	bool lockable;

	take_opcode(&h, MAP_ONE);
	while (byte_class(&h) <= BYTE_REP && byte_class(&h) >= BYTE_REX) {
		take_prefix(&h);
		if (h.p - code == MAX_LEN) {	/* 15 prefixes are too long whatever follows */
			h.p++;
			break;
		}
		take_opcode(&h, MAP_ONE);
	}
	h.pp = h.prefix & P_REPNE ? PP_F2 : h.prefix & P_REP ? PP_F3 : h.prefix & P_OSZ ? PP_66 : PP_NONE;
	h.x = h.rex & 1;
	h.prefix |= h.rex ? rex_bits(h.rex) : 0;
	if (byte_class(&h) == BYTE_0F)
		take_escape(&h);
	else if (byte_class(&h) == BYTE_VEX)
		take_vex(&h);
	else if (h.entry & MAP_BYTE)
		h.entry = ROW_UD_ROW;
	len = finish(in, &h, code, pc);
	info = row_info(in->row);
	lockable = info->attr & A_LOCK && in->op[0].kind == OPK_MEM;
	if (h.bad_prefix)
		set_special(in, ROW_UD_ROW, len < MAX_LEN ? len : MAX_LEN);
	else if (len > MAX_LEN)
		set_special(in, ROW_TOOLONG, MAX_LEN);
	else if (h.bad_map || (h.prefix & P_LOCK && !lockable) || (info->flags & RF_VEX_1111 && h.vvvv))
		set_special(in, ROW_UD_ROW, len);
	return len;
}

/* The end of readable bytes is near. */
NEVER_INLINE void decode_short(struct insn *in, const u8 *code, unsigned long n, u64 pc)
{
	u8 copy[SLACK] = { 0 };

	for (unsigned i = 0; i < n && i < MAX_LEN; i++)
		copy[i] = code[i];
	if (decode_general(in, copy, pc) > n && n < MAX_LEN)
		set_special(in, ROW_FETCH, n ? n : 1);
}

#define FLAGS(quick) ((u64)(quick) << QUICK_FLAGS)

/* Whether an instruction with QUICK_RARE is for the general way. @p: behind the opcode. */
ALWAYS_INLINE bool quick_refuses(u64 form, u64 rex, u64 opcode, const u8 *p)
{
	if (form & FLAGS(QUICK_NO_B))
		return rex & FLAGS(1);
	if (!(form & FLAGS(QUICK_BYTE_RM | QUICK_BYTE_REG)))
		return true;
	if (rex)
		return false;
	if (!(form & FLAGS(QUICK_MODRM)))
		return opcode & 4;
	return (form & FLAGS(QUICK_BYTE_REG) && *p & 0x20) || (form & FLAGS(QUICK_BYTE_RM) && *p >= 0xc0 && *p & 4);
}

/* The immediate at *code. */
ALWAYS_INLINE u64 quick_take_bytes(u64 form, const u8 **code)
{
	const u8 *p = *code;

	if (form & FLAGS(1)) {
		*code = p + 1;
		return (s8)*p;
	}
	if (form & FLAGS(4)) {
		*code = p + 4;
		return load_s32(p);
	}
	*code = p + (form >> QUICK_FLAGS & QUICK_BYTES);
	return form & FLAGS(8) ? load_u64(p) : (u64)(s16)load_s32(p);
}

ALWAYS_INLINE u64 quick_immediate(u64 form, const u8 **code)
{
	return form & FLAGS(QUICK_IMM) ? quick_take_bytes(form, code) : form & FLAGS(QUICK_ONE) ? 1 : 0;
}

/* Three bits of `low`, and a bit of REX. */
ALWAYS_INLINE u64 quick_register(u64 low, u64 rex, unsigned bit)
{
	return (low & 7) | (rex >> (QUICK_FLAGS + bit) & 1) << 3;
}

/*
 * By a quick form, of which the word with QUICK_* is left in *form. Returns what is behind the instruction, or 0: the general way
 * is to do it. SLACK bytes can be read. @ahead: how far the pc is ahead of the bytes' address.
 */
ALWAYS_INLINE const u8 *decode_quick(struct insn *in, const u8 *code, u64 ahead, u64 *form)
{
	struct memory m = { .regs = REG_NONE | REG_NONE << 8 };
	union insn_words *out = (union insn_words *)in;
	u64 opcode, rex, modrm, last, f, imm, ops, row;
	const u8 *p = code;
	const struct quick *q = quick_find(&p, &opcode, &rex);

	__asm__("" : "+r"(q));	/* a register: gcc forms the address anew for each field */
	*form = f = q->row;
	if (unlikely(f & FLAGS(QUICK_RARE)) && quick_refuses(f, rex, opcode, p))
		return 0;
	last = opcode;
	if (f & FLAGS(QUICK_MODRM)) {
		modrm = *p++;
		if (modrm < 0xc0) {
			m = take_memory(rex >> QUICK_FLAGS, modrm, &p, ahead + (f >> QUICK_FLAGS & QUICK_BYTES));
			ops = q->op_memory;
		} else {
			ops = q->op + q->rm * quick_register(modrm, rex, 0);
		}
		ops += q->reg * quick_register(modrm >> 3, rex, 2);
		last |= modrm << 8;
		imm = quick_immediate(f, &p);
	} else if (f & FLAGS(QUICK_REL)) {
		ops = q->op;
		imm = quick_take_bytes(f, &p);
		imm += (u64)p + ahead;
	} else {
		ops = q->op + q->rm * quick_register(opcode, rex, 0);
		imm = quick_immediate(f, &p);
	}
	row = ((f + rex) & ~FLAGS(0xffff)) | last << QUICK_FLAGS;	/* of rex P_REX stays */
	row += (u64)(p - code) << 16;
	out->word[0] = (u64)code + ahead;
	out->word[1] = imm;
	out->word[2] = m.disp;
	out->word[3] = q->facts;
	out->word[4] = row;
	out->word[5] = m.regs;
	out->word[6] = ops;
	out->word[7] = q->op_last;
	return p;
}

/* decode_run() from an instruction on that has no quick form. */
NEVER_INLINE struct insn *decode_unusual(struct insn *in, const struct insn *full, const u8 *code, const u8 *stop, u64 pc)
{
	unsigned len = decode_general(in, code, pc);

	code += len;
	if (in->attr & (A_FLOW | A_FMAY) || in + 1 == full || code >= stop)
		return in + 1;
	return decode_run(in + 1, full, code, stop, pc + len);
}

struct insn *decode_run(struct insn *in, const struct insn *full, const u8 *code, const u8 *stop, u64 pc)
{
	u64 ahead = pc - (u64)code, form;
	const u8 *next;

	do {
		next = decode_quick(in, code, ahead, &form);
		if (!next)
			return decode_unusual(in, full, code, stop, (u64)code + ahead);
		code = next;
		in++;
	} while (!(form & FLAGS(QUICK_END)) && in < full && code < stop);
	return in;
}

void decode(struct insn *in, const u8 *code, unsigned long n, u64 pc)
{
	if (n < SLACK)
		decode_short(in, code, n, pc);
	else
		decode_run(in, in + 1, code, code + 1, pc);
}
