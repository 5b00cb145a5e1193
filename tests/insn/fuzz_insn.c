/* SPDX-License-Identifier: GPL-2.0-only */
/* fuzz_insn.c - one instruction of a random sequence: a random row, most memory operands in the data page. */
#include <string.h>
#include "fuzz.h"
#include "rows.h"

static unsigned put_disp(u8 *p, s32 disp, unsigned size)
{
	memcpy(p, &disp, size);
	return size;
}

/* ModRM, SIB and displacement of a memory operand; *rex gets X and B. */
static unsigned put_memory(struct seq *s, u8 *p, u8 reg, u8 *rex)
{
	unsigned base = s->pointer[rng_below(&s->r, 3)], kind = rng_below(&s->r, 20), n = 0;
	bool edge = s->edge && base == s->pointer[0];
	s32 disp = edge ? (s32)rng_below(&s->r, 24) - 12 : (s32)rng_below(&s->r, 192) - 96;

	if (s->aligned && rng_below(&s->r, 4))
		disp &= ~15;
	reg = (reg & 7) << 3;
	if (kind == 0) {		/* absolute */
		p[n++] = reg | 4;
		p[n++] = 0x25;
		return n + put_disp(p + n, G_DATA + 0x600 + disp, 4);
	}
	if (kind == 1) {		/* RIP-relative: near enough, wherever the instruction comes to lie */
		p[n++] = reg | 5;
		return n + put_disp(p + n, G_DATA + 0x600 + disp - G_START, 4);
	}
	if (rng_one_in(&s->r, 12))
		base = REG_RSP;
	*rex |= base >> 3;
	if (kind < 7) {			/* base + index */
		*rex |= s->index >> 3 << 1;
		p[n++] = 0x44 | reg;
		p[n++] = rng_below(&s->r, 4) << 6 | (s->index & 7) << 3 | (base & 7);
		p[n++] = disp;
		return n;
	}
	p[n++] = (kind < 10 ? 0x80 : 0x40) | reg | (base & 7);
	if ((base & 7) == 4)
		p[n++] = 0x24;
	return n + put_disp(p + n, disp, kind < 10 ? 4 : 1);
}

static unsigned put_prefixes(struct seq *s, const struct form *f, u8 *p)
{
	unsigned n = 0;

	if (rng_one_in(&s->r, 60))
		p[n++] = "\x2e\x36\x3e\x26"[rng_below(&s->r, 4)];
	if (rng_one_in(&s->r, 50))
		p[n++] = 0x64 + rng_below(&s->r, 2);
	if (rng_one_in(&s->r, 40))
		p[n++] = 0x67;
	if (f->vex)
		return n;
	if (rng_one_in(&s->r, 12))
		p[n++] = 0xf0;
	if (!f->pp && rng_one_in(&s->r, 5))
		p[n++] = 0x66;
	return n;
}

void put_noise(struct seq *s, u8 *p, unsigned n)
{
	static const u8 corner[] = { 0, 1, 0x7f, 0x80, 0xff, 3, 7, 8, 0x1f, 0x20, 0x3f };

	while (n--)
		*p++ = rng_one_in(&s->r, 2) ? corner[rng_below(&s->r, sizeof(corner))] : rng_next(&s->r);
}

/* The bytes of a form with random registers, prefixes and immediates; they may decode to something else. */
static void put_form(struct seq *s, const struct form *f, u8 *p)
{
	unsigned n = put_prefixes(s, f, p), size;
	u8 rex = rng_below(&s->r, 3) ? 0 : 0x40 | (rng_next(&s->r) & 4), modrm = f->modrm, tail[12], keep = f->modrm & 0x38;

	if (!f->vex && rng_one_in(&s->r, 3))
		rex |= 0x48;
	if (rng_below(&s->r, 4))
		keep = rng_next(&s->r) & 0x38;
	if (modrm >= 0xc0) {
		modrm = 0xc0 | keep | (rng_one_in(&s->r, 4) ? modrm & 7 : rng_next(&s->r) & 7);
		if (rng_one_in(&s->r, 3))
			rex |= 0x40 | (rng_next(&s->r) & 1);
		tail[0] = modrm;
		size = 1;
	} else {
		size = put_memory(s, tail, keep >> 3, &rex);
	}
	n += form_put(f, p + n, rex, rng_below(&s->r, 4) ? 0 : rng_below(&s->r, 16));
	memcpy(p + n, tail, size);
	n += size;
	put_noise(s, p + n, 12);
}

static bool row_of_form(const struct form *f, u16 *row)
{
	u8 code[24] = { 0 };
	unsigned n = form_put(f, code, 0, 0);
	struct insn in;

	code[n] = f->modrm;
	decode(&in, code, sizeof(code), 0);
	*row = in.row;
	return true;
}

/* Writes to the registers that make up addresses would spoil what follows: mostly refused. */
static bool spoils(const struct seq *s, const struct insn *in)
{
	for (unsigned k = 0; k < in->nops && k < 2; k++)
		if (in->op[k].kind == OPK_GPR && is_pointer(s, in->op[k].reg) && !(in->attr & A_RO))
			return true;
	return false;
}

/* RCX without naming it: LOOP, REP, PCMPESTRI and PCMPISTRI. */
static bool writes_count(const struct insn *in, u32 op)
{
	bool rep = in->attr & A_STR && in->prefix & (P_REP | P_REPNE);

	return rep || (op >= 0xe0 && op <= 0xe2) || op == 0x3a61 || op == 0x3a63;
}

static void fix_moffs(struct seq *s, struct piece *p)
{
	u64 at = G_DATA + 0x400 + rng_below(&s->r, 0x800);
	u32 op = opcode_of(p->code, p->len);

	if (op >= 0xa0 && op <= 0xa3)
		memcpy(p->code + p->len - p->in.asz, &at, p->in.asz);
}

/* LOCK where it is not allowed, 16-bit SHLD by more than 16 and the like. */
static bool refused(struct seq *s, const struct piece *p)
{
	const struct insn *in = &p->in;
	struct tcase one = { .code_len = p->len, .code_off = G_START - G_CODE };
	u32 op = opcode_of(p->code, p->len);

	memcpy(one.code, p->code, p->len);
	one.in.gpr[1] = 31;
	if (!outcome_defined(&one) || !form_usable(in, p->code))
		return true;
	if (op == 0xc8 && (in->imm > 64 || in->imm2 > 2))
		return true;
	if (in->attr & A_JCC && in->prefix & (P_OSZ | P_REP | P_REPNE))	/* AMD: 16 bits; LOOPE and LOOPNE by the prefix */
		return true;
	if (in->attr & A_JMP || (in->attr & A_TRAP && rng_below(&s->r, 20)))
		return true;
	if (s->counting && writes_count(in, op))
		return true;
	return spoils(s, in) && rng_below(&s->r, 20);
}

bool make_insn(struct seq *s, struct piece *p)
{
	struct form f;
	u8 code[64];
	u16 row;

	for (unsigned tries = 0; tries < 60; tries++) {
		if (!forms_pick(&s->r, &f) || !row_of_form(&f, &row))
			return false;
		put_form(s, &f, code);
		decode(&p->in, code, 15, G_START);
		if (p->in.row != row || p->in.len > 15 || !p->in.len)
			continue;
		memcpy(p->code, code, p->in.len);
		p->len = p->in.len;
		p->target = 0;
		if (refused(s, p))
			continue;
		if (p->in.attr & A_JCC)
			p->target = s->n + 1 + rng_below(&s->r, 4);
		fix_moffs(s, p);
		return true;
	}
	return false;
}

