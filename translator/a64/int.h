/*
 * a64/int.h - general registers: arithmetic, logic, moves, bitfields,
 * multiplication, selection, flags. Arm ARM C4.1.92-C4.1.95, C6.2.
 */
#ifndef XLATE_A64_INT_H
#define XLATE_A64_INT_H

#include "imm.h"

/* rd, rn, rm shifted by a constant; 31 is ZR. ROR is for the logical ones only. */
#define A64_DEF_SHIFTED(name, op)						\
static inline u32 name(enum a64_sf sf, unsigned rd, unsigned rn, unsigned rm,	\
		       enum a64_shift shift, unsigned amount)			\
{										\
	A64_ASSERT(amount < 32u << sf);						\
	return a64f_dnm(op, rd, rn, rm) | a64f_sf(sf) |				\
	       a64f_bits(shift, 2, 22) | a64f_bits(amount, 6, 10);		\
}
A64_DEF_SHIFTED(a64_add_reg,	0x0b000000)
A64_DEF_SHIFTED(a64_adds_reg,	0x2b000000)
A64_DEF_SHIFTED(a64_sub_reg,	0x4b000000)
A64_DEF_SHIFTED(a64_subs_reg,	0x6b000000)
A64_DEF_SHIFTED(a64_and_reg,	0x0a000000)
A64_DEF_SHIFTED(a64_bic_reg,	0x0a200000)
A64_DEF_SHIFTED(a64_orr_reg,	0x2a000000)
A64_DEF_SHIFTED(a64_orn_reg,	0x2a200000)
A64_DEF_SHIFTED(a64_eor_reg,	0x4a000000)
A64_DEF_SHIFTED(a64_eon_reg,	0x4a200000)
A64_DEF_SHIFTED(a64_ands_reg,	0x6a000000)
A64_DEF_SHIFTED(a64_bics_reg,	0x6a200000)

/* a64_is_addimm(imm) holds; rn 31 is SP; rd 31 is SP, or ZR when flags are set. */
#define A64_DEF_ADDIMM(name, op)						\
static inline u32 name(enum a64_sf sf, unsigned rd, unsigned rn, u32 imm)	\
{										\
	A64_ASSERT(a64_is_addimm(imm));						\
	return a64f_dn(op, rd, rn) | a64f_sf(sf) |				\
	       (imm < 0x1000 ? a64f_bits(imm, 12, 10) :				\
			       1u << 22 | a64f_bits(imm >> 12, 12, 10));	\
}
A64_DEF_ADDIMM(a64_add_imm,	0x11000000)
A64_DEF_ADDIMM(a64_adds_imm,	0x31000000)
A64_DEF_ADDIMM(a64_sub_imm,	0x51000000)
A64_DEF_ADDIMM(a64_subs_imm,	0x71000000)

/* rm extended, then shifted left by 0..4; 31 as for the immediates. */
#define A64_DEF_EXTENDED(name, op)						\
static inline u32 name(enum a64_sf sf, unsigned rd, unsigned rn, unsigned rm,	\
		       enum a64_ext ext, unsigned amount)			\
{										\
	A64_ASSERT(amount <= 4);						\
	return a64f_dnm(op, rd, rn, rm) | a64f_sf(sf) |				\
	       a64f_bits(ext, 3, 13) | a64f_bits(amount, 3, 10);		\
}
A64_DEF_EXTENDED(a64_add_ext,	0x0b200000)
A64_DEF_EXTENDED(a64_adds_ext,	0x2b200000)
A64_DEF_EXTENDED(a64_sub_ext,	0x4b200000)
A64_DEF_EXTENDED(a64_subs_ext,	0x6b200000)

/* ENC is N:immr:imms from a64_logimm; rd 31 is SP, but ZR for ands. */
#define A64_DEF_LOGIMM(name, op)						\
static inline u32 name(enum a64_sf sf, unsigned rd, unsigned rn, u32 enc)	\
{										\
	return a64f_dn(op, rd, rn) | a64f_sf(sf) | a64f_bits(enc, 13, 10);	\
}
A64_DEF_LOGIMM(a64_and_imm,	0x12000000)
A64_DEF_LOGIMM(a64_orr_imm,	0x32000000)
A64_DEF_LOGIMM(a64_eor_imm,	0x52000000)
A64_DEF_LOGIMM(a64_ands_imm,	0x72000000)

/* Comparisons and moves: the same instructions with ZR in a place. */
static inline u32 a64_cmp_reg(enum a64_sf sf, unsigned rn, unsigned rm, enum a64_shift shift, unsigned amount)
{
	return a64_subs_reg(sf, A64_ZR, rn, rm, shift, amount);
}

static inline u32 a64_cmp_imm(enum a64_sf sf, unsigned rn, u32 imm)
{
	return a64_subs_imm(sf, A64_ZR, rn, imm);
}

static inline u32 a64_cmp_ext(enum a64_sf sf, unsigned rn, unsigned rm, enum a64_ext ext, unsigned amount)
{
	return a64_subs_ext(sf, A64_ZR, rn, rm, ext, amount);
}

static inline u32 a64_cmn_reg(enum a64_sf sf, unsigned rn, unsigned rm, enum a64_shift shift, unsigned amount)
{
	return a64_adds_reg(sf, A64_ZR, rn, rm, shift, amount);
}

static inline u32 a64_cmn_imm(enum a64_sf sf, unsigned rn, u32 imm)
{
	return a64_adds_imm(sf, A64_ZR, rn, imm);
}

static inline u32 a64_tst_reg(enum a64_sf sf, unsigned rn, unsigned rm, enum a64_shift shift, unsigned amount)
{
	return a64_ands_reg(sf, A64_ZR, rn, rm, shift, amount);
}

static inline u32 a64_tst_imm(enum a64_sf sf, unsigned rn, u32 enc)
{
	return a64_ands_imm(sf, A64_ZR, rn, enc);
}

static inline u32 a64_neg(enum a64_sf sf, unsigned rd, unsigned rm)
{
	return a64_sub_reg(sf, rd, A64_ZR, rm, A64_LSL, 0);
}

static inline u32 a64_negs(enum a64_sf sf, unsigned rd, unsigned rm)
{
	return a64_subs_reg(sf, rd, A64_ZR, rm, A64_LSL, 0);
}

static inline u32 a64_mov_reg(enum a64_sf sf, unsigned rd, unsigned rm)
{
	return a64_orr_reg(sf, rd, A64_ZR, rm, A64_LSL, 0);
}

/* Where 31 is SP on both sides. */
static inline u32 a64_mov_sp(enum a64_sf sf, unsigned rd, unsigned rn)
{
	return a64_add_imm(sf, rd, rn, 0);
}

static inline u32 a64_mvn(enum a64_sf sf, unsigned rd, unsigned rm)
{
	return a64_orn_reg(sf, rd, A64_ZR, rm, A64_LSL, 0);
}

/* IMM16 at bit 16 * HW. */
#define A64_DEF_MOVWIDE(name, op)						\
static inline u32 name(enum a64_sf sf, unsigned rd, u32 imm16, unsigned hw)	\
{										\
	A64_ASSERT(hw < 2u << sf);						\
	return op | a64f_sf(sf) | a64f_d(rd) |					\
	       a64f_bits(imm16, 16, 5) | a64f_bits(hw, 2, 21);			\
}
A64_DEF_MOVWIDE(a64_movn,	0x12800000)
A64_DEF_MOVWIDE(a64_movz,	0x52800000)
A64_DEF_MOVWIDE(a64_movk,	0x72800000)

/* Any constant in 1..4 words; gives their number. */
static inline unsigned a64_mov_const(enum a64_sf sf, unsigned rd, u64 v, u32 words[4])
{
	unsigned halves, zeros = 0, ones = 0, n = 0;
	u32 enc;

	if (sf == W32)
		v &= 0xffffffff;
	if (v >> 32 == 0)	/* W forms clear the upper half */
		sf = W32;
	halves = 2u << sf;
	for (unsigned i = 0; i < halves; i++) {
		u64 half = v >> (16 * i) & 0xffff;

		zeros += half == 0;
		ones += half == 0xffff;
	}
	if (zeros < halves - 1 && ones < halves - 1 && rd != A64_SP && a64_logimm(sf, v, &enc)) {
		words[0] = a64_orr_imm(sf, rd, A64_ZR, enc);
		return 1;
	}
	for (unsigned i = 0; i < halves; i++) {
		u32 half = v >> (16 * i) & 0xffff;

		if (half == (ones > zeros ? 0xffff : 0))
			continue;
		words[n] = n ? a64_movk(sf, rd, half, i) :
			   ones > zeros ? a64_movn(sf, rd, ~half & 0xffff, i) :
					  a64_movz(sf, rd, half, i);
		n++;
	}
	if (n == 0)
		words[n++] = ones > zeros ? a64_movn(sf, rd, 0, 0) : a64_movz(sf, rd, 0, 0);
	return n;
}

#define A64_DEF_DNM(name, op)							\
static inline u32 name(enum a64_sf sf, unsigned rd, unsigned rn, unsigned rm)	\
{										\
	return a64f_dnm(op, rd, rn, rm) | a64f_sf(sf);				\
}
A64_DEF_DNM(a64_adc,	0x1a000000)
A64_DEF_DNM(a64_adcs,	0x3a000000)
A64_DEF_DNM(a64_sbc,	0x5a000000)
A64_DEF_DNM(a64_sbcs,	0x7a000000)
A64_DEF_DNM(a64_udiv,	0x1ac00800)
A64_DEF_DNM(a64_sdiv,	0x1ac00c00)
A64_DEF_DNM(a64_lslv,	0x1ac02000)
A64_DEF_DNM(a64_lsrv,	0x1ac02400)
A64_DEF_DNM(a64_asrv,	0x1ac02800)
A64_DEF_DNM(a64_rorv,	0x1ac02c00)
A64_DEF_DNM(a64_mul,	0x1b007c00)
A64_DEF_DNM(a64_mneg,	0x1b00fc00)
A64_DEF_DNM(a64_smax,	0x1ac06000)	/* CSSC */
A64_DEF_DNM(a64_umax,	0x1ac06400)
A64_DEF_DNM(a64_smin,	0x1ac06800)
A64_DEF_DNM(a64_umin,	0x1ac06c00)

/* CSSC; the immediate is a signed byte, for umax and umin an unsigned one. */
#define A64_DEF_MINMAX_IMM(name, op)						\
static inline u32 name(enum a64_sf sf, unsigned rd, unsigned rn, s32 imm)	\
{										\
	A64_ASSERT(imm >= -128 && imm < 256);					\
	return a64f_dn(op, rd, rn) | a64f_sf(sf) | a64f_bits((u8)imm, 8, 10);	\
}
A64_DEF_MINMAX_IMM(a64_smax_imm,	0x11c00000)
A64_DEF_MINMAX_IMM(a64_umax_imm,	0x11c40000)
A64_DEF_MINMAX_IMM(a64_smin_imm,	0x11c80000)
A64_DEF_MINMAX_IMM(a64_umin_imm,	0x11cc0000)

#define A64_DEF_DN(name, op)							\
static inline u32 name(enum a64_sf sf, unsigned rd, unsigned rn)		\
{										\
	return a64f_dn(op, rd, rn) | a64f_sf(sf);				\
}
A64_DEF_DN(a64_rbit,	0x5ac00000)
A64_DEF_DN(a64_rev16,	0x5ac00400)
A64_DEF_DN(a64_clz,	0x5ac01000)
A64_DEF_DN(a64_cls,	0x5ac01400)
A64_DEF_DN(a64_ctz,	0x5ac01800)	/* CSSC */
A64_DEF_DN(a64_cnt,	0x5ac01c00)
A64_DEF_DN(a64_abs,	0x5ac02000)

/* All bytes of the register reversed. */
static inline u32 a64_rev(enum a64_sf sf, unsigned rd, unsigned rn)
{
	return a64f_dn(sf == X64 ? 0x5ac00c00 : 0x5ac00800, rd, rn) | a64f_sf(sf);
}

/* Bytes reversed in each 32-bit half. */
static inline u32 a64_rev32(unsigned rd, unsigned rn)
{
	return a64f_dn(0xdac00800, rd, rn);
}

#define A64_DEF_DNMA(name, op)							\
static inline u32 name(enum a64_sf sf, unsigned rd, unsigned rn, unsigned rm,	\
		       unsigned ra)						\
{										\
	return a64f_dnma(op, rd, rn, rm, ra) | a64f_sf(sf);			\
}
A64_DEF_DNMA(a64_madd,	0x1b000000)
A64_DEF_DNMA(a64_msub,	0x1b008000)

/* 32 x 32 -> 64 with a 64-bit addend. */
#define A64_DEF_LONG_DNMA(name, op)						\
static inline u32 name(unsigned rd, unsigned rn, unsigned rm, unsigned ra)	\
{										\
	return a64f_dnma(op, rd, rn, rm, ra);					\
}
A64_DEF_LONG_DNMA(a64_smaddl,	0x9b200000)
A64_DEF_LONG_DNMA(a64_smsubl,	0x9b208000)
A64_DEF_LONG_DNMA(a64_umaddl,	0x9ba00000)
A64_DEF_LONG_DNMA(a64_umsubl,	0x9ba08000)

/* Forms of one width. crc32: the running sum is rn, the data rm. */
#define A64_DEF_FIXED_DNM(name, op)						\
static inline u32 name(unsigned rd, unsigned rn, unsigned rm)			\
{										\
	return a64f_dnm(op, rd, rn, rm);					\
}
A64_DEF_FIXED_DNM(a64_smull,	0x9b207c00)
A64_DEF_FIXED_DNM(a64_umull,	0x9ba07c00)
A64_DEF_FIXED_DNM(a64_smulh,	0x9b407c00)
A64_DEF_FIXED_DNM(a64_umulh,	0x9bc07c00)
A64_DEF_FIXED_DNM(a64_crc32b,	0x1ac04000)
A64_DEF_FIXED_DNM(a64_crc32h,	0x1ac04400)
A64_DEF_FIXED_DNM(a64_crc32w,	0x1ac04800)
A64_DEF_FIXED_DNM(a64_crc32x,	0x9ac04c00)
A64_DEF_FIXED_DNM(a64_crc32cb,	0x1ac05000)
A64_DEF_FIXED_DNM(a64_crc32ch,	0x1ac05400)
A64_DEF_FIXED_DNM(a64_crc32cw,	0x1ac05800)
A64_DEF_FIXED_DNM(a64_crc32cx,	0x9ac05c00)

/* Bitfields. */
#define A64_DEF_BITFIELD(name, op)						\
static inline u32 name(enum a64_sf sf, unsigned rd, unsigned rn,		\
		       unsigned immr, unsigned imms)				\
{										\
	A64_ASSERT(immr < 32u << sf && imms < 32u << sf);			\
	return a64f_dn(op, rd, rn) | a64f_sf(sf) | a64f_bits(sf, 1, 22) |	\
	       a64f_bits(immr, 6, 16) | a64f_bits(imms, 6, 10);			\
}
A64_DEF_BITFIELD(a64_sbfm,	0x13000000)
A64_DEF_BITFIELD(a64_bfm,	0x33000000)
A64_DEF_BITFIELD(a64_ubfm,	0x53000000)

/* Take WIDTH bits of rn at LSB down to bit 0 (x), or put the low WIDTH bits at LSB (i, iz). */
#define A64_DEF_EXTRACT(name, bfm)						\
static inline u32 name(enum a64_sf sf, unsigned rd, unsigned rn,		\
		       unsigned lsb, unsigned width)				\
{										\
	A64_ASSERT(width > 0 && lsb + width <= 32u << sf);			\
	return bfm(sf, rd, rn, lsb, lsb + width - 1);				\
}
A64_DEF_EXTRACT(a64_ubfx,	a64_ubfm)
A64_DEF_EXTRACT(a64_sbfx,	a64_sbfm)
A64_DEF_EXTRACT(a64_bfxil,	a64_bfm)

#define A64_DEF_INSERT(name, bfm)						\
static inline u32 name(enum a64_sf sf, unsigned rd, unsigned rn,		\
		       unsigned lsb, unsigned width)				\
{										\
	A64_ASSERT(width > 0 && lsb + width <= 32u << sf);			\
	return bfm(sf, rd, rn, -lsb & ((32u << sf) - 1), width - 1);		\
}
A64_DEF_INSERT(a64_ubfiz,	a64_ubfm)
A64_DEF_INSERT(a64_sbfiz,	a64_sbfm)
A64_DEF_INSERT(a64_bfi,		a64_bfm)

static inline u32 a64_bfc(enum a64_sf sf, unsigned rd, unsigned lsb, unsigned width)
{
	return a64_bfi(sf, rd, A64_ZR, lsb, width);
}

static inline u32 a64_lsl_imm(enum a64_sf sf, unsigned rd, unsigned rn, unsigned amount)
{
	return a64_ubfiz(sf, rd, rn, amount, (32u << sf) - amount);
}

static inline u32 a64_lsr_imm(enum a64_sf sf, unsigned rd, unsigned rn, unsigned amount)
{
	return a64_ubfm(sf, rd, rn, amount, (32u << sf) - 1);
}

static inline u32 a64_asr_imm(enum a64_sf sf, unsigned rd, unsigned rn, unsigned amount)
{
	return a64_sbfm(sf, rd, rn, amount, (32u << sf) - 1);
}

/* Zero extension always writes 64 bits: the W form serves both widths. */
static inline u32 a64_uxtb(unsigned rd, unsigned rn)
{
	return a64_ubfm(W32, rd, rn, 0, 7);
}

static inline u32 a64_uxth(unsigned rd, unsigned rn)
{
	return a64_ubfm(W32, rd, rn, 0, 15);
}

static inline u32 a64_sxtb(enum a64_sf sf, unsigned rd, unsigned rn)
{
	return a64_sbfm(sf, rd, rn, 0, 7);
}

static inline u32 a64_sxth(enum a64_sf sf, unsigned rd, unsigned rn)
{
	return a64_sbfm(sf, rd, rn, 0, 15);
}

static inline u32 a64_sxtw(unsigned rd, unsigned rn)
{
	return a64_sbfm(X64, rd, rn, 0, 31);
}

/* The low bits of (rn:rm) >> lsb: x86 SHRD/SHLD with a constant. */
static inline u32 a64_extr(enum a64_sf sf, unsigned rd, unsigned rn, unsigned rm, unsigned lsb)
{
	A64_ASSERT(lsb < 32u << sf);
	return a64f_dnm(0x13800000, rd, rn, rm) | a64f_sf(sf) | a64f_bits(sf, 1, 22) |
	       a64f_bits(lsb, 6, 10);
}

static inline u32 a64_ror_imm(enum a64_sf sf, unsigned rd, unsigned rn, unsigned amount)
{
	return a64_extr(sf, rd, rn, rn, amount);
}

/* Selection. */
#define A64_DEF_CSEL(name, op)							\
static inline u32 name(enum a64_sf sf, unsigned rd, unsigned rn, unsigned rm,	\
		       enum a64_cond cond)					\
{										\
	return a64f_dnm(op, rd, rn, rm) | a64f_sf(sf) | a64f_bits(cond, 4, 12);	\
}
A64_DEF_CSEL(a64_csel,	0x1a800000)
A64_DEF_CSEL(a64_csinc,	0x1a800400)
A64_DEF_CSEL(a64_csinv,	0x5a800000)
A64_DEF_CSEL(a64_csneg,	0x5a800400)

/* COND is the one under which the change happens; not AL or NV. */
static inline u32 a64_cset(enum a64_sf sf, unsigned rd, enum a64_cond cond)
{
	return a64_csinc(sf, rd, A64_ZR, A64_ZR, a64_cond_invert(cond));
}

static inline u32 a64_csetm(enum a64_sf sf, unsigned rd, enum a64_cond cond)
{
	return a64_csinv(sf, rd, A64_ZR, A64_ZR, a64_cond_invert(cond));
}

static inline u32 a64_cinc(enum a64_sf sf, unsigned rd, unsigned rn, enum a64_cond cond)
{
	return a64_csinc(sf, rd, rn, rn, a64_cond_invert(cond));
}

static inline u32 a64_cinv(enum a64_sf sf, unsigned rd, unsigned rn, enum a64_cond cond)
{
	return a64_csinv(sf, rd, rn, rn, a64_cond_invert(cond));
}

static inline u32 a64_cneg(enum a64_sf sf, unsigned rd, unsigned rn, enum a64_cond cond)
{
	return a64_csneg(sf, rd, rn, rn, a64_cond_invert(cond));
}

/* Compare if COND holds, else set the flags to NZCV. OPERAND: rm, or 0..31. */
#define A64_DEF_CCMP(name, op)							\
static inline u32 name(enum a64_sf sf, unsigned rn, unsigned operand,		\
		       u32 nzcv, enum a64_cond cond)				\
{										\
	return (op) | a64f_sf(sf) | a64f_n(rn) | a64f_m(operand) |		\
	       a64f_bits(nzcv, 4, 0) | a64f_bits(cond, 4, 12);			\
}
A64_DEF_CCMP(a64_ccmn_reg,	0x3a400000)
A64_DEF_CCMP(a64_ccmn_imm,	0x3a400800)
A64_DEF_CCMP(a64_ccmp_reg,	0x7a400000)
A64_DEF_CCMP(a64_ccmp_imm,	0x7a400800)

/* FlagM, FlagM2. */
static inline u32 a64_cfinv(void)
{
	return 0xd500401f;
}

static inline u32 a64_xaflag(void)
{
	return 0xd500403f;
}

static inline u32 a64_axflag(void)
{
	return 0xd500405f;
}

/* The flags in MASK (NZCV) from bits 3..0 of rn rotated right by SHIFT. */
static inline u32 a64_rmif(unsigned rn, unsigned shift, u32 mask)
{
	return 0xba000400 | a64f_n(rn) | a64f_bits(shift, 6, 15) | a64f_bits(mask, 4, 0);
}

static inline u32 a64_setf8(unsigned rn)
{
	return 0x3a00080d | a64f_n(rn);
}

static inline u32 a64_setf16(unsigned rn)
{
	return 0x3a00480d | a64f_n(rn);
}

#endif
