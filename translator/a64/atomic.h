/*
 * a64/atomic.h - ordered accesses, exclusives, LSE. Arm ARM C4.1.96, B2.3.
 *
 * Ordered and exclusive accesses have no offset and general registers only,
 * except ldapur, stlur (LRCPC2) and their vector forms (LRCPC3). RS of an
 * exclusive store is the status: 0 if it stored.
 */
#ifndef XLATE_A64_ATOMIC_H
#define XLATE_A64_ATOMIC_H

#include "mem.h"

#define A64_DEF_ORDERED(name, op)						\
static inline u32 name(unsigned log2, unsigned rt, unsigned rn)			\
{										\
	return a64f_dn(op, rt, rn) | a64f_size(log2);				\
}
A64_DEF_ORDERED(a64_ldxr,	0x085f7c00)
A64_DEF_ORDERED(a64_ldaxr,	0x085ffc00)
A64_DEF_ORDERED(a64_stlr,	0x089ffc00)
A64_DEF_ORDERED(a64_ldar,	0x08dffc00)
A64_DEF_ORDERED(a64_ldapr,	0x38bfc000)	/* LRCPC */

#define A64_DEF_STXR(name, op)							\
static inline u32 name(unsigned log2, unsigned rs, unsigned rt, unsigned rn)	\
{										\
	return a64f_dnm(op, rt, rn, rs) | a64f_size(log2);			\
}
A64_DEF_STXR(a64_stxr,	0x08007c00)
A64_DEF_STXR(a64_stlxr,	0x0800fc00)

#define A64_DEF_LDXP(name, op)							\
static inline u32 name(enum a64_sf sf, unsigned rt, unsigned rt2, unsigned rn)	\
{										\
	return a64f_dn(op, rt, rn) | a64f_a(rt2) | a64f_bits(sf, 1, 30);	\
}
A64_DEF_LDXP(a64_ldxp,	0x887f0000)
A64_DEF_LDXP(a64_ldaxp,	0x887f8000)

#define A64_DEF_STXP(name, op)							\
static inline u32 name(enum a64_sf sf, unsigned rs, unsigned rt, unsigned rt2,	\
		       unsigned rn)						\
{										\
	return a64f_dnma(op, rt, rn, rs, rt2) | a64f_bits(sf, 1, 30);		\
}
A64_DEF_STXP(a64_stxp,	0x88200000)
A64_DEF_STXP(a64_stlxp,	0x88208000)

/* LRCPC2: with an offset of -256..255. */
A64_DEF_SOFF(a64_stlur,		a64f_size,	0x19000000)
A64_DEF_SOFF(a64_ldapur,	a64f_size,	0x19400000)
A64_DEF_SIGNED_SOFF(a64_ldapurs, 0x19000000)

/* LRCPC3. */
A64_DEF_SOFF(a64_vstlur,	a64f_vsize,	0x1d000800)
A64_DEF_SOFF(a64_vldapur,	a64f_vsize,	0x1d400800)

/* LSE: rt = [rn]; [rn] = rt OP rs. rt 31 drops the old value and, with it, acquire. */
#define A64_DEF_LSE(name, op)							\
static inline u32 name(unsigned log2, bool acq, bool rel,			\
		       unsigned rs, unsigned rt, unsigned rn)			\
{										\
	return a64f_dnm(op, rt, rn, rs) | a64f_size(log2) |			\
	       a64f_bits(acq, 1, 23) | a64f_bits(rel, 1, 22);			\
}
A64_DEF_LSE(a64_ldadd,	0x38200000)
A64_DEF_LSE(a64_ldclr,	0x38201000)
A64_DEF_LSE(a64_ldeor,	0x38202000)
A64_DEF_LSE(a64_ldset,	0x38203000)
A64_DEF_LSE(a64_ldsmax,	0x38204000)
A64_DEF_LSE(a64_ldsmin,	0x38205000)
A64_DEF_LSE(a64_ldumax,	0x38206000)
A64_DEF_LSE(a64_ldumin,	0x38207000)
A64_DEF_LSE(a64_swp,	0x38208000)

/* If [rn] == rs then [rn] = rt; rs = the old value either way. */
static inline u32 a64_cas(unsigned log2, bool acq, bool rel, unsigned rs, unsigned rt, unsigned rn)
{
	return a64f_dnm(0x08a07c00, rt, rn, rs) | a64f_size(log2) |
	       a64f_bits(acq, 1, 22) | a64f_bits(rel, 1, 15);
}

/* The same for rs:rs+1 and rt:rt+1, both even; the address is aligned to the pair. */
static inline u32 a64_casp(enum a64_sf sf, bool acq, bool rel, unsigned rs, unsigned rt, unsigned rn)
{
	A64_ASSERT(!(rs & 1) && !(rt & 1));
	return a64f_dnm(0x08207c00, rt, rn, rs) | a64f_bits(sf, 1, 30) |
	       a64f_bits(acq, 1, 22) | a64f_bits(rel, 1, 15);
}

#endif
