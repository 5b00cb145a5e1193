// SPDX-License-Identifier: GPL-2.0-only
/*
 * region.c - which instructions a region holds: the blocks reachable from its entry by direct jumps, up to a cap.
 */
#include "region.h"
#include "rows.h"

enum {
	SOFT_CAP = 16,		/* no new chain beyond this many instructions */
	CHAIN_CAP = 32,		/* a chain ends at the next instruction that ends a block */
	NEAR = 96,		/* bytes: a forward branch target this close is part of the region */
	MAX_QUEUE = 32,
	CHAIN_PAGES = 2,	/* a chain lies in that many at most */
};
_Static_assert(MAX_INSNS * 15 < XLATE_PAGE, "CHAIN_PAGES is too small");

struct queue {
	u64 pc[MAX_QUEUE];
	unsigned n;
};

/* A shift by a constant changes its flags for certain, or, masked to 0, not at all. */
static void fix_constant_shift(struct insn *in)
{
	if (in->op[in->nops - 1].kind != OPK_IMM)
		return;
	in->attr &= ~A_FMAY;
	if (!(in->imm & (in->op[0].size == 8 ? 63 : 31)))
		in->fread = in->fwritten = 0;
}

bool region_decode(struct region *rg, struct insn *in, u64 pc)
{
	const struct xlate_window *w = &rg->job->window;

	if (pc < w->start || pc >= w->end)
		return false;
	decode(in, w->bytes + (pc - w->start), w->end - pc, pc);
	if (in->attr & A_FMAY)
		fix_constant_shift(in);
	return true;
}

static bool look_at_page(struct region *rg, u64 page)
{
	u32 i;

	for (i = 0; i < rg->npages; i++)
		if (rg->page[i] == page)
			return true;
	if (rg->npages == XLATE_MAX_PAGES)
		return false;
	rg->page[rg->npages++] = page;
	return true;
}

bool region_looked(struct region *rg, u64 start, u64 end)
{
	u64 page = start & -(u64)XLATE_PAGE;

	for (; page < end; page += XLATE_PAGE)
		if (!look_at_page(rg, page))
			return false;
	return true;
}

bool region_plt_stub(struct region *rg, u64 pc, struct insn *jump)
{
	u64 start = pc;
	unsigned i;

	for (i = 0; i < 2; i++) {
		if (!region_decode(rg, jump, pc))
			return false;
		if (jump->attr & A_IJMP) {
			return jump->op[0].kind == OPK_MEM && jump->base == REG_NONE && jump->index == REG_NONE && !jump->seg &&
			       region_looked(rg, start, insn_next(jump));
		}
		if (jump->nops || jump->attr & A_FLOW)
			return false;
		pc = insn_next(jump);
	}
	return false;
}

u16 region_find(const struct region *rg, u64 pc)
{
	unsigned i = pc % INDEX_SIZE, k;

	while ((k = rg->index[i])) {
		if (rg->insn[k - 1].pc == pc)
			return k - 1;
		i = (i + 1) % INDEX_SIZE;
	}
	return NO_INSN;
}

static void index_add(struct region *rg, unsigned k)
{
	unsigned i = rg->insn[k].pc % INDEX_SIZE;

	while (rg->index[i])
		i = (i + 1) % INDEX_SIZE;
	rg->index[i] = k + 1;
}

static bool wanted(const struct insn *in)
{
	if (in->attr & A_JMP)
		return true;
	return in->imm <= in->pc ? in->pc - in->imm < 4096 : in->imm - in->pc < NEAR;
}

static void enqueue(struct queue *q, u64 pc)
{
	if (q->n < MAX_QUEUE)
		q->pc[q->n++] = pc;
}

/* Is the chain to go on behind this instruction? */
static bool goes_on(const struct region *rg, const struct insn *in)
{
	if (in->attr & (A_JMP | A_RET | A_IJMP | A_TRAP))
		return false;
	if (rg->ninsns >= rg->cap)
		return false;
	return rg->ninsns < CHAIN_CAP || !(in->attr & A_FLOW);
}

static void add_chain(struct region *rg, struct queue *q, u64 pc)
{
	struct chain *ch = &rg->chain[rg->nchains];
	struct insn *in;

	*ch = (struct chain){ .start = pc, .end = pc, .first = rg->ninsns };
	rg->nchains++;
	for (;;) {
		in = &rg->insn[rg->ninsns];
		if (!region_decode(rg, in, pc))
			break;
		if (in->row == ROW_FETCH && rg->ninsns)
			break;		/* the exit behind the chain leads here; it faults if it is ever reached */
		in->first = 0;
		index_add(rg, rg->ninsns);
		rg->ninsns++;
		ch->count++;
		pc += in->len;
		ch->end = pc;
		if (in->attr & (A_JCC | A_JMP)) {
			rg->jump[rg->njumps++] = in->imm;
			if (wanted(in))
				enqueue(q, in->imm);
		}
		if (!goes_on(rg, in) || (rg->nchains > 1 && region_find(rg, pc) != NO_INSN) || rg->job->opt->single)
			break;
	}
	region_looked(rg, ch->start, pc);
	if (!ch->count)
		rg->nchains--;
}

static bool ends_block(const struct insn *in)
{
	return in->attr & A_FLOW && !(in->attr & A_SYSCALL);
}

static struct block *new_block(struct region *rg, u32 first)
{
	struct block *b = &rg->block[rg->nblocks++];

	*b = (struct block){ .first = first, .fall_block = NO_INSN, .taken_block = NO_INSN };
	return b;
}

static void cut_blocks(struct region *rg)
{
	struct block *b = 0;
	u32 c, i;

	for (c = 0; c < rg->nchains; c++) {
		const struct chain *ch = &rg->chain[c];

		for (i = ch->first; i < (u32)ch->first + ch->count; i++) {
			if (i == ch->first || rg->insn[i].first || ends_block(&rg->insn[i - 1]))
				b = new_block(rg, i);
			b->count++;
			rg->block_of[i] = rg->nblocks - 1;
		}
	}
}

static u16 block_at(const struct region *rg, u64 pc)
{
	u16 i = region_find(rg, pc);

	return i == NO_INSN ? NO_INSN : rg->block_of[i];
}

static void add_edge(struct region *rg, const struct block *from, u16 to)
{
	if (to == NO_INSN)
		return;
	rg->block[to].npreds++;
	if (&rg->block[to] <= from)
		rg->block[to].loop = 1;
}

static void connect(struct region *rg, struct block *b)
{
	const struct insn *last = &rg->insn[b->first + b->count - 1];

	if (last->attr & A_JMP)
		b->fall = last->imm;
	else if (!(last->attr & (A_RET | A_IJMP | A_TRAP)))
		b->fall = insn_next(last);
	if (b->fall)
		b->fall_block = block_at(rg, b->fall);
	add_edge(rg, b, b->fall_block);
	if (last->attr & A_JCC)
		b->taken_block = block_at(rg, last->imm);
	add_edge(rg, b, b->taken_block);
}

/* Every place that control can come to is the start of a block. */
static void mark_firsts(struct region *rg)
{
	u32 i;
	u16 k;

	for (i = 0; i < rg->njumps; i++)
		if ((k = region_find(rg, rg->jump[i])) != NO_INSN)
			rg->insn[k].first = 1;
	for (i = 0; i < rg->nchains && rg->nchains > 1; i++)
		if ((k = region_find(rg, rg->chain[i].end)) != NO_INSN)
			rg->insn[k].first = 1;
}

void region_discover(struct region *rg, const struct xlate_job *job, u32 cap)
{
	struct queue q = { .n = 0 };
	unsigned i;

	rg->job = job;
	rg->cap = cap;
	rg->ninsns = rg->nblocks = rg->nchains = rg->njumps = rg->npages = 0;
	for (i = 0; i < INDEX_SIZE; i++)
		rg->index[i] = 0;
	add_chain(rg, &q, job->pc);
	for (i = 0; i < q.n && !job->opt->single; i++) {
		if (rg->ninsns >= SOFT_CAP || rg->nchains == MAX_CHAINS || rg->npages + CHAIN_PAGES > XLATE_MAX_PAGES)
			break;
		if (region_find(rg, q.pc[i]) == NO_INSN)
			add_chain(rg, &q, q.pc[i]);
	}
	if (!job->opt->single)
		mark_firsts(rg);
	cut_blocks(rg);
	if (rg->nblocks)
		rg->block[0].npreds++;
	for (i = 0; i < rg->nblocks; i++)
		connect(rg, &rg->block[i]);
}
