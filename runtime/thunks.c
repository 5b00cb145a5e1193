/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * thunks.c - an entry thunk for every helper of HELPERS (state.h), and a thread's table of them and of
 * the doors. All helpers are C functions `void rt_NAME(struct xstate *st)`: arguments st->arg[0..1] are x16 and x17, and
 * arg[0..2] come back in x16, x17, x18.
 */
#include "thunks.h"

#define THUNK(name, entry)						\
	asm(".text\n.balign 8\n.hidden thunk_" #name "\nthunk_" #name ":\n"	\
	    ".hidden rt_" #name "\nadrp x19, rt_" #name "\nadd x19, x19, :lo12:rt_" #name "\n"	\
	    "b " #entry);						\
	extern const char thunk_##name[] __attribute__((visibility("hidden")));
#define FULL(name) THUNK(name, helper_full)
#define VECTOR(name) THUNK(name, helper_vector)
HELPERS(FULL, FULL, VECTOR)
#undef FULL
#undef VECTOR

extern const char door_link[], door_indirect[], door_return[], door_syscall[], door_exact[], door_step[];

void thunks_fill(struct xstate *st)
{
	int i = 0;

#define ENTER(name) st->helper[i++] = (u64)thunk_##name;
	HELPERS(ENTER, ENTER, ENTER)
#undef ENTER
	st->door[DOOR_LINK] = (u64)door_link;
	st->door[DOOR_INDIRECT] = (u64)door_indirect;
	st->door[DOOR_RETURN] = (u64)door_return;
	st->door[DOOR_SYSCALL] = (u64)door_syscall;
	st->door[DOOR_EXACT] = (u64)door_exact;
	st->door[DOOR_STEP] = (u64)door_step;
}
