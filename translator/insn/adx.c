// SPDX-License-Identifier: GPL-2.0-only
/*
 * adx.c - ADCX ADOX: additions with a carry in CF alone, in OF alone. SDM 2A.
 */
#include "nzcv.h"

enum { NZCV_N = A64_FLAG_N, NZCV_Z = A64_FLAG_Z, NZCV_C = A64_FLAG_C, NZCV_V = A64_FLAG_V };

/* Behind the addition only C is new: the others come back from the word. */
static void restore_others(struct emit *e, unsigned word, unsigned t)
{
	if (nzcv_rmif(e)) {
		put(e, a64_rmif(word, 28, NZCV_N | NZCV_Z | NZCV_V));
		return;
	}
	put(e, a64_mrs(t, A64_NZCV));
	put(e, a64_lsr_imm(W32, t, t, 29));
	put(e, a64_bfi(W32, word, t, 29, 1));
	put(e, a64_msr(A64_NZCV, word));
}

static void emit_adcx(struct emit *e, const struct insn *in)
{
	unsigned a, b, d, word, t;
	bool others = in->live & F_NZCV & ~F_CF;
	enum a64_sf sf = sf_of(in->op[0].size);

	flags_want(e, HELD_ADD);
	e->ntmp = 0;
	a = gpr(e, in, 0);
	b = gpr(e, in, 1);
	d = gpr_dst(e, in, 0);
	if (!(in->live & F_CF)) {
		put(e, a64_adc(sf, d, a, b));
		return;
	}
	word = tmp(e);
	t = tmp(e);
	if (others)
		put(e, a64_mrs(word, A64_NZCV));
	commit(e);
	put(e, a64_adcs(sf, d, a, b));
	if (others)
		restore_others(e, word, t);
	flags_set(e, HELD_ADD);
}

/* The sum and its carry without NZCV, which changes only at the end. */
static void add_plainly(struct emit *e, const struct insn *in, enum a64_sf sf, unsigned a, unsigned b)
{
	unsigned word = tmp(e), sum = tmp(e), t = tmp(e), u = tmp(e);

	put(e, a64_mrs(word, A64_NZCV));
	put(e, a64_ubfx(W32, t, word, 28, 1));
	put(e, a64_add_reg(sf, sum, a, b, A64_LSL, 0));
	put(e, a64_add_reg(sf, sum, sum, t, A64_LSL, 0));
	put(e, a64_orr_reg(sf, t, a, b, A64_LSL, 0));
	put(e, a64_bic_reg(sf, t, t, sum, A64_LSL, 0));
	put(e, a64_and_reg(sf, u, a, b, A64_LSL, 0));
	put(e, a64_orr_reg(sf, t, t, u, A64_LSL, 0));
	put(e, a64_lsr_imm(sf, t, t, (32u << sf) - 1));
	put(e, a64_bfi(W32, word, t, 28, 1));
	gpr_put(e, in, 0, sum);
	put(e, a64_msr(A64_NZCV, word));
}

/* With RMIF: V becomes C for the addition, the new C becomes V. */
static void emit_adox(struct emit *e, const struct insn *in)
{
	enum a64_sf sf = sf_of(in->op[0].size);
	unsigned a, b, d, word, t;

	if (e->flags.held == HELD_FCMP)
		flags_want(e, HELD_ADD);
	e->ntmp = 0;
	a = gpr(e, in, 0);
	b = gpr(e, in, 1);
	if (!nzcv_rmif(e)) {
		add_plainly(e, in, sf, a, b);
		return;
	}
	word = tmp(e);
	t = tmp(e);
	d = gpr_dst(e, in, 0);
	put(e, a64_mrs(word, A64_NZCV));
	commit(e);
	put(e, a64_rmif(word, 27, NZCV_C));
	put(e, a64_adcs(sf, d, a, b));
	put(e, a64_cset(W32, t, A64_CS));
	put(e, a64_rmif(word, 28, NZCV_N | NZCV_Z | NZCV_C));
	put(e, a64_rmif(t, 0, NZCV_V));
}

const struct row adx_rows[] = {
	/*  encoding	operands	written	read	undefined	cpuid	attributes	emitter */
	ROW("66 0F 38 F6 /r", "Gy Ey",	F_CF,	F_CF,	0,	ADX,	0,	emit_adcx),
	ROW("F3 0F 38 F6 /r", "Gy Ey",	F_OF,	F_OF,	0,	ADX,	0,	emit_adox),
};
