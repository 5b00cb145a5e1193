/* SPDX-License-Identifier: GPL-2.0-only */
/* runner_signal.c - faults and traps in translated code: the host's registers go to `frame`, control to run_unwind(). */
#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>
#include "runner.h"

struct caught caught;
volatile u8 in_guest;
static volatile u32 ticks;

static struct fpsimd_context *fpsimd(ucontext_t *uc)
{
	struct _aarch64_ctx *h = (void *)uc->uc_mcontext.__reserved;

	while (h->magic && h->magic != FPSIMD_MAGIC)
		h = (void *)((u8 *)h + h->size);
	return h->magic ? (void *)h : NULL;
}

static void save_frame(ucontext_t *uc)
{
	struct fpsimd_context *fp = fpsimd(uc);

	memcpy(frame.x, uc->uc_mcontext.regs, sizeof(frame.x));
	frame.sp = uc->uc_mcontext.sp;
	frame.pc = uc->uc_mcontext.pc;
	frame.nzcv = uc->uc_mcontext.pstate & 0xf0000000;
	if (fp) {
		memcpy(frame.v, fp->vregs, sizeof(frame.v));
		frame.fpcr = fp->fpcr;
		frame.fpsr = fp->fpsr;
	}
}

static void die(const char *what)
{
	if (write(2, what, strlen(what)) < 0)
		_exit(4);
	_exit(3);
}

static void on_signal(int sig, siginfo_t *si, void *context)
{
	ucontext_t *uc = context;
	u64 pc = uc->uc_mcontext.pc;

	if (!in_guest) {
		if (sig != SIGVTALRM)
			die("runner: a signal outside of translated code\n");
		ticks = 0;
		return;
	}
	if (sig == SIGVTALRM && (++ticks < 40 || (pc >= (u64)run_enter && pc < (u64)run_unwind + 64)))
		return;
	ticks = 0;
	if (sig == SIGTRAP && plant_forward(&uc->uc_mcontext.pc, uc->uc_mcontext.regs))
		return;
	save_frame(uc);
	caught.signal = sig;
	caught.addr = (u64)si->si_addr;
	caught.word = sig == SIGTRAP ? *(u32 *)pc : 0;
	uc->uc_mcontext.pc = (u64)run_unwind;
}

void catch_init(void)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGVTALRM };
	struct sigaction sa = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };
	struct itimerval tv = { { 0, 100000 }, { 0, 100000 } };
	static u8 stack[65536];
	stack_t ss = { .ss_sp = stack, .ss_size = sizeof(stack) };

	sigaltstack(&ss, NULL);
	for (unsigned i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &sa, NULL);
	setitimer(ITIMER_VIRTUAL, &tv, NULL);
}
