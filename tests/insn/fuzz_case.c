/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_case.c - random sequences: 1 to 12 instructions of random rows, most of whose memory operands lie in the data page,
 * with forward branches, bounded loops, calls and indirect jumps inside the sequence.
 */
#include <string.h>
#include "insn.h"
#include "rows.h"
#include "oracle.h"

enum { MAX_SEQ = 12 };

struct piece {
	u8 code[16];
	u8 len;
	u8 target;	/* relative branch: the number of the piece that it goes to; 0: none */
	struct insn in;
};

struct seq {
	struct rng r;
	struct tcase *c;
	struct piece piece[MAX_SEQ + 8];
	unsigned n, want;
	u8 pointer[3];	/* registers that hold addresses in the data page */
	u8 index;	/* ... and a small number */
	bool aligned;
};

static bool is_pointer(const struct seq *s, unsigned reg)
{
	return reg == s->pointer[0] || reg == s->pointer[1] || reg == s->pointer[2] || reg == REG_RSP || reg == s->index;
}

/* ---- one instruction ---- */

static unsigned put_disp(u8 *p, s32 disp, unsigned size)
{
	memcpy(p, &disp, size);
	return size;
}

/* ModRM, SIB and displacement of a memory operand; *rex gets X and B. */
static unsigned put_memory(struct seq *s, u8 *p, u8 reg, u8 *rex)
{
	unsigned base = s->pointer[rng_below(&s->r, 3)], kind = rng_below(&s->r, 20), n = 0;
	s32 disp = (s32)rng_below(&s->r, 192) - 96;

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

/* Immediates and whatever else: corners of bytes. */
static void put_noise(struct seq *s, u8 *p, unsigned n)
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
	return spoils(s, in) && rng_below(&s->r, 20);
}

static bool make_insn(struct seq *s, struct piece *p)
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

/* ---- the sequence ---- */

static void add_bytes(struct seq *s, const u8 *code, unsigned len, unsigned target)
{
	struct piece *p = &s->piece[s->n++];

	memcpy(p->code, code, len);
	p->len = len;
	p->target = target;
	decode(&p->in, p->code, len, G_START);
}

static void add_some(struct seq *s, unsigned n)
{
	while (n-- && s->n < MAX_SEQ)
		s->n += make_insn(s, &s->piece[s->n]);
}

/* call 1f; ...; jmp 2f; 1: ...; ret; 2: */
static void add_call(struct seq *s)
{
	unsigned call = s->n, jump;

	add_bytes(s, (const u8 *)"\xe8\0\0\0\0", 5, 0);
	add_some(s, rng_below(&s->r, 3));
	jump = s->n;
	add_bytes(s, (const u8 *)"\xe9\0\0\0\0", 5, 0);
	s->piece[call].target = s->n;
	add_some(s, rng_below(&s->r, 3));
	add_bytes(s, (const u8 *)"\xc3", 1, 0);
	s->piece[jump].target = s->n;
}

/* lea reg, [rip + 1f]; jmp reg; ...; 1: */
static void add_indirect(struct seq *s)
{
	unsigned reg = rng_below(&s->r, 8), lea = s->n;
	u8 code[7] = { 0x48, 0x8d, 0x05 | reg << 3 };
	u8 jump[2] = { 0xff, 0xe0 | reg };

	if (is_pointer(s, reg))
		return;
	add_bytes(s, code, 7, 0);
	add_bytes(s, jump, 2, 0);
	add_some(s, rng_below(&s->r, 2));
	s->piece[lea].target = s->n;
}

/* mov ecx, n; 1: ...; loop 1b */
static void add_loop(struct seq *s)
{
	u8 code[5] = { 0xb9, 1 + rng_below(&s->r, 4) };
	unsigned top;

	if (is_pointer(s, REG_RCX))
		return;
	add_bytes(s, code, 5, 0);
	top = s->n;
	s->pointer[2] = REG_RCX;	/* not to be written */
	add_some(s, 1 + rng_below(&s->r, 3));
	s->pointer[2] = s->pointer[0];
	add_bytes(s, (const u8 *)"\xe2\0", 2, top + 64);
}

static void layout(struct seq *s)
{
	struct tcase *c = s->c;
	unsigned start[MAX_SEQ + 16], i, off = 0;
	s64 rel;

	for (i = 0; i < s->n; i++) {
		start[i] = off;
		off += s->piece[i].len;
	}
	for (; i < MAX_SEQ + 16; i++)
		start[i] = off;
	for (i = 0, off = 0; i < s->n; i++) {
		struct piece *p = &s->piece[i];

		off += p->len;
		if (p->target) {
			rel = (s64)start[p->target & 63 ? p->target & 63 : 0] - off;
			if (p->target >= 64 ? false : p->target > s->n)
				rel = (s64)start[s->n] - off;
			memcpy(p->code + p->len - (p->len >= 5 ? 4 : 1), &rel, p->len >= 5 ? 4 : 1);
		}
		memcpy(c->code + off - p->len, p->code, p->len);
	}
	rel = (s64)G_DONE - (G_CODE + c->code_off + off + 5);
	c->code[off] = 0xe9;
	memcpy(c->code + off + 1, &rel, 4);
	c->code_len = off + 5;
}

static u64 pointer_value(struct seq *s)
{
	static const u16 at[] = { 0x800, 0x840, 0x400, 0xa00, 0x900, 0x6c0, 0x60, 0xfa0, 0xff8 };
	u64 v = G_DATA + at[rng_below(&s->r, rng_one_in(&s->r, 8) ? 9 : 6)];

	if (!s->aligned || rng_one_in(&s->r, 10))
		v += rng_below(&s->r, 16);
	if (rng_one_in(&s->r, 60))
		v = G_RO + 0x100;
	return v;
}

static void fill_x87(struct seq *s)
{
	struct tstate *st = &s->c->in;

	for (unsigned i = 0; i < 8; i++) {
		u8 v[16];

		rng_x87(&s->r, st->st[i]);
		rng_vector(&s->r, v);
		if (rng_one_in(&s->r, 3))
			memcpy(st->st[i], v, 8);	/* as MMX has it */
	}
	if (rng_one_in(&s->r, 3))
		st->fcw = 0x7f | rng_below(&s->r, 4) << 10 | (rng_one_in(&s->r, 2) ? 0x300 : 0x200);
	if (rng_one_in(&s->r, 12))
		st->fcw ^= rng_next(&s->r) & 0x3f;
	st->fsw = rng_below(&s->r, 8) << 11 | (rng_next(&s->r) & 0x4700);
	st->ftw = rng_one_in(&s->r, 3) ? rng_next(&s->r) : rng_one_in(&s->r, 2) ? 0xff : 0x0f;
}

static void fill_state(struct seq *s)
{
	struct tstate *st = &s->c->in;
	unsigned i;

	for (i = 0; i < 16; i++) {
		st->gpr[i] = rng_corner(&s->r);
		rng_vector(&s->r, st->xmm[i]);
	}
	for (i = 0; i < 3; i++)
		st->gpr[s->pointer[i]] = pointer_value(s);
	st->gpr[s->index] = rng_below(&s->r, 40) - 20ull;
	st->gpr[REG_RSP] = G_STACK + 8 * rng_below(&s->r, 16);
	if (!is_pointer(s, REG_RCX) && rng_one_in(&s->r, 2))
		st->gpr[REG_RCX] = rng_below(&s->r, 80);
	st->rflags = 0x202 | (rng_next(&s->r) & FL_ARITH) | (rng_one_in(&s->r, 12) ? FL_DF : 0);
	st->mxcsr = 0x1f80;
	if (rng_one_in(&s->r, 6))
		st->mxcsr |= rng_below(&s->r, 4) << 13 | (rng_next(&s->r) & 0x3f) | (rng_one_in(&s->r, 2) ? 0x8040 : 0);
	st->fcw = 0x37f;
	if (s->c->flags & CF_X87)
		fill_x87(s);
}

/* Pushed pointers change nothing of this: 16 registers, of which three are addresses. */
static void pick_pointers(struct seq *s)
{
	unsigned i;

	for (i = 0; i < 3; i++)
		do
			s->pointer[i] = rng_one_in(&s->r, 2) ? REG_RSI + rng_below(&s->r, 2) : rng_below(&s->r, 16);
		while (s->pointer[i] == REG_RSP);
	do
		s->index = rng_below(&s->r, 16);
	while (is_pointer(s, s->index) && s->index != 0xff && (s->index == REG_RSP || s->index == s->pointer[0] ||
		s->index == s->pointer[1] || s->index == s->pointer[2]));
}

static void make_sequence(struct seq *s)
{
	unsigned special = rng_below(&s->r, 24);

	s->n = 0;
	add_some(s, rng_below(&s->r, s->want + 1));
	if (special == 0)
		add_call(s);
	else if (special == 1)
		add_indirect(s);
	else if (special == 2)
		add_loop(s);
	if (s->n < s->want)
		add_some(s, s->want - s->n);
	if (!s->n)
		add_some(s, 1);
	layout(s);
}

static bool is_op(const struct piece *p, u32 op, unsigned low, unsigned high)
{
	return opcode_of(p->code, p->len) == op && p->in.modrm >= low && p->in.modrm <= high;
}

/* FCOMI and its like: C1 is not the same on all processors. False if FNSTSW may read it. */
static bool settle_c1(const struct seq *s)
{
	bool compares = false, reads = false;

	for (unsigned i = 0; i < s->n; i++) {
		const struct piece *p = &s->piece[i];

		compares |= is_op(p, 0xdb, 0xe8, 0xf7) || is_op(p, 0xdf, 0xe8, 0xf7);
		reads |= is_op(p, 0xdf, 0xe0, 0xe0) || (opcode_of(p->code, p->len) == 0xdd && (p->in.modrm & 0x38) == 0x38 && p->in.modrm < 0xc0);
	}
	if (compares)
		s->c->any |= 1ull << ANY_C1;
	return !compares || !reads;
}

void fuzz_case(u64 seed, u32 number, struct tcase *c)
{
	struct seq s = { .r = { seed * 0x9e3779b97f4a7c15ull + number * 0xd1342543de82ef95ull }, .c = c };
	unsigned i;

	rng_next(&s.r);
	do {
		memset(c, 0, sizeof(*c));
		c->line = number;
		c->code_off = G_START - G_CODE;
		c->delta = rng_one_in(&s.r, 4) ? G_DELTA : 0;
		s.want = 1 + rng_below(&s.r, MAX_SEQ);
		s.aligned = rng_below(&s.r, 3);
		s.index = 0xff;
		pick_pointers(&s);
		make_sequence(&s);
		for (i = 0; i < s.n; i++) {
			if (s.piece[i].in.attr & A_X87)
				c->flags |= CF_X87;
			if (s.piece[i].in.seg == SEG_FS)
				c->flags |= CF_FS;
		}
		fill_state(&s);
	} while (reads_undefined_flags(c) || !settle_c1(&s) || c->code_len > 185);
}
