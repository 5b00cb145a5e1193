// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuse.c - groups of two to four instructions with one emission: pattern, condition, emitter.
 */
#include "region.h"

unsigned fuse(struct emit *e, const struct insn *in, unsigned n)
{
	return 0;
}
