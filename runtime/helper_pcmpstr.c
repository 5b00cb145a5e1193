/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * helper_pcmpstr.c - PCMPESTRI, PCMPESTRM, PCMPISTRI, PCMPISTRM; translator/pcmpstr.h is the contract. Pure. SDM 1, 4.1.
 */
#include "helpers.h"
#include "pcmpstr.h"

enum { RAX = 0, RDX = 2, NZCV_N = 1u << 31, NZCV_Z = 1 << 30, NZCV_C = 1 << 29, NZCV_V = 1 << 28 };

/* A string: the elements that are valid come first. */
struct string {
	s32 at[16];
	u32 valid;
};

static u32 bits(u32 n)
{
	return (1u << n) - 1;
}

static void read_elements(struct string *s, const u8 *bytes, u32 imm)
{
	u32 i;

	for (i = 0; i < 16; i++) {
		u16 word = i < 8 ? bytes[2 * i] | bytes[2 * i + 1] << 8 : 0;

		if (imm & PCMPSTR_WORDS)
			s->at[i] = imm & PCMPSTR_SIGNED ? (s16)word : word;
		else
			s->at[i] = imm & PCMPSTR_SIGNED ? (s8)bytes[i] : bytes[i];
	}
}

static u32 implicit_length(const struct string *s, u32 n)
{
	u32 i;

	for (i = 0; i < n && s->at[i]; i++)
		;
	return i;
}

/* Lengths below zero count as positive, and none is longer than the operand. */
static u32 explicit_length(u64 reg, u32 op, u32 n)
{
	s64 length = op & PCMPSTR_WIDE ? (s64)reg : (s32)reg;
	u64 size = length < 0 ? -(u64)length : (u64)length;

	return size < n ? (u32)size : n;
}

/* Elements of b that equal any of a. */
static u32 match_any(const struct string *a, const struct string *b)
{
	u32 i, j, out = 0;

	for (j = 0; j < b->valid; j++)
		for (i = 0; i < a->valid; i++)
			out |= (u32)(a->at[i] == b->at[j]) << j;
	return out;
}

/* Elements of b that lie in any of the ranges {a[0], a[1]}, {a[2], a[3]} ... */
static u32 match_ranges(const struct string *a, const struct string *b)
{
	u32 i, j, out = 0;

	for (j = 0; j < b->valid; j++)
		for (i = 0; i + 1 < a->valid; i += 2)
			out |= (u32)(a->at[i] <= b->at[j] && b->at[j] <= a->at[i + 1]) << j;
	return out;
}

/* Behind the end of both strings all is equal. */
static u32 match_each(const struct string *a, const struct string *b, u32 n)
{
	u32 i, longer = a->valid > b->valid ? a->valid : b->valid;
	u32 shorter = a->valid < b->valid ? a->valid : b->valid;
	u32 out = bits(n) & ~bits(longer);

	for (i = 0; i < shorter; i++)
		out |= (u32)(a->at[i] == b->at[i]) << i;
	return out;
}

/* Places of b at which all of a stands, as far as the operand reaches. */
static u32 match_ordered(const struct string *a, const struct string *b, u32 n)
{
	u32 i, j, out = 0;

	for (j = 0; j < n; j++) {
		for (i = 0; i < a->valid && j + i < n; i++)
			if (j + i >= b->valid || a->at[i] != b->at[j + i])
				break;
		out |= (u32)(i == a->valid || j + i == n) << j;
	}
	return out;
}

static u32 match(const struct string *a, const struct string *b, u32 imm, u32 n)
{
	switch (pcmpstr_match(imm)) {
	case PCMPSTR_ANY: return match_any(a, b);
	case PCMPSTR_RANGES: return match_ranges(a, b);
	case PCMPSTR_EACH: return match_each(a, b, n);
	case PCMPSTR_ORDERED: return match_ordered(a, b, n);
	}
	return 0;
}

static u32 index_of(u32 found, u32 imm, u32 n)
{
	if (!found)
		return n;
	return imm & PCMPSTR_LAST ? 31 - (u32)__builtin_clz(found) : (u32)__builtin_ctz(found);
}

static void write_mask(u8 *mask, u32 found, u32 imm)
{
	u32 i;

	for (i = 0; i < 16; i++)
		mask[i] = i < 2 ? found >> 8 * i : 0;
	for (i = 0; imm & PCMPSTR_EXPAND && i < 16; i++)
		mask[i] = -(found >> (imm & PCMPSTR_WORDS ? i / 2 : i) & 1);
}

void rt_pcmpstr(struct xstate *st)
{
	u32 op = (u32)st->arg[0], n = op & PCMPSTR_WORDS ? 8 : 16, found;
	struct string a, b;

	read_elements(&a, st->area + PCMPSTR_FIRST, op);
	read_elements(&b, st->area + PCMPSTR_SECOND, op);
	a.valid = op & PCMPSTR_EXPLICIT ? explicit_length(st->gpr[RAX], op, n) : implicit_length(&a, n);
	b.valid = op & PCMPSTR_EXPLICIT ? explicit_length(st->gpr[RDX], op, n) : implicit_length(&b, n);
	found = match(&a, &b, op, n);
	if (pcmpstr_negated(op))
		found ^= bits(pcmpstr_masked(op) ? b.valid : n);
	write_mask(st->area + PCMPSTR_MASK, found, op);
	st->arg[0] = index_of(found, op, n);
	st->arg[1] = (a.valid < n ? NZCV_N : 0) | (b.valid < n ? NZCV_Z : 0) | (found ? 0 : NZCV_C) |
		     (found & 1 ? NZCV_V : 0);
}
