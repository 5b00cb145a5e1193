// SPDX-License-Identifier: GPL-2.0-only
/*
 * region.c - which instructions a region holds: the blocks reachable from its entry by direct jumps, up to a cap.
 */
#include "region.h"
#include "rows.h"

enum {
	SOFT_CAP = 16,		/* no new chain beyond this many instructions */
	FORWARD_CAP = 4,	/* nor, for the target of a forward branch, beyond this */
	CHAIN_CAP = 24,		/* a chain ends at the next instruction that ends a block */
	NEAR = 96,		/* bytes: a forward branch target this close is part of the region */
	CHAIN_PAGES = 2,	/* a chain lies in that many at most */
};
_Static_assert(MAX_INSNS * 15 < XLATE_PAGE, "CHAIN_PAGES is too small");

static inline bool window_has(const struct xlate_window *w, u64 pc)
{
	return pc >= w->start && pc < w->end;
}

static inline void window_decode(const struct xlate_window *w, struct insn *in, u64 pc)
{
	decode(in, w->bytes + (pc - w->start), w->end - pc, pc);
	if (in->attr & A_FMAY)
		insn_constant_shift(in);
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

	if (rg->npages && rg->page[rg->npages - 1] == page && end - page <= XLATE_PAGE)
		return true;
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
		if (!window_has(&rg->job->window, pc))
			return false;
		window_decode(&rg->job->window, jump, pc);
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

static struct insn *find_in_chain(struct region *rg, const struct chain *c, u64 pc)
{
	unsigned lo = c->first, hi = c->end;

	while (hi - lo > 1) {
		unsigned mid = (lo + hi) / 2;

		if (rg->insn[mid].pc <= pc)
			lo = mid;
		else
			hi = mid;
	}
	return rg->insn[lo].pc == pc ? &rg->insn[lo] : 0;
}

struct insn *region_find(struct region *rg, u64 pc)
{
	const struct chain *c;
	struct insn *in;

	for (c = rg->chain; c < rg->chain + rg->nchains; c++)
		if (pc - c->start < c->bytes && (in = find_in_chain(rg, c, pc)))
			return in;
	return 0;
}

/* From where on code at pc may run into other chains. */
static u64 next_chain(const struct region *rg, u64 pc)
{
	const struct chain *c;
	u64 next = -1ull;

	for (c = rg->chain; c < rg->chain + rg->nchains; c++)
		if (c->start + c->bytes > pc && c->start < next)
			next = c->start;
	return next;
}

static void begin_block(struct region *rg, unsigned k)
{
	rg->start[k / 64] |= 1ull << k % 64;
}

static bool wanted(const struct insn *in)
{
	if (in->attr & A_JMP)
		return true;
	return in->imm <= in->pc ? in->pc - in->imm < 4096 : in->imm - in->pc < NEAR;
}

/* The last instruction of a block is the array's k-th. Is the chain to go on behind it? */
static bool end_block(struct region *rg, const struct insn *in, unsigned k)
{
	if (in->attr & A_SYSCALL)
		return k + 1 < CHAIN_CAP;
	begin_block(rg, k + 1);
	if (in->attr & (A_JCC | A_JMP)) {
		rg->jump[rg->njumps++] = k;
		if (wanted(in) && rg->nqueue < MAX_QUEUE)
			rg->queue[rg->nqueue++] = k;
	}
	return k + 1 < CHAIN_CAP && !(in->attr & (A_JMP | A_RET | A_IJMP | A_TRAP));
}

/* Decodes a chain from pc on behind the region's instructions; returns what is behind its last. */
static struct insn *decode_chain(struct region *rg, u64 pc)
{
	const struct xlate_window *w = &rg->job->window;
	u64 next = next_chain(rg, pc), quick = w->end - DECODE_SLACK;
	struct insn *in = &rg->insn[rg->ninsns], *full = &rg->insn[rg->cap];
	bool more = window_has(w, pc);

	if (next < quick)
		quick = next;
	while (more && in < full && pc < w->end) {
		const u8 *code = w->bytes + (pc - w->start);

		if (pc < quick)
			in = decode_run(in, full, code, w->bytes + (quick - w->start), pc);
		else
			decode(in++, code, w->end - pc, pc);
		if (in[-1].attr & A_FMAY)
			insn_constant_shift(&in[-1]);
		if (in[-1].row == ROW_FETCH && in - 1 > rg->insn)
			return in - 1;		/* the exit behind the chain leads here; it faults if it is ever reached */
		if (in[-1].attr & A_FLOW)
			more = end_block(rg, &in[-1], in - 1 - rg->insn);
		pc = insn_next(&in[-1]);
		if (pc >= next && region_find(rg, pc))
			break;
	}
	return in;
}

/* The region's next instructions: those from pc on. */
static void add_chain(struct region *rg, u64 pc)
{
	struct insn *first = &rg->insn[rg->ninsns], *end = decode_chain(rg, pc);
	u32 bytes;

	if (end == first)
		return;
	bytes = insn_next(end - 1) - pc;
	rg->chain[rg->nchains++] = (struct chain){ pc, bytes, rg->ninsns, end - rg->insn };
	begin_block(rg, rg->ninsns);
	rg->ninsns = end - rg->insn;
	region_looked(rg, pc, pc + bytes);
	rg->guest_bytes += bytes;
}

/* Every place that control can come to is the start of a block. */
static void find_starts(struct region *rg)
{
	const struct chain *c;
	const struct insn *in;
	u32 i;

	for (i = 0; i < rg->njumps; i++) {
		in = region_find(rg, rg->insn[rg->jump[i]].imm);
		rg->target[rg->jump[i]] = in ? in - rg->insn + 1 : 0;
		if (in)
			begin_block(rg, in - rg->insn);
	}
	for (c = rg->chain; c < rg->chain + rg->nchains && rg->nchains > 1; c++)
		if ((in = region_find(rg, c->start + c->bytes)))
			begin_block(rg, in - rg->insn);
}

/* By fields: the compiler would call memset(). */
static inline void block_clear(struct block *b)
{
	b->fall = 0;
	b->fall_block = b->taken_block = 0;
	b->npreds = 0;
	b->live_in = b->live_out = b->taken_live = b->landing_live = 0;
	b->held_known = b->held = b->loop = b->emitted = b->checked = 0;
	b->seen = b->known = b->need = 0;
}

static void add_block(struct region *rg, struct insn *first)
{
	struct block *b = &rg->block[rg->nblocks++];

	if (first > rg->insn)
		b[-1].last = first - 1;
	first->block = rg->nblocks;
	b->first = first;
	block_clear(b);
}

static void cut_blocks(struct region *rg)
{
	unsigned i, k;
	u64 bits;

	for (i = 0; i < sizeof(rg->start) / sizeof(rg->start[0]); i++)
		for (bits = rg->start[i]; bits; bits &= bits - 1) {
			k = i * 64 + __builtin_ctzll(bits);
			if (k < rg->ninsns)
				add_block(rg, &rg->insn[k]);
		}
	rg->block[rg->nblocks - 1].last = &rg->insn[rg->ninsns - 1];
}

static struct block *block_of(struct region *rg, const struct insn *in)
{
	return in ? &rg->block[in->block - 1] : 0;
}

/* The block that a direct jump leads to. */
static struct block *target_block(struct region *rg, const struct insn *jump)
{
	unsigned target = rg->target[jump - rg->insn];

	return target ? block_of(rg, &rg->insn[target - 1]) : 0;
}

static void add_edge(const struct block *from, struct block *to)
{
	if (!to)
		return;
	to->npreds++;
	if (to <= from)
		to->loop = 1;
}

static void connect(struct region *rg, struct block *b)
{
	const struct block *end = rg->block + rg->nblocks;
	const struct insn *last = b->last;

	if (last->attr & A_JMP) {
		b->fall = last->imm;
		b->fall_block = target_block(rg, last);
	} else if (!(last->attr & (A_RET | A_IJMP | A_TRAP))) {
		b->fall = insn_next(last);
		b->fall_block = b + 1 < end && b[1].first->pc == b->fall ? b + 1 : block_of(rg, region_find(rg, b->fall));
	}
	add_edge(b, b->fall_block);
	if (last->attr & A_JCC)
		b->taken_block = target_block(rg, last);
	add_edge(b, b->taken_block);
}

static bool more_chains(const struct region *rg)
{
	return rg->ninsns < SOFT_CAP && rg->nchains < MAX_CHAINS && rg->npages + CHAIN_PAGES <= XLATE_MAX_PAGES;
}

/* Adds where a jump leads to; a forward branch only to what is still small, its target may never be reached. */
static void add_target(struct region *rg, const struct insn *jump)
{
	bool forward = jump->attr & A_JCC && jump->imm > jump->pc;

	if ((!forward || rg->ninsns < FORWARD_CAP) && !region_find(rg, jump->imm))
		add_chain(rg, jump->imm);
}

static void region_clear(struct region *rg)
{
	unsigned i;

	rg->guest_bytes = rg->ninsns = rg->nblocks = rg->nchains = rg->njumps = rg->nqueue = rg->npages = 0;
	for (i = 0; i < sizeof(rg->start) / sizeof(rg->start[0]); i++)
		rg->start[i] = 0;
}

void region_discover(struct region *rg, const struct xlate_job *job, u32 cap)
{
	unsigned i;

	rg->job = job;
	rg->cap = job->opt->single ? 1 : cap;
	region_clear(rg);
	add_chain(rg, job->pc);
	if (!rg->ninsns)
		return;
	for (i = 0; i < rg->nqueue && more_chains(rg) && !job->opt->single; i++)
		add_target(rg, &rg->insn[rg->queue[i]]);
	find_starts(rg);
	cut_blocks(rg);
	rg->block[0].npreds++;
	for (i = 0; i < rg->nblocks; i++)
		connect(rg, &rg->block[i]);
}
