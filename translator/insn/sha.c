// SPDX-License-Identifier: GPL-2.0-only
/*
 * sha.c - SHA1RNDS4 SHA1NEXTE SHA1MSG1 SHA1MSG2 SHA256RNDS2 SHA256MSG1 SHA256MSG2. SDM 2B.
 *
 * x86 counts a word's steps downwards (A, or W0, is the highest element), Arm upwards; but for the message of SHA-256,
 * which both count upwards. Where the host has no SHA instructions the rounds are done in general registers.
 */
#include "sha.h"
#include "vec.h"
#include "../region.h"
#include "../rows.h"

static bool has(const struct emit *e, u32 feature)
{
	return e->opt->features & feature;
}

static void reverse_words(struct emit *e, unsigned d, unsigned s)
{
	put(e, a64_vrev64(A64_4S, d, s));
	put(e, a64_vext(A64_16B, d, d, d, 8));
}

/* d = every 32-bit element of s rotated left by n. d is not s. */
static void rotate_left(struct emit *e, unsigned d, unsigned s, unsigned n)
{
	put(e, a64_vshl(A64_4S, d, s, n));
	put(e, a64_vsri(A64_4S, d, s, 32 - n));
}

/* ---- SHA-1 ---- */

static const u32 sha1_constants[] = { 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6 };

static void sha1_rounds_arm(struct emit *e, unsigned d, unsigned words, unsigned step)
{
	unsigned abcd = vtmp(e), zero;

	reverse_words(e, words, words);
	reverse_words(e, abcd, d);
	zero = vconst_zero(e);
	switch (step) {
	case 0: put(e, a64_sha1c(abcd, zero, words)); break;
	case 2: put(e, a64_sha1m(abcd, zero, words)); break;
	default: put(e, a64_sha1p(abcd, zero, words)); break;
	}
	put(e, a64_vrev64(A64_4S, abcd, abcd));
	put(e, a64_vext(A64_16B, d, abcd, abcd, 8));
}

/* t = f(b, c, d): choose, parity, majority */
static void sha1_function(struct emit *e, unsigned t, const unsigned r[5], unsigned u, unsigned step)
{
	unsigned b = r[1], c = r[2], d = r[3];

	if (step == 0) {
		put(e, a64_eor_reg(W32, t, c, d, A64_LSL, 0));
		put(e, a64_and_reg(W32, t, t, b, A64_LSL, 0));
		put(e, a64_eor_reg(W32, t, t, d, A64_LSL, 0));
	} else if (step == 2) {
		put(e, a64_orr_reg(W32, t, b, c, A64_LSL, 0));
		put(e, a64_and_reg(W32, t, t, d, A64_LSL, 0));
		put(e, a64_and_reg(W32, u, b, c, A64_LSL, 0));
		put(e, a64_orr_reg(W32, t, t, u, A64_LSL, 0));
	} else {
		put(e, a64_eor_reg(W32, t, b, c, A64_LSL, 0));
		put(e, a64_eor_reg(W32, t, t, d, A64_LSL, 0));
	}
}

/* One round on r = A B C D E; E is then the new A. */
static void sha1_round(struct emit *e, const unsigned r[5], unsigned words, unsigned i, unsigned step)
{
	unsigned t = HR_A1, u = HR_A2;

	sha1_function(e, t, r, u, step);
	if (i) {
		put(e, a64_add_reg(W32, r[4], r[4], t, A64_LSL, 0));
		t = r[4];
	}
	put(e, a64_umov(2, u, words, 3 - i));
	put(e, a64_add_reg(W32, r[4], t, u, A64_LSL, 0));
	put(e, a64_ror_imm(W32, u, r[0], 27));
	put(e, a64_add_reg(W32, r[4], r[4], u, A64_LSL, 0));
	put(e, a64_ror_imm(W32, r[1], r[1], 2));
}

/* Takes all seven temporaries: an address that x20-x22 held has been used by now. */
static void take_temporaries(struct emit *e)
{
	e->slot_busy = 0;
	for (e->ntmp = 0; e->slot_busy != 7;)
		tmp(e);
}

static void sha1_rounds_integer(struct emit *e, unsigned d, unsigned words, unsigned step)
{
	unsigned r[5] = { HR_T0, HR_T1, HR_T2, HR_T3, HR_A0 }, i, k, last;

	take_temporaries(e);
	for (i = 0; i < 4; i++)
		put(e, a64_umov(2, r[i], d, 3 - i));
	for (i = 0; i < 4; i++) {
		sha1_round(e, r, words, i, step);
		last = r[4];
		for (k = 4; k > 0; k--)
			r[k] = r[k - 1];
		r[0] = last;
	}
	put(e, a64_fmov_from_gpr(W32, words, r[3]));
	for (i = 1; i < 4; i++)
		put(e, a64_ins_gen(2, words, i, r[3 - i]));
	put(e, a64_vmov(A64_16B, d, words));
}

/* The first word comes with E added. */
static void emit_sha1rnds4(struct emit *e, const struct insn *in)
{
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), words = vtmp(e), step = in->imm & 3;
	u64 k = sha1_constants[step] * 0x100000001ull;

	put(e, a64_vadd(A64_4S, words, vconst(e, k, k), s));
	if (has(e, HF_SHA1))
		sha1_rounds_arm(e, d, words, step);
	else
		sha1_rounds_integer(e, d, words, step);
}

/* The source, with A rotated by 30 added to its highest word. */
static void emit_sha1nexte(struct emit *e, const struct insn *in)
{
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), t = vtmp(e);

	rotate_left(e, t, d, 30);
	put(e, a64_vadd(A64_4S, t, t, s));
	commit(e);
	mov_vector(e, d, s);
	put(e, a64_ins_elem(2, d, 3, t, 3));
}

static void emit_sha1msg1(struct emit *e, const struct insn *in)
{
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), t = vtmp(e);

	put(e, a64_vext(A64_16B, t, s, d, 8));
	put(e, a64_veor(A64_16B, d, d, t));
}

/* The last of the four words depends on the first. */
static void emit_sha1msg2(struct emit *e, const struct insn *in)
{
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), t = vtmp(e), u = vtmp(e), v;

	if (has(e, HF_SHA1)) {
		reverse_words(e, t, d);
		reverse_words(e, u, s);
		put(e, a64_sha1su1(t, u));
		put(e, a64_vrev64(A64_4S, t, t));
		put(e, a64_vext(A64_16B, d, t, t, 8));
		return;
	}
	v = vtmp(e);
	put(e, a64_vext(A64_16B, u, vconst_zero(e), s, 12));
	put(e, a64_veor(A64_16B, u, u, d));
	rotate_left(e, t, u, 1);
	put(e, a64_dup_scalar(2, u, t, 3));
	rotate_left(e, v, u, 1);
	put(e, a64_veor(A64_16B, d, t, v));
}

/* ---- SHA-256: rounds ---- */

/*
 * Arm's instructions do four rounds. x86 code does them by two of its own, with the words' halves swapped between:
 *	sha256rnds2 x, y; pshufd xmm0, xmm0, 0x0e; sha256rnds2 y, x
 * Where the code goes on like that the state stays in v30 and v31, in Arm's order, and the second one only takes its result from
 * there; so does the first of the next four rounds. Between them every guest register has its value as always.
 */
static bool is_rounds(const struct insn *in)
{
	return in_family(in, FAMILY_sha) && in->opcode == 0xcb;
}

static bool swaps_words(const struct insn *in)
{
	return in->opcode == 0x70 && in->prefix & P_OSZ && in->op[1].kind == OPK_XMM && in->op[1].reg == 0 && (in->imm & 15) == 14;
}

/* Changes no vector register but its first operand. Whoever takes v30 or v31 as a temporary ends what they hold. */
static bool is_harmless(const struct insn *in)
{
	return !(in->attr & (A_FLOW | A_STR)) && !in_family(in, FAMILY_vec_string);
}

/* The instruction with the next two rounds of the same state, when nothing between changes it; words: nor XMM0 but for the swap. */
static const struct insn *next_rounds(const struct emit *e, const struct insn *in, bool words)
{
	const struct insn *last = e->block->last, *next;
	unsigned d = in->op[0].reg, s = in->op[1].reg;
	bool swapped = false;

	if (in->op[1].kind != OPK_XMM || !d || !s || d == s || e->opt->single)
		return 0;
	for (next = in + 1; next <= last; next++) {
		if (is_rounds(next))
			return next->op[0].reg == s && next->op[1].kind == OPK_XMM && next->op[1].reg == d && swapped == words ? next : 0;
		if (!is_harmless(next))
			return 0;
		if (next->op[0].kind != OPK_XMM || next->attr & A_RO)
			continue;
		if (next->op[0].reg == d || next->op[0].reg == s)
			return 0;
		if (!next->op[0].reg && words) {
			if (swapped || !swaps_words(next))
				return 0;
			swapped = true;
		}
	}
	return 0;
}

/* ABCD and EFGH from ABEF in s and CDGH in d. */
static void sha256_load(struct emit *e, unsigned d, unsigned s, unsigned abcd, unsigned efgh)
{
	unsigned x = vtmp(e);

	put(e, a64_vrev64(A64_4S, x, s));
	put(e, a64_vrev64(A64_4S, efgh, d));
	put(e, a64_vzip2(A64_2D, abcd, x, efgh));
	put(e, a64_vzip1(A64_2D, efgh, x, efgh));
}

unsigned sha256_index(struct emit *e, bool first)
{
	return first ? vconst(e, 0x1312111017161514, 0x0302010007060504) : vconst(e, 0x1b1a19181f1e1d1c, 0x0b0a09080f0e0d0c);
}

/* After four rounds C D G H are the A B E F that were there after two. */
static void sha256_rounds_arm(struct emit *e, unsigned d, unsigned s)
{
	bool found = e->sha_at == e->in, half = found && e->sha_half;
	unsigned abcd = VR_SHA, efgh = VR_SHA + 1, old;

	vtmp_take(e, abcd);
	vtmp_take(e, efgh);
	if (!found)
		sha256_load(e, d, s, abcd, efgh);
	if (!half) {
		old = vtmp(e);
		put(e, a64_vmov(A64_16B, old, abcd));
		put(e, a64_sha256h(abcd, efgh, 0));
		put(e, a64_sha256h2(efgh, old, 0));
	}
	put(e, a64_vtbl(A64_16B, 2, d, abcd, sha256_index(e, half)));
	e->sha_half = !half;
	e->sha_at = next_rounds(e, e->in, !half);
}

/* rd = rn rotated right by a, b and c, combined. */
static void sha256_sum(struct emit *e, unsigned rd, unsigned rn, unsigned a, unsigned b, unsigned c)
{
	put(e, a64_ror_imm(W32, rd, rn, a));
	put(e, a64_eor_reg(W32, rd, rd, rn, A64_ROR, b));
	put(e, a64_eor_reg(W32, rd, rd, rn, A64_ROR, c));
}

/* A word of the state: an element of a vector register. */
struct word {
	u8 v, lane;
};

static unsigned get_word(struct emit *e, unsigned rd, struct word w)
{
	put(e, a64_umov(2, rd, w.v, w.lane));
	return rd;
}

/* x16 += the word, by way of x20 */
static void add_word(struct emit *e, struct word w)
{
	put(e, a64_add_reg(W32, HR_T0, HR_T0, get_word(e, HR_A0, w), A64_LSL, 0));
}

/* One round on w = A..H and the word k: the new A to element 0 of a, the new E to element 0 of b. */
static void sha256_round(struct emit *e, const struct word w[8], struct word k, unsigned a, unsigned b)
{
	unsigned sum = HR_T0, t = HR_T1, x = HR_T2, y = HR_T3, z = HR_A0;

	get_word(e, x, w[4]);
	get_word(e, y, w[5]);
	get_word(e, z, w[6]);
	sha256_sum(e, sum, x, 6, 11, 25);
	put(e, a64_eor_reg(W32, t, y, z, A64_LSL, 0));
	put(e, a64_and_reg(W32, t, t, x, A64_LSL, 0));
	put(e, a64_eor_reg(W32, t, t, z, A64_LSL, 0));
	put(e, a64_add_reg(W32, sum, sum, t, A64_LSL, 0));
	add_word(e, w[7]);
	add_word(e, k);
	put(e, a64_add_reg(W32, t, sum, get_word(e, t, w[3]), A64_LSL, 0));
	put(e, a64_fmov_from_gpr(W32, b, t));
	get_word(e, x, w[0]);
	get_word(e, y, w[1]);
	get_word(e, z, w[2]);
	sha256_sum(e, t, x, 2, 13, 22);
	put(e, a64_add_reg(W32, sum, sum, t, A64_LSL, 0));
	put(e, a64_orr_reg(W32, t, x, y, A64_LSL, 0));
	put(e, a64_and_reg(W32, t, t, z, A64_LSL, 0));
	put(e, a64_and_reg(W32, x, x, y, A64_LSL, 0));
	put(e, a64_orr_reg(W32, t, t, x, A64_LSL, 0));
	put(e, a64_add_reg(W32, sum, sum, t, A64_LSL, 0));
	put(e, a64_fmov_from_gpr(W32, a, sum));
}

static void sha256_rounds_integer(struct emit *e, unsigned d, unsigned s)
{
	u8 a1 = vtmp(e), e1 = vtmp(e), a2 = vtmp(e), e2 = vtmp(e);
	const struct word first[8] = { { s, 3 }, { s, 2 }, { d, 3 }, { d, 2 }, { s, 1 }, { s, 0 }, { d, 1 }, { d, 0 } };
	const struct word second[8] = { { a1, 0 }, first[0], first[1], first[2], { e1, 0 }, first[4], first[5], first[6] };

	take_temporaries(e);
	sha256_round(e, first, (struct word){ 0, 0 }, a1, e1);
	sha256_round(e, second, (struct word){ 0, 1 }, a2, e2);
	put(e, a64_vzip1(A64_4S, e1, e1, e2));
	put(e, a64_vzip1(A64_4S, a1, a1, a2));
	put(e, a64_vzip1(A64_2D, d, e1, a1));
}

/* Two rounds: A B E F in the source, C D G H in the destination, words with constants added in XMM0. */
static void emit_sha256rnds2(struct emit *e, const struct insn *in)
{
	unsigned d = in->op[0].reg, s = xmm(e, in, 1);

	if (has(e, HF_SHA2))
		sha256_rounds_arm(e, d, s);
	else
		sha256_rounds_integer(e, d, s);
}

/* ---- SHA-256: message ---- */

/* d = x rotated right by a and by b, and shifted right by c, combined. */
static void sha256_sigma(struct emit *e, unsigned d, unsigned t, unsigned x, unsigned a, unsigned b, unsigned c)
{
	rotate_left(e, d, x, 32 - a);
	rotate_left(e, t, x, 32 - b);
	put(e, a64_veor(A64_16B, d, d, t));
	put(e, a64_vushr(A64_4S, t, x, c));
	put(e, a64_veor(A64_16B, d, d, t));
}

static void emit_sha256msg1(struct emit *e, const struct insn *in)
{
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), x, t, u;

	if (has(e, HF_SHA2)) {
		put(e, a64_sha256su0(d, s));
		return;
	}
	x = vtmp(e);
	t = vtmp(e);
	u = vtmp(e);
	put(e, a64_vext(A64_16B, x, d, s, 4));
	sha256_sigma(e, t, u, x, 7, 18, 3);
	put(e, a64_vadd(A64_4S, d, d, t));
}

/* The upper two words depend on the lower two. */
static void emit_sha256msg2(struct emit *e, const struct insn *in)
{
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), x = vtmp(e), zero = vconst_zero(e), t, u;

	if (has(e, HF_SHA2)) {
		put(e, a64_vzip2(A64_2D, x, zero, s));
		put(e, a64_sha256su1(d, zero, x));
		return;
	}
	t = vtmp(e);
	u = vtmp(e);
	put(e, a64_dup_scalar(3, x, s, 1));
	sha256_sigma(e, t, u, x, 17, 19, 10);
	put(e, a64_vadd(A64_4S, x, d, t));
	sha256_sigma(e, t, u, x, 17, 19, 10);
	put(e, a64_vext(A64_16B, t, zero, t, 8));
	put(e, a64_vadd(A64_4S, d, x, t));
}

const struct row sha_rows[] = {
	/*  encoding		operands	written read undef	cpuid	attributes	emitter */
	ROW("NP 0F 38 C8 /r",	"Vdq Wdq",	0, 0, 0,	SHA,	A_ALIGN,	emit_sha1nexte),
	ROW("NP 0F 38 C9 /r",	"Vdq Wdq",	0, 0, 0,	SHA,	A_ALIGN,	emit_sha1msg1),
	ROW("NP 0F 38 CA /r",	"Vdq Wdq",	0, 0, 0,	SHA,	A_ALIGN,	emit_sha1msg2),
	ROW("NP 0F 38 CB /r",	"Vdq Wdq XMM0",	0, 0, 0,	SHA,	A_ALIGN,	emit_sha256rnds2),
	ROW("NP 0F 38 CC /r",	"Vdq Wdq",	0, 0, 0,	SHA,	A_ALIGN,	emit_sha256msg1),
	ROW("NP 0F 38 CD /r",	"Vdq Wdq",	0, 0, 0,	SHA,	A_ALIGN,	emit_sha256msg2),
	ROW("NP 0F 3A CC /r",	"Vdq Wdq Ib",	0, 0, 0,	SHA,	A_ALIGN,	emit_sha1rnds4),
};
