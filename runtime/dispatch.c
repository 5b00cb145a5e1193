/* SPDX-License-Identifier: GPL-2.0-only */
/* dispatch.c - from guest pc to host code; see dispatch.h and docs/boundary.md, "Doors". */
#include "dispatch.h"
#include "arena.h"
#include "host.h"
#include "insn.h"
#include "lib.h"
#include "map.h"
#include "process.h"
#include "region.h"
#include "signal.h"
#include "translation.h"
#include "uaccess.h"

/*
 * A callee whose return is watched is stepped this many instructions at most: one that never comes
 * back (it switched stacks) must not be stepped for ever.
 */
enum { STEPS_MAX = 4 << 20, SHADOW_SEARCH = 8 };
/* It may pop its return address to keep it elsewhere: the stack pointer is so far above the call's when that is over for sure. */
enum { EXACT_SLACK = 128 };
enum { RAX = 0, RCX = 1, RSP = 4, R11 = 11 };

/* ---- single steps ---- */

/* The instruction is still what was translated. */
static bool same_bytes(const struct region *r)
{
	u8 now[15];

	return !guest_copy(now, (const void *)r->pc, r->nbytes) && !memcmp(now, r->bytes, r->nbytes);
}

static struct region *step_region(struct thread *t)
{
	struct region *r = region_lookup(t->st.pc, true);

	if (r && same_bytes(r))
		return r;
	if (r)
		region_forget(r);
	return translation_make(t, t->st.pc, true);
}

static struct region *normal_region(struct thread *t)
{
	struct region *r = region_lookup(t->st.pc, false);

	return r ? r : translation_make(t, t->st.pc, false);
}

static struct region *next_region(struct thread *t)
{
	for (;;) {
		struct region *r;

		if (process.flush) {
			process.flush = false;
			region_flush();
		}
		if (t->fault_pending || t->held & ~t->sigmask)
			signal_deliver(t);
		if (t->st.tf)
			t->stepping |= STEP_ONCE;
		r = t->stepping ? step_region(t) : normal_region(t);
		if (r) {
			t->redirect = 0;
			return r;
		}
	}
}

u64 dispatch(struct thread *t)
{
	return next_region(t)->host;
}

/* The region is what is always entered at pc: no signal and no single step have come in between. */
static bool is_code_of(const struct region *r, u64 pc)
{
	return r->pc == pc && !r->single;
}

/* The watched call is over: back at its landing, or somewhere up the stack. */
static bool exact_done(const struct thread *t)
{
	u64 sp = t->st.gpr[RSP];

	if (!t->steps_left || sp > t->exact_sp + EXACT_SLACK)
		return true;
	return sp > t->exact_sp && t->st.pc == t->exact_landing;
}

void dispatch_stepped(struct thread *t)
{
	regions.stats.steps++;
	t->stepping &= ~STEP_ONCE;
	if (t->stepping & STEP_EXACT) {
		t->steps_left--;
		if (exact_done(t))
			t->stepping = 0;
	}
	if (t->st.tf)
		signal_fault(t, SIGTRAP, TRAP_TRACE, t->st.pc, 1, 0);
}

u64 rt_step(struct thread *t)
{
	dispatch_stepped(t);
	return dispatch(t);
}

/* Of calls inside of a call that is watched, that one stays so. */
u64 rt_exact(struct thread *t, u64 target)
{
	bool watched = t->stepping & STEP_EXACT;
	u64 landing = t->st.pc;

	t->st.gpr[RSP] -= 8;
	t->st.pc = target;
	if (t->stepping)
		dispatch_stepped(t);
	if (!watched) {
		t->exact_landing = landing;
		t->exact_sp = t->st.gpr[RSP];
		t->steps_left = STEPS_MAX;
		t->stepping |= STEP_EXACT;
	}
	return dispatch(t);
}

/* ---- links ---- */

u64 rt_link(struct thread *t, u64 stub)
{
	struct region *from = region_at_host(stub), *to;
	struct exit *e = from ? region_exit_at(from, stub) : NULL;
	u32 generation = regions.generation;

	if (!e)
		die("no exit at host 0x%lx", stub);
	t->st.pc = e->target;
	if (e->kind != EXIT_FLAGS) {	/* dead flags are 0 */
		t->st.nzcv = 0;
		t->st.pf = 1;
		t->st.af = 0;
	}
	to = next_region(t);
	if (generation == regions.generation && !from->dead && !t->stepping && is_code_of(to, e->target) && !e->to)
		region_link(e, to);
	return to->host;
}

static void fill_cache(u64 key, struct region *to)
{
	struct region *r = region_at_host(key);
	struct exit *e = r && !r->dead ? region_exit_at(r, key) : NULL;

	if (e && e->kind == EXIT_CACHE)
		region_fill_cache(e, to);
}

u64 rt_indirect(struct thread *t, u64 target, u64 key)
{
	u32 generation = regions.generation;
	struct region *to;

	t->st.pc = target;
	to = next_region(t);
	regions.stats.table_misses++;
	if (!is_code_of(to, target) || !to->fast)
		return to->host;
	if (!to->in_table)
		region_fill_table(to);
	if (key && generation == regions.generation)
		fill_cache(key, to);
	return to->host;
}

/* Among the nearest pairs: longjmp, a frame that was left without its return. */
static u64 search_shadow(struct thread *t, u64 target)
{
	u64 (*pair)[2] = (void *)t->st.save_shadow;

	for (int i = 0; target && i < SHADOW_SEARCH && (u64)&pair[i + 1] <= t->st.shadow_top; i++)
		if (pair[i][0] == target) {
			t->st.save_shadow = (u64)&pair[i + 1];
			return pair[i][1];
		}
	return 0;
}

u64 rt_return(struct thread *t, u64 target)
{
	struct region *to;
	u64 host;

	t->st.pc = target;
	regions.stats.returns_missed++;
	host = search_shadow(t, target);
	if (host && !t->stepping && !t->st.tf)
		return host;
	t->st.save_ret = 0;
	t->st.save_link = arena.no_return;
	to = next_region(t);
	if (is_code_of(to, target) && to->fast && !to->in_table)
		region_fill_table(to);
	return to->host;
}

/* ---- system calls, signals ---- */

u64 rt_syscall(struct thread *t, u64 host)
{
	u64 nr = t->st.gpr[RAX];
	s64 result;

	regions.stats.syscalls++;
	t->st.gpr[RCX] = t->st.pc;
	t->st.gpr[R11] = thread_rflags(t);
	t->redirect = 0;
	result = t->pending ? -ERESTARTNOINTR : syscall_run(t);
	if (t->redirect & REDIRECT_STATE)
		return dispatch(t);
	if (result == -ERESTARTNOINTR || result == -ERESTARTSYS) {
		t->restart = result == -ERESTARTSYS ? RESTART_MAYBE : RESTART_ALWAYS;
		t->syscall_nr = nr;
		signal_deliver(t);
		return dispatch(t);
	}
	t->st.gpr[RAX] = (u64)result;
	return t->redirect ? dispatch(t) : host;
}

u64 rt_pending(struct thread *t)
{
	signal_deliver(t);
	return dispatch(t);
}

u64 rt_start(struct thread *t)
{
	return dispatch(t);
}
