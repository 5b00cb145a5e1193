/* SPDX-License-Identifier: GPL-2.0-only */
/* rng.h - reproducible random numbers: the same seed gives the same cases everywhere. */
#ifndef TESTS_INSN_RNG_H
#define TESTS_INSN_RNG_H

#include "a64/types.h"

struct rng {
	u64 s;
};

static inline u64 rng_next(struct rng *r)
{
	u64 z = (r->s += 0x9e3779b97f4a7c15ull);

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

static inline u32 rng_below(struct rng *r, u32 n)
{
	return (u32)((rng_next(r) >> 32) * n >> 32);
}

/* True once in n. */
static inline bool rng_one_in(struct rng *r, u32 n)
{
	return rng_below(r, n) == 0;
}

/* Integers that are corners of some size. */
u64 rng_corner(struct rng *r);
/* 16 bytes whose lanes, of some size and type, are corners. */
void rng_vector(struct rng *r, u8 v[16]);
/* An 80-bit number, 10 bytes, of every class. */
void rng_x87(struct rng *r, u8 v[16]);

#endif
