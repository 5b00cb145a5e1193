/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pcmpstr.h - what generated code and the helper of PCMPESTRI, PCMPESTRM, PCMPISTRI, PCMPISTRM agree on. SDM 1, 4.1.
 *
 * Before: arg[0] = the immediate | PCMPSTR_*; both operands are in the state's area, the explicit lengths in RAX and RDX.
 * Behind: arg[0] = the index (ECX), arg[1] = NZCV with C = !CF, the mask (XMM0) is in the area behind the operands.
 */
#ifndef XLATE_PCMPSTR_H
#define XLATE_PCMPSTR_H

#include "a64/types.h"

enum {
	PCMPSTR_EXPLICIT = 1 << 8,	/* lengths are given, of 32 bits, or 64 with ... */
	PCMPSTR_WIDE = 1 << 9,
};
enum { PCMPSTR_FIRST = 0, PCMPSTR_SECOND = 16, PCMPSTR_MASK = 32 };	/* offsets in the area */

/* Fields of the immediate. */
enum { PCMPSTR_WORDS = 1, PCMPSTR_SIGNED = 2, PCMPSTR_LAST = 0x40, PCMPSTR_EXPAND = 0x40 };
enum pcmpstr_match { PCMPSTR_ANY, PCMPSTR_RANGES, PCMPSTR_EACH, PCMPSTR_ORDERED };
static inline enum pcmpstr_match pcmpstr_match(u32 imm) { return (enum pcmpstr_match)(imm >> 2 & 3); }
static inline bool pcmpstr_negated(u32 imm) { return imm & 0x10; }
static inline bool pcmpstr_masked(u32 imm) { return (imm & 0x30) == 0x30; }

#endif
