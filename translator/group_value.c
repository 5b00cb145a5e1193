// SPDX-License-Identifier: GPL-2.0-only
/* group_value.c - where the values of a group are; see group.h. */
#include "group.h"

enum { FIRST_TEMP = VR_T0, LAST_TEMP = GROUP_CHECK - 1 };

void group_start(struct group *g, struct emit *e, const struct insn *first)
{
	unsigned i;

	*g = (struct group){ .e = e, .first = first };
	for (i = 0; i < 16; i++) {
		g->rep[i] = (struct rep){ i, PLACE_NONE, 0 };
		g->refs[i] = 1;
	}
}

static bool is_own(const struct group *g, unsigned place)
{
	return place >= FIRST_TEMP ? place < PLACE_ZERO : g->own >> place & 1;
}

/* Nobody needs what is in it. */
static bool is_free(const struct group *g, unsigned place)
{
	if (g->refs[place] || g->busy >> place & 1 || (g->pending[place] && g->holds[place]))
		return false;
	return place >= FIRST_TEMP || !(g->read >> place & 1);
}

unsigned group_alloc(struct group *g, unsigned guest)
{
	unsigned p = guest;

	if (guest < 16 && is_free(g, guest)) {
		g->own |= 1 << guest;
	} else {
		for (p = FIRST_TEMP; p <= LAST_TEMP && !is_free(g, p); p++)
			;
		if (p > LAST_TEMP) {
			g->failed = true;
			p = FIRST_TEMP;
		}
	}
	g->pending[p] = g->holds[p] = g->zero_above[p] = 0;
	return p;
}

void group_read(struct group *g, unsigned place)
{
	if (place < 16 && !(g->own >> place & 1))
		g->read |= 1 << place;
}

void group_set(struct group *g, unsigned guest, unsigned full, unsigned low, unsigned log2)
{
	struct rep *r = &g->rep[guest];

	g->refs[full]++;
	g->refs[low]++;
	g->refs[r->full]--;
	g->refs[r->low]--;
	*r = (struct rep){ full, low, log2 };
	group_read(g, full);
	group_read(g, low);
}

bool group_cover(struct group *g, unsigned place, unsigned lanes, bool dbl)
{
	lanes &= g->pending[place];
	if (!lanes)
		return false;
	if (g->dbl[place] != dbl) {
		g->holds[place] = 1;
		return false;
	}
	g->pending[place] &= ~lanes;
	return g->refs[place] || g->holds[place];
}

void group_hold(struct group *g, unsigned place)
{
	if (g->pending[place])
		g->holds[place] = 1;
}

static unsigned lanes_of(unsigned log2)
{
	return log2 == 3 ? 3 : 1;
}

/* Lanes of `from` come to be those of `to`, which may have pending ones of its own elsewhere. */
static void pass_on(struct group *g, unsigned to, unsigned from, unsigned lanes)
{
	lanes &= g->pending[from];
	if (!lanes)
		return;
	if ((g->pending[to] && g->dbl[to] != g->dbl[from]) || (g->dbl[from] && ((lanes >> 1 ^ lanes) & 5))) {
		g->holds[from] = 1;	/* another type, or half of a double */
		return;
	}
	g->pending[to] |= lanes;
	g->dbl[to] = g->dbl[from];
	g->pending[from] &= ~lanes;
	g->holds[to] = 1;
}

static unsigned make_zero(struct group *g, unsigned guest)
{
	unsigned t = group_alloc(g, guest);

	put(g->e, a64_movi_2d(t, 0));
	g->zero_above[t] = 2;
	group_set(g, guest, t, PLACE_NONE, 0);
	return t;
}

/* Bits above the low element are 0. */
static unsigned merge_zero(struct group *g, unsigned guest)
{
	struct rep r = g->rep[guest];
	unsigned t;

	if (g->zero_above[r.low] && g->zero_above[r.low] <= r.log2) {
		group_set(g, guest, r.low, PLACE_NONE, 0);
		return r.low;
	}
	t = group_alloc(g, guest);
	put(g->e, a64_fmov(r.log2 == 3 ? A64_D : A64_S, t, r.low));
	pass_on(g, t, r.low, lanes_of(r.log2));
	g->zero_above[t] = r.log2;
	group_set(g, guest, t, PLACE_NONE, 0);
	return t;
}

/* Into one of the two registers where nobody else needs it as it is, else into a third. */
static unsigned merge(struct group *g, unsigned guest)
{
	struct rep r = g->rep[guest];
	unsigned lanes = lanes_of(r.log2), t = r.full;

	if (r.full == PLACE_ZERO)
		return merge_zero(g, guest);
	if (g->refs[r.full] == 1 && is_own(g, r.full) && !(g->busy >> r.full & 1) && !(g->pending[r.full] & lanes)) {
		put(g->e, a64_ins_elem(r.log2, t, 0, r.low, 0));
		pass_on(g, t, r.low, lanes);
	} else if (r.log2 == 3 && g->refs[r.low] == 1 && is_own(g, r.low) && !(g->busy >> r.low & 1)) {
		t = r.low;
		put(g->e, a64_ins_elem(3, t, 1, r.full, 1));
		pass_on(g, t, r.full, 12);
	} else {
		t = group_alloc(g, guest);
		put(g->e, a64_vmov(A64_16B, t, r.full));
		put(g->e, a64_ins_elem(r.log2, t, 0, r.low, 0));
		pass_on(g, t, r.full, 15 & ~lanes);
		pass_on(g, t, r.low, lanes);
	}
	g->zero_above[t] = 0;
	group_set(g, guest, t, PLACE_NONE, 0);
	return t;
}

unsigned group_full(struct group *g, unsigned guest)
{
	struct rep r = g->rep[guest];

	if (r.low != PLACE_NONE)
		return merge(g, guest);
	if (r.full == PLACE_ZERO)
		return make_zero(g, guest);
	group_read(g, r.full);
	return r.full;
}

unsigned group_low(struct group *g, unsigned guest, unsigned log2)
{
	struct rep r = g->rep[guest];

	if (r.low == PLACE_NONE || r.log2 != log2)
		return group_full(g, guest);
	group_read(g, r.low);
	return r.low;
}

unsigned group_high(struct group *g, unsigned guest)
{
	struct rep r = g->rep[guest];

	if (r.full == PLACE_ZERO)
		return group_full(g, guest);
	group_read(g, r.full);
	return r.full;
}
