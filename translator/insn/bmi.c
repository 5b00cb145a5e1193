// SPDX-License-Identifier: GPL-2.0-only
/*
 * bmi.c - BMI1 and BMI2 other than counts, shifts and MULX: ANDN BEXTR BLSI BLSMSK BLSR BZHI PDEP PEXT. SDM 2A, 2B.
 *
 * All but PDEP and PEXT write all flags, of which AF and PF are undefined, so NZCV is free. PDEP and PEXT, which have
 * to keep it, are loops over the bits of the mask.
 */
#include "nzcv.h"

static enum a64_sf width(const struct insn *in)
{
	return sf_of(in->op[0].size);
}

/* The destination in place, written from here on. */
static unsigned destination(struct emit *e, const struct insn *in)
{
	unsigned d = gpr_dst(e, in, 0);

	commit(e);
	return d;
}

static void emit_andn(struct emit *e, const struct insn *in)
{
	unsigned a = gpr(e, in, 1), b = gpr(e, in, 2), d = destination(e, in);

	if (flags_out(in) & F_NZCV) {
		put(e, a64_bics_reg(width(in), d, b, a, A64_LSL, 0));
		flags_set_carry_zero(e);
	} else {
		put(e, a64_bic_reg(width(in), d, b, a, A64_LSL, 0));
	}
	flags_pf(e, in, d);
}

/* ---- the lowest bit ---- */

enum lowest_op { LOWEST_RESET, LOWEST_MASK, LOWEST_ISOLATE };

static void lowest_value(struct emit *e, enum a64_sf sf, enum lowest_op op, unsigned d, unsigned s, unsigned t)
{
	if (op == LOWEST_MASK)
		put(e, a64_eor_reg(sf, d, s, t, A64_LSL, 0));
	else
		put(e, a64_and_reg(sf, d, s, t, A64_LSL, 0));
}

/* CF is not wanted. */
static void lowest_plain(struct emit *e, const struct insn *in, enum lowest_op op, unsigned s, unsigned t)
{
	unsigned d = destination(e, in), need = flags_out(in) & F_NZCV;
	enum a64_sf sf = width(in);

	if (need && op != LOWEST_MASK) {
		put(e, a64_ands_reg(sf, d, s, t, A64_LSL, 0));
		flags_set_carry_zero(e);
	} else {
		lowest_value(e, sf, op, d, s, t);
		flags_nz(e, in, in->op[0].size, d);
	}
	flags_pf(e, in, d);
}

/*
 * t = s - 1, or -s, which borrows where CF is to be set. More than CF: of 0 the flags are a constant, else they
 * are the result's with host C = 0, which is CF = 0, for BLSI CF = 1.
 */
static void lowest(struct emit *e, const struct insn *in, enum lowest_op op)
{
	unsigned s = gpr(e, in, 1), t = tmp(e), d, need = flags_out(in) & F_NZCV;
	u32 of_zero = A64_FLAG_C | (op == LOWEST_MASK ? A64_FLAG_N : A64_FLAG_Z);
	bool simple = !(need & ~(op == LOWEST_ISOLATE ? F_CF | F_ZF : F_CF));
	enum a64_sf sf = width(in);

	if (!(need & F_CF)) {
		put(e, op == LOWEST_ISOLATE ? a64_neg(sf, t, s) : a64_sub_imm(sf, t, s, 1));
		lowest_plain(e, in, op, s, t);
		return;
	}
	if (op == LOWEST_ISOLATE)
		put(e, need && simple ? a64_negs(sf, t, s) : a64_neg(sf, t, s));
	else
		put(e, need && simple ? a64_subs_imm(sf, t, s, 1) : a64_sub_imm(sf, t, s, 1));
	if (!simple)
		put(e, a64_cmp_imm(sf, s, 0));
	d = destination(e, in);
	lowest_value(e, sf, op, d, s, t);
	if (!simple)
		put(e, a64_ccmn_imm(sf, d, 0, of_zero, A64_NE));
	if (need)
		flags_set(e, simple || op == LOWEST_ISOLATE ? HELD_SUB : HELD_ADD);
	flags_pf(e, in, d);
}

static void emit_blsr(struct emit *e, const struct insn *in)
{
	lowest(e, in, LOWEST_RESET);
}

static void emit_blsmsk(struct emit *e, const struct insn *in)
{
	lowest(e, in, LOWEST_MASK);
}

static void emit_blsi(struct emit *e, const struct insn *in)
{
	lowest(e, in, LOWEST_ISOLATE);
}

/* ---- fields ---- */

/* The destination is s with the bits from n up cleared; n over the width clears none. */
static unsigned keep_low(struct emit *e, const struct insn *in, unsigned s, unsigned n)
{
	enum a64_sf sf = width(in);
	unsigned t = tmp(e), d;

	put(e, a64_movn(sf, t, 0, 0));
	put(e, a64_lslv(sf, t, t, n));
	put(e, a64_bic_reg(sf, t, s, t, A64_LSL, 0));
	put(e, a64_cmp_imm(W32, n, (32u << sf) - 1));
	d = destination(e, in);
	put(e, a64_csel(sf, d, s, t, A64_HI));
	return d;
}

static void result_flags(struct emit *e, const struct insn *in, unsigned d)
{
	flags_nz(e, in, in->op[0].size, d);
	flags_pf(e, in, d);
}

static void emit_bextr(struct emit *e, const struct insn *in)
{
	unsigned s = gpr(e, in, 1), control = in->op[2].reg, n = tmp(e), t = tmp(e);
	enum a64_sf sf = width(in);

	put(e, a64_uxtb(n, control));
	put(e, a64_lsrv(sf, t, s, n));
	put(e, a64_cmp_imm(W32, n, (32u << sf) - 1));
	put(e, a64_csel(sf, t, HR_ZR, t, A64_HI));
	put(e, a64_ubfx(W32, n, control, 8, 8));
	result_flags(e, in, keep_low(e, in, t, n));
}

/* CF: the index is over the width - 1; adding 256 - width carries into bit 8 then. */
static void emit_bzhi(struct emit *e, const struct insn *in)
{
	unsigned s = gpr(e, in, 1), n = tmp(e), over = tmp(e), d;
	struct flag_bits f = { .mask = flags_out(in) & F_CF, .cf = over, .cf_bit = 0 };

	put(e, a64_uxtb(n, in->op[2].reg));
	if (f.mask) {
		put(e, a64_add_imm(W32, over, n, 256 - 8 * in->op[0].size));
		put(e, a64_lsr_imm(W32, over, over, 8));
	}
	d = keep_low(e, in, s, n);
	result_flags(e, in, d);
	nzcv_insert(e, f);
}

/* ---- PDEP PEXT: bit by bit of the mask ---- */

/* From the mask's lowest bit up, it takes the source's next bit. */
static void emit_pdep(struct emit *e, const struct insn *in)
{
	unsigned s = tmp(e), mask = tmp(e), m = gpr(e, in, 2), r = tmp(e), low = tmp(e), t = tmp(e);
	u32 again = label_new(e), done = label_new(e);
	enum a64_sf sf = width(in);

	put(e, a64_mov_reg(sf, s, in->op[1].reg));
	put(e, a64_mov_reg(sf, mask, m));
	put(e, a64_movz(W32, r, 0, 0));
	label_bind(e, again);
	br_cbz(e, sf, mask, done);
	put(e, a64_neg(sf, low, mask));
	put(e, a64_and_reg(sf, low, low, mask, A64_LSL, 0));
	put(e, a64_sbfx(sf, t, s, 0, 1));
	put(e, a64_and_reg(sf, t, t, low, A64_LSL, 0));
	put(e, a64_orr_reg(sf, r, r, t, A64_LSL, 0));
	put(e, a64_eor_reg(sf, mask, mask, low, A64_LSL, 0));
	put(e, a64_lsr_imm(sf, s, s, 1));
	br(e, again);
	label_bind(e, done);
	gpr_put(e, in, 0, r);
}

/* From the mask's highest bit down, the source's bit there is shifted into the result. 32 bits work in 64. */
static void emit_pext(struct emit *e, const struct insn *in)
{
	unsigned mask = gpr_zx(e, in, 2), rest = tmp(e), r = tmp(e), n = tmp(e), t = tmp(e), top = tmp(e);
	u32 again = label_new(e), done = label_new(e);

	put(e, a64_mov_reg(X64, rest, mask));
	put(e, a64_movz(X64, top, 0x8000, 3));
	put(e, a64_movz(W32, r, 0, 0));
	label_bind(e, again);
	br_cbz(e, X64, rest, done);
	put(e, a64_clz(X64, n, rest));
	put(e, a64_lslv(X64, t, in->op[1].reg, n));
	put(e, a64_extr(X64, r, r, t, 63));
	put(e, a64_lsrv(X64, t, top, n));
	put(e, a64_eor_reg(X64, rest, rest, t, A64_LSL, 0));
	br(e, again);
	label_bind(e, done);
	gpr_put(e, in, 0, r);
}

const struct row bmi_rows[] = {
	/*  encoding	operands	written	read	undefined	cpuid	attributes	emitter */
	ROW("VEX.LZ.0F38 F2 /r", "Gy By Ey",	OSZAPC,	0,	F_AF | F_PF,	BMI1,	A_WO,	emit_andn),
	ROW("VEX.LZ.0F38 F3 /1", "By Ey",	OSZAPC,	0,	F_AF | F_PF,	BMI1,	A_WO,	emit_blsr),
	ROW("VEX.LZ.0F38 F3 /2", "By Ey",	OSZAPC,	0,	F_AF | F_PF,	BMI1,	A_WO,	emit_blsmsk),
	ROW("VEX.LZ.0F38 F3 /3", "By Ey",	OSZAPC,	0,	F_AF | F_PF,	BMI1,	A_WO,	emit_blsi),
	ROW("VEX.LZ.0F38 F7 /r", "Gy Ey By",	OSZAPC,	0,	F_SF | F_AF | F_PF,	BMI1,	A_WO,	emit_bextr),
	ROW("VEX.LZ.0F38 F5 /r", "Gy Ey By",	OSZAPC,	0,	F_AF | F_PF,	BMI2,	A_WO,	emit_bzhi),
	ROW("VEX.LZ.F2.0F38 F5 /r", "Gy By Ey",	0,	0,	0,	BMI2,	A_WO,	emit_pdep),
	ROW("VEX.LZ.F3.0F38 F5 /r", "Gy By Ey",	0,	0,	0,	BMI2,	A_WO,	emit_pext),
};
