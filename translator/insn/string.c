// SPDX-License-Identifier: GPL-2.0-only
/*
 * string.c - MOVS CMPS STOS LODS SCAS and their REP forms. SDM 2A, 2B; volume 1, 7.3.9.
 *
 * A repeated instruction is a loop with a mark at its head: RCX, RSI and RDI are those after the elements done, so a fault or a
 * signal finds them exact. MOVS and STOS forwards do 32 bytes at a time; a fault there has done nothing that repeating
 * it by elements (single-instruction mode) would not do again: source and destination are at least 32 bytes apart.
 * Inside a repeated MOVS or STOS accesses need not be ordered (SDM 3A 8.2.4), only against those before and behind.
 *
 * DF is in the state: set, the whole instruction is cold code.
 */
#include "nzcv.h"

enum string_op { STR_MOVS, STR_CMPS, STR_STOS = 3, STR_LODS, STR_SCAS };
enum { BLOCK = 32 };

static enum string_op op_of(const struct insn *in)
{
	return (in->opcode - 0xa4) >> 1;
}

static enum a64_sf addr_sf(const struct insn *in)
{
	return in->asz == 8 ? X64 : W32;
}

static unsigned log2_element(const struct insn *in)
{
	return log2_of(in->op[0].size);
}

static bool repeated(const struct insn *in)
{
	return in->prefix & (P_REP | P_REPNE);
}

/* ---- one element ---- */

/* RSI with segment and address size: itself or a temporary. */
static unsigned source_address(struct emit *e, const struct insn *in)
{
	unsigned t, base = HR_FS;

	if (in->asz == 8 && !in->seg)
		return REG_RSI;
	t = tmp(e);
	if (in->seg == SEG_GS)
		st_load(e, 3, base = t, ST_OFF(gs_base));
	if (!in->seg)
		put(e, a64_mov_reg(W32, t, REG_RSI));
	else
		put(e, a64_add_ext(X64, t, base, REG_RSI, in->asz == 4 ? A64_UXTW : A64_UXTX, 0));
	return t;
}

static unsigned destination_address(struct emit *e, const struct insn *in)
{
	unsigned t;

	if (in->asz == 8)
		return REG_RDI;
	t = tmp(e);
	put(e, a64_mov_reg(W32, t, REG_RDI));
	return t;
}

static unsigned load_element(struct emit *e, const struct insn *in, unsigned addr)
{
	unsigned t = addr < HR_T0 ? tmp(e) : addr;

	at_load(e, log2_element(in), t, addr, 0);
	return t;
}

static void advance(struct emit *e, const struct insn *in, unsigned reg, bool back)
{
	unsigned size = 1 << log2_element(in);
	enum a64_sf sf = addr_sf(in);

	commit(e);
	put(e, back ? a64_sub_imm(sf, reg, reg, size) : a64_add_imm(sf, reg, reg, size));
}

static void count_down(struct emit *e, const struct insn *in)
{
	put(e, a64_sub_imm(addr_sf(in), REG_RCX, REG_RCX, 1));
}

/* MOVS, STOS, LODS: the access, then the registers. */
static void element(struct emit *e, const struct insn *in, bool back)
{
	enum string_op op = op_of(in);
	unsigned log2 = log2_element(in), v = REG_RAX;

	if (op == STR_LODS && log2 >= 2) {
		v = source_address(e, in);
		commit(e);
		at_load(e, log2, REG_RAX, v, 0);
	} else if (op != STR_STOS) {
		v = load_element(e, in, source_address(e, in));
	}
	if (op == STR_LODS && log2 < 2) {
		commit(e);
		put(e, a64_bfi(X64, REG_RAX, v, 0, 8u << log2));
	} else if (op != STR_LODS) {
		at_store(e, log2, v, destination_address(e, in), 0);
	}
	if (op != STR_STOS)
		advance(e, in, REG_RSI, back);
	if (op != STR_LODS)
		advance(e, in, REG_RDI, back);
}

/* ---- MOVS, STOS, LODS repeated ---- */

static void repeat_elements(struct emit *e, const struct insn *in, bool back, u32 done)
{
	unsigned ntmp = e->ntmp;
	u32 again = label_new(e);

	mark_again(e);
	br_cbz(e, addr_sf(in), REG_RCX, done);
	label_bind(e, again);
	mark_again(e);
	element(e, in, back);
	count_down(e, in);
	mark_again(e);
	br_cbnz(e, addr_sf(in), REG_RCX, again);
	e->ntmp = ntmp;
}

/*
 * As many blocks as there are, forwards. Counts over 2^63 and operands that are closer than a block are left to
 * the elements.
 */
static void repeat_blocks(struct emit *e, const struct insn *in)
{
	unsigned log2 = log2_element(in), step = BLOCK >> log2, left = tmp(e), t, v = vtmp(e), w = v;
	bool copy = op_of(in) == STR_MOVS;
	u32 again = label_new(e), elements = label_new(e);

	put(e, a64_sub_imm(X64, left, REG_RCX, step));
	br_tbnz(e, left, 63, elements);
	if (copy) {
		w = vtmp(e);
		t = tmp(e);
		put(e, a64_sub_reg(X64, t, REG_RDI, REG_RSI, A64_LSL, 0));
		put(e, a64_add_imm(X64, t, t, BLOCK));
		put(e, a64_lsr_imm(X64, t, t, 6));
		br_cbz(e, X64, t, elements);
	} else {
		put(e, a64_vdup_gen((enum a64_arr)(log2 << 1 | 1), v, REG_RAX));
	}
	mem_fence(e, false, true);
	label_bind(e, again);
	mark_again(e);
	if (copy)
		at_block_load(e, v, w, REG_RSI);
	at_block_store(e, v, w, REG_RDI);		/* and RDI += BLOCK */
	if (copy)
		put(e, a64_add_imm(X64, REG_RSI, REG_RSI, BLOCK));
	put(e, a64_sub_imm(X64, REG_RCX, REG_RCX, step));
	put(e, a64_sub_imm(X64, left, left, step));
	mark_again(e);
	br_tbz(e, left, 63, again);
	mem_fence(e, true, false);
	label_bind(e, elements);
}

/* ---- CMPS, SCAS ---- */

static void compare_flags(struct emit *e, const struct insn *in, unsigned a, unsigned b)
{
	unsigned size = 1 << log2_element(in), shift = size < 4 ? 32 - 8 * size : 0, t;

	flags_af_operands(e, in, a, b);
	if (flags_out(in) & (F_PF | F_AF)) {
		t = tmp(e);
		put(e, a64_sub_reg(W32, t, a, b, A64_LSL, 0));
		flags_pf_af(e, in, t);
	}
	if (!(flags_out(in) & F_NZCV))
		return;
	if (shift) {
		t = tmp(e);
		put(e, a64_lsl_imm(W32, t, a, shift));
		a = t;
	}
	put(e, a64_subs_reg(sf_of(size), HR_ZR, a, b, A64_LSL, shift));
	flags_set(e, HELD_SUB);
}

/* The operands, RDI's first, as processors have it that fault in both: RAX is not extended. */
static unsigned compare_load(struct emit *e, const struct insn *in, unsigned *b)
{
	*b = load_element(e, in, destination_address(e, in));
	return op_of(in) == STR_CMPS ? load_element(e, in, source_address(e, in)) : REG_RAX;
}

static void compare_advance(struct emit *e, const struct insn *in, bool back)
{
	if (op_of(in) == STR_CMPS)
		advance(e, in, REG_RSI, back);
	advance(e, in, REG_RDI, back);
}

/* t is 0 when a and b agree. */
static void compare_bits(struct emit *e, const struct insn *in, unsigned t, unsigned a, unsigned b)
{
	unsigned log2 = log2_element(in);

	put(e, a64_eor_reg(sf_of(1 << log2), t, a, b, A64_LSL, 0));
	if (log2 < 2 && a == REG_RAX)
		put(e, a64_ubfx(W32, t, t, 0, 8u << log2));
}

/*
 * The last element is told before anything is visible: by the count, or by the comparison. Its flags come before the
 * registers; until then they are the old ones, which are dead when RCX is not 0.
 */
static void repeat_compare(struct emit *e, const struct insn *in, bool back, u32 done)
{
	u32 again = label_new(e), last = label_new(e);
	unsigned a, b, t;

	mark_again(e);
	br_cbz(e, addr_sf(in), REG_RCX, done);
	label_bind(e, again);
	mark_writes(e);
	a = compare_load(e, in, &b);
	t = tmp(e);
	put(e, a64_sub_imm(addr_sf(in), t, REG_RCX, 1));
	br_cbz(e, addr_sf(in), t, last);
	compare_bits(e, in, t, a, b);
	if (in->prefix & P_REP)
		br_cbnz(e, X64, t, last);
	else
		br_cbz(e, X64, t, last);
	compare_advance(e, in, back);
	count_down(e, in);
	mark_writes(e);
	br(e, again);
	label_bind(e, last);
	mark_writes(e);
	compare_flags(e, in, a, b);
	compare_advance(e, in, back);
	count_down(e, in);
}

/* ---- all of them ---- */

static void whole(struct emit *e, const struct insn *in, bool back, u32 done)
{
	enum string_op op = op_of(in);
	unsigned a, b;

	if (op == STR_CMPS || op == STR_SCAS) {
		if (repeated(in)) {
			repeat_compare(e, in, back, done);
			return;
		}
		a = compare_load(e, in, &b);
		compare_flags(e, in, a, b);
		compare_advance(e, in, back);
	} else if (!repeated(in)) {
		element(e, in, back);
	} else {
		if (!back && op != STR_LODS && in->asz == 8 && !in->seg && !e->opt->single)
			repeat_blocks(e, in);
		repeat_elements(e, in, back, done);
	}
}

/* a: behind the instruction. */
static void cold_backwards(struct emit *e, const struct insn *in, u32 a, u32 b)
{
	whole(e, in, true, a);
	mark_at(e, insn_next(in));
	br(e, a);
}

/* With 32-bit addresses Intel's processors clear RCX's upper half also for no element or a fault, MOVS and STOS those of their pointers. */
static void truncate_registers(struct emit *e, const struct insn *in)
{
	enum string_op op = op_of(in);

	put(e, a64_mov_reg(W32, REG_RCX, REG_RCX));
	if (op == STR_MOVS)
		put(e, a64_mov_reg(W32, REG_RSI, REG_RSI));
	if (op == STR_MOVS || op == STR_STOS)
		put(e, a64_mov_reg(W32, REG_RDI, REG_RDI));
	mark_again(e);
}

static void emit_string(struct emit *e, const struct insn *in)
{
	u32 done = label_new(e);
	unsigned t;

	if (repeated(in) && in->asz == 4)
		truncate_registers(e, in);
	if (repeated(in) && in->fwritten)
		nzcv_want(e, in, HELD_SUB);	/* the same with and without an element */
	t = tmp(e);
	st_load(e, 0, t, ST_OFF(df));
	br_cbnz(e, W32, t, cold(e, cold_backwards, done, 0));
	e->ntmp = 0;
	whole(e, in, false, done);
	label_bind(e, done);
	if (in->fwritten)
		e->flags.carry_zero = 0;
	addr_forget(e);			/* also what cold code had to use */
}

const struct row string_rows[] = {
	/*  encoding	operands	written	read	undefined	cpuid	attributes	emitter */
	ROW("A4",	"Yb Xb",	0,	0,	0,	BASE,	A_STR,	emit_string),
	ROW("A5",	"Yv Xv",	0,	0,	0,	BASE,	A_STR,	emit_string),
	ROW("NFx A6",	"Xb Yb",	OSZAPC,	0,	0,	BASE,	A_STR | A_RO,	emit_string),
	ROW("NFx A7",	"Xv Yv",	OSZAPC,	0,	0,	BASE,	A_STR | A_RO,	emit_string),
	ROW("F3 A6",	"Xb Yb",	OSZAPC,	0,	0,	BASE,	A_STR | A_RO | A_FMAY,	emit_string),
	ROW("F3 A7",	"Xv Yv",	OSZAPC,	0,	0,	BASE,	A_STR | A_RO | A_FMAY,	emit_string),
	ROW("F2 A6",	"Xb Yb",	OSZAPC,	0,	0,	BASE,	A_STR | A_RO | A_FMAY,	emit_string),
	ROW("F2 A7",	"Xv Yv",	OSZAPC,	0,	0,	BASE,	A_STR | A_RO | A_FMAY,	emit_string),
	ROW("AA",	"Yb AL",	0,	0,	0,	BASE,	A_STR,	emit_string),
	ROW("AB",	"Yv rAX",	0,	0,	0,	BASE,	A_STR,	emit_string),
	ROW("AC",	"AL Xb",	0,	0,	0,	BASE,	A_STR,	emit_string),
	ROW("AD",	"rAX Xv",	0,	0,	0,	BASE,	A_STR,	emit_string),
	ROW("NFx AE",	"AL Yb",	OSZAPC,	0,	0,	BASE,	A_STR | A_RO,	emit_string),
	ROW("NFx AF",	"rAX Yv",	OSZAPC,	0,	0,	BASE,	A_STR | A_RO,	emit_string),
	ROW("F3 AE",	"AL Yb",	OSZAPC,	0,	0,	BASE,	A_STR | A_RO | A_FMAY,	emit_string),
	ROW("F3 AF",	"rAX Yv",	OSZAPC,	0,	0,	BASE,	A_STR | A_RO | A_FMAY,	emit_string),
	ROW("F2 AE",	"AL Yb",	OSZAPC,	0,	0,	BASE,	A_STR | A_RO | A_FMAY,	emit_string),
	ROW("F2 AF",	"rAX Yv",	OSZAPC,	0,	0,	BASE,	A_STR | A_RO | A_FMAY,	emit_string),
};
