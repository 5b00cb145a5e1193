// SPDX-License-Identifier: GPL-2.0-only
/*
 * live.c - backward liveness of the six flags over a region's control flow; docs/boundary.md, "Flags".
 */
#include "region.h"
#include "rows.h"

/* How far to look: an instruction takes LOOK, one on vector registers or a NOP 1: their code is long and leaves the flags alone. */
enum { LOOK = 24, LOOK_AHEAD = 12 * LOOK, LOOK_FAR = 24 * LOOK, NEAR = 64 << 10, F_NZCV = F_CF | F_ZF | F_SF | F_OF };

/*
 * The instruction at pc: the region's own, or a glance at it. near: callees far away are not worth it, none
 * computes with its caller's flags.
 */
static const struct insn *look(struct region *rg, struct insn *other, u64 pc, bool near)
{
	const struct insn *mine = region_find(rg, pc);

	if (mine)
		return mine;
	if (near && pc - rg->job->pc + NEAR > 2 * NEAR)
		return 0;
	if (!region_glance(rg, other, pc))
		return 0;
	return region_looked(rg, pc, insn_next(other)) ? other : 0;
}

/* Rows are numbered file by file: those of sha.c and of vec_*.c. */
static bool is_vector(u16 row)
{
	return (row >= ROW_FIRST_sha && row < ROW_FIRST_shift) || (row >= ROW_FIRST_vec_compare && row < ROW_FIRST_x87_arith);
}

/* Who comes back to the start finds nothing that has not been found from there. */
struct search {
	u64 start;
	int budget;
	bool begun;
};

/*
 * Which of the flags `need` the code at pc reads before it writes them. RET reads none, and indirect calls none; what a
 * callee reads counts, what is behind its return does not.
 * firm: only what instructions compute with. Not firm: flags that may be passed on count too: to an indirect jump, to
 * the kernel, to code that is unknown or too far away.
 */
static u8 reads_at(struct region *rg, u64 pc, u8 need, bool firm, struct search *search)
{
	const struct insn *in;
	struct insn other;
	u8 live = 0;

	while (need && (pc != search->start || !search->begun)) {
		search->begun = true;
		in = search->budget > 0 ? look(rg, &other, pc, firm) : 0;
		if (!in)
			return firm ? live : live | need;
		search->budget -= !in->nops || is_vector(in->row) ? 1 : LOOK;
		if (!(firm && in->attr & A_SYSCALL)) {
			live |= in->fread & need;
			need &= ~in->fread;
		}
		if (!(in->attr & A_FMAY))
			need &= ~in->fwritten;
		if (!need || in->attr & (A_RET | A_ICALL))
			return live;
		if (in->attr & (A_IJMP | A_TRAP))
			return firm ? live : live | (need & (in->attr & A_IJMP ? F_NZCV : OSZAPC));
		if (in->attr & (A_JCC | A_CALL)) {
			u8 there = reads_at(rg, in->imm, need, firm || in->attr & A_CALL, search);

			live |= there;
			if (in->attr & A_CALL)
				return live;
			need &= ~there;
		}
		pc = in->attr & A_JMP ? in->imm : insn_next(in);
	}
	return live;
}

static u8 outside(struct region *rg, u64 pc, bool firm)
{
	struct search search = { pc, firm ? LOOK_FAR : LOOK_AHEAD, false };

	return reads_at(rg, pc, OSZAPC, firm, &search);
}

u8 region_entry_reads(struct region *rg)
{
	return rg->block[0].live_in ? outside(rg, rg->job->pc, true) : 0;
}

static u8 edge_live(const struct block *to, u8 if_outside)
{
	return to ? to->live_in : if_outside;
}

/* Live behind the block's last instruction. fall_out: what the code behind reads when it is outside. */
static u8 block_live_out(const struct block *b, u8 fall_out)
{
	const struct insn *last = b->last;

	if (last->attr & A_RET)
		return 0;
	if (last->attr & A_IJMP)
		return F_NZCV;
	if (last->attr & A_TRAP)
		return OSZAPC;
	if (last->attr & (A_CALL | A_ICALL))	/* a landing that reads flags: they may pass through the callee */
		return b->landing_live ? OSZAPC : b->taken_live;
	if (last->attr & A_JCC)
		return edge_live(b->taken_block, b->taken_live) | edge_live(b->fall_block, fall_out);
	return edge_live(b->fall_block, fall_out);
}

/* True: a block behind this one has used what was known before. */
static bool block_pass(struct block *b)
{
	u8 live = block_live_out(b, b->live_out);
	const struct insn *first = b->first;
	struct insn *in;

	for (in = b->last; in >= first; in--) {
		in->live = live;
		if (!(in->attr & A_FMAY))
			live &= ~in->fwritten;
		in->live_before = live |= in->fread;
	}
	if (live == b->live_in)
		return false;
	b->live_in = live;
	return b->loop;
}

/* What the outside reads is looked up once; live_out keeps it for the fall-through side. */
static void look_outside(struct region *rg, struct block *b)
{
	const struct insn *last = b->last;

	if (last->attr & (A_CALL | A_ICALL))
		b->landing_live = outside(rg, b->fall, true);
	if (last->attr & A_CALL || (last->attr & A_JCC && !b->taken_block))
		b->taken_live = outside(rg, last->imm, last->attr & A_CALL);
	if (b->fall && !b->fall_block)
		b->live_out = outside(rg, b->fall, false);
}

void region_liveness(struct region *rg)
{
	bool changed = true;
	u32 i;

	if (rg->job->opt->single) {
		rg->insn[0].live = rg->insn[0].live_before = OSZAPC;
		rg->block[0].live_in = OSZAPC;
		return;
	}
	for (i = 0; i < rg->nblocks; i++)
		look_outside(rg, &rg->block[i]);
	while (changed) {
		changed = false;
		for (i = rg->nblocks; i-- > 0;)
			changed |= block_pass(&rg->block[i]);
	}
}
