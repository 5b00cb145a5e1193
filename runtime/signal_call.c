/* SPDX-License-Identifier: GPL-2.0-only */
/* signal_call.c - the guest's system calls about signals. */
#include "process.h"
#include "signal_host.h"
#include "syscall.h"

#define SIGNALS_NEVER (sig_bit(SIGKILL) | sig_bit(SIGSTOP))
#define SA_KNOWN (SA_NOCLDSTOP | SA_NOCLDWAIT | SA_SIGINFO | SA_ONSTACK | SA_RESTART | SA_NODEFER | SA_RESETHAND | \
		  SA_EXPOSE_TAGBITS | SA_RESTORER)

enum { RAX = 0, RSP = 4, MINSIGSTKSZ = 2048 };

s64 signal_sigaction(struct thread *t, u64 nr, u64 act, u64 old, u64 size)
{
	int sig = (int)nr;
	struct sigaction in, was;
	s64 err;

	if (size != 8)
		return -EINVAL;
	if (act && guest_get(&in, act, sizeof(in)))
		return -EFAULT;
	if (sig < 1 || sig > SIGNAL_MAX || (act && sig_bit(sig) & SIGNALS_NEVER))
		return -EINVAL;
	was = process.action[sig];
	if (act) {
		in.flags &= SA_KNOWN;
		in.mask &= ~SIGNALS_NEVER;
		process.action[sig] = in;
		err = signal_host_install(sig);
		if (err) {
			process.action[sig] = was;
			return err;
		}
		if (in.handler == SIG_IGN)
			t->held &= ~sig_bit(sig);
	}
	return old ? guest_put(old, &was, sizeof(was)) : 0;
}

/* The host's call under the pending check; what came before it interrupts it. */
static s64 guarded(struct thread *t, long nr, u64 a, u64 b, u64 c, u64 d)
{
	const u64 args[6] = { a, b, c, d };
	s64 r = syscall_guarded(nr, args, &t->pending);

	return r == -ERESTARTSYS ? -ERESTARTNOINTR : r;
}

/*
 * The mask changes in the one instruction in which the host's does: a signal that arrived before is delivered
 * before, with the call to be made again.
 */
static s64 set_mask(struct thread *t, u64 mask)
{
	u64 host = signal_host_mask(mask), was = t->sigmask;
	s64 r;

	t->sigmask = mask;
	r = guarded(t, HN_rt_sigprocmask, SIG_SETMASK, (u64)&host, 0, 8);
	if (r)
		t->sigmask = was;
	else if (t->held & ~mask)
		t->redirect |= REDIRECT_CODE;	/* dispatch() looks for held signals */
	return r;
}

s64 signal_sigprocmask(struct thread *t, u64 how, u64 set, u64 old, u64 size)
{
	u64 was = t->sigmask, mask;
	s64 r;

	if (size != 8)
		return -EINVAL;
	if (set) {
		if (guest_get(&mask, set, 8))
			return -EFAULT;
		mask &= ~SIGNALS_NEVER;
		switch ((int)how) {
		case SIG_BLOCK:
			mask |= was;
			break;
		case SIG_UNBLOCK:
			mask = was & ~mask;
			break;
		case SIG_SETMASK:
			break;
		default:
			return -EINVAL;
		}
		r = mask == was ? 0 : set_mask(t, mask);
		if (r)
			return r;
	}
	return old ? guest_put(old, &was, 8) : 0;
}

s64 signal_sigpending(struct thread *t, u64 set, u64 size)
{
	u64 pending = 0;

	if (size > 8)
		return -EINVAL;
	host_call(HN_rt_sigpending, &pending, 8);
	pending = (pending | t->held) & t->sigmask;
	return guest_put(set, &pending, size);
}

void signal_mask_begin(struct thread *t, u64 *mask)
{
	t->saved_mask = t->sigmask;
	t->has_saved_mask = 1;
	t->sigmask = *mask & ~SIGNALS_NEVER;
	*mask = signal_host_mask(*mask);
}

void signal_mask_end(struct thread *t, s64 result)
{
	/* A signal that the call let in is delivered under the call's mask; its frame has the old one. */
	if (t->pending && result == -EINTR)
		return;
	t->sigmask = t->saved_mask;
	t->has_saved_mask = 0;
}

s64 signal_sigsuspend(struct thread *t, u64 set, u64 size)
{
	u64 mask;
	s64 r;

	if (size != 8)
		return -EINVAL;
	if (guest_get(&mask, set, 8))
		return -EFAULT;
	signal_mask_begin(t, &mask);
	if (t->held & ~t->sigmask) {
		t->redirect |= REDIRECT_CODE;
		return -EINTR;
	}
	r = guarded(t, HN_rt_sigsuspend, (u64)&mask, 8, 0, 0);
	if (r == -EINTR && t->held & ~t->sigmask) {
		t->redirect |= REDIRECT_CODE;
		return r;
	}
	signal_mask_end(t, r);
	return r;
}

/* Takes a held signal of the set. */
static int take_held(struct thread *t, u64 set, struct siginfo *info)
{
	u64 ready = t->held & set;
	int sig = ready ? __builtin_ctzll(ready) + 1 : 0;

	if (sig) {
		*info = t->held_info[signal_sync_index(sig)];
		t->held &= ~sig_bit(sig);
	}
	return sig;
}

s64 signal_sigtimedwait(struct thread *t, u64 set, u64 info, u64 timeout, u64 size)
{
	struct host_timespec ts;
	struct siginfo found;
	u64 mask;
	s64 r;

	if (size != 8)
		return -EINVAL;
	if (guest_get(&mask, set, 8) || (timeout && guest_get(&ts, timeout, sizeof(ts))))
		return -EFAULT;
	do {
		r = take_held(t, mask, &found);
		if (!r)
			r = guarded(t, HN_rt_sigtimedwait, (u64)&mask, (u64)&found, timeout ? (u64)&ts : 0, 8);
	} while (r == -EINTR && t->held & mask);
	if (r > 0 && info && guest_put(info, &found, sizeof(found)))
		return -EFAULT;
	return r;
}

s64 signal_set_altstack(struct thread *t, const struct guest_altstack *ss)
{
	u32 mode = ss->flags & ~SS_AUTODISARM;

	if (frame_altstack_flags(t, t->st.gpr[RSP]) == SS_ONSTACK)
		return -EPERM;
	if (mode != SS_DISABLE && mode != SS_ONSTACK && mode != 0)
		return -EINVAL;
	if (mode == SS_DISABLE) {
		t->altstack = (struct guest_altstack){ .flags = ss->flags };
		return 0;
	}
	if (ss->size < MINSIGSTKSZ)
		return -ENOMEM;
	t->altstack = (struct guest_altstack){ .sp = ss->sp, .flags = ss->flags, .size = ss->size };
	return 0;
}

s64 signal_sigaltstack(struct thread *t, u64 ss, u64 old)
{
	struct guest_altstack in, was = t->altstack;
	s64 err;

	was.flags = frame_altstack_flags(t, t->st.gpr[RSP]) | (was.flags & SS_AUTODISARM);
	if (ss) {
		if (guest_get(&in, ss, sizeof(in)))
			return -EFAULT;
		err = signal_set_altstack(t, &in);
		if (err)
			return err;
	}
	return old ? guest_put(old, &was, sizeof(was)) : 0;
}

s64 signal_sigreturn(struct thread *t)
{
	u64 mask;

	t->redirect |= REDIRECT_STATE;
	t->st.save_ret = 0;
	if (!frame_pop(t, &mask)) {
		signal_fault(t, SIGSEGV, SI_KERNEL, 0, t->trapno, t->err);
		return 0;
	}
	t->sigmask = mask & ~SIGNALS_NEVER;
	signal_host_set_mask(t);
	return (s64)t->st.gpr[RAX];
}
