// SPDX-License-Identifier: GPL-2.0-only
/*
 * vec_convert.c - CVT between integers, single and double precision. SDM 2A. MMX registers are vector temporaries here (mmx.h).
 *
 * To integers: what is out of range, and NaN, gives the integer indefinite, the most negative number. A64 saturates and gives
 * 0 for NaN; the most negative number for both only with FRINT32Z and FRINT64Z.
 */
#include "vec_float.h"
#include "../vector.h"

/* ---- from integers ---- */

static void emit_cvtsi2s(struct emit *e, const struct insn *in)
{
	struct fp_type ty = fp_type(in);
	unsigned d = in->op[0].reg, s, t;
	enum a64_sf sf = sf_of(in->op[1].size);

	if (strict_emit(e, in, SSE_FROM_GPR, ty, 0))
		return;
	s = gpr(e, in, 1);
	if (fp_afp(e)) {
		put(e, a64_scvtf(sf, ty.fp, d, s));
		return;
	}
	t = vtmp(e);
	put(e, a64_scvtf(sf, ty.fp, t, s));
	fp_put_low(e, in, ty.log2, t);
}

static void emit_cvtdq2ps(struct emit *e, const struct insn *in)
{
	struct fp_type ty = { false, A64_S, A64_4S, 2 };

	if (!strict_emit(e, in, SSE_FROM_INT, ty, 0))
		put(e, a64_vscvtf(A64_4S, in->op[0].reg, xmm(e, in, 1)));
}

/* Two integers; the upper half stays. */
static void emit_cvtpi2ps(struct emit *e, const struct insn *in)
{
	struct insn packed = *in;
	unsigned t = vtmp(e);

	packed.op[0].reg = t;
	emit_cvtdq2ps(e, &packed);
	fp_put_low(e, in, 3, t);
}

static void emit_cvtdq2pd(struct emit *e, const struct insn *in)
{
	unsigned s = xmm(e, in, 1), t = vtmp(e);

	put(e, a64_vsxtl(A64_2S, t, s));
	put(e, a64_vscvtf(A64_2D, in->op[0].reg, t));
}

/* ---- between single and double ---- */

static void emit_cvts2s(struct emit *e, const struct insn *in)
{
	struct fp_type ty = fp_type(in);
	unsigned d = in->op[0].reg, s, t;
	enum a64_fp to = ty.fp == A64_S ? A64_D : A64_S;

	if (strict_emit(e, in, SSE_CONVERT, ty, 0))
		return;
	s = xmm(e, in, 1);
	if (fp_afp(e)) {
		put(e, a64_fcvt(to, ty.fp, d, s));
		return;
	}
	t = vtmp(e);
	put(e, a64_fcvt(to, ty.fp, t, s));
	fp_put_low(e, in, to == A64_D ? 3 : 2, t);
}

static void emit_cvtps2pd(struct emit *e, const struct insn *in)
{
	struct fp_type ty = { false, A64_S, A64_4S, 2 };

	if (!strict_emit(e, in, SSE_CONVERT, ty, 0))
		put(e, a64_vfcvtl(A64_2S, in->op[0].reg, xmm(e, in, 1)));
}

static void emit_cvtpd2ps(struct emit *e, const struct insn *in)
{
	struct fp_type ty = { false, A64_D, A64_2D, 3 };

	if (!strict_emit(e, in, SSE_CONVERT, ty, 0))
		put(e, a64_vfcvtn(A64_2S, in->op[0].reg, xmm(e, in, 1)));
}

/* ---- to integers ---- */

/* 2C truncates, 2D rounds as MXCSR says. */
static bool truncates(const struct insn *in)
{
	return in->opcode == 0x2c;
}

static void to_gpr_frintts(struct emit *e, const struct insn *in, unsigned s)
{
	enum a64_fp fp = fp_type(in).fp;
	enum a64_sf sf = sf_of(in->op[0].size);
	unsigned t = vtmp(e);

	if (truncates(in))
		put(e, sf == X64 ? a64_frint64z(fp, t, s) : a64_frint32z(fp, t, s));
	else
		put(e, sf == X64 ? a64_frint64x(fp, t, s) : a64_frint32x(fp, t, s));
	put(e, a64_fcvtzs(sf, fp, guest_write(e, in->op[0].reg), t));
}

/* Branches when |v| is 2^bits or more, or NaN: by the exponent, as NZCV may be in use. */
static void branch_if_large(struct emit *e, enum a64_fp fp, unsigned v, unsigned bits, unsigned r, u32 label)
{
	enum a64_sf sf = fp == A64_D ? X64 : W32;

	put(e, a64_fmov_to_gpr(sf, r, v));
	put(e, a64_ubfx(sf, r, r, fp == A64_D ? 52 : 23, fp == A64_D ? 11 : 8));
	put(e, a64_sub_imm(W32, r, r, (fp == A64_D ? 1023 : 127) + bits));
	br_tbz(e, r, 31, label);
}

/* Of the large numbers only -2^31 (-2^63) is in range, and that is what the indefinite is. */
static void put_indefinite(struct emit *e, const struct insn *in, u32 back)
{
	enum a64_sf sf = sf_of(in->op[0].size);

	commit(e);
	put(e, a64_movz(sf, in->op[0].reg, 0x8000, sf == X64 ? 3 : 1));
	mark_at(e, insn_next(in));
	br(e, back);
}

/* a: the number. FCVTZS is there for the exception. */
static void cold_truncate(struct emit *e, const struct insn *in, u32 a, u32 b)
{
	put(e, a64_fcvtzs(sf_of(in->op[0].size), fp_type(in).fp, HR_T0, a));
	put_indefinite(e, in, b);
}

/* From 2^30 on only double to 32 bits can be inexact, which is raised (by FRINTX) only where the rounded number is in range. */
static void cold_round(struct emit *e, const struct insn *in, u32 a, u32 b)
{
	enum a64_fp fp = fp_type(in).fp;
	enum a64_sf sf = sf_of(in->op[0].size);
	u32 large = label_new(e), other = label_new(e);
	unsigned t = 30, bits = 8 * in->op[0].size - 1;

	put(e, a64_frinti(fp, t, a));
	branch_if_large(e, fp, t, bits, HR_T0, large);
	put(e, a64_frintx(fp, t, a));
	commit(e);
	put(e, a64_fcvtzs(sf, fp, in->op[0].reg, t));
	mark_at(e, insn_next(in));
	br(e, b);
	label_bind(e, large);
	mark_again(e);
	put(e, a64_fcvtzs(sf, fp, HR_T0, t));
	if (fp == A64_D && sf == W32) {
		put(e, a64_fmov_to_gpr(X64, HR_T0, t));
		mov_imm(e, X64, HR_T1, 0xc1e0000000000000);
		put(e, a64_sub_reg(X64, HR_T0, HR_T0, HR_T1, A64_LSL, 0));
		br_cbnz(e, X64, HR_T0, other);
		put(e, a64_frintx(fp, t, a));
		label_bind(e, other);
	}
	put_indefinite(e, in, b);
}

static void emit_cvts2si(struct emit *e, const struct insn *in)
{
	unsigned s, t, bits = 8 * in->op[0].size - 1;
	enum a64_fp fp = fp_type(in).fp;
	u32 back;

	if (strict_emit(e, in, SSE_TO_GPR, fp_type(in), truncates(in) ? SSE_TRUNCATE : 0))
		return;
	if (!(e->opt->features & HF_FRINTTS))
		vector_forget(e);		/* cold_round() */
	s = xmm(e, in, 1);
	if (e->opt->features & HF_FRINTTS) {
		to_gpr_frintts(e, in, s);
		return;
	}
	back = label_new(e);
	if (truncates(in)) {
		branch_if_large(e, fp, s, bits, tmp(e), cold(e, cold_truncate, s, back));
		put(e, a64_fcvtzs(sf_of(in->op[0].size), fp, guest_write(e, in->op[0].reg), s));
	} else {
		t = vtmp(e);
		branch_if_large(e, fp, s, bits - 1, tmp(e), cold(e, cold_round, s, back));
		put(e, a64_frintx(fp, t, s));
		put(e, a64_fcvtzs(sf_of(in->op[0].size), fp, guest_write(e, in->op[0].reg), t));
	}
	label_bind(e, back);
}

/* Four integers from a single-precision source: what is not below 2^31 becomes the indefinite. 5B: 66 rounds, F3 truncates. */
static void cvtps2dq(struct emit *e, const struct insn *in, bool trunc)
{
	struct fp_type ty = { false, A64_S, A64_4S, 2 };
	unsigned d = in->op[0].reg, s, t, m;

	if (strict_emit(e, in, SSE_TO_INT, ty, trunc ? SSE_TRUNCATE : 0))
		return;
	s = xmm(e, in, 1);
	t = vtmp(e);
	if (e->opt->features & HF_FRINTTS) {
		put(e, trunc ? a64_vfrint32z(A64_4S, t, s) : a64_vfrint32x(A64_4S, t, s));
		put(e, a64_vfcvtzs(A64_4S, d, t));
		return;
	}
	m = vtmp(e);
	put(e, a64_vfcmgt(A64_4S, m, vconst(e, 0x4f0000004f000000, 0x4f0000004f000000), s));
	if (!trunc) {
		put(e, a64_vfrintx(A64_4S, t, s));
		s = t;
	}
	put(e, a64_vfcvtzs(A64_4S, t, s));
	put(e, a64_vbif(A64_16B, t, vconst(e, 0x8000000080000000, 0x8000000080000000), m));
	xmm_put(e, in, 0, t);
}

static void emit_cvtps2dq(struct emit *e, const struct insn *in)
{
	cvtps2dq(e, in, in->prefix & P_REP);
}

/* Two singles: the upper half may not raise anything. */
static void emit_cvtps2pi(struct emit *e, const struct insn *in)
{
	struct insn packed = *in;
	unsigned s = xmm(e, in, 1);

	if (in->op[1].kind == OPK_XMM) {
		s = vtmp(e);
		put(e, a64_fmov(A64_D, s, in->op[1].reg));
	}
	packed.op[1].kind = OPK_XMM;
	packed.op[1].reg = s;
	cvtps2dq(e, &packed, truncates(in));
}

/*
 * The scalar conversions raise what x86 raises. What is not below 2^31 becomes the indefinite. Rounding is done
 * quietly; inexact is raised by what is in range.
 */
static void cvtpd2dq_scalar(struct emit *e, const struct insn *in, unsigned t, unsigned s, bool trunc)
{
	unsigned c = vtmp(e), m = vtmp(e), k = vtmp(e), lo = tmp(e), hi = tmp(e);

	vconst_to(e, c, 0x41e0000000000000, 0x41e0000000000000);
	put(e, trunc ? a64_vmov(A64_16B, t, s) : a64_vfrinti(A64_2D, t, s));
	put(e, a64_vfcmgt(A64_2D, m, c, t));
	if (!trunc) {
		put(e, a64_vfneg(A64_2D, c, c));
		put(e, a64_vfcmge(A64_2D, k, t, c));
		put(e, a64_vand(A64_16B, k, k, m));
		put(e, a64_vand(A64_16B, k, k, s));
		put(e, a64_vfrintx(A64_2D, k, k));
	}
	put(e, a64_dup_scalar(3, k, t, 1));
	put(e, a64_fcvtzs(W32, A64_D, lo, t));
	put(e, a64_fcvtzs(W32, A64_D, hi, k));
	put(e, a64_fmov_from_gpr(W32, t, lo));
	put(e, a64_ins_gen(2, t, 1, hi));
	put(e, a64_vxtn(A64_2S, m, m));
	put(e, a64_movi_32(0, c, 0x80, 24));
	put(e, a64_vbif(A64_8B, t, c, m));
	xmm_put(e, in, 0, t);
}

/* Two integers to the lower half, 0 above. */
static void cvtpd2dq(struct emit *e, const struct insn *in, bool trunc)
{
	struct fp_type ty = { false, A64_D, A64_2D, 3 };
	unsigned d = in->op[0].reg, s, t;

	if (strict_emit(e, in, SSE_TO_INT, ty, trunc ? SSE_TRUNCATE : 0))
		return;
	s = xmm(e, in, 1);
	t = vtmp(e);
	if (e->opt->features & HF_FRINTTS) {
		put(e, trunc ? a64_vfrint32z(A64_2D, t, s) : a64_vfrint32x(A64_2D, t, s));
		put(e, a64_vfcvtzs(A64_2D, t, t));
		put(e, a64_vxtn(A64_2S, d, t));
		return;
	}
	cvtpd2dq_scalar(e, in, t, s, trunc);
}

/* E6: F2 rounds, 66 truncates. */
static void emit_cvtpd2dq(struct emit *e, const struct insn *in)
{
	cvtpd2dq(e, in, !(in->prefix & P_REPNE));
}

static void emit_cvtpd2pi(struct emit *e, const struct insn *in)
{
	cvtpd2dq(e, in, truncates(in));
}

const struct row vec_convert_rows[] = {
	/*  encoding		operands	written read undef	cpuid	attributes	emitter */
	ROW("F3 0F 2A /r",	"Vss Ey",	0, 0, 0,	SSE,	0,		emit_cvtsi2s),
	ROW("F2 0F 2A /r",	"Vsd Ey",	0, 0, 0,	SSE2,	0,		emit_cvtsi2s),
	ROW("F3 0F 2C-2D /r",	"Gy Wss",	0, 0, 0,	SSE,	A_WO,		emit_cvts2si),
	ROW("F2 0F 2C-2D /r",	"Gy Wsd",	0, 0, 0,	SSE2,	A_WO,		emit_cvts2si),
	ROW("NP 0F 5A /r",	"Vpd Wq",	0, 0, 0,	SSE2,	A_WO,		emit_cvtps2pd),
	ROW("66 0F 5A /r",	"Vps Wpd",	0, 0, 0,	SSE2,	A_WO | A_ALIGN,	emit_cvtpd2ps),
	ROW("F3 0F 5A /r",	"Vsd Wss",	0, 0, 0,	SSE2,	0,		emit_cvts2s),
	ROW("F2 0F 5A /r",	"Vss Wsd",	0, 0, 0,	SSE2,	0,		emit_cvts2s),
	ROW("NP 0F 5B /r",	"Vps Wdq",	0, 0, 0,	SSE2,	A_WO | A_ALIGN,	emit_cvtdq2ps),
	ROW("66 0F 5B /r",	"Vdq Wps",	0, 0, 0,	SSE2,	A_WO | A_ALIGN,	emit_cvtps2dq),
	ROW("F3 0F 5B /r",	"Vdq Wps",	0, 0, 0,	SSE2,	A_WO | A_ALIGN,	emit_cvtps2dq),
	ROW("66 0F E6 /r",	"Vdq Wpd",	0, 0, 0,	SSE2,	A_WO | A_ALIGN,	emit_cvtpd2dq),
	ROW("F3 0F E6 /r",	"Vpd Wq",	0, 0, 0,	SSE2,	A_WO,		emit_cvtdq2pd),
	ROW("F2 0F E6 /r",	"Vdq Wpd",	0, 0, 0,	SSE2,	A_WO | A_ALIGN,	emit_cvtpd2dq),

	/* From memory no MMX register is involved, and processors leave the x87 state alone. */
	ROW("NP 0F 2A /r mem",	"Vps Mq",	0, 0, 0,	SSE,	0,		emit_cvtpi2ps),
	ROW("66 0F 2A /r mem",	"Vpd Mq",	0, 0, 0,	SSE2,	A_WO,		emit_cvtdq2pd),
	ROW("NP 0F 2A /r mod3",	"Vps Nq",	0, 0, 0,	SSE,	A_X87 | A_MMX,	emit_cvtpi2ps),
	ROW("66 0F 2A /r mod3",	"Vpd Nq",	0, 0, 0,	SSE2,	A_X87 | A_MMX | A_WO,	emit_cvtdq2pd),
	ROW("NP 0F 2C-2D /r",	"Pq Wq",	0, 0, 0,	SSE,	A_X87 | A_MMX | A_WO,	emit_cvtps2pi),
	ROW("66 0F 2C-2D /r",	"Pq Wpd",	0, 0, 0,	SSE2,	A_X87 | A_MMX | A_WO | A_ALIGN,	emit_cvtpd2pi),
};
