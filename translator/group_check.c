// SPDX-License-Identifier: GPL-2.0-only
/*
 * group_check.c - the check of a group's results, and the cold code behind it.
 *
 * FCMP of two results tells by V whether one is a NaN, FCCMP goes on with two more; of packed ones
 * FMAX makes one element that is a NaN if one of theirs is. FMAX raises nothing for quiet NaNs, and results are no others.
 */
#include "group.h"
#include "rows.h"

/* a: number of instructions | keep << 8, b: where to go on. */
static void cold_again(struct emit *e, const struct insn *in, u32 a, u32 b)
{
	unsigned n = a & 0xff, i;

	e->nan_inline = 1;
	for (i = 0; i < n; i++) {
		if (i)
			emit_begin_insn(e, &in[i]);
		emit_plain(e, &in[i]);
		addr_end_insn(e, &in[i]);
	}
	e->nan_inline = 0;
	mark_at(e, insn_next(&in[n - 1]));
	addr_rebuild(e, e->keep[a >> 8]);
	br(e, b);
}

u32 group_cold(struct group *g)
{
	struct emit *e = g->e;
	const struct insn *in = e->in;

	if (!g->cold) {
		e->in = g->first;
		g->ncold = e->ncold;
		g->cold = 1 + cold(e, cold_again, 0, 0);
		e->in = in;
	}
	return g->cold - 1;
}

/* What has been put into a chain of FCMP and FCCMP. */
struct chain_state {
	struct group *g;
	bool begun;
	unsigned waiting;		/* a scalar without a partner, or PLACE_NONE */
	bool dbl;			/* its type */
};

static void compare(struct chain_state *c, unsigned a, unsigned b, bool dbl)
{
	enum a64_fp fp = dbl ? A64_D : A64_S;

	put(c->g->e, c->begun ? a64_fccmp(fp, a, b, A64_FLAG_V, A64_VC) : a64_fcmp(fp, a, b));
	c->begun = true;
}

static void flush(struct chain_state *c)
{
	if (c->waiting != PLACE_NONE)
		compare(c, c->waiting, c->waiting, c->dbl);
	c->waiting = PLACE_NONE;
}

static void add(struct chain_state *c, unsigned v, bool dbl)
{
	if (c->waiting != PLACE_NONE && c->dbl == dbl) {
		compare(c, c->waiting, v, dbl);
		c->waiting = PLACE_NONE;
		return;
	}
	flush(c);
	c->waiting = v;
	c->dbl = dbl;
}

static bool is_asked(const struct group *g, unsigned p, bool dbl)
{
	return g->pending[p] && g->dbl[p] == dbl && (g->refs[p] || g->holds[p]);
}

/* All packed results of a type. */
static void add_packed(struct chain_state *c, bool dbl)
{
	struct group *g = c->g;
	unsigned p, one = PLACE_NONE;

	for (p = 0; p < GROUP_CHECK; p++) {
		if (!is_asked(g, p, dbl) || g->pending[p] != 15)
			continue;
		if (one != PLACE_NONE) {
			put(g->e, a64_vfmax(dbl ? A64_2D : A64_4S, GROUP_CHECK, one, p));
			one = GROUP_CHECK;
		} else {
			one = p;
		}
	}
	if (one == PLACE_NONE)
		return;
	put(g->e, dbl ? a64_fmaxp(A64_D, GROUP_CHECK, one) : a64_vfmaxv(GROUP_CHECK, one));
	add(c, GROUP_CHECK, dbl);
}

/* Some lanes: the others may hold anything and become 0. */
static void add_lanes(struct chain_state *c, unsigned p, bool dbl)
{
	struct group *g = c->g;
	unsigned i;

	if (c->waiting == GROUP_CHECK)
		flush(c);
	if (dbl) {
		put(g->e, a64_dup_scalar(3, GROUP_CHECK, p, 1));
		add(c, GROUP_CHECK, dbl);
		return;
	}
	put(g->e, a64_vmov(A64_16B, GROUP_CHECK, p));
	for (i = 0; i < 4; i++)
		if (!(g->pending[p] >> i & 1))
			put(g->e, a64_ins_gen(2, GROUP_CHECK, i, HR_ZR));
	put(g->e, a64_vfmaxv(GROUP_CHECK, GROUP_CHECK));
	add(c, GROUP_CHECK, dbl);
}

static void add_type(struct chain_state *c, bool dbl)
{
	struct group *g = c->g;
	unsigned p, low = dbl ? 3 : 1;

	if (c->waiting == GROUP_CHECK)
		flush(c);
	add_packed(c, dbl);
	for (p = 0; p < GROUP_CHECK; p++) {
		if (!is_asked(g, p, dbl) || g->pending[p] == 15)
			continue;
		if (g->pending[p] == low)
			add(c, p, dbl);
		else
			add_lanes(c, p, dbl);
	}
}

void group_check(struct group *g)
{
	struct chain_state c = { .g = g, .waiting = PLACE_NONE };

	add_type(&c, true);
	add_type(&c, false);
	flush(&c);
	if (c.begun)
		br_cond(g->e, A64_VS, group_cold(g));
}
