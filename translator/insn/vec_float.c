// SPDX-License-Identifier: GPL-2.0-only
/*
 * vec_float.c - ADD SUB MUL DIV SQRT MIN MAX HADD HSUB ADDSUB DP of single and double precision, scalar and packed. SDM 2A, 2B.
 */
#include "vec_float.h"
#include "../vector.h"

typedef u32 scalar_fn(enum a64_fp fp, unsigned vd, unsigned vn, unsigned vm);
typedef u32 packed_fn(enum a64_arr arr, unsigned vd, unsigned vn, unsigned vm);

/* The result t of op(a, b) to operand 0; t is operand 0 itself where nothing is to be looked at. */
static void finish(struct emit *e, const struct insn *in, struct fp_type ty, unsigned t, unsigned a, unsigned b)
{
	if (nan_watched(e))
		nan_check(e, ty, t, a, b);
	if (t == in->op[0].reg)
		return;
	if (ty.scalar)
		fp_put_low(e, in, ty.log2, t);
	else
		xmm_put(e, in, 0, t);
}

/* Where the result is computed. */
static unsigned result(struct emit *e, const struct insn *in, struct fp_type ty)
{
	return fp_afp(e) || (!ty.scalar && e->opt->fp_fast) ? in->op[0].reg : vtmp(e);
}

static void binary(struct emit *e, const struct insn *in, enum sse_op op, scalar_fn *one, packed_fn *all)
{
	struct fp_type ty = fp_type(in);
	unsigned n = xmm_first(e, in), s, t;

	if (strict_emit(e, in, op, ty, 0))
		return;
	nan_enter(e);
	s = xmm(e, in, 1);
	t = result(e, in, ty);
	put(e, ty.scalar ? one(ty.fp, t, n, s) : all(ty.arr, t, n, s));
	finish(e, in, ty, t, n, s);
}

static void emit_add(struct emit *e, const struct insn *in)
{
	binary(e, in, SSE_ADD, a64_fadd, a64_vfadd);
}

static void emit_sub(struct emit *e, const struct insn *in)
{
	binary(e, in, SSE_SUB, a64_fsub, a64_vfsub);
}

static void emit_mul(struct emit *e, const struct insn *in)
{
	binary(e, in, SSE_MUL, a64_fmul, a64_vfmul);
}

static void emit_div(struct emit *e, const struct insn *in)
{
	binary(e, in, SSE_DIV, a64_fdiv, a64_vfdiv);
}

static void emit_sqrt(struct emit *e, const struct insn *in)
{
	struct fp_type ty = fp_type(in);
	unsigned s, t;

	if (strict_emit(e, in, SSE_SQRT, ty, 0))
		return;
	nan_enter(e);
	s = xmm(e, in, 1);
	t = result(e, in, ty);
	put(e, ty.scalar ? a64_fsqrt(ty.fp, t, s) : a64_vfsqrt(ty.arr, t, s));
	finish(e, in, ty, t, s, s);
}

/* ---- MIN, MAX: the second operand unless the first is less (greater); FCMGT raises invalid for every NaN ---- */

/* DAZ: what is returned is flushed too. Zeros and, under FZ, denormals compare equal to 0. */
static void flush_result(struct emit *e, struct fp_type ty, unsigned t)
{
	unsigned m = vtmp(e);

	if (!e->opt->fp_daz)
		return;
	put(e, ty.scalar ? a64_fcmeq0(ty.fp, m, t) : a64_vfcmeq0(ty.arr, m, t));
	put(e, a64_vushr(ty.arr, m, m, 1));
	put(e, a64_vbic(A64_16B, t, t, m));
}

static void minmax_afp(struct emit *e, const struct insn *in, struct fp_type ty, unsigned s, bool max)
{
	unsigned d = in->op[0].reg, n = xmm_first(e, in);

	if (ty.scalar)
		put(e, max ? a64_fmax(ty.fp, d, n, s) : a64_fmin(ty.fp, d, n, s));
	else
		put(e, max ? a64_vfmax(ty.arr, d, n, s) : a64_vfmin(ty.arr, d, n, s));
}

static void minmax(struct emit *e, const struct insn *in, bool max)
{
	struct fp_type ty = fp_type(in);
	unsigned d = in->op[0].reg, s, t;

	if (strict_emit(e, in, max ? SSE_MAX : SSE_MIN, ty, 0))
		return;
	s = xmm(e, in, 1);
	if (fp_afp(e)) {
		minmax_afp(e, in, ty, s, max);
		return;
	}
	t = vtmp(e);
	if (ty.scalar)
		put(e, max ? a64_fcmgt(ty.fp, t, d, s) : a64_fcmgt(ty.fp, t, s, d));
	else
		put(e, max ? a64_vfcmgt(ty.arr, t, d, s) : a64_vfcmgt(ty.arr, t, s, d));
	if (!ty.scalar && !e->opt->fp_daz) {
		put(e, a64_vbif(A64_16B, d, s, t));
		return;
	}
	put(e, a64_vbsl(A64_16B, t, d, s));
	flush_result(e, ty, t);
	if (ty.scalar)
		fp_put_low(e, in, ty.log2, t);
	else
		xmm_put(e, in, 0, t);
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
static struct fp_type horizontal_type(const struct insn *in)
{
	bool dbl = !(in->prefix & P_REPNE);

	return (struct fp_type){ false, dbl ? A64_D : A64_S, dbl ? A64_2D : A64_4S, dbl ? 3 : 2 };
}

/* v29, v30 = the even and the odd elements of a pair of registers. */
static void even_odd(struct emit *e, struct fp_type ty, unsigned a, unsigned b)
{
	put(e, a64_vuzp1(ty.arr, 29, a, b));
	put(e, a64_vuzp2(ty.arr, 30, a, b));
}

/* a: registers, b: where to go on. */
static void cold_hadd(struct emit *e, const struct insn *in, u32 a, u32 b)
{
	struct fp_type ty = horizontal_type(in);
	unsigned t = a & 31, s = a >> 8;

	even_odd(e, ty, in->op[0].reg, s);
	nan_mend(e, ty, t, 29, 30, 28, 31);
	br(e, b);
}

static void emit_hadd(struct emit *e, const struct insn *in)
{
	struct fp_type ty = horizontal_type(in);
	unsigned d = in->op[0].reg, s, t;
	u32 back;

	if (strict_emit(e, in, SSE_HADD, ty, 0))
		return;
	nan_enter(e);
	s = xmm(e, in, 1);
	t = result(e, in, ty);
	put(e, a64_vfaddp(ty.arr, t, d, s));
	if (t == d)
		return;
	back = label_new(e);
	nan_branch(e, ty, t, cold(e, cold_hadd, t | s << 8, back));
	label_bind(e, back);
	xmm_put(e, in, 0, t);
}

static void emit_hsub(struct emit *e, const struct insn *in)
{
	struct fp_type ty = horizontal_type(in);
	unsigned s, even, odd, t;

	if (strict_emit(e, in, SSE_HSUB, ty, 0))
		return;
	nan_enter(e);
	s = xmm(e, in, 1);
	even = vtmp(e);
	odd = vtmp(e);
	t = result(e, in, ty);
	put(e, a64_vuzp1(ty.arr, even, in->op[0].reg, s));
	put(e, a64_vuzp2(ty.arr, odd, in->op[0].reg, s));
	put(e, a64_vfsub(ty.arr, t, even, odd));
	finish(e, in, ty, t, even, odd);
}

/* t = even elements of d - s, odd ones of d + s, none computed that is not asked for: it might raise something. */
static void addsub_single(struct emit *e, unsigned t, unsigned d, unsigned s)
{
	unsigned u = vtmp(e), v = vtmp(e);

	put(e, a64_vuzp1(A64_4S, t, d, d));
	put(e, a64_vuzp1(A64_4S, u, s, s));
	put(e, a64_vfsub(A64_2S, t, t, u));
	put(e, a64_vuzp2(A64_4S, u, d, d));
	put(e, a64_vuzp2(A64_4S, v, s, s));
	put(e, a64_vfadd(A64_2S, u, u, v));
	put(e, a64_vzip1(A64_4S, t, t, u));
}

static void addsub_double(struct emit *e, unsigned t, unsigned d, unsigned s)
{
	unsigned u = vtmp(e), v = vtmp(e);

	put(e, a64_dup_scalar(3, u, d, 1));
	put(e, a64_dup_scalar(3, v, s, 1));
	put(e, a64_fadd(A64_D, u, u, v));
	put(e, a64_fsub(A64_D, t, d, s));
	put(e, a64_vzip1(A64_2D, t, t, u));
}

/* Every element of both operands is in one sum or difference, so what mends a NaN need not know which. */
static void emit_addsub(struct emit *e, const struct insn *in)
{
	struct fp_type ty = horizontal_type(in);
	unsigned d = in->op[0].reg, s, t;

	if (strict_emit(e, in, SSE_ADDSUB, ty, 0))
		return;
	nan_enter(e);
	s = xmm(e, in, 1);
	t = vtmp(e);
	if (ty.fp == A64_D)
		addsub_double(e, t, d, s);
	else
		addsub_single(e, t, d, s);
	finish(e, in, ty, t, d, s);
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
	vconst_to(e, v, lo, hi);
}

/* t = v28 + v29 */
static void dot_add(struct emit *e, struct fp_type ty, unsigned t, bool mend)
{
	put(e, a64_vfadd(ty.arr, t, 28, 29));
	if (mend)
		nan_mend(e, ty, t, 28, 29, 30, 31);
}

/* Each element of t plus its neighbour, whose NaN is first. */
static void dot_add_neighbours(struct emit *e, struct fp_type ty, unsigned t, bool mend)
{
	put(e, a64_vmov(A64_16B, 29, t));
	put(e, a64_vrev64(A64_4S, 28, t));
	dot_add(e, ty, t, mend);
}

/* Each element of t, whose NaN is first, plus that of the other half. */
static void dot_add_halves(struct emit *e, struct fp_type ty, unsigned t, bool mend)
{
	put(e, a64_vmov(A64_16B, 28, t));
	put(e, a64_vext(A64_16B, 29, t, t, 8));
	dot_add(e, ty, t, mend);
}

/* t = the sum of the products; elements that imm's upper half leaves out count as +0 and raise nothing. */
static void dot_sum(struct emit *e, const struct insn *in, struct fp_type ty, unsigned t, unsigned s, bool mend)
{
	unsigned all = ty.fp == A64_D ? 3 : 15, use = in->imm >> 4 & all, d = in->op[0].reg, a = d, b = s;

	if (use != all) {
		a = 28;
		b = 29;
		lane_mask(e, t, ty.arr, use);
		put(e, a64_vand(A64_16B, a, d, t));
		put(e, a64_vand(A64_16B, b, s, t));
	}
	put(e, a64_vfmul(ty.arr, t, a, b));
	if (mend)
		nan_mend(e, ty, t, a, b, 30, 31);
	if (!mend && !fp_afp(e)) {
		put(e, a64_vfaddp(ty.arr, t, t, t));
		if (ty.fp == A64_S)
			put(e, a64_vfaddp(ty.arr, t, t, t));
		return;
	}
	if (ty.fp == A64_S)
		dot_add_neighbours(e, ty, t, mend);
	dot_add_halves(e, ty, t, mend);
}

static struct fp_type dot_type(const struct insn *in)
{
	bool dbl = in->opcode == 0x41;

	return (struct fp_type){ false, dbl ? A64_D : A64_S, dbl ? A64_2D : A64_4S, dbl ? 3 : 2 };
}

static void cold_dot(struct emit *e, const struct insn *in, u32 a, u32 b)
{
	dot_sum(e, in, dot_type(in), a & 31, a >> 8, true);
	br(e, b);
}

/* The sum goes to the elements of imm's lower half. */
static void emit_dot(struct emit *e, const struct insn *in)
{
	struct fp_type ty = dot_type(in);
	unsigned all = ty.fp == A64_D ? 3 : 15, to = in->imm & all, s, t, m = 28;
	u32 back;

	if (strict_emit(e, in, SSE_DOT, ty, 0))
		return;
	vector_forget(e);
	s = xmm(e, in, 1);
	t = vtmp(e);
	back = label_new(e);
	dot_sum(e, in, ty, t, s, false);
	if (nan_watched(e))
		nan_branch(e, ty, t, cold(e, cold_dot, t | s << 8, back));
	label_bind(e, back);
	if (to != all) {
		lane_mask(e, m, ty.arr, to);
		put(e, a64_vand(A64_16B, t, t, m));
	}
	xmm_put(e, in, 0, t);
}

const struct row vec_float_rows[] = {
	/*  encoding		operands	written read undef	cpuid	attributes	emitter */
	ROW("NP 0F 51 /r",	"Vps Wps",	0, 0, 0,	SSE,	A_WO | A_ALIGN,	emit_sqrt),
	ROW("66 0F 51 /r",	"Vpd Wpd",	0, 0, 0,	SSE2,	A_WO | A_ALIGN,	emit_sqrt),
	ROW("F3 0F 51 /r",	"Vss Wss",	0, 0, 0,	SSE,	0,		emit_sqrt),
	ROW("F2 0F 51 /r",	"Vsd Wsd",	0, 0, 0,	SSE2,	0,		emit_sqrt),
	ROW("NP 0F 58 /r",	"Vps Wps",	0, 0, 0,	SSE,	A_ALIGN | A_FOLD,	emit_add),
	ROW("66 0F 58 /r",	"Vpd Wpd",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_add),
	ROW("F3 0F 58 /r",	"Vss Wss",	0, 0, 0,	SSE,	A_FOLD,	emit_add),
	ROW("F2 0F 58 /r",	"Vsd Wsd",	0, 0, 0,	SSE2,	A_FOLD,	emit_add),
	ROW("NP 0F 59 /r",	"Vps Wps",	0, 0, 0,	SSE,	A_ALIGN | A_FOLD,	emit_mul),
	ROW("66 0F 59 /r",	"Vpd Wpd",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_mul),
	ROW("F3 0F 59 /r",	"Vss Wss",	0, 0, 0,	SSE,	A_FOLD,	emit_mul),
	ROW("F2 0F 59 /r",	"Vsd Wsd",	0, 0, 0,	SSE2,	A_FOLD,	emit_mul),
	ROW("NP 0F 5C /r",	"Vps Wps",	0, 0, 0,	SSE,	A_ALIGN | A_FOLD,	emit_sub),
	ROW("66 0F 5C /r",	"Vpd Wpd",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_sub),
	ROW("F3 0F 5C /r",	"Vss Wss",	0, 0, 0,	SSE,	A_FOLD,	emit_sub),
	ROW("F2 0F 5C /r",	"Vsd Wsd",	0, 0, 0,	SSE2,	A_FOLD,	emit_sub),
	ROW("NP 0F 5D /r",	"Vps Wps",	0, 0, 0,	SSE,	A_ALIGN | A_FOLD,	emit_min),
	ROW("66 0F 5D /r",	"Vpd Wpd",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_min),
	ROW("F3 0F 5D /r",	"Vss Wss",	0, 0, 0,	SSE,	A_FOLD,	emit_min),
	ROW("F2 0F 5D /r",	"Vsd Wsd",	0, 0, 0,	SSE2,	A_FOLD,	emit_min),
	ROW("NP 0F 5E /r",	"Vps Wps",	0, 0, 0,	SSE,	A_ALIGN | A_FOLD,	emit_div),
	ROW("66 0F 5E /r",	"Vpd Wpd",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_div),
	ROW("F3 0F 5E /r",	"Vss Wss",	0, 0, 0,	SSE,	A_FOLD,	emit_div),
	ROW("F2 0F 5E /r",	"Vsd Wsd",	0, 0, 0,	SSE2,	A_FOLD,	emit_div),
	ROW("NP 0F 5F /r",	"Vps Wps",	0, 0, 0,	SSE,	A_ALIGN | A_FOLD,	emit_max),
	ROW("66 0F 5F /r",	"Vpd Wpd",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_max),
	ROW("F3 0F 5F /r",	"Vss Wss",	0, 0, 0,	SSE,	A_FOLD,	emit_max),
	ROW("F2 0F 5F /r",	"Vsd Wsd",	0, 0, 0,	SSE2,	A_FOLD,	emit_max),

	ROW("66 0F 7C /r",	"Vpd Wpd",	0, 0, 0,	SSE3,	A_ALIGN,	emit_hadd),
	ROW("F2 0F 7C /r",	"Vps Wps",	0, 0, 0,	SSE3,	A_ALIGN,	emit_hadd),
	ROW("66 0F 7D /r",	"Vpd Wpd",	0, 0, 0,	SSE3,	A_ALIGN,	emit_hsub),
	ROW("F2 0F 7D /r",	"Vps Wps",	0, 0, 0,	SSE3,	A_ALIGN,	emit_hsub),
	ROW("66 0F D0 /r",	"Vpd Wpd",	0, 0, 0,	SSE3,	A_ALIGN,	emit_addsub),
	ROW("F2 0F D0 /r",	"Vps Wps",	0, 0, 0,	SSE3,	A_ALIGN,	emit_addsub),
	ROW("66 0F 3A 40 /r",	"Vps Wps Ib",	0, 0, 0,	SSE41,	A_ALIGN,	emit_dot),
	ROW("66 0F 3A 41 /r",	"Vpd Wpd Ib",	0, 0, 0,	SSE41,	A_ALIGN,	emit_dot),
};
