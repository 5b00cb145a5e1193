/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stop.c - generated code was stopped at t->ctx, by a fault or by an asynchronous signal: which guest instruction that
 * is, and the guest's registers there. docs/boundary.md, "Every host pc", is what makes it possible.
 */
#include "dispatch.h"
#include "arena.h"
#include "emit.h"
#include "insn.h"
#include "host.h"
#include "lib.h"
#include "process.h"
#include "map.h"
#include "region.h"
#include "signal.h"
#include "uaccess.h"

enum { NZCV_V = 1 << 28, NZCV_C = 1 << 29, NZCV_Z = 1 << 30 };
#define NZCV_N (1u << 31)

/* ---- guest state ---- */

static u32 nzcv_of(u32 host, unsigned held)
{
	u32 f;

	switch ((enum held)held) {
	case HELD_ADD:
		return host & 0xf0000000;
	case HELD_SUB:
		return (host & 0xf0000000) ^ NZCV_C;
	case HELD_FCMP:
		f = host & (NZCV_Z | NZCV_V) ? NZCV_Z : 0;
		return f | (host & (NZCV_N | NZCV_V) ? NZCV_C : 0);
	}
	die("flags held in an unknown way: %u", held);
}

/* Live flags as the mark says they are held, dead ones 0. */
static void set_flags(struct xstate *st, const struct context *ctx, u8 flags)
{
	unsigned held = flags >> 6;
	u32 nzcv = nzcv_of((u32)ctx->pstate, held), keep = 0;

	keep |= flags & F_CF ? NZCV_C : 0;
	keep |= flags & F_ZF ? NZCV_Z : 0;
	keep |= flags & F_SF ? NZCV_N : 0;
	keep |= flags & F_OF ? NZCV_V : 0;
	st->nzcv = nzcv & keep;
	st->pf = 1;
	st->af = 0;
	if (flags & F_PF)
		st->pf = held == HELD_FCMP ? !(ctx->pstate & NZCV_V) : (u8)ctx->x[HR_PF];
	if (flags & F_AF && held != HELD_FCMP)
		st->af = (u8)ctx->x[HR_AF] & 16;
}

static u64 mark_pc(const struct region *r, const struct xlate_mark *m, const struct context *ctx)
{
	return mark_is_reg(m) ? ctx->x[m->guest & 31] : r->pc + (s64)m->guest;
}

/* The guest is at mark m (NULL: at the region's entry, flags untouched). */
static void take_state(struct thread *t, const struct region *r, const struct xlate_mark *m)
{
	const struct context *ctx = &t->ctx;

	memcpy(t->st.gpr, ctx->x, sizeof(t->st.gpr));
	t->st.save_shadow = ctx->x[HR_SHADOW];
	/* x27 and x30 may be half of a pair. */
	t->st.save_ret = 0;
	t->st.save_link = arena.no_return;
	t->st.pc = m ? mark_pc(r, m, ctx) : r->pc;
	if (m)
		set_flags(&t->st, ctx, m->flags);
}

/* ---- asynchronous signals ---- */

enum { LDR_LIT_MASK = 0xbf000000, LDR_LIT = 0x18000000, ADR_MASK = 0x1f000000, ADR = 0x10000000,
	CBNZ_MASK = 0x7f000000, CBNZ = 0x35000000, FORWARD_MAX = 24 };

static s64 field_signed(u32 word, unsigned lsb, unsigned width)
{
	return (s64)((u64)word << (64 - lsb - width)) >> (64 - width);
}

/* The value that ADR or ADRP at `at` puts into its register. */
static u64 adr_value(u32 word, u64 at)
{
	s64 imm = field_signed(word, 5, 19) * 4 + (word >> 29 & 3);

	return word >> 31 ? (at & ~0xfffull) + (u64)imm * 4096 : at + (u64)imm;
}

struct scratch {
	u64 host;
	u32 n;		/* words of code so far */
	u32 literals;	/* the next literal's word, going down */
};

static void scratch_put(struct scratch *s, u32 word)
{
	*arena_write(s->host + s->n++ * 4) = word;
}

static void scratch_load(struct scratch *s, unsigned rt, u64 value)
{
	s->literals -= 2;
	memcpy(arena_write(s->host + s->literals * 4), &value, 8);
	scratch_put(s, a64_ldr_lit(X64, rt, (s64)(s->literals - s->n) * 4));
}

/* What the position of an instruction decides is put as a constant. */
static void scratch_copy(struct scratch *s, u64 at)
{
	u32 word = *(const u32 *)at;

	if ((word & ADR_MASK) == ADR) {
		scratch_load(s, word & 31, adr_value(word, at));
	} else if ((word & LDR_LIT_MASK) == LDR_LIT) {
		u64 from = at + (u64)field_signed(word, 5, 19) * 4;

		scratch_load(s, word & 31, word >> 30 ? *(const u64 *)from : *(const u32 *)from);
	} else {
		scratch_put(s, word);
	}
}

/*
 * CBNZ behind the commit point ends a store-exclusive loop: when it branches nothing is visible yet. True: at the mark
 * still. Else the pc is behind it.
 */
static bool exclusive_failed(struct context *ctx)
{
	u32 word = *(const u32 *)ctx->pc;

	if ((word & CBNZ_MASK) != CBNZ)
		return false;
	if ((u32)ctx->x[word & 31])
		return true;
	ctx->pc += 4;
	return false;
}

/*
 * Part of the instruction is done: the rest, at most FORWARD_MAX instructions on registers, runs from scratch code that ends in
 * door_forwarded; generated code is then as if stopped at the next mark.
 */
static u64 run_forward(struct thread *t, u64 end)
{
	extern const char door_forwarded[];
	u32 x19 = (u32)__builtin_offsetof(struct thread, ctx.x[HR_T3]);
	struct scratch s = { t->scratch, 0, SCRATCH_WORDS };

	if (end - t->ctx.pc > FORWARD_MAX * 4)
		die("%lu instructions to finish at host 0x%lx", (end - t->ctx.pc) / 4, t->ctx.pc);
	scratch_put(&s, a64_ldr_uoff(A64_LOG2_X, HR_T3, HR_STATE, x19));
	for (u64 at = t->ctx.pc; at < end; at += 4)
		scratch_copy(&s, at);
	scratch_put(&s, a64_str_uoff(A64_LOG2_X, HR_T3, HR_STATE, x19));
	scratch_load(&s, HR_T3, (u64)door_forwarded);
	scratch_put(&s, a64_br(HR_T3));
	arena_sync(s.host, SCRATCH_WORDS * 4);
	t->ctx.pc = end;
	context_resume(t, s.host);
}

static u64 stopped_async(struct thread *t)
{
	struct region *r = region_at_host(t->ctx.pc);
	const struct xlate_mark *next, *m;
	u64 end;

	if (!r)
		die("stopped at host 0x%lx, which is in no region", t->ctx.pc);
	m = region_mark(r, t->ctx.pc, &next);
	end = next ? next->host : r->words;
	if (m && t->ctx.pc > r->host + mark_commit(m, (u32)end) * 4ull && !exclusive_failed(&t->ctx)) {
		if (t->ctx.pc < r->host + end * 4)
			return run_forward(t, r->host + end * 4);
		return stopped_async(t);
	}
	take_state(t, r, m);
	if (r->single && t->st.pc != r->pc)
		dispatch_stepped(t);
	signal_deliver(t);
	return dispatch(t);
}

u64 rt_forwarded(struct thread *t)
{
	return stopped_async(t);
}

/* ---- faults ---- */

static u32 insn_length(u64 pc)
{
	u8 bytes[15];
	size_t n = sizeof(bytes) - guest_copy(bytes, (const void *)pc, sizeof(bytes));
	struct insn in;

	decode(&in, bytes, n, pc);
	return in.len;
}

/* The group of mark m holds more than one guest instruction: which of them has failed is not known. */
static bool is_fused(const struct region *r, const struct xlate_mark *m, u64 pc)
{
	const struct xlate_mark *end = r->marks + r->nmarks;
	s64 length;

	if (r->single)
		return false;
	while (m < end && !mark_is_reg(m) && r->pc + (s64)m->guest == pc)
		m++;
	if (m == end || mark_is_reg(m))
		return false;
	length = (s64)(r->pc + (s64)m->guest - pc);
	return length > 0 && length <= 192 && (u64)length > insn_length(pc);
}

/* The first byte from pc on that cannot be executed. */
static u64 fetch_end(u64 pc)
{
	u64 lo, hi;

	return map_text(pc, &lo, &hi) ? hi : pc;
}

static void trap_fp(struct thread *t, u32 raised, u64 trapno)
{
	static const struct {
		u8 bit, code;
	} order[] = { { 1, FPE_FLTINV }, { 4, FPE_FLTDIV }, { 8, FPE_FLTOVF }, { 16, FPE_FLTUND }, { 2, FPE_FLTUND },
		{ 32, FPE_FLTRES } };
	s32 code = FPE_FLTINV;

	for (u32 i = 0; i < ARRAY_SIZE(order); i++)
		if (raised & order[i].bit) {
			code = order[i].code;
			break;
		}
	signal_fault(t, SIGFPE, code, t->st.pc, trapno, 0);
}

/* The error code of #GP: INT n names its gate. */
static u64 gate_error(u64 pc)
{
	u8 insn[2];

	return !guest_copy(insn, (const void *)pc, 2) && insn[0] == 0xcd ? insn[1] * 8 + 2 : 0;
}

static void trap_guest(struct thread *t, u32 number)
{
	u64 pc = t->st.pc;

	switch ((enum trap)number) {
	case TRAP_DE:
		return signal_fault(t, SIGFPE, FPE_INTDIV, pc, 0, 0);
	case TRAP_UD:
		return signal_fault(t, SIGILL, ILL_ILLOPN, pc, 6, 0);
	case TRAP_BP:
		t->st.pc = pc + insn_length(pc);
		return signal_fault(t, SIGTRAP, SI_KERNEL, 0, 3, 0);
	case TRAP_GP:
		return signal_fault(t, SIGSEGV, SI_KERNEL, 0, 13, gate_error(pc));
	case TRAP_DB:
		t->st.pc = pc + insn_length(pc);
		return signal_fault(t, SIGTRAP, TRAP_BRKPT, t->st.pc, 1, 0);
	case TRAP_AC:
		return signal_fault(t, SIGBUS, BUS_ADRALN, 0, 17, 0);
	case TRAP_OF:
		return signal_fault(t, SIGSEGV, SI_KERNEL, 0, 4, 0);
	case TRAP_XM:
		return trap_fp(t, t->st.mxcsr & ~(t->st.mxcsr >> 7), 19);
	case TRAP_MF:
		return trap_fp(t, t->st.x87_sw & ~t->st.x87_cw, 16);
	case TRAP_FETCH:
		return signal_page_fault(t, fetch_end(pc), 0x14);
	case TRAP_ALIGN:	/* checks at a loop's entry do not hold: from now on each access has its own */
		process.opt.align_each = 1;
		region_withdraw(pc, pc + 1);
		return;
	case TRAP_GUARD:	/* translated from bytes that have changed */
		region_withdraw(pc, pc + 1);
		return;
	}
	say("%s: generated code trapped with %u at guest pc 0x%lx", XLATE_VERSION, number, pc);
	signal_fault(t, SIGILL, ILL_ILLOPN, pc, 6, 0);
}

/* Does the A64 instruction store? For hosts that do not report ESR_EL1. */
static bool stores(u32 word)
{
	if ((word & 0x3f000000) == 0x08000000)		/* exclusive, ordered, CAS */
		return (word >> 21 & 1 && !(word >> 31)) || !(word >> 22 & 1) || (word & 0x00a07c00) == 0x00a07c00;
	if ((word & 0x3a000000) == 0x28000000)		/* pairs */
		return !(word >> 22 & 1);
	if ((word & 0x3b200c00) == 0x38200000)		/* atomics read and write */
		return true;
	if ((word & 0x3a000000) == 0x38000000)		/* single registers; vectors have 128 bits as opc 2 and 3 */
		return word >> 26 & 1 ? !(word >> 22 & 1) : !(word >> 22 & 3);
	if ((word & 0x3f000c00) == 0x19000000)		/* stlur, ldapur */
		return !(word >> 22 & 3);
	if (word == 0 || (word & 0xffffffe0) == 0xd50b7420)	/* dc zva */
		return true;
	return (word & 0xbf000000) == 0x0c000000 && !(word >> 22 & 1);	/* structures */
}

enum { ESR_EC_SHIFT = 26, EC_IABT = 0x20, EC_DABT = 0x24, ESR_WNR = 1 << 6 };

static bool is_write(const struct thread *t)
{
	if (t->fault_esr >> ESR_EC_SHIFT == EC_DABT)
		return t->fault_esr & ESR_WNR;
	return stores(*(const u32 *)t->ctx.pc);
}

/*
 * The host ignores an address's top byte and may not report it: that of the access's base (and index).
 */
static u64 top_byte(const struct thread *t)
{
	u32 word = *(const u32 *)t->ctx.pc, n = word >> 5 & 31, m = word >> 16 & 31;
	u64 at = n < 31 ? t->ctx.x[n] : t->ctx.sp;

	if ((word & 0x3b200c00) == 0x38200800 && m < 31)	/* register offset, LSL or none */
		at += (word >> 13 & 7) == 3 ? t->ctx.x[m] << (word >> 12 & 1 ? word >> 30 : 0) : (u64)(s32)t->ctx.x[m];
	return at & 0xffull << 56;
}

static void fault_memory(struct thread *t)
{
	struct siginfo *info = &t->fault_info;
	u64 err = is_write(t) ? 6 : 4;

	if (info->signo == SIGBUS)
		return signal_fault(t, SIGBUS, info->code, info->addr, 14, err);
	if (!(info->addr >> 56))
		info->addr |= top_byte(t);
	signal_page_fault(t, info->addr, err);
}

static void fault_guest(struct thread *t, bool fused)
{
	struct siginfo *info = &t->fault_info;

	switch (info->signo) {
	case SIGTRAP:
		trap_guest(t, *(const u32 *)t->ctx.pc >> 5 & 0xffff);
		return;
	case SIGSEGV:
		if (thread_shadow_fault(t, info->addr))
			return;
		if (is_write(t) && map_write_fault(info->addr)) {
			t->stepping |= STEP_ONCE;	/* else a page that writes to itself would come back at once */
			return;
		}
		break;
	case SIGBUS:
		break;
	default:
		say("%s: host signal %d in generated code at guest pc 0x%lx", XLATE_VERSION, info->signo, t->st.pc);
		signal_fault(t, SIGILL, ILL_ILLOPN, t->st.pc, 6, 0);
		return;
	}
	if (fused)
		t->stepping |= STEP_ONCE;
	else
		fault_memory(t);
}

u64 rt_stopped(struct thread *t)
{
	const struct xlate_mark *next, *m;
	struct region *r;

	if (!t->fault_pending)
		return stopped_async(t);
	t->fault_pending = 0;
	regions.stats.faults++;
	r = region_at_host(t->ctx.pc);
	if (!r)
		die("signal %d at host 0x%lx, which is in no region", t->fault_info.signo, t->ctx.pc);
	m = region_mark(r, t->ctx.pc, &next);
	take_state(t, r, m);
	fault_guest(t, m && is_fused(r, m, t->st.pc));
	return dispatch(t);
}
