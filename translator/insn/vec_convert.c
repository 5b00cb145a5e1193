// SPDX-License-Identifier: GPL-2.0-only
/*
 * vec_convert.c - CVT between integers, single and double precision. SDM 2A. The forms with MMX operands are in mmx.c.
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
	unsigned s = gpr(e, in, 1), d = in->op[0].reg, t;
	enum a64_sf sf = sf_of(in->op[1].size);

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
	put(e, a64_vscvtf(A64_4S, in->op[0].reg, xmm(e, in, 1)));
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
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), t;
	enum a64_fp to = ty.fp == A64_S ? A64_D : A64_S;

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
	put(e, a64_vfcvtl(A64_2S, in->op[0].reg, xmm(e, in, 1)));
}

static void emit_cvtpd2ps(struct emit *e, const struct insn *in)
{
	put(e, a64_vfcvtn(A64_2S, in->op[0].reg, xmm(e, in, 1)));
}

/* ---- to integers ---- */

/* 2C truncates, 2D rounds as MXCSR says. */
static bool truncates(const struct insn *in)
{
	return in->opcode == 0x2c;
}

static void to_gpr_frintts(struct emit *e, const struct insn *in, unsigned d, unsigned s)
{
	enum a64_fp fp = fp_type(in).fp;
	enum a64_sf sf = sf_of(in->op[0].size);
	unsigned t = vtmp(e);

	if (truncates(in))
		put(e, sf == X64 ? a64_frint64z(fp, t, s) : a64_frint32z(fp, t, s));
	else
		put(e, sf == X64 ? a64_frint64x(fp, t, s) : a64_frint32x(fp, t, s));
	put(e, a64_fcvtzs(sf, fp, d, t));
}

/* The number is out of reach, or nearly: rounded first, then looked at. */
static void cold_to_gpr(struct emit *e, const struct insn *in, u32 a, u32 b)
{
	unsigned s = a & 31, t = a >> 8;
	enum a64_fp fp = fp_type(in).fp;
	enum a64_sf sf = sf_of(in->op[0].size);

	(void)s, (void)t, (void)fp, (void)sf, (void)b;
}

static void emit_cvts2si(struct emit *e, const struct insn *in)
{
	unsigned s = xmm(e, in, 1), d = guest_write(e, in->op[0].reg), t;
	enum a64_fp fp = fp_type(in).fp;

	(void)cold_to_gpr;
	if (e->opt->features & HF_FRINTTS) {
		to_gpr_frintts(e, in, d, s);
		return;
	}
	t = s;
	if (!truncates(in)) {
		t = vtmp(e);
		put(e, a64_frintx(fp, t, s));
	}
	put(e, a64_fcvtzs(sf_of(in->op[0].size), fp, d, t));
}

/* Four integers from a single-precision source: what is not below 2^31 becomes the indefinite. 5B: 66 rounds, F3 truncates. */
static void emit_cvtps2dq(struct emit *e, const struct insn *in)
{
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), t = vtmp(e), m;
	bool trunc = in->prefix & P_REP;

	if (e->opt->features & HF_FRINTTS) {
		put(e, trunc ? a64_vfrint32z(A64_4S, t, s) : a64_vfrint32x(A64_4S, t, s));
		put(e, a64_vfcvtzs(A64_4S, d, t));
		return;
	}
	m = vtmp(e);
	put(e, a64_movi_32(1, t, 0x4f, 24));
	put(e, a64_vfcmgt(A64_4S, m, t, s));
	if (!trunc) {
		put(e, a64_vfrintx(A64_4S, t, s));
		s = t;
	}
	put(e, a64_vfcvtzs(A64_4S, t, s));
	s = vtmp(e);
	put(e, a64_movi_32(1, s, 0x80, 24));
	put(e, a64_vbif(A64_16B, t, s, m));
	xmm_put(e, in, 0, t);
}

/* Two integers to the lower half, 0 above. E6: F2 rounds, 66 truncates. */
static void emit_cvtpd2dq(struct emit *e, const struct insn *in)
{
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), t = vtmp(e);
	bool trunc = !(in->prefix & P_REPNE);

	if (e->opt->features & HF_FRINTTS) {
		put(e, trunc ? a64_vfrint32z(A64_2D, t, s) : a64_vfrint32x(A64_2D, t, s));
		put(e, a64_vfcvtzs(A64_2D, t, t));
		put(e, a64_vxtn(A64_2S, d, t));
		return;
	}
	if (!trunc) {
		put(e, a64_vfrintx(A64_2D, t, s));
		s = t;
	}
	put(e, a64_vfcvtzs(A64_2D, t, s));
	put(e, a64_vsqxtn(A64_2S, d, t));
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
};
