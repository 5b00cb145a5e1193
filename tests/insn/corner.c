/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * corner.c - input sets for a ": corner" line: random corner values in all registers and flags; registers that make up
 * addresses are chosen so that memory operands lie in the data page, at its ends, or where they fault.
 */
#include <string.h>
#include "insn.h"
#include "oracle.h"

struct maker {
	struct rng r;
	struct tcase *c;
	u32 pinned;		/* GPRs that have their final value */
	bool vector;
};

static u64 hash_code(const struct tcase *c)
{
	u64 h = 0xcbf29ce484222325ull;

	for (unsigned i = 0; i < c->code_len; i++)
		h = (h ^ c->code[i]) * 0x100000001b3ull;
	return h;
}

/* An address for an operand of `size` bytes. */
static u64 place(struct maker *m, unsigned size, bool align)
{
	u32 kind = m->c->flags & CF_HOSTILE ? rng_below(&m->r, 32) : 31;
	u64 at = G_M + rng_below(&m->r, 16) * 16;

	if (size > 64)
		return G_DATA + rng_below(&m->r, 16) * 64;
	switch (kind) {
	case 0:
		return G_DATA + G_PAGE + rng_below(&m->r, 64) * 16;	/* unmapped */
	case 1:
		return align ? G_DATA + G_PAGE : G_DATA + G_PAGE - rng_below(&m->r, size + 1);	/* crosses the end */
	case 2:
		return align ? G_DATA - 16 : G_DATA - rng_below(&m->r, size + 1);
	case 3:
		return G_RO + rng_below(&m->r, 16) * 16;
	case 4:
		return 0x0040000020000000 + rng_below(&m->r, 64) * 16;	/* not canonical */
	case 5: case 6:
		return align ? G_DATA + G_PAGE - 16 : G_DATA + G_PAGE - size;	/* the last bytes */
	case 7:
		return align ? G_DATA : G_DATA + rng_below(&m->r, 4);
	case 8: case 9: case 10: case 11: case 12: case 13:
		return align && rng_below(&m->r, 8) ? at : at + rng_below(&m->r, 16);
	default:
		return align ? at : at + rng_below(&m->r, 3) * size % 48;
	}
}

static void put_memory(struct maker *m, u64 at, unsigned size)
{
	u8 v[16];
	unsigned i;

	if (at < G_DATA || at + 16 > G_DATA + G_PAGE || m->c->nmem + 2 > 24)
		return;
	if (size == 10)
		rng_x87(&m->r, v);
	else if (m->vector || size == 16)
		rng_vector(&m->r, v);
	else
		for (i = 0; i < 16; i += 8) {
			u64 x = rng_corner(&m->r);

			memcpy(v + i, &x, 8);
		}
	for (i = 0; i < (size > 8 ? 16u : 8u); i += 8) {
		m->c->mem[m->c->nmem].addr = at + i;
		memcpy(&m->c->mem[m->c->nmem++].value, v + i, 8);
	}
}

static void pin(struct maker *m, unsigned reg, u64 value)
{
	if (m->pinned & 1u << reg)
		return;
	m->c->in.gpr[reg] = value;
	m->pinned |= 1u << reg;
}

/* Chooses base (or index) so that the operand lies at `at`; returns where it does lie. */
static u64 aim(struct maker *m, const struct insn *in, u64 at)
{
	u64 *gpr = m->c->in.gpr, seg = in->seg == SEG_FS ? G_FS : in->seg == SEG_GS ? G_GS : 0, index = 0;

	at -= seg;
	if (in->asz == 4)
		at &= 0xffffffff;
	if (in->index != REG_NONE && in->base != REG_NONE) {
		if (in->base == in->index)
			pin(m, in->index, (at - in->disp) / (1 + (1 << in->scale)));
		else if (!(m->pinned & 1u << in->index))
			pin(m, in->index, rng_one_in(&m->r, 3) ? rng_corner(&m->r) : rng_below(&m->r, 64) - 16ull);
	}
	if (in->index != REG_NONE && in->base == REG_NONE)
		pin(m, in->index, (at - in->disp) >> in->scale);
	if (in->index != REG_NONE)
		index = gpr[in->index] << in->scale;
	if (in->base != REG_NONE) {
		u64 value = at - in->disp - index;

		if (in->asz == 4)
			value = (value & 0xffffffff) | (rng_next(&m->r) << 32);
		pin(m, in->base, value);
	}
	at = in->disp + index + (in->base != REG_NONE ? gpr[in->base] : 0);
	return (in->asz == 4 ? (u32)at : at) + seg;
}

/* Bit offsets of BT etc. reach far beyond the operand: mostly keep them in the page. */
static void tame_bit_offset(struct maker *m, const struct insn *in)
{
	u64 off = rng_below(&m->r, 4000) - 2000ull;
	unsigned reg = in->op[1].reg;

	if (in->op[1].kind == OPK_GPR && !(m->pinned & 1u << reg) && rng_below(&m->r, 8)) {
		if (in->osz < 8)
			off = (rng_next(&m->r) & (in->osz == 2 ? ~0xffffull : ~0xffffffffull)) |
				(off & (in->osz == 2 ? 0xffff : 0xffffffff));
		m->c->in.gpr[reg] = off;
	} else if (in->op[1].kind == OPK_GPR && !(m->pinned & 1u << reg)) {
		/* the host ignores an address's top byte: stay below it */
		m->c->in.gpr[reg] = (u64)((s64)(m->c->in.gpr[reg] << 8) >> 8);
	}
}

/* Registers that instructions use as addresses or counts without naming them. */
static void pin_implicit(struct maker *m, const struct insn *in, u32 op)
{
	u64 *gpr = m->c->in.gpr;
	unsigned size = in->nops ? in->op[0].size : 1;

	if (in->attr & A_STR) {
		if (in->prefix & (P_REP | P_REPNE))
			pin(m, REG_RCX, rng_one_in(&m->r, 16) ? rng_corner(&m->r) : rng_below(&m->r, 20));
		pin(m, REG_RSI, place(m, size, false));
		pin(m, REG_RDI, rng_one_in(&m->r, 4) ? gpr[REG_RSI] + rng_below(&m->r, 32) - 16 : place(m, size, false));
		if (rng_one_in(&m->r, 2))
			gpr[REG_RAX] = (gpr[REG_RAX] & ~0xffull) | m->r.s % 3;
	}
	if (op == 0xd7) {
		pin(m, REG_RBX, place(m, 1, false) - 128);
	} else if (op == 0xc9) {
		pin(m, REG_RBP, G_STACK - 8 * rng_below(&m->r, 8));
	} else if (op == 0x0ff7) {
		pin(m, REG_RDI, place(m, 16, false));
	}
}

static void fill_registers(struct maker *m)
{
	struct tstate *s = &m->c->in;
	u64 fixed = m->c->fixed;
	unsigned i;

	m->pinned = fixed & 0xffff;
	if (!(fixed & 1u << REG_RSP))
		pin(m, REG_RSP, G_STACK + 8 * rng_below(&m->r, 16));
	for (i = 0; i < 16; i++)
		if (!(m->pinned & 1u << i))
			s->gpr[i] = rng_corner(&m->r);
	for (i = 0; i < 16; i++)
		if (!(fixed & 1u << (16 + i)))
			rng_vector(&m->r, s->xmm[i]);
	if (!(fixed & 1ull << ANY_FLAGS)) {
		s->rflags = 0x202 | (rng_next(&m->r) & FL_ARITH);
		if (rng_one_in(&m->r, 4))
			s->rflags |= FL_DF;
	}
}

static void fill_vector_state(struct maker *m)
{
	struct tstate *s = &m->c->in;

	if (m->c->fixed & 1ull << ANY_MXCSR || !m->vector || rng_one_in(&m->r, 2))
		return;
	s->mxcsr = 0x1f80 | rng_below(&m->r, 4) << 13;
	if (rng_one_in(&m->r, 4))
		s->mxcsr |= rng_next(&m->r) & 0x3f;
	if (rng_one_in(&m->r, 4))
		s->mxcsr |= rng_next(&m->r) & 0x8040;
	if (rng_one_in(&m->r, 8))
		s->mxcsr ^= rng_next(&m->r) & 0x1f80;
}

/* mmx: the significands are vectors of 8 bytes */
static void fill_x87(struct maker *m, bool mmx)
{
	struct tstate *s = &m->c->in;
	unsigned i;

	if (m->c->fixed & 1ull << ANY_X87)
		return;
	s->fcw = 0x37f;
	if (rng_one_in(&m->r, 2))
		s->fcw = 0x7f | rng_below(&m->r, 4) << 10 | (rng_below(&m->r, 3) + 1) % 4 << 8;
	if ((s->fcw & 0x300) == 0x100)
		s->fcw |= 0x300;
	if (rng_one_in(&m->r, 16))
		s->fcw ^= rng_next(&m->r) & 0x3f;
	s->fsw = rng_below(&m->r, 8) << 11 | (rng_next(&m->r) & 0x4700);
	if (rng_one_in(&m->r, 4))
		s->fsw |= rng_next(&m->r) & s->fcw & 0x3f;
	s->ftw = rng_one_in(&m->r, 4) ? rng_next(&m->r) : 0xff;
	for (i = 0; i < 8; i++) {
		u8 v[16];

		rng_x87(&m->r, s->st[i]);
		if (mmx && rng_below(&m->r, 4)) {
			rng_vector(&m->r, v);
			memcpy(s->st[i], v, 8);
		}
	}
}

static void look_at(struct maker *m, u32 *attr)
{
	struct tcase *c = m->c;
	unsigned off, k;
	struct insn in;

	for (off = 0; off < c->code_len; off += in.len) {
		decode(&in, c->code + off, c->code_len - off, G_CODE + c->code_off + off);
		*attr |= in.attr;
		for (k = 0; k < in.nops; k++)
			m->vector |= in.op[k].kind == OPK_XMM;
		if (in.seg == SEG_FS)
			c->flags |= CF_FS;
		if (!in.len)
			break;
	}
	if (*attr & A_X87)
		c->flags |= CF_X87;
}

static void aim_operands(struct maker *m, const struct insn *in, u32 op)
{
	unsigned k, size;
	u64 at;

	pin_implicit(m, in, op);
	for (k = 0; k < in->nops; k++) {
		if (in->op[k].kind != OPK_MEM)
			continue;
		size = in->op[k].size ? in->op[k].size : 64;
		at = G_M;
		if (!(m->c->flags & CF_FIXMEM))
			at = place(m, size, in->attr & A_ALIGN);
		at = aim(m, in, at);
		if (!(m->c->flags & CF_FIXMEM))
			put_memory(m, at, size);
	}
	if (op == 0x0fa3 || op == 0x0fab || op == 0x0fb3 || op == 0x0fbb)
		tame_bit_offset(m, in);
}

void corner_case(const struct tcase *line, u32 set, struct tcase *out)
{
	struct maker m = { .r = { hash_code(line) + set * 0x632be59bd9b4e019ull }, .c = out };
	struct insn in;
	unsigned off;
	u32 attr = 0;

	*out = *line;
	out->kind = CASE_PLAIN;
	out->delta = set * 2u >= line->count ? G_DELTA : 0;
	look_at(&m, &attr);
	fill_registers(&m);
	fill_vector_state(&m);
	if (attr & A_X87)
		fill_x87(&m, attr & A_MMX);
	for (off = 0; off < out->code_len; off += in.len) {
		decode(&in, out->code + off, out->code_len - off, G_CODE + out->code_off + off);
		if (!in.len)
			break;
		aim_operands(&m, &in, opcode_of(out->code + off, in.len));
	}
}
