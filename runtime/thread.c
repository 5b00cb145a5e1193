/* SPDX-License-Identifier: GPL-2.0-only */
/* thread.c - making a thread; its flags as RFLAGS; its shadow stack. */
#include "thread.h"
#include "arena.h"
#include "host.h"
#include "lib.h"
#include "map.h"
#include "process.h"
#include "region.h"
#include "thunks.h"

enum { STACK_SIZE = 256 << 10, SIGSTACK_SIZE = 64 << 10, SHADOW_SIZE = 4 << 20, SHADOW_GUARD = 64 << 10 };

enum { RF_CF = 1, RF_ONE = 2, RF_PF = 4, RF_AF = 16, RF_ZF = 64, RF_SF = 128, RF_TF = 256, RF_IF = 512,
	RF_DF = 1024, RF_OF = 2048, RF_AC = 1 << 18, RF_ID = 1 << 21 };
enum { NZCV_V = 1 << 28, NZCV_C = 1 << 29, NZCV_Z = 1 << 30 };
#define NZCV_N (1u << 31)

/* NZCV as a number (N = 8): SF, ZF, CF, OF. */
#define RF(n) (((n) & 8 ? RF_SF : 0) | ((n) & 4 ? RF_ZF : 0) | ((n) & 2 ? RF_CF : 0) | ((n) & 1 ? RF_OF : 0))
static const u16 rflags_of_nzcv[16] = {
	RF(0), RF(1), RF(2), RF(3), RF(4), RF(5), RF(6), RF(7), RF(8), RF(9), RF(10), RF(11), RF(12), RF(13), RF(14), RF(15),
};
#undef RF

/* Made for every system call. */
u64 thread_rflags(const struct thread *t)
{
	const struct xstate *st = &t->st;
	u32 even = 0x9669 >> ((st->pf ^ st->pf >> 4) & 15) & 1;	/* of four bits: an even number is set */
	u64 f = RF_ONE | RF_IF | rflags_of_nzcv[st->nzcv >> 28] | (even ? RF_PF : 0) | (st->af & RF_AF);

	f |= st->df ? RF_DF : 0;
	f |= st->tf ? RF_TF : 0;
	f |= st->ac ? RF_AC : 0;
	f |= st->id ? RF_ID : 0;
	return f;
}

void thread_set_rflags(struct thread *t, u64 f)
{
	struct xstate *st = &t->st;

	st->nzcv = (f & RF_CF ? NZCV_C : 0) | (f & RF_ZF ? NZCV_Z : 0) | (f & RF_SF ? NZCV_N : 0) |
		   (f & RF_OF ? NZCV_V : 0);
	st->pf = f & RF_PF ? 0 : 1;
	st->af = f & RF_AF ? 16 : 0;
	st->df = f & RF_DF ? 1 : 0;
	st->tf = f & RF_TF ? 1 : 0;
	st->ac = f & RF_AC ? 1 : 0;
	st->id = f & RF_ID ? 1 : 0;
}

/* Pairs of 0 at the top: nothing returns there, and a search that goes too far finds nothing. */
void thread_drop_shadow(struct thread *t)
{
	t->st.save_shadow = t->st.shadow_top;
	t->st.save_ret = 0;
	t->st.save_link = arena.no_return;
}

/*
 * The shadow stack has a guard below. A full one keeps its newest half: what was called long ago
 * then returns through the table.
 */
bool thread_shadow_fault(struct thread *t, u64 addr)
{
	struct xstate *st = &t->st;
	u64 half = (st->shadow_top - st->shadow_bottom) / 2;

	if (addr >= st->shadow_bottom || addr < st->shadow_bottom - SHADOW_GUARD)
		return false;
	memmove((void *)(st->shadow_top - half), (void *)st->shadow_bottom, half);
	st->save_shadow = st->shadow_top - half;
	return true;
}

static u64 alloc_shadow(struct thread *t)
{
	u8 *p = own_alloc(SHADOW_GUARD + SHADOW_SIZE);

	if (!p || host_failed(host_mprotect((u64)p, SHADOW_GUARD, PROT_NONE)))
		return 0;
	t->st.shadow_bottom = (u64)p + SHADOW_GUARD;
	t->st.shadow_top = t->st.shadow_bottom + SHADOW_SIZE - 64;
	return t->st.shadow_top;
}

struct thread *thread_create(void)
{
	struct thread *t = own_alloc(page_up(sizeof(*t)));
	u8 *stack, *sigstack;

	if (!t)
		return NULL;
	stack = own_alloc(STACK_SIZE);
	sigstack = own_alloc(SIGSTACK_SIZE);
	t->scratch = arena_alloc_scratch();
	if (!stack || !sigstack || !t->scratch || !alloc_shadow(t))
		return NULL;
	t->stack = (u64)stack;
	t->stack_size = STACK_SIZE;
	t->sigstack = (u64)sigstack;
	t->sigstack_size = SIGSTACK_SIZE;
	t->st.host_sp = (u64)stack + STACK_SIZE;
	t->st.table = (u64)regions.table;
	t->st.rt = t;
	t->st.pf = 1;
	t->st.mxcsr = 0x1f80;
	t->st.x87_cw = 0x37f;
	t->st.x87_tag = 0xffff;
	t->altstack.flags = SS_DISABLE;
	t->tid = host_gettid();
	thunks_fill(&t->st);
	thread_drop_shadow(t);
	t->next = process.threads;
	process.threads = t;
	process.nthreads++;
	return t;
}

void thread_after_fork(struct thread *t)
{
	int err = arena_after_fork();

	if (err < 0)
		die("fork: no code memory for the child (error %d)", -err);
	process.threads = t;
	process.nthreads = 1;
	t->next = NULL;
	t->tid = host_gettid();
	if (err)
		region_flush();
}
