/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dispatch.h - from guest pc to host code: translation on demand, links, single steps. The rt_* functions are called by
 * doors.S with the thread and x16, x17; each returns the host address at which generated code
 * goes on. Whenever C code runs, st.pc is where the guest is.
 */
#ifndef XLATE_DISPATCH_H
#define XLATE_DISPATCH_H

#include "thread.h"

u64 rt_start(struct thread *t);
u64 rt_link(struct thread *t, u64 stub);
u64 rt_indirect(struct thread *t, u64 target, u64 key);
u64 rt_return(struct thread *t, u64 target);
u64 rt_syscall(struct thread *t, u64 host);
u64 rt_exact(struct thread *t, u64 target);
u64 rt_step(struct thread *t);
u64 rt_pending(struct thread *t);	/* the way into generated code found t->pending */
u64 rt_stopped(struct thread *t);	/* stop.c: generated code was stopped at t->ctx by a fault or a signal */
u64 rt_forwarded(struct thread *t);	/* stop.c: the rest of a `forward` group has run */

/* doors.S: into generated code at the guest's st.pc, on the thread's own stack. */
void rt_enter(struct thread *t) __attribute__((noreturn));
/* doors.S: all registers from t->ctx but x19, which the code at `host` loads first. */
void context_resume(struct thread *t, u64 host) __attribute__((noreturn));

/* The host address for st.pc, in whatever mode the thread is. Faults of the way there are delivered first. */
u64 dispatch(struct thread *t);
void dispatch_stepped(struct thread *t);	/* code of single-instruction mode has done its instruction; dispatch() is to follow */

/*
 * syscall.c: makes the system call whose registers are in the state and returns its result, which goes to RAX
 * here (unless t->redirect has REDIRECT_STATE: rt_sigreturn has set the whole state). -ERESTARTSYS and -ERESTARTNOINTR: interrupted; the call
 * is restarted or becomes EINTR here. RCX and R11 are set already; st.pc is behind the instruction.
 */
s64 syscall_run(struct thread *t);

/* XLATE_STATS=1: on fd 2, at exit. */
void stats_print(void);

#endif
