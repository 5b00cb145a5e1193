/*
 * a64_encode.c - the host encoder against a disassembler and against the
 * Arm ARM's own expansion of immediates. Run by a64_encode.sh.
 *
 * a64_encode WORDS ROWS writes the rows' words (binary) and, a line each,
 * "call<tab>expected text", or texts with | between. It prints a line per failed check of its own, then
 * "checks PASSED FAILED".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned refused;	/* operands that an encoder's assertion caught */

#define A64_ASSERT(cond)	((cond) ? (void)0 : (void)refused++)
#include "a64/a64.h"

static FILE *words, *rows;
static unsigned row_count, passed, failed;

static void check(bool ok, const char *what, u64 value)
{
	if (ok) {
		passed++;
		return;
	}
	failed++;
	printf("FAIL %s: %#llx\n", what, (unsigned long long)value);
}

static void row(const char *call, u32 word, const char *text)
{
	if (refused) {
		check(false, call, word);
		refused = 0;
	}
	fwrite(&word, 4, 1, words);
	fprintf(rows, "%s\t%s\n", call, text);
	row_count++;
}

/* The target's address follows the text; the disassembler counts from 0. */
static void row_target(const char *call, u32 word, const char *text, u64 target)
{
	char line[80];

	snprintf(line, sizeof(line), "%s 0x%llx", text, (unsigned long long)target);
	row(call, word, line);
}

static u32 logimm(enum a64_sf sf, u64 v)
{
	u32 enc = 0;

	if (!a64_logimm(sf, v, &enc))
		check(false, "a64_logimm in a row", v);
	return enc;
}

/* RB: CALL names the displacement OFF; RP: between pages; RW: a disassembler may not know the word yet. */
#define PC			(row_count * 4ull)
#define R(call, text)		row(#call, call, text);
#define RB(call, text, off)	row_target(#call, ({ s64 OFF = off; call; }), text, PC + off);
#define RP(call, text, off)	row_target(#call, ({ s64 OFF = off; call; }), text, (PC & ~0xfffull) + off);
#define RW(call, text, word)	row(#call, call, text "|.inst " word " ; undefined");

#include "a64_encode_int.h"
#include "a64_encode_mem.h"
#include "a64_encode_simd.h"
#include "a64_encode_fp.h"

/* The value of N:immr:imms, after DecodeBitMasks() of the Arm ARM; false if reserved. */
static bool decode_bitmask(enum a64_sf sf, u32 enc, u64 *value)
{
	unsigned n = enc >> 12 & 1, immr = enc >> 6 & 63, imms = enc & 63;
	unsigned key = n << 6 | (~imms & 63), len = 6, size, s, r;
	u64 elem = 0, v = 0;

	while (len && !(key >> len & 1))
		len--;
	if (len < 1 || (sf == W32 && n))
		return false;
	size = 1u << len;
	s = imms & (size - 1);
	r = immr & (size - 1);
	if (s == size - 1)
		return false;
	for (unsigned i = 0; i <= s; i++)
		elem |= (u64)1 << ((i + size - r) % size);
	for (unsigned i = 0; i < 64; i += size)
		v |= elem << i;
	*value = sf == W32 ? v & 0xffffffff : v;
	return true;
}

static int compare_u64(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

/* Every bitmask there is, made from the decoder's side; its neighbours in one and two bits; random ones. */
static void check_logimm(enum a64_sf sf, unsigned expected)
{
	static u64 valid[1 << 13];
	unsigned count = 0, unique = 0, bits = 32u << sf;
	u64 v, back, seed = 1;
	u32 enc;

	for (u32 i = 0; i < 1 << 13; i++)
		if (decode_bitmask(sf, i, &v))
			valid[count++] = v;
	qsort(valid, count, sizeof(valid[0]), compare_u64);
	for (unsigned i = 0; i < count; i++)
		if (unique == 0 || valid[unique - 1] != valid[i])
			valid[unique++] = valid[i];
	check(unique == expected, "number of bitmasks", unique);
	for (unsigned i = 0; i < unique; i++) {
		check(a64_logimm(sf, valid[i], &enc) && decode_bitmask(sf, enc, &back) && back == valid[i],
		      "a64_logimm round trip", valid[i]);
		for (unsigned b = 0; b < bits * bits; b++) {
			v = valid[i] ^ (u64)1 << b / bits ^ (b % bits ? (u64)1 << b % bits : 0);
			if (a64_logimm(sf, v, &enc) !=
			    (bsearch(&v, valid, unique, sizeof(v), compare_u64) != NULL))
				check(false, "a64_logimm neighbour", v);
		}
	}
	for (unsigned i = 0; i < 1000000; i++) {
		seed = seed * 6364136223846793005 + 1442695040888963407;
		v = seed >> (seed & 31) & (bits == 32 ? 0xffffffff : ~(u64)0);
		if (a64_logimm(sf, v, &enc) != (bsearch(&v, valid, unique, sizeof(v), compare_u64) != NULL))
			check(false, "a64_logimm random", v);
	}
	check(!a64_logimm(sf, 0, &enc), "a64_logimm refuses", 0);
	check(!a64_logimm(sf, ~(u64)0, &enc), "a64_logimm refuses", ~(u64)0);
}

/* VFPExpandImm() of the Arm ARM. */
static u64 expand_fp(enum a64_fp fp, u32 imm8)
{
	unsigned size = fp == A64_D ? 64 : fp == A64_S ? 32 : 16;
	unsigned exp = fp == A64_D ? 11 : fp == A64_S ? 8 : 5, frac = size - exp - 1;
	u64 b = imm8 >> 6 & 1, v = b ^ 1;

	for (unsigned i = 0; i < exp - 3; i++)
		v = v << 1 | b;
	v = v << 2 | (imm8 >> 4 & 3);
	return (u64)(imm8 >> 7) << (size - 1) | v << frac | (u64)(imm8 & 15) << (frac - 4);
}

static void check_fmovimm(enum a64_fp fp)
{
	unsigned size = fp == A64_D ? 64 : fp == A64_S ? 32 : 16, found = 0;
	u64 values[256];
	u32 imm = 0;

	for (u32 i = 0; i < 256; i++)
		values[i] = expand_fp(fp, i);
	for (u32 i = 0; i < 256; i++) {
		check(a64_fmovimm(fp, values[i], &imm) && imm == i, "a64_fmovimm round trip", values[i]);
		for (unsigned b = 0; b < size; b++) {
			u64 v = values[i] ^ (u64)1 << b;
			bool ok = a64_fmovimm(fp, v, &imm);

			if (ok && expand_fp(fp, imm) != v)
				check(false, "a64_fmovimm neighbour", v);
		}
	}
	for (u64 v = 0; v < 1 << 16; v++)	/* all halves; the top 16 bits of the others */
		found += a64_fmovimm(fp, v << (size - 16), &imm);
	check(found == 256, "number of fmov immediates", found);
	if (size < 64)
		check(!a64_fmovimm(fp, values[0] | (u64)1 << size, &imm), "a64_fmovimm refuses", size);
}

/* AdvSIMDExpandImm() of the Arm ARM for a movi, mvni or fmov word; false for others. */
static bool expand_vector(u32 word, u64 *v)
{
	u32 op = word >> 29 & 1, cmode = word >> 12 & 15, imm8 = (word >> 11 & 0xe0) | (word >> 5 & 31);
	u64 x;

	if ((word & 0x9ff80c00) != 0x0f000400)
		return false;
	if (cmode == 15) {
		x = op ? expand_fp(A64_D, imm8) : expand_fp(A64_S, imm8) * 0x100000001;
		*v = x;
		return true;
	}
	if (cmode == 14) {
		x = 0;
		for (unsigned i = 0; i < 8; i++)
			x |= (op ? (imm8 >> i & 1 ? 0xffull : 0) : (u64)imm8) << (8 * i);
		*v = x;
		return true;
	}
	if (cmode >= 12)
		x = ((u64)imm8 << (cmode & 1 ? 16 : 8) | (cmode & 1 ? 0xffff : 0xff)) * 0x100000001;
	else if (cmode & 1)
		return false;	/* orr, bic */
	else if (cmode >= 8)
		x = ((u64)imm8 << (cmode & 2 ? 8 : 0)) * 0x1000100010001;
	else
		x = ((u64)imm8 << (cmode / 2 * 8)) * 0x100000001;
	*v = op ? ~x : x;
	return true;
}

static void check_vconst(void)
{
	u32 word, imm;
	unsigned shift;
	u64 v, back, seed = 1;

	for (u32 i = 0; i < 2 * 2 * 16 * 256; i++) {
		u32 q = i & 1, op = i >> 1 & 1, cmode = i >> 2 & 15, imm8 = i >> 6;

		word = 0x0f000400 | q << 30 | op << 29 | imm8 >> 5 << 16 | cmode << 12 | (imm8 & 31) << 5;
		if ((cmode == 15 && op && !q) || !expand_vector(word, &v))
			continue;
		check(a64_vconst(q, 30, v, &word) && expand_vector(word, &back) && back == v &&
		      (word >> 30 & 1) == q && (word & 31) == 30, "a64_vconst", v);
	}
	for (unsigned i = 0; i < 1000000; i++) {	/* whatever it accepts is right */
		seed = seed * 6364136223846793005 + 1442695040888963407;
		v = seed >> 32 & seed >> 17 & 0xffffff;
		v = seed & 64 ? v * 0x100000001 : seed;
		if (a64_vconst(1, 0, v, &word) && (!expand_vector(word, &back) || back != v))
			check(false, "a64_vconst random", v);
	}
	check(!a64_vconst(1, 0, 0x123456789abcdef0, &word), "a64_vconst refuses", 0);
	for (u32 i = 0; i < 256; i++)
		check(expand_vector(a64_movi_2d(0, i), &v) && a64_movi_mask(v, &imm) && imm == i,
		      "a64_movi_mask", v);
	check(!a64_movi_mask(0xfe, &imm), "a64_movi_mask refuses", 0xfe);
	for (unsigned s = 0; s < 32; s += 8)
		check(a64_movi_word(0xa5u << s, &imm, &shift) && imm == 0xa5 && shift == s,
		      "a64_movi_word", s);
	check(!a64_movi_word(0x1010, &imm, &shift), "a64_movi_word refuses", 0x1010);
	for (unsigned s = 0; s < 16; s += 8)
		check(a64_movi_half((u16)(0xa5 << s), &imm, &shift) && imm == 0xa5 && shift == s,
		      "a64_movi_half", s);
	check(!a64_movi_half(0x1010, &imm, &shift), "a64_movi_half refuses", 0x1010);
	check(a64_movi_msl(0xa5ff, &imm, &shift) && imm == 0xa5 && shift == 8, "a64_movi_msl", 8);
	check(a64_movi_msl(0xa5ffff, &imm, &shift) && imm == 0xa5 && shift == 16, "a64_movi_msl", 16);
	check(!a64_movi_msl(0xa5fe, &imm, &shift), "a64_movi_msl refuses", 0xa5fe);
}

/* The register after movz, movn, movk and orr-immediate words. */
static u64 run_moves(enum a64_sf sf, unsigned rd, const u32 *code, unsigned n)
{
	u64 v = 0xdeadbeefdeadbeef;

	for (unsigned i = 0; i < n; i++) {
		unsigned shift = (code[i] >> 21 & 3) * 16;
		u64 imm = (u64)(code[i] >> 5 & 0xffff) << shift;

		check((code[i] & 31) == rd && code[i] >> 31 <= sf, "a64_mov_const fields", code[i]);
		switch (code[i] & 0x7f800000) {
		case 0x12800000: v = ~imm; break;
		case 0x52800000: v = imm; break;
		case 0x72800000: v = (v & ~((u64)0xffff << shift)) | imm; break;
		default:
			check((code[i] & 0x7f8003e0) == 0x320003e0 &&
			      decode_bitmask(code[i] >> 31, code[i] >> 10 & 0x1fff, &v),
			      "a64_mov_const word", code[i]);
		}
		if (code[i] >> 31 == W32)
			v &= 0xffffffff;
	}
	return v;
}

static void check_mov_const(void)
{
	static const struct {
		u64 v;
		unsigned words64, words32;
	} known[] = {
		{ 0, 1, 1 }, { ~(u64)0, 1, 1 }, { 0xffff, 1, 1 }, { 0x10000, 1, 1 }, { 0xffffffff, 1, 1 },
		{ 0xfffffffffffffffe, 1, 1 }, { 0x12345678, 2, 2 }, { 0xffffffff80000000, 1, 1 },
		{ 0x0000123400005678, 2, 1 }, { 0x5555555555555555, 1, 1 }, { 0x123456789abcdef0, 4, 2 },
		{ 0xffff12345678ffff, 2, 1 }, { 0x00ff00ff00ff00ff, 1, 1 }, { 0x7fff00000000, 1, 1 },
		{ 0xffffffff12345678, 2, 2 }, { 0x12345678ffff, 3, 1 }, { 0xff00ff00, 1, 1 },
	};
	static const u64 halves[] = { 0, 0xffff, 1, 0x1234, 0x8000, 0x5555 };
	u32 code[4];

	for (unsigned i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		u64 v = known[i].v;

		check(a64_mov_const(X64, 7, v, code) == known[i].words64, "a64_mov_const X length", v);
		check(a64_mov_const(W32, 7, v, code) == known[i].words32, "a64_mov_const W length", v);
	}
	for (unsigned i = 0; i < 6 * 6 * 6 * 6; i++) {
		u64 v = halves[i % 6] | halves[i / 6 % 6] << 16 | halves[i / 36 % 6] << 32 |
			halves[i / 216] << 48;
		unsigned n = a64_mov_const(X64, 30, v, code);

		check(n >= 1 && n <= 4 && run_moves(X64, 30, code, n) == v, "a64_mov_const X", v);
		n = a64_mov_const(W32, 30, v, code);
		check(n >= 1 && n <= 2 && run_moves(W32, 30, code, n) == (u32)v, "a64_mov_const W", v);
	}
}

/* Both ends of a range, one step beyond each, and off the scale. */
#define CHECK_RANGE(fits, low, high, step)					\
	do {									\
		check(fits(low) && fits(high) && fits(0), #fits " inside", low); \
		check(!fits(low - step) && !fits(high + step), #fits " outside", high); \
		check(step == 1 || !fits(1), #fits " scale", step);		\
	} while (0)
#define UOFF_B(v)	a64_is_uoff(0, v)
#define UOFF_X(v)	a64_is_uoff(3, v)
#define UOFF_Q(v)	a64_is_uoff(4, v)
#define POFF_W(v)	a64_is_poff(2, v)
#define POFF_Q(v)	a64_is_poff(4, v)
#define WIDTH_12(v)	a64_fits_signed(v, 12)

static void check_ranges(void)
{
	CHECK_RANGE(UOFF_B, 0, 4095, 1);
	CHECK_RANGE(UOFF_X, 0, 32760, 8);
	CHECK_RANGE(UOFF_Q, 0, 65520, 16);
	CHECK_RANGE(a64_is_soff, -256, 255, 1);
	CHECK_RANGE(POFF_W, -256, 252, 4);
	CHECK_RANGE(POFF_Q, -1024, 1008, 16);
	CHECK_RANGE(a64_is_b, -0x8000000, 0x7fffffc, 4);
	CHECK_RANGE(a64_is_bcond, -0x100000, 0xffffc, 4);
	CHECK_RANGE(a64_is_tb, -0x8000, 0x7ffc, 4);
	CHECK_RANGE(a64_is_adr, -0x100000, 0xfffff, 1);
	CHECK_RANGE(WIDTH_12, -2048, 2047, 1);
	check(a64_is_adrp(0xfff, 0xffffffff), "a64_is_adrp", 0);
	check(!a64_is_adrp(0xfff, 0x100000000), "a64_is_adrp", 1);
	check(a64_is_adrp(0x100000fff, 0), "a64_is_adrp", 2);
	check(!a64_is_adrp(0x100001000, 0), "a64_is_adrp", 3);
	check(a64_adrp_distance(0x1fff, 0x2000) == 0x1000, "a64_adrp_distance", 0);
	for (u64 v = 0; v < 0x2000000; v++)
		if (a64_is_addimm(v) != (v <= 0xfff || (v % 0x1000 == 0 && v / 0x1000 <= 0xfff)))
			check(false, "a64_is_addimm", v);
	check(!a64_is_addimm((u64)1 << 32) && !a64_is_addimm(~(u64)0), "a64_is_addimm wide", 0);
	for (u32 c = A64_EQ; c <= A64_AL; c += 2)
		check(a64_cond_invert(c) == c + 1 && a64_cond_invert(c + 1) == c, "a64_cond_invert", c);
}

static void check_retarget(u32 word, u32 want, s64 off)
{
	check(a64_set_target(&word, off) && word == want, "a64_set_target", want);
}

static void check_unreached(u32 word, s64 off)
{
	u32 w = word;

	check(!a64_set_target(&w, off) && w == word, "a64_set_target refuses", word);
}

static void check_set_target(void)
{
	check_retarget(a64_b(-4), a64_b(0x7fffffc), 0x7fffffc);
	check_retarget(a64_bl(4), a64_bl(-0x8000000), -0x8000000);
	check_retarget(a64_b_cond(A64_LE, -4), a64_b_cond(A64_LE, 0xffffc), 0xffffc);
	check_retarget(a64_cbz(W32, 30, -4), a64_cbz(W32, 30, -0x100000), -0x100000);
	check_retarget(a64_cbnz(X64, 1, -4), a64_cbnz(X64, 1, 8), 8);
	check_retarget(a64_tbz(30, 63, -4), a64_tbz(30, 63, 0x7ffc), 0x7ffc);
	check_retarget(a64_tbnz(1, 0, 4), a64_tbnz(1, 0, -0x8000), -0x8000);
	check_retarget(a64_adr(30, -1), a64_adr(30, 0xffffd), 0xffffd);
	check_retarget(a64_ldr_lit(X64, 30, -4), a64_ldr_lit(X64, 30, 8), 8);
	check_retarget(a64_ldr_lit(W32, 1, 4), a64_ldr_lit(W32, 1, -8), -8);
	check_retarget(a64_ldrsw_lit(1, 4), a64_ldrsw_lit(1, -8), -8);
	check_retarget(a64_vldr_lit(4, 31, 4), a64_vldr_lit(4, 31, -8), -8);
	check_unreached(a64_b(0), 0x8000000);
	check_unreached(a64_b(0), 2);
	check_unreached(a64_b_cond(A64_EQ, 0), 0x100000);
	check_unreached(a64_cbz(X64, 0, 0), -0x100004);
	check_unreached(a64_tbz(0, 0, 0), 0x8000);
	check_unreached(a64_adr(0, 0), 0x100000);
	check_unreached(a64_adrp(0, 0), 0x1000);
	check_unreached(a64_ldr_lit(X64, 0, 0), 6);
	check_unreached(a64_nop(), 4);
	check_unreached(a64_ret(A64_LR), 4);
	check_unreached(a64_ldp(X64, 0, 1, 31, 0), 4);
}

/* Operands no form has: each must be caught by an assertion. */
#define REFUSE(call)								\
	do {									\
		refused = 0;							\
		(void)(call);							\
		check(refused != 0, "not refused: " #call, 0);			\
		refused = 0;							\
	} while (0)

static void check_refusals(void)
{
	REFUSE(a64_add_reg(X64, 32, 0, 0, A64_LSL, 0));
	REFUSE(a64_add_reg(W32, 0, 0, 0, A64_LSL, 32));
	REFUSE(a64_add_ext(X64, 0, 0, 0, A64_UXTB, 5));
	REFUSE(a64_add_imm(X64, 0, 0, 0x1001));
	REFUSE(a64_and_imm(X64, 0, 0, 0x2000));
	REFUSE(a64_movz(W32, 0, 0, 2));
	REFUSE(a64_movz(X64, 0, 0x10000, 0));
	REFUSE(a64_ubfm(W32, 0, 0, 32, 0));
	REFUSE(a64_ubfx(X64, 0, 0, 60, 5));
	REFUSE(a64_bfi(W32, 0, 0, 0, 0));
	REFUSE(a64_lsl_imm(W32, 0, 0, 32));
	REFUSE(a64_lsr_imm(X64, 0, 0, 64));
	REFUSE(a64_extr(W32, 0, 0, 0, 32));
	REFUSE(a64_ccmp_imm(X64, 0, 32, 0, A64_EQ));
	REFUSE(a64_ccmp_imm(X64, 0, 0, 16, A64_EQ));
	REFUSE(a64_rmif(0, 64, 0));
	REFUSE(a64_ldr_uoff(3, 0, 0, 4));
	REFUSE(a64_ldr_uoff(4, 0, 0, 0));
	REFUSE(a64_ldrs_uoff(2, W32, 0, 0, 0));
	REFUSE(a64_ldur(3, 0, 0, 256));
	REFUSE(a64_ldr_reg(3, 0, 0, 0, A64_UXTB, false));
	REFUSE(a64_ldp(X64, 0, 0, 0, 512));
	REFUSE(a64_vldp(1, 0, 0, 0, 0));
	REFUSE(a64_ld1_lane(3, 0, 2, 0));
	REFUSE(a64_casp(X64, false, false, 1, 2, 3));
	REFUSE(a64_b(2));
	REFUSE(a64_tbz(0, 64, 0));
	REFUSE(a64_adrp(0, 1));
	REFUSE(a64_vsshr(A64_8B, 0, 0, 9));
	REFUSE(a64_vsshr(A64_2D, 0, 0, 0));
	REFUSE(a64_vshl(A64_4S, 0, 0, 32));
	REFUSE(a64_vand(A64_4S, 0, 0, 0));
	REFUSE(a64_vmul_elem(A64_4H, 0, 0, 16, 0));
	REFUSE(a64_vext(A64_8B, 0, 0, 0, 8));
	REFUSE(a64_vtbl(A64_16B, 0, 0, 0, 0));
	REFUSE(a64_vtbl(A64_16B, 5, 0, 0, 0));
	REFUSE(a64_ins_gen(3, 0, 2, 0));
	REFUSE(a64_smov(2, W32, 0, 0, 0));
	REFUSE(a64_movi_16(0, 0, 0, 16));
	REFUSE(a64_vfadd(A64_1D, 0, 0, 0));
	REFUSE(a64_fcmeq(A64_H, 0, 0, 0));
	REFUSE(a64_vfmul_elem(A64_2D, 0, 0, 0, 2));
}

int main(int argc, char **argv)
{
	if (argc != 3 || !(words = fopen(argv[1], "wb")) || !(rows = fopen(argv[2], "w"))) {
		fprintf(stderr, "usage: a64_encode WORDS ROWS\n");
		return 2;
	}
	rows_int();
	rows_mem();
	rows_simd();
	rows_fp();
	if (fclose(words) || fclose(rows))
		return 2;

	check_logimm(X64, 5334);
	check_logimm(W32, 1302);
	check_fmovimm(A64_H);
	check_fmovimm(A64_S);
	check_fmovimm(A64_D);
	check_vconst();
	check_mov_const();
	check_ranges();
	check_set_target();
	check_refusals();
	printf("checks %u %u\n", passed, failed);
	return 0;
}
