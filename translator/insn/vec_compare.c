// SPDX-License-Identifier: GPL-2.0-only
/*
 * vec_compare.c - CMPPS CMPPD CMPSS CMPSD COMISS COMISD UCOMISS UCOMISD, ROUNDPS and its like, RCPPS RSQRTPS. SDM 2A, 2B.
 */
#include "vec_float.h"

/* ---- CMPccPS ---- */

enum { CMP_EQ, CMP_LT, CMP_LE, CMP_UNORD };

/* The mask of cc (0-3) in t. FCMEQ raises invalid for signalling NaNs only, FCMGT and FCMGE for all: as x86 has it. */
static void compare(struct emit *e, struct fp_type ty, unsigned cc, unsigned t, unsigned a, unsigned b)
{
	unsigned u;

	switch (cc) {
	case CMP_EQ:
		put(e, ty.scalar ? a64_fcmeq(ty.fp, t, b, a) : a64_vfcmeq(ty.arr, t, b, a));
		break;
	case CMP_LT:
		put(e, ty.scalar ? a64_fcmgt(ty.fp, t, b, a) : a64_vfcmgt(ty.arr, t, b, a));
		break;
	case CMP_LE:
		put(e, ty.scalar ? a64_fcmge(ty.fp, t, b, a) : a64_vfcmge(ty.arr, t, b, a));
		break;
	case CMP_UNORD:
		put(e, ty.scalar ? a64_fcmeq(ty.fp, t, a, a) : a64_vfcmeq(ty.arr, t, a, a));
		if (a == b)
			break;
		u = vtmp(e);
		put(e, ty.scalar ? a64_fcmeq(ty.fp, u, b, b) : a64_vfcmeq(ty.arr, u, b, b));
		put(e, a64_vand(A64_16B, t, t, u));
		break;
	}
}

/* Predicates 0-3, and 4-7 that are their opposites; what is tested for UNORD is its opposite. */
static void emit_cmp(struct emit *e, const struct insn *in)
{
	struct fp_type ty = fp_type(in);
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), cc = in->imm & 3, t = ty.scalar || cc == CMP_UNORD ? vtmp(e) : d;
	bool invert = (in->imm >> 2 & 1) != (cc == CMP_UNORD);

	if (ty.scalar && fp_afp(e) && !invert && cc != CMP_UNORD)
		t = d;			/* the upper elements are those of FCMxx's second source */
	if (t == d)
		commit(e);
	compare(e, ty, cc, t, d, s);
	if (!ty.scalar && (invert || t != d)) {
		commit(e);
		put(e, invert ? a64_vnot(A64_16B, d, t) : a64_vmov(A64_16B, d, t));
	} else if (t != d) {
		if (invert)
			put(e, a64_vnot(A64_16B, t, t));
		fp_put_low(e, in, ty.log2, t);
	}
}

/* ---- COMIS, UCOMIS ---- */

static void comis(struct emit *e, const struct insn *in, bool signal)
{
	enum a64_fp fp = in->prefix & P_OSZ ? A64_D : A64_S;
	unsigned a = in->op[0].reg, b = xmm(e, in, 1);

	put(e, signal ? a64_fcmpe(fp, a, b) : a64_fcmp(fp, a, b));
	flags_set(e, HELD_FCMP);
}

static void emit_comis(struct emit *e, const struct insn *in)
{
	comis(e, in, true);
}

static void emit_ucomis(struct emit *e, const struct insn *in)
{
	comis(e, in, false);
}

/* ---- ROUND ---- */

/* Opcodes 08 PS, 09 PD, 0A SS, 0B SD. */
static struct fp_type round_type(const struct insn *in)
{
	bool dbl = in->opcode & 1;

	return (struct fp_type){ in->opcode & 2, dbl ? A64_D : A64_S, dbl ? A64_2D : A64_4S, dbl ? 3 : 2 };
}

enum { ROUND_NEAREST, ROUND_DOWN, ROUND_UP, ROUND_ZERO, ROUND_MXCSR = 4, ROUND_QUIET = 8 };

static u32 frint(struct fp_type ty, unsigned mode, unsigned d, unsigned s)
{
	if (mode & ROUND_MXCSR && mode & ROUND_QUIET)
		return ty.scalar ? a64_frinti(ty.fp, d, s) : a64_vfrinti(ty.arr, d, s);
	if (mode & ROUND_MXCSR)
		return ty.scalar ? a64_frintx(ty.fp, d, s) : a64_vfrintx(ty.arr, d, s);
	switch (mode & 3) {
	case ROUND_NEAREST:
		return ty.scalar ? a64_frintn(ty.fp, d, s) : a64_vfrintn(ty.arr, d, s);
	case ROUND_DOWN:
		return ty.scalar ? a64_frintm(ty.fp, d, s) : a64_vfrintm(ty.arr, d, s);
	case ROUND_UP:
		return ty.scalar ? a64_frintp(ty.fp, d, s) : a64_vfrintp(ty.arr, d, s);
	default:
		return ty.scalar ? a64_frintz(ty.fp, d, s) : a64_vfrintz(ty.arr, d, s);
	}
}

/* The modes with a direction do not raise inexact: FRINTX does it for them. */
static void emit_round(struct emit *e, const struct insn *in)
{
	struct fp_type ty = round_type(in);
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), t;

	if (!(in->imm & (ROUND_MXCSR | ROUND_QUIET)))
		put(e, frint(ty, ROUND_MXCSR, vtmp(e), s));
	if (!ty.scalar || fp_afp(e)) {
		put(e, frint(ty, in->imm, d, s));
		return;
	}
	t = vtmp(e);
	put(e, frint(ty, in->imm, t, s));
	fp_put_low(e, in, ty.log2, t);
}

/* ---- RCP, RSQRT: the estimate and one Newton step, 16 bits; no exception is raised ---- */

static void estimate(struct emit *e, const struct insn *in, bool root)
{
	bool scalar = in->prefix & P_REP;
	enum a64_arr arr = scalar ? A64_2S : A64_4S;
	unsigned s = xmm(e, in, 1), fpsr = tmp(e), t = vtmp(e), u = vtmp(e);

	put(e, a64_mrs(fpsr, A64_FPSR));
	put(e, root ? a64_vfrsqrte(arr, t, s) : a64_vfrecpe(arr, t, s));
	if (root) {
		put(e, a64_vfmul(arr, u, t, t));
		put(e, a64_vfrsqrts(arr, u, u, s));
	} else {
		put(e, a64_vfrecps(arr, u, t, s));
	}
	put(e, a64_vfmul(arr, t, t, u));
	put(e, a64_msr(A64_FPSR, fpsr));
	if (scalar)
		fp_put_low(e, in, 2, t);
	else
		xmm_put(e, in, 0, t);
}

static void emit_rcp(struct emit *e, const struct insn *in)
{
	estimate(e, in, false);
}

static void emit_rsqrt(struct emit *e, const struct insn *in)
{
	estimate(e, in, true);
}

const struct row vec_compare_rows[] = {
	/*  encoding		operands	written	read undef	cpuid	attributes	emitter */
	ROW("NP 0F 52 /r",	"Vps Wps",	0, 0, 0,	SSE,	A_WO | A_ALIGN,	emit_rsqrt),
	ROW("F3 0F 52 /r",	"Vss Wss",	0, 0, 0,	SSE,	0,		emit_rsqrt),
	ROW("NP 0F 53 /r",	"Vps Wps",	0, 0, 0,	SSE,	A_WO | A_ALIGN,	emit_rcp),
	ROW("F3 0F 53 /r",	"Vss Wss",	0, 0, 0,	SSE,	0,		emit_rcp),
	ROW("NP 0F C2 /r",	"Vps Wps Ib",	0, 0, 0,	SSE,	A_ALIGN,	emit_cmp),
	ROW("66 0F C2 /r",	"Vpd Wpd Ib",	0, 0, 0,	SSE2,	A_ALIGN,	emit_cmp),
	ROW("F3 0F C2 /r",	"Vss Wss Ib",	0, 0, 0,	SSE,	0,		emit_cmp),
	ROW("F2 0F C2 /r",	"Vsd Wsd Ib",	0, 0, 0,	SSE2,	0,		emit_cmp),
	ROW("NP 0F 2E /r",	"Vss Wss",	OSZAPC, 0, 0,	SSE,	A_RO,		emit_ucomis),
	ROW("66 0F 2E /r",	"Vsd Wsd",	OSZAPC, 0, 0,	SSE2,	A_RO,		emit_ucomis),
	ROW("NP 0F 2F /r",	"Vss Wss",	OSZAPC, 0, 0,	SSE,	A_RO,		emit_comis),
	ROW("66 0F 2F /r",	"Vsd Wsd",	OSZAPC, 0, 0,	SSE2,	A_RO,		emit_comis),
	ROW("66 0F 3A 08 /r",	"Vps Wps Ib",	0, 0, 0,	SSE41,	A_WO | A_ALIGN,	emit_round),
	ROW("66 0F 3A 09 /r",	"Vpd Wpd Ib",	0, 0, 0,	SSE41,	A_WO | A_ALIGN,	emit_round),
	ROW("66 0F 3A 0A /r",	"Vss Wss Ib",	0, 0, 0,	SSE41,	0,		emit_round),
	ROW("66 0F 3A 0B /r",	"Vsd Wsd Ib",	0, 0, 0,	SSE41,	0,		emit_round),
};
