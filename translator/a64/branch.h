/*
 * a64/branch.h - branches, pc-relative addresses, system registers, barriers,
 * cache maintenance. Arm ARM C4.1.94, C6.2. Offsets are in bytes from the
 * instruction itself.
 */
#ifndef XLATE_A64_BRANCH_H
#define XLATE_A64_BRANCH_H

#include "imm.h"

static inline u32 a64_b(s64 off)
{
	A64_ASSERT(a64_is_b(off));
	return 0x14000000 | a64f_sbits(off >> 2, 26, 0);
}

static inline u32 a64_bl(s64 off)
{
	A64_ASSERT(a64_is_b(off));
	return 0x94000000 | a64f_sbits(off >> 2, 26, 0);
}

static inline u32 a64_b_cond(enum a64_cond cond, s64 off)
{
	A64_ASSERT(a64_is_bcond(off));
	return 0x54000000 | a64f_bits(cond, 4, 0) | a64f_sbits(off >> 2, 19, 5);
}

static inline u32 a64_cbz(enum a64_sf sf, unsigned rt, s64 off)
{
	A64_ASSERT(a64_is_bcond(off));
	return 0x34000000 | a64f_sf(sf) | a64f_d(rt) | a64f_sbits(off >> 2, 19, 5);
}

static inline u32 a64_cbnz(enum a64_sf sf, unsigned rt, s64 off)
{
	A64_ASSERT(a64_is_bcond(off));
	return 0x35000000 | a64f_sf(sf) | a64f_d(rt) | a64f_sbits(off >> 2, 19, 5);
}

static inline u32 a64_tbz(unsigned rt, unsigned bit, s64 off)
{
	A64_ASSERT(a64_is_tb(off) && bit < 64);
	return 0x36000000 | a64f_d(rt) | a64f_bits(bit >> 5, 1, 31) |
	       a64f_bits(bit & 31, 5, 19) | a64f_sbits(off >> 2, 14, 5);
}

static inline u32 a64_tbnz(unsigned rt, unsigned bit, s64 off)
{
	return a64_tbz(rt, bit, off) | 1u << 24;
}

static inline u32 a64_br(unsigned rn)
{
	return 0xd61f0000 | a64f_n(rn);
}

static inline u32 a64_blr(unsigned rn)
{
	return 0xd63f0000 | a64f_n(rn);
}

static inline u32 a64_ret(unsigned rn)
{
	return 0xd65f0000 | a64f_n(rn);
}

static inline u32 a64_adr(unsigned rd, s64 off)
{
	A64_ASSERT(a64_is_adr(off));
	return 0x10000000 | a64f_d(rd) | a64f_bits(off & 3, 2, 29) | a64f_sbits(off >> 2, 19, 5);
}

/* OFF is the distance of the pages in bytes (a64_adrp_distance). */
static inline u32 a64_adrp(unsigned rd, s64 off)
{
	A64_ASSERT((off & 0xfff) == 0 && a64_fits_signed(off, 33));
	return 0x90000000 | a64f_d(rd) | a64f_bits(off >> 12 & 3, 2, 29) |
	       a64f_sbits(off >> 14, 19, 5);
}

/*
 * Aim a branch, adr or load literal at OFF bytes from itself. False, and the
 * word unchanged, if it does not reach or is none of these.
 */
static inline bool a64_set_target(u32 *word, s64 off)
{
	u32 w = *word;

	if ((w & 0x7c000000) == 0x14000000) {			/* b, bl */
		if (!a64_is_b(off))
			return false;
		*word = (w & ~0x03ffffffu) | a64f_sbits(off >> 2, 26, 0);
	} else if ((w & 0xff000000) == 0x54000000 ||		/* b.cond */
		   (w & 0x7e000000) == 0x34000000 ||		/* cbz, cbnz */
		   (w & 0x3b000000) == 0x18000000) {		/* ldr literal */
		if (!a64_is_bcond(off))
			return false;
		*word = (w & ~0x00ffffe0u) | a64f_sbits(off >> 2, 19, 5);
	} else if ((w & 0x7e000000) == 0x36000000) {		/* tbz, tbnz */
		if (!a64_is_tb(off))
			return false;
		*word = (w & ~0x0007ffe0u) | a64f_sbits(off >> 2, 14, 5);
	} else if ((w & 0x9f000000) == 0x10000000) {		/* adr */
		if (!a64_is_adr(off))
			return false;
		*word = a64_adr(w & 31, off);
	} else {
		return false;
	}
	return true;
}

static inline u32 a64_svc(u32 imm16)
{
	return 0xd4000001 | a64f_bits(imm16, 16, 5);
}

static inline u32 a64_brk(u32 imm16)
{
	return 0xd4200000 | a64f_bits(imm16, 16, 5);
}

static inline u32 a64_udf(u32 imm16)
{
	return a64f_bits(imm16, 16, 0);
}

static inline u32 a64_hint(u32 imm7)
{
	return 0xd503201f | a64f_bits(imm7, 7, 5);
}

static inline u32 a64_nop(void)
{
	return a64_hint(0);
}

static inline u32 a64_yield(void)
{
	return a64_hint(1);
}

static inline u32 a64_bti_c(void)
{
	return a64_hint(34);
}

/* Which accesses of which observers a barrier orders. */
enum a64_barrier {
	A64_OSHLD = 1, A64_OSHST, A64_OSH,
	A64_NSHLD = 5, A64_NSHST, A64_NSH,
	A64_ISHLD = 9, A64_ISHST, A64_ISH,
	A64_BARRIER_LD = 13, A64_BARRIER_ST, A64_BARRIER_SY,
};

static inline u32 a64_dmb(enum a64_barrier option)
{
	return 0xd50330bf | a64f_bits(option, 4, 8);
}

static inline u32 a64_dsb(enum a64_barrier option)
{
	return 0xd503309f | a64f_bits(option, 4, 8);
}

static inline u32 a64_isb(void)
{
	return 0xd5033fdf;
}

static inline u32 a64_sb(void)
{
	return 0xd50330ff;
}

static inline u32 a64_clrex(void)
{
	return 0xd5033f5f;
}

/* op0:op1:CRn:CRm:op2 */
#define A64_SYSREG(op0, op1, crn, crm, op2) \
	((op0) << 14 | (op1) << 11 | (crn) << 7 | (crm) << 3 | (op2))

enum a64_sysreg {
	A64_MIDR_EL1	= A64_SYSREG(3, 0, 0, 0, 0),	/* emulated by the kernel */
	A64_CTR_EL0	= A64_SYSREG(3, 3, 0, 0, 1),
	A64_DCZID_EL0	= A64_SYSREG(3, 3, 0, 0, 7),
	A64_RNDR	= A64_SYSREG(3, 3, 2, 4, 0),
	A64_RNDRRS	= A64_SYSREG(3, 3, 2, 4, 1),
	A64_NZCV	= A64_SYSREG(3, 3, 4, 2, 0),
	A64_FPCR	= A64_SYSREG(3, 3, 4, 4, 0),
	A64_FPSR	= A64_SYSREG(3, 3, 4, 4, 1),
	A64_TPIDR_EL0	= A64_SYSREG(3, 3, 13, 0, 2),
	A64_TPIDRRO_EL0	= A64_SYSREG(3, 3, 13, 0, 3),
	A64_CNTFRQ_EL0	= A64_SYSREG(3, 3, 14, 0, 0),
	A64_CNTVCT_EL0	= A64_SYSREG(3, 3, 14, 0, 2),
	A64_CNTVCTSS_EL0 = A64_SYSREG(3, 3, 14, 0, 6),	/* ECV */
};

static inline u32 a64_mrs(unsigned rt, enum a64_sysreg reg)
{
	return 0xd5200000 | a64f_d(rt) | a64f_bits(reg, 16, 5);
}

static inline u32 a64_msr(enum a64_sysreg reg, unsigned rt)
{
	return 0xd5000000 | a64f_d(rt) | a64f_bits(reg, 16, 5);
}

/* Cache maintenance by address in rt. */
static inline u32 a64_dc_zva(unsigned rt)
{
	return 0xd50b7420 | a64f_d(rt);
}

static inline u32 a64_dc_cvac(unsigned rt)
{
	return 0xd50b7a20 | a64f_d(rt);
}

static inline u32 a64_dc_cvau(unsigned rt)
{
	return 0xd50b7b20 | a64f_d(rt);
}

static inline u32 a64_dc_civac(unsigned rt)
{
	return 0xd50b7e20 | a64f_d(rt);
}

static inline u32 a64_ic_ivau(unsigned rt)
{
	return 0xd50b7520 | a64f_d(rt);
}

#endif
