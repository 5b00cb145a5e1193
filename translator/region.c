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
	FORWARD_NEAR = 96,	/* bytes: a branch target this close is part of the region */
	BACKWARD_NEAR = 4096,
	CHAIN_PAGES = 2,	/* a chain lies in that many at most */
};
/* Control does not come to what is behind it. */
enum { A_LEAVES = A_JMP | A_NO_FALL };
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

/* The instruction of the chain that starts at pc, or 0. It is near where it would be if all had the same length. */
static struct insn *find_in_chain(struct region *rg, const struct chain *c, u64 pc)
{
	u64 at = pc - c->start;
	struct insn *in;

	if (at >= c->bytes)
		return 0;
	in = &rg->insn[c->first + (u32)at * (c->end - c->first) / c->bytes];
	while (in->pc > pc)
		in--;
	while (insn_next(in) <= pc)
		in++;
	return in->pc == pc ? in : 0;
}

struct insn *region_find(struct region *rg, u64 pc)
{
	const struct chain *c;
	struct insn *in;

	for (c = rg->chain; c < rg->chain + rg->nchains; c++)
		if ((in = find_in_chain(rg, c, pc)))
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

/* The array's k-th instruction ends a block. */
static void end_block(struct region *rg, u32 attr, unsigned k)
{
	begin_block(rg, k + 1);
	if (attr & (A_JCC | A_JMP))
		rg->jump[rg->njumps++] = k;
}

/* Where the chain that comes to pc, not before `next`, goes on in one that is there. */
static bool joins_chain(struct region *rg, u64 pc, u64 next)
{
	const struct insn *in = pc < next ? 0 : region_find(rg, pc);

	if (in)
		begin_block(rg, in - rg->insn);
	return in;
}

/* Decodes a chain from pc on behind the region's instructions; returns what is behind its last. */
static struct insn *decode_chain(struct region *rg, u64 pc)
{
	const struct xlate_window *w = &rg->job->window;
	u64 to_bytes = (u64)w->bytes - w->start, next = next_chain(rg, pc), quick = w->end - DECODE_SLACK;
	struct insn *in = &rg->insn[rg->ninsns], *full = &rg->insn[rg->cap], *soft = &rg->insn[CHAIN_CAP];
	u32 attr = 0;

	if (next < quick)
		quick = next;
	if (!window_has(w, pc))
		return in;
	while (in < full && !(attr & A_LEAVES) && !(attr & A_FLOW && in >= soft)) {
		if (pc < quick) {
			in = decode_run(in, full, (const u8 *)(pc + to_bytes), (const u8 *)(quick + to_bytes), pc);
		} else {
			if (pc >= w->end)
				break;
			decode(in++, (const u8 *)(pc + to_bytes), w->end - pc, pc);
			if (in[-1].row == ROW_FETCH && in - 1 > rg->insn)
				return in - 1;		/* the exit behind the chain leads here; it faults if it is ever reached */
		}
		attr = in[-1].attr;
		if (attr & A_FLOW & ~A_SYSCALL)
			end_block(rg, attr, in - 1 - rg->insn);
		else if (attr & A_FMAY)
			insn_constant_shift(&in[-1]);
		pc = insn_next(&in[-1]);
		if (joins_chain(rg, pc, next))
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

/* Every place that a jump leads to is the start of a block. */
static void find_edges(struct region *rg)
{
	const struct insn *in;
	u32 i, k;

	for (i = 0; i < rg->nchains; i++) {
		struct chain c = rg->chain[i];

		for (k = 0; k < rg->njumps; k++) {
			in = find_in_chain(rg, &c, rg->insn[rg->jump[k]].imm);
			if (!in)
				continue;
			begin_block(rg, in - rg->insn);
			rg->edge[rg->nedges++] = (struct edge){ rg->jump[k], in - rg->insn };
		}
	}
}

static inline void block_begin(struct block *b, struct insn *first)
{
	b->first = first;
	__builtin_memset(&b->taken_block, 0, (u8 *)b->residue - (u8 *)&b->taken_block);
	b->npreds = 1;
}

/* As if all were one chain, of whose blocks each has the edge from the one before it. */
static void cut_blocks(struct region *rg)
{
	struct insn *word = rg->insn, *end = word + rg->ninsns, *in;
	struct block *b = rg->block;
	u64 bits, *start = rg->start;
	unsigned n = 1;

	block_begin(b, word);
	word->block = n;
	*start &= ~1ull;
	for (; word < end; word += 64)
		for (bits = *start++; bits; bits &= bits - 1) {
			in = word + __builtin_ctzll(bits);
			if (in == end)
				break;
			b->last = in - 1;
			b->fall = in->pc;
			b->fall_block = b + 1;
			block_begin(++b, in);
			in->block = ++n;
		}
	b->last = end - 1;
	end->block = n + 1;
	rg->nblocks = n;
}

static void add_edge(const struct block *from, struct block *to)
{
	to->npreds++;
	if (to <= from)
		to->loop = 1;
}

static struct block *block_of(struct region *rg, const struct insn *first)
{
	return &rg->block[first->block - 1];
}

/* Where control goes on behind the chain; its first block has no edge from the chain before. */
static void end_chain(struct region *rg, const struct chain *c)
{
	const struct insn *last = &rg->insn[c->end - 1], *to;
	struct block *b = block_of(rg, last + 1) - 1;

	if (c->first)
		block_of(rg, &rg->insn[c->first])->npreds--;
	b->fall_block = 0;
	if (last->attr & A_JMP) {
		b->fall = last->imm;
	} else if (!(last->attr & A_NO_FALL)) {
		b->fall = c->start + c->bytes;
		to = region_find(rg, b->fall);
		if (to)
			add_edge(b, b->fall_block = block_of(rg, to));
	}
}

static void connect(struct region *rg, struct edge e)
{
	const struct insn *jump = &rg->insn[e.from];
	struct block *from = block_of(rg, jump + 1) - 1, *to = block_of(rg, &rg->insn[e.to]);

	add_edge(from, to);
	if (jump->attr & A_JMP)
		from->fall_block = to;
	else
		from->taken_block = to;
}

static bool more_chains(const struct region *rg)
{
	return rg->ninsns < SOFT_CAP && rg->nchains < MAX_CHAINS && rg->npages + CHAIN_PAGES <= XLATE_MAX_PAGES;
}

/* Is the code that a direct jump leads to part of the region? A forward branch's only while that is small: it may never be reached. */
static bool wanted(const struct region *rg, const struct insn *in)
{
	if (in->attr & A_JMP)
		return true;
	if (in->imm <= in->pc)
		return in->pc - in->imm < BACKWARD_NEAR;
	return in->imm - in->pc < FORWARD_NEAR && rg->ninsns < FORWARD_CAP;
}

static void add_targets(struct region *rg)
{
	const struct insn *jump;
	unsigned i;

	for (i = 0; i < rg->njumps && more_chains(rg); i++) {
		jump = &rg->insn[rg->jump[i]];
		if (wanted(rg, jump) && !region_find(rg, jump->imm))
			add_chain(rg, jump->imm);
	}
}

static void region_clear(struct region *rg)
{
	unsigned i;

	rg->ninsns = rg->nblocks = rg->nchains = rg->njumps = rg->nedges = rg->guest_bytes = rg->npages = 0;
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
	if (!job->opt->single)
		add_targets(rg);
	find_edges(rg);
	cut_blocks(rg);
	for (i = 0; i < rg->nchains; i++)
		end_chain(rg, &rg->chain[i]);
	for (i = 0; i < rg->nedges; i++)
		connect(rg, rg->edge[i]);
}
