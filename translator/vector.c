// SPDX-License-Identifier: GPL-2.0-only
/*
 * vector.c - 128-bit constants: MOVI where one does, else a literal behind the region's code.
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

bool vconst_short(struct emit *e, unsigned vd, u64 lo, u64 hi)
{
	u32 word;

	if (!(lo == hi && a64_vconst(1, vd, lo, &word)) && !(!hi && a64_vconst(0, vd, lo, &word)))
		return false;
	put(e, word);
	return true;
}

void vconst(struct emit *e, unsigned vd, u64 lo, u64 hi)
{
	if (!vconst_short(e, vd, lo, hi))
		vldr_lit_label(e, 4, vd, literal_label(e, lo, hi));
}

void vconst_bytes(struct emit *e, unsigned vd, const u8 bytes[16])
{
	u64 half[2];

	__builtin_memcpy(half, bytes, 16);
	vconst(e, vd, half[0], half[1]);
}
