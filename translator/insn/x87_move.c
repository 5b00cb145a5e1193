// SPDX-License-Identifier: GPL-2.0-only
/* x87_move.c - FLD FST FILD FIST FISTTP FBLD FBSTP FXCH, constants, and their forms. SDM 2A. */
#include "x87_emit.h"

/* ---- between registers ---- */

enum { SW_TOP = 11, SW_C1 = 9, TAGS = 16, TAG_EMPTY = 3 };

/* A stack fault: left to the helper. */
static void cold_operate(struct emit *e, const struct insn *in, u32 op, u32 back)
{
	x87_operate(e, in, op);
	mark_at(e, insn_next(in));
	br(e, back);
}

/* What moves between registers in line, in x16 to x18: status and tag word, and the registers that ST0 and ST(i) are. */
enum { WORD = HR_T0, TOP = HR_T1, OTHER = HR_T2, SCRATCH = HR_T3 };

/* #MF, or where ST0 and ST(i) are. */
static void find_two(struct emit *e, const struct insn *in, unsigned i)
{
	e->ntmp = 4;
	st_load(e, 2, WORD, ST_OFF(x87_sw));
	br_tbnz(e, WORD, X87_ES_BIT, cold_trap(e, TRAP_MF));
	put(e, a64_ubfx(W32, TOP, WORD, SW_TOP, 3));
	put(e, a64_add_imm(W32, OTHER, TOP, i));
	put(e, a64_ubfx(W32, OTHER, OTHER, 0, 3));
}

/* Branches to `fault` unless the tag of physical register p says empty, or the contrary. */
static void expect_tag(struct emit *e, unsigned p, bool empty, u32 fault)
{
	put(e, a64_and_reg(W32, SCRATCH, WORD, WORD, A64_LSR, 1));	/* both bits of a tag: empty */
	put(e, a64_lsrv(W32, SCRATCH, SCRATCH, p));
	put(e, a64_lsrv(W32, SCRATCH, SCRATCH, p));
	if (empty)
		br_tbz(e, SCRATCH, TAGS, fault);
	else
		br_tbnz(e, SCRATCH, TAGS, fault);
}

static void set_tag(struct emit *e, unsigned p, bool empty)
{
	put(e, a64_movz(W32, SCRATCH, TAG_EMPTY, 1));
	put(e, a64_lslv(W32, SCRATCH, SCRATCH, p));
	put(e, a64_lslv(W32, SCRATCH, SCRATCH, p));
	put(e, empty ? a64_orr_reg(W32, WORD, WORD, SCRATCH, A64_LSL, 0) : a64_bic_reg(W32, WORD, WORD, SCRATCH, A64_LSL, 0));
}

static void add_to_top(struct emit *e, unsigned n)
{
	put(e, a64_add_imm(W32, TOP, TOP, n));
	put(e, a64_ubfx(W32, TOP, TOP, 0, 3));
	put(e, a64_bfi(W32, WORD, TOP, SW_TOP, 3));
}

/* Physical register p from and to a vector register. What can be interrupted behind the commit has x28 as its base. */
static void offset_of(struct emit *e, unsigned p)
{
	put(e, a64_ubfiz(W32, SCRATCH, p, 4, 3));
	put(e, a64_add_imm(W32, SCRATCH, SCRATCH, ST_OFF(x87)));
}

static void load_register(struct emit *e, unsigned v, unsigned p)
{
	offset_of(e, p);
	put(e, a64_vldr_reg(4, v, HR_STATE, SCRATCH, A64_UXTX, false));
}

static void put_register(struct emit *e, unsigned v, unsigned p)
{
	offset_of(e, p);
	commit(e);
	put(e, a64_vstr_reg(4, v, HR_STATE, SCRATCH, A64_UXTX, false));
}

/* The new status and tags, C1 = 0, and FIP. */
static void put_word(struct emit *e, const struct insn *in)
{
	commit(e);
	st_store(e, 2, WORD, ST_OFF(x87_sw));
	x87_note(e, in, TOP);
}

static void emit_fxch(struct emit *e, const struct insn *in)
{
	u32 back = label_new(e), fault = cold(e, cold_operate, X87_XCH | (in->modrm & 7u) << X87_I_SHIFT, back);
	unsigned v = vtmp(e), w = vtmp(e);

	find_two(e, in, in->modrm & 7);
	expect_tag(e, TOP, false, fault);
	expect_tag(e, OTHER, false, fault);
	load_register(e, v, TOP);
	load_register(e, w, OTHER);
	put(e, a64_bfi(W32, WORD, HR_ZR, SW_C1, 1));
	put_register(e, v, OTHER);
	put_register(e, w, TOP);
	put_word(e, in);
	label_bind(e, back);
}

static void emit_fld_sti(struct emit *e, const struct insn *in)
{
	u32 back = label_new(e), fault = cold(e, cold_operate, X87_LD | (in->modrm & 7u) << X87_I_SHIFT, back);
	unsigned v = vtmp(e);

	find_two(e, in, in->modrm & 7);
	expect_tag(e, OTHER, false, fault);
	add_to_top(e, 7);
	expect_tag(e, TOP, true, fault);
	set_tag(e, TOP, false);
	load_register(e, v, OTHER);
	put(e, a64_bfi(W32, WORD, HR_ZR, SW_C1, 1));
	put_register(e, v, TOP);
	put_word(e, in);
	label_bind(e, back);
}

/* ST0 to ST(i); an empty ST0 is the helper's. */
static void store_register(struct emit *e, const struct insn *in, u32 op)
{
	u32 back = label_new(e), fault = cold(e, cold_operate, op | (in->modrm & 7u) << X87_I_SHIFT, back);
	unsigned v = vtmp(e);

	find_two(e, in, in->modrm & 7);
	expect_tag(e, TOP, false, fault);
	load_register(e, v, TOP);
	set_tag(e, OTHER, false);
	if (op & X87_POP) {
		set_tag(e, TOP, true);
		add_to_top(e, 1);
	}
	put(e, a64_bfi(W32, WORD, HR_ZR, SW_C1, 1));
	put_register(e, v, OTHER);
	put_word(e, in);
	label_bind(e, back);
}

static void emit_fst_sti(struct emit *e, const struct insn *in)
{
	store_register(e, in, X87_ST_REG);
}

static void emit_fstp_sti(struct emit *e, const struct insn *in)
{
	store_register(e, in, X87_ST_REG | X87_POP);
}

/* FSTPNCE */
static void emit_fstp_unchecked(struct emit *e, const struct insn *in)
{
	store_register(e, in, X87_ST_REG | X87_POP | X87_UNCHECKED);
}

/* ---- load ---- */

static void emit_fld_m32(struct emit *e, const struct insn *in)
{
	x87_operate_mem(e, in, X87_LD, X87_F32);
}

static void emit_fld_m64(struct emit *e, const struct insn *in)
{
	x87_operate_mem(e, in, X87_LD, X87_F64);
}

static void emit_fild_m16(struct emit *e, const struct insn *in)
{
	x87_operate_mem(e, in, X87_LD, X87_I16);
}

static void emit_fild_m32(struct emit *e, const struct insn *in)
{
	x87_operate_mem(e, in, X87_LD, X87_I32);
}

static void emit_fild_m64(struct emit *e, const struct insn *in)
{
	x87_operate_mem(e, in, X87_LD, X87_I64);
}

static void load_10_bytes(struct emit *e, const struct insn *in, enum x87_type type)
{
	x87_wait(e);
	e->ntmp = 3;
	mem_load(e, in, 3, HR_T1, 0);
	mem_load(e, in, 1, HR_T2, 8);
	st_store(e, 3, HR_T2, ST_OFF(arg) + 16);
	x87_note(e, in, HR_T0);
	x87_call(e, X87_LD | type << X87_TYPE_SHIFT, true);
}

/* Addresses that the code behind shares are in x20 to x22: the operand's is made where both ways pass. */
static void cold_fld_m80(struct emit *e, const struct insn *in, u32 back, u32 addr)
{
	e->ntmp = 3;
	at_load(e, 3, HR_T1, addr, 0);
	at_load(e, 1, HR_T2, addr, 8);
	st_store(e, 3, HR_T2, ST_OFF(arg) + 16);
	mov_guest_addr(e, HR_T0, in->pc);
	st_store(e, 3, HR_T0, ST_OFF(x87_ip));
	st_store(e, 3, addr, ST_OFF(x87_dp));
	x87_call(e, X87_LD | X87_F80 << X87_TYPE_SHIFT, true);
	mark_at(e, insn_next(in));
	br(e, back);
}

static void emit_fld_m80(struct emit *e, const struct insn *in)
{
	u32 back = label_new(e);
	unsigned v = vtmp(e), w = vtmp(e), addr;

	find_two(e, in, 0);
	addr = ea_reg(e, in);
	add_to_top(e, 7);
	expect_tag(e, TOP, true, cold(e, cold_fld_m80, back, addr));
	at_vload(e, 3, v, addr, 0);
	at_vload(e, 1, w, addr, 8);
	put(e, a64_ins_elem(3, v, 1, w, 0));
	set_tag(e, TOP, false);
	put(e, a64_bfi(W32, WORD, HR_ZR, SW_C1, 1));
	put_register(e, v, TOP);
	put_word(e, in);
	label_bind(e, back);
}

static void emit_fbld(struct emit *e, const struct insn *in)
{
	load_10_bytes(e, in, X87_BCD);
}

static void emit_fld_const(struct emit *e, const struct insn *in)
{
	x87_operate_i(e, in, X87_LD_CONST);
}

/* ---- store: x16, x18 = value, x17 = status and tag word behind ---- */

static void store_status(struct emit *e, const struct insn *in)
{
	st_store(e, 2, HR_T1, ST_OFF(x87_sw));
	x87_note(e, in, HR_T0);
}

/* An unmasked exception: the operand is not touched. (AMD's processors raise page faults first.) */
static void cold_no_store(struct emit *e, const struct insn *in, u32 back, u32 addr)
{
	e->ntmp = 3;
	commit(e);
	st_store(e, 2, HR_T1, ST_OFF(x87_sw));
	mov_guest_addr(e, HR_T0, in->pc);
	st_store(e, 3, HR_T0, ST_OFF(x87_ip));
	mark_at(e, insn_next(in));
	br(e, back);
}

/* Returns the operand's address. */
static unsigned call_store(struct emit *e, const struct insn *in, u32 op, u32 back)
{
	unsigned addr;

	x87_wait(e);
	x87_call(e, op, false);
	e->ntmp = 4;
	addr = ea_reg(e, in);
	br_tbnz(e, HR_T1, X87_NO_STORE_BIT, cold(e, cold_no_store, back, addr));
	return addr;
}

static void store(struct emit *e, const struct insn *in, u32 op, enum x87_type type)
{
	u32 back = label_new(e);
	unsigned addr = call_store(e, in, op | type << X87_TYPE_SHIFT, back);

	at_store(e, log2_of(in->op[0].size), HR_T0, addr, 0);
	store_status(e, in);
	label_bind(e, back);
}

static u32 pop_of_digit(const struct insn *in)
{
	return in->modrm & 8 ? X87_POP : 0;
}

static void emit_fst_m32(struct emit *e, const struct insn *in)
{
	store(e, in, X87_ST | pop_of_digit(in), X87_F32);
}

static void emit_fst_m64(struct emit *e, const struct insn *in)
{
	store(e, in, X87_ST | pop_of_digit(in), X87_F64);
}

static void emit_fist_m16(struct emit *e, const struct insn *in)
{
	store(e, in, X87_ST | pop_of_digit(in), X87_I16);
}

static void emit_fist_m32(struct emit *e, const struct insn *in)
{
	store(e, in, X87_ST | pop_of_digit(in), X87_I32);
}

static void emit_fistp_m64(struct emit *e, const struct insn *in)
{
	store(e, in, X87_ST | X87_POP, X87_I64);
}

static void emit_fisttp(struct emit *e, const struct insn *in)
{
	enum x87_type type = in->op[0].size == 2 ? X87_I16 : in->op[0].size == 4 ? X87_I32 : X87_I64;

	store(e, in, X87_STT | X87_POP, type);
}

/* The operand lies in two pages: the first can be written if its first byte can. */
static void cold_probe(struct emit *e, const struct insn *in, u32 addr, u32 back)
{
	unsigned low = vtmp(e), high = vtmp(e);

	put(e, a64_fmov_from_gpr(X64, low, HR_T0));
	put(e, a64_fmov_from_gpr(X64, high, HR_T2));
	at_probe(e, addr, 0);
	put(e, a64_fmov_to_gpr(X64, HR_T0, low));
	put(e, a64_fmov_to_gpr(X64, HR_T2, high));
	mark_again(e);
	br(e, back);
}

/*
 * Nothing may be written when one of the two stores faults: the second cannot once the first has succeeded, but for
 * operands in two pages.
 */
static void store_10_bytes(struct emit *e, const struct insn *in, unsigned addr, u32 back)
{
	u32 probed = label_new(e);

	put(e, a64_add_imm(X64, HR_T3, addr, 9));
	put(e, a64_eor_reg(X64, HR_T3, HR_T3, addr, A64_LSL, 0));
	br_tbnz(e, HR_T3, 12, cold(e, cold_probe, addr, probed));
	label_bind(e, probed);
	at_store(e, 1, HR_T2, addr, 8);
	mark_again(e);
	at_store(e, 3, HR_T0, addr, 0);
	store_status(e, in);
	label_bind(e, back);
}

/* An empty ST0: by the helper, which may raise an exception. a: the address, b: where it is stored; behind that, the end. */
static void cold_fstp_m80(struct emit *e, const struct insn *in, u32 addr, u32 join)
{
	x87_call(e, X87_ST | X87_POP | X87_F80 << X87_TYPE_SHIFT, false);
	br_tbz(e, HR_T1, X87_NO_STORE_BIT, join);
	cold_no_store(e, in, join + 1, addr);
}

static void emit_fstp_m80(struct emit *e, const struct insn *in)
{
	u32 join = label_new(e), back = label_new(e);		/* cold_fstp_m80() has them one behind the other */
	unsigned v = vtmp(e), addr;

	find_two(e, in, 0);
	addr = ea_reg(e, in);
	expect_tag(e, TOP, false, cold(e, cold_fstp_m80, addr, join));
	load_register(e, v, TOP);
	set_tag(e, TOP, true);
	add_to_top(e, 1);
	put(e, a64_bfi(W32, WORD, HR_ZR, SW_C1, 1));
	put(e, a64_mov_reg(W32, HR_T1, WORD));
	put(e, a64_fmov_to_gpr(X64, HR_T0, v));
	put(e, a64_fmov_top_to_gpr(HR_T2, v));
	label_bind(e, join);
	store_10_bytes(e, in, addr, back);
}

static void emit_fbstp(struct emit *e, const struct insn *in)
{
	u32 back = label_new(e);
	unsigned addr = call_store(e, in, X87_ST | X87_POP | X87_BCD << X87_TYPE_SHIFT, back);

	store_10_bytes(e, in, addr, back);
}

const struct row x87_move_rows[] = {
	/*  encoding		operands	written read undef	cpuid	attributes	emitter */
	ROW("D9 /0 mem",	"Md",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_fld_m32),
	ROW("DD /0 mem",	"Mq",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_fld_m64),
	ROW("DB /5 mem",	"Mt",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_fld_m80),
	ROW("DF /0 mem",	"Mw",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_fild_m16),
	ROW("DB /0 mem",	"Md",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_fild_m32),
	ROW("DF /5 mem",	"Mq",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_fild_m64),
	ROW("DF /4 mem",	"Mt",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_fbld),
	ROW("D9 C0+i",		"STi",		0, 0, 0,	FPU,	A_X87 | A_RO,	emit_fld_sti),
	ROW("D9 E8-EE",		"",		0, 0, 0,	FPU,	A_X87,		emit_fld_const),

	ROW("D9 /2 mem",	"Md",		0, 0, 0,	FPU,	A_X87 | A_WO,	emit_fst_m32),
	ROW("D9 /3 mem",	"Md",		0, 0, 0,	FPU,	A_X87 | A_WO,	emit_fst_m32),
	ROW("DD /2 mem",	"Mq",		0, 0, 0,	FPU,	A_X87 | A_WO,	emit_fst_m64),
	ROW("DD /3 mem",	"Mq",		0, 0, 0,	FPU,	A_X87 | A_WO,	emit_fst_m64),
	ROW("DB /7 mem",	"Mt",		0, 0, 0,	FPU,	A_X87 | A_WO,	emit_fstp_m80),
	ROW("DF /2 mem",	"Mw",		0, 0, 0,	FPU,	A_X87 | A_WO,	emit_fist_m16),
	ROW("DF /3 mem",	"Mw",		0, 0, 0,	FPU,	A_X87 | A_WO,	emit_fist_m16),
	ROW("DB /2 mem",	"Md",		0, 0, 0,	FPU,	A_X87 | A_WO,	emit_fist_m32),
	ROW("DB /3 mem",	"Md",		0, 0, 0,	FPU,	A_X87 | A_WO,	emit_fist_m32),
	ROW("DF /7 mem",	"Mq",		0, 0, 0,	FPU,	A_X87 | A_WO,	emit_fistp_m64),
	ROW("DF /1 mem",	"Mw",		0, 0, 0,	SSE3,	A_X87 | A_WO,	emit_fisttp),
	ROW("DB /1 mem",	"Md",		0, 0, 0,	SSE3,	A_X87 | A_WO,	emit_fisttp),
	ROW("DD /1 mem",	"Mq",		0, 0, 0,	SSE3,	A_X87 | A_WO,	emit_fisttp),
	ROW("DF /6 mem",	"Mt",		0, 0, 0,	FPU,	A_X87 | A_WO,	emit_fbstp),
	ROW("DD D0+i",		"STi",		0, 0, 0,	FPU,	A_X87 | A_WO,	emit_fst_sti),
	ROW("DD D8+i",		"STi",		0, 0, 0,	FPU,	A_X87 | A_WO,	emit_fstp_sti),
	ROW("D9 D8+i",		"STi",		0, 0, 0,	FPU,	A_X87 | A_WO,	emit_fstp_unchecked),	/* undocumented, as are these */
	ROW("DF D0+i",		"STi",		0, 0, 0,	FPU,	A_X87 | A_WO,	emit_fstp_sti),
	ROW("DF D8+i",		"STi",		0, 0, 0,	FPU,	A_X87 | A_WO,	emit_fstp_sti),

	ROW("D9 C8+i",		"STi",		0, 0, 0,	FPU,	A_X87,		emit_fxch),
	ROW("DD C8+i",		"STi",		0, 0, 0,	FPU,	A_X87,		emit_fxch),	/* undocumented aliases */
	ROW("DF C8+i",		"STi",		0, 0, 0,	FPU,	A_X87,		emit_fxch),
};
