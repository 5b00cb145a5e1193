/*
 * a64/imm.h - which immediates fit, one predicate per form.
 *
 * a64_is_X(value) answers for encoders that take the value itself; the others
 * (a64_logimm, a64_fmovimm, a64_movi_*) also hand back the encoded fields.
 * Byte offsets are relative to the instruction or base register.
 */
#ifndef XLATE_A64_IMM_H
#define XLATE_A64_IMM_H

#include "types.h"

static inline bool a64_fits_signed(s64 v, unsigned width)
{
	return v >= -((s64)1 << (width - 1)) && v < ((s64)1 << (width - 1));
}

/* add/sub immediate: 12 bits, optionally shifted left by 12. */
static inline bool a64_is_addimm(u64 v)
{
	return v < 0x1000 || ((v & 0xfff) == 0 && v < 0x1000000);
}

/* Loads and stores: unsigned offset, scaled by the access size, 12 bits. */
static inline bool a64_is_uoff(unsigned log2size, s64 off)
{
	return off >= 0 && (off & (((s64)1 << log2size) - 1)) == 0 && off >> log2size < 0x1000;
}

/* Unscaled, pre- and post-indexed: 9 bits signed. */
static inline bool a64_is_soff(s64 off)
{
	return a64_fits_signed(off, 9);
}

/* Pairs: 7 bits signed, scaled by the size of one register. */
static inline bool a64_is_poff(unsigned log2size, s64 off)
{
	return (off & (((s64)1 << log2size) - 1)) == 0 && a64_fits_signed(off >> log2size, 7);
}

static inline bool a64_is_b(s64 bytes)
{
	return (bytes & 3) == 0 && a64_fits_signed(bytes, 28);
}

/* b.cond, cbz, cbnz, ldr literal. */
static inline bool a64_is_bcond(s64 bytes)
{
	return (bytes & 3) == 0 && a64_fits_signed(bytes, 21);
}

static inline bool a64_is_tb(s64 bytes)
{
	return (bytes & 3) == 0 && a64_fits_signed(bytes, 16);
}

static inline bool a64_is_adr(s64 bytes)
{
	return a64_fits_signed(bytes, 21);
}

/* The distance of two addresses' pages in bytes: what a64_adrp takes. */
static inline s64 a64_adrp_distance(u64 pc, u64 target)
{
	return (s64)((target & ~(u64)0xfff) - (pc & ~(u64)0xfff));
}

static inline bool a64_is_adrp(u64 pc, u64 target)
{
	return a64_fits_signed(a64_adrp_distance(pc, target), 33);
}

/*
 * Logical immediate: an element of 2..64 bits, a run of ones rotated right,
 * replicated. Gives N:immr:imms (13 bits). For W32 only V's low half counts.
 */
static inline bool a64_logimm(enum a64_sf sf, u64 v, u32 *enc)
{
	unsigned size = 64, low, len, ones, rot;
	u64 mask, elem, run;

	if (sf == W32)
		v = (v & 0xffffffff) | v << 32;
	if (v == 0 || v == ~(u64)0)
		return false;
	while (size > 2) {
		unsigned half = size / 2;

		mask = ((u64)1 << half) - 1;
		if ((v & mask) != (v >> half & mask))
			break;
		size = half;
	}
	mask = ~(u64)0 >> (64 - size);
	elem = v & mask;
	run = elem & 1 ? ~elem & mask : elem;	/* the ones may wrap, then the zeros do not */
	low = (unsigned)__builtin_ctzll(run);
	run >>= low;
	if (run & (run + 1))
		return false;
	len = 64 - (unsigned)__builtin_clzll(run);
	ones = elem & 1 ? size - len : len;
	rot = elem & 1 ? size - low - len : size - low;
	*enc = (size == 64 ? 1u << 12 : 0) | rot << 6 | (-(size * 2) & 0x3f) | (ones - 1);
	return true;
}

/* The bits of a float constant as fmov's imm8: +-(16..31)/16 * 2^(-3..4). */
static inline bool a64_fmovimm(enum a64_fp fp, u64 bits, u32 *imm8)
{
	unsigned mant = fp == A64_D ? 52 : fp == A64_S ? 23 : 10;
	unsigned exp = fp == A64_D ? 11 : fp == A64_S ? 8 : 5;
	u64 e = bits >> mant & (((u64)1 << exp) - 1);
	u64 low = e & 3, top = e >> 2;	/* NOT(b) : b, b, ... b : cd */
	u64 b = (top & 1);
	u64 want = b ? ((u64)1 << (exp - 3)) - 1 : (u64)1 << (exp - 3);

	if (bits & (((u64)1 << (mant - 4)) - 1))
		return false;
	if (mant + exp < 63 && bits >> (mant + exp + 1))
		return false;
	if (top != want)
		return false;
	*imm8 = (u32)((bits >> (mant + exp) & 1) << 7 | b << 6 | low << 4 | (bits >> (mant - 4) & 15));
	return true;
}

/* Every byte 00 or ff: imm8 of a64_movi_2d and a64_movi_1d. */
static inline bool a64_movi_mask(u64 v, u32 *imm8)
{
	u32 mask = 0;

	for (unsigned i = 0; i < 8; i++) {
		u64 byte = v >> (8 * i) & 0xff;

		if (byte != 0 && byte != 0xff)
			return false;
		mask |= (u32)(byte & 1) << i;
	}
	*imm8 = mask;
	return true;
}

/* One byte of a 32-bit (half: 16-bit) element, the others zero: movi, orr, bic. */
static inline bool a64_movi_word(u32 v, u32 *imm8, unsigned *shift)
{
	for (unsigned s = 0; s < 32; s += 8) {
		if ((v & ~(0xffu << s)) == 0) {
			*imm8 = v >> s;
			*shift = s;
			return true;
		}
	}
	return false;
}

static inline bool a64_movi_half(u16 v, u32 *imm8, unsigned *shift)
{
	return a64_movi_word(v, imm8, shift);
}

/* One byte with ones below it: movi/mvni with msl, shift 8 or 16. */
static inline bool a64_movi_msl(u32 v, u32 *imm8, unsigned *shift)
{
	for (unsigned s = 8; s <= 16; s += 8) {
		if ((v & ((1u << s) - 1)) == (1u << s) - 1 && v >> s < 0x100) {
			*imm8 = v >> s;
			*shift = s;
			return true;
		}
	}
	return false;
}

#endif
