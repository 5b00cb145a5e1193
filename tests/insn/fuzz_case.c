/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_case.c - random sequences: 1 to 12 instructions of random rows, with forward branches, and now and then something that
 * takes several of them; a state in which most of it runs.
 */
#include <string.h>
#include "fuzz.h"

void add_bytes(struct seq *s, const void *code, unsigned len, unsigned target)
{
	struct piece *p = &s->piece[s->n];

	s->n += s->n < MAX_PIECES - 1;
	memcpy(p->code, code, len);
	p->len = len;
	p->target = target;
	decode(&p->in, p->code, len, G_START);
}

void add_some(struct seq *s, unsigned n)
{
	while (n-- && s->n < MAX_SEQ)
		s->n += make_insn(s, &s->piece[s->n]);
}

/* Bytes of a relative target, at the end of the instruction. */
static unsigned relative_size(const struct piece *p)
{
	u32 op = opcode_of(p->code, p->len);

	return (op & 0xf0) == 0x70 || (op & 0xfc) == 0xe0 || op == 0xeb ? 1 : 4;
}

static void layout(struct seq *s)
{
	struct tcase *c = s->c;
	unsigned start[BACK], i, off = 0;
	s64 rel;

	for (i = 0; i < s->n; i++) {
		start[i] = off;
		off += s->piece[i].len;
	}
	for (; i < BACK; i++)
		start[i] = off;
	c->code_len = off + 5;
	if (c->code_len > MAX_CODE)
		return;
	for (i = 0, off = 0; i < s->n; i++) {
		struct piece *p = &s->piece[i];
		unsigned size = relative_size(p);

		off += p->len;
		rel = (s64)start[p->target % BACK] - off;
		if (p->target)
			memcpy(p->code + p->len - size, &rel, size);
		memcpy(c->code + off - p->len, p->code, p->len);
	}
	rel = (s64)G_DONE - (G_CODE + c->code_off + off + 5);
	c->code[off] = 0xe9;
	memcpy(c->code + off + 1, &rel, 4);
}

static u64 pointer_value(struct seq *s, unsigned i)
{
	static const u16 at[] = { 0x800, 0x840, 0x400, 0xa00, 0x900, 0x6c0, 0x60, 0xfa0, 0xff8 };
	u64 v = G_DATA + at[rng_below(&s->r, rng_one_in(&s->r, 8) ? 9 : 6)];

	if (i == 0 && s->edge)
		return (s->edge == EDGE_END ? G_DATA + G_PAGE : G_DATA) + rng_below(&s->r, 40) - 24;
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
	if (rng_one_in(&s->r, 8))
		st->fsw |= rng_next(&s->r) & 0x3f;
	if (st->fsw & ~st->fcw & 0x3f)
		st->fsw |= 0x8080;
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
		st->gpr[s->pointer[i]] = pointer_value(s, i);
	st->gpr[s->index] = rng_below(&s->r, 40) - 20ull;
	st->gpr[REG_RSP] = G_STACK + 8 * rng_below(&s->r, 16);
	if (rng_one_in(&s->r, 40))
		st->gpr[REG_RSP] = (rng_one_in(&s->r, 2) ? G_DATA + G_PAGE : G_DATA) + rng_below(&s->r, 24) - 12;
	if (!is_pointer(s, REG_RCX) && rng_one_in(&s->r, 2))
		st->gpr[REG_RCX] = rng_below(&s->r, 80);
	st->rflags = 0x202 | (rng_next(&s->r) & FL_ARITH) | (rng_one_in(&s->r, 12) ? FL_DF : 0);
	st->mxcsr = 0x1f80;
	if (rng_one_in(&s->r, 6))
		st->mxcsr |= rng_below(&s->r, 4) << 13 | (rng_next(&s->r) & 0x3f) | (rng_one_in(&s->r, 2) ? 0x8040 : 0);
	if (rng_one_in(&s->r, 16))
		st->mxcsr ^= rng_next(&s->r) & 0x1f80;
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
	s->n = 0;
	add_some(s, rng_below(&s->r, s->want + 1));
	add_special(s);
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

/* The status word is stored: FNSTSW, FNSTENV, FNSAVE, FXSAVE. */
static bool reads_c1(const struct piece *p)
{
	u32 op = opcode_of(p->code, p->len), digit = p->in.modrm >> 3 & 7;

	if (p->in.modrm >= 0xc0)
		return op == 0xdf && p->in.modrm == 0xe0;
	return op == 0xdd ? digit >= 6 : op == 0xd9 ? digit == 6 : op == 0x0fae && digit == 0;
}

/* FCOMI and its like: C1 is not the same on all processors. False if something may read it. */
static bool settle_c1(const struct seq *s)
{
	bool compares = false, reads = false;

	for (unsigned i = 0; i < s->n; i++) {
		const struct piece *p = &s->piece[i];

		compares |= is_op(p, 0xdb, 0xe8, 0xf7) || is_op(p, 0xdf, 0xe8, 0xf7);
		reads |= reads_c1(p);
	}
	if (compares)
		s->c->any |= 1ull << ANY_C1;
	return !compares || !reads;
}

static bool loads_segment(const struct piece *p)
{
	u32 op = opcode_of(p->code, p->len);

	return op == 0x8e || op == 0x0fa1 || op == 0x0fa9 || op == 0x0fb2 || op == 0x0fb4 || op == 0x0fb5;
}

static u16 case_flags(const struct seq *s)
{
	u16 flags = s->x87 ? CF_X87 : 0;

	for (unsigned i = 0; i < s->n; i++) {
		const struct insn *in = &s->piece[i].in;

		if (in->attr & A_X87)
			flags |= CF_X87;
		if (in->seg == SEG_FS || loads_segment(&s->piece[i]))
			flags |= CF_FS;
	}
	return flags;
}

void fuzz_case(u64 seed, u32 number, struct tcase *c)
{
	struct seq s = { .r = { seed * 0x9e3779b97f4a7c15ull + number * 0xd1342543de82ef95ull }, .c = c };

	rng_next(&s.r);
	do {
		memset(c, 0, sizeof(*c));
		c->line = number;
		c->code_off = G_START - G_CODE;
		c->delta = rng_one_in(&s.r, 4) ? G_DELTA : 0;
		s.want = 1 + rng_below(&s.r, MAX_SEQ);
		s.aligned = rng_below(&s.r, 3);
		s.edge = rng_one_in(&s.r, 6) ? EDGE_END : rng_one_in(&s.r, 16) ? EDGE_BEGIN : EDGE_NONE;
		s.x87 = false;
		s.index = 0xff;
		pick_pointers(&s);
		make_sequence(&s);
		c->flags |= case_flags(&s);
		fill_state(&s);
	} while (reads_undefined_flags(c) || !settle_c1(&s) || c->code_len > MAX_CODE);
}
