/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * thread.h - what the runtime keeps for one guest thread. The thread state of generated code comes
 * first, so x28 points to both. TPIDR_EL0 holds the same pointer while the runtime's C code runs and
 * in host signal handlers (the runtime has no TLS; the guest's is x25).
 *
 * A struct thread belongs to its thread alone. Only `pending` is written from outside: by its own host
 * signal handlers.
 */
#ifndef XLATE_THREAD_H
#define XLATE_THREAD_H

#include "state.h"
#include "siginfo.h"

/* Host registers at one point of generated code. */
struct context {
	u64 x[31];
	u64 sp, pc, pstate;
};

/* Scratch code of `forward` groups: at most 4 instructions, their literals, the way back. */
enum { SCRATCH_WORDS = 64 };

struct thread {
	struct xstate st;

	/* doors.S (offsets in offsets.c) */
	u32 pending;		/* an asynchronous signal waits in async_info: every way into generated code looks here */
	u32 redirect;		/* REDIRECT_*: host addresses kept from before are stale, st.pc says where to go on */
	u64 resume;		/* host address that the way into generated code goes to */
	u64 helper_ret;		/* where the running helper returns to in generated code, else 0 */
	struct context ctx;	/* registers of generated code stopped by a fault or an asynchronous signal */
	u64 guard_sp;		/* C code that reads guest memory is under guard_call */

	/* identity */
	struct thread *next;	/* list of process.threads */
	int tid;
	u64 clear_child_tid;	/* guest addresses that R2's thread calls keep, 0: none */
	u64 robust_list, robust_len;

	/* signals: signal.c */
	u64 sigmask;		/* the guest's mask; bit n-1 is signal n */
	u64 saved_mask;		/* what the frame saves and sigreturn restores while has_saved_mask: sigsuspend, ppoll ... */
	u8 has_saved_mask;
	u8 fault_pending;	/* a synchronous fault of generated code waits in fault_info */
	u8 restart;		/* the call whose number is syscall_nr was interrupted: RESTART_* */
	struct siginfo async_info, fault_info;
	u64 fault_esr;		/* ESR_EL1 of the fault, 0 when the host did not tell */
	u64 guard_addr, guard_pc;	/* of the fault that ended guard_call: memory, place in xlate */
	int guard_signo;
	u64 held;		/* SIGSEGV and the like sent by kill while blocked or queued behind another: as sigmask */
	struct siginfo held_info[6];
	struct guest_altstack {
		u64 sp;
		u32 flags, pad;
		u64 size;
	} altstack;
	u64 err, trapno, cr2;	/* of the last fault, as the kernel keeps them for signal frames */

	/* a system call in progress: dispatch.c */
	u64 syscall_host;	/* x16 at the door */
	u64 syscall_nr;		/* RAX as it was: to restart the call */

	/* single-instruction mode: dispatch.c */
	u8 stepping;		/* STEP_* */
	u32 steps_left;		/* of STEP_EXACT */
	struct translation_buffers *buffers;
	u64 exact_landing, exact_sp;	/* STEP_EXACT ends at this guest pc with RSP above exact_sp, or well above */

	/* memory of this thread */
	u64 scratch;		/* SCRATCH_WORDS words in the arena */
	u64 stack, stack_size;	/* the runtime's own stack */
	u64 sigstack, sigstack_size;
};

enum { STEP_ONCE = 1, STEP_EXACT = 2 };
enum { REDIRECT_CODE = 1, REDIRECT_STATE = 2 /* a system call has set all registers, RAX too */ };
/* An interrupted call: made again whatever comes; made again if the handler says SA_RESTART or none runs. */
enum { RESTART_NONE, RESTART_ALWAYS, RESTART_MAYBE };

static inline struct thread *thread_self(void)
{
	struct thread *t;

	asm("mrs %0, tpidr_el0" : "=r"(t));
	return t;
}

static inline struct thread *thread_of(struct xstate *st) { return (struct thread *)st; }

/* RFLAGS as the guest sees them: completed arithmetic flags, DF, AC, ID, IF and bit 1. */
u64 thread_rflags(const struct thread *t);
void thread_set_rflags(struct thread *t, u64 rflags);

/* A new thread with its stacks, its shadow stack and its scratch code; NULL: no memory. */
struct thread *thread_create(void);
/* In the child of a fork, before anything else: the only thread of a new process. */
void thread_after_fork(struct thread *t);
/* The shadow stack forgets everything: after code was withdrawn or the guest went elsewhere. */
void thread_drop_shadow(struct thread *t);
/* A fault of generated code at addr was the end of the shadow stack: it has room again. */
bool thread_shadow_fault(struct thread *t, u64 addr);

/* v0-v15 (and what else the guest owns of the vector registers) to st->xmm and back: doors.S. */
void vec_save(struct xstate *st);
void vec_load(struct xstate *st);

/* fn(arg); -EFAULT when it faulted on guest memory: doors.S. */
s64 guard_call(struct thread *t, s64 (*fn)(void *), void *arg);

#endif
