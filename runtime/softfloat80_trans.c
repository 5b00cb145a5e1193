// SPDX-License-Identifier: GPL-2.0-only
/*
 * softfloat80_trans.c - F2XM1 FYL2X FYL2XP1 FSIN FCOS FPTAN FPATAN; see softfloat80.h. SDM 2A.
 *
 * Computed with 128 bits, more than 100 of which are right: results are correctly rounded but where the true value lies within
 * 2^-100 of a boundary. Processors are up to one unit in the last place off. No value is exact: functions end a bit below
 * the true one, or are multiplied by an irrational constant. The few that are exact (a power of two's logarithm) raise PE,
 * too, as the processors do.
 */
#include "softfloat80.h"

typedef unsigned __int128 u128;

enum { BIAS = 0x3fff, EXP_MAX = 0x7fff };
static const u64 TOP = 1ull << 63;

/* Positive: mant * 2^(exp - 127), mant >> 127 == 1. */
struct wide {
	u128 mant;
	s32 exp;
};

#define WIDE(hi, lo) ((u128)(hi) << 64 | (lo))
static const u128 ONE = (u128)1 << 127;		/* fixed point, units of 2^-127 */
static const struct wide pi = { WIDE(0xc90fdaa22168c234, 0xc4c6628b80dc1cd1), 1 };
static const struct wide ln_2 = { WIDE(0xb17217f7d1cf79ab, 0xc9e3b39803f2f6af), -1 };
static const struct wide two_by_ln_2 = { WIDE(0xb8aa3b295c17f0bb, 0xbe87fed0691d3e88), 1 };

/* ---- wide numbers ---- */

/* mant * 2^(exp - 127), mant not 0 */
static struct wide normal(u128 mant, s32 exp)
{
	u64 high = (u64)(mant >> 64);
	unsigned shift = high ? (unsigned)__builtin_clzll(high) : 64 + (unsigned)__builtin_clzll((u64)mant);

	return (struct wide){ mant << shift, exp - (s32)shift };
}

static struct wide of_num(const struct f80_num *n)
{
	return (struct wide){ (u128)n->mant << 64, n->exp - BIAS };
}

/* The upper half of a product. */
static u128 mul_high(u128 a, u128 b)
{
	u64 a1 = (u64)(a >> 64), a0 = (u64)a, b1 = (u64)(b >> 64), b0 = (u64)b;
	u128 mid = (u128)a1 * b0 + ((u128)a0 * b0 >> 64);
	u128 mid_b = (u128)a0 * b1 + (u64)mid;

	return (u128)a1 * b1 + (mid >> 64) + (mid_b >> 64);
}

static struct wide mul(struct wide a, struct wide b)
{
	return normal(mul_high(a.mant, b.mant), a.exp + b.exp + 1);
}

/* Bit by bit; the last one says that something is left, too. */
static struct wide div(struct wide a, struct wide b)
{
	u128 rem = a.mant, quotient = 0;
	s32 exp = a.exp - b.exp;
	bool carry = false;

	if (rem < b.mant) {
		exp--;
		carry = rem >> 127;
		rem <<= 1;
	}
	for (unsigned i = 0; i < 128; i++) {
		quotient <<= 1;
		if (carry || rem >= b.mant) {
			rem -= b.mant;
			quotient |= 1;
		}
		carry = rem >> 127;
		rem <<= 1;
	}
	return (struct wide){ quotient | (carry || rem), exp };
}

static u128 shift_right(u128 x, s32 n)
{
	return n < 128 ? x >> n : 0;
}

/* A number below 1 in units of 2^-128. */
static u128 fraction(struct wide w)
{
	return shift_right(w.mant, -1 - w.exp);
}

static struct wide square(struct wide w)
{
	return mul(w, w);
}

/* Rounds to 64 bits whatever precision control says; never exact. */
static struct f80 result(struct f80_env *env, unsigned sign, struct wide w)
{
	struct f80_env full = { env->cw | 0x300, env->sw };
	struct f80 r = f80_round(&full, sign, w.exp + BIAS, (u64)(w.mant >> 64), (u64)w.mant | 1);

	env->sw = full.sw;
	return r;
}

static struct f80 invalid(struct f80_env *env)
{
	env->sw = (u16)((env->sw & ~F80_DE) | F80_IE);
	return f80_indefinite();
}

static struct f80 zero(unsigned sign) { return f80_make(sign, 0, 0); }
static struct f80 infinity(unsigned sign) { return f80_make(sign, EXP_MAX, TOP); }

/* ---- series; z in units of 2^-128, the sums in units of 2^-127 ---- */

/* 1 - z/(n(n+1)) (1 - z/((n+2)(n+3)) (...: with z = x^2 the cosine of x (n = 1), the sine by x (n = 2) */
static u128 circular_series(u128 z, unsigned n)
{
	enum { TERMS = 14 };
	u128 sum = ONE;

	for (unsigned k = TERMS; k-- > 0; )
		sum = ONE - mul_high(z, sum) / ((n + 2 * k) * (n + 2 * k + 1));
	return sum - 1;
}

/* 1 - z/3 + z^2/5 - ...: with z = x^2 the arc tangent of x by x */
static u128 tangent_series(u128 z)
{
	enum { TERMS = 14 };		/* x <= 1/32 */
	u128 sum = 0;

	for (unsigned k = TERMS; k-- > 0; )
		sum = ONE / (2 * k + 1) - mul_high(z, sum);
	return sum - 1;
}

/* 1 + z/3 + z^2/5 + ...: with z = s^2 half the logarithm of (1 + s)/(1 - s) by s */
static u128 logarithm_series(u128 z)
{
	enum { TERMS = 24 };		/* s <= 0.172 */
	u128 sum = 0;

	for (unsigned k = TERMS; k-- > 0; )
		sum = ONE / (2 * k + 1) + mul_high(z, sum);
	return sum;
}

/* 1 +- u/2 (1 +- u/3 (...: (e^u - 1)/u, or (1 - e^-u)/u */
static u128 exponential_series(u128 u, bool negative)
{
	enum { TERMS = 32 };		/* u <= 0.694 */
	u128 sum = ONE;

	for (unsigned n = TERMS; n > 1; n--) {
		u128 term = mul_high(u, sum) / n;

		sum = negative ? ONE - term : ONE + term;
	}
	return sum;
}

/* ---- F2XM1 ---- */

struct f80 f80_2xm1(struct f80_env *env, struct f80 x)
{
	struct f80_num n = f80_from80(x);
	struct wide u;
	struct f80 r;

	if (f80_invalid1(env, &n, &r))
		return r;
	if (f80_stopped(env) || n.kind == F80_ZERO)
		return x;
	if (n.kind == F80_INF)
		return n.sign ? f80_make(1, BIAS, TOP) : x;
	if (n.exp >= BIAS) {
		env->sw |= F80_PE;	/* out of range: undefined; the AMD processors keep it */
		return n.sign && n.exp == BIAS && n.mant == TOP ? f80_make(1, BIAS - 1, TOP) : x;
	}
	u = mul(of_num(&n), ln_2);
	return result(env, n.sign, mul(u, normal(exponential_series(fraction(u), n.sign), 0)));
}

/* ---- logarithms ---- */

struct logarithm {
	struct wide w;
	u8 sign, zero, exact;
};

/* The logarithm to base 2 of (1 + s)/(1 - s) for s = num / den */
static struct wide log_of_ratio(struct wide num, struct wide den)
{
	struct wide s = div(num, den);

	return mul(mul(s, two_by_ln_2), normal(logarithm_series(fraction(square(s))), 0));
}

/* power + f, or power - f for minus */
static struct logarithm add_power(s32 power, struct wide f, bool minus)
{
	u128 whole = (u128)(power < 0 ? -power : power) << 112, part = shift_right(f.mant, 15 - f.exp);

	if (!power)
		return (struct logarithm){ f, minus, 0, 0 };
	whole = minus == (power < 0) ? whole + part : whole - part;
	return (struct logarithm){ normal(whole, 15), power < 0, 0, 0 };
}

/* log2 of mant * 2^(power - 127) */
static struct logarithm log_of(u128 mant, s32 power)
{
	static const u128 root_2 = WIDE(0xb504f333f9de6484, 0);
	struct logarithm log = { .sign = power < 0, .exact = 1 };

	if (mant == ONE) {
		log.zero = !power;
		if (power)
			log.w = normal((u128)(power < 0 ? -power : power), 127);
		return log;
	}
	if (mant < root_2)
		return add_power(power, log_of_ratio(normal(mant - ONE, 0), normal((mant >> 1) + (ONE >> 1), 1)), false);
	return add_power(power + 1, log_of_ratio(normal(-mant, -1), normal((mant >> 1) + ONE, 0)), true);
}

/* y * log */
static struct f80 times_log(struct f80_env *env, const struct f80_num *y, const struct logarithm *log)
{
	struct f80_env full = { env->cw | 0x300, env->sw };
	struct f80_num exact;
	struct f80 r;

	if (log->zero || y->kind == F80_ZERO)
		return zero(y->sign ^ log->sign);
	if (!log->exact)
		return result(env, y->sign ^ log->sign, mul(of_num(y), log->w));
	exact = (struct f80_num){ (u64)(log->w.mant >> 64), log->w.exp + BIAS, F80_FINITE, log->sign, 0 };
	r = f80_mul(&full, *y, exact);
	env->sw = full.sw | F80_PE;
	if (!(r.sexp & EXP_MAX))
		env->sw |= F80_UE;
	return r;
}

/* y infinite, or x zero or infinite; DE has been raised */
static struct f80 yl2x_special(struct f80_env *env, const struct f80_num *x, const struct f80_num *y)
{
	bool one = x->kind == F80_FINITE && x->exp == BIAS && x->mant == TOP;
	bool below = x->kind == F80_ZERO || (x->kind == F80_FINITE && x->exp < BIAS);

	if (one || (x->kind != F80_FINITE && y->kind == F80_ZERO))
		return invalid(env);
	if (x->kind == F80_ZERO && y->kind != F80_INF)
		env->sw = (u16)((env->sw & ~F80_DE) | F80_ZE);
	return infinity(y->sign ^ below);
}

struct f80 f80_yl2x(struct f80_env *env, struct f80 st0, struct f80 st1)
{
	struct f80_num x = f80_from80(st0), y = f80_from80(st1);
	struct logarithm log;
	struct f80 r;

	if (f80_invalid2(env, &x, &y, &r))
		return r;
	if (x.sign && x.kind != F80_ZERO)
		return invalid(env);
	if (x.kind != F80_FINITE || y.kind == F80_INF)
		return yl2x_special(env, &x, &y);
	if (f80_stopped(env))
		return r;
	log = log_of((u128)x.mant << 64, x.exp - BIAS);
	return times_log(env, &y, &log);
}

/* log2(1 + x), 1 + x > 0 */
static struct logarithm log_plus_one(const struct f80_num *x)
{
	struct wide w = of_num(x), sum;
	u128 part;

	if (w.exp < -2) {		/* s = (x/2) / (1 + x/2), x/2 below 1/8 */
		part = shift_right(w.mant, 1 - w.exp);
		sum = normal(x->sign ? ONE - part : ONE + part, 0);
		w.exp--;
		return (struct logarithm){ log_of_ratio(w, sum), x->sign, 0, 0 };
	}
	if (w.exp < 0) {		/* exact */
		part = w.mant >> -w.exp;
		sum = normal(x->sign ? ONE - part : ONE + part, 0);
		return log_of(sum.mant, sum.exp);
	}
	part = w.exp < 128 ? ONE >> w.exp : 0;
	sum = (struct wide){ w.mant + part, w.exp };
	if (sum.mant < w.mant) {
		sum.mant = ONE | sum.mant >> 1;
		sum.exp++;
	}
	sum.mant |= !part;
	return log_of(sum.mant, sum.exp);
}

struct f80 f80_yl2xp1(struct f80_env *env, struct f80 st0, struct f80 st1)
{
	struct f80_num x = f80_from80(st0), y = f80_from80(st1);
	struct logarithm log;
	struct f80 r;

	if (f80_invalid2(env, &x, &y, &r))
		return r;
	if ((x.kind == F80_ZERO && y.kind == F80_INF) || (x.kind == F80_INF && (x.sign || y.kind == F80_ZERO)))
		return invalid(env);
	if (f80_stopped(env))
		return r;
	if (x.kind == F80_INF || y.kind == F80_INF)
		return infinity(x.sign ^ y.sign);
	if (x.kind == F80_ZERO || y.kind == F80_ZERO)
		return zero(x.sign ^ y.sign);
	if (x.kind == F80_FINITE && x.sign && x.exp >= BIAS) {
		env->sw |= F80_PE;	/* out of range: undefined; the AMD processors keep it */
		return st0;
	}
	log = log_plus_one(&x);
	return times_log(env, &y, &log);
}

/* ---- circular functions ---- */

/* An angle is quadrant * pi/2 + rest, or - rest; rest is at most pi/4. */
struct angle {
	struct wide rest;
	u8 quadrant, minus;
};

/* The processors' pi has 66 bits, which makes this exact: everything is a multiple of 2^-65. */
static struct angle reduce(const struct f80_num *x)
{
	static const u128 half_pi = WIDE(3, 0x243f6a8885a308d3);
	s32 doublings = x->exp - BIAS + 2;
	u128 rest = x->mant;
	struct angle a = { of_num(x), 0, 0 };

	if (doublings < 1)
		return a;
	while (doublings--) {
		rest <<= 1;
		a.quadrant = (u8)(a.quadrant << 1);
		if (rest >= half_pi) {
			rest -= half_pi;
			a.quadrant |= 1;
		}
	}
	if (rest > half_pi >> 1) {
		rest = half_pi - rest;
		a.minus = 1;
		a.quadrant++;
	}
	a.rest = normal(rest, 62);
	return a;
}

/* Not a number of an angle: C2 asks for a reduction. */
static bool unreduced(struct f80_env *env, const struct f80_num *x)
{
	if (x->exp < BIAS + 63)
		return false;
	env->sw |= F80_C2;
	return true;
}

static struct wide sine_of(struct wide rest)
{
	return mul(rest, normal(circular_series(fraction(square(rest)), 2), 0));
}

static struct wide cosine_of(struct wide rest)
{
	return normal(circular_series(fraction(square(rest)), 1), 0);
}

/* The sine of angle + ahead * pi/2 */
static struct f80 sine(struct f80_env *env, unsigned sign, struct angle a, unsigned ahead)
{
	unsigned quadrant = a.quadrant + ahead;

	sign ^= quadrant >> 1 & 1;
	if (quadrant & 1)
		return result(env, sign, cosine_of(a.rest));
	return result(env, sign ^ a.minus, sine_of(a.rest));
}

/* What sines, cosines and tangents have in common: NaN, infinity, a number too large, an unmasked exception. */
static bool no_angle(struct f80_env *env, const struct f80_num *n, struct f80 x, struct f80 *r)
{
	if (f80_invalid1(env, n, r))
		return true;
	if (n->kind == F80_INF) {
		*r = invalid(env);
		return true;
	}
	*r = x;
	return f80_stopped(env) || (n->kind == F80_FINITE && unreduced(env, n));
}

struct f80 f80_sin(struct f80_env *env, struct f80 x)
{
	struct f80_num n = f80_from80(x);
	struct f80 r;

	if (no_angle(env, &n, x, &r) || n.kind == F80_ZERO)
		return r;
	return sine(env, n.sign, reduce(&n), 0);
}

struct f80 f80_cos(struct f80_env *env, struct f80 x)
{
	struct f80_num n = f80_from80(x);
	struct f80 r;

	if (no_angle(env, &n, x, &r))
		return r;
	if (n.kind == F80_ZERO)
		return f80_make(0, BIAS, TOP);
	return sine(env, 0, reduce(&n), 1);
}

struct f80 f80_tan(struct f80_env *env, struct f80 x, struct f80 *one)
{
	struct f80_num n = f80_from80(x);
	struct wide s, c;
	struct angle a;
	struct f80 r;

	if (no_angle(env, &n, x, &r)) {
		*one = r;
		return r;
	}
	*one = f80_make(0, BIAS, TOP);
	if (n.kind == F80_ZERO)
		return x;
	a = reduce(&n);
	s = sine_of(a.rest);
	c = cosine_of(a.rest);
	return result(env, n.sign ^ a.minus ^ (a.quadrant & 1), a.quadrant & 1 ? div(c, s) : div(s, c));
}

/* ---- FPATAN ---- */

/* The arc tangent of 0 to 1 */
static struct wide arc_tangent(struct wide t)
{
	static const u128 sixteenth[17] = {	/* of i/16, in units of 2^-127 */
		0,
		WIDE(0x07fd56edcb3f7a71, 0xb6593c96e071706a), WIDE(0x0feadd4d5617b6e3, 0x2c897989f3e888ef),
		WIDE(0x17b97b4bce5b0226, 0x8f6169f103938e90), WIDE(0x1f5b75f92c80dd62, 0xadb8f3debef442fc),
		WIDE(0x26c4ee6e0fd7979a, 0x716aed26349ebcca), WIDE(0x2dec3283c9bde11c, 0xe2a8c848b73f9120),
		WIDE(0x34c9dd879847f96d, 0x909f257a40079c4d), WIDE(0x3b58ce0ac3769ed1, 0x5bf9117b2f0ea340),
		WIDE(0x4195fa536cc33f15, 0x25b504e5b0d28ae0), WIDE(0x47802eaf7bfacfcd, 0xae41af0b32e21ba3),
		WIDE(0x4d17c07338deed10, 0x21137c711027f9de), WIDE(0x525e3e8c9a7b8492, 0x0cd43f9522bed64f),
		WIDE(0x5756261c5a6c6040, 0x0a392f179f290385), WIDE(0x5c029f15e118cf39, 0xe596d2a90852221e),
		WIDE(0x606742dc56293320, 0x44eeb16237497d12), WIDE(0x6487ed5110b4611a, 0x62633145c06e0e68),
	};
	u128 whole = shift_right(t.mant, -t.exp), near, part;
	unsigned i = (unsigned)((whole + (ONE >> 5)) >> 123);
	struct wide d;

	if (!i)
		return mul(t, normal(tangent_series(fraction(square(t))), 0));
	near = (u128)i << 123;
	if (whole == near)
		return normal(sixteenth[i], 0);
	/* atan(t) = atan(c) + atan((t - c)/(1 + tc)) */
	d = div(normal(whole > near ? whole - near : near - whole, 0), normal((ONE >> 1) + (whole >> 5) * i, 1));
	part = fraction(mul(d, normal(tangent_series(fraction(square(d))), 0))) >> 1;
	return normal(whole > near ? sixteenth[i] + part : sixteenth[i] - part, 0);
}

/* times * pi/4, or what is left of it; `less` counts with 2^-126 and at most pi/4 */
static struct wide quarters(unsigned times, struct wide less)
{
	return normal((pi.mant >> 2) * times - shift_right(less.mant, 1 - less.exp), 1);
}

/* y infinite or zero, x whatever; or x infinite or zero: 0 or multiples of pi/4 */
static struct f80 atan_special(struct f80_env *env, const struct f80_num *y, const struct f80_num *x)
{
	unsigned times;

	if (y->kind == F80_INF)
		times = x->kind != F80_INF ? 2 : x->sign ? 3 : 1;
	else if (y->kind == F80_ZERO || x->kind == F80_INF)
		times = x->sign ? 4 : 0;
	else
		times = 2;
	if (!times)
		return zero(y->sign);
	return result(env, y->sign, normal((pi.mant >> 2) * times, 1));
}

struct f80 f80_atan(struct f80_env *env, struct f80 st0, struct f80 st1)
{
	struct f80_num x = f80_from80(st0), y = f80_from80(st1);
	bool steep = y.exp > x.exp || (y.exp == x.exp && y.mant > x.mant);
	struct wide angle;
	struct f80 r;

	if (f80_invalid2(env, &x, &y, &r) || f80_stopped(env))
		return r;
	if (x.kind != F80_FINITE || y.kind != F80_FINITE)
		return atan_special(env, &y, &x);
	angle = steep ? arc_tangent(div(of_num(&x), of_num(&y))) : arc_tangent(div(of_num(&y), of_num(&x)));
	if (steep)		/* the angle is from the y axis */
		angle = x.sign ? normal((pi.mant >> 1) + shift_right(angle.mant, 1 - angle.exp), 1) : quarters(2, angle);
	else if (x.sign)
		angle = quarters(4, angle);
	return result(env, y.sign, angle);
}
