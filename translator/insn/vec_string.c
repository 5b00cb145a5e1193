// SPDX-License-Identifier: GPL-2.0-only
/*
 * vec_string.c - PCMPESTRI PCMPESTRM PCMPISTRI PCMPISTRM. SDM 1, 4.1, 2B. Memory operands need not be aligned.
 *
 * In line is what C libraries use: PCMPISTRI for "equal each" and "equal any", index of the first. A result of
 * comparison is then a number of 64 bits, four for each byte or eight for each word. The rest is done by a helper.
 */
#include "vec.h"
#include "../pcmpstr.h"

enum { NZCV = F_CF | F_ZF | F_SF | F_OF };

/* Index in x16, NZCV in x17, mask in the state. */
static void call_helper(struct emit *e, const struct insn *in, u32 attributes)
{
	unsigned s = xmm(e, in, 1);
	u32 op = (u8)in->imm | attributes;

	put(e, a64_vstr_uoff(4, in->op[0].reg, HR_STATE, ST_OFF(area) + PCMPSTR_FIRST));
	put(e, a64_vstr_uoff(4, s, HR_STATE, ST_OFF(area) + PCMPSTR_SECOND));
	mov_imm(e, W32, HR_T0, op);
	emit_call(e, HELPER_pcmpstr);
	commit(e);
}

static void set_pf_af(struct emit *e, const struct insn *in)
{
	if (flags_out(in) & F_PF)
		put(e, a64_movz(W32, HR_PF, 1, 0));
	if (flags_out(in) & F_AF)
		put(e, a64_mov_reg(W32, HR_AF, HR_ZR));
}

static void set_flags(struct emit *e, const struct insn *in)
{
	if (flags_out(in) & NZCV)
		put(e, a64_msr(A64_NZCV, HR_T1));
	flags_set(e, HELD_SUB);
	set_pf_af(e, in);
}

static void find_index(struct emit *e, const struct insn *in, u32 attributes)
{
	call_helper(e, in, attributes);
	put(e, a64_mov_reg(W32, guest_write(e, REG_RCX), HR_T0));
	set_flags(e, in);
}

static void make_mask(struct emit *e, const struct insn *in, u32 attributes)
{
	call_helper(e, in, attributes);
	put(e, a64_vldr_uoff(4, 0, HR_STATE, ST_OFF(area) + PCMPSTR_MASK));
	set_flags(e, in);
}

static u32 explicit_lengths(const struct insn *in)
{
	return PCMPSTR_EXPLICIT | (in->prefix & P_W ? PCMPSTR_WIDE : 0);
}

static void emit_pcmpestri(struct emit *e, const struct insn *in)
{
	find_index(e, in, explicit_lengths(in));
}

static void emit_pcmpistrm(struct emit *e, const struct insn *in)
{
	make_mask(e, in, 0);
}

static void emit_pcmpestrm(struct emit *e, const struct insn *in)
{
	make_mask(e, in, explicit_lengths(in));
}

/* ---- PCMPISTRI in line ---- */

/* Numbers in general registers; the ends have ones where an element is zero, and spread() makes it all behind the first. */
struct found {
	unsigned match, end_a, end_b;
};

static unsigned number_of(struct emit *e, unsigned v)
{
	unsigned r = tmp(e);

	put(e, a64_vshrn(A64_8B, v, v, 4));
	put(e, a64_fmov_to_gpr(X64, r, v));
	return r;
}

static unsigned zeros_of(struct emit *e, enum a64_arr arr, unsigned v)
{
	unsigned t = vtmp(e);

	put(e, a64_vcmeq0(arr, t, v));
	return number_of(e, t);
}

static void spread(struct emit *e, unsigned r, unsigned t)
{
	put(e, a64_neg(X64, t, r));
	put(e, a64_orr_reg(X64, r, r, t, A64_LSL, 0));
}

/* Which elements are found differs from "equal" up to the first end. */
static void first_difference(struct emit *e, struct found f)
{
	unsigned t = tmp(e), u = tmp(e);

	put(e, a64_orr_reg(X64, t, f.end_a, f.end_b, A64_LSL, 0));
	put(e, a64_sub_imm(X64, u, t, 1));
	put(e, a64_eor_reg(X64, t, t, u, A64_LSL, 0));
	put(e, a64_bic_reg(X64, f.match, t, f.match, A64_LSL, 0));
}

static struct found find_each(struct emit *e, const struct insn *in, enum a64_arr arr, unsigned s)
{
	unsigned d = in->op[0].reg, v = vtmp(e), t;
	struct found f;

	put(e, a64_vcmeq(arr, v, d, s));
	f.match = number_of(e, v);
	f.end_a = zeros_of(e, arr, d);
	f.end_b = zeros_of(e, arr, s);
	if (pcmpstr_negated(in->imm) && !pcmpstr_masked(in->imm)) {
		first_difference(e, f);
		return f;
	}
	t = tmp(e);
	spread(e, f.end_a, t);
	spread(e, f.end_b, t);
	put(e, a64_orr_reg(X64, t, f.end_a, f.end_b, A64_LSL, 0));
	put(e, a64_bic_reg(X64, f.match, f.match, t, A64_LSL, 0));
	put(e, a64_and_reg(X64, t, f.end_a, f.end_b, A64_LSL, 0));
	put(e, a64_orr_reg(X64, f.match, f.match, t, A64_LSL, 0));
	if (pcmpstr_masked(in->imm))
		put(e, a64_eon_reg(X64, f.match, f.match, f.end_b, A64_LSL, 0));
	return f;
}

/* v = the elements of a that lie behind its end as zeros: those are equal to none of b that counts. */
static void cut_string(struct emit *e, enum a64_arr arr, unsigned v, unsigned a, unsigned end, unsigned t)
{
	put(e, a64_fmov_from_gpr(X64, v, end));
	put(e, a64_vzip1(A64_16B, v, v, v));
	if (arr == A64_16B) {
		vconst_to(e, t, 0xf00ff00ff00ff00f, 0xf00ff00ff00ff00f);
		put(e, a64_vcmtst(A64_16B, v, v, t));
	}
	put(e, a64_vbic(A64_16B, v, a, v));
}

static struct found find_any(struct emit *e, const struct insn *in, enum a64_arr arr, unsigned s)
{
	unsigned d = in->op[0].reg, a, t, sum, i;
	struct found f;

	f.end_a = zeros_of(e, arr, d);
	f.end_b = zeros_of(e, arr, s);
	a = vtmp(e);
	t = vtmp(e);
	sum = vtmp(e);
	f.match = tmp(e);
	spread(e, f.end_a, f.match);
	spread(e, f.end_b, f.match);
	cut_string(e, arr, a, d, f.end_a, t);
	for (i = 0; i < 16u >> (arr >> 1); i++) {
		unsigned to = i ? t : sum;

		put(e, a64_vdup_elem(arr, to, a, i));
		put(e, a64_vcmeq(arr, to, to, s));
		if (i)
			put(e, a64_vorr(A64_16B, sum, sum, t));
	}
	put(e, a64_vshrn(A64_8B, sum, sum, 4));
	put(e, a64_fmov_to_gpr(X64, f.match, sum));
	if (pcmpstr_masked(in->imm))
		put(e, a64_orr_reg(X64, f.match, f.match, f.end_b, A64_LSL, 0));
	else
		put(e, a64_bic_reg(X64, f.match, f.match, f.end_b, A64_LSL, 0));
	if (pcmpstr_negated(in->imm))
		put(e, a64_mvn(X64, f.match, f.match));
	return f;
}

/* C = no element found, Z and N = the strings have ends. (x + C) - C carries when C is 1 and is zero when x is. */
static void flags_of_found(struct emit *e, const struct insn *in, struct found f)
{
	unsigned c, t;

	if (!(flags_out(in) & (F_ZF | F_SF | F_OF))) {
		put(e, a64_cmp_reg(X64, HR_ZR, f.match, A64_LSL, 0));
		return;
	}
	c = tmp(e);
	t = f.end_b;
	put(e, a64_cmp_imm(X64, f.end_b, 0));
	if (!(flags_out(in) & (F_SF | F_OF))) {
		put(e, a64_cset(W32, t, A64_EQ));
		put(e, a64_cmp_imm(X64, f.match, 0));
		put(e, a64_csinc(W32, t, t, t, A64_NE));
		put(e, a64_csetm(W32, c, A64_EQ));
		put(e, a64_cmn_reg(W32, t, c, A64_LSL, 0));
		return;
	}
	put(e, a64_cset(W32, t, A64_NE));
	put(e, a64_cmp_imm(X64, f.match, 0));
	put(e, a64_cset(W32, c, A64_EQ));
	put(e, a64_bfi(W32, c, t, 1, 1));
	put(e, a64_cmp_imm(X64, f.end_a, 0));
	put(e, a64_cset(W32, t, A64_NE));
	put(e, a64_bfi(W32, c, t, 2, 1));
	put(e, a64_lsl_imm(W32, c, c, 29));
	put(e, a64_bfi(W32, c, f.match, 28, 1));
	put(e, a64_msr(A64_NZCV, c));
}

static void emit_pcmpistri(struct emit *e, const struct insn *in)
{
	enum pcmpstr_match how = pcmpstr_match(in->imm);
	enum a64_arr arr = in->imm & PCMPSTR_WORDS ? A64_8H : A64_16B;
	struct found f;
	unsigned s;

	if (in->imm & PCMPSTR_LAST || (how != PCMPSTR_EACH && how != PCMPSTR_ANY)) {
		find_index(e, in, 0);
		return;
	}
	s = xmm(e, in, 1);
	f = how == PCMPSTR_EACH ? find_each(e, in, arr, s) : find_any(e, in, arr, s);
	if (flags_out(in) & NZCV)
		flags_of_found(e, in, f);
	flags_set(e, HELD_SUB);
	set_pf_af(e, in);
	if (e->opt->features & HF_CSSC) {
		put(e, a64_ctz(X64, f.match, f.match));
	} else {
		put(e, a64_rbit(X64, f.match, f.match));
		put(e, a64_clz(X64, f.match, f.match));
	}
	put(e, a64_lsr_imm(W32, guest_write(e, REG_RCX), f.match, arr == A64_8H ? 3 : 2));
}

const struct row vec_string_rows[] = {
	/*  encoding		operands	written read undef	cpuid	attributes	emitter */
	ROW("66 0F 3A 60 /r",	"Vdq Wdq Ib",	OSZAPC, 0, 0,	SSE42,	A_RO,		emit_pcmpestrm),
	ROW("66 0F 3A 61 /r",	"Vdq Wdq Ib",	OSZAPC, 0, 0,	SSE42,	A_RO,		emit_pcmpestri),
	ROW("66 0F 3A 62 /r",	"Vdq Wdq Ib",	OSZAPC, 0, 0,	SSE42,	A_RO,		emit_pcmpistrm),
	ROW("66 0F 3A 63 /r",	"Vdq Wdq Ib",	OSZAPC, 0, 0,	SSE42,	A_RO,		emit_pcmpistri),
};
