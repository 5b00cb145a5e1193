/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mxcsr.h - MXCSR in terms of the host's FPCR and FPSR. Intel SDM 1, 10.2.3; Arm ARM, FPCR and FPSR.
 *
 * With AFP the host does all of it: alternate handling (AH), upper elements merged (NEP), inputs and outputs flushed
 * separately (FIZ, FZ). Without, three things differ: FZ flushes both, so that DAZ and FTZ are exact only together; DE is never
 * raised; a result is tiny when it is so before rounding. Code under xlate_options.fp_strict needs none of this.
 */
#ifndef XLATE_MXCSR_H
#define XLATE_MXCSR_H

#include "a64/types.h"

enum {
	MXCSR_IE = 1 << 0, MXCSR_DE = 1 << 1, MXCSR_ZE = 1 << 2, MXCSR_OE = 1 << 3, MXCSR_UE = 1 << 4, MXCSR_PE = 1 << 5,
	MXCSR_STICKY = 0x3f, MXCSR_DAZ = 1 << 6, MXCSR_MASKS = 0x3f << 7, MXCSR_RC_SHIFT = 13, MXCSR_FTZ = 1 << 15,
	MXCSR_MASK_SHIFT = 7, MXCSR_INIT = 0x1f80, MXCSR_MASK = 0xffff,
};

enum { FPCR_FIZ = 1 << 0, FPCR_AH = 1 << 1, FPCR_NEP = 1 << 2, FPCR_RMODE_SHIFT = 22, FPCR_FZ = 1 << 24 };

static inline u32 mxcsr_fpcr(u32 mxcsr, bool afp)
{
	static const u8 rounding[4] = { 0, 2, 1, 3 };	/* nearest, down, up, zero */
	u32 fpcr = (u32)rounding[mxcsr >> MXCSR_RC_SHIFT & 3] << FPCR_RMODE_SHIFT;

	if (!afp)
		return fpcr | (mxcsr & (MXCSR_DAZ | MXCSR_FTZ) ? FPCR_FZ : 0);
	return fpcr | FPCR_AH | FPCR_NEP | (mxcsr & MXCSR_DAZ ? FPCR_FIZ : 0) | (mxcsr & MXCSR_FTZ ? FPCR_FZ : 0);
}

/* The sticky flags that FPSR adds. A result that is flushed is inexact for x86 only. */
static inline u32 mxcsr_sticky(u32 fpsr, u32 mxcsr, bool afp)
{
	u32 out = (fpsr & 1) | (fpsr & 0x1e) << 1;

	if (afp)
		return out | (fpsr >> 7 & 1) << 1;
	return out & MXCSR_UE && mxcsr & MXCSR_FTZ ? out | MXCSR_PE : out;
}

/* The host cannot do what this MXCSR asks for: unmasked exceptions; without AFP also one of DAZ and FTZ alone. */
static inline bool mxcsr_strict(u32 mxcsr, bool afp)
{
	if (~mxcsr & MXCSR_MASKS)
		return true;
	return !afp && !(mxcsr & MXCSR_DAZ) != !(mxcsr & MXCSR_FTZ);
}

#endif
