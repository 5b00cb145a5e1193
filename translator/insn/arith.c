// SPDX-License-Identifier: GPL-2.0-only
/*
 * arith.c - ADD ADC SUB SBB CMP NEG INC DEC. SDM 2A and 2B.
 *
 * 32 and 64 bits: the A64 instruction itself. 8 and 16 bits: flags from the operands shifted to the top of a
 * word, the result from the operands as they are. ADD leaves HELD_ADD, SUB and CMP leave HELD_SUB.
 */
#include "../emit.h"

enum { NZCV = F_CF | F_ZF | F_SF | F_OF };

/* Bits that ADD, ADDS, SUB and SUBS differ in, in all of their forms. */
static u32 sub_and_flags(bool sub, bool flags)
{
	return (u32)sub << 30 | (u32)flags << 29;
}

static void addsub_reg(struct emit *e, enum a64_sf sf, bool sub, bool flags, unsigned rd, unsigned a, unsigned b)
{
	if (rd < 16)
		commit(e);
	put(e, a64_add_reg(sf, rd, a, b, A64_LSL, 0) | sub_and_flags(sub, flags));
}

/* An immediate for ADD or SUB, which may change places: ADDS of -imm and SUBS of imm agree in NZCV unless imm is 0 or the minimum. */
static bool find_imm(const struct insn *in, bool *sub, u64 *imm)
{
	bool narrow = in->op[0].size == 4;
	u64 neg = narrow ? (u32)-in->imm : -in->imm;

	*imm = narrow ? (u32)in->imm : in->imm;
	if (a64_is_addimm(*imm))
		return true;
	*imm = neg;
	*sub = !*sub;
	return a64_is_addimm(neg);
}

/* ADD, SUB, CMP of 32 and 64 bits with an immediate. */
static bool wide_imm(struct emit *e, const struct insn *in, bool sub, bool flags, unsigned d, unsigned a)
{
	u64 imm;

	if (in->op[1].kind != OPK_IMM || !find_imm(in, &sub, &imm))
		return false;
	flags_af_operand_imm(e, in, a, in->imm);
	if (d < 16)
		commit(e);
	put(e, a64_add_imm(sf_of(in->op[0].size), d, a, imm) | sub_and_flags(sub, flags));
	return true;
}

/* Computes into d (ZR: flags only) what PF and AF need too; d is a temporary then. */
static void wide(struct emit *e, const struct insn *in, bool sub, unsigned d)
{
	bool flags = flags_out(in) & NZCV;
	unsigned a = gpr(e, in, 0), b;

	if (!wide_imm(e, in, sub, flags, d, a)) {
		b = gpr(e, in, 1);
		flags_af_operands(e, in, a, b);
		addsub_reg(e, sf_of(in->op[0].size), sub, flags, d, a, b);
	}
	if (flags)
		flags_set(e, sub ? HELD_SUB : HELD_ADD);
	flags_pf_af(e, in, d);
}

/* NZCV of an 8 or 16-bit operation. */
static void narrow_flags(struct emit *e, const struct insn *in, bool sub, unsigned a, unsigned b)
{
	unsigned shift = 32 - 8 * in->op[0].size, t;
	struct tmps taken = tmps_taken(e);

	if (!(flags_out(in) & NZCV))
		return;
	t = tmp(e);
	put(e, a64_lsl_imm(W32, t, a, shift));
	put(e, sub ? a64_subs_reg(W32, HR_ZR, t, b, A64_LSL, shift) : a64_adds_reg(W32, HR_ZR, t, b, A64_LSL, shift));
	tmps_release(e, taken);
	flags_set(e, sub ? HELD_SUB : HELD_ADD);
}

/* The result in a temporary (its low bits), flags set. */
static unsigned narrow(struct emit *e, const struct insn *in, bool sub)
{
	unsigned a = gpr(e, in, 0), b = gpr(e, in, 1), d = tmp(e);

	flags_af_operands(e, in, a, b);
	put(e, sub ? a64_sub_reg(W32, d, a, b, A64_LSL, 0) : a64_add_reg(W32, d, a, b, A64_LSL, 0));
	narrow_flags(e, in, sub, a, b);
	flags_pf_af(e, in, d);
	return d;
}

/* LOCK in ordered mode: the old value first, the flags from it. */
static void locked(struct emit *e, const struct insn *in, bool sub)
{
	unsigned size = in->op[0].size, old = tmp(e), b = gpr(e, in, 1), d;

	mem_rmw(e, in, sub ? RMW_SUB : RMW_ADD, log2_of(size), old, b);
	if (!flags_out(in))
		return;
	d = old;
	flags_af_operands(e, in, old, b);
	if (size < 4) {
		narrow_flags(e, in, sub, old, b);
		put(e, sub ? a64_sub_reg(W32, d, old, b, A64_LSL, 0) : a64_add_reg(W32, d, old, b, A64_LSL, 0));
	} else {
		addsub_reg(e, sf_of(size), sub, true, d, old, b);
		flags_set(e, sub ? HELD_SUB : HELD_ADD);
	}
	flags_pf_af(e, in, d);
}

static void addsub(struct emit *e, const struct insn *in, bool sub)
{
	unsigned d;

	if (is_locked(in) && e->opt->ordered) {
		locked(e, in, sub);
		return;
	}
	if (in->op[0].size < 4) {
		d = narrow(e, in, sub);
	} else {
		d = gpr_dst(e, in, 0);
		wide(e, in, sub, d);
	}
	gpr_put(e, in, 0, d);
}

static void emit_add(struct emit *e, const struct insn *in)
{
	addsub(e, in, false);
}

static void emit_sub(struct emit *e, const struct insn *in)
{
	addsub(e, in, true);
}

/* ---- CMP ---- */

/* Only ZF and CF are wanted of an 8 or 16-bit comparison with a small constant: zero-extended operands do. */
static bool cmp_unsigned(struct emit *e, const struct insn *in)
{
	u64 imm = in->imm & (in->op[0].size == 1 ? 0xff : 0xffff);

	if (in->op[1].kind != OPK_IMM || flags_out(in) & ~(F_ZF | F_CF) || !a64_is_addimm(imm))
		return false;
	put(e, a64_cmp_imm(W32, gpr_zx(e, in, 0), imm));
	flags_set(e, HELD_SUB);
	return true;
}

static void cmp_narrow(struct emit *e, const struct insn *in)
{
	unsigned a, b, d;

	if (cmp_unsigned(e, in))
		return;
	a = gpr(e, in, 0);
	b = gpr(e, in, 1);
	flags_af_operands(e, in, a, b);
	if (flags_out(in) & (F_PF | F_AF)) {
		d = tmp(e);
		put(e, a64_sub_reg(W32, d, a, b, A64_LSL, 0));
		flags_pf_af(e, in, d);
	}
	narrow_flags(e, in, true, a, b);
}

static void emit_cmp(struct emit *e, const struct insn *in)
{
	if (!flags_out(in)) {			/* only the access remains */
		if (in->op[0].kind == OPK_MEM)
			gpr(e, in, 0);
		if (in->op[1].kind == OPK_MEM)
			gpr(e, in, 1);
	} else if (in->op[0].size < 4) {
		cmp_narrow(e, in);
	} else {
		wide(e, in, true, flags_out(in) & (F_PF | F_AF) ? tmp(e) : HR_ZR);
	}
}

/* ---- ADC, SBB ---- */

static void carry_op(struct emit *e, enum a64_sf sf, bool sub, bool flags, unsigned d, unsigned a, unsigned b)
{
	if (flags)
		put(e, sub ? a64_sbcs(sf, d, a, b) : a64_adcs(sf, d, a, b));
	else
		put(e, sub ? a64_sbc(sf, d, a, b) : a64_adc(sf, d, a, b));
}

/* Register destination: one instruction. Memory: the flags only behind the store, as CF is still needed until then. */
static void carry_wide(struct emit *e, const struct insn *in, bool sub)
{
	enum a64_sf sf = sf_of(in->op[0].size);
	unsigned a = gpr(e, in, 0), b = gpr(e, in, 1), d = gpr_dst(e, in, 0);
	bool flags = flags_out(in) & NZCV;

	flags_af_operands(e, in, a, b);
	if (in->op[0].kind == OPK_MEM) {
		carry_op(e, sf, sub, false, d, a, b);
		mem_store(e, in, log2_of(in->op[0].size), d, 0);
		if (flags)
			carry_op(e, sf, sub, true, HR_ZR, a, b);
	} else {
		commit(e);
		carry_op(e, sf, sub, flags, d, a, b);
	}
	if (flags)
		flags_set(e, sub ? HELD_SUB : HELD_ADD);
	flags_pf_af(e, in, d);
}

/*
 * 8 and 16 bits: the sum of the zero-extended operands has CF in the bit above the operand; OF is
 * (a ^ r) & (b ^ r), for SBB (a ^ b) & (a ^ r), in its top bit. NZCV is put together in a register.
 */
static void carry_nzcv(struct emit *e, bool sub, unsigned bits, unsigned a, unsigned b, unsigned r, unsigned v, unsigned n)
{
	put(e, a64_eor_reg(W32, v, a, r, A64_LSL, 0));
	put(e, a64_eor_reg(W32, n, sub ? a : r, b, A64_LSL, 0));
	put(e, a64_and_reg(W32, v, v, n, A64_LSL, 0));
	put(e, a64_lsr_imm(W32, v, v, bits - 1));
	put(e, a64_lsr_imm(W32, n, r, bits));
	put(e, a64_bfi(W32, v, n, 1, 1));			/* CF */
	put(e, a64_lsr_imm(W32, n, r, bits - 1));
	put(e, a64_bfi(W32, v, n, 3, 1));			/* SF */
	put(e, a64_ubfx(W32, n, r, 0, bits));
	put(e, a64_sub_imm(W32, n, n, 1));			/* negative only if the result is 0 */
	put(e, a64_lsr_imm(W32, n, n, 31));
	put(e, a64_bfi(W32, v, n, 2, 1));			/* ZF */
	put(e, a64_ubfiz(W32, v, v, 28, 4));
}

/* The second operand, zero-extended. */
static unsigned carry_operand(struct emit *e, const struct insn *in)
{
	unsigned size = in->op[0].size, b;

	if (in->op[1].kind != OPK_IMM)
		return gpr_zx(e, in, 1);
	b = tmp(e);
	mov_imm(e, sf_of(size), b, size == 1 ? in->imm & 0xff : size == 2 ? in->imm & 0xffff : in->imm);
	return b;
}

static void carry_narrow(struct emit *e, const struct insn *in, bool sub)
{
	unsigned a = gpr_zx(e, in, 0), b = carry_operand(e, in), r = tmp_pf(e), v = 0;

	flags_af_operands(e, in, a, b);
	carry_op(e, W32, sub, false, r, a, b);
	if (flags_out(in) & NZCV) {
		v = tmp(e);
		carry_nzcv(e, sub, 8 * in->op[0].size, a, b, r, v, tmp(e));
	}
	flags_pf_af(e, in, r);
	gpr_put(e, in, 0, r);
	if (v) {
		put(e, a64_msr(A64_NZCV, v));
		flags_set(e, HELD_ADD);
	}
}

static void carry(struct emit *e, const struct insn *in, bool sub);

/* LOCK ADC, LOCK SBB: compare and swap until nobody interferes; the carry is folded into the operand first. */
static void carry_locked(struct emit *e, const struct insn *in, bool sub)
{
	unsigned size = in->op[0].size, b = carry_operand(e, in), c = tmp(e), old = tmp(e), d = tmp_pf(e), nzcv = tmp(e);

	put(e, a64_mrs(nzcv, A64_NZCV));
	put(e, sub ? a64_cinc(X64, c, b, A64_CC) : a64_cinc(X64, c, b, A64_CS));
	mem_rmw(e, in, sub ? RMW_SUB : RMW_ADD, log2_of(size), old, c);
	put(e, a64_msr(A64_NZCV, nzcv));
	if (size >= 4) {
		carry_op(e, sf_of(size), sub, true, d, old, b);
		flags_set(e, sub ? HELD_SUB : HELD_ADD);
		flags_af_operands(e, in, old, b);
		flags_pf_af(e, in, d);
		return;
	}
	carry_op(e, W32, sub, false, d, old, b);
	carry_nzcv(e, sub, 8 * size, old, b, d, c, nzcv);
	put(e, a64_msr(A64_NZCV, c));
	flags_af_operands(e, in, old, b);
	flags_pf_af(e, in, d);
	flags_set(e, HELD_ADD);
}

static void carry(struct emit *e, const struct insn *in, bool sub)
{
	flags_want(e, sub ? HELD_SUB : HELD_ADD);
	if (is_locked(in) && e->opt->ordered)
		carry_locked(e, in, sub);
	else if (in->op[0].size < 4)
		carry_narrow(e, in, sub);
	else
		carry_wide(e, in, sub);
}

static void emit_adc(struct emit *e, const struct insn *in)
{
	carry(e, in, false);
}

/* SBB r,r: all bits are CF. */
static void sbb_same(struct emit *e, const struct insn *in)
{
	unsigned d = gpr_dst(e, in, 0);
	enum a64_cond cond;

	flags_cond(e, 2, &cond);
	put(e, a64_csetm(sf_of(in->op[0].size), d, cond));
	gpr_put(e, in, 0, d);
}

static void emit_sbb(struct emit *e, const struct insn *in)
{
	const struct opnd *a = &in->op[0], *b = &in->op[1];

	if (a->kind == OPK_GPR && b->kind == OPK_GPR && a->reg == b->reg && !flags_out(in))
		sbb_same(e, in);
	else
		carry(e, in, true);
}

/* ---- NEG ---- */

static void emit_neg(struct emit *e, const struct insn *in)
{
	unsigned size = in->op[0].size, a = gpr(e, in, 0), d = gpr_dst(e, in, 0), t;
	bool flags = flags_out(in) & NZCV;

	flags_af_operand_imm(e, in, a, 0);
	if (size < 4 && flags) {
		t = tmp(e);
		put(e, a64_lsl_imm(W32, t, a, 32 - 8 * size));
		put(e, a64_negs(W32, t, t));
	}
	if (d < 16)
		commit(e);
	if (size >= 4 && flags)
		put(e, a64_negs(sf_of(size), d, a));
	else
		put(e, a64_neg(sf_of(size), d, a));
	if (flags)
		flags_set(e, HELD_SUB);
	flags_pf_af(e, in, d);
	gpr_put(e, in, 0, d);
}

/* ---- INC, DEC: CF stays ---- */

/* NZCV of a + 1 or a - 1; the C bit is garbage. rd as for ADDS. */
static void step_flags(struct emit *e, unsigned size, bool dec, unsigned rd, unsigned a)
{
	struct tmps taken = tmps_taken(e);
	unsigned t;

	if (size >= 4) {
		put(e, dec ? a64_subs_imm(sf_of(size), rd, a, 1) : a64_adds_imm(sf_of(size), rd, a, 1));
		return;
	}
	t = tmp(e);
	put(e, a64_lsl_imm(W32, t, a, 32 - 8 * size));
	rd = tmp(e);
	mov_imm(e, W32, rd, 1u << (32 - 8 * size));
	put(e, dec ? a64_subs_reg(W32, HR_ZR, t, rd, A64_LSL, 0) : a64_adds_reg(W32, HR_ZR, t, rd, A64_LSL, 0));
	tmps_release(e, taken);
}

static void step_simple(struct emit *e, const struct insn *in, bool dec)
{
	unsigned size = in->op[0].size, a = gpr(e, in, 0), d = gpr_dst(e, in, 0);

	flags_af_operand_imm(e, in, a, 1);
	if (size >= 4 && flags_out(in) & NZCV) {
		if (d < 16)
			commit(e);
		step_flags(e, size, dec, d, a);
	} else {
		if (flags_out(in) & NZCV)
			step_flags(e, size, dec, HR_ZR, a);
		if (d < 16)
			commit(e);
		put(e, dec ? a64_sub_imm(sf_of(size), d, a, 1) : a64_add_imm(sf_of(size), d, a, 1));
	}
	if (flags_out(in) & NZCV)
		flags_set(e, dec ? HELD_SUB : HELD_ADD);
	flags_pf_af(e, in, d);
	gpr_put(e, in, 0, d);
}

/* NZCV with the old C bit: it stays untouched until the result is visible. */
static void step_keep_carry(struct emit *e, const struct insn *in, bool dec)
{
	unsigned size = in->op[0].size, a = gpr(e, in, 0), d = gpr_dst(e, in, 0), old = tmp(e), new = tmp(e), r = tmp_pf(e), one;

	if (e->flags.held == HELD_FCMP)
		flags_want(e, HELD_ADD);
	e->flags.carry_zero = 0;
	put(e, a64_mrs(old, A64_NZCV));
	flags_af_operand_imm(e, in, a, 1);
	put(e, dec ? a64_sub_imm(sf_of(size), r, a, 1) : a64_add_imm(sf_of(size), r, a, 1));
	flags_pf_af(e, in, r);
	if (size < 4) {		/* operands at the top of a word */
		put(e, a64_lsl_imm(W32, new, a, 32 - 8 * size));
		one = tmp(e);
		mov_imm(e, W32, one, 1u << (32 - 8 * size));
		gpr_put(e, in, 0, r);
		put(e, dec ? a64_subs_reg(W32, HR_ZR, new, one, A64_LSL, 0) : a64_adds_reg(W32, HR_ZR, new, one, A64_LSL, 0));
	} else if (d < 16) {
		guest_write(e, d);
		commit(e);
		put(e, dec ? a64_subs_imm(sf_of(size), d, a, 1) : a64_adds_imm(sf_of(size), d, a, 1));
	} else {
		gpr_put(e, in, 0, r);
		put(e, dec ? a64_subs_imm(sf_of(size), HR_ZR, a, 1) : a64_adds_imm(sf_of(size), HR_ZR, a, 1));
	}
	if (e->opt->features & HF_FLAGM) {
		put(e, a64_rmif(old, 28, A64_FLAG_C));
		return;
	}
	put(e, a64_lsr_imm(W32, old, old, 29));
	put(e, a64_mrs(new, A64_NZCV));
	put(e, a64_bfi(W32, new, old, 29, 1));
	put(e, a64_msr(A64_NZCV, new));
}

static void step_locked(struct emit *e, const struct insn *in, bool dec)
{
	unsigned size = in->op[0].size, old = tmp(e), one = tmp(e), carry = tmp(e);
	bool keep = in->live & F_CF;

	mov_imm(e, W32, one, 1);
	if (keep)
		put(e, a64_mrs(carry, A64_NZCV));
	mem_rmw(e, in, dec ? RMW_SUB : RMW_ADD, log2_of(size), old, one);
	if (!flags_out(in))
		return;
	step_flags(e, size, dec, HR_ZR, old);
	flags_af_operand_imm(e, in, old, 1);
	put(e, dec ? a64_sub_imm(X64, old, old, 1) : a64_add_imm(X64, old, old, 1));
	flags_pf_af(e, in, old);
	if (keep) {
		put(e, a64_mrs(old, A64_NZCV));
		put(e, a64_lsr_imm(W32, carry, carry, 29));
		put(e, a64_bfi(W32, old, carry, 29, 1));
		put(e, a64_msr(A64_NZCV, old));
	} else {
		flags_set(e, dec ? HELD_SUB : HELD_ADD);
	}
}

static void step(struct emit *e, const struct insn *in, bool dec)
{
	if (is_locked(in) && e->opt->ordered) {
		if (in->live & F_CF && e->flags.held == HELD_FCMP)
			flags_want(e, HELD_ADD);
		e->flags.carry_zero = 0;
		step_locked(e, in, dec);
	} else if (in->live & F_CF && flags_out(in) & NZCV) {
		step_keep_carry(e, in, dec);
	} else {
		step_simple(e, in, dec);
	}
}

static void emit_inc(struct emit *e, const struct insn *in)
{
	step(e, in, false);
}

static void emit_dec(struct emit *e, const struct insn *in)
{
	step(e, in, true);
}

const struct row arith_rows[] = {
	/*  encoding	operands	written	read	undefined	cpuid	attributes	emitter */
	ROW("00 /r",	"Eb Gb",	OSZAPC,	0,	0,	BASE,	A_LOCK,	emit_add),
	ROW("01 /r",	"Ev Gv",	OSZAPC,	0,	0,	BASE,	A_LOCK | A_FOLD,	emit_add),
	ROW("02 /r",	"Gb Eb",	OSZAPC,	0,	0,	BASE,	0,	emit_add),
	ROW("03 /r",	"Gv Ev",	OSZAPC,	0,	0,	BASE,	A_FOLD,	emit_add),
	ROW("04",	"AL Ib",	OSZAPC,	0,	0,	BASE,	0,	emit_add),
	ROW("05",	"rAX Iz",	OSZAPC,	0,	0,	BASE,	A_FOLD,	emit_add),
	ROW("80 /0",	"Eb Ib",	OSZAPC,	0,	0,	BASE,	A_LOCK,	emit_add),
	ROW("81 /0",	"Ev Iz",	OSZAPC,	0,	0,	BASE,	A_LOCK | A_FOLD,	emit_add),
	ROW("83 /0",	"Ev Ibs",	OSZAPC,	0,	0,	BASE,	A_LOCK | A_FOLD,	emit_add),

	ROW("10 /r",	"Eb Gb",	OSZAPC,	F_CF,	0,	BASE,	A_LOCK,	emit_adc),
	ROW("11 /r",	"Ev Gv",	OSZAPC,	F_CF,	0,	BASE,	A_LOCK,	emit_adc),
	ROW("12 /r",	"Gb Eb",	OSZAPC,	F_CF,	0,	BASE,	0,	emit_adc),
	ROW("13 /r",	"Gv Ev",	OSZAPC,	F_CF,	0,	BASE,	0,	emit_adc),
	ROW("14",	"AL Ib",	OSZAPC,	F_CF,	0,	BASE,	0,	emit_adc),
	ROW("15",	"rAX Iz",	OSZAPC,	F_CF,	0,	BASE,	0,	emit_adc),
	ROW("80 /2",	"Eb Ib",	OSZAPC,	F_CF,	0,	BASE,	A_LOCK,	emit_adc),
	ROW("81 /2",	"Ev Iz",	OSZAPC,	F_CF,	0,	BASE,	A_LOCK,	emit_adc),
	ROW("83 /2",	"Ev Ibs",	OSZAPC,	F_CF,	0,	BASE,	A_LOCK,	emit_adc),

	ROW("18 /r",	"Eb Gb",	OSZAPC,	F_CF,	0,	BASE,	A_LOCK,	emit_sbb),
	ROW("19 /r",	"Ev Gv",	OSZAPC,	F_CF,	0,	BASE,	A_LOCK,	emit_sbb),
	ROW("1A /r",	"Gb Eb",	OSZAPC,	F_CF,	0,	BASE,	0,	emit_sbb),
	ROW("1B /r",	"Gv Ev",	OSZAPC,	F_CF,	0,	BASE,	0,	emit_sbb),
	ROW("1C",	"AL Ib",	OSZAPC,	F_CF,	0,	BASE,	0,	emit_sbb),
	ROW("1D",	"rAX Iz",	OSZAPC,	F_CF,	0,	BASE,	0,	emit_sbb),
	ROW("80 /3",	"Eb Ib",	OSZAPC,	F_CF,	0,	BASE,	A_LOCK,	emit_sbb),
	ROW("81 /3",	"Ev Iz",	OSZAPC,	F_CF,	0,	BASE,	A_LOCK,	emit_sbb),
	ROW("83 /3",	"Ev Ibs",	OSZAPC,	F_CF,	0,	BASE,	A_LOCK,	emit_sbb),

	ROW("28 /r",	"Eb Gb",	OSZAPC,	0,	0,	BASE,	A_LOCK,	emit_sub),
	ROW("29 /r",	"Ev Gv",	OSZAPC,	0,	0,	BASE,	A_LOCK | A_FOLD,	emit_sub),
	ROW("2A /r",	"Gb Eb",	OSZAPC,	0,	0,	BASE,	0,	emit_sub),
	ROW("2B /r",	"Gv Ev",	OSZAPC,	0,	0,	BASE,	A_FOLD,	emit_sub),
	ROW("2C",	"AL Ib",	OSZAPC,	0,	0,	BASE,	0,	emit_sub),
	ROW("2D",	"rAX Iz",	OSZAPC,	0,	0,	BASE,	A_FOLD,	emit_sub),
	ROW("80 /5",	"Eb Ib",	OSZAPC,	0,	0,	BASE,	A_LOCK,	emit_sub),
	ROW("81 /5",	"Ev Iz",	OSZAPC,	0,	0,	BASE,	A_LOCK | A_FOLD,	emit_sub),
	ROW("83 /5",	"Ev Ibs",	OSZAPC,	0,	0,	BASE,	A_LOCK | A_FOLD,	emit_sub),

	ROW("38 /r",	"Eb Gb",	OSZAPC,	0,	0,	BASE,	A_RO | A_CMP,	emit_cmp),
	ROW("39 /r",	"Ev Gv",	OSZAPC,	0,	0,	BASE,	A_RO | A_CMP,	emit_cmp),
	ROW("3A /r",	"Gb Eb",	OSZAPC,	0,	0,	BASE,	A_RO | A_CMP,	emit_cmp),
	ROW("3B /r",	"Gv Ev",	OSZAPC,	0,	0,	BASE,	A_RO | A_CMP,	emit_cmp),
	ROW("3C",	"AL Ib",	OSZAPC,	0,	0,	BASE,	A_RO | A_CMP,	emit_cmp),
	ROW("3D",	"rAX Iz",	OSZAPC,	0,	0,	BASE,	A_RO | A_CMP,	emit_cmp),
	ROW("80 /7",	"Eb Ib",	OSZAPC,	0,	0,	BASE,	A_RO | A_CMP,	emit_cmp),
	ROW("81 /7",	"Ev Iz",	OSZAPC,	0,	0,	BASE,	A_RO | A_CMP,	emit_cmp),
	ROW("83 /7",	"Ev Ibs",	OSZAPC,	0,	0,	BASE,	A_RO | A_CMP,	emit_cmp),

	ROW("F6 /3",	"Eb",		OSZAPC,	0,	0,	BASE,	A_LOCK,	emit_neg),
	ROW("F7 /3",	"Ev",		OSZAPC,	0,	0,	BASE,	A_LOCK,	emit_neg),
	ROW("FE /0",	"Eb",		OSZAP,	0,	0,	BASE,	A_LOCK,	emit_inc),
	ROW("FF /0",	"Ev",		OSZAP,	0,	0,	BASE,	A_LOCK,	emit_inc),
	ROW("FE /1",	"Eb",		OSZAP,	0,	0,	BASE,	A_LOCK,	emit_dec),
	ROW("FF /1",	"Ev",		OSZAP,	0,	0,	BASE,	A_LOCK,	emit_dec),
};
