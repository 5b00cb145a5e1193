// SPDX-License-Identifier: GPL-2.0-only
/*
 * vec_float.c - ADD SUB MUL DIV SQRT MIN MAX HADD HSUB ADDSUB DP of single and double precision, scalar and packed. SDM 2A, 2B.
 */
#include "vec_float.h"
#include "../vector.h"

typedef u32 scalar_fn(enum a64_fp fp, unsigned vd, unsigned vn, unsigned vm);
typedef u32 packed_fn(enum a64_arr arr, unsigned vd, unsigned vn, unsigned vm);

static void binary(struct emit *e, const struct insn *in, scalar_fn *one, packed_fn *all)
{
	struct fp_type ty = fp_type(in);
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), t;

	if (!ty.scalar) {
		put(e, all(ty.arr, d, d, s));
	} else if (fp_afp(e)) {
		put(e, one(ty.fp, d, d, s));
	} else {
		t = vtmp(e);
		put(e, one(ty.fp, t, d, s));
		fp_put_low(e, in, ty.log2, t);
	}
}

static void emit_add(struct emit *e, const struct insn *in)
{
	binary(e, in, a64_fadd, a64_vfadd);
}

static void emit_sub(struct emit *e, const struct insn *in)
{
	binary(e, in, a64_fsub, a64_vfsub);
}

static void emit_mul(struct emit *e, const struct insn *in)
{
	binary(e, in, a64_fmul, a64_vfmul);
}

static void emit_div(struct emit *e, const struct insn *in)
{
	binary(e, in, a64_fdiv, a64_vfdiv);
}

static void emit_sqrt(struct emit *e, const struct insn *in)
{
	struct fp_type ty = fp_type(in);
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), t;

	if (!ty.scalar) {
		put(e, a64_vfsqrt(ty.arr, d, s));
	} else if (fp_afp(e)) {
		put(e, a64_fsqrt(ty.fp, d, s));
	} else {
		t = vtmp(e);
		put(e, a64_fsqrt(ty.fp, t, s));
		fp_put_low(e, in, ty.log2, t);
	}
}

/* ---- MIN, MAX: the second operand unless the first is less (greater); FCMGT raises invalid for every NaN ---- */

static void minmax(struct emit *e, const struct insn *in, bool max)
{
	struct fp_type ty = fp_type(in);
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), t;

	if (fp_afp(e) && ty.scalar) {
		put(e, max ? a64_fmax(ty.fp, d, d, s) : a64_fmin(ty.fp, d, d, s));
	} else if (fp_afp(e)) {
		put(e, max ? a64_vfmax(ty.arr, d, d, s) : a64_vfmin(ty.arr, d, d, s));
	} else if (ty.scalar) {
		t = vtmp(e);
		put(e, max ? a64_fcmgt(ty.fp, t, d, s) : a64_fcmgt(ty.fp, t, s, d));
		put(e, a64_vbsl(A64_16B, t, d, s));
		fp_put_low(e, in, ty.log2, t);
	} else {
		t = vtmp(e);
		put(e, max ? a64_vfcmgt(ty.arr, t, d, s) : a64_vfcmgt(ty.arr, t, s, d));
		put(e, a64_vbif(A64_16B, d, s, t));
	}
}

static void emit_min(struct emit *e, const struct insn *in)
{
	minmax(e, in, false);
}

static void emit_max(struct emit *e, const struct insn *in)
{
	minmax(e, in, true);
}

/* ---- horizontal ---- */

/* HADDPD is 66, HADDPS F2. */
static enum a64_arr horizontal_arr(const struct insn *in)
{
	return in->prefix & P_REPNE ? A64_4S : A64_2D;
}

static void emit_hadd(struct emit *e, const struct insn *in)
{
	enum a64_arr arr = horizontal_arr(in);
	unsigned d = in->op[0].reg, s = xmm(e, in, 1);

	put(e, a64_vfaddp(arr, d, d, s));
}

static void emit_hsub(struct emit *e, const struct insn *in)
{
	enum a64_arr arr = horizontal_arr(in);
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), even = vtmp(e), odd = vtmp(e);

	put(e, a64_vuzp1(arr, even, d, s));
	put(e, a64_vuzp2(arr, odd, d, s));
	put(e, a64_vfsub(arr, d, even, odd));
}

/* Even elements are subtracted: added with the other sign. */
static void emit_addsub(struct emit *e, const struct insn *in)
{
	enum a64_arr arr = horizontal_arr(in);
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), t = vtmp(e);

	if (arr == A64_2D) {
		put(e, a64_movi_1d(t, 0xff));
		put(e, a64_vshl(A64_2D, t, t, 63));
	} else {
		put(e, a64_movi_2d(t, 0x0f));
		put(e, a64_vshl(A64_4S, t, t, 31));
	}
	put(e, a64_veor(A64_16B, t, t, s));
	put(e, a64_vfadd(arr, d, d, t));
}

/* All bits in the elements that are named by the bits of `lanes`. */
static void lane_mask(struct emit *e, unsigned v, enum a64_arr arr, unsigned lanes)
{
	u64 lo, hi;

	if (arr == A64_2D) {
		lo = lanes & 1 ? ~0ull : 0;
		hi = lanes & 2 ? ~0ull : 0;
	} else {
		lo = (lanes & 1 ? 0xffffffff : 0) | (lanes & 2 ? 0xffffffffull << 32 : 0);
		hi = (lanes & 4 ? 0xffffffff : 0) | (lanes & 8 ? 0xffffffffull << 32 : 0);
	}
	vconst(e, v, lo, hi);
}

/* Elements that imm's upper half leaves out count as +0 and raise nothing; the sum goes to those of the lower half. */
static void dot(struct emit *e, const struct insn *in, enum a64_arr arr)
{
	unsigned all = arr == A64_2D ? 3 : 15, use = in->imm >> 4 & all, to = in->imm & all;
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), t = vtmp(e), m = vtmp(e);

	if (use == all) {
		put(e, a64_vfmul(arr, t, d, s));
	} else {
		lane_mask(e, m, arr, use);
		put(e, a64_vand(A64_16B, t, d, m));
		put(e, a64_vand(A64_16B, m, s, m));
		put(e, a64_vfmul(arr, t, t, m));
	}
	put(e, a64_vfaddp(arr, t, t, t));
	if (arr == A64_4S)
		put(e, a64_vfaddp(arr, t, t, t));
	if (to == all) {
		put(e, a64_vmov(A64_16B, d, t));
	} else {
		lane_mask(e, m, arr, to);
		put(e, a64_vand(A64_16B, d, t, m));
	}
}

static void emit_dpps(struct emit *e, const struct insn *in)
{
	dot(e, in, A64_4S);
}

static void emit_dppd(struct emit *e, const struct insn *in)
{
	dot(e, in, A64_2D);
}

const struct row vec_float_rows[] = {
	/*  encoding		operands	written read undef	cpuid	attributes	emitter */
	ROW("NP 0F 51 /r",	"Vps Wps",	0, 0, 0,	SSE,	A_WO | A_ALIGN,	emit_sqrt),
	ROW("66 0F 51 /r",	"Vpd Wpd",	0, 0, 0,	SSE2,	A_WO | A_ALIGN,	emit_sqrt),
	ROW("F3 0F 51 /r",	"Vss Wss",	0, 0, 0,	SSE,	0,		emit_sqrt),
	ROW("F2 0F 51 /r",	"Vsd Wsd",	0, 0, 0,	SSE2,	0,		emit_sqrt),
	ROW("NP 0F 58 /r",	"Vps Wps",	0, 0, 0,	SSE,	A_ALIGN,	emit_add),
	ROW("66 0F 58 /r",	"Vpd Wpd",	0, 0, 0,	SSE2,	A_ALIGN,	emit_add),
	ROW("F3 0F 58 /r",	"Vss Wss",	0, 0, 0,	SSE,	0,		emit_add),
	ROW("F2 0F 58 /r",	"Vsd Wsd",	0, 0, 0,	SSE2,	0,		emit_add),
	ROW("NP 0F 59 /r",	"Vps Wps",	0, 0, 0,	SSE,	A_ALIGN,	emit_mul),
	ROW("66 0F 59 /r",	"Vpd Wpd",	0, 0, 0,	SSE2,	A_ALIGN,	emit_mul),
	ROW("F3 0F 59 /r",	"Vss Wss",	0, 0, 0,	SSE,	0,		emit_mul),
	ROW("F2 0F 59 /r",	"Vsd Wsd",	0, 0, 0,	SSE2,	0,		emit_mul),
	ROW("NP 0F 5C /r",	"Vps Wps",	0, 0, 0,	SSE,	A_ALIGN,	emit_sub),
	ROW("66 0F 5C /r",	"Vpd Wpd",	0, 0, 0,	SSE2,	A_ALIGN,	emit_sub),
	ROW("F3 0F 5C /r",	"Vss Wss",	0, 0, 0,	SSE,	0,		emit_sub),
	ROW("F2 0F 5C /r",	"Vsd Wsd",	0, 0, 0,	SSE2,	0,		emit_sub),
	ROW("NP 0F 5D /r",	"Vps Wps",	0, 0, 0,	SSE,	A_ALIGN,	emit_min),
	ROW("66 0F 5D /r",	"Vpd Wpd",	0, 0, 0,	SSE2,	A_ALIGN,	emit_min),
	ROW("F3 0F 5D /r",	"Vss Wss",	0, 0, 0,	SSE,	0,		emit_min),
	ROW("F2 0F 5D /r",	"Vsd Wsd",	0, 0, 0,	SSE2,	0,		emit_min),
	ROW("NP 0F 5E /r",	"Vps Wps",	0, 0, 0,	SSE,	A_ALIGN,	emit_div),
	ROW("66 0F 5E /r",	"Vpd Wpd",	0, 0, 0,	SSE2,	A_ALIGN,	emit_div),
	ROW("F3 0F 5E /r",	"Vss Wss",	0, 0, 0,	SSE,	0,		emit_div),
	ROW("F2 0F 5E /r",	"Vsd Wsd",	0, 0, 0,	SSE2,	0,		emit_div),
	ROW("NP 0F 5F /r",	"Vps Wps",	0, 0, 0,	SSE,	A_ALIGN,	emit_max),
	ROW("66 0F 5F /r",	"Vpd Wpd",	0, 0, 0,	SSE2,	A_ALIGN,	emit_max),
	ROW("F3 0F 5F /r",	"Vss Wss",	0, 0, 0,	SSE,	0,		emit_max),
	ROW("F2 0F 5F /r",	"Vsd Wsd",	0, 0, 0,	SSE2,	0,		emit_max),

	ROW("66 0F 7C /r",	"Vpd Wpd",	0, 0, 0,	SSE3,	A_ALIGN,	emit_hadd),
	ROW("F2 0F 7C /r",	"Vps Wps",	0, 0, 0,	SSE3,	A_ALIGN,	emit_hadd),
	ROW("66 0F 7D /r",	"Vpd Wpd",	0, 0, 0,	SSE3,	A_ALIGN,	emit_hsub),
	ROW("F2 0F 7D /r",	"Vps Wps",	0, 0, 0,	SSE3,	A_ALIGN,	emit_hsub),
	ROW("66 0F D0 /r",	"Vpd Wpd",	0, 0, 0,	SSE3,	A_ALIGN,	emit_addsub),
	ROW("F2 0F D0 /r",	"Vps Wps",	0, 0, 0,	SSE3,	A_ALIGN,	emit_addsub),
	ROW("66 0F 3A 40 /r",	"Vps Wps Ib",	0, 0, 0,	SSE41,	A_ALIGN,	emit_dpps),
	ROW("66 0F 3A 41 /r",	"Vpd Wpd Ib",	0, 0, 0,	SSE41,	A_ALIGN,	emit_dppd),
};
