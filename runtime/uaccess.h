/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * uaccess.h - the two places where the runtime's own code may be stopped from outside: accesses to
 * guest memory that may fault, and the system call of the guest. signal.c asks both before anything else.
 */
#ifndef XLATE_UACCESS_H
#define XLATE_UACCESS_H

#include <stddef.h>
#include "a64/types.h"

/* Copies; returns the number of bytes not copied (a fault ended it). Either side may be the guest's. */
size_t guest_copy(void *dst, const void *src, size_t n);
/* Bytes before the NUL, at most max; -EFAULT. */
long guest_strlen(const char *s, size_t max);

/*
 * uaccess_redirect - a synchronous fault at host pc *pc (after a write-protected page has been
 * ruled out): true when it was inside the functions above; *pc is then where to go on.
 */
static inline bool uaccess_redirect(u64 *pc)
{
	extern const char uaccess_begin[], uaccess_end[], uaccess_fixup[];

	if (*pc < (u64)uaccess_begin || *pc >= (u64)uaccess_end)
		return false;
	*pc = (u64)uaccess_fixup;
	return true;
}

/*
 * syscall_guarded - the guest's system call @nr with arguments a[0..5], unless *pending is already
 * nonzero. Returns the kernel's result; -ERESTARTNOINTR when the call was not made because of *pending;
 * -ERESTARTSYS when a signal came exactly in front of the svc: not made, or ended by the kernel as one
 * that SA_RESTART restarts (host handlers are all installed with SA_RESTART).
 */
long syscall_guarded(long nr, const u64 a[6], const u32 *pending);

/*
 * syscall_redirect - an asynchronous signal for the guest at host pc *pc, *pending set: true when
 * it was inside syscall_guarded before the call was made or where it would be made again; *pc is then
 * the way out, and the caller of syscall_guarded looks at *pending.
 */
static inline bool syscall_redirect(u64 *pc)
{
	extern const char syscall_begin[], syscall_svc[], syscall_norun[], syscall_again[];

	if (*pc < (u64)syscall_begin || *pc > (u64)syscall_svc)
		return false;
	*pc = *pc == (u64)syscall_svc ? (u64)syscall_again : (u64)syscall_norun;
	return true;
}

#endif
