// SPDX-License-Identifier: GPL-2.0-only
/*
 * vector.c - who has v26-v31, and 128-bit constants: MOVI where one does, else a literal behind the region's code.
 *
 * A literal is two pieces of cold code in a row, its lower and its upper half: data that nothing jumps to.
 */
#include "vector.h"

static void put_u64(struct emit *e, u32 lo, u32 hi)
{
	put(e, lo);
	put(e, hi);
}

static void cold_low(struct emit *e, const struct insn *in, u32 a, u32 b)
{
	u32 i;

	for (i = 0; i < e->ncold; i++)
		if (e->label[e->cold[i].label] == e->n)
			break;
	while (host_at(e, e->n) & 15)
		put(e, a64_nop());
	label_bind(e, e->cold[i].label);
	put_u64(e, a, b);
}

static void cold_high(struct emit *e, const struct insn *in, u32 a, u32 b)
{
	put_u64(e, a, b);
}

static bool is_half(const struct cold *c, cold_fn *fn, u64 half)
{
	return c->fn == fn && c->a == (u32)half && c->b == half >> 32;
}

static u32 literal_label(struct emit *e, u64 lo, u64 hi)
{
	u32 i, label;

	for (i = 0; i + 1 < e->ncold; i++)
		if (is_half(&e->cold[i], cold_low, lo) && is_half(&e->cold[i + 1], cold_high, hi))
			return e->cold[i].label;
	label = cold(e, cold_low, (u32)lo, lo >> 32);
	cold(e, cold_high, (u32)hi, hi >> 32);
	return label;
}

/* One instruction makes it. */
static bool short_const(unsigned vd, u64 lo, u64 hi, u32 *word)
{
	return (lo == hi && a64_vconst(1, vd, lo, word)) || (!hi && a64_vconst(0, vd, lo, word));
}

void vconst_to(struct emit *e, unsigned vd, u64 lo, u64 hi)
{
	u32 word;

	if (short_const(vd, lo, hi, &word))
		put(e, word);
	else
		vldr_lit_label(e, 4, vd, literal_label(e, lo, hi));
}

/* ---- v26-v31 ---- */

static u32 bit(unsigned v)
{
	return 1u << v;
}

/* Registers that nobody wants to keep. */
static u32 idle(const struct emit *e)
{
	u32 kept = e->vbusy | e->vheld | (e->sha_at ? bit(VR_SHA) | bit(VR_SHA + 1) : 0);

	return ~kept & ~0u << VR_T0;
}

static struct held_const *held_in(struct emit *e, unsigned v)
{
	return &e->vconst[v - VR_T0];
}

/* The constant that was used longest ago makes room, else SHA-256's state does. */
static unsigned evict(struct emit *e)
{
	u32 can = e->vheld & ~e->vbusy;
	unsigned v, best = VR_T0;

	if (!can) {
		if (!e->sha_at || e->vbusy & bit(VR_SHA))
			emit_fail(e, "out of vector temporaries");
		return VR_SHA;
	}
	for (v = best = __builtin_ctz(can); v < VR_T0 + MAX_VTMP; v++)
		if (can & bit(v) && held_in(e, v)->used < held_in(e, best)->used)
			best = v;
	return best;
}

void vtmp_take(struct emit *e, unsigned v)
{
	if (v >= VR_SHA)
		e->sha_at = 0;
	e->vheld &= ~bit(v);
	e->vbusy |= bit(v);
}

unsigned vtmp(struct emit *e)
{
	u32 can = idle(e);
	unsigned v = can ? (unsigned)__builtin_ctz(can) : evict(e);

	vtmp_take(e, v);
	return v;
}

/* Temporaries are taken from below, constants from above. */
unsigned vconst(struct emit *e, u64 lo, u64 hi)
{
	u32 rest, can;
	unsigned v;

	for (rest = e->vheld; rest; rest &= rest - 1) {
		v = __builtin_ctz(rest);
		if (held_in(e, v)->lo == lo && held_in(e, v)->hi == hi)
			goto found;
	}
	can = idle(e);
	v = can ? 31u - __builtin_clz(can) : evict(e);
	vtmp_take(e, v);
	vconst_to(e, v, lo, hi);
	*held_in(e, v) = (struct held_const){ .lo = lo, .hi = hi };
	e->vheld |= bit(v);
found:
	e->vbusy |= bit(v);
	held_in(e, v)->used = e->n;
	return v;
}

unsigned vconst_bytes(struct emit *e, const u8 bytes[16])
{
	u64 half[2];

	__builtin_memcpy(half, bytes, 16);
	return vconst(e, half[0], half[1]);
}
