// SPDX-License-Identifier: GPL-2.0-only
/* helper_sse.c - the helper of code that is translated under fp_strict; translator/sse.h says what it gets and gives. Pure. */
#include "helpers.h"
#include "mxcsr.h"
#include "softfloat.h"
#include "sse.h"

/* 16 bytes of the area, seen as the elements of a format. */
struct vector {
	u64 half[2];
};

static u64 get(const struct vector *v, enum sf_format f, unsigned i)
{
	return f == SF_DOUBLE ? v->half[i] : (u32)(v->half[i >> 1] >> (i & 1) * 32);
}

static void set(struct vector *v, enum sf_format f, unsigned i, u64 x)
{
	unsigned shift = (i & 1) * 32;

	if (f == SF_DOUBLE)
		v->half[i] = x;
	else
		v->half[i >> 1] = (v->half[i >> 1] & ~(0xffffffffull << shift)) | (x & 0xffffffff) << shift;
}

struct work {
	struct sf_env env;
	enum sf_format f;
	unsigned n;			/* elements */
	bool truncate;
	unsigned imm;
	struct vector a, b, r;
	u32 unmasked, raised;
};

/*
 * The end of a step, which is one operation on all elements: exceptions of results are not raised where one from before stops it.
 * False: an unmasked one ends the instruction here.
 */
static bool step(struct work *w)
{
	u32 r = w->env.before;

	if (!(r & w->unmasked))
		r |= w->env.behind;
	w->env.before = w->env.behind = 0;
	w->raised |= r;
	return !(r & w->unmasked);
}

static unsigned all_of(const struct work *w)
{
	return w->f == SF_DOUBLE ? 2 : 4;
}

/* NZCV as FCMP leaves it. */
static u64 nzcv_of(enum sf_order o)
{
	static const u8 nzcv[] = { [SF_LESS] = 8, [SF_EQUAL] = 6, [SF_GREATER] = 2, [SF_UNORDERED] = 3 };

	return (u64)nzcv[o] << 28;
}

static u64 predicate(struct work *w, u64 a, u64 b)
{
	unsigned cc = w->imm & 7;
	enum sf_order o = sf_compare(&w->env, w->f, a, b, cc == 1 || cc == 2 || cc == 5 || cc == 6);
	bool holds = false;

	switch (cc & 3) {
	case 0: holds = o == SF_EQUAL; break;
	case 1: holds = o == SF_LESS; break;
	case 2: holds = o == SF_LESS || o == SF_EQUAL; break;
	case 3: holds = o == SF_UNORDERED; break;
	}
	return holds != cc >> 2 ? ~0ull : 0;
}

static u64 rounded(struct work *w, u64 b)
{
	return sf_round(&w->env, w->f, b, w->imm & 4 ? sf_mode(&w->env) : w->imm & 3, w->imm & 8);
}

/* One element of operations that work element by element. */
static u64 element(struct work *w, enum sse_op op, u64 a, u64 b)
{
	struct sf_env *env = &w->env;

	switch (op) {
	case SSE_ADD: return sf_add(env, w->f, a, b);
	case SSE_SUB: return sf_sub(env, w->f, a, b);
	case SSE_MUL: return sf_mul(env, w->f, a, b);
	case SSE_DIV: return sf_div(env, w->f, a, b);
	case SSE_SQRT: return sf_sqrt(env, w->f, b);
	case SSE_MIN: return sf_min(env, w->f, a, b);
	case SSE_MAX: return sf_max(env, w->f, a, b);
	case SSE_COMPARE: return predicate(w, a, b);
	default: return rounded(w, b);
	}
}

static void elements(struct work *w, enum sse_op op)
{
	unsigned i;

	for (i = 0; i < w->n; i++)
		set(&w->r, w->f, i, element(w, op, get(&w->a, w->f, i), get(&w->b, w->f, i)));
}

/* Neighbours: those of a make the lower half, those of b the upper one. */
static void horizontal(struct work *w, bool sub)
{
	unsigned i, half = all_of(w) / 2;

	for (i = 0; i < 2 * half; i++) {
		const struct vector *v = i < half ? &w->a : &w->b;
		unsigned k = 2 * (i % half);
		u64 x = get(v, w->f, k), y = get(v, w->f, k + 1);

		set(&w->r, w->f, i, sub ? sf_sub(&w->env, w->f, x, y) : sf_add(&w->env, w->f, x, y));
	}
}

static void addsub(struct work *w)
{
	unsigned i;

	for (i = 0; i < all_of(w); i++) {
		u64 x = get(&w->a, w->f, i), y = get(&w->b, w->f, i);

		set(&w->r, w->f, i, i & 1 ? sf_add(&w->env, w->f, x, y) : sf_sub(&w->env, w->f, x, y));
	}
}

/* Of several NaNs an element of DPPS has its neighbour's before its own; then, as DPPD at once, its own half's before the other's. */
static void dot(struct work *w)
{
	unsigned n = all_of(w), i;
	u64 p[4] = { 0 }, own[4], sum;

	for (i = 0; i < n; i++)
		if (w->imm >> (4 + i) & 1)
			p[i] = sf_mul(&w->env, w->f, get(&w->a, w->f, i), get(&w->b, w->f, i));
	if (!step(w))
		return;
	for (i = 0; i < n; i++)
		own[i] = n == 4 ? sf_add(&w->env, w->f, p[i ^ 1], p[i]) : p[i];
	if (n == 4 && !step(w))
		return;
	for (i = 0; i < n; i++) {
		sum = sf_add(&w->env, w->f, own[i], own[i ^ n / 2]);
		set(&w->r, w->f, i, w->imm >> i & 1 ? sum : 0);
	}
}

static void convert(struct work *w, bool scalar)
{
	enum sf_format to = w->f == SF_DOUBLE ? SF_SINGLE : SF_DOUBLE;
	unsigned i;

	if (!scalar)
		w->r = (struct vector){ { 0, 0 } };
	for (i = 0; i < (scalar ? 1 : 2); i++)
		set(&w->r, to, i, sf_convert(&w->env, w->f, get(&w->b, w->f, i)));
}

static void from_integers(struct work *w)
{
	unsigned i;

	for (i = 0; i < all_of(w); i++)
		set(&w->r, w->f, i, sf_from_int(&w->env, w->f, (s32)get(&w->b, SF_SINGLE, i)));
}

static void to_integers(struct work *w)
{
	unsigned i, mode = w->truncate ? SF_ZERO : sf_mode(&w->env);

	w->r = (struct vector){ { 0, 0 } };
	for (i = 0; i < all_of(w); i++)
		set(&w->r, SF_SINGLE, i, sf_to_int(&w->env, w->f, get(&w->b, w->f, i), mode, 32));
}

/* Returns what goes to x17. */
static u64 run(struct work *w, u32 what, u64 gpr)
{
	enum sse_op op = what & SSE_OP;

	switch (op) {
	case SSE_ADD: case SSE_SUB: case SSE_MUL: case SSE_DIV: case SSE_SQRT: case SSE_MIN: case SSE_MAX:
	case SSE_COMPARE: case SSE_ROUND:
		elements(w, op);
		break;
	case SSE_COMIS: case SSE_UCOMIS:
		return nzcv_of(sf_compare(&w->env, w->f, get(&w->a, w->f, 0), get(&w->b, w->f, 0), op == SSE_COMIS));
	case SSE_HADD: case SSE_HSUB:
		horizontal(w, op == SSE_HSUB);
		break;
	case SSE_ADDSUB:
		addsub(w);
		break;
	case SSE_DOT:
		dot(w);
		break;
	case SSE_CONVERT:
		convert(w, what & SSE_SCALAR);
		break;
	case SSE_FROM_GPR:
		set(&w->r, w->f, 0, sf_from_int(&w->env, w->f, (s64)gpr));
		break;
	case SSE_TO_GPR:
		return sf_to_int(&w->env, w->f, get(&w->b, w->f, 0), w->truncate ? SF_ZERO : sf_mode(&w->env), what & SSE_INT64 ? 64 : 32);
	case SSE_FROM_INT:
		from_integers(w);
		break;
	case SSE_TO_INT:
		to_integers(w);
		break;
	}
	return gpr;
}

void rt_sse(struct xstate *st)
{
	u32 what = (u32)st->arg[0];
	struct work w = { .env = { .mxcsr = st->mxcsr }, .f = what & SSE_DOUBLE ? SF_DOUBLE : SF_SINGLE,
			  .truncate = what & SSE_TRUNCATE, .imm = what >> SSE_IMM_SHIFT,
			  .unmasked = ~(st->mxcsr >> MXCSR_MASK_SHIFT) & MXCSR_STICKY };

	w.n = what & SSE_SCALAR ? 1 : all_of(&w);
	w.a = *(const struct vector *)st->area;
	w.b = *(const struct vector *)(st->area + SSE_OPERAND1);
	w.r = w.a;
	st->arg[1] = run(&w, what, st->arg[1]);
	step(&w);
	st->mxcsr |= w.raised;
	st->arg[0] = (w.raised & w.unmasked) != 0;
	*(struct vector *)(st->area + SSE_RESULT) = w.r;
}
