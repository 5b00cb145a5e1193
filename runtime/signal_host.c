/* SPDX-License-Identifier: GPL-2.0-only */
/* signal_host.c - the host's signals: what interrupted which code, and where that code goes on. */
#include "signal_host.h"
#include "arena.h"
#include "host.h"
#include "lib.h"
#include "map.h"
#include "process.h"
#include "region.h"
#include "uaccess.h"

/* arm64's struct ucontext; arch/arm64/include/uapi/asm/sigcontext.h. */
struct host_ucontext {
	u64 flags, link, ss_sp, ss_flags, ss_size, sigmask;
	u8 unused[120];
	u64 fault_address __attribute__((aligned(16)));
	u64 regs[31], sp, pc, pstate;
	u8 reserved[4096] __attribute__((aligned(16)));
};
_Static_assert(__builtin_offsetof(struct host_ucontext, fault_address) == 176 &&
	       __builtin_offsetof(struct host_ucontext, reserved) == 464, "struct ucontext of arm64");

enum { ESR_MAGIC = 0x45535201 };

extern const char door_check[], door_end[], helper_leave[], helper_end[], door_stopped[], guard_fault[], host_restorer[];

u64 signal_host_mask(u64 mask)
{
	return mask & ~SIGNALS_SYNC;
}

bool signal_host_set_mask(struct thread *t)
{
	u64 mask = signal_host_mask(t->sigmask);
	const u64 args[6] = { SIG_SETMASK, (u64)&mask, 0, 8 };

	return !syscall_guarded(HN_rt_sigprocmask, args, &t->pending);
}

/* ---- what the handler sees ---- */

static u64 find_esr(const struct host_ucontext *uc)
{
	const u8 *p = uc->reserved, *end = p + sizeof(uc->reserved);

	while (p + 16 <= end) {
		const u32 *head = (const u32 *)p;

		if (head[0] == ESR_MAGIC)
			return *(const u64 *)(p + 8);
		if (!head[0] || head[1] < 16)
			break;
		p += head[1];
	}
	return 0;
}

static void save_context(struct thread *t, const struct host_ucontext *uc)
{
	memcpy(t->ctx.x, uc->regs, sizeof(t->ctx.x));
	t->ctx.sp = uc->sp;
	t->ctx.pc = uc->pc;
	t->ctx.pstate = uc->pstate;
}

/* Generated code: its registers are kept in ctx, the thread goes on in C (rt_stopped). */
static void stop_generated(struct thread *t, struct host_ucontext *uc)
{
	save_context(t, uc);
	uc->pc = (u64)door_stopped;
	uc->sp = t->st.host_sp;
	uc->regs[28] = (u64)t;
}

/* ---- faults ---- */

static u64 own_offset(u64 pc)
{
	extern const char __ehdr_start[];

	return pc - (u64)__ehdr_start;
}

/* C code under guard_call ends with -EFAULT; what that means its caller decides. */
static void leave_guarded(struct thread *t, const struct siginfo *info, struct host_ucontext *uc)
{
	t->guard_signo = info->signo;
	t->guard_addr = info->addr;
	t->guard_pc = own_offset(uc->pc);
	uc->pc = (u64)guard_fault;
	uc->sp = t->guard_sp;
	uc->regs[0] = (u64)t;
}

static void crash(const struct siginfo *info, const struct host_ucontext *uc)
{
	struct thread *t = thread_self();
	struct sigaction dfl = { .handler = SIG_DFL };

	say("%s: internal error: signal %d, address 0x%lx, at xlate+0x%lx (called from +0x%lx), guest pc 0x%lx", XLATE_VERSION,
	    info->signo, info->addr, own_offset(uc->pc), own_offset(uc->regs[30]), t ? t->st.pc : 0);
	host_sigaction(info->signo, &dfl, NULL);	/* it comes again, and ends us */
}

static void host_fault(struct thread *t, const struct siginfo *info, struct host_ucontext *uc)
{
	if (region_at_host(uc->pc)) {
		t->fault_info = *info;
		t->fault_esr = find_esr(uc);
		t->fault_pending = 1;
		stop_generated(t, uc);
		return;
	}
	/* A copy to the guest's memory meets a page that we protected; a copy or a look at code fails. */
	if (info->signo == SIGSEGV && map_write_fault(info->addr))
		return;
	if (t->guard_sp)
		leave_guarded(t, info, uc);
	else if ((info->signo != SIGSEGV && info->signo != SIGBUS) || !uaccess_redirect(&uc->pc))
		crash(info, uc);
}

/* ---- asynchronous signals ---- */

static bool within(u64 pc, const char *from, const char *to)
{
	return pc >= (u64)from && pc < (u64)to;
}

/* A signal of the fault kind that somebody sent: blocked ones and a second one at a time wait here, not in the kernel. */
static bool hold(struct thread *t, const struct siginfo *info)
{
	if (!signal_is_sync(info->signo) || !(t->pending || t->sigmask & sig_bit(info->signo)))
		return false;
	t->held_info[signal_sync_index(info->signo)] = *info;
	t->held |= sig_bit(info->signo);
	return true;
}

static void host_async(struct thread *t, const struct siginfo *info, struct host_ucontext *uc)
{
	if (hold(t, info))
		return;
	t->async_info = *info;
	__atomic_store_n(&t->pending, 1, __ATOMIC_RELAXED);
	uc->sigmask = ~SIGNALS_SYNC;	/* until the guest has this one */
	if (within(uc->pc, door_check, door_end))
		uc->pc = (u64)door_check;
	else if (within(uc->pc, helper_leave, helper_end))
		uc->pc = (u64)helper_leave;
	else if (region_at_host(uc->pc))
		stop_generated(t, uc);
	else
		syscall_redirect(&uc->pc);
	/* Elsewhere in the runtime: the way into generated code looks at `pending`. */
}

static void handler(int sig, struct siginfo *info, void *context)
{
	struct thread *t = thread_self();

	if (signal_is_sync(sig) && info->code > 0)
		host_fault(t, info, context);
	else
		host_async(t, info, context);
}

/* ---- dispositions ---- */

s64 signal_host_install(int sig)
{
	const struct sigaction *guest = &process.action[sig];
	struct sigaction act = {
		.handler = (u64)handler,
		.flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART | SA_RESTORER | SA_EXPOSE_TAGBITS |
			 (guest->flags & (SA_NOCLDSTOP | SA_NOCLDWAIT)),
		.restorer = (u64)host_restorer,
		.mask = ~SIGNALS_SYNC,
	};

	if (!signal_is_sync(sig) && (guest->handler == SIG_DFL || guest->handler == SIG_IGN))
		act.handler = guest->handler;
	return host_sigaction(sig, &act, NULL);
}

void signal_init(struct thread *t)
{
	struct {
		u64 sp;
		u64 flags;
		u64 size;
	} stack = { t->sigstack, 0, t->sigstack_size };
	u64 mask = 0;

	asm volatile("msr tpidr_el0, %0" : : "r"(t));
	host_call(HN_sigaltstack, &stack, 0);
	host_sigprocmask(SIG_BLOCK, NULL, &mask);
	t->sigmask = mask;
	for (int sig = 1; sig <= SIGNAL_MAX; sig++) {
		struct sigaction old = { 0 };

		if (!host_failed(host_sigaction(sig, NULL, &old)) && old.handler == SIG_IGN)
			process.action[sig].handler = SIG_IGN;
		if (signal_is_sync(sig))
			signal_host_install(sig);
	}
	mask = signal_host_mask(mask);
	host_sigprocmask(SIG_SETMASK, &mask, NULL);
}

/* ---- exec: dispositions and mask outlive it ---- */

static void install_sync(bool native)
{
	for (int sig = 1; sig <= SIGNAL_MAX; sig++) {
		struct sigaction ign = { .handler = SIG_IGN };

		if (!signal_is_sync(sig) || process.action[sig].handler != SIG_IGN)
			continue;
		if (native)
			host_sigaction(sig, &ign, NULL);
		else
			signal_host_install(sig);
	}
}

void signal_before_exec(struct thread *t)
{
	install_sync(true);
	host_sigprocmask(SIG_SETMASK, &t->sigmask, NULL);
}

void signal_after_exec(struct thread *t)
{
	install_sync(false);
	signal_host_set_mask(t);
}
