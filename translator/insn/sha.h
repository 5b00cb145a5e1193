/* SPDX-License-Identifier: GPL-2.0-only */
/* sha.h - what runs of SHA-256's rounds (sha_run.c) know of its instructions. */
#ifndef XLATE_INSN_SHA_H
#define XLATE_INSN_SHA_H

#include "../emit.h"

/* SHA256RNDS2, SHA256MSG1, SHA256MSG2 by the host's instructions. */
static inline bool sha256_is(const struct insn *in)
{
	return in->opcode == 0xcb || ((in->opcode == 0xcc || in->opcode == 0xcd) && in->nops == 2);
}

/* A register with the bytes of ABCD, EFGH (v30, v31) that are A B E F, or C D G H, the first in the highest word. */
unsigned sha256_index(struct emit *e, bool first);

#endif
