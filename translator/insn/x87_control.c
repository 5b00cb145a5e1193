// SPDX-License-Identifier: GPL-2.0-only
/*
 * x87_control.c - FLDCW FNSTCW FNSTSW FNCLEX FNINIT FWAIT FLDENV FNSTENV FNSAVE FRSTOR FFREE FFREEP FINCSTP FDECSTP FNOP
 * EMMS,
 * and what the 8087 and 80287 did with DB E0, E1, E4 (nothing today). SDM 2A.
 */
#include "x87_emit.h"

enum { SW_TOP = 11, TAG_EMPTY = 3 };

/* Control instructions that wait leave FIP and FDP alone. */
static void emit_fldcw(struct emit *e, const struct insn *in)
{
	x87_wait(e);
	e->ntmp = 2;
	mem_load(e, in, 1, HR_T1, 0);
	x87_call(e, X87_LDCW, true);
}

static void emit_fnstcw(struct emit *e, const struct insn *in)
{
	unsigned t = tmp(e);

	st_load(e, 1, t, ST_OFF(x87_cw));
	mem_store(e, in, 1, t, 0);
}

static void emit_fnstsw(struct emit *e, const struct insn *in)
{
	unsigned t = tmp(e);

	st_load(e, 1, t, ST_OFF(x87_sw));
	gpr_put(e, in, 0, t);
}

/* Exceptions, SF, ES and B. */
static void emit_fnclex(struct emit *e, const struct insn *in)
{
	unsigned t = tmp(e);

	st_load(e, 1, t, ST_OFF(x87_sw));
	put(e, a64_ubfx(W32, t, t, 8, 7));
	put(e, a64_lsl_imm(W32, t, t, 8));
	st_store(e, 1, t, ST_OFF(x87_sw));
}

static void store_initial(struct emit *e, unsigned t)
{
	mov_imm(e, W32, t, 0xffff0000);
	st_store(e, 2, t, ST_OFF(x87_sw));
	mov_imm(e, W32, t, 0x37f);
	st_store(e, 2, t, ST_OFF(x87_cw));
	st_store(e, 3, HR_ZR, ST_OFF(x87_ip));
	st_store(e, 3, HR_ZR, ST_OFF(x87_dp));
}

static void emit_fninit(struct emit *e, const struct insn *in)
{
	unsigned t = tmp(e);

	commit(e);
	store_initial(e, t);
}

/* The tag word becomes empty, TOP 0: SDM 3, table 12-1. */
static void emit_emms(struct emit *e, const struct insn *in)
{
	unsigned t = tmp(e);

	st_load(e, 1, t, ST_OFF(x87_sw));
	br_tbnz(e, t, X87_ES_BIT, cold_trap(e, TRAP_MF));
	put(e, a64_bfi(W32, t, HR_ZR, SW_TOP, 3));
	put(e, a64_movk(W32, t, 0xffff, 1));
	st_store(e, 2, t, ST_OFF(x87_sw));
}

static void emit_fwait(struct emit *e, const struct insn *in)
{
	x87_wait(e);
}

static void emit_nothing(struct emit *e, const struct insn *in)
{
}

/* FINCSTP, FDECSTP: D9 F7, F6 */
static void emit_step_top(struct emit *e, const struct insn *in)
{
	unsigned t = tmp(e), u = tmp(e);

	st_load(e, 1, t, ST_OFF(x87_sw));
	br_tbnz(e, t, X87_ES_BIT, cold_trap(e, TRAP_MF));
	put(e, a64_lsr_imm(W32, u, t, SW_TOP));
	put(e, in->modrm & 1 ? a64_add_imm(W32, u, u, 1) : a64_sub_imm(W32, u, u, 1));
	put(e, a64_bfi(W32, t, u, SW_TOP, 3));
	put(e, a64_bfi(W32, t, HR_ZR, 9, 1));		/* C1 */
	st_store(e, 1, t, ST_OFF(x87_sw));
}

/* word: status and tag; ST(i) becomes empty. */
static void set_empty(struct emit *e, unsigned word, unsigned i)
{
	unsigned u = tmp(e), m = tmp(e);

	put(e, a64_lsr_imm(W32, u, word, SW_TOP));
	put(e, a64_add_imm(W32, u, u, i));
	put(e, a64_ubfiz(W32, u, u, 1, 3));
	mov_imm(e, W32, m, TAG_EMPTY << 16);
	put(e, a64_lslv(W32, m, m, u));
	put(e, a64_orr_reg(W32, word, word, m, A64_LSL, 0));
	e->ntmp -= 2;
}

/* FFREE, and FFREEP which pops. C0 to C3 are undefined: C1 is cleared by processors. */
static void emit_ffree(struct emit *e, const struct insn *in)
{
	unsigned t = tmp(e), u;

	st_load(e, 2, t, ST_OFF(x87_sw));
	br_tbnz(e, t, X87_ES_BIT, cold_trap(e, TRAP_MF));
	set_empty(e, t, in->modrm & 7);
	if (in->opcode == 0xdf) {
		set_empty(e, t, 0);
		u = tmp(e);
		put(e, a64_lsr_imm(W32, u, t, SW_TOP));
		put(e, a64_add_imm(W32, u, u, 1));
		put(e, a64_bfi(W32, t, u, SW_TOP, 3));
	}
	put(e, a64_bfi(W32, t, HR_ZR, 9, 1));
	st_store(e, 2, t, ST_OFF(x87_sw));
}

/* ---- environment: through the state's area ---- */

static u32 format(const struct insn *in)
{
	return in->osz == 2 ? X87_SHORT : 0;
}

static unsigned image_size(const struct insn *in, bool registers)
{
	return (in->osz == 2 ? X87_ENV_SHORT : X87_ENV) + (registers ? X87_REGS : 0);
}

/* The largest piece (log2) that is left of n bytes from i on. */
static unsigned piece(unsigned i, unsigned n)
{
	return n - i >= 8 ? 3 : n - i >= 4 ? 2 : 1;
}

/* Every store is a group of its own: repeated from the start, it stores the same again. */
static void store_area(struct emit *e, unsigned addr, unsigned t, unsigned n)
{
	unsigned i, log2;

	for (i = 0; i < n; i += 1u << log2) {
		log2 = piece(i, n);
		st_load(e, log2, t, ST_OFF(area) + i);
		at_store(e, log2, t, addr, i);
		mark_again(e);
	}
}

static unsigned store_image(struct emit *e, const struct insn *in, enum x87_op op, bool registers)
{
	unsigned addr;

	e->ntmp = 4;
	addr = ea_reg(e, in);
	x87_call(e, op | format(in), false);
	e->ntmp = 1;
	store_area(e, addr, HR_T0, image_size(in, registers));
	return HR_T0;
}

/* All exceptions are masked behind. */
static void emit_fnstenv(struct emit *e, const struct insn *in)
{
	unsigned t = store_image(e, in, X87_STENV, false);
	u32 enc = 0;

	a64_logimm(W32, 0x3f, &enc);
	st_load(e, 1, t, ST_OFF(x87_cw));
	put(e, a64_orr_imm(W32, t, t, enc));
	commit(e);
	st_store(e, 1, t, ST_OFF(x87_cw));
	st_load(e, 1, t, ST_OFF(x87_sw));
	put(e, a64_bfi(W32, t, HR_ZR, 7, 1));
	put(e, a64_bfi(W32, t, HR_ZR, 15, 1));
	st_store(e, 1, t, ST_OFF(x87_sw));
}

static void emit_fnsave(struct emit *e, const struct insn *in)
{
	unsigned t = store_image(e, in, X87_SAVE, true);

	commit(e);
	store_initial(e, t);
}

static void load_image(struct emit *e, const struct insn *in, enum x87_op op, bool registers)
{
	unsigned addr, i, log2, n = image_size(in, registers), t;

	x87_wait(e);
	e->ntmp = 4;
	addr = ea_reg(e, in);
	t = HR_T0;
	e->ntmp = 1;
	for (i = 0; i < n; i += 1u << log2) {
		log2 = piece(i, n);
		at_load(e, log2, t, addr, i);
		st_store(e, log2, t, ST_OFF(area) + i);
	}
	x87_call(e, op | format(in), true);
}

static void emit_fldenv(struct emit *e, const struct insn *in)
{
	load_image(e, in, X87_LDENV, false);
}

static void emit_frstor(struct emit *e, const struct insn *in)
{
	load_image(e, in, X87_RSTOR, true);
}

const struct row x87_control_rows[] = {
	/*  encoding		operands	written read undef	cpuid	attributes	emitter */
	ROW("D9 /5 mem",	"Mw",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_fldcw),
	ROW("D9 /7 mem",	"Mw",		0, 0, 0,	FPU,	A_X87 | A_WO,	emit_fnstcw),
	ROW("DD /7 mem",	"Mw",		0, 0, 0,	FPU,	A_X87 | A_WO,	emit_fnstsw),
	ROW("DF E0",		"AX",		0, 0, 0,	FPU,	A_X87 | A_WO,	emit_fnstsw),
	ROW("DB E2",		"",		0, 0, 0,	FPU,	A_X87,		emit_fnclex),
	ROW("DB E3",		"",		0, 0, 0,	FPU,	A_X87,		emit_fninit),
	ROW("9B",		"",		0, 0, 0,	FPU,	A_X87,		emit_fwait),
	ROW("D9 D0",		"",		0, 0, 0,	FPU,	A_X87,		emit_fwait),	/* FNOP */
	ROW("DB E0-E1",		"",		0, 0, 0,	FPU,	A_X87,		emit_nothing),	/* FNENI FNDISI */
	ROW("DB E4",		"",		0, 0, 0,	FPU,	A_X87,		emit_nothing),	/* FNSETPM */
	ROW("D9 F6-F7",		"",		0, 0, 0,	FPU,	A_X87,		emit_step_top),
	ROW("DD C0+i",		"STi",		0, 0, 0,	FPU,	A_X87,		emit_ffree),
	ROW("DF C0+i",		"STi",		0, 0, 0,	FPU,	A_X87,		emit_ffree),
	ROW("NP 0F 77",		"",		0, 0, 0,	MMX,	A_X87,		emit_emms),
	ROW("D9 /6 mem",	"M28",		0, 0, 0,	FPU,	A_X87 | A_WO,	emit_fnstenv),
	ROW("D9 /4 mem",	"M28",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_fldenv),
	ROW("DD /6 mem",	"M108",		0, 0, 0,	FPU,	A_X87 | A_WO,	emit_fnsave),
	ROW("DD /4 mem",	"M108",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_frstor),
};
