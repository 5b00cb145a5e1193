// SPDX-License-Identifier: GPL-2.0-only
/*
 * surprise.c - stands before translate(): at `nopl 0x5a5a5aNN(%rax)` it goes wrong in the way NN, everywhere else it is
 * the translator. For surprise.sh, in a build of xlate of its own.
 */
#include "translate.h"

enum { EINVAL = 22, ENOSPC = 28 };
enum surprise { SURPRISE_CONTRADICTION, SURPRISE_READ, SURPRISE_WRITE, SURPRISE_TRAP, SURPRISE_FULL, SURPRISE_STACK, SURPRISE_COUNT };

int __real_translate(struct xlate_job *job);
int __wrap_translate(struct xlate_job *job);

static const u8 marker[] = { 0x0f, 0x1f, 0x80 };

/* The way in which the instruction at the job's pc asks to fail, or SURPRISE_COUNT. */
static unsigned way(const struct xlate_job *job)
{
	const u8 *p = job->window.bytes + (job->pc - job->window.start);

	if (job->window.end - job->pc < 7 || p[0] != marker[0] || p[1] != marker[1] || p[2] != marker[2])
		return SURPRISE_COUNT;
	return p[4] == 0x5a && p[5] == 0x5a && p[6] == 0x5a ? p[3] : SURPRISE_COUNT;
}

/* More than the runtime's stack has. */
static int __attribute__((noinline)) recurse(unsigned depth)
{
	volatile u8 frame[4096];

	frame[0] = (u8)depth;
	return depth ? recurse(depth - 1) + frame[0] : 0;
}

int __wrap_translate(struct xlate_job *job)
{
	static const char text[] = "asked for";
	volatile u64 place = 16;

	switch (way(job)) {
	case SURPRISE_CONTRADICTION:
		for (unsigned i = 0; i < sizeof(text); i++)
			job->surprise[i] = text[i];
		return -EINVAL;
	case SURPRISE_READ:
		return (int)*(volatile u64 *)place;
	case SURPRISE_WRITE:
		*(volatile u64 *)place = 1;
		return 0;
	case SURPRISE_TRAP:
		__builtin_trap();
	case SURPRISE_FULL:
		return -ENOSPC;
	case SURPRISE_STACK:
		return recurse(1 << 20);
	default:
		return __real_translate(job);
	}
}
