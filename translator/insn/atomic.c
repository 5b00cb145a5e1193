// SPDX-License-Identifier: GPL-2.0-only
/*
 * atomic.c - XCHG XADD CMPXCHG CMPXCHG8B CMPXCHG16B. SDM 2A, 2B.
 *
 * XCHG with memory is always atomic, the others with LOCK; without it they use the same code, except in plain mode, where nobody
 * else sees the memory. A comparison that fails writes the old value back, which needs a writable page; it does
 * not write the register operand. One that succeeds does not write the accumulator.
 */
#include "nzcv.h"

static unsigned size_of(const struct insn *in)
{
	return in->op[0].size;
}

/* ---- XCHG ---- */

static void exchange_registers(struct emit *e, const struct insn *in)
{
	enum a64_sf sf = sf_of(size_of(in));
	unsigned a = gpr(e, in, 0), b = gpr(e, in, 1), t = tmp(e);

	put(e, a64_mov_reg(sf, t, a));
	if (size_of(in) >= 4) {
		commit(e);
		put(e, a64_mov_reg(sf, guest_write(e, a), b));
		put(e, a64_mov_reg(sf, guest_write(e, b), t));
		return;
	}
	gpr_put(e, in, 0, b);
	gpr_put(e, in, 1, t);
}

static void emit_xchg(struct emit *e, const struct insn *in)
{
	unsigned size = size_of(in), b, old;

	if (in->op[0].kind != OPK_MEM) {
		exchange_registers(e, in);
		return;
	}
	b = gpr(e, in, 1);
	if (e->opt->ordered && e->opt->features & HF_LSE && size >= 4) {
		mem_rmw(e, in, RMW_SWAP, log2_of(size), b, b);
		guest_write(e, b);
		return;
	}
	old = tmp(e);
	mem_rmw(e, in, RMW_SWAP, log2_of(size), old, b);
	gpr_put(e, in, 1, old);
}

/* ---- flags of a + b or a - b, NZCV in any case: it is dead before. d: where the result goes, ZR unless PF or AF is live ---- */

static unsigned flags_scratch(struct emit *e, const struct insn *in)
{
	return flags_out(in) & (F_PF | F_AF) ? flags_out(in) & F_PF ? tmp_pf(e) : tmp(e) : HR_ZR;
}

static void flags_of(struct emit *e, const struct insn *in, bool sub, unsigned d, unsigned a, unsigned b)
{
	unsigned size = size_of(in), shift = size < 4 ? 32 - 8 * size : 0, t;
	enum a64_sf sf = sf_of(size);

	flags_af_operands(e, in, a, b);
	if (shift) {
		if (d != HR_ZR)
			put(e, sub ? a64_sub_reg(sf, d, a, b, A64_LSL, 0) : a64_add_reg(sf, d, a, b, A64_LSL, 0));
		t = tmp(e);
		put(e, a64_lsl_imm(W32, t, a, shift));
		put(e, sub ? a64_subs_reg(sf, HR_ZR, t, b, A64_LSL, shift) : a64_adds_reg(sf, HR_ZR, t, b, A64_LSL, shift));
	} else {
		put(e, sub ? a64_subs_reg(sf, d, a, b, A64_LSL, 0) : a64_adds_reg(sf, d, a, b, A64_LSL, 0));
	}
	flags_set(e, sub ? HELD_SUB : HELD_ADD);
	if (flags_out(in) & F_AF)
		put(e, a64_eor_reg(W32, HR_AF, HR_AF, d, A64_LSL, 0));
	if (flags_out(in) & F_PF && d != HR_PF)
		put(e, a64_mov_reg(W32, HR_PF, d));
}

/* ---- XADD ---- */

static void emit_xadd(struct emit *e, const struct insn *in)
{
	unsigned size = size_of(in), a, b = gpr(e, in, 1), d;

	if (in->op[0].kind == OPK_MEM && e->opt->ordered && is_locked(in)) {
		if (e->opt->features & HF_LSE && size >= 4 && !flags_out(in)) {
			mem_rmw(e, in, RMW_ADD, log2_of(size), b, b);
			guest_write(e, b);
			return;
		}
		a = tmp(e);
		mem_rmw(e, in, RMW_ADD, log2_of(size), a, b);
		if (flags_out(in))
			flags_of(e, in, false, flags_scratch(e, in), a, b);
		gpr_put(e, in, 1, a);
		return;
	}
	a = gpr(e, in, 0);
	d = tmp(e);
	if (in->op[0].kind != OPK_MEM && size >= 4) {		/* the sum comes last, and a is overwritten by it */
		unsigned old = tmp(e);

		put(e, a64_mov_reg(sf_of(size), old, a));
		a = old;
	}
	if (flags_out(in))
		flags_of(e, in, false, d, a, b);
	else
		put(e, a64_add_reg(sf_of(size), d, a, b, A64_LSL, 0));
	if (in->op[0].kind == OPK_MEM) {
		gpr_put(e, in, 0, d);
		gpr_put(e, in, 1, a);
	} else {
		gpr_put(e, in, 1, a);
		gpr_put(e, in, 0, d);
	}
}

/* ---- CMPXCHG ---- */

/* The accumulator takes the old value where the comparison (EQ in NZCV) has failed. */
static void accumulator_put(struct emit *e, const struct insn *in, unsigned old)
{
	unsigned size = size_of(in);

	guest_write(e, REG_RAX);
	commit(e);
	if (size < 4)
		put(e, a64_bfi(X64, REG_RAX, old, 0, 8 * size));
	else
		put(e, a64_csel(X64, REG_RAX, REG_RAX, old, A64_EQ));
}

static void compare_registers(struct emit *e, const struct insn *in)
{
	unsigned size = size_of(in), d = gpr(e, in, 0), s = gpr(e, in, 1), old = d, t;

	flags_of(e, in, true, flags_scratch(e, in), REG_RAX, d);
	if (size == 4) {
		t = tmp(e);
		put(e, a64_mov_reg(W32, t, s));
		s = t;
		old = tmp(e);
		put(e, a64_mov_reg(W32, old, d));
	}
	t = tmp(e);
	put(e, a64_csel(X64, t, s, d, A64_EQ));
	if (size < 4) {
		old = tmp(e);
		put(e, a64_csel(X64, old, REG_RAX, d, A64_EQ));
	}
	accumulator_put(e, in, old);
	if (size >= 4)
		put(e, a64_mov_reg(X64, guest_write(e, d), t));
	else
		gpr_put(e, in, 0, t);
}

static void compare_memory(struct emit *e, const struct insn *in)
{
	unsigned old = gpr(e, in, 0), s = gpr(e, in, 1), t;

	flags_of(e, in, true, flags_scratch(e, in), REG_RAX, old);
	t = tmp(e);
	put(e, a64_csel(X64, t, s, old, A64_EQ));
	gpr_put(e, in, 0, t);
	accumulator_put(e, in, old);
}

/* CAS straight into RAX, which no other operand may use. */
static bool compare_in_place(struct emit *e, const struct insn *in)
{
	unsigned t, s = in->op[1].reg;

	if (!(e->opt->features & HF_LSE) || size_of(in) != 8 || s == REG_RAX || in->base == REG_RAX || in->index == REG_RAX)
		return false;
	t = tmp(e);
	put(e, a64_mov_reg(X64, t, REG_RAX));
	mem_cas(e, in, 3, REG_RAX, s);
	guest_write(e, REG_RAX);
	flags_of(e, in, true, flags_scratch(e, in), t, REG_RAX);
	return true;
}

/* The address first: what it took besides its own register is free then. */
static void take_address(struct emit *e, const struct insn *in)
{
	ea_reg(e, in);
	e->ntmp = 0;
}

static void compare_atomic(struct emit *e, const struct insn *in)
{
	unsigned size = size_of(in), expect, old, s;

	if (compare_in_place(e, in))
		return;
	take_address(e, in);
	s = gpr(e, in, 1);
	expect = tmp(e);
	if (size < 4)
		put(e, a64_ubfx(W32, expect, REG_RAX, 0, 8 * size));
	else
		put(e, a64_mov_reg(sf_of(size), expect, REG_RAX));
	old = mem_cas(e, in, log2_of(size), expect, s);
	e->ntmp = old - HR_T0 + 1;		/* all but this one is free again */
	flags_of(e, in, true, flags_scratch(e, in), REG_RAX, old);
	accumulator_put(e, in, old);
}

static void emit_cmpxchg(struct emit *e, const struct insn *in)
{
	if (in->op[0].kind != OPK_MEM)
		compare_registers(e, in);
	else if (e->opt->ordered && is_locked(in))
		compare_atomic(e, in);
	else
		compare_memory(e, in);
}

/* ---- CMPXCHG8B, CMPXCHG16B: ZF alone changes ---- */

/* x16 = EDX:EAX, x17 = ECX:EBX */
static void halves_join(struct emit *e, unsigned rd, unsigned lo, unsigned hi)
{
	put(e, a64_mov_reg(W32, rd, lo));
	put(e, a64_orr_reg(X64, rd, rd, hi, A64_LSL, 32));
}

/* a: where to go on. b: registers with the old value (two for 16 bytes), the address, NZCV. */
static void cold_different(struct emit *e, const struct insn *in, u32 a, u32 b)
{
	unsigned lo = b & 31, hi = b >> 5 & 31, addr = b >> 10 & 31, word = b >> 15 & 31;

	if (size_of(in) == 16) {
		at_store_pair(e, lo, hi, addr);
		put(e, a64_mov_reg(X64, REG_RAX, lo));
		put(e, a64_mov_reg(X64, REG_RDX, hi));
	} else {
		at_store(e, 3, lo, addr, 0);
		put(e, a64_mov_reg(W32, REG_RAX, lo));
		put(e, a64_lsr_imm(X64, REG_RDX, lo, 32));
	}
	zero_put(e, in, word, false);
	mark_at(e, insn_next(in));
	br(e, a);
}

static void double_plain(struct emit *e, const struct insn *in)
{
	unsigned lo = tmp(e), hi = tmp(e), t = tmp(e), addr = ea_reg(e, in), clear, set;
	u32 done = label_new(e);

	clear = zero_word(e, in, false);
	set = zero_word(e, in, true);
	if (size_of(in) == 16) {
		at_load_pair(e, lo, hi, addr);
		put(e, a64_eor_reg(X64, t, lo, REG_RAX, A64_LSL, 0));
		br_cbnz(e, X64, t, cold(e, cold_different, done, lo | hi << 5 | addr << 10 | clear << 15));
		put(e, a64_eor_reg(X64, t, hi, REG_RDX, A64_LSL, 0));
		br_cbnz(e, X64, t, cold(e, cold_different, done, lo | hi << 5 | addr << 10 | clear << 15));
		at_store_pair(e, REG_RBX, REG_RCX, addr);
	} else {
		at_load(e, 3, lo, addr, 0);
		halves_join(e, t, REG_RAX, REG_RDX);
		put(e, a64_eor_reg(X64, t, t, lo, A64_LSL, 0));
		br_cbnz(e, X64, t, cold(e, cold_different, done, lo | hi << 5 | addr << 10 | clear << 15));
		halves_join(e, t, REG_RBX, REG_RCX);
		at_store(e, 3, t, addr, 0);
	}
	zero_put(e, in, set, true);
	label_bind(e, done);
}

/* Behind the comparison that has set NZCV: where other flags are live they come back from `word`. */
static void zero_merge(struct emit *e, const struct insn *in, unsigned word, unsigned t)
{
	if (word == HR_ZR)
		return;
	put(e, a64_cset(W32, t, A64_EQ));
	put(e, a64_bfi(W32, word, t, 30, 1));
	put(e, a64_msr(A64_NZCV, word));
}

static unsigned word_of_others(struct emit *e, const struct insn *in)
{
	unsigned t;

	if (!(in->live & F_NZCV & ~F_ZF))
		return HR_ZR;
	t = tmp(e);
	put(e, a64_mrs(t, A64_NZCV));
	return t;
}

static void double_atomic8(struct emit *e, const struct insn *in)
{
	unsigned expect, copy, desired, word, old;

	expect = copy = tmp(e);
	halves_join(e, expect, REG_RAX, REG_RDX);
	if (e->opt->features & HF_LSE)			/* where CAS overwrites it */
		mov_reg(e, X64, copy = tmp(e), expect);
	desired = tmp(e);
	halves_join(e, desired, REG_RBX, REG_RCX);
	word = word_of_others(e, in);
	old = mem_cas(e, in, 3, expect, desired);
	put(e, a64_cmp_reg(X64, old, copy, A64_LSL, 0));
	put(e, a64_lsr_imm(X64, copy, old, 32));
	put(e, a64_csel(X64, REG_RDX, REG_RDX, copy, A64_EQ));
	put(e, a64_mov_reg(W32, copy, old));
	put(e, a64_csel(X64, REG_RAX, REG_RAX, copy, A64_EQ));
	zero_merge(e, in, word, desired);
}

static void double_atomic16(struct emit *e, const struct insn *in)
{
	unsigned word;

	e->ntmp = 4;
	word = word_of_others(e, in);
	mem_cas16(e, in);
	put(e, a64_cmp_reg(X64, HR_T0, REG_RAX, A64_LSL, 0));
	put(e, a64_ccmp_reg(X64, HR_T1, REG_RDX, 0, A64_EQ));
	zero_merge(e, in, word, HR_T2);
	put(e, a64_mov_reg(X64, REG_RAX, HR_T0));
	put(e, a64_mov_reg(X64, REG_RDX, HR_T1));
}

static void emit_cmpxchg_double(struct emit *e, const struct insn *in)
{
	if (e->flags.held == HELD_FCMP && live_before(in))
		flags_want(e, HELD_ADD);
	if (size_of(in) == 16)
		mem_check_align16(e, in);
	take_address(e, in);
	if (!e->opt->ordered)
		double_plain(e, in);
	else if (size_of(in) == 16)
		double_atomic16(e, in);
	else
		double_atomic8(e, in);
	guest_write(e, REG_RAX);
	guest_write(e, REG_RDX);
}

const struct row atomic_rows[] = {
	/*  encoding	operands	written	read	undefined	cpuid	attributes	emitter */
	ROW("86 /r",	"Eb Gb",	0,	0,	0,	BASE,	A_LOCK,	emit_xchg),
	ROW("87 /r",	"Ev Gv",	0,	0,	0,	BASE,	A_LOCK,	emit_xchg),
	ROW("NFx REX.B 90", "Zv rAX",	0,	0,	0,	BASE,	0,	emit_xchg),
	ROW("F2 REX.B 90", "Zv rAX",	0,	0,	0,	BASE,	0,	emit_xchg),
	ROW("91-97",	"Zv rAX",	0,	0,	0,	BASE,	0,	emit_xchg),
	ROW("0F C0 /r",	"Eb Gb",	OSZAPC,	0,	0,	BASE,	A_LOCK,	emit_xadd),
	ROW("0F C1 /r",	"Ev Gv",	OSZAPC,	0,	0,	BASE,	A_LOCK,	emit_xadd),
	ROW("0F B0 /r",	"Eb Gb",	OSZAPC,	0,	0,	BASE,	A_LOCK,	emit_cmpxchg),
	ROW("0F B1 /r",	"Ev Gv",	OSZAPC,	0,	0,	BASE,	A_LOCK,	emit_cmpxchg),
	ROW("W0 0F C7 /1 mem", "Mq",	F_ZF,	0,	0,	CX8,	A_LOCK,	emit_cmpxchg_double),
	ROW("REX.W 0F C7 /1 mem", "Mdq",	F_ZF,	0,	0,	CX16,	A_LOCK | A_ALIGN,	emit_cmpxchg_double),
};
