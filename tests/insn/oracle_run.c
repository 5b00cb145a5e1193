/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * oracle_run.c - executes a case on this machine's x86-64 processor.
 *
 * The guest code runs in this very process: its memory is mapped at the guest's addresses, its signals come to
 * oracle_signal(), which must not touch thread-local storage (the guest may have the FS base).
 */
#define _GNU_SOURCE
#include <asm/prctl.h>
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>
#include "oracle.h"

struct fx {
	u16 fcw, fsw;
	u8 ftw, pad;
	u16 fop;
	u64 fip, fdp;
	u32 mxcsr, mxcsr_mask;
	u8 st[8][16];
	u8 xmm[16][16];
	u8 rest[96];
};
_Static_assert(sizeof(struct fx) == 512, "FXSAVE area");

void oracle_enter(const struct tstate *in, u64 rip);
void oracle_exit(void);
void oracle_exit_alt(void);
void oracle_fault(void);
extern struct fx oracle_fx;
extern struct { u64 gpr[17], rflags; } oracle_out;
extern u64 oracle_rsp;
extern u8 oracle_alt;
_Static_assert(offsetof(struct tstate, rflags) == 136, "oracle_entry.S");

static u8 *code, *data;
static u8 usual[G_PAGE], usual_ro[G_PAGE];
static volatile u8 in_guest;
static volatile u32 ticks;
static struct tresult *result;

static void fail(const char *what)
{
	fprintf(stderr, "oracle: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* The guest's memory at address `at` and again G_DELTA above; returned is where it can be written. */
static u8 *map_twice(u64 at, u64 size, int prot)
{
	int fd = memfd_create("guest", 0);
	unsigned i;
	void *p;

	if (fd < 0 || ftruncate(fd, size) < 0)
		fail("memfd");
	for (i = 0; i < 2; i++)
		if (mmap((void *)(at + i * G_DELTA), size, prot, MAP_SHARED | MAP_FIXED_NOREPLACE, fd, 0) == MAP_FAILED)
			fail("mapping guest memory");
	p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		fail("mapping guest memory");
	close(fd);
	return p;
}

/* An absolute jump that changes nothing. */
static void put_jump(u8 *p, void (*to)(void))
{
	u64 target = (u64)to;

	memcpy(p, "\xff\x25\0\0\0\0", 6);
	memcpy(p + 6, &target, 8);
}

static void save_fx(struct tstate *s, const struct fx *fx)
{
	memcpy(s->xmm, fx->xmm, sizeof(s->xmm));
	memcpy(s->st, fx->st, sizeof(s->st));
	s->mxcsr = fx->mxcsr;
	s->fcw = fx->fcw;
	s->fsw = fx->fsw;
	s->ftw = fx->ftw;
}

static void load_fx(struct fx *fx, const struct tstate *s)
{
	memset(fx, 0, sizeof(*fx));
	memcpy(fx->xmm, s->xmm, sizeof(s->xmm));
	memcpy(fx->st, s->st, sizeof(s->st));
	fx->mxcsr = s->mxcsr;
	fx->fcw = s->fcw;
	fx->fsw = s->fsw;
	fx->ftw = s->ftw;
}

static void save_context(struct tresult *r, const ucontext_t *uc, const siginfo_t *si, int sig)
{
	static const u8 reg[16] = { REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
		REG_R8, REG_R9, REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15 };
	const greg_t *g = uc->uc_mcontext.gregs;
	unsigned i;

	for (i = 0; i < 16; i++)
		r->s.gpr[i] = g[reg[i]];
	r->s.rip = g[REG_RIP];
	r->s.rflags = g[REG_EFL];
	save_fx(&r->s, (const struct fx *)uc->uc_mcontext.fpregs);
	r->trap = sig == SIGVTALRM ? TR_TIMEOUT : g[REG_TRAPNO] + 1;
	r->addr = r->trap == TR_PF ? (u64)si->si_addr : 0;
}

/* Fault of the guest: its state is the result. The timer: a case that does not end within two ticks. */
static void on_signal(int sig, siginfo_t *si, void *context)
{
	ucontext_t *uc = context;
	greg_t *g = uc->uc_mcontext.gregs;
	struct fx *fx = (struct fx *)uc->uc_mcontext.fpregs;

	if (!in_guest) {
		if (sig != SIGVTALRM)
			signal(sig, SIG_DFL);
		return;
	}
	if (sig == SIGVTALRM && ++ticks < 3)
		return;
	if ((u64)g[REG_RIP] >= (u64)oracle_enter && (u64)g[REG_RIP] < (u64)oracle_fault + 64 && sig == SIGVTALRM)
		return;
	save_context(result, uc, si, sig);
	g[REG_RIP] = (u64)oracle_fault;
	g[REG_RSP] = oracle_rsp;
	g[REG_EFL] = 0x202;
	fx->fcw = 0x37f;
	fx->fsw = 0;
	fx->mxcsr = 0x1f80;
}

void oracle_init(void)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGVTALRM };
	static u8 stack[65536];
	struct sigaction sa = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };
	stack_t ss = { .ss_sp = stack, .ss_size = sizeof(stack) };
	struct itimerval tv = { { 0, 10000 }, { 0, 10000 } };
	u8 *page;
	unsigned i;

	code = map_twice(G_CODE, G_CODE_SIZE, PROT_READ | PROT_EXEC);
	data = map_twice(G_DATA, G_PAGE, PROT_READ | PROT_WRITE);
	page = map_twice(G_DONE, G_PAGE, PROT_READ | PROT_EXEC);
	put_jump(page, oracle_exit);
	put_jump(page + (G_ALT - G_DONE), oracle_exit_alt);
	page = map_twice(G_RO, G_PAGE, PROT_READ);
	world_fill(usual, 1);
	world_fill(usual_ro, 2);
	memcpy(page, usual_ro, G_PAGE);
	syscall(SYS_arch_prctl, ARCH_SET_GS, (u64)G_GS);
	sigaltstack(&ss, NULL);
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &sa, NULL);
	setitimer(ITIMER_VIRTUAL, &tv, NULL);
}

static long raw_prctl(long op, u64 arg)
{
	long ret;

	__asm__ volatile("syscall" : "=a"(ret) : "0"((long)SYS_arch_prctl), "D"(op), "S"(arg) : "rcx", "r11", "memory");
	return ret;
}

static void enter(const struct tcase *c, u64 rip)
{
	u64 fs = 0;

	if (c->flags & CF_FS) {
		raw_prctl(ARCH_GET_FS, (u64)&fs);
		raw_prctl(ARCH_SET_FS, G_FS);
	}
	ticks = 0;
	in_guest = 1;
	oracle_enter(&c->in, rip);
	in_guest = 0;
	if (c->flags & CF_FS) {
		raw_prctl(ARCH_SET_FS, fs);
		raw_prctl(ARCH_SET_GS, G_GS);
	}
}

static void changed_words(struct tresult *r, struct memword *mem, const u8 *before)
{
	u64 was, is;
	unsigned i;

	r->nmem = 0;
	for (i = 0; i < G_PAGE; i += 8) {
		memcpy(&was, before + i, 8);
		memcpy(&is, data + i, 8);
		if (was != is)
			mem[r->nmem++] = (struct memword){ G_DATA + i, is };
	}
}

void oracle_run(const struct tcase *c, struct tresult *r, struct memword *mem)
{
	static u8 before[G_PAGE];
	u64 rip = G_CODE + c->code_off;
	unsigned i;

	memset(r, 0, sizeof(*r));
	r->seq = c->seq;
	memset(code, 0xf4, G_CODE_SIZE);
	memcpy(code + c->code_off, c->code, c->code_len);
	memcpy(before, usual, G_PAGE);
	for (i = 0; i < c->nmem; i++)
		if (c->mem[i].addr >= G_DATA && c->mem[i].addr <= G_DATA + G_PAGE - 8)
			memcpy(before + (c->mem[i].addr - G_DATA), &c->mem[i].value, 8);
	memcpy(data, before, G_PAGE);
	load_fx(&oracle_fx, &c->in);
	oracle_alt = 0;
	result = r;
	r->trap = TR_NONE;
	r->s.rip = 0;
	enter(c, rip + c->delta);
	if (r->trap == TR_NONE) {
		memcpy(r->s.gpr, oracle_out.gpr, sizeof(r->s.gpr));
		r->s.rflags = oracle_out.rflags;
		r->s.rip = (oracle_alt ? G_ALT : G_DONE) + c->delta;
		save_fx(&r->s, &oracle_fx);
	}
	r->s.rip -= c->delta;
	r->known = FL_ARITH;
	changed_words(r, mem, before);
}
