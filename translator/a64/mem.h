/*
 * a64/mem.h - loads and stores of general and vector registers, prefetch,
 * memory copy and set (MOPS). Arm ARM C4.1.96, C6.2, C7.2.
 *
 * LOG2 is log2 of the access's bytes: 0..3 for general registers, 0..4 for
 * vector registers (names with v). A general load narrower than the register
 * clears the rest; ldrs extends the sign into a W or X register (SF). rn 31 is
 * SP, rt 31 is ZR. Offsets are in bytes, whatever the form's scale.
 */
#ifndef XLATE_A64_MEM_H
#define XLATE_A64_MEM_H

#include "imm.h"

static inline u32 a64f_size(unsigned log2)
{
	return a64f_bits(log2, 2, 30);
}

/* Size of a vector access: Q is the B encoding with bit 23. */
static inline u32 a64f_vsize(unsigned log2)
{
	return a64f_bits(log2 & 3, 2, 30) | a64f_bits(log2 >> 2, 1, 23);
}

/* The "opc" of a sign-extending load: 10 to X, 11 to W. */
static inline u32 a64f_signed(enum a64_sf sf)
{
	return 1u << 23 | a64f_bits(sf == W32, 1, 22);
}

static inline u32 a64f_uoff(unsigned log2, u32 off)
{
	A64_ASSERT(a64_is_uoff(log2, off));
	return a64f_bits(off >> log2, 12, 10);
}

static inline u32 a64f_soff(s32 off)
{
	return a64f_sbits(off, 9, 12);
}

static inline u32 a64f_poff(unsigned log2, s32 off)
{
	A64_ASSERT(a64_is_poff(log2, off));
	return a64f_sbits(off >> log2, 7, 15);
}

/* EXT: UXTW, UXTX (lsl), SXTW or SXTX. */
static inline u32 a64f_roff(unsigned rm, enum a64_ext ext, bool scaled)
{
	A64_ASSERT(ext & 2);
	return a64f_m(rm) | a64f_bits(ext, 3, 13) | a64f_bits(scaled, 1, 12);
}

/* Scaled unsigned offset (a64_is_uoff). */
#define A64_DEF_UOFF(name, size, op)						\
static inline u32 name(unsigned log2, unsigned rt, unsigned rn, u32 off)	\
{										\
	return a64f_dn(op, rt, rn) | size(log2) | a64f_uoff(log2, off);		\
}
A64_DEF_UOFF(a64_str_uoff,	a64f_size,	0x39000000)
A64_DEF_UOFF(a64_ldr_uoff,	a64f_size,	0x39400000)
A64_DEF_UOFF(a64_vstr_uoff,	a64f_vsize,	0x3d000000)
A64_DEF_UOFF(a64_vldr_uoff,	a64f_vsize,	0x3d400000)

/* Any byte offset in -256..255 (a64_is_soff), plain or with the base written back. */
#define A64_DEF_SOFF(name, size, op)						\
static inline u32 name(unsigned log2, unsigned rt, unsigned rn, s32 off)	\
{										\
	return a64f_dn(op, rt, rn) | size(log2) | a64f_soff(off);		\
}
A64_DEF_SOFF(a64_stur,		a64f_size,	0x38000000)
A64_DEF_SOFF(a64_str_post,	a64f_size,	0x38000400)
A64_DEF_SOFF(a64_str_pre,	a64f_size,	0x38000c00)
A64_DEF_SOFF(a64_ldur,		a64f_size,	0x38400000)
A64_DEF_SOFF(a64_ldr_post,	a64f_size,	0x38400400)
A64_DEF_SOFF(a64_ldr_pre,	a64f_size,	0x38400c00)
A64_DEF_SOFF(a64_vstur,		a64f_vsize,	0x3c000000)
A64_DEF_SOFF(a64_vstr_post,	a64f_vsize,	0x3c000400)
A64_DEF_SOFF(a64_vstr_pre,	a64f_vsize,	0x3c000c00)
A64_DEF_SOFF(a64_vldur,		a64f_vsize,	0x3c400000)
A64_DEF_SOFF(a64_vldr_post,	a64f_vsize,	0x3c400400)
A64_DEF_SOFF(a64_vldr_pre,	a64f_vsize,	0x3c400c00)

/* rm extended by EXT, and shifted left by LOG2 if SCALED. */
#define A64_DEF_ROFF(name, size, op)						\
static inline u32 name(unsigned log2, unsigned rt, unsigned rn, unsigned rm,	\
		       enum a64_ext ext, bool scaled)				\
{										\
	return a64f_dn(op, rt, rn) | size(log2) | a64f_roff(rm, ext, scaled);	\
}
A64_DEF_ROFF(a64_str_reg,	a64f_size,	0x38200800)
A64_DEF_ROFF(a64_ldr_reg,	a64f_size,	0x38600800)
A64_DEF_ROFF(a64_vstr_reg,	a64f_vsize,	0x3c200800)
A64_DEF_ROFF(a64_vldr_reg,	a64f_vsize,	0x3c600800)

/* Sign-extending loads: LOG2 0..2, and 2 only to X. */
static inline u32 a64_ldrs_uoff(unsigned log2, enum a64_sf sf, unsigned rt, unsigned rn, u32 off)
{
	A64_ASSERT(log2 < 2u + sf);
	return a64f_dn(0x39000000, rt, rn) | a64f_size(log2) | a64f_signed(sf) | a64f_uoff(log2, off);
}

#define A64_DEF_SIGNED_SOFF(name, op)						\
static inline u32 name(unsigned log2, enum a64_sf sf, unsigned rt, unsigned rn,	\
		       s32 off)							\
{										\
	A64_ASSERT(log2 < 2u + sf);						\
	return a64f_dn(op, rt, rn) | a64f_size(log2) | a64f_signed(sf) |	\
	       a64f_soff(off);							\
}
A64_DEF_SIGNED_SOFF(a64_ldurs,		0x38000000)
A64_DEF_SIGNED_SOFF(a64_ldrs_post,	0x38000400)
A64_DEF_SIGNED_SOFF(a64_ldrs_pre,	0x38000c00)

static inline u32 a64_ldrs_reg(unsigned log2, enum a64_sf sf, unsigned rt, unsigned rn, unsigned rm,
			       enum a64_ext ext, bool scaled)
{
	A64_ASSERT(log2 < 2u + sf);
	return a64f_dn(0x38200800, rt, rn) | a64f_size(log2) | a64f_signed(sf) |
	       a64f_roff(rm, ext, scaled);
}

/* Pairs of W or X registers (a64_is_poff(2 + sf, off)); np hints "not needed soon". */
#define A64_DEF_PAIR(name, op)							\
static inline u32 name(enum a64_sf sf, unsigned rt, unsigned rt2, unsigned rn,	\
		       s32 off)							\
{										\
	return a64f_dn(op, rt, rn) | a64f_a(rt2) | a64f_sf(sf) |		\
	       a64f_poff(2 + sf, off);						\
}
A64_DEF_PAIR(a64_stnp,		0x28000000)
A64_DEF_PAIR(a64_ldnp,		0x28400000)
A64_DEF_PAIR(a64_stp_post,	0x28800000)
A64_DEF_PAIR(a64_ldp_post,	0x28c00000)
A64_DEF_PAIR(a64_stp,		0x29000000)
A64_DEF_PAIR(a64_ldp,		0x29400000)
A64_DEF_PAIR(a64_stp_pre,	0x29800000)
A64_DEF_PAIR(a64_ldp_pre,	0x29c00000)

/* Two words, each sign-extended to X. */
static inline u32 a64_ldpsw(unsigned rt, unsigned rt2, unsigned rn, s32 off)
{
	return a64f_dn(0x69400000, rt, rn) | a64f_a(rt2) | a64f_poff(2, off);
}

/* Pairs of S, D or Q registers: LOG2 2..4. */
#define A64_DEF_VPAIR(name, op)							\
static inline u32 name(unsigned log2, unsigned vt, unsigned vt2, unsigned rn,	\
		       s32 off)							\
{										\
	A64_ASSERT(log2 >= 2);							\
	return a64f_dn(op, vt, rn) | a64f_a(vt2) | a64f_bits(log2 - 2, 2, 30) |	\
	       a64f_poff(log2, off);						\
}
A64_DEF_VPAIR(a64_vstnp,	0x2c000000)
A64_DEF_VPAIR(a64_vldnp,	0x2c400000)
A64_DEF_VPAIR(a64_vstp_post,	0x2c800000)
A64_DEF_VPAIR(a64_vldp_post,	0x2cc00000)
A64_DEF_VPAIR(a64_vstp,		0x2d000000)
A64_DEF_VPAIR(a64_vldp,		0x2d400000)
A64_DEF_VPAIR(a64_vstp_pre,	0x2d800000)
A64_DEF_VPAIR(a64_vldp_pre,	0x2dc00000)

/* From OFF bytes after this instruction (a64_is_bcond). */
static inline u32 a64_ldr_lit(enum a64_sf sf, unsigned rt, s64 off)
{
	A64_ASSERT(a64_is_bcond(off));
	return 0x18000000 | a64f_bits(sf, 1, 30) | a64f_d(rt) | a64f_sbits(off >> 2, 19, 5);
}

static inline u32 a64_ldrsw_lit(unsigned rt, s64 off)
{
	A64_ASSERT(a64_is_bcond(off));
	return 0x98000000 | a64f_d(rt) | a64f_sbits(off >> 2, 19, 5);
}

/* LOG2 2..4. */
static inline u32 a64_vldr_lit(unsigned log2, unsigned vt, s64 off)
{
	A64_ASSERT(log2 >= 2 && a64_is_bcond(off));
	return 0x1c000000 | a64f_bits(log2 - 2, 2, 30) | a64f_d(vt) | a64f_sbits(off >> 2, 19, 5);
}

/* One whole vector; the address has no offset, POST adds the vector's bytes to rn. */
#define A64_DEF_LD1(name, op)							\
static inline u32 name(enum a64_arr arr, unsigned vt, unsigned rn)		\
{										\
	return a64f_dn(op, vt, rn) | a64f_q(arr) | a64f_bits(arr >> 1, 2, 10);	\
}
A64_DEF_LD1(a64_st1,		0x0c007000)
A64_DEF_LD1(a64_ld1,		0x0c407000)
A64_DEF_LD1(a64_st1_post,	0x0c9f7000)
A64_DEF_LD1(a64_ld1_post,	0x0cdf7000)
A64_DEF_LD1(a64_ld1r,		0x0d40c000)	/* one element to all lanes */

/* Q, S and size of a single lane: the index on top of the element's size. */
static inline u32 a64f_lane(unsigned log2, unsigned index)
{
	u32 bits = (u32)index << log2 | (log2 == 3);	/* D is S with size 01 */

	A64_ASSERT(log2 <= 3 && index < 16u >> log2);
	return a64f_bits(bits >> 3, 1, 30) | a64f_bits(bits & 7, 3, 10) |
	       a64f_bits(log2 == 3 ? 2 : log2, 2, 14);
}

/* One lane, LOG2 0..3; the others are kept. */
#define A64_DEF_LANE(name, op)							\
static inline u32 name(unsigned log2, unsigned vt, unsigned index, unsigned rn)	\
{										\
	return a64f_dn(op, vt, rn) | a64f_lane(log2, index);			\
}
A64_DEF_LANE(a64_st1_lane,	0x0d000000)
A64_DEF_LANE(a64_ld1_lane,	0x0d400000)

/* Prefetch operation: type (pld, pli, pst), level, keep or stream. */
enum a64_prfop {
	A64_PLDL1KEEP, A64_PLDL1STRM, A64_PLDL2KEEP, A64_PLDL2STRM, A64_PLDL3KEEP, A64_PLDL3STRM,
	A64_PLIL1KEEP = 8,
	A64_PSTL1KEEP = 16, A64_PSTL1STRM, A64_PSTL2KEEP, A64_PSTL2STRM, A64_PSTL3KEEP, A64_PSTL3STRM,
};

static inline u32 a64_prfm_uoff(enum a64_prfop op, unsigned rn, u32 off)
{
	return a64f_dn(0xf9800000, op, rn) | a64f_uoff(3, off);
}

static inline u32 a64_prfum(enum a64_prfop op, unsigned rn, s32 off)
{
	return a64f_dn(0xf8800000, op, rn) | a64f_soff(off);
}

static inline u32 a64_prfm_reg(enum a64_prfop op, unsigned rn, unsigned rm, enum a64_ext ext, bool scaled)
{
	return a64f_dn(0xf8a00800, op, rn) | a64f_roff(rm, ext, scaled);
}

/*
 * MOPS. Prologue, main and epilogue stand in a row with the same registers:
 * rd destination, rs source, rn bytes left; all three are written. cpyf only
 * goes forward, cpy chooses the direction.
 */
#define A64_DEF_COPY(name, op)							\
static inline u32 name(unsigned rd, unsigned rs, unsigned rn)			\
{										\
	return a64f_dnm(op, rd, rn, rs);					\
}
A64_DEF_COPY(a64_cpyfp,	0x19000400)
A64_DEF_COPY(a64_cpyfm,	0x19400400)
A64_DEF_COPY(a64_cpyfe,	0x19800400)
A64_DEF_COPY(a64_cpyp,	0x1d000400)
A64_DEF_COPY(a64_cpym,	0x1d400400)
A64_DEF_COPY(a64_cpye,	0x1d800400)

/* rd destination, rn bytes left, rs the byte to store. */
#define A64_DEF_SET(name, op)							\
static inline u32 name(unsigned rd, unsigned rn, unsigned rs)			\
{										\
	return a64f_dnm(op, rd, rn, rs);					\
}
A64_DEF_SET(a64_setp,	0x19c00400)
A64_DEF_SET(a64_setm,	0x19c04400)
A64_DEF_SET(a64_sete,	0x19c08400)

#endif
