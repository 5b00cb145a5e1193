/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vector.h - 128-bit constants for the vector families.
 *
 * Literals stand behind the region's code, 16-byte aligned; equal ones of a region are stored once.
 */
#ifndef XLATE_VECTOR_H
#define XLATE_VECTOR_H

#include "emit.h"

/* A constant that one instruction makes, else from a literal. vd must be a temporary. */
void vconst(struct emit *e, unsigned vd, u64 lo, u64 hi);
void vconst_bytes(struct emit *e, unsigned vd, const u8 bytes[16]);
/* The same when one instruction makes it; nothing is emitted otherwise. vd may be a guest register. */
bool vconst_short(struct emit *e, unsigned vd, u64 lo, u64 hi);

#endif
