/* SPDX-License-Identifier: GPL-2.0-only */
/* rng.c - numbers at which instructions change their behaviour. */
#include "rng.h"

static const u64 whole[] = {
	0, 1, 2, 0x7f, 0x80, 0x81, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0x80000001,
	0xffffffff, 0x100000000, 0x7fffffffffffffff, 0x8000000000000000, 0x8000000000000001, 0xfffffffffffffffe,
	0xffffffffffffffff, 0xaaaaaaaaaaaaaaaa, 0x5555555555555555, 0xffffffff80000000, 0xffffffffffff8000, 0xffffffffffffff80,
	0x0123456789abcdef, 0xfffffffeffffffff, 0x00000000fffffffe,
};

static const u32 singles[] = {
	0, 0x80000000, 1, 0x80000001, 0x007fffff, 0x00800000, 0x3f800000, 0xbf800000, 0x3f000000, 0x3effffff, 0x3f000001,
	0x40200000, 0xc0200000, 0x4b000001, 0x4b7fffff, 0x4effffff, 0x4f000000, 0xcf000000, 0xcf000001, 0x4f7fffff, 0x4f800000,
	0x5f000000, 0xdf000000, 0x7f7fffff, 0xff7fffff, 0x7f800000, 0xff800000, 0x7fc00000, 0xffc00000, 0x7f800001, 0xffbfffff,
	0x7fd12345, 0x3f7fffff, 0x00000002, 0x34000000, 0x33800000, 0x00400000,
};

static const u64 doubles[] = {
	0, 0x8000000000000000, 1, 0x8000000000000001, 0x000fffffffffffff, 0x0010000000000000, 0x3ff0000000000000,
	0xbff0000000000000, 0x3fe0000000000000, 0x3fdfffffffffffff, 0x3fe0000000000001, 0x4004000000000000, 0xc004000000000000,
	0x4330000000000001, 0x41dfffffffc00000, 0x41dfffffffffffff, 0x41e0000000000000, 0xc1e0000000000000, 0xc1e0000000200000,
	0x43dfffffffffffff, 0x43e0000000000000, 0xc3e0000000000000, 0x7fefffffffffffff, 0xffefffffffffffff, 0x7ff0000000000000,
	0xfff0000000000000, 0x7ff8000000000000, 0xfff8000000000000, 0x7ff0000000000001, 0xfff7ffffffffffff, 0x7ff9123456789abc,
	0x36a0000000000000, 0x3810000000000000, 0x380fffffffffffff, 0x47efffffefffffff, 0x47effffff0000000, 0x47f0000000000000,
	0x3690000000000000, 0x3fefffffffffffff, 0x3ca0000000000000,
};

#define PICK(r, a) (a)[rng_below(r, sizeof(a) / sizeof((a)[0]))]

u64 rng_corner(struct rng *r)
{
	static const u64 keep[] = { 0xff, 0xffff, 0xffffffff };
	u64 v, mask;

	switch (rng_below(r, 8)) {
	case 0:
		return PICK(r, whole);
	case 1:
		return rng_below(r, 130);
	case 2:
		return 1ull << rng_below(r, 64);
	case 3:
		return rng_next(r);
	case 4:
		return rng_next(r) >> rng_below(r, 64);
	case 5:
		return (s64)rng_next(r) >> rng_below(r, 64);
	}
	v = PICK(r, whole);
	mask = PICK(r, keep);
	return (rng_next(r) & ~mask) | (v & mask);
}

static u32 single(struct rng *r)
{
	u32 v = rng_next(r);

	switch (rng_below(r, 8)) {
	case 0:
		return v;
	case 1:		/* near 1, so that sums and quotients round */
		return (v & 0x81ffffff) | 0x3e000000;
	case 2:		/* an integer */
		return (v & 0x83ffffff) | 0x48000000;
	default:
		return PICK(r, singles);
	}
}

static u64 dbl(struct rng *r)
{
	u64 v = rng_next(r);

	switch (rng_below(r, 8)) {
	case 0:
		return v;
	case 1:
		return (v & 0x803fffffffffffff) | 0x3fc0000000000000;
	case 2:
		return (v & 0x803fffff00000000) | 0x41c0000000000000 | (v & 0xfff);
	case 3:		/* a single in double format */
		return (v & 0x81ffffffe0000000) | 0x3e00000000000000;
	default:
		return PICK(r, doubles);
	}
}

void rng_vector(struct rng *r, u8 v[16])
{
	static const u8 sizes[] = { 1, 2, 4, 8 };
	unsigned type = rng_below(r, 10), size = sizes[type & 3], i;
	u64 x;

	for (i = 0; i < 16; i += size) {
		if (type < 4) {
			x = rng_corner(r);
		} else if (type < 7) {
			size = 4;
			x = single(r);
		} else {
			size = 8;
			x = dbl(r);
		}
		__builtin_memcpy(v + i, &x, size);
	}
	if (rng_one_in(r, 12))
		__builtin_memcpy(v + 8, v, 8);
}

static const u16 exponents[] = {
	0, 1, 2, 0x3fff, 0x3ffe, 0x4000, 0x403e, 0x403d, 0x403f, 0x401e, 0x400e, 0x7ffe, 0x7fff, 0x3f80, 0x407e, 0x407f, 0x3c00, 0x43fe,
	0x43ff, 0x3fbf, 0x3f69, 0x3bcd,
};
static const u64 significands[] = {
	0, 1ull << 63, ~0ull, 1, 3ull << 62, (3ull << 62) | 1, (1ull << 63) | 1, ~0ull << 11, ~0ull << 40, ~0ull >> 1,
	0x8000000000000400, 0x8000008000000000, 0xa000000000000000,
};

void rng_x87(struct rng *r, u8 v[16])
{
	u64 mant = rng_one_in(r, 2) ? PICK(r, significands) : rng_next(r) | 1ull << 63;
	u16 sexp = rng_one_in(r, 2) ? PICK(r, exponents) : 0x3fff - 40 + rng_below(r, 80);

	if (rng_one_in(r, 64))
		mant = rng_next(r);
	if (rng_one_in(r, 16))
		sexp = rng_next(r);
	sexp = (sexp & 0x7fff) | (rng_next(r) & 0x8000);
	__builtin_memset(v, 0, 16);
	__builtin_memcpy(v, &mant, 8);
	__builtin_memcpy(v + 8, &sexp, 2);
}
