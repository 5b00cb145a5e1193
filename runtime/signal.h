/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * signal.h - guest signals: dispositions, masks, delivery, and the system calls about them.
 *
 * Host dispositions mirror the guest's (SIG_DFL and SIG_IGN natively, so default actions and wait
 * statuses are the kernel's own), but for SIGSEGV SIGBUS SIGILL SIGTRAP SIGFPE: those always have our handler and
 * are never blocked on the host. The host's mask is the guest's otherwise. At most one asynchronous signal is taken from
 * the host at a time; until the guest has it, all others stay blocked in the kernel.
 */
#ifndef XLATE_SIGNAL_H
#define XLATE_SIGNAL_H

#include "thread.h"

/* Handlers for the host; inherits mask and ignored signals. */
void signal_init(struct thread *t);

/* ---- system calls of the guest: arguments as they come, results 0 or -errno ---- */
s64 signal_sigaction(struct thread *t, u64 sig, u64 act, u64 old, u64 size);
s64 signal_sigprocmask(struct thread *t, u64 how, u64 set, u64 old, u64 size);
s64 signal_sigpending(struct thread *t, u64 set, u64 size);
s64 signal_sigsuspend(struct thread *t, u64 mask, u64 size);
s64 signal_sigtimedwait(struct thread *t, u64 set, u64 info, u64 timeout, u64 size);
s64 signal_sigaltstack(struct thread *t, u64 ss, u64 old);
/* rt_sigreturn: the whole state comes from the frame; the result is to be left alone (RAX is in the frame). */
s64 signal_sigreturn(struct thread *t);

/*
 * For ppoll, pselect6, epoll_pwait: makes *mask fit for the host call (never blocks what the runtime
 * needs) and remembers the guest's own mask for the frame of a signal that the call lets in.
 * signal_mask_end() after the call; result is its return value.
 */
void signal_mask_begin(struct thread *t, u64 *mask);
void signal_mask_end(struct thread *t, s64 result);

/* The host mask that stands for a guest mask. */
u64 signal_host_mask(u64 mask);
/* Before execve: host dispositions and mask become exactly the guest's; signal_after_exec() undoes it when exec failed. */
void signal_before_exec(struct thread *t);
void signal_after_exec(struct thread *t);

/* ---- delivery ---- */
/* The instruction at st.pc raises a fault: it waits for signal_deliver(). Code, address and numbers as x86 has them. */
void signal_fault(struct thread *t, int sig, s32 code, u64 addr, u64 trapno, u64 err);
/* The same for #PF: err has W and I as x86 has them. */
void signal_page_fault(struct thread *t, u64 addr, u64 err);
/* Delivers what waits. st.pc and registers are then those of the handler, if there is one. */
void signal_deliver(struct thread *t);
/* Ends the process by signal, so that the parent sees it. */
void signal_kill(struct thread *t, int sig) __attribute__((noreturn));

/* frame.c: builds the frame for handler `act`; false: no stack (the caller forces SIGSEGV). */
bool frame_push(struct thread *t, const struct siginfo *info, const struct sigaction *act, u64 saved_mask);
/* The state from the frame at RSP - 8; false: not readable. *mask: the guest's mask to restore. */
bool frame_pop(struct thread *t, u64 *mask);
u64 frame_min_size(void);		/* AT_MINSIGSTKSZ */
u32 frame_altstack_flags(const struct thread *t, u64 sp);	/* SS_DISABLE, SS_ONSTACK or 0 */
s64 signal_set_altstack(struct thread *t, const struct guest_altstack *stack);

#endif
