// SPDX-License-Identifier: GPL-2.0-only
/*
 * align.c - what is known of addresses modulo 16, so that SSE's alignment check is made once and not at every access.
 *
 * A guest register's value modulo 16 is known behind a check that uses it, and follows it through additions and copies, across blocks too.
 * A loop whose first block accesses aligned memory is checked at its entry: the block's label leads to the checks, its second
 * label behind them is for edges that have proved as much. When a check at an entry fails, nothing of the block has
 * happened: TRAP_ALIGN makes the runtime translate everything again with `align_each`, without them.
 */
#include "group.h"
#include "rows.h"

void align_forget(struct emit *e)
{
	e->align_known = e->align_lost = 0;
	e->pair.valid = 0;
}

/* ---- what an instruction does to them ---- */

/* in adds *delta to `reg`, or makes it source + delta. */
static bool moves(const struct insn *in, unsigned reg, unsigned *source, unsigned *delta)
{
	const struct opnd *a = &in->op[0], *b = &in->op[1];
	bool mine = a->kind == OPK_GPR && a->reg == reg && a->size >= 4;

	*source = reg;
	*delta = 0;
	if (in->attr & (A_PUSH | A_POP)) {
		*delta = 8;		/* up or down */
		return reg == REG_RSP && a->size == 8 && !(in->attr & A_POP && a->reg == REG_RSP);
	}
	if (!mine)
		return false;
	if (in->attr & A_MOV && b->kind == OPK_GPR) {
		*source = b->reg;
		return true;
	}
	if (in_family(in, FAMILY_arith) && in->attr & A_FOLD && b->kind == OPK_IMM) {
		bool sub = in->opcode == 0x2d || ((in->modrm >> 3 & 7) == 5 && in->opcode != 0x05);

		*delta = (sub ? -in->imm : in->imm) & 15;
		return true;
	}
	if (in_family(in, FAMILY_move) && in->opcode == 0x8d && in->base < 16 && in->index == REG_NONE) {
		*source = in->base;
		*delta = in->disp & 15;
		return true;
	}
	return false;
}

void align_write(struct emit *e, unsigned reg)
{
	u16 bit = 1 << reg;

	e->align_lost |= e->align_known & bit;
	e->align_known &= ~bit;
	if (e->pair.valid && (e->pair.base == reg || e->pair.index == reg))
		e->pair.valid |= 2;
}

/* in: the one instruction that was emitted, 0: several. */
void align_end_insn(struct emit *e, const struct insn *in)
{
	u32 regs = e->written;
	unsigned source, delta;
	bool pair = e->pair.valid & 2;

	if (in && (e->align_known || e->align_lost || pair) && !(regs & (regs - 1)) && regs) {
		unsigned reg = __builtin_ctz(regs);

		if (moves(in, reg, &source, &delta) && ((e->align_known | e->align_lost) >> source & 1 || (pair && source == reg))) {
			if (pair && source == reg && !delta)
				e->pair.valid = 1;
			if ((e->align_known | e->align_lost) >> source & 1) {
				e->residue[reg] = (e->residue[source] + delta) & 15;
				e->align_known |= 1 << reg;
				e->watched |= 1 << reg;
			}
		}
	}
	e->align_lost = 0;
	if (e->pair.valid & 2)
		e->pair.valid = 0;
}

/* ---- accesses ---- */

/* Branches when r is not 0: a group is done again by cold code, which traps in line. */
static void trap_unless_zero(struct emit *e, unsigned r)
{
	u32 ok;

	if (e->group) {
		br_cbnz(e, X64, r, group_cold(e->group));
	} else if (e->nan_inline) {
		ok = label_new(e);
		br_cbz(e, X64, r, ok);
		trap(e, TRAP_GP);
		label_bind(e, ok);
	} else {
		br_cbnz(e, X64, r, cold_trap(e, TRAP_GP));
	}
}

static bool is_known(const struct emit *e, unsigned reg)
{
	return reg == REG_NONE || e->align_known >> reg & 1;
}

static unsigned residue_of(const struct emit *e, unsigned reg, unsigned scale)
{
	return reg == REG_NONE ? 0 : e->residue[reg] << scale;
}

static bool same_pair(const struct emit *e, const struct insn *in)
{
	const struct align_pair *p = &e->pair;

	return p->valid == 1 && p->base == in->base && p->index == in->index && p->scale == in->scale && p->off == (in->disp & 15);
}

/* What a check that has not trapped tells. */
static void learn(struct emit *e, const struct insn *in)
{
	unsigned off = in->disp & 15;

	if (in->index == REG_NONE) {
		e->residue[in->base] = -off & 15;
		e->align_known |= 1 << in->base;
	} else if (in->base != REG_NONE && is_known(e, in->index)) {
		e->residue[in->base] = -(off + residue_of(e, in->index, in->scale)) & 15;
		e->align_known |= 1 << in->base;
	} else if (is_known(e, in->base) && !in->scale) {
		e->residue[in->index] = -(off + residue_of(e, in->base, 0)) & 15;
		e->align_known |= 1 << in->index;
	} else {
		e->pair = (struct align_pair){ 1, in->base, in->index, in->scale, off };
		e->watched |= 1u << in->index | (in->base < 16 ? 1u << in->base : 0);
	}
	e->watched |= e->align_known;
}

static bool is_simple(const struct insn *in)
{
	return !in->seg && in->asz == 8;
}

/* Modulo 16, when that is known. */
static bool address_known(const struct emit *e, const struct insn *in, unsigned *residue)
{
	if (!is_simple(in) || !is_known(e, in->base) || !is_known(e, in->index))
		return false;
	*residue = (in->disp + residue_of(e, in->base, 0) + residue_of(e, in->index, in->scale)) & 15;
	return true;
}

bool align_is_known(const struct emit *e, const struct insn *in)
{
	unsigned residue;

	return address_known(e, in, &residue) && !residue;
}

void mem_check_align16(struct emit *e, const struct insn *in)
{
	bool simple = is_simple(in);
	unsigned off = in->disp & 15, t, r;

	if (address_known(e, in, &r)) {
		if (r)
			br(e, e->group ? group_cold(e->group) : cold_trap(e, TRAP_GP));
		return;
	}
	if (simple && same_pair(e, in))
		return;
	t = tmp(e);
	if (simple && in->index == REG_NONE) {
		r = in->base;
		if (off) {
			put(e, a64_add_imm(X64, t, r, off));
			r = t;
		}
	} else {
		r = ea_reg(e, in);
	}
	put(e, a64_ubfx(X64, t, r, 0, 4));
	trap_unless_zero(e, t);
	if (simple)
		learn(e, in);
}

/* ---- edges and loops ---- */

/* A forward edge: what is known on all of them is known in the block. */
void align_edge(struct emit *e, struct block *to)
{
	unsigned i;

	if (to->emitted)
		return;
	if (!to->seen++) {
		to->known = e->align_known;
		if (to->known)
			__builtin_memcpy(to->residue, e->residue, sizeof(to->residue));
		return;
	}
	to->known &= e->align_known;
	for (i = 0; to->known >> i; i++)
		if (to->known >> i & 1 && to->residue[i] != e->residue[i])
			to->known &= ~(1 << i);
}

/* Behind the checks of a block that has been emitted. */
bool align_satisfies(const struct emit *e, const struct block *to)
{
	unsigned i;

	if (to->need & ~e->align_known)
		return false;
	for (i = 0; i < 16; i++)
		if (to->need >> i & 1 && to->residue[i] != e->residue[i])
			return false;
	return true;
}

static void want(struct block *b, u16 *spoilt, unsigned reg, unsigned residue)
{
	if (reg == REG_NONE || *spoilt >> reg & 1)
		return;
	if (b->need >> reg & 1 && b->residue[reg] != residue)
		*spoilt |= 1 << reg;
	b->need |= 1 << reg;
	b->residue[reg] = residue;
}

/* Registers that the block writes, but for additions of multiples of 16 that leave what is known as it is. */
static u16 spoilt_by(const struct insn *in)
{
	unsigned source, delta, k;
	u16 regs = 0;

	for (k = 0; k < in->nops; k++)
		if (in->op[k].kind == OPK_GPR || in->op[k].kind == OPK_GPRH)
			regs |= 1 << in->op[k].reg;
	if (in->attr & A_STR)
		regs |= 1 << REG_RCX | 1 << REG_RSI | 1 << REG_RDI;
	if (in->attr & (A_PUSH | A_POP))
		regs |= 1 << REG_RSP;
	k = in->op[0].reg;
	if (in->nops && in->op[0].kind == OPK_GPR) {
		if (in->attr & A_RO || (moves(in, k, &source, &delta) && source == k && !delta))
			regs &= ~(1 << k);
		if (in->nops > 1 && in->op[1].kind == OPK_GPR && in->op[1].reg != k)
			regs &= ~(1 << in->op[1].reg);
	} else if (in->nops > 1 && in->op[1].kind == OPK_GPR) {
		regs &= ~(1 << in->op[1].reg);
	}
	return regs;
}

/* The residues that the aligned accesses of a loop's first block ask for, where the block keeps them. */
static void find_needs(struct block *b)
{
	u16 spoilt = 0;
	const struct insn *in;

	b->need = 0;
	for (in = b->first; in <= b->last; in++)
		spoilt |= spoilt_by(in);
	for (in = b->first; in <= b->last; in++) {
		unsigned k;

		for (k = 0; k < in->nops && in->op[k].kind != OPK_MEM; k++)
			;
		if (k == in->nops || !(in->attr & A_ALIGN) || in->op[k].size != 16 || in->seg || in->asz != 8)
			continue;
		if (in->index != REG_NONE && in->disp & 15)
			continue;
		if ((in->base < 16 && spoilt >> in->base & 1) || (in->index < 16 && spoilt >> in->index & 1))
			continue;
		want(b, &spoilt, in->base, -in->disp & 15);
		want(b, &spoilt, in->index, 0);
	}
	b->need &= ~spoilt;
}

/* a: 1 + the block that is about to begin, 0: it is the instruction's own, or the instruction may be done again. */
static void cold_align(struct emit *e, const struct insn *in, u32 a, u32 b)
{
	if (a)
		mark_at(e, e->region->block[a - 1].first->pc);
	trap(e, TRAP_ALIGN);
}

/* The registers of `mask` have the residues that the block asks for. */
static void put_checks(struct emit *e, struct block *b, u16 mask, u32 where)
{
	unsigned acc = HR_ZR, t = tmp(e), u = tmp(e), i;

	for (i = 0; i < 16; i++) {
		unsigned r = i;

		if (!(mask >> i & 1))
			continue;
		if (b->residue[i]) {
			put(e, a64_add_imm(X64, u, r, 16 - b->residue[i]));
			r = u;
		}
		if (acc != HR_ZR) {
			put(e, a64_orr_reg(X64, t, acc, r, A64_LSL, 0));
			acc = t;
		} else if (r == u) {
			put(e, a64_mov_reg(X64, t, u));
			acc = t;
		} else {
			acc = r;
		}
	}
	put(e, a64_ubfx(X64, t, acc, 0, 4));
	br_cbnz(e, X64, t, cold(e, cold_align, where, 0));
}

/* An edge that has not proved what the block needs has checks of its own. done: only the block itself is left to do. */
void align_recheck(struct emit *e, struct block *to, bool done)
{
	put_checks(e, to, to->need, done ? to - e->region->block + 1 : 0);
}

/* The checks of a loop at its block's label; false: it needs none. */
static bool loop_enter(struct emit *e, struct block *b)
{
	u16 in = b->seen && b != e->region->block ? b->known : 0, mask, i;
	u8 residue[16];

	__builtin_memcpy(residue, b->residue, sizeof(residue));
	find_needs(b);
	if (!b->need) {
		__builtin_memcpy(b->residue, residue, sizeof(residue));
		return false;
	}
	for (i = 0, mask = b->need; i < 16; i++)
		if (in >> i & 1 && residue[i] == b->residue[i])
			mask &= ~(1 << i);
	if (mask) {
		emit_begin_insn(e, b->first);
		put_checks(e, b, mask, 0);
		b->checked = mask == b->need;
		b->fast_label = label_new(e);
		label_bind(e, b->fast_label);
	}
	return true;
}

/* At the block's label: its checks, and what is known then. */
void align_enter_known(struct emit *e, struct block *b)
{
	u16 known = b->seen == b->npreds ? b->known : 0;

	if (b->loop && !e->opt->align_each && !e->opt->single && loop_enter(e, b))
		known = b->need;
	e->align_known = known;
	e->align_lost = 0;
	e->watched |= known;
	if (known)
		__builtin_memcpy(e->residue, b->residue, sizeof(e->residue));
}
