/* SPDX-License-Identifier: GPL-2.0-only */
/* strict.h - SSE arithmetic under xlate_options.fp_strict: every operation by the helper of sse.h. */
#ifndef XLATE_STRICT_H
#define XLATE_STRICT_H

#include "nan.h"
#include "sse.h"

/*
 * The instruction by the helper, when that is asked for: operands 0 and 1 are XMM registers, memory, or a general register
 * where the operation converts one. flags: SSE_TRUNCATE. Returns whether it was.
 */
bool strict_emit(struct emit *e, const struct insn *in, enum sse_op op, struct fp_type ty, u32 flags);

#endif
