// SPDX-License-Identifier: GPL-2.0-only
/*
 * vec_shuffle.c - PSHUFD PSHUFLW PSHUFHW PSHUFW PSHUFB SHUFPS SHUFPD. SDM 2B.
 *
 * The immediates that one instruction does are most of those in use. The others look bytes up with a literal, which is
 * two instructions, of which only the second waits for the source.
 */
#include "vec.h"

/* d = bytes of s by index. */
static void look_up(struct emit *e, unsigned d, unsigned s, const u8 index[16])
{
	put(e, a64_vtbl(A64_16B, 1, d, s, vconst_bytes(e, index)));
}

static unsigned lane(unsigned imm, unsigned i)
{
	return imm >> 2 * i & 3;
}

/* Element i of a destination that is its own source comes from elsewhere, all others stay: a single insertion. */
static bool only_lane(unsigned imm, unsigned *at)
{
	unsigned i, moved = 0;

	for (i = 0; i < 4; i++) {
		if (lane(imm, i) == i)
			continue;
		*at = i;
		moved++;
	}
	return moved == 1;
}

/* ---- PSHUFD ---- */

static bool pshufd_word(unsigned imm, unsigned d, unsigned s, u32 *word)
{
	switch (imm) {
	case 0x00: case 0x55: case 0xaa: case 0xff: *word = a64_vdup_elem(A64_4S, d, s, imm & 3); break;
	case 0x44: case 0xee: *word = a64_vdup_elem(A64_2D, d, s, imm >> 1 & 1); break;
	case 0x39: *word = a64_vext(A64_16B, d, s, s, 4); break;
	case 0x4e: *word = a64_vext(A64_16B, d, s, s, 8); break;
	case 0x93: *word = a64_vext(A64_16B, d, s, s, 12); break;
	case 0xb1: *word = a64_vrev64(A64_4S, d, s); break;
	case 0x50: *word = a64_vzip1(A64_4S, d, s, s); break;
	case 0xfa: *word = a64_vzip2(A64_4S, d, s, s); break;
	case 0x88: *word = a64_vuzp1(A64_4S, d, s, s); break;
	case 0xdd: *word = a64_vuzp2(A64_4S, d, s, s); break;
	case 0xa0: *word = a64_vtrn1(A64_4S, d, s, s); break;
	case 0xf5: *word = a64_vtrn2(A64_4S, d, s, s); break;
	case 0xe4: *word = a64_vmov(A64_16B, d, s); break;
	default: return false;
	}
	return true;
}

static void shuffle_dwords(struct emit *e, unsigned d, unsigned s, unsigned imm)
{
	u8 index[16];
	unsigned i, at;
	u32 word;

	if (imm == 0xe4 && d == s) {
		;
	} else if (pshufd_word(imm, d, s, &word)) {
		put(e, word);
	} else if (d == s && only_lane(imm, &at)) {
		put(e, a64_ins_elem(2, d, at, s, lane(imm, at)));
	} else {
		for (i = 0; i < 16; i++)
			index[i] = 4 * lane(imm, i / 4) + i % 4;
		look_up(e, d, s, index);
	}
}

static void emit_pshufd(struct emit *e, const struct insn *in)
{
	unsigned s = xmm(e, in, 1);

	shuffle_dwords(e, in->op[0].reg, s, (u8)in->imm);
}

/* ---- PSHUFLW, PSHUFHW, PSHUFW: the words from `base` on, the other half stays ---- */

static void shuffle_words(struct emit *e, const struct insn *in, unsigned base)
{
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), imm = (u8)in->imm, i, at;
	u8 index[16];

	if (imm == 0xe4) {
		mov_vector(e, d, s);
	} else if (d == s && only_lane(imm, &at)) {
		put(e, a64_ins_elem(1, d, base + at, s, base + lane(imm, at)));
	} else if (d == s && (imm == 0x44 || imm == 0xee)) {
		at = base / 2 + (imm == 0x44);
		put(e, a64_ins_elem(2, d, at, s, at ^ 1));
	} else {
		for (i = 0; i < 16; i++)
			index[i] = i;
		for (i = 0; i < 8; i++)
			index[2 * base + i] = 2 * (base + lane(imm, i / 2)) + i % 2;
		look_up(e, d, s, index);
	}
}

static void emit_pshuflw(struct emit *e, const struct insn *in)
{
	shuffle_words(e, in, 0);
}

static void emit_pshufhw(struct emit *e, const struct insn *in)
{
	shuffle_words(e, in, 4);
}

/* ---- PSHUFB: bit 7 of an index gives 0, those above the size do not count ---- */

static void emit_pshufb(struct emit *e, const struct insn *in)
{
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), t = vtmp(e);
	u64 mask = (in->op[0].size == 8 ? 0x87 : 0x8f) * 0x0101010101010101ull;

	put(e, a64_vand(A64_16B, t, s, vconst(e, mask, mask)));
	put(e, a64_vtbl(A64_16B, 1, d, xmm_first(e, in), t));
}

/* ---- SHUFPS: two elements of the destination, then two of the source ---- */

enum pair { PAIR_LOW, PAIR_HIGH, PAIR_NONE };	/* the half in which the two elements stand */

/* The elements first and second of v as a half of t, by one instruction (*word); 0: they are one of v. */
static enum pair find_pair(unsigned first, unsigned second, unsigned t, unsigned v, u32 *word)
{
	*word = 0;
	switch (first << 4 | second) {
	case 0x01: return PAIR_LOW;
	case 0x23: return PAIR_HIGH;
	case 0x00: case 0x11: case 0x22: case 0x33: *word = a64_vdup_elem(A64_4S, t, v, first); return PAIR_LOW;
	case 0x02: *word = a64_vuzp1(A64_4S, t, v, v); return PAIR_LOW;
	case 0x13: *word = a64_vuzp2(A64_4S, t, v, v); return PAIR_LOW;
	case 0x12: *word = a64_vext(A64_16B, t, v, v, 4); return PAIR_LOW;
	case 0x30: *word = a64_vext(A64_16B, t, v, v, 12); return PAIR_LOW;
	case 0x10: *word = a64_vrev64(A64_4S, t, v); return PAIR_LOW;
	case 0x32: *word = a64_vrev64(A64_4S, t, v); return PAIR_HIGH;
	default: return PAIR_NONE;
	}
}

/* The destination's own pair, in place. */
static enum pair own_pair(struct emit *e, unsigned d, unsigned first, unsigned second)
{
	u32 word;
	enum pair at = find_pair(first, second, d, d, &word);

	if (word)
		put(e, word);
	if (at != PAIR_NONE)
		return at;
	if (second != 1)
		put(e, a64_ins_elem(2, d, 1, d, second));
	if (first != 0)
		put(e, a64_ins_elem(2, d, 0, d, first));
	return PAIR_LOW;
}

/* d = {pair of d, pair of v} */
static u32 join_pairs(enum pair mine, enum pair other, unsigned d, unsigned v)
{
	if (mine == PAIR_LOW)
		return a64_ins_elem(3, d, 1, v, other == PAIR_HIGH);
	return other == PAIR_HIGH ? a64_vzip2(A64_2D, d, d, v) : a64_vext(A64_16B, d, d, v, 8);
}

static void shufps(struct emit *e, unsigned d, unsigned s, unsigned imm)
{
	unsigned t = vtmp(e);
	enum pair mine, other;
	u32 word;

	other = find_pair(lane(imm, 2), lane(imm, 3), t, s, &word);
	if (word)
		put(e, word);
	commit(e);
	mine = own_pair(e, d, lane(imm, 0), lane(imm, 1));
	if (other != PAIR_NONE) {
		put(e, join_pairs(mine, other, d, word ? t : s));
		return;
	}
	if (mine == PAIR_HIGH)
		put(e, a64_vdup_elem(A64_2D, d, d, 1));
	put(e, a64_ins_elem(2, d, 2, s, lane(imm, 2)));
	put(e, a64_ins_elem(2, d, 3, s, lane(imm, 3)));
}

static void emit_shufps(struct emit *e, const struct insn *in)
{
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), imm = (u8)in->imm;

	if (vec_same(in))
		shuffle_dwords(e, d, s, imm);
	else if (imm == 0x88)
		put(e, a64_vuzp1(A64_4S, d, d, s));
	else if (imm == 0xdd)
		put(e, a64_vuzp2(A64_4S, d, d, s));
	else
		shufps(e, d, s, imm);
}

/* ---- SHUFPD ---- */

static void emit_shufpd(struct emit *e, const struct insn *in)
{
	unsigned d = in->op[0].reg, s = xmm(e, in, 1);

	switch (in->imm & 3) {
	case 0: put(e, a64_vzip1(A64_2D, d, d, s)); break;
	case 1: put(e, a64_vext(A64_16B, d, d, s, 8)); break;
	case 2: if (!vec_same(in)) put(e, a64_ins_elem(3, d, 1, s, 1)); break;
	case 3: put(e, a64_vzip2(A64_2D, d, d, s)); break;
	}
}

const struct row vec_shuffle_rows[] = {
	/*  encoding		operands	written read undef	cpuid	attributes	emitter */
	ROW("66 0F 70 /r",	"Vdq Wdq Ib",	0, 0, 0,	SSE2,	A_WO | A_ALIGN,	emit_pshufd),
	ROW("F2 0F 70 /r",	"Vdq Wdq Ib",	0, 0, 0,	SSE2,	A_WO | A_ALIGN,	emit_pshuflw),
	ROW("F3 0F 70 /r",	"Vdq Wdq Ib",	0, 0, 0,	SSE2,	A_WO | A_ALIGN,	emit_pshufhw),
	ROW("66 0F 38 00 /r",	"Vdq Wdq",	0, 0, 0,	SSSE3,	A_ALIGN | A_FOLD,	emit_pshufb),
	ROW("NP 0F C6 /r",	"Vps Wps Ib",	0, 0, 0,	SSE,	A_ALIGN,	emit_shufps),
	ROW("66 0F C6 /r",	"Vpd Wpd Ib",	0, 0, 0,	SSE2,	A_ALIGN,	emit_shufpd),

	ROW("NP 0F 70 /r",	"Pq Qq Ib",	0, 0, 0,	SSE,	A_X87 | A_MMX | A_WO,	emit_pshuflw),
	ROW("NP 0F 38 00 /r",	"Pq Qq",	0, 0, 0,	SSSE3,	A_X87 | A_MMX,	emit_pshufb),
};
