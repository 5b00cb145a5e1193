/* SPDX-License-Identifier: GPL-2.0-only */
/* world.c - the content of the guest's data pages before a case. */
#include "case.h"

static const u64 corners[] = {
	0, 1, ~0ull, 0x8000000000000000, 0x7fffffffffffffff, 0x80000000, 0x7fffffff, 0xffffffff, 0x8080808080808080,
	0x7f7f7f7f7f7f7f7f, 0x3ff0000000000000, 0x7ff0000000000000, 0xfff8000000000001, 0x3f8000007f800000, 0x0000000100000001,
	0x8000000080000000,
};

static u64 mix(u64 x)
{
	x ^= x >> 31;
	x *= 0x7fb5d329728ea185ull;
	x ^= x >> 27;
	x *= 0x81dadef4bc2dd44dull;
	return x ^ x >> 33;
}

void world_fill(u8 *page, u64 seed)
{
	unsigned i;
	u64 v;

	for (i = 0; i < G_PAGE / 8; i++) {
		v = mix(seed * 0x9e3779b97f4a7c15ull + i + 1);
		if (v % 3 == 0)
			v = corners[v >> 40 & 15];
		__builtin_memcpy(page + i * 8, &v, 8);
	}
}
