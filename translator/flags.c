// SPDX-License-Identifier: GPL-2.0-only
/*
 * flags.c - the six arithmetic flags in host NZCV, x24 (PF) and x23 (AF).
 */
#include "emit.h"

enum { F_NZCV = F_CF | F_ZF | F_SF | F_OF, NZCV_C = 1 << 29 };

bool flags_free(const struct insn *in)
{
	return !(live_before(in) & (F_NZCV | F_PF));
}

void flags_set(struct emit *e, enum held held)
{
	e->flags = (struct flag_state){ .held = held };
}

void flags_set_carry_zero(struct emit *e)
{
	e->flags = (struct flag_state){ .held = HELD_ADD, .carry_zero = 1 };
}

void flags_put_af(struct emit *e, unsigned a, unsigned b)
{
	put(e, a64_eor_reg(W32, HR_AF, a, b, A64_LSL, 0));
}

void flags_put_af_imm(struct emit *e, unsigned a, u64 imm)
{
	u32 enc;

	if (imm & 16 && a64_logimm(W32, 16, &enc))
		put(e, a64_eor_imm(W32, HR_AF, a, enc));
	else
		put(e, a64_mov_reg(W32, HR_AF, a));
}

void flags_put_pf_af(struct emit *e, u8 out, bool logic, unsigned res)
{
	if (out & F_AF)
		put(e, logic ? a64_mov_reg(W32, HR_AF, HR_ZR) : a64_eor_reg(W32, HR_AF, HR_AF, res, A64_LSL, 0));
	if (out & F_PF && res != HR_PF)
		put(e, a64_mov_reg(W32, HR_PF, res));
}

void flags_nz(struct emit *e, const struct insn *in, unsigned size, unsigned res)
{
	struct tmps taken = tmps_taken(e);
	unsigned t;

	if (!(flags_out(in) & F_NZCV))
		return;
	if (size < 4) {
		t = tmp(e);
		put(e, a64_lsl_imm(W32, t, res, 32 - 8 * size));
		res = t;
	}
	put(e, a64_tst_reg(sf_of(size), res, res, A64_LSL, 0));
	tmps_release(e, taken);
	flags_set_carry_zero(e);
}

/* The flags have another form now. At the edge of a block a call has pushed, LOOP has counted: they may not do so again. */
static void mark_converted(struct emit *e)
{
	if (e->behind)
		mark_at(e, e->behind);
	else
		mark_again(e);
}

/* FCMP's NZCV to x86's flags: HELD_SUB with FlagM2, else HELD_ADD. */
static void convert_fcmp(struct emit *e)
{
	u8 live = live_before(e->in) | e->in->live;	/* before an instruction, or behind a block's last */
	struct tmps taken = tmps_taken(e);
	unsigned z, c;

	if (live & F_PF)
		put(e, a64_cset(W32, HR_PF, A64_VC));
	if (live & F_AF)
		put(e, a64_mov_reg(W32, HR_AF, HR_ZR));
	if (e->opt->features & HF_FLAGM2) {
		put(e, a64_axflag());
		flags_set(e, HELD_SUB);
	} else {
		z = tmp(e);
		c = tmp(e);
		put(e, a64_cset(W32, z, A64_EQ));
		put(e, a64_csinc(W32, z, z, HR_ZR, A64_VC));
		put(e, a64_cset(W32, c, A64_LT));
		put(e, a64_bfi(W32, c, z, 1, 1));
		put(e, a64_lsl_imm(W32, c, c, 29));
		put(e, a64_msr(A64_NZCV, c));
		tmps_release(e, taken);
		flags_set(e, HELD_ADD);
	}
	mark_converted(e);
}

static void invert_carry(struct emit *e)
{
	struct tmps taken = tmps_taken(e);
	unsigned t;
	u32 enc = 0;

	if (e->opt->features & HF_FLAGM) {
		put(e, a64_cfinv());
		return;
	}
	t = tmp(e);
	a64_logimm(W32, NZCV_C, &enc);
	put(e, a64_mrs(t, A64_NZCV));
	put(e, a64_eor_imm(W32, t, t, enc));
	put(e, a64_msr(A64_NZCV, t));
	tmps_release(e, taken);
}

void flags_want(struct emit *e, enum held held)
{
	if (e->flags.held == held)
		return;
	if (e->flags.held == HELD_FCMP)
		convert_fcmp(e);
	if (e->flags.held == held)
		return;
	invert_carry(e);
	flags_set(e, held);
	mark_converted(e);
}

void flags_end_fcmp(struct emit *e, const struct insn *in)
{
	if (live_before(in))
		flags_want(e, HELD_ADD);
	else
		flags_set(e, HELD_ADD);
}

/* ---- conditions ---- */

static bool cond_fcmp(struct emit *e, unsigned cc, enum a64_cond *cond)
{
	static const u8 map[16] = { [2] = A64_LT, [3] = A64_GE, [6] = A64_LE, [7] = A64_GT, [10] = A64_VS, [11] = A64_VC };

	if (cc == 4 || cc == 5) {
		*cond = cc == 4 ? A64_EQ : A64_NE;
		return e->flags.ordered;
	}
	if (cc == 2 || cc == 3 || cc == 6 || cc == 7 || cc == 10 || cc == 11) {
		*cond = map[cc];
		return true;
	}
	convert_fcmp(e);
	return flags_cond(e, cc, cond);
}

bool flags_cond(struct emit *e, unsigned cc, enum a64_cond *cond)
{
	static const u8 map[16] = {
		A64_VS, A64_VC, A64_CC, A64_CS, A64_EQ, A64_NE, A64_LS, A64_HI,
		A64_MI, A64_PL, 0, 0, A64_LT, A64_GE, A64_LE, A64_GT,
	};

	if (e->flags.held == HELD_FCMP)
		return cond_fcmp(e, cc, cond);
	if (cc == 10 || cc == 11)
		return false;
	*cond = map[cc];
	if (e->flags.held == HELD_SUB)
		return true;
	if (cc == 2 || cc == 3) {
		*cond = a64_cond_invert(*cond);
	} else if (cc == 6 || cc == 7) {
		if (e->flags.carry_zero)
			*cond = cc == 6 ? A64_EQ : A64_NE;
		else
			flags_want(e, HELD_SUB);
	}
	return true;
}

/* Bit 0 of rd = PF; the other bits are garbage. */
static void parity(struct emit *e, unsigned rd)
{
	put(e, a64_eor_reg(W32, rd, HR_PF, HR_PF, A64_LSR, 4));
	put(e, a64_eor_reg(W32, rd, rd, rd, A64_LSR, 2));
	put(e, a64_eon_reg(W32, rd, rd, rd, A64_LSR, 1));
}

void flags_bool(struct emit *e, unsigned cc, unsigned rd)
{
	enum a64_cond cond;
	u32 enc = 0;

	if (flags_cond(e, cc, &cond)) {
		put(e, a64_cset(W32, rd, cond));
	} else if (e->flags.held == HELD_FCMP) {
		put(e, a64_cset(W32, rd, A64_EQ));
		put(e, a64_csinc(W32, rd, rd, HR_ZR, A64_VC));
		a64_logimm(W32, 1, &enc);
		if (cc & 1)
			put(e, a64_eor_imm(W32, rd, rd, enc));
	} else {
		parity(e, rd);
		a64_logimm(W32, 1, &enc);
		if (cc & 1)
			put(e, a64_mvn(W32, rd, rd));
		put(e, a64_and_imm(W32, rd, rd, enc));
	}
}

void flags_branch(struct emit *e, unsigned cc, u32 label)
{
	enum a64_cond cond;
	unsigned t;
	u32 skip;

	if (flags_cond(e, cc, &cond)) {
		br_cond(e, cond, label);
	} else if (e->flags.held != HELD_FCMP) {
		t = tmp(e);
		parity(e, t);
		(cc & 1 ? br_tbz : br_tbnz)(e, t, 0, label);
	} else if (cc & 1) {
		skip = label_new(e);
		br_cond(e, A64_VS, skip);
		br_cond(e, A64_NE, label);
		label_bind(e, skip);
	} else {
		br_cond(e, A64_VS, label);
		br_cond(e, A64_EQ, label);
	}
}

/* ---- RFLAGS and the state ---- */

void flags_to_rflags(struct emit *e, unsigned rd)
{
	struct tmps taken = tmps_taken(e);
	unsigned nzcv = tmp(e), t = tmp(e);

	flags_want(e, HELD_ADD);
	put(e, a64_mrs(nzcv, A64_NZCV));
	put(e, a64_ubfx(W32, rd, nzcv, 29, 1));
	put(e, a64_lsr_imm(W32, t, nzcv, 30));
	put(e, a64_bfi(W32, rd, t, 6, 2));
	put(e, a64_lsr_imm(W32, t, nzcv, 28));
	put(e, a64_bfi(W32, rd, t, 11, 1));
	parity(e, t);
	put(e, a64_bfi(W32, rd, t, 2, 1));
	put(e, a64_lsr_imm(W32, t, HR_AF, 4));
	put(e, a64_bfi(W32, rd, t, 4, 1));
	tmps_release(e, taken);
}

/* Moves `width` bits at `from` of RFLAGS to `to` of NZCV. */
static void put_nzcv_bit(struct emit *e, unsigned nzcv, unsigned rn, unsigned t, unsigned from, unsigned width, unsigned to)
{
	put(e, a64_lsr_imm(W32, t, rn, from));
	put(e, a64_bfi(W32, nzcv, t, to, width));
}

void flags_from_rflags(struct emit *e, unsigned rn, u8 mask)
{
	struct tmps taken = tmps_taken(e);
	unsigned nzcv = tmp(e), t = tmp(e);

	if ((mask & F_NZCV) != F_NZCV) {
		flags_want(e, HELD_ADD);
		put(e, a64_mrs(nzcv, A64_NZCV));
	}
	if (mask & F_CF)
		put_nzcv_bit(e, nzcv, rn, t, 0, 1, 29);
	if (mask & F_ZF)
		put_nzcv_bit(e, nzcv, rn, t, 6, 1, 30);
	if (mask & F_SF)
		put_nzcv_bit(e, nzcv, rn, t, 7, 1, 31);
	if (mask & F_OF)
		put_nzcv_bit(e, nzcv, rn, t, 11, 1, 28);
	put(e, a64_ubfx(W32, t, rn, 2, 1));
	commit(e);
	put(e, a64_msr(A64_NZCV, nzcv));
	if (mask & F_PF) {			/* PF = 1: a byte of even parity */
		put(e, a64_add_imm(W32, HR_PF, t, 1));
		put(e, a64_lsl_imm(W32, HR_PF, HR_PF, 7));
	}
	if (mask & F_AF)
		put(e, a64_mov_reg(W32, HR_AF, rn));
	tmps_release(e, taken);
	flags_set(e, HELD_ADD);
}

void flags_complete(struct emit *e, u8 live)
{
	unsigned t;
	u32 enc = 0;

	if (e->flags.held == HELD_FCMP && live)
		flags_want(e, HELD_ADD);
	if (live & F_NZCV) {
		t = HR_T1;
		put(e, a64_mrs(t, A64_NZCV));
		if (e->flags.held == HELD_SUB) {
			a64_logimm(W32, NZCV_C, &enc);
			put(e, a64_eor_imm(W32, t, t, enc));
		}
		st_store(e, 2, t, ST_OFF(nzcv));
	}
	if (live & F_PF)
		st_store(e, 0, HR_PF, ST_OFF(pf));
	if (live & F_AF)
		st_store(e, 0, HR_AF, ST_OFF(af));
}

void flags_reload(struct emit *e, u8 live)
{
	if (live & F_NZCV) {
		st_load(e, 2, HR_T1, ST_OFF(nzcv));
		put(e, a64_msr(A64_NZCV, HR_T1));
	}
	if (live & F_PF)
		st_load(e, 0, HR_PF, ST_OFF(pf));
	if (live & F_AF)
		st_load(e, 0, HR_AF, ST_OFF(af));
	flags_set(e, HELD_ADD);
}
