/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sys_fork.c - new processes. A child with a copy of the memory goes on in the same thread state. One that
 * borrows the parent's memory (vfork, posix_spawn) gets a thread state of its own, while the parent sleeps.
 */
#include "dispatch.h"
#include "map.h"
#include "process.h"
#include "signal.h"
#include "sys.h"
#include "translation.h"

enum {
	CLONE_VM = 0x100, CLONE_VFORK = 0x4000, CLONE_SETTLS = 0x80000, CLONE_PARENT_SETTID = 0x100000,
	CLONE_CHILD_CLEARTID = 0x200000, CLONE_CHILD_SETTID = 0x1000000,
};

long clone_run(u64 flags, u64 sp, u64 parent_tid, void *tls, u64 child_tid, struct thread *t,
	       void (*fn)(struct thread *));

struct clone {
	u64 flags, stack, parent_tid, child_tid, tls;
};

/* What the child's registers differ in. */
static void child_registers(struct thread *t, const struct clone *k)
{
	t->st.gpr[0] = 0;
	if (k->stack)
		t->st.gpr[4] = k->stack;
	if (k->flags & CLONE_SETTLS)
		t->st.fs_base = k->tls;
}

static void unprotect_tids(const struct clone *k)
{
	if (k->flags & CLONE_PARENT_SETTID)
		map_unprotect_range(k->parent_tid, 4);
	if (k->flags & (CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID))
		map_unprotect_range(k->child_tid, 4);
}

/* A copy of the process: arm64 takes the TLS pointer before the child's tid, and ours is not the guest's. */
static long fork_copy(struct call *c, const struct clone *k)
{
	long r;

	unprotect_tids(k);
	r = call_host(c, HN_clone, k->flags & ~(u64)CLONE_SETTLS, 0, k->parent_tid, 0, k->child_tid);
	if (r == 0) {
		thread_after_fork(c->thread);
		child_registers(c->thread, k);
	} else if (r > 0 && k->flags & CLONE_PARENT_SETTID) {
		guest_put(k->parent_tid, &(u32){ (u32)r }, 4);	/* qemu-user tells only the child */
	}
	return r;
}

/* ---- vfork ---- */

/* Kept for the next vfork; taken while a child runs on it, so that a child of the child makes its own. */
static struct thread *spare;

static struct thread *spare_take(void)
{
	struct thread *t = spare;

	spare = NULL;
	if (!t)
		t = thread_create();
	return t && (t->buffers || translation_init(t)) ? t : NULL;
}

/* The guest's registers and signal state; stacks, doors and the shadow stack stay t's own. */
static void thread_copy_guest(struct thread *t, const struct thread *from)
{
	struct xstate own = t->st;

	vec_save((struct xstate *)&from->st);
	t->st = from->st;
	t->st.shadow_top = own.shadow_top;
	t->st.shadow_bottom = own.shadow_bottom;
	t->st.host_sp = own.host_sp;
	t->st.rt = own.rt;
	thread_drop_shadow(t);
	t->pending = 0;
	t->redirect = 0;
	t->helper_ret = 0;
	t->sigmask = from->sigmask;
	t->saved_mask = from->saved_mask;
	t->has_saved_mask = from->has_saved_mask;
	t->altstack = from->altstack;
	t->held = 0;
	t->stepping = from->stepping;
	t->exact_landing = from->exact_landing;
	t->exact_sp = from->exact_sp;
}

static void vfork_child(struct thread *t)
{
	process.threads = t;
	process.nthreads = 1;
	t->next = NULL;
	t->tid = host_gettid();
	host_sigprocmask(SIG_SETMASK, &(u64){ signal_host_mask(t->sigmask) }, NULL);
	rt_enter(t);
}

/*
 * The child has its own host dispositions but shares our notes about them, and who is in the list of threads: what it
 * changes there is undone. Its translations and mappings are in the common memory and stay.
 */
static long fork_borrow(struct call *c, const struct clone *k)
{
	struct thread *parent = c->thread, *t = spare_take();
	struct sigaction action[SIGNAL_MAX + 1];
	struct thread *threads = process.threads;
	u32 nthreads = process.nthreads;
	u64 mask;
	long r;

	if (!t)
		return -ENOMEM;
	if (threads == t)	/* just made: not a thread of this process */
		threads = t->next, nthreads--;
	unprotect_tids(k);
	thread_copy_guest(t, parent);
	child_registers(t, k);
	memcpy(action, process.action, sizeof(action));
	host_sigprocmask(SIG_SETMASK, &(u64){ ~0ull }, &mask);
	r = clone_run(k->flags | CLONE_SETTLS, t->st.host_sp, k->parent_tid, t, k->child_tid, t, vfork_child);
	memcpy(process.action, action, sizeof(action));
	process.threads = threads;
	process.nthreads = nthreads;
	host_sigprocmask(SIG_SETMASK, &mask, NULL);
	execve_release();
	spare = t;
	return r;
}

/* ---- the calls ---- */

/* Said without being asked: few programs explain themselves when they cannot have a thread. */
static long refuse_thread(void)
{
	static bool said;

	if (!said)
		say("threads are not supported");
	said = true;
	return -ENOSYS;
}

static long fork_any(struct call *c, const struct clone *k)
{
	if (!(k->flags & CLONE_VM))
		return fork_copy(c, k);
	if (k->flags & CLONE_VFORK)
		return fork_borrow(c, k);
	return refuse_thread();
}

long sys_clone(struct call *c)
{
	const u64 *a = c->arg;
	struct clone k = { .flags = (u32)a[0], .stack = a[1], .parent_tid = a[2], .child_tid = a[3], .tls = a[4] };

	return fork_any(c, &k);
}

long sys_fork(struct call *c)
{
	return fork_any(c, &(struct clone){ .flags = SIGCHLD });
}

long sys_vfork(struct call *c)
{
	return fork_any(c, &(struct clone){ .flags = CLONE_VFORK | CLONE_VM | SIGCHLD });
}

/* The C libraries go on with clone. */
long sys_clone3(struct call *c)
{
	return -ENOSYS;
}
