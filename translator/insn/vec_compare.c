// SPDX-License-Identifier: GPL-2.0-only
/*
 * vec_compare.c - CMPPS CMPPD CMPSS CMPSD COMISS COMISD UCOMISS UCOMISD, ROUNDPS and its like, RCPPS RSQRTPS. SDM 2A, 2B.
 */
#include "vec_float.h"
#include "../vector.h"

/* ---- CMPccPS ---- */

enum { CMP_EQ, CMP_LT, CMP_LE, CMP_UNORD };

/* FCMEQ raises invalid for signalling NaNs only, FCMGT and FCMGE for all: as x86 has it. */
static void compare(struct emit *e, struct fp_type ty, unsigned cc, unsigned t, unsigned a, unsigned b)
{
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
	}
}

/* t = ones where neither is a NaN. With AFP a comparison of both raises what is to be raised, and NaNs are found by their bits. */
static void ordered(struct emit *e, struct fp_type ty, unsigned t, unsigned a, unsigned b)
{
	unsigned u = vtmp(e), inf;

	compare(e, ty, CMP_EQ, t, a, fp_afp(e) ? b : a);
	if (!fp_afp(e)) {
		if (a == b)
			return;
		compare(e, ty, CMP_EQ, u, b, b);
		put(e, a64_vand(A64_16B, t, t, u));
		return;
	}
	inf = ty.fp == A64_S ? vconst(e, 0xff000000ff000000, 0xff000000ff000000) : vconst(e, 0xffe0000000000000, 0xffe0000000000000);
	put(e, a64_vshl(ty.arr, t, a, 1));		/* without the sign: up to infinity */
	put(e, a64_vcmhs(ty.arr, t, inf, t));
	if (a == b)
		return;
	put(e, a64_vshl(ty.arr, u, b, 1));
	put(e, a64_vcmhs(ty.arr, u, inf, u));
	put(e, a64_vand(A64_16B, t, t, u));
}

/* Predicates 0-3, and 4-7 that are their opposites; what is made for UNORD is its opposite. */
static void emit_cmp(struct emit *e, const struct insn *in)
{
	struct fp_type ty = fp_type(in);
	unsigned d = in->op[0].reg, cc = in->imm & 3, s, t;
	bool invert = (in->imm >> 2 & 1) != (cc == CMP_UNORD);

	if (strict_emit(e, in, SSE_COMPARE, ty, 0))
		return;
	s = xmm(e, in, 1);
	/* With AFP the upper elements are those of FCMxx's second source. */
	if (cc != CMP_UNORD && (!ty.scalar || (fp_afp(e) && !invert))) {
		commit(e);
		compare(e, ty, cc, d, d, s);
		if (invert)
			put(e, a64_vnot(A64_16B, d, d));
		return;
	}
	t = vtmp(e);
	if (cc == CMP_UNORD)
		ordered(e, ty, t, d, s);
	else
		compare(e, ty, cc, t, d, s);
	if (invert)
		put(e, a64_vnot(A64_16B, t, t));
	if (ty.scalar)
		fp_put_low(e, in, ty.log2, t);
	else
		xmm_put(e, in, 0, t);
}

/* ---- COMIS, UCOMIS ---- */

static void comis(struct emit *e, const struct insn *in, bool signal)
{
	enum a64_fp fp = in->prefix & P_OSZ ? A64_D : A64_S;
	struct fp_type ty = { true, fp, A64_2D, 3 };
	unsigned a = in->op[0].reg, b;

	if (strict_emit(e, in, signal ? SSE_COMIS : SSE_UCOMIS, ty, 0))
		return;
	b = xmm(e, in, 1);
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
	unsigned d = in->op[0].reg, s, t;

	if (strict_emit(e, in, SSE_ROUND, ty, 0))
		return;
	s = xmm(e, in, 1);
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

enum { EST_SIGN = 27, EST_SMALL, EST_X, EST_T, EST_U };	/* vector registers; v26 is the memory operand's */

/* Where v is below the smallest normal number it is replaced by the zero of the operand's sign. */
static void flush(struct emit *e, enum a64_arr arr, unsigned v)
{
	put(e, a64_vfacgt(arr, EST_U, EST_SMALL, v));
	put(e, a64_vbit(A64_16B, v, EST_SIGN, EST_U));
}

static void newton(struct emit *e, enum a64_arr arr, bool root)
{
	put(e, root ? a64_vfrsqrte(arr, EST_T, EST_X) : a64_vfrecpe(arr, EST_T, EST_X));
	if (root) {
		put(e, a64_vfmul(arr, EST_U, EST_T, EST_T));
		put(e, a64_vfrsqrts(arr, EST_U, EST_U, EST_X));
	} else {
		put(e, a64_vfrecps(arr, EST_U, EST_T, EST_X));
	}
	put(e, a64_vfmul(arr, EST_T, EST_T, EST_U));
}

static void estimate(struct emit *e, const struct insn *in, bool root)
{
	bool scalar = in->prefix & P_REP;
	enum a64_arr arr = scalar ? A64_2S : A64_4S;
	struct fp_type ty = { scalar, A64_S, A64_4S, 2 };
	unsigned s, fpsr;

	vector_forget(e);
	s = xmm(e, in, 1);
	fpsr = tmp(e);
	put(e, a64_mrs(fpsr, A64_FPSR));
	put(e, a64_movi_32(1, EST_SIGN, 0x80, 24));
	put(e, a64_movi_32(1, EST_SMALL, 0x80, 16));
	put(e, a64_vand(A64_16B, EST_SIGN, EST_SIGN, s));
	put(e, a64_vmov(A64_16B, EST_X, s));
	commit(e);		/* FPSR is as visible as what it stands for */
	flush(e, arr, EST_X);
	newton(e, arr, root);
	if (!root)
		flush(e, arr, EST_T);
	else if (!fp_afp(e))
		nan_mend(e, ty, EST_T, EST_X, EST_X, EST_U, EST_SMALL);
	put(e, a64_msr(A64_FPSR, fpsr));
	if (scalar)
		fp_put_low(e, in, 2, EST_T);
	else
		xmm_put(e, in, 0, EST_T);
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
