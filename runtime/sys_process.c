/* SPDX-License-Identifier: GPL-2.0-only */
/* sys_process.c - calls about the process itself: what it runs on, how it ends, signals, time. */
#include "cpu.h"
#include "dispatch.h"
#include "map.h"
#include "process.h"
#include "signal.h"
#include "sys.h"

/* ---- the end ---- */

long sys_exit_group(struct call *c)
{
	if (process.stats)
		stats_print();
	host_exit_group((int)c->arg[0]);
}

long sys_exit(struct call *c)
{
	if (process.stats && process.nthreads <= 1)
		stats_print();
	host_exit((int)c->arg[0]);
}

long sys_set_tid_address(struct call *c)
{
	return call_host(c, HN_set_tid_address, c->arg[0]);
}

/* ---- signals: signal.h ---- */

long sys_rt_sigaction(struct call *c)
{
	return signal_sigaction(c->thread, c->arg[0], c->arg[1], c->arg[2], c->arg[3]);
}

long sys_rt_sigprocmask(struct call *c)
{
	return signal_sigprocmask(c->thread, c->arg[0], c->arg[1], c->arg[2], c->arg[3]);
}

long sys_rt_sigreturn(struct call *c)
{
	return signal_sigreturn(c->thread);
}

long sys_rt_sigpending(struct call *c)
{
	return signal_sigpending(c->thread, c->arg[0], c->arg[1]);
}

long sys_rt_sigtimedwait(struct call *c)
{
	return signal_sigtimedwait(c->thread, c->arg[0], c->arg[1], c->arg[2], c->arg[3]);
}

long sys_rt_sigsuspend(struct call *c)
{
	return signal_sigsuspend(c->thread, c->arg[0], c->arg[1]);
}

long sys_sigaltstack(struct call *c)
{
	return signal_sigaltstack(c->thread, c->arg[0], c->arg[1]);
}

long sys_pause(struct call *c)
{
	return call_host(c, HN_ppoll, NULL, 0, NULL, NULL, 8);
}

/* ---- what it runs on ---- */

long sys_uname(struct call *c)
{
	struct host_utsname name;
	long r = call_host(c, HN_uname, &name);

	if (r)
		return r;
	memset(name.machine, 0, sizeof(name.machine));
	str_copy(name.machine, CPU_PLATFORM, sizeof(name.machine));
	return guest_put(c->arg[0], &name, sizeof(name));
}

long sys_arch_prctl(struct call *c)
{
	enum { SET_GS = 0x1001, SET_FS, GET_FS, GET_GS, GET_CPUID = 0x1011, SET_CPUID };
	struct xstate *st = &c->thread->st;
	u64 addr = c->arg[1];

	switch ((u32)c->arg[0]) {
	case SET_FS:
	case SET_GS:
		if (addr >= 1ull << 47)		/* the guest's limit, whatever the host's is */
			return -EPERM;
		*((u32)c->arg[0] == SET_FS ? &st->fs_base : &st->gs_base) = addr;
		st->seg[(u32)c->arg[0] == SET_FS ? 2 : 3] = 0;
		return 0;
	case GET_FS:
		return guest_put(addr, &st->fs_base, 8);
	case GET_GS:
		return guest_put(addr, &st->gs_base, 8);
	case GET_CPUID:
		return 1;
	case SET_CPUID:		/* CPUID can be made to fault on some processors; not on this one */
		return -ENODEV;
	default:
		return -EINVAL;
	}
}

static long prctl_tsc(struct call *c, u32 option)
{
	enum { PR_GET_TSC = 25, PR_TSC_ENABLE = 1 };

	if (option == PR_GET_TSC)
		return guest_put(c->arg[1], &(u32){ PR_TSC_ENABLE }, 4);
	return (u32)c->arg[1] == PR_TSC_ENABLE ? 0 : -EINVAL;
}

/* The auxiliary vector that the guest got. */
static long prctl_auxv(struct call *c)
{
	u64 n = process.auxv_size;

	if (c->arg[3] || c->arg[4])
		return -EINVAL;
	if (n > c->arg[2])
		n = c->arg[2];
	return guest_put(c->arg[1], (const void *)process.auxv_start, n) ? -EFAULT : (long)process.auxv_size;
}

long sys_prctl(struct call *c)
{
	u32 option = (u32)c->arg[0];

	switch (option) {
	case 21:		/* PR_GET_SECCOMP: none */
		return 0;
	case 22:		/* PR_SET_SECCOMP: a filter would see arm64 calls */
		log_at(LOG_NOTE, "prctl: seccomp is not supported");
		return -EINVAL;
	case 25:		/* PR_GET_TSC, PR_SET_TSC: x86-64 only */
	case 26:
		return prctl_tsc(c, option);
	case 35:		/* PR_SET_MM: the addresses are the guest's, the kernel's notes the translator's */
		return -EPERM;
	case 50 ... 51:		/* PR_SVE_SET_VL ... : arm64 only */
	case 54 ... 56:		/* PR_PAC_RESET_KEYS, PR_SET_TAGGED_ADDR_CTRL, PR_GET_TAGGED_ADDR_CTRL */
	case 59:		/* PR_SET_SYSCALL_USER_DISPATCH */
	case 60 ... 61:		/* PR_PAC_*_ENABLED_KEYS */
	case 63 ... 64:		/* PR_SME_*_VL */
	case 65 ... 66:		/* PR_SET_MDWE, PR_GET_MDWE: would stop the translator */
	case 74 ... 77:		/* PR_*_SHADOW_STACK_STATUS: arm64 and RISC-V only */
		return -EINVAL;
	case 0x41555856:	/* PR_GET_AUXV */
		return prctl_auxv(c);
	default:
		return call_row(c);
	}
}

/* As under Yama's "no attach": debuggers say so and stop. */
long sys_ptrace(struct call *c)
{
	log_at(LOG_NOTE, "ptrace is not supported: EPERM");
	return -EPERM;
}

long sys_seccomp(struct call *c)
{
	log_at(LOG_NOTE, "seccomp is not supported: EINVAL");
	return -EINVAL;
}

/* The C libraries do without. */
long sys_rseq(struct call *c)
{
	return -ENOSYS;
}

/* ---- time ---- */

long sys_time(struct call *c)
{
	struct host_timespec now;
	long r = host_clock_gettime(0, &now);

	if (r)
		return r;
	if (c->arg[0] && guest_put(c->arg[0], &now.sec, 8))
		return -EFAULT;
	return now.sec;
}

/* Seconds that were left, rounded as the kernel does; never 0 when an alarm was pending. */
long sys_alarm(struct call *c)
{
	struct itimer {
		s64 interval[2], value[2];
	} it = { .value = { (s64)(u32)c->arg[0], 0 } }, old;
	long r = call_host(c, HN_setitimer, 0, &it, &old);

	if (r)
		return r;
	return old.value[0] + ((!old.value[0] && old.value[1]) || old.value[1] >= 500000);
}
