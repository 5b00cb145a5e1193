// SPDX-License-Identifier: GPL-2.0-only
/*
 * live.c - backward liveness of the six flags over a region's control flow; docs/boundary.md, "Flags".
 */
#include "glance.h"
#include "region.h"

/* How far to look: an instruction takes LOOK, one on vector registers or a NOP 1: their code is long and leaves the flags alone. */
enum { LOOK = GLANCE_LOOK, LOOK_AHEAD = 12 * LOOK, LOOK_FAR = 24 * LOOK, NEAR = 64 << 10, F_NZCV = F_CF | F_ZF | F_SF | F_OF };

struct search {
	struct region *rg;
	u64 start;		/* who comes back here finds nothing that has not been found from there */
	int budget;
	/* Instructions from lo on, up to lo + room, are whole in a page that has a part in the translation, GLANCE_ROOM before the end. */
	u64 lo, room;
	u64 bytes;		/* how far the address of the bytes is ahead of the pc */
};

/* lo and room of the page, which has a part in the translation. */
static void set_page(struct search *s, u64 pc)
{
	const struct xlate_window *w = &s->rg->job->window;
	u64 page = pc & -(u64)XLATE_PAGE, end = page + XLATE_PAGE - 15;

	s->bytes = (u64)w->bytes - w->start;
	s->lo = page > w->start ? page : w->start;
	if (end > w->end - GLANCE_ROOM)
		end = w->end - GLANCE_ROOM;
	s->room = (s64)(end - s->lo) > 0 ? end - s->lo : 0;
}

/* Code far away is not worth it where only what instructions compute with counts: nobody computes with his caller's flags. */
static bool is_far(u64 pc, u64 from)
{
	return pc - from + NEAR > 2 * NEAR;
}

/* Begins with the page of the entry. */
static inline void search_begin(struct search *s, struct region *rg)
{
	s->rg = rg;
	set_page(s, rg->job->pc);
}

/* False: it may not be looked at. */
static bool enter_page(struct search *s, u64 pc)
{
	const struct xlate_window *w = &s->rg->job->window;

	if (pc < w->start || pc >= w->end || !region_looked(s->rg, pc, pc + 1))
		return false;
	set_page(s, pc);
	return true;
}

/* In the page that has been entered. Length 0: in the next one, too, and that may not be looked at. */
static struct glance look(struct search *s, u64 pc)
{
	const struct xlate_window *w = &s->rg->job->window;
	const u8 *code = (const u8 *)(pc + s->bytes);
	struct glance g;

	g = w->end - pc < GLANCE_ROOM ? glance_decode(code, w->end - pc, pc) : glance(code, pc);
	if (pc - s->lo >= s->room && !region_looked(s->rg, pc, pc + g.len))
		g.len = 0;
	return g;
}

static u32 reads_closely(struct search *s, u64 pc, u32 need, bool firm, u32 live);

/*
 * `live`, and which of the flags `need` the code at pc reads before it writes them. RET reads none, and indirect calls none; what
 * a callee reads counts, what is behind its return does not.
 * firm: only what instructions compute with. Not firm: flags that may be passed on count too: to an indirect jump, to
 * the kernel, to code that is unknown or too far away.
 */
static u32 reads_at(struct search *s, u64 pc, u32 need, bool firm, u32 live)
{
	u64 start = s->start, lo = s->lo, room = s->room, bytes = s->bytes;
	int budget = s->budget;
	const u8 *code;
	u32 what;

	while (budget > 0 && pc - lo < room && !(firm && is_far(pc, start))) {
		code = (const u8 *)(pc + bytes);
		what = glance_plain(&code);
		if (what & GLANCE_MORE)
			break;
		budget -= what >> GLANCE_COST;
		live |= what & need;
		need &= ~(what | what >> GLANCE_KILLS);
		pc = (u64)code - bytes;
		if (!need || pc == start) {
			s->budget = budget;
			return live;
		}
	}
	s->budget = budget;
	return reads_closely(s, pc, need, firm, live);
}

/* The same, for an instruction of any kind, at any place. */
static __attribute__((noinline)) u32 reads_closely(struct search *s, u64 pc, u32 need, bool firm, u32 live)
{
	struct glance g;
	u32 reads;

	if (s->budget <= 0 || (firm && is_far(pc, s->start)))
		return firm ? live : live | need;
	if (pc - s->lo >= s->room) {
		if (!enter_page(s, pc))
			return firm ? live : live | need;
		if (pc - s->lo < s->room)
			return reads_at(s, pc, need, firm, live);
	}
	g = look(s, pc);
	if (!g.len)
		return firm ? live : live | need;
	s->budget -= g.what >> GLANCE_COST;
	reads = firm && g.what & A_SYSCALL ? 0 : glance_reads(g);
	live |= reads & need;
	need &= ~(reads | glance_kills(g));
	pc += g.len;
	if (need && g.what & A_FLOW & ~A_SYSCALL) {
		if (g.what & (A_RET | A_ICALL))
			return live;
		if (g.what & (A_IJMP | A_TRAP))
			return firm ? live : live | (need & (g.what & A_IJMP ? F_NZCV : OSZAPC));
		if (g.what & A_CALL)
			return g.target == s->start ? live : reads_at(s, g.target, need, true, live);
		if (g.what & A_JMP) {
			pc = g.target;
		} else if (g.target != s->start) {
			reads = reads_at(s, g.target, need, firm, 0);
			live |= reads;
			need &= ~reads;
		}
	}
	return need && pc != s->start ? reads_at(s, pc, need, firm, live) : live;
}

static u8 outside(struct search *s, u64 pc, bool firm)
{
	s->start = pc;
	s->budget = firm ? LOOK_FAR : LOOK_AHEAD;
	return reads_at(s, pc, OSZAPC, firm, 0);
}

u8 region_entry_reads(struct region *rg)
{
	struct search s;

	if (!rg->block[0].live_in)
		return 0;
	search_begin(&s, rg);
	return outside(&s, rg->job->pc, true);
}

/* What the code that an edge leads to reads. Outside it is looked up once: `kept`. */
static u32 edge_live(struct search *s, const struct block *to, u64 pc, u8 *kept, bool look)
{
	if (to)
		return to->live_in;
	if (look)
		*kept = outside(s, pc, false);
	return *kept;
}

/* A landing that reads flags: they may pass through the callee. */
static u32 call_live(struct search *s, struct block *b, bool look)
{
	const struct insn *call = b->last;

	if (look) {
		b->landing_live = outside(s, b->fall, true);
		if (call->attr & A_CALL && !is_far(call->imm, call->pc))
			b->taken_live = outside(s, call->imm, true);
	}
	return b->landing_live ? OSZAPC : b->taken_live;
}

/* Live behind the block's last instruction. look: nothing has been looked up yet. */
static u32 block_live_out(struct search *s, struct block *b, bool look)
{
	const struct insn *last = b->last;
	u32 attr = last->attr, live = 0;

	if (attr & A_NO_FALL)
		return attr & A_RET ? 0 : attr & A_IJMP ? F_NZCV : OSZAPC;
	if (attr & (A_CALL | A_ICALL))
		return call_live(s, b, look);
	if (attr & A_JCC)
		live = edge_live(s, b->taken_block, last->imm, &b->taken_live, look);
	return live | edge_live(s, b->fall_block, b->fall, &b->live_out, look);
}

/* An instruction's attr, fread and fwritten in one word. */
static inline u64 facts(const struct insn *in)
{
	u64 word;

	__builtin_memcpy(&word, &in->attr, sizeof(word));
	return word;
}
enum { FACTS_READ = 32, FACTS_WRITTEN = 40 };
_Static_assert(__builtin_offsetof(struct insn, fread) * 8 == __builtin_offsetof(struct insn, attr) * 8 + FACTS_READ &&
	       __builtin_offsetof(struct insn, fwritten) * 8 == __builtin_offsetof(struct insn, attr) * 8 + FACTS_WRITTEN, "facts()");

/* True: a block behind this one has used what was known before. */
static bool block_pass(struct search *s, struct block *b, bool look)
{
	u64 live = block_live_out(s, b, look), word;	/* in the low byte: above it other facts come in */
	const struct insn *first = b->first;
	struct insn *in;

	for (in = b->last; in >= first; in--) {
		word = facts(in);
		in->live = live;
		if (!(word & A_FMAY))
			live &= ~(word >> FACTS_WRITTEN);
		live |= word >> FACTS_READ;
		in->live_before = live;
	}
	if (first->live_before == b->live_in)
		return false;
	b->live_in = first->live_before;
	return b->loop;
}

void region_liveness(struct region *rg)
{
	struct search s;
	bool look = true, changed;
	struct block *b;

	search_begin(&s, rg);
	if (rg->job->opt->single) {
		rg->insn[0].live = rg->insn[0].live_before = OSZAPC;
		rg->block[0].live_in = OSZAPC;
		if (rg->insn[0].attr & (A_CALL | A_ICALL))
			call_live(&s, rg->block, true);
		return;
	}
	do {
		changed = false;
		for (b = rg->block + rg->nblocks; b-- > rg->block;)
			changed |= block_pass(&s, b, look);
		look = false;
	} while (changed);
}
