// SPDX-License-Identifier: GPL-2.0-only
/*
 * flagops.c - CLC STC CMC CLD STD LAHF SAHF PUSHF POPF. SDM 2A, 2B.
 *
 * CF is cleared, set and complemented by saying in which sense C holds it, wherever that is possible. Of RFLAGS, IF reads as 1 and
 * IOPL as 0; a program can change TF, DF, AC and ID: bytes of the state. AC is stored, not acted upon.
 */
#include "nzcv.h"

enum { RF_TF = 8, RF_DF = 10, RF_AC = 18, RF_ID = 21 };	/* bit numbers */

/* C becomes 0, which is CF = 0 or CF = 1. */
static void put_carry(struct emit *e, const struct insn *in, enum held held)
{
	unsigned t;
	u32 enc = 0;

	if (!(in->live & F_CF))
		return;
	if (e->flags.held == HELD_FCMP && in->live & ~F_CF)
		flags_want(e, HELD_ADD);
	if (!(in->live & F_NZCV & ~F_CF)) {
		put(e, a64_adds_reg(W32, HR_ZR, HR_ZR, HR_ZR, A64_LSL, 0));
	} else if (nzcv_rmif(e)) {
		put(e, a64_rmif(HR_ZR, 0, A64_FLAG_C));
	} else {
		t = tmp(e);
		a64_logimm(W32, ~(1u << 29), &enc);
		put(e, a64_mrs(t, A64_NZCV));
		put(e, a64_and_imm(W32, t, t, enc));
		put(e, a64_msr(A64_NZCV, t));
	}
	flags_set(e, held);
}

static void emit_clc(struct emit *e, const struct insn *in)
{
	put_carry(e, in, HELD_ADD);
	if (in->live & F_CF)
		flags_set_carry_zero(e);
}

static void emit_stc(struct emit *e, const struct insn *in)
{
	put_carry(e, in, HELD_SUB);
}

/* The other sense is the complement. */
static void emit_cmc(struct emit *e, const struct insn *in)
{
	if (e->flags.held == HELD_FCMP)
		flags_want(e, HELD_ADD);
	flags_set(e, e->flags.held == HELD_ADD ? HELD_SUB : HELD_ADD);
}

static void emit_cld(struct emit *e, const struct insn *in)
{
	st_store(e, 0, HR_ZR, ST_OFF(df));
}

static void emit_std(struct emit *e, const struct insn *in)
{
	unsigned t = tmp(e);

	put(e, a64_movz(W32, t, 1, 0));
	st_store(e, 0, t, ST_OFF(df));
}

/* ---- AH ---- */

static void emit_lahf(struct emit *e, const struct insn *in)
{
	unsigned t = tmp(e);
	u32 enc = 0;

	a64_logimm(W32, 2, &enc);
	flags_to_rflags(e, t);
	put(e, a64_orr_imm(W32, t, t, enc));
	put(e, a64_bfi(X64, guest_write(e, REG_RAX), t, 8, 8));
}

static void emit_sahf(struct emit *e, const struct insn *in)
{
	unsigned t = tmp(e);

	if (!flags_out(in))
		return;
	put(e, a64_ubfx(W32, t, REG_RAX, 8, 8));
	flags_from_rflags(e, t, flags_out(in));
}

/* ---- PUSHF POPF ---- */

static void insert_byte(struct emit *e, unsigned word, unsigned t, u32 off, unsigned bit)
{
	st_load(e, 0, t, off);
	put(e, a64_bfi(X64, word, t, bit, 1));
}

static void emit_pushf(struct emit *e, const struct insn *in)
{
	unsigned word = tmp(e), t;

	flags_to_rflags(e, word);
	t = tmp(e);
	put(e, a64_movz(W32, t, 0x202, 0));
	put(e, a64_orr_reg(W32, word, word, t, A64_LSL, 0));
	insert_byte(e, word, t, ST_OFF(df), RF_DF);
	insert_byte(e, word, t, ST_OFF(tf), RF_TF);
	if (in->osz == 8) {
		insert_byte(e, word, t, ST_OFF(ac), RF_AC);
		insert_byte(e, word, t, ST_OFF(id), RF_ID);
	}
	guest_write(e, REG_RSP);
	commit(e);
	put(e, a64_str_pre(log2_of(in->osz), word, REG_RSP, -(s32)in->osz));
}

_Static_assert(ST_OFF(id) == ST_OFF(ac) + 1 && ST_OFF(tf) == ST_OFF(ac) + 2 && ST_OFF(ac) % 4 == 0, "stored as one word");

/* AC, ID and TF as the bytes of a word; 16 bits leave AC and ID. */
static unsigned control_bytes(struct emit *e, const struct insn *in, unsigned word)
{
	unsigned r = tmp(e), t = tmp(e);

	put(e, a64_ubfx(W32, t, word, RF_TF, 1));
	if (in->osz == 2)
		return t;
	put(e, a64_ubfx(W32, r, word, RF_AC, 1));
	put(e, a64_bfi(W32, r, t, 16, 1));
	put(e, a64_ubfx(W32, t, word, RF_ID, 1));
	put(e, a64_bfi(W32, r, t, 8, 1));
	return r;
}

/* The flags were all dead before, so they do not commit. A trap flag that is set leaves for the runtime, which steps from there. */
static void emit_popf(struct emit *e, const struct insn *in)
{
	unsigned word = tmp(e), df, control;
	u32 committed = e->committed;

	put(e, a64_ldr_uoff(log2_of(in->osz), word, REG_RSP, 0));
	flags_from_rflags(e, word, OSZAPC);
	e->committed = committed;
	e->ntmp = 1;
	df = tmp(e);
	put(e, a64_ubfx(W32, df, word, RF_DF, 1));
	control = control_bytes(e, in, word);
	commit(e);
	if (in->osz == 8)
		st_store(e, 2, control, ST_OFF(ac));
	else
		st_store(e, 0, control, ST_OFF(tf));
	st_store(e, 0, df, ST_OFF(df));
	put(e, a64_add_imm(X64, guest_write(e, REG_RSP), REG_RSP, in->osz));
	if (e->opt->single)
		return;
	mark_at(e, insn_next(in));
	br_tbnz(e, word, RF_TF, exit_label(e, insn_next(in), OSZAPC));
}

const struct row flagops_rows[] = {
	/*  encoding	operands	written	read	undefined	cpuid	attributes	emitter */
	ROW("F8",	"",	F_CF,	0,	0,	BASE,	0,	emit_clc),
	ROW("F9",	"",	F_CF,	0,	0,	BASE,	0,	emit_stc),
	ROW("F5",	"",	F_CF,	F_CF,	0,	BASE,	0,	emit_cmc),
	ROW("FC",	"",	0,	0,	0,	BASE,	0,	emit_cld),
	ROW("FD",	"",	0,	0,	0,	BASE,	0,	emit_std),
	ROW("9F",	"",	0,	OSZAPC & ~F_OF,	0,	LAHF,	0,	emit_lahf),
	ROW("9E",	"",	OSZAPC & ~F_OF,	0,	0,	LAHF,	0,	emit_sahf),
	ROW("9C",	"",	0,	OSZAPC,	0,	BASE,	A_D64,	emit_pushf),
	ROW("9D",	"",	OSZAPC,	0,	0,	BASE,	A_D64,	emit_popf),
};
