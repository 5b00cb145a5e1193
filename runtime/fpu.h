/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fpu.h - the guest's x87 and SSE state as a whole: MXCSR in FPCR and FPSR, the FXSAVE image. The XMM
 * registers are meant in st->xmm here: vec_save() before, vec_load() behind.
 */
#ifndef XLATE_FPU_H
#define XLATE_FPU_H

#include "mxcsr.h"
#include "thread.h"

enum { FXSAVE_SIZE = 512 };

/* FXSAVE's 64-bit image; Intel SDM volume 1, 10.5.1. Bytes 464-511 are the software's. */
struct fxsave {
	u16 cw, sw;
	u8 tag, pad0;		/* a bit per physical register: not empty */
	u16 op;
	u64 ip, dp;
	u32 mxcsr, mxcsr_mask;
	u8 st[8][16];		/* ST0 first */
	u8 xmm[16][16];
	u8 pad1[48];
	u8 software[48];
};
_Static_assert(sizeof(struct fxsave) == FXSAVE_SIZE, "FXSAVE image");

u32 fpu_mxcsr(const struct xstate *st);			/* with the sticky flags so far */
/* FPCR and FPSR too. Returns whether code is needed that has not been translated yet: it is looked up again then. */
bool fpu_set_mxcsr(struct xstate *st, u32 mxcsr);
void fpu_reset(struct xstate *st);			/* as at exec: FNINIT, MXCSR_INIT, XMM zero */
void fpu_save(const struct xstate *st, struct fxsave *fx);	/* leaves `software` alone */
bool fpu_load(struct xstate *st, const struct fxsave *fx);	/* the same */

#endif
