/* SPDX-License-Identifier: GPL-2.0-only */
/* signal.c - guest signals: delivery; the system calls are in signal_call.c, the host's side in signal_host.c. */
#include "signal.h"
#include "arena.h"
#include "host.h"
#include "lib.h"
#include "map.h"
#include "process.h"
#include "region.h"
#include "signal_host.h"

enum { RAX = 0, RSP = 4 };

void signal_fault(struct thread *t, int sig, s32 code, u64 addr, u64 trapno, u64 err)
{
	t->fault_info = (struct siginfo){ .signo = sig, .code = code, .addr = addr };
	t->fault_pending = 1;
	t->trapno = trapno;
	t->err = err;
	if (trapno == 14)
		t->cr2 = addr;
}

/*
 * What the table of mappings says: no mapping, or one without the right. An address that is not canonical is #GP; the
 * kernel calls all of its own addresses protected. Whether a page without access is present is not told.
 */
void signal_page_fault(struct thread *t, u64 addr, u64 err)
{
	const struct map *m = map_find(addr);

	if (addr >= 1ull << 47 && addr < 0xffff800000000000ull)
		return signal_fault(t, SIGSEGV, SI_KERNEL, 0, 13, 0);
	if (addr >= 1ull << 47 || (m && m->prot != PROT_NONE))
		err |= 1;
	signal_fault(t, SIGSEGV, m ? SEGV_ACCERR : SEGV_MAPERR, addr, 14, err);
}

void signal_kill(struct thread *t, int sig)
{
	struct sigaction dfl = { .handler = SIG_DFL };
	u64 all = ~0ull;

	host_sigaction(sig, &dfl, NULL);
	host_sigprocmask(SIG_SETMASK, &(u64){ ~sig_bit(sig) }, NULL);
	host_tgkill(host_getpid(), host_gettid(), sig);
	/* A default action that does not kill: not of the signals that come here, or the host has swallowed it. */
	host_sigprocmask(SIG_SETMASK, &all, NULL);
	host_exit_group(128 + sig);
}

/* Ignored by default. */
static bool harmless(int sig)
{
	return sig == SIGCHLD || sig == SIGCONT || sig == SIGURG || sig == SIGWINCH;
}

/* The default action, natively: the process may stop here, or end. */
static void default_action(struct thread *t, int sig)
{
	if (harmless(sig))
		return;
	if (sig == SIGSTOP || sig == SIGTSTP || sig == SIGTTIN || sig == SIGTTOU) {
		host_tgkill(host_getpid(), t->tid, SIGSTOP);
		return;
	}
	signal_kill(t, sig);
}

/* How the interrupted system call goes on, as the kernel's handle_signal() and do_signal() decide. */
static void end_call(struct thread *t, const struct sigaction *act)
{
	u8 restart = t->restart;

	t->restart = RESTART_NONE;
	if (restart == RESTART_NONE)
		return;
	if (restart == RESTART_MAYBE && act && !(act->flags & SA_RESTART)) {
		t->st.gpr[RAX] = (u64)-EINTR;
		return;
	}
	t->st.gpr[RAX] = t->syscall_nr;
	t->st.pc -= 2;
}

/* Runs the handler of a signal: its frame, its mask. */
static void call_handler(struct thread *t, const struct siginfo *info, struct sigaction act)
{
	u64 saved = t->has_saved_mask ? t->saved_mask : t->sigmask;
	int sig = info->signo;

	end_call(t, &act);
	t->has_saved_mask = 0;
	if (act.flags & SA_RESETHAND) {
		process.action[sig].handler = SIG_DFL;
		signal_host_install(sig);
	}
	regions.stats.signals++;
	/* Where the frame returns to is not what the shadow stack expects. */
	t->st.save_ret = 0;
	t->st.save_link = arena.no_return;
	if (!frame_push(t, info, &act, saved)) {
		if (sig == SIGSEGV)
			signal_kill(t, sig);
		t->sigmask &= ~sig_bit(SIGSEGV);
		signal_fault(t, SIGSEGV, SI_KERNEL, 0, t->trapno, t->err);
		return;
	}
	t->sigmask |= act.mask | (act.flags & SA_NODEFER ? 0 : sig_bit(sig));
	t->sigmask &= ~(sig_bit(SIGKILL) | sig_bit(SIGSTOP));
}

static void deliver_fault(struct thread *t)
{
	struct siginfo info = t->fault_info;
	struct sigaction act = process.action[info.signo];

	t->fault_pending = 0;
	t->stepping &= ~STEP_ONCE;
	/* A fault cannot wait: blocked or ignored, it kills. */
	if (act.handler == SIG_DFL || act.handler == SIG_IGN || t->sigmask & sig_bit(info.signo)) {
		log_at(LOG_NOTE, "signal %d, code %d, address 0x%lx at guest pc 0x%lx ends the process", info.signo, info.code,
		       info.addr, t->st.pc);
		signal_kill(t, info.signo);
	}
	call_handler(t, &info, act);
}

static void deliver_async(struct thread *t)
{
	struct siginfo info = t->async_info;
	struct sigaction act = process.action[info.signo];

	t->pending = 0;
	if (act.handler == SIG_IGN)
		return;
	if (act.handler == SIG_DFL)
		default_action(t, info.signo);
	else
		call_handler(t, &info, act);
}

/* A signal that was held back becomes the pending one once the mask lets it. */
static void release_held(struct thread *t)
{
	u64 ready = t->held & ~t->sigmask;
	int sig;

	if (!ready || t->pending)
		return;
	sig = __builtin_ctzll(ready) + 1;
	t->async_info = t->held_info[signal_sync_index(sig)];
	t->held &= ~sig_bit(sig);
	t->pending = 1;
}

static void deliver_all(struct thread *t)
{
	release_held(t);
	while (t->fault_pending || t->pending) {
		if (t->fault_pending)
			deliver_fault(t);
		else
			deliver_async(t);
		release_held(t);
	}
	/* No handler runs: an interrupted call is made again, with the mask that it had before. */
	end_call(t, NULL);
	if (t->has_saved_mask) {
		t->sigmask = t->saved_mask;
		t->has_saved_mask = 0;
	}
}

void signal_deliver(struct thread *t)
{
	/* Opening the host's mask lets the next signal in. */
	do
		deliver_all(t);
	while (!signal_host_set_mask(t));
}
