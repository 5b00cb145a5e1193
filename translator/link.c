// SPDX-License-Identifier: GPL-2.0-only
/*
 * link.c - every way out of a region: links, calls, returns, inline caches, doors. docs/boundary.md, "Edges".
 */
#include "emit.h"

/* Jumps to a door of the runtime: by the arena's branches, in an image through the state. */
static void put_door(struct emit *e, enum door door)
{
	if (e->opt->image) {
		st_load(e, 3, HR_T2, ST_OFF(door) + 8 * door);
		put(e, a64_br(HR_T2));
	} else {
		put(e, a64_b((s64)(e->door_distance + 4 * door - 4 * (u64)e->n)));
	}
}

static u32 exit_new(struct emit *e, u64 target, enum exit_kind kind)
{
	if (e->nexits == e->job->max_exits) {
		emit_full(e, "too many exits");
		return 0;
	}
	e->exits[e->nexits] = (struct xlate_exit){ .target = target, .site = NOWHERE, .stub = NOWHERE, .kind = kind };
	return e->nexits++;
}

static void put_stub(struct emit *e, struct xlate_exit *x)
{
	x->stub = e->n;
	put(e, a64_adr(HR_T0, 0));
	put_door(e, DOOR_LINK);
}

/* Of the exits that have none yet: no flags are live there. */
void exit_stubs(struct emit *e)
{
	struct xlate_exit *x = e->exits, *end = x + e->nexits;

	for (; x < end; x++) {
		if (x->stub != NOWHERE)
			continue;
		if (x->site == NOWHERE) {
			emit_fail(e, "no branch to an exit");
			return;
		}
		mark(e, (s32)(x->target - e->pc), 0);
		set_target(e, x->site, e->n);
		put_stub(e, x);
	}
}

/* a: exit, b: flags to complete first. */
static void cold_exit(struct emit *e, const struct insn *in, u32 a, u32 b)
{
	struct xlate_exit *x = &e->exits[a];

	if (e->opt->single) {
		x->site = x->stub = e->n;
		exit_step(e, x->target);
		return;
	}
	mark_at(e, x->target);
	e->behind = x->target;
	flags_complete(e, b);
	e->behind = 0;
	mark_at(e, x->target);
	put_stub(e, x);
	x->site = x->stub;
}

static u32 exit_label_kind(struct emit *e, u64 target, u8 live, enum exit_kind kind)
{
	u32 x = exit_new(e, target, live ? EXIT_FLAGS : kind);

	return live || e->opt->single ? cold(e, cold_exit, x, live) : LABEL_EXIT + x;
}

u32 exit_label(struct emit *e, u64 target, u8 live)
{
	return exit_label_kind(e, target, live, EXIT_LINK);
}

void exit_link(struct emit *e, u64 target, u8 live)
{
	br(e, exit_label(e, target, live));
}

/* ---- calls ---- */

static u64 landing_of(const struct emit *e)
{
	return insn_next(e->in);
}

/* Pushes the pair on the shadow stack and the return address on the guest's; the target is all that is left then. */
static void push_return(struct emit *e)
{
	put(e, a64_stp_pre(X64, HR_RET, HR_LINK, HR_SHADOW, -16));
	mov_guest_addr(e, HR_RET, landing_of(e));
	guest_write(e, REG_RSP);
	commit(e);
	put(e, a64_str_pre(3, HR_RET, REG_RSP, -8));
}

static void put_landing(struct emit *e)
{
	mark_at(e, landing_of(e));
	put(e, a64_ldp_post(X64, HR_RET, HR_LINK, HR_SHADOW, 16));
	addr_forget(e);
}

/* Single-instruction mode: only the guest's stack. */
static void push_only(struct emit *e, unsigned t)
{
	mov_guest_addr(e, t, landing_of(e));
	guest_write(e, REG_RSP);
	commit(e);
	put(e, a64_str_pre(3, t, REG_RSP, -8));
}

static void step_to_reg(struct emit *e, unsigned target)
{
	flags_complete(e, OSZAPC);
	st_store(e, 3, target, ST_OFF(pc));
	put_door(e, DOOR_STEP);
}

void exit_call(struct emit *e, u64 target, u8 live)
{
	u32 label;

	if (e->opt->single) {
		push_only(e, HR_T0);
		mark_at(e, target);
		exit_step(e, target);
		return;
	}
	label = exit_label_kind(e, target, live, EXIT_CALL);
	push_return(e);
	mark_at(e, target);
	bl_label(e, label);
	put_landing(e);
}

/*
 * The callee is run with all flags known, as its caller reads them behind it: no pair, the runtime comes back by itself. It also
 * moves the stack pointer: an interruption before the door finds the guest at the call, behind it one that is being watched.
 */
void exit_exact_call(struct emit *e, u64 target, unsigned reg)
{
	unsigned ret = HR_T1;

	flags_complete(e, OSZAPC);
	if (reg == HR_ZR)
		mov_guest_addr(e, HR_T0, target);
	else if (reg != HR_T0)
		put(e, a64_mov_reg(X64, HR_T0, reg));
	mov_guest_addr(e, ret, landing_of(e));
	put(e, a64_stur(3, ret, REG_RSP, -8));
	st_store(e, 3, ret, ST_OFF(pc));
	put_door(e, DOOR_EXACT);
	guest_forget(e, REG_RSP);
}

/* ---- inline caches ---- */

/*
 * Looks for the target, x16, in two neighbours of the table, where only entries are that read no flags; not there: to `miss`. NZCV is
 * kept. A call comes back behind its BLR, to the host's return predictor too. A withdrawn entry leads to the dispatcher.
 */
static void put_table_probe(struct emit *e, u32 landing, u32 miss)
{
	u32 hit = label_new(e), enc;

	a64_logimm(X64, (1u << TABLE_BITS) - 1, &enc);
	put(e, a64_and_imm(X64, HR_T1, HR_T0, enc));
	put(e, a64_add_reg(X64, HR_T1, HR_TABLE, HR_T1, A64_LSL, 4));
	put(e, a64_ldp(X64, HR_T2, HR_T3, HR_T1, 0));
	put(e, a64_sub_reg(X64, HR_T2, HR_T2, HR_T0, A64_LSL, 0));
	br_cbz(e, X64, HR_T2, hit);
	put(e, a64_ldp(X64, HR_T2, HR_T3, HR_T1, 16));
	put(e, a64_sub_reg(X64, HR_T2, HR_T2, HR_T0, A64_LSL, 0));
	br_cbnz(e, X64, HR_T2, miss);
	label_bind(e, hit);
	put(e, landing ? a64_blr(HR_T3) : a64_br(HR_T3));
	if (landing) {
		mark_at(e, landing_of(e));
		br(e, landing - 1);
	}
}

/* a: exit | target register << 16, b: label of the landing + 1, or 0. The label of this code is the miss. */
static void cold_cache(struct emit *e, const struct insn *in, u32 a, u32 b)
{
	struct xlate_exit *x = &e->exits[a & 0xffff];
	unsigned target = a >> 16;
	u32 key = label_new(e), fill = label_new(e), full = label_new(e);

	mark_reg(e, target);
	if (x->stub != e->n - CACHE_MISS_WORDS)
		emit_fail(e, "inline cache layout");
	br(e, fill);
	if (target != HR_T0)
		put(e, a64_mov_reg(X64, HR_T0, target));
	put_table_probe(e, b, full);
	mark_reg(e, target);
	label_bind(e, fill);
	if (target != HR_T0)
		put(e, a64_mov_reg(X64, HR_T0, target));
	label_bind(e, full);
	e->ntmp = 2;			/* x16 and x17 are the door's */
	flags_complete(e, in->live);
	if (b)
		adr_label(e, HR_LINK, b - 1);
	e->label[key] = x->stub;
	adr_label(e, HR_T1, key);
	put_door(e, DOOR_INDIRECT);
}

/* The key, 8-byte aligned, before the code of the miss. Cold code of its own so that marks stay apart. */
static void cold_key(struct emit *e, const struct insn *in, u32 a, u32 b)
{
	struct xlate_exit *x = &e->exits[a & 0xffff];

	if (host_at(e, e->n) & 4) {
		put(e, a64_nop());
		e->label[e->cold[x->target].label] = e->n;
	}
	x->target = 0;
	x->stub = e->n;
	put(e, 0xffffffff);
	put(e, 0xffffffff);
}

/*
 * Cold entries are emitted in the order of their registration: key, then miss. A fast target has no live flags, so
 * only the runtime's door needs them completed.
 */
static void put_cache(struct emit *e, unsigned target, bool call)
{
	u32 landing = label_new(e), x = exit_new(e, 0, EXIT_CACHE), key, miss;

	e->exits[x].target = e->ncold;
	key = cold(e, cold_key, x, 0);
	miss = cold(e, cold_cache, x | target << 16, call ? landing + 1 : 0);
	ldr_lit_label(e, X64, HR_T1, key);
	put(e, a64_sub_reg(X64, HR_T1, HR_T1, target, A64_LSL, 0));
	br_cbnz(e, X64, HR_T1, miss);
	e->exits[x].site = e->n;
	if (!call) {
		br(e, miss);
		return;
	}
	bl_label(e, miss);
	label_bind(e, landing);
	put_landing(e);
}

void exit_indirect(struct emit *e, unsigned target, bool call)
{
	if (call) {
		if (target == REG_RSP) {
			put(e, a64_mov_reg(X64, HR_T0, target));
			target = HR_T0;
		}
		if (e->opt->single)
			push_only(e, HR_T1);
		else
			push_return(e);
		mark_reg(e, target);
	}
	if (e->opt->single)
		step_to_reg(e, target);
	else
		put_cache(e, target, call);
}

/* Behind the push the guest is at the stub; should its pointer fault, it faults there. */
void exit_call_through(struct emit *e, const struct insn *jump)
{
	push_return(e);
	mark_at(e, jump->pc);
	e->ntmp = 2;
	mem_load(e, jump, 3, HR_T0, 0);
	mark_reg(e, HR_T0);
	put_cache(e, HR_T0, true);
}

/* ---- returns, system calls, steps ---- */

static void cold_return(struct emit *e, const struct insn *in, u32 a, u32 b)
{
	mark_reg(e, HR_T0);
	put_door(e, DOOR_RETURN);
}

void exit_return(struct emit *e, u32 pop)
{
	guest_write(e, REG_RSP);
	if (pop) {
		put(e, a64_ldr_uoff(3, HR_T0, REG_RSP, 0));
		commit(e);
		add_imm(e, X64, REG_RSP, REG_RSP, 8 + (s64)pop);
	} else {
		put(e, a64_ldr_post(3, HR_T0, REG_RSP, 8));
	}
	mark_reg(e, HR_T0);
	if (e->opt->single) {
		step_to_reg(e, HR_T0);
		return;
	}
	put(e, a64_sub_reg(X64, HR_T1, HR_T0, HR_RET, A64_LSL, 0));
	br_cbnz(e, X64, HR_T1, cold(e, cold_return, 0, 0));
	put(e, a64_ret(HR_LINK));
}

void exit_syscall(struct emit *e)
{
	const struct insn *in = e->in;
	u32 back = label_new(e);

	flags_complete(e, OSZAPC);
	mov_guest_addr(e, HR_T1, insn_next(in));
	st_store(e, 3, HR_T1, ST_OFF(pc));
	adr_label(e, HR_T0, back);
	put_door(e, DOOR_SYSCALL);
	e->committed = e->n;	/* the way into the runtime: where it comes back to the rest is only to be finished */
	label_bind(e, back);
	addr_forget(e);
	flags_reload(e, in->live);
	mark_at(e, insn_next(in));
	guest_write(e, REG_RAX);
	guest_write(e, REG_RCX);
	guest_write(e, 11);
}

void exit_step(struct emit *e, u64 next)
{
	flags_complete(e, OSZAPC);
	mov_guest_addr(e, HR_T1, next);
	st_store(e, 3, HR_T1, ST_OFF(pc));
	put_door(e, DOOR_STEP);
}

void emit_call(struct emit *e, enum helper h)
{
	u32 back = label_new(e);

	vector_forget(e);
	st_load(e, 3, HR_T3, ST_OFF(helper) + 8 * h);
	adr_label(e, HR_T2, back);
	put(e, a64_br(HR_T3));
	label_bind(e, back);
}
