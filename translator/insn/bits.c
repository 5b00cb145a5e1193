// SPDX-License-Identifier: GPL-2.0-only
/*
 * bits.c - BT BTS BTR BTC, BSF BSR TZCNT LZCNT POPCNT. SDM 2A, 2B.
 *
 * BT and its like: CF is the bit, ZF stays; OF, SF, AF and PF are undefined and stay. With memory and a register the offset is
 * signed and reaches beyond the operand. BSF and BSR of 0 leave the destination as it is, all 64 bits of it.
 */
#include "nzcv.h"

enum bit_op { BIT_TEST, BIT_SET, BIT_RESET, BIT_COMPLEMENT };

/* FCMP's form of NZCV has no CF of its own. */
static void bit_begin(struct emit *e, const struct insn *in)
{
	if (e->flags.held == HELD_FCMP && in->live & ~in->fwritten)
		flags_want(e, HELD_ADD);
	e->flags.carry_zero = 0;
}

/* CF is bit `bit` of r. It is dead before, so this may come before the commit. */
static void bit_carry(struct emit *e, const struct insn *in, unsigned r, unsigned bit)
{
	unsigned t = r;

	if (!(flags_out(in) & F_CF))
		return;
	if (nzcv_rmif(e) || in->live & F_ZF) {
		nzcv_insert(e, (struct flag_bits){ .mask = F_CF, .cf = r, .cf_bit = bit });
		return;
	}
	if (bit) {
		t = tmp(e);
		put(e, a64_ubfx(X64, t, r, bit, 1));
	}
	put(e, a64_subs_reg(W32, HR_ZR, HR_ZR, t, A64_LSL, bit ? 0 : 31));
	flags_set(e, HELD_SUB);
}

/* ---- BT BTS BTR BTC ---- */

static void modify_constant(struct emit *e, enum a64_sf sf, enum bit_op op, unsigned d, unsigned a, unsigned bit)
{
	u32 one = 0, others = 0;

	a64_logimm(sf, 1ull << bit, &one);
	a64_logimm(sf, ~(1ull << bit), &others);
	switch (op) {
	case BIT_TEST: break;
	case BIT_SET: put(e, a64_orr_imm(sf, d, a, one)); break;
	case BIT_RESET: put(e, a64_and_imm(sf, d, a, others)); break;
	case BIT_COMPLEMENT: put(e, a64_eor_imm(sf, d, a, one)); break;
	}
}

static void modify_mask(struct emit *e, enum a64_sf sf, enum bit_op op, unsigned d, unsigned a, unsigned mask)
{
	switch (op) {
	case BIT_TEST: break;
	case BIT_SET: put(e, a64_orr_reg(sf, d, a, mask, A64_LSL, 0)); break;
	case BIT_RESET: put(e, a64_bic_reg(sf, d, a, mask, A64_LSL, 0)); break;
	case BIT_COMPLEMENT: put(e, a64_eor_reg(sf, d, a, mask, A64_LSL, 0)); break;
	}
}

static unsigned bit_mask(struct emit *e, enum a64_sf sf, unsigned number)
{
	unsigned t = tmp(e);

	put(e, a64_movz(W32, t, 1, 0));
	put(e, a64_lslv(sf, t, t, number));
	return t;
}

/* The bit's number in the operand: a register that shifts by its low bits. */
static unsigned bit_number(struct emit *e, const struct insn *in)
{
	unsigned t, r = in->op[1].reg;

	if (in->op[0].size != 2)
		return r;
	t = tmp(e);
	put(e, a64_ubfx(W32, t, r, 0, 4));
	return t;
}

static void bit_constant(struct emit *e, const struct insn *in, enum bit_op op)
{
	unsigned size = in->op[0].size, bit = in->imm & (8 * size - 1), a = gpr(e, in, 0), d;

	bit_carry(e, in, a, bit);
	if (op == BIT_TEST)
		return;
	d = gpr_dst(e, in, 0);
	if (d < 16)
		commit(e);
	modify_constant(e, sf_of(size), op, d, a, bit);
	gpr_put(e, in, 0, d);
}

static void bit_register(struct emit *e, const struct insn *in, enum bit_op op)
{
	unsigned size = in->op[0].size, a = in->op[0].reg, number = bit_number(e, in), d, t, mask;
	enum a64_sf sf = sf_of(size);

	if (flags_out(in) & F_CF) {
		t = tmp(e);
		put(e, a64_lsrv(sf, t, a, number));
		bit_carry(e, in, t, 0);
	}
	if (op == BIT_TEST)
		return;
	mask = bit_mask(e, sf, number);
	d = gpr_dst(e, in, 0);
	if (d < 16)
		commit(e);
	modify_mask(e, sf, op, d, a, mask);
	gpr_put(e, in, 0, d);
}

/* The address of the word that holds the bit, in the first temporary that is free; the others are free behind. */
static unsigned bit_address(struct emit *e, const struct insn *in)
{
	unsigned log2 = log2_of(in->op[0].size), t = tmp(e), base;
	struct insn flat = *in;

	put(e, a64_sbfx(X64, t, in->op[1].reg, 3 + log2, (8u << log2) - 3 - log2));
	if (in->asz == 8) {
		put(e, a64_add_reg(X64, t, ea_reg(e, in), t, A64_LSL, log2));
		e->ntmp = t - HR_T0 + 1;
		return t;
	}
	flat.seg = SEG_NONE;
	put(e, a64_add_reg(W32, t, ea_reg(e, &flat), t, A64_LSL, log2));
	if (in->seg == SEG_FS) {
		put(e, a64_add_reg(X64, t, HR_FS, t, A64_LSL, 0));
	} else if (in->seg == SEG_GS) {
		base = tmp(e);
		st_load(e, 3, base, ST_OFF(gs_base));
		put(e, a64_add_reg(X64, t, base, t, A64_LSL, 0));
	}
	e->ntmp = t - HR_T0 + 1;
	return t;
}

static void bit_string(struct emit *e, const struct insn *in, enum bit_op op)
{
	unsigned size = in->op[0].size, addr = bit_address(e, in), number = bit_number(e, in), a = tmp(e), t, mask;
	enum a64_sf sf = sf_of(size);

	at_load(e, log2_of(size), a, addr, 0);
	if (flags_out(in) & F_CF) {
		t = tmp(e);
		put(e, a64_lsrv(sf, t, a, number));
		bit_carry(e, in, t, 0);
	}
	if (op == BIT_TEST)
		return;
	mask = bit_mask(e, sf, number);
	modify_mask(e, sf, op, a, a, mask);
	at_store(e, log2_of(size), a, addr, 0);
}

/* LOCK in ordered mode. CF from the old value, behind the access. */
static void bit_locked(struct emit *e, const struct insn *in, enum bit_op op)
{
	static const u8 rmw[] = { [BIT_SET] = RMW_OR, [BIT_RESET] = RMW_AND, [BIT_COMPLEMENT] = RMW_XOR };
	unsigned size = in->op[0].size, old = tmp(e), mask, number = HR_ZR, bit = in->imm & (8 * size - 1);
	enum a64_sf sf = sf_of(size);
	struct insn at = *in;

	if (in->op[1].kind == OPK_IMM) {
		mask = tmp(e);
		mov_imm(e, sf, mask, 1ull << bit);
	} else {
		at.base = bit_address(e, in);		/* any host register will do there */
		at.index = REG_NONE;
		at.disp = 0;
		at.seg = SEG_NONE;
		at.asz = 8;
		number = bit_number(e, in);
		mask = bit_mask(e, sf, number);
	}
	if (op == BIT_RESET)
		put(e, a64_mvn(sf, mask, mask));
	mem_rmw(e, &at, rmw[op], log2_of(size), old, mask);
	if (flags_out(in) & F_CF && number != HR_ZR)
		put(e, a64_lsrv(sf, old, old, number));
	e->ntmp = 1;					/* all but this one is free again */
	bit_carry(e, in, old, number != HR_ZR ? 0 : bit);
}

static void bit(struct emit *e, const struct insn *in, enum bit_op op)
{
	bit_begin(e, in);
	if (is_locked(in) && e->opt->ordered)
		bit_locked(e, in, op);
	else if (in->op[1].kind == OPK_IMM)
		bit_constant(e, in, op);
	else if (in->op[0].kind == OPK_GPR)
		bit_register(e, in, op);
	else
		bit_string(e, in, op);
}

static void emit_bt(struct emit *e, const struct insn *in)
{
	bit(e, in, BIT_TEST);
}

static void emit_bts(struct emit *e, const struct insn *in)
{
	bit(e, in, BIT_SET);
}

static void emit_btr(struct emit *e, const struct insn *in)
{
	bit(e, in, BIT_RESET);
}

static void emit_btc(struct emit *e, const struct insn *in)
{
	bit(e, in, BIT_COMPLEMENT);
}

/* ---- BSF BSR ---- */

static void put_ctz(struct emit *e, enum a64_sf sf, unsigned d, unsigned s)
{
	if (e->opt->features & HF_CSSC) {
		put(e, a64_ctz(sf, d, s));
		return;
	}
	put(e, a64_rbit(sf, d, s));
	put(e, a64_clz(sf, d, d));
}

static void scan(struct emit *e, const struct insn *in, bool reverse)
{
	unsigned size = in->op[0].size, s = size < 4 ? gpr_zx(e, in, 1) : gpr(e, in, 1), t = tmp(e), d = in->op[0].reg;
	enum a64_sf sf = sf_of(size);
	u32 ones = 0;

	if (reverse) {
		a64_logimm(W32, sf == X64 ? 63 : 31, &ones);
		put(e, a64_clz(sf, t, s));
		put(e, a64_eor_imm(W32, t, t, ones));
	} else {
		put_ctz(e, sf, t, s);
	}
	put(e, a64_cmp_imm(sf, s, 0));
	flags_set(e, HELD_SUB);
	flags_pf(e, in, t);
	guest_write(e, d);
	if (size < 4) {
		put(e, a64_csel(W32, t, t, d, A64_NE));
		gpr_put(e, in, 0, t);
	} else {
		commit(e);
		put(e, a64_csel(X64, d, t, d, A64_NE));
	}
}

static void emit_bsf(struct emit *e, const struct insn *in)
{
	scan(e, in, false);
}

static void emit_bsr(struct emit *e, const struct insn *in)
{
	scan(e, in, true);
}

/* ---- TZCNT LZCNT: CF = the source is 0, ZF = the result is 0 ---- */

static void count_value(struct emit *e, unsigned size, bool leading, unsigned d, unsigned s)
{
	enum a64_sf sf = sf_of(size);
	u32 guard = 0;

	if (size == 2) {		/* a bit that ends the count at 16 */
		a64_logimm(W32, leading ? 0x8000 : 0x10000, &guard);
		if (leading)
			put(e, a64_lsl_imm(W32, d, s, 16));
		put(e, a64_orr_imm(W32, d, leading ? d : s, guard));
		s = d;
	}
	if (leading)
		put(e, a64_clz(sf, d, s));
	else
		put_ctz(e, sf, d, s);
}

static void count(struct emit *e, const struct insn *in, bool leading)
{
	unsigned size = in->op[0].size, need = flags_out(in) & (F_CF | F_ZF), d;
	unsigned s = size < 4 && need & F_CF ? gpr_zx(e, in, 1) : gpr(e, in, 1);
	enum a64_sf sf = sf_of(size);

	if (need == F_CF) {
		put(e, a64_cmp_imm(sf, s, 1));			/* borrows from 0 only */
		flags_set(e, HELD_SUB);
	} else if (need & F_CF) {
		put(e, a64_cmp_imm(sf, s, 0));
	}
	d = gpr_dst(e, in, 0);
	if (d < 16)
		commit(e);
	count_value(e, size, leading, d, s);
	if (need == F_ZF) {
		put(e, a64_tst_reg(sf, d, d, A64_LSL, 0));
		flags_set_carry_zero(e);
	} else if (need & F_ZF) {
		put(e, a64_ccmn_imm(sf, d, 0, A64_FLAG_C, A64_NE));
		flags_set(e, HELD_ADD);
	}
	flags_pf(e, in, d);
	gpr_put(e, in, 0, d);
}

static void emit_tzcnt(struct emit *e, const struct insn *in)
{
	count(e, in, false);
}

static void emit_lzcnt(struct emit *e, const struct insn *in)
{
	count(e, in, true);
}

/* ---- POPCNT: ZF = the source is 0, the others 0 ---- */

static void population(struct emit *e, const struct insn *in, unsigned d)
{
	unsigned size = in->op[1].size, s = 0, v;

	if (in->op[1].kind == OPK_GPR && (size < 4 || e->opt->features & HF_CSSC))
		s = gpr_zx(e, in, 1);
	else if (in->op[1].kind == OPK_GPR || e->opt->features & HF_CSSC)
		s = gpr(e, in, 1);
	if (e->opt->features & HF_CSSC) {
		if (d < 16)
			commit(e);
		put(e, a64_cnt(sf_of(size), d, s));
		return;
	}
	v = vtmp(e);
	if (in->op[1].kind == OPK_MEM)
		mem_vload(e, in, log2_of(size), v, 0);
	else
		put(e, a64_fmov_from_gpr(sf_of(size), v, s));
	put(e, a64_vcnt(A64_8B, v, v));
	put(e, a64_vaddv(A64_8B, v, v));
	if (d < 16)
		commit(e);
	put(e, a64_fmov_to_gpr(W32, d, v));
}

static void emit_popcnt(struct emit *e, const struct insn *in)
{
	unsigned d = gpr_dst(e, in, 0);

	population(e, in, d);
	if (flags_out(in) & F_NZCV) {
		put(e, a64_tst_reg(W32, d, d, A64_LSL, 0));
		flags_set_carry_zero(e);
	}
	if (flags_out(in) & F_AF)
		put(e, a64_mov_reg(W32, HR_AF, HR_ZR));
	if (flags_out(in) & F_PF)
		put(e, a64_movz(W32, HR_PF, 1, 0));
	gpr_put(e, in, 0, d);
}

const struct row bits_rows[] = {
	/*  encoding	operands	written	read	undefined	cpuid	attributes	emitter */
	ROW("0F A3 /r",	"Ev Gv",	OSZAPC & ~F_ZF,	0,	F_OF | F_SF | F_AF | F_PF,	BASE,	A_RO | A_JUDGE,	emit_bt),
	ROW("0F AB /r",	"Ev Gv",	OSZAPC & ~F_ZF,	0,	F_OF | F_SF | F_AF | F_PF,	BASE,	A_LOCK,	emit_bts),
	ROW("0F B3 /r",	"Ev Gv",	OSZAPC & ~F_ZF,	0,	F_OF | F_SF | F_AF | F_PF,	BASE,	A_LOCK,	emit_btr),
	ROW("0F BB /r",	"Ev Gv",	OSZAPC & ~F_ZF,	0,	F_OF | F_SF | F_AF | F_PF,	BASE,	A_LOCK,	emit_btc),
	ROW("0F BA /4",	"Ev Ib",	OSZAPC & ~F_ZF,	0,	F_OF | F_SF | F_AF | F_PF,	BASE,	A_RO | A_JUDGE,	emit_bt),
	ROW("0F BA /5",	"Ev Ib",	OSZAPC & ~F_ZF,	0,	F_OF | F_SF | F_AF | F_PF,	BASE,	A_LOCK,	emit_bts),
	ROW("0F BA /6",	"Ev Ib",	OSZAPC & ~F_ZF,	0,	F_OF | F_SF | F_AF | F_PF,	BASE,	A_LOCK,	emit_btr),
	ROW("0F BA /7",	"Ev Ib",	OSZAPC & ~F_ZF,	0,	F_OF | F_SF | F_AF | F_PF,	BASE,	A_LOCK,	emit_btc),

	ROW("NFx 0F BC /r", "Gv Ev",	OSZAPC,	0,	OSZAPC & ~F_ZF,	BASE,	0,	emit_bsf),
	ROW("F2 0F BC /r", "Gv Ev",	OSZAPC,	0,	OSZAPC & ~F_ZF,	BASE,	0,	emit_bsf),
	ROW("NFx 0F BD /r", "Gv Ev",	OSZAPC,	0,	OSZAPC & ~F_ZF,	BASE,	0,	emit_bsr),
	ROW("F2 0F BD /r", "Gv Ev",	OSZAPC,	0,	OSZAPC & ~F_ZF,	BASE,	0,	emit_bsr),
	ROW("F3 0F BC /r", "Gv Ev",	OSZAPC,	0,	F_OF | F_SF | F_AF | F_PF,	BMI1,	A_WO,	emit_tzcnt),
	ROW("F3 0F BD /r", "Gv Ev",	OSZAPC,	0,	F_OF | F_SF | F_AF | F_PF,	LZCNT,	A_WO,	emit_lzcnt),
	ROW("F3 0F B8 /r", "Gv Ev",	OSZAPC,	0,	0,	POPCNT,	A_WO,	emit_popcnt),
};
