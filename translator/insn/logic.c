// SPDX-License-Identifier: GPL-2.0-only
/*
 * logic.c - AND OR XOR TEST NOT. SDM 2A, 2B. CF and OF become 0; AF is undefined in the manual, 0 here.
 */
#include "../emit.h"

enum { NZCV = F_CF | F_ZF | F_SF | F_OF };
enum logic_op { LOGIC_AND, LOGIC_OR, LOGIC_XOR };

static void op_reg(struct emit *e, enum a64_sf sf, enum logic_op op, bool flags, unsigned d, unsigned a, unsigned b)
{
	switch (op) {
	case LOGIC_AND:
		put(e, flags ? a64_ands_reg(sf, d, a, b, A64_LSL, 0) : a64_and_reg(sf, d, a, b, A64_LSL, 0));
		break;
	case LOGIC_OR: put(e, a64_orr_reg(sf, d, a, b, A64_LSL, 0)); break;
	case LOGIC_XOR: put(e, a64_eor_reg(sf, d, a, b, A64_LSL, 0)); break;
	}
}

static bool op_imm(struct emit *e, enum a64_sf sf, enum logic_op op, bool flags, unsigned d, unsigned a, u64 imm)
{
	u32 enc;

	if (!a64_logimm(sf, sf == W32 ? (u32)imm : imm, &enc))
		return false;
	if (d < 16)
		commit(e);
	switch (op) {
	case LOGIC_AND: put(e, flags ? a64_ands_imm(sf, d, a, enc) : a64_and_imm(sf, d, a, enc)); break;
	case LOGIC_OR: put(e, a64_orr_imm(sf, d, a, enc)); break;
	case LOGIC_XOR: put(e, a64_eor_imm(sf, d, a, enc)); break;
	}
	return true;
}

/* An immediate in the operation's width: 8 and 16-bit ones only with their own bits. */
static u64 imm_of(const struct insn *in)
{
	unsigned size = in->op[0].size;

	return size == 8 ? in->imm : in->imm & (0xffffffffu >> (32 - 8 * size));
}

/* Operates into d; ANDS sets the flags itself. Returns whether NZCV is set. */
static bool compute(struct emit *e, const struct insn *in, enum logic_op op, unsigned d)
{
	unsigned size = in->op[0].size, a = gpr(e, in, 0), b;
	bool flags = op == LOGIC_AND && size >= 4 && flags_out(in) & NZCV;

	if (in->op[1].kind == OPK_IMM && op_imm(e, sf_of(size), op, flags, d, a, imm_of(in)))
		return flags;
	b = gpr(e, in, 1);
	if (d < 16)
		commit(e);
	op_reg(e, sf_of(size), op, flags, d, a, b);
	return flags;
}

/* PF before NZ: the write-back of a memory operand may come between, flags are dead until then. */
static void result_flags(struct emit *e, const struct insn *in, bool set, unsigned d)
{
	if (set)
		flags_set_carry_zero(e);
	else
		flags_nz(e, in, in->op[0].size, d);
	flags_pf(e, in, d);
}

static void logic_locked(struct emit *e, const struct insn *in, enum logic_op op)
{
	static const u8 rmw[] = { RMW_AND, RMW_OR, RMW_XOR };
	unsigned size = in->op[0].size, old = tmp(e), b = gpr(e, in, 1);

	mem_rmw(e, in, rmw[op], log2_of(size), old, b);
	if (!flags_out(in))
		return;
	op_reg(e, sf_of(size), op, false, old, old, b);
	result_flags(e, in, false, old);
}

static void logic(struct emit *e, const struct insn *in, enum logic_op op)
{
	unsigned d;
	bool set;

	if (is_locked(in) && e->opt->ordered) {
		logic_locked(e, in, op);
		return;
	}
	d = gpr_dst(e, in, 0);
	set = compute(e, in, op, d);
	result_flags(e, in, set, d);
	gpr_put(e, in, 0, d);
}

static void emit_and(struct emit *e, const struct insn *in)
{
	logic(e, in, LOGIC_AND);
}

static void emit_or(struct emit *e, const struct insn *in)
{
	logic(e, in, LOGIC_OR);
}

static bool same_register(const struct insn *in)
{
	return in->op[0].kind == OPK_GPR && in->op[1].kind == OPK_GPR && in->op[0].reg == in->op[1].reg;
}

/* XOR of a register with itself: zero, and no dependency on what it held. */
static void emit_xor(struct emit *e, const struct insn *in)
{
	unsigned d;

	if (!same_register(in) || in->op[0].size < 4) {
		logic(e, in, LOGIC_XOR);
		return;
	}
	d = gpr_dst(e, in, 0);
	commit(e);
	put(e, a64_movz(W32, d, 0, 0));
	result_flags(e, in, false, d);
}

/* TEST r,r and TEST r,imm of 8 and 16 bits need no result when only ZF is wanted: the mask selects the bits. */
static bool test_zero(struct emit *e, const struct insn *in)
{
	unsigned size = in->op[0].size, a;
	u64 mask;
	u32 enc;

	if (size >= 4 || flags_out(in) & ~(F_ZF | F_CF | F_OF))
		return false;
	if (in->op[1].kind == OPK_IMM)
		mask = imm_of(in);
	else if (same_register(in))
		mask = size == 1 ? 0xff : 0xffff;
	else
		return false;
	if (!a64_logimm(W32, mask, &enc))
		return false;
	a = gpr(e, in, 0);
	put(e, a64_tst_imm(W32, a, enc));
	flags_set_carry_zero(e);
	return true;
}

static void emit_test(struct emit *e, const struct insn *in)
{
	unsigned d;
	bool set;

	if (!flags_out(in)) {
		if (in->op[0].kind == OPK_MEM)
			gpr(e, in, 0);
		return;
	}
	if (test_zero(e, in))
		return;
	if (same_register(in)) {
		flags_nz(e, in, in->op[0].size, in->op[0].reg);
		flags_pf(e, in, in->op[0].reg);
		return;
	}
	d = in->op[0].size >= 4 && !(flags_out(in) & F_PF) ? HR_ZR : tmp(e);
	set = compute(e, in, LOGIC_AND, d);
	result_flags(e, in, set, d);
}

static void emit_not(struct emit *e, const struct insn *in)
{
	unsigned size = in->op[0].size, a, d;

	if (is_locked(in) && e->opt->ordered) {
		d = tmp(e);
		a = tmp(e);
		mov_imm(e, X64, d, ~0ull);
		mem_rmw(e, in, RMW_XOR, log2_of(size), a, d);
		return;
	}
	a = gpr(e, in, 0);
	d = gpr_dst(e, in, 0);
	put(e, a64_mvn(sf_of(size), d, a));
	gpr_put(e, in, 0, d);
}

const struct row logic_rows[] = {
	/*  encoding	operands	written	read	undefined	cpuid	attributes	emitter */
	ROW("20 /r",	"Eb Gb",	OSZAPC,	0,	F_AF,	BASE,	A_LOCK,	emit_and),
	ROW("21 /r",	"Ev Gv",	OSZAPC,	0,	F_AF,	BASE,	A_LOCK | A_FOLD,	emit_and),
	ROW("22 /r",	"Gb Eb",	OSZAPC,	0,	F_AF,	BASE,	0,	emit_and),
	ROW("23 /r",	"Gv Ev",	OSZAPC,	0,	F_AF,	BASE,	A_FOLD,	emit_and),
	ROW("24",	"AL Ib",	OSZAPC,	0,	F_AF,	BASE,	0,	emit_and),
	ROW("25",	"rAX Iz",	OSZAPC,	0,	F_AF,	BASE,	A_FOLD,	emit_and),
	ROW("80 /4",	"Eb Ib",	OSZAPC,	0,	F_AF,	BASE,	A_LOCK,	emit_and),
	ROW("81 /4",	"Ev Iz",	OSZAPC,	0,	F_AF,	BASE,	A_LOCK | A_FOLD,	emit_and),
	ROW("83 /4",	"Ev Ibs",	OSZAPC,	0,	F_AF,	BASE,	A_LOCK | A_FOLD,	emit_and),

	ROW("08 /r",	"Eb Gb",	OSZAPC,	0,	F_AF,	BASE,	A_LOCK,	emit_or),
	ROW("09 /r",	"Ev Gv",	OSZAPC,	0,	F_AF,	BASE,	A_LOCK | A_FOLD,	emit_or),
	ROW("0A /r",	"Gb Eb",	OSZAPC,	0,	F_AF,	BASE,	0,	emit_or),
	ROW("0B /r",	"Gv Ev",	OSZAPC,	0,	F_AF,	BASE,	A_FOLD,	emit_or),
	ROW("0C",	"AL Ib",	OSZAPC,	0,	F_AF,	BASE,	0,	emit_or),
	ROW("0D",	"rAX Iz",	OSZAPC,	0,	F_AF,	BASE,	A_FOLD,	emit_or),
	ROW("80 /1",	"Eb Ib",	OSZAPC,	0,	F_AF,	BASE,	A_LOCK,	emit_or),
	ROW("81 /1",	"Ev Iz",	OSZAPC,	0,	F_AF,	BASE,	A_LOCK | A_FOLD,	emit_or),
	ROW("83 /1",	"Ev Ibs",	OSZAPC,	0,	F_AF,	BASE,	A_LOCK | A_FOLD,	emit_or),

	ROW("30 /r",	"Eb Gb",	OSZAPC,	0,	F_AF,	BASE,	A_LOCK,	emit_xor),
	ROW("31 /r",	"Ev Gv",	OSZAPC,	0,	F_AF,	BASE,	A_LOCK | A_FOLD,	emit_xor),
	ROW("32 /r",	"Gb Eb",	OSZAPC,	0,	F_AF,	BASE,	0,	emit_xor),
	ROW("33 /r",	"Gv Ev",	OSZAPC,	0,	F_AF,	BASE,	A_FOLD,	emit_xor),
	ROW("34",	"AL Ib",	OSZAPC,	0,	F_AF,	BASE,	0,	emit_xor),
	ROW("35",	"rAX Iz",	OSZAPC,	0,	F_AF,	BASE,	A_FOLD,	emit_xor),
	ROW("80 /6",	"Eb Ib",	OSZAPC,	0,	F_AF,	BASE,	A_LOCK,	emit_xor),
	ROW("81 /6",	"Ev Iz",	OSZAPC,	0,	F_AF,	BASE,	A_LOCK | A_FOLD,	emit_xor),
	ROW("83 /6",	"Ev Ibs",	OSZAPC,	0,	F_AF,	BASE,	A_LOCK | A_FOLD,	emit_xor),

	ROW("84 /r",	"Eb Gb",	OSZAPC,	0,	F_AF,	BASE,	A_RO | A_TEST,	emit_test),
	ROW("85 /r",	"Ev Gv",	OSZAPC,	0,	F_AF,	BASE,	A_RO | A_TEST,	emit_test),
	ROW("A8",	"AL Ib",	OSZAPC,	0,	F_AF,	BASE,	A_RO | A_TEST,	emit_test),
	ROW("A9",	"rAX Iz",	OSZAPC,	0,	F_AF,	BASE,	A_RO | A_TEST,	emit_test),
	ROW("F6 /0",	"Eb Ib",	OSZAPC,	0,	F_AF,	BASE,	A_RO | A_TEST,	emit_test),
	ROW("F7 /0",	"Ev Iz",	OSZAPC,	0,	F_AF,	BASE,	A_RO | A_TEST,	emit_test),
	/* F6 /1 and F7 /1 behave as /0 on every processor; AMD documents them. */
	ROW("F6 /1",	"Eb Ib",	OSZAPC,	0,	F_AF,	BASE,	A_RO | A_TEST,	emit_test),
	ROW("F7 /1",	"Ev Iz",	OSZAPC,	0,	F_AF,	BASE,	A_RO | A_TEST,	emit_test),

	ROW("F6 /2",	"Eb",		0,	0,	0,	BASE,	A_LOCK,	emit_not),
	ROW("F7 /2",	"Ev",		0,	0,	0,	BASE,	A_LOCK,	emit_not),
};
