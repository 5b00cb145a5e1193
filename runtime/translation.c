/* SPDX-License-Identifier: GPL-2.0-only */
/* translation.c - jobs for the translator: the window of guest bytes, buffers, what to do when it cannot. */
#include "translation.h"
#include "arena.h"
#include "host.h"
#include "insn.h"
#include "lib.h"
#include "map.h"
#include "process.h"
#include "region.h"
#include "signal.h"
#include "uaccess.h"

struct translation_buffers {
	struct xlate_job job;
	struct xlate_options opt;
	u8 scratch[XLATE_SCRATCH] __attribute__((aligned(16)));
	struct xlate_exit exits[XLATE_MAX_EXITS];
};

bool translation_init(struct thread *t)
{
	struct translation_buffers *b = own_alloc(page_up(sizeof(*b)));

	t->buffers = b;
	if (!b)
		return false;
	b->job.code_words = XLATE_MAX_WORDS;
	b->job.doors = arena.doors;
	b->job.scratch = b->scratch;
	b->job.exits = b->exits;
	b->job.max_exits = XLATE_MAX_EXITS;
	b->job.max_marks = XLATE_MAX_MARKS;
	return true;
}

static s64 run(void *arg)
{
	return translate(arg);
}

/*
 * translate() with its faults caught. -EFAULT: a page of the window, at guard_addr, cannot be read. Any other fault
 * is an internal contradiction.
 */
static s64 run_guarded(struct thread *t, struct xlate_job *job)
{
	s64 err;

	t->guard_signo = 0;
	err = guard_call(t, run, job);
	if (!t->guard_signo || (t->guard_addr >= job->window.start && t->guard_addr < job->window.end))
		return err;
	fmt_text(job->surprise, sizeof(job->surprise), "signal %d in the translator, address 0x%lx, at xlate+0x%lx",
		 t->guard_signo, t->guard_addr, t->guard_pc);
	return -EINVAL;
}

/* A page of the window could not be read: the window ends there. False: it is the entry's own. */
static bool shrink_window(struct thread *t, struct xlate_job *job)
{
	u64 page = page_down(t->guard_addr);

	if (page == page_down(job->pc)) {
		signal_fault(t, SIGBUS, BUS_ADRERR, job->pc, 14, 0x14);
		return false;
	}
	if (page > job->pc) {
		job->window.end = page;
	} else {
		job->window.bytes += page + PAGE - job->window.start;
		job->window.start = page + PAGE;
	}
	return true;
}

static bool set_window(struct xlate_job *job, u64 pc)
{
	u64 lo, hi;

	if (!map_text(pc, &lo, &hi))
		return false;
	job->window = (struct xlate_window){ (const u8 *)lo, lo, hi };
	return true;
}

static void set_outputs(struct xlate_job *job)
{
	if (arena.next + XLATE_MAX_WORDS * 4ull > arena.end)
		region_flush();
	job->marks = region_marks();
	if (!job->marks) {
		region_flush();
		job->marks = region_marks();
	}
	job->code = arena_write(arena.next);
	job->host = arena.next;
}

/* A line a mark: host address, guest address, guest bytes; bench/profiler.py reads it. Its texts are not for every stack frame. */
static __attribute__((noinline)) void print_region(const struct xlate_job *job)
{
	say("region %lx %lx %u", job->pc, job->host, job->words);
	for (u32 i = 0; i < job->nmarks; i++) {
		const struct xlate_mark *m = &job->marks[i];
		u64 guest = mark_is_reg(m) ? 0 : job->pc + (u64)(s64)m->guest;
		u8 bytes[15];
		size_t n = sizeof(bytes) - guest_copy(bytes, (const void *)guest, sizeof(bytes));
		char buf[80];
		struct text t = { .buf = buf, .size = sizeof(buf) };

		text_add(&t, "mark %lx %lx ", job->host + m->host * 4ul, guest);
		for (size_t k = 0; k < n; k++)
			text_add(&t, "%02x", bytes[k]);
		say("%s", buf);
	}
}

static struct region *add(struct thread *t, struct xlate_job *job, bool single)
{
	struct region *r = region_add(job, single);

	if (!r) {
		/* No memory for the index: make room and translate again at the arena's beginning. */
		region_flush();
		set_outputs(job);
		if (run_guarded(t, job) == 0)
			r = region_add(job, single);
		if (!r)
			die("no memory for translations");
	}
	if (single) {
		r->nbytes = (u8)(job->guest_bytes <= sizeof(r->bytes) ? job->guest_bytes : sizeof(r->bytes));
		memcpy(r->bytes, (const void *)job->pc, r->nbytes);
	} else if (process.stats > 1) {
		print_region(job);
	}
	return r;
}

struct region *translation_make(struct thread *t, u64 pc, bool single)
{
	struct xlate_job *job = &t->buffers->job;
	s64 err;

	job->pc = pc;
	job->opt = &process.opt;
	if (single) {
		t->buffers->opt = process.opt;
		t->buffers->opt.single = 1;
		job->opt = &t->buffers->opt;
	}
	if (!set_window(job, pc)) {
		signal_page_fault(t, pc, 0x14);
		return NULL;
	}
	do {
		set_outputs(job);
		err = run_guarded(t, job);
	} while (err == -EFAULT && shrink_window(t, job));
	if (!err)
		return add(t, job, single);
	if (err != -EFAULT) {
		say("%s: cannot translate at guest pc 0x%lx: %s", XLATE_VERSION, pc,
		    err == -EINVAL ? job->surprise : "an output is too small");
		signal_fault(t, SIGILL, ILL_ILLOPN, pc, 6, 0);
	}
	return NULL;
}
