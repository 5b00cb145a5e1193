// SPDX-License-Identifier: GPL-2.0-only
/* softfloat80_convert.c - to single, double, integers and BCD; rounding to integer, FSCALE, FXTRACT, FPREM; see softfloat80.h. */
#include "softfloat80.h"

typedef unsigned __int128 u128;

enum { BIAS = 0x3fff, EXP_MAX = 0x7fff };
static const u64 TOP = 1ull << 63;

/* ---- to single and double ---- */

struct format {
	unsigned frac;	/* bits of the fraction */
	unsigned max;	/* exponent of infinity */
	s32 bias;
};
static const struct format f32 = { 23, 0xff, 127 }, f64 = { 52, 0x7ff, 1023 };

/* Does the magnitude round up, `rest` being what is cut off, with its top bit worth one half? */
static bool rounds_up(unsigned rc, unsigned sign, bool odd, u64 rest)
{
	switch (rc) {
	case F80_NEAREST: return rest > TOP || (rest == TOP && odd);
	case F80_DOWN: return rest && sign;
	case F80_UP: return rest && !sign;
	}
	return false;
}

static u64 narrow_max(struct f80_env *env, const struct format *f, unsigned sign)
{
	unsigned rc = f80_rounding(env);

	env->sw |= F80_OE;
	if (!(env->cw & F80_OE))
		return 0;
	env->sw |= F80_PE;
	if (rc == F80_CHOP || rc == (sign ? F80_UP : F80_DOWN))
		return ((u64)f->max << f->frac) - 1;
	env->sw |= F80_C1;
	return (u64)f->max << f->frac;
}

static u64 narrow_finite(struct f80_env *env, const struct format *f, const struct f80_num *n)
{
	s32 exp = n->exp - BIAS + f->bias;
	unsigned drop = 63 - f->frac, rc = f80_rounding(env);
	u64 mant = n->mant, rest = mant << (64 - drop), r = mant >> drop;
	bool up = rounds_up(rc, n->sign, r & 1, rest), tiny;

	if (exp >= (s32)f->max)
		return narrow_max(env, f, n->sign);
	tiny = exp < 0 || (exp == 0 && (r + up) >> (f->frac + 1) == 0);
	if (exp <= 0) {
		drop += (unsigned)(1 - exp);
		rest = drop < 64 ? mant << (64 - drop) : drop == 64 ? mant : 1;
		r = drop < 64 ? mant >> drop : 0;
		up = rounds_up(rc, n->sign, r & 1, rest);
		exp = 1;
	}
	r += up;
	if (tiny && !(env->cw & F80_UE)) {	/* not stored */
		env->sw |= F80_UE;
		return 0;
	}
	if (tiny && rest)
		env->sw |= F80_UE;
	r += (u64)(exp - 1) << f->frac;
	if (r >> f->frac >= f->max)
		return narrow_max(env, f, n->sign);
	if (rest)
		env->sw |= F80_PE | (up ? F80_C1 : 0);
	return r;
}

static u64 narrow(struct f80_env *env, const struct format *f, const struct f80_num *n)
{
	u64 r = 0;

	switch ((enum f80_kind)n->kind) {
	case F80_ZERO:
		break;
	case F80_FINITE:
		r = narrow_finite(env, f, n);
		break;
	case F80_INF:
		r = (u64)f->max << f->frac;
		break;
	case F80_SNAN:
		env->sw |= F80_IE;
		/* fallthrough */
	case F80_QNAN:
		r = (u64)f->max << f->frac | (n->mant << 1 | TOP) >> (64 - f->frac);
		break;
	case F80_UNSUPPORTED:
		env->sw |= F80_IE;
		return (u64)(f->max * 2 + 1) << (f->frac - 1) | (u64)1 << (f->frac == 52 ? 63 : 31);
	}
	return r | (u64)n->sign << (f->frac == 52 ? 63 : 31);
}

u64 f80_to64(struct f80_env *env, struct f80_num n)
{
	return narrow(env, &f64, &n);
}

u32 f80_to32(struct f80_env *env, struct f80_num n)
{
	return (u32)narrow(env, &f32, &n);
}

/* ---- to integers ---- */

/* |n| rounded to an integer below 2^64; false: it is larger. *rest: what was cut off. */
static bool to_magnitude(const struct f80_num *n, unsigned rc, u64 *value, u64 *rest, bool *up)
{
	s32 shift = BIAS + 63 - n->exp;

	if (shift < 0)
		return false;
	*rest = !shift ? 0 : shift < 64 ? n->mant << (64 - shift) : shift == 64 ? n->mant : 1;
	*value = shift < 64 ? n->mant >> shift : 0;
	*up = rounds_up(rc, n->sign, *value & 1, *rest);
	*value += *up;
	return !(*up && !*value);
}

/* The magnitude is at most max + sign. */
static bool to_integer(struct f80_env *env, const struct f80_num *n, unsigned rc, u64 max, u64 *value)
{
	u64 rest = 0;
	bool up = false;

	*value = 0;
	if (n->kind == F80_ZERO)
		return true;
	if (n->kind != F80_FINITE || !to_magnitude(n, rc, value, &rest, &up) || *value > max) {
		env->sw |= F80_IE;
		return false;
	}
	if (rest)
		env->sw |= F80_PE | (up ? F80_C1 : 0);
	return true;
}

u64 f80_to_int(struct f80_env *env, struct f80_num n, unsigned bits, unsigned rounding)
{
	u64 value, least = 1ull << (bits - 1);

	if (!to_integer(env, &n, rounding, least - 1 + n.sign, &value))
		return least;
	return n.sign ? -value : value;
}

void f80_to_bcd(struct f80_env *env, struct f80_num n, u8 bcd[10])
{
	u64 value;
	unsigned i;

	if (!to_integer(env, &n, f80_rounding(env), 999999999999999999, &value)) {
		for (i = 0; i < 10; i++)
			bcd[i] = i < 7 ? 0 : i == 7 ? 0xc0 : 0xff;
		return;
	}
	for (i = 0; i < 9; i++) {
		bcd[i] = (u8)(value % 10 | value / 10 % 10 << 4);
		value /= 100;
	}
	bcd[9] = n.sign ? 0x80 : 0;
}

struct f80 f80_from_bcd(const u8 bcd[10])
{
	u64 value = 0;
	struct f80_num n;

	for (unsigned i = 9; i-- > 0; )
		value = value * 100 + (bcd[i] >> 4) * 10 + (bcd[i] & 15);
	n = f80_from_int((s64)value);
	n.sign = bcd[9] >> 7;
	return f80_pack(&n);
}

/* ---- FRNDINT, FSCALE, FXTRACT ---- */

struct f80 f80_rint(struct f80_env *env, struct f80 x)
{
	struct f80_num n = f80_from80(x);
	u64 value, rest;
	struct f80 r;
	bool up;

	if (f80_invalid1(env, &n, &r))
		return r;
	if (n.kind != F80_FINITE || n.exp >= BIAS + 63 || f80_stopped(env))
		return x;
	if (!to_magnitude(&n, f80_rounding(env), &value, &rest, &up))
		return x;
	if (rest)
		env->sw |= F80_PE | (up ? F80_C1 : 0);
	if (!value)
		return f80_make(n.sign, 0, 0);
	n = (struct f80_num){ value << __builtin_clzll(value), BIAS + 63 - __builtin_clzll(value), F80_FINITE, n.sign, 0 };
	return f80_pack(&n);
}

/* Truncated to an integer that is large enough to overflow everything. */
static s32 scale_of(const struct f80_num *n)
{
	u64 value, rest;
	bool up;

	if (!to_magnitude(n, F80_CHOP, &value, &rest, &up) || value > 0x10000)
		value = 0x10000;
	return n->sign ? -(s32)value : (s32)value;
}

struct f80 f80_scale(struct f80_env *env, struct f80 x, struct f80 by)
{
	struct f80_num a = f80_from80(x), b = f80_from80(by);
	struct f80_env full = { env->cw | 0x300, env->sw };
	struct f80 r;

	if (f80_invalid2(env, &a, &b, &r))
		return r;
	if (b.kind == F80_INF && a.kind == (b.sign ? F80_INF : F80_ZERO)) {
		env->sw = (env->sw & ~F80_DE) | F80_IE;
		return f80_indefinite();
	}
	if (f80_stopped(env) || a.kind != F80_FINITE)
		return x;
	if (b.kind == F80_INF)
		return b.sign ? f80_make(a.sign, 0, 0) : f80_make(a.sign, EXP_MAX, TOP);
	full.sw = env->sw;
	r = f80_round(&full, a.sign, a.exp + (b.kind == F80_ZERO ? 0 : scale_of(&b)), a.mant, 0);
	env->sw = full.sw;
	return r;
}

struct f80 f80_extract(struct f80_env *env, struct f80 *x)
{
	struct f80_num n = f80_from80(*x), e;
	struct f80 r;

	if (f80_invalid1(env, &n, &r)) {
		*x = r;
		return r;
	}
	if (n.kind == F80_INF)
		return f80_make(0, EXP_MAX, TOP);
	if (n.kind == F80_ZERO) {
		env->sw |= F80_ZE;
		return f80_make(1, EXP_MAX, TOP);
	}
	*x = f80_make(n.sign, BIAS, n.mant);
	e = f80_from_int(n.exp - BIAS);
	return f80_pack(&e);
}

/* ---- FPREM, FPREM1 ---- */

struct division {
	u64 rem;	/* in units of the divisor's last place */
	u64 quotient;	/* low bits */
};

/* (mant << shift) divided by d, bit by bit: mant < 2 * d. */
static struct division reduce(u64 mant, u64 d, unsigned shift)
{
	struct division r = { mant, 0 };
	bool carry = false;

	for (;;) {
		r.quotient <<= 1;
		if (carry || r.rem >= d) {
			r.rem -= d;
			r.quotient |= 1;
		}
		if (!shift--)
			return r;
		carry = r.rem >> 63;
		r.rem <<= 1;
	}
}

static u16 quotient_bits(u64 q)
{
	return (q & 4 ? F80_C0 : 0) | (q & 2 ? F80_C3 : 0) | (q & 1 ? F80_C1 : 0);
}

/* rem * 2^(exp - BIAS - 63): exact, but precision is not controlled and it may be denormal. */
static struct f80 exact_result(struct f80_env *env, unsigned sign, s32 exp, u64 rem)
{
	struct f80_env full = { env->cw | 0x300, 0 };
	struct f80 r;

	if (!rem)
		return f80_make(sign, 0, 0);
	exp -= __builtin_clzll(rem);
	r = f80_round(&full, sign, exp, rem << __builtin_clzll(rem), 0);
	env->sw |= full.sw;
	return r;
}

static struct f80 rem_finite(struct f80_env *env, const struct f80_num *a, const struct f80_num *b, bool nearest)
{
	s32 diff = a->exp - b->exp;
	struct division d;
	unsigned sign = a->sign, n;
	bool more;

	if (diff < (nearest ? -1 : 0))
		return exact_result(env, sign, a->exp, a->mant);
	if (diff >= 64) {
		n = (diff & 31) | 32;
		d = reduce(a->mant, b->mant, n);
		env->sw |= F80_C2;
		return exact_result(env, sign, b->exp + diff - (s32)n, d.rem);
	}
	if (diff == -1) {		/* the quotient is 0 or, rounded, 1 */
		if (a->mant <= b->mant)
			return exact_result(env, sign, a->exp, a->mant);
		env->sw |= quotient_bits(1);
		return exact_result(env, !sign, a->exp, 2 * b->mant - a->mant);	/* modulo 2^64 */
	}
	d = reduce(a->mant, b->mant, (unsigned)diff);
	more = d.rem > b->mant - d.rem || (d.rem == b->mant - d.rem && d.quotient & 1);
	if (nearest && more) {
		d.rem = b->mant - d.rem;
		d.quotient++;
		sign = !sign;
	}
	env->sw |= quotient_bits(d.quotient);
	return exact_result(env, d.rem ? sign : a->sign, b->exp, d.rem);
}

struct f80 f80_rem(struct f80_env *env, struct f80 x, struct f80 y, bool nearest)
{
	struct f80_num a = f80_from80(x), b = f80_from80(y);
	struct f80 r;

	if (f80_invalid2(env, &a, &b, &r))
		return r;
	if (a.kind == F80_INF || b.kind == F80_ZERO) {
		env->sw = (env->sw & ~F80_DE) | F80_IE;
		return f80_indefinite();
	}
	if (f80_stopped(env) || a.kind == F80_ZERO)
		return x;
	if (b.kind == F80_INF)
		return exact_result(env, a.sign, a.exp, a.mant);
	return rem_finite(env, &a, &b, nearest);
}
