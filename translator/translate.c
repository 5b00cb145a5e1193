// SPDX-License-Identifier: GPL-2.0-only
/*
 * translate.c - the pipeline: discover, liveness, emit block by block, cold code, labels.
 */
#include "translate.h"
#include "mmx.h"
#include "region.h"
#include "rows.h"

enum { XLATE_EINVAL = -22, XLATE_ENOSPC = -28 };

struct work {
	struct emit emit;	/* first: what it has most use for is near the pointer to all */
	struct region region;
};
_Static_assert(sizeof(struct work) <= XLATE_SCRATCH, "XLATE_SCRATCH is too small");

static void emit_init(struct emit *e, struct xlate_job *job)
{
	u32 words = INSN_WORDS + STUB_WORDS * job->max_exits, marks = INSN_MARKS + STUB_MARKS * job->max_exits;

	e->job = job;
	e->opt = job->opt;
	e->code = job->code;
	e->n = 0;
	e->failed = 0;
	e->flags = (struct flag_state){ .held = HELD_SUB };
	e->next_slot = 0;
	e->pc = job->pc;
	e->word_limit = job->code_words > words ? job->code_words - words : 0;
	e->mark_limit = job->marks + (job->max_marks > marks ? job->max_marks - marks : 0);
	e->door_distance = job->doors - job->host;
	e->fold = REG_NONE;
	e->ahead = 0;
	e->written = 0;
	e->nlabels = e->nfixups = e->ncold = 0;
	e->group = 0;
	e->behind = 0;
	e->nan_inline = e->nkeep = 0;
	e->exits = job->exits;
	e->nexits = 0;
	e->surprise = job->surprise;
	addr_forget(e);
	marks_begin(e);
}

/* ---- edges between blocks ---- */

/* FCMP's form does not join with others. */
static void edge_fix(struct emit *e, struct block *to)
{
	if (!to->live_in)
		return;
	if (!to->held_known) {
		to->held_known = 1;
		to->held = e->flags.held == HELD_FCMP && to->npreds > 1 ? HELD_ADD : e->flags.held;
	}
	if (to->held == e->flags.held)
		return;
	e->behind = to->first->pc;
	flags_want(e, to->held);
	e->behind = 0;
}

static bool edge_needs_code(const struct emit *e, struct block *to)
{
	if (!to->live_in)
		return false;
	if (!to->held_known && !(e->flags.held == HELD_FCMP && to->npreds > 1))
		return false;
	return !to->held_known || to->held != e->flags.held;
}

static void cold_edge(struct emit *e, const struct insn *in, u32 a, u32 b)
{
	struct region *rg = e->region;

	mark_at(e, rg->block[a].first->pc);
	edge_fix(e, &rg->block[a]);
	if (rg->block[a].need && !rg->block[a].checked) {
		align_recheck(e, &rg->block[a], false);
		br(e, rg->block[a].fast_label);
	} else {
		br(e, rg->block[a].label);
	}
}

/* The label of the taken side of the block's final JCC. */
static u32 taken_label(struct emit *e, struct region *rg, struct block *b, const struct insn *in)
{
	struct block *to;

	if (e->opt->single || !b->taken_block)
		return exit_label(e, in->imm, b->taken_live);
	to = b->taken_block;
	align_edge(e, to);
	if (edge_needs_code(e, to) || (to->emitted && !to->checked && !align_satisfies(e, to)))
		return cold(e, cold_edge, to - rg->block, 0);
	if (to->live_in) {
		to->held_known = 1;
		to->held = e->flags.held;
	}
	return to->emitted && align_satisfies(e, to) ? to->fast_label : to->label;
}

static void emit_fall(struct emit *e, struct block *b)
{
	const struct insn *last = b->last;
	struct block *to = b->fall_block;

	if (!falls_through(b))
		return;
	if (last->attr & (A_CALL | A_ICALL))
		align_forget(e);
	if (to == b + 1 && !to->live_in) {	/* nothing to be done but to go on */
		align_edge(e, to);
		return;
	}
	e->in = last;
	e->ntmp = 0;
	if (!to) {
		mark_at(e, b->fall);
		exit_link(e, b->fall, last->attr & (A_CALL | A_ICALL) ? 0 : b->live_out);
		return;
	}
	mark_at(e, b->fall);
	edge_fix(e, to);
	align_edge(e, to);
	if (to->emitted && align_satisfies(e, to)) {
		br(e, to->fast_label);
	} else if (to->emitted && !to->checked) {
		align_recheck(e, to, true);
		br(e, to->fast_label);
	} else if (b + 1 != to) {
		br(e, to->label);
	}
}

/* ---- instructions ---- */

static inline void emit_row(struct emit *e, const struct insn *in)
{
	emitter *fn = row_emit(in);

	if (e->flags.held == HELD_FCMP && in->fwritten & F_PF)
		flags_end_fcmp(e, in);
	if (fn && in->attr & A_MMX)
		mmx_emit(e, in, fn);
	else if (fn)
		fn(e, in);
	else
		trap(e, in->row == ROW_FETCH ? TRAP_FETCH : in->row == ROW_TOOLONG ? TRAP_GP : TRAP_UD);
}

void emit_plain(struct emit *e, const struct insn *in)
{
	emit_row(e, in);
}

/* The taken label is made when the flags have their final form: by the emitter, through this. */
u32 emit_taken(struct emit *e)
{
	return taken_label(e, e->region, e->block, e->in);
}

u8 emit_landing_live(struct emit *e)
{
	return e->block->landing_live;
}

bool emit_plt_stub(struct emit *e, u64 pc, struct insn *jump)
{
	return !e->opt->single && region_plt_stub(e->region, pc, jump);
}

/* The code before the block falls into it, and nothing else leads here: what x20-x22 and v26-v31 hold stays. */
static bool is_continuation(const struct region *rg, const struct block *b)
{
	return b != rg->block && b->npreds == 1 && b[-1].fall_block == b;
}

static void emit_block(struct emit *e, struct region *rg, struct block *b)
{
	const struct insn *in = b->first, *end = b->last + 1;
	bool room = e->roomy || emit_has_much_room(e, end - in);
	unsigned taken;

	e->label[b->label] = e->n;
	b->emitted = 1;
	e->block = b;
	if (!is_continuation(rg, b)) {
		addr_forget(e);
		e->flags.ordered = 0;
	}
	if (b->held_known)
		e->flags.held = b->held;
	else if (b->live_in)
		b->held = e->flags.held = HELD_SUB, b->held_known = 1;
	e->flags.carry_zero = 0;
	align_enter(e, b);
	for (; in < end && (room || emit_has_room(e)); in += taken) {
		emit_begin_insn(e, in);
		taken = vector_run(e, in, end);
		if (!taken)
			taken = fuse(e, in, end);
		if (!taken) {
			emit_row(e, in);
			taken = 1;
		}
		addr_end_insn(e, taken == 1 ? in : 0);
	}
	if (!e->opt->single)
		emit_fall(e, b);
	else if (falls_through(b))
		mark_at(e, b->fall), exit_step(e, b->fall);
}

/* The first labels are the blocks'. */
static void labels_begin(struct emit *e, struct region *rg)
{
	u32 i;

	for (i = 0; i < rg->nblocks; i++) {
		e->label[i] = NOWHERE;
		rg->block[i].label = i;
	}
	e->nlabels = rg->nblocks;
}

static void emit_region(struct emit *e, struct region *rg, struct xlate_job *job)
{
	u32 i;

	labels_begin(e, rg);
	job->live_in = job->opt->single ? OSZAPC : rg->block[0].live_in;
	if (job->live_in) {
		emit_begin_insn(e, &rg->insn[0]);
		flags_reload(e, job->live_in);
		marks_begin(e);		/* until they are loaded the flags are in the state: no mark */
		rg->block[0].held_known = 1;
		rg->block[0].held = HELD_ADD;
	}
	e->roomy = emit_has_much_room(e, rg->ninsns);
	job->fast_entry = job->opt->single || region_entry_reads(rg) ? NO_ENTRY : e->n;
	for (i = 0; i < rg->nblocks && !e->failed; i++)
		emit_block(e, rg, &rg->block[i]);
	job->hot_words = e->n;
	cold_emit_all(e);
	if (!e->failed)
		exit_stubs(e);
	job->nmarks = marks_end(e);
	labels_resolve(e);
}

static void translate_up_to(struct work *w, struct xlate_job *job, u32 cap)
{
	struct region *rg = &w->region;
	struct emit *e = &w->emit;

	job->surprise[0] = 0;
	emit_init(e, job);
	e->region = rg;
	region_discover(rg, job, cap);
	if (!rg->nblocks) {
		emit_fail(e, "no code at the entry");
		return;
	}
	region_liveness(rg);
	emit_region(e, rg, job);
}

/* The outputs have the sizes that are always enough, though for some code not for a region as long as it could be. */
static bool outputs_are_full_size(const struct xlate_job *job)
{
	return job->code_words >= XLATE_MAX_WORDS && job->max_exits >= XLATE_MAX_EXITS && job->max_marks >= XLATE_MAX_MARKS;
}

int translate(struct xlate_job *job)
{
	struct work *w = job->scratch;
	const struct region *rg = &w->region;
	const struct emit *e = &w->emit;
	u32 cap = HARD_CAP;

	do
		translate_up_to(w, job, cap);
	while (e->failed == EMIT_FULL && (cap /= 2) && outputs_are_full_size(job));
	if (e->failed)
		return e->failed == EMIT_FULL ? XLATE_ENOSPC : XLATE_EINVAL;
	job->words = e->n;
	job->nexits = e->nexits;
	job->ninsns = rg->ninsns;
	job->npages = rg->npages;
	__builtin_memcpy(job->page, rg->page, rg->npages * sizeof(rg->page[0]));
	job->guest_bytes = rg->guest_bytes;
	return 0;
}
