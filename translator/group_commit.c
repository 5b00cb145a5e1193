// SPDX-License-Identifier: GPL-2.0-only
/*
 * group_commit.c - the end of a group: its results go to the guest registers, in at most GROUP_VISIBLE instructions
 * from the first that changes one that is still needed (docs/boundary.md, "forward").
 */
#include "group.h"
#include "rows.h"

static bool is_dirty(const struct group *g, unsigned d)
{
	return g->rep[d].full != d || g->rep[d].low != PLACE_NONE;
}

static bool is_own(const struct group *g, unsigned place)
{
	return place >= VR_T0 ? place < PLACE_ZERO : g->own >> place & 1;
}

/* Element and rest can be brought together before the commit without another register. */
static bool merges(const struct group *g, const struct rep *r)
{
	if (r->low == PLACE_NONE || r->full == PLACE_ZERO)
		return true;
	if (g->refs[r->full] == 1 && is_own(g, r->full))
		return true;
	return r->log2 == 3 && g->refs[r->low] == 1 && is_own(g, r->low);
}

/* A register that is still needed and has another value waits for d's. */
static bool is_awaited(const struct group *g, unsigned d)
{
	unsigned i;

	for (i = 0; g->refs[d] && i < 16; i++)
		if (i != d && g->read >> i & 1 && (g->rep[i].full == d || g->rep[i].low == d))
			return true;
	return false;
}

unsigned group_cost(const struct group *g, unsigned d)
{
	const struct rep *r = &g->rep[d];
	unsigned n;

	if (!is_dirty(g, d) || !(g->read >> d & 1 || is_awaited(g, d)))
		return 0;
	n = r->full == d || merges(g, r) ? 1 : 2;
	if (r->full < 16 && r->full != d && is_dirty(g, r->full))
		n++;			/* there may be a circle */
	return n;
}

unsigned group_visible(const struct group *g)
{
	unsigned d, n = g->nlater;

	for (d = 0; d < 16; d++)
		n += group_cost(g, d);
	return n;
}

/* Element and rest together, where that takes no other register; the guest's own register takes an element as it is. */
static void merge_all(struct group *g)
{
	unsigned d;

	for (d = 0; d < 16; d++) {
		const struct rep *r = &g->rep[d];

		if (r->low != PLACE_NONE && r->full != PLACE_ZERO && r->full != d && merges(g, r))
			group_full(g, d);
	}
	for (d = 0; d < 16; d++)	/* results that are at home already */
		if (g->rep[d].low != PLACE_NONE && g->rep[d].full == d && is_own(g, d) && g->refs[d] == 1)
			group_full(g, d);
}

/* A temporary that holds nothing any more. */
static unsigned spare(const struct group *g)
{
	unsigned p = GROUP_CHECK;

	while (g->refs[p])
		p--;
	return p;
}

static void put_item(struct group *g, unsigned d)
{
	struct emit *e = g->e;
	struct rep r = g->rep[d];

	if (r.low == PLACE_NONE) {
		put(e, r.full == PLACE_ZERO ? a64_movi_2d(d, 0) : a64_vmov(A64_16B, d, r.full));
	} else if (r.full == PLACE_ZERO) {
		if (r.low != d || !g->zero_above[d] || g->zero_above[d] > r.log2)
			put(e, a64_fmov(r.log2 == 3 ? A64_D : A64_S, d, r.low));
	} else {
		unsigned t = r.low == d && r.full != d ? spare(g) : d;

		if (r.full != t)
			put(e, a64_vmov(A64_16B, t, r.full));
		put(e, a64_ins_elem(r.log2, t, 0, r.low, 0));
		if (t != d)
			put(e, a64_vmov(A64_16B, d, t));
	}
	group_set(g, d, d, PLACE_NONE, 0);
}

/* Another guest register waits for what is in d; d's own value may be there too. */
static bool is_source(const struct group *g, unsigned d)
{
	return g->refs[d] > (g->rep[d].full == d) + (g->rep[d].low == d);
}

/* Registers that nobody needs go first. PLACE_NONE: all are done. */
static unsigned next_item(const struct group *g, unsigned *left)
{
	unsigned d, found = PLACE_NONE;

	*left = 0;
	for (d = 0; d < 16; d++) {
		if (!is_dirty(g, d))
			continue;
		++*left;
		if (is_source(g, d))
			continue;
		if (!(g->read >> d & 1))
			return d;
		if (found == PLACE_NONE)
			found = d;
	}
	return found;
}

/* Registers that exchange their values: one of them moves out of the way. */
static void break_circle(struct group *g)
{
	unsigned d, i, t = spare(g);

	for (d = 0; d < 16 && !(is_dirty(g, d) && is_source(g, d)); d++)
		;
	put(g->e, a64_vmov(A64_16B, t, d));
	for (i = 0; i < 16; i++) {
		struct rep r = g->rep[i];

		if (i != d && (r.full == d || r.low == d))
			group_set(g, i, r.full == d ? t : r.full, r.low == d ? t : r.low, r.log2);
	}
}

/* Behind a comparison that came later: nothing reads their flags. */
static void put_later(struct group *g)
{
	struct emit *e = g->e;
	struct flag_state flags = e->flags;
	unsigned i;

	for (i = 0; i < g->nlater; i++) {
		e->in = g->later[i];
		e->ntmp = e->slot_busy = e->spare_used = 0;
		emit_plain(e, e->in);
		addr_end_insn(e, e->in);
	}
	e->flags = flags;
}

void group_commit(struct group *g)
{
	struct emit *e = g->e;
	unsigned left, d;

	merge_all(g);
	for (;;) {
		d = next_item(g, &left);
		if (!left)
			break;
		if (d == PLACE_NONE) {
			break_circle(g);
			continue;
		}
		if (g->read >> d & 1)
			commit(e);
		put_item(g, d);
	}
	if (g->nlater)
		commit(e);
	put_later(g);
	if (e->committed && e->n + 1 - e->committed > GROUP_VISIBLE)
		g->failed = true;
}
