/* SPDX-License-Identifier: GPL-2.0-only */
/* fuse.h - the rules of fuse.c: they look at in[0], in[1] and what is behind them in the block. */
#ifndef XLATE_FUSE_H
#define XLATE_FUSE_H

#include "region.h"

typedef bool fuse_match(const struct insn *in, const struct emit *e);
typedef void fuse_emit(struct emit *e, const struct insn *in);

/* The instruction in place of itself and the one before, whose effect nobody sees but who looks when this one traps. */
static inline void emit_ahead(struct emit *e, const struct insn *in)
{
	e->in = in;
	e->ahead = true;
	emit_plain(e, in);
	e->ahead = false;
}

/* fuse_branch.c */
fuse_match match_bt, match_ptest, match_mask;
fuse_emit emit_bt, emit_ptest, emit_mask;

#endif
