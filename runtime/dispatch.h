/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dispatch.h - from guest pc to host code: translation on demand, links, single steps. The rt_*
 * functions are called by doors.S; each returns the host address at which generated code goes on.
 */
#ifndef XLATE_DISPATCH_H
#define XLATE_DISPATCH_H

#include "thread.h"

u64 rt_link(struct thread *t, u64 stub);
u64 rt_indirect(struct thread *t, u64 target, u64 key);
u64 rt_return(struct thread *t, u64 target);
u64 rt_syscall(struct thread *t, u64 host);
u64 rt_exact(struct thread *t, u64 target);
u64 rt_step(struct thread *t);
u64 rt_pending(struct thread *t);	/* the way into generated code found t->pending */
u64 rt_stopped(struct thread *t);	/* generated code was stopped at t->ctx by a fault or a signal */
u64 rt_forwarded(struct thread *t);	/* the rest of a `forward` group has run */

/* doors.S: into generated code at the guest's st.pc, on the thread's own stack. */
void rt_enter(struct thread *t) __attribute__((noreturn));
u64 rt_start(struct thread *t);

/* syscall.c (system call table): runs the call whose registers are in the state; the result goes to RAX. -ERESTARTSYS and
 * -ERESTARTNOINTR mean "interrupted"; dispatch.c restarts the call or makes it EINTR. RCX and R11 are set already.
 * The result of rt_sigreturn and the like is ignored when t->redirect is set. */
s64 syscall_run(struct thread *t);

/* Statistics for XLATE_STATS=1 on fd 2. */
void stats_print(void);

#endif
