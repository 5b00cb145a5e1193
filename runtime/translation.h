/* SPDX-License-Identifier: GPL-2.0-only */
/* translation.h - calls the translator for the guest's code. */
#ifndef XLATE_TRANSLATION_H
#define XLATE_TRANSLATION_H

#include "thread.h"

struct region;

/* Buffers for one thread's jobs; false: no memory. */
bool translation_init(struct thread *t);

/*
 * Translates what is at guest address pc and enters it in the index. NULL: the guest cannot execute there; the
 * fault waits in t for signal_deliver().
 */
struct region *translation_make(struct thread *t, u64 pc, bool single);

#endif
