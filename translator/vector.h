/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vector.h - 128-bit constants for the vector families.
 *
 * Literals stand behind the region's code, 16-byte aligned; equal ones of a region are stored once. Constants stay in v26-v31 for
 * as long as nobody needs the register, inside a block and the one behind it that only it falls into (docs/boundary.md).
 */
#ifndef XLATE_VECTOR_H
#define XLATE_VECTOR_H

#include "emit.h"

/*
 * A register with the constant: made by one instruction, or from a literal, unless there is one already. It must not be written, and
 * the code that makes it must be run by whoever comes behind: no branch of this instruction may lead around it.
 */
unsigned vconst(struct emit *e, u64 lo, u64 hi);
unsigned vconst_bytes(struct emit *e, const u8 bytes[16]);
static inline unsigned vconst_zero(struct emit *e) { return vconst(e, 0, 0); }

/* The constant in vd, a temporary that may be written. */
void vconst_to(struct emit *e, unsigned vd, u64 lo, u64 hi);

#endif
