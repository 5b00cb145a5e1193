/* SPDX-License-Identifier: GPL-2.0-only */
/* thunks.h - addresses of helpers' entry thunks and of the doors. */
#ifndef XLATE_THUNKS_H
#define XLATE_THUNKS_H

#include "thread.h"

void thunks_fill(struct xstate *st);

#endif
