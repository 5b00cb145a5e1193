/* SPDX-License-Identifier: GPL-2.0-only */
/* helpers.h - helpers of generated code (HELPERS in state.h) that are not in cpu.h. */
#ifndef XLATE_HELPERS_H
#define XLATE_HELPERS_H

#include "state.h"

void rt_div64(struct xstate *st);
void rt_idiv64(struct xstate *st);
void rt_fxsave(struct xstate *st);
void rt_fxrstor(struct xstate *st);
void rt_ldmxcsr(struct xstate *st);
void rt_stmxcsr(struct xstate *st);
void rt_sse(struct xstate *st);
void rt_x87(struct xstate *st);
void rt_pcmpstr(struct xstate *st);

#endif
