/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mmx.h - instructions on MMX registers: the SSE instructions' emitters on vector temporaries.
 *
 * MMn is x87[n].mant of the state. Every instruction but those without an MMX operand raises #MF when an exception is pending,
 * makes all tags valid and TOP 0; a register that is written gets an exponent of ones. SDM 1, 9.5.
 */
#ifndef XLATE_MMX_H
#define XLATE_MMX_H

#include "emit.h"

/*
 * A row with A_MMX. The emitter gets XMM operands of 8 bytes in place of the MMX ones; what is above these in the
 * registers is garbage, and so may be what it leaves there.
 */
void mmx_emit(struct emit *e, const struct insn *in, emitter *fn);

#endif
