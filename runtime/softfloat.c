// SPDX-License-Identifier: GPL-2.0-only
/* softfloat.c - see softfloat.h. */
#include "softfloat.h"
#include "mxcsr.h"

typedef unsigned __int128 u128;

static const u64 TOP = 1ull << 63;

struct format {
	unsigned frac, bias, max;	/* bits of the fraction; of the exponent the bias, and the value of infinities and NaNs */
};
static const struct format formats[] = { { 23, 127, 0xff }, { 52, 1023, 0x7ff } };

enum kind { ZERO, FINITE, INF, NAN_ };

/* Finite: mant >> 63 == 1, value mant * 2^(exp - 63). */
struct num {
	u64 bits, mant;
	s32 exp;
	u8 kind, sign, denormal;
};

/* ---- operands ---- */

static u64 sign_bit(enum sf_format f)
{
	return f == SF_DOUBLE ? TOP : 1ull << 31;
}

static u64 quiet_bit(enum sf_format f)
{
	return 1ull << (formats[f].frac - 1);
}

static u64 infinity(enum sf_format f, unsigned sign)
{
	return (sign ? sign_bit(f) : 0) | (u64)formats[f].max << formats[f].frac;
}

static u64 zero(enum sf_format f, unsigned sign)
{
	return sign ? sign_bit(f) : 0;
}

static u64 indefinite(enum sf_format f)
{
	return infinity(f, 1) | quiet_bit(f);
}

/* DAZ: a denormal is a zero. */
static struct num unpack(const struct sf_env *env, enum sf_format f, u64 x)
{
	const struct format *t = &formats[f];
	u64 frac = x & ((1ull << t->frac) - 1);
	unsigned exp = x >> t->frac & t->max, shift;
	struct num n = { .bits = x, .sign = (x & sign_bit(f)) != 0 };

	if (exp == t->max) {
		n.kind = frac ? NAN_ : INF;
	} else if (exp) {
		n.kind = FINITE;
		n.mant = TOP | frac << (63 - t->frac);
		n.exp = (s32)exp - (s32)t->bias;
	} else if (!frac || env->mxcsr & MXCSR_DAZ) {
		n.kind = ZERO;
		n.bits = zero(f, n.sign);
	} else {
		shift = (unsigned)__builtin_clzll(frac);
		n.kind = FINITE;
		n.denormal = 1;
		n.mant = frac << shift;
		n.exp = 64 - (s32)shift - (s32)t->frac - (s32)t->bias;
	}
	return n;
}

static bool is_signalling(enum sf_format f, const struct num *n)
{
	return n->kind == NAN_ && !(n->bits & quiet_bit(f));
}

/* The first operand if it is a NaN, else the second, quiet. */
static bool take_nan(struct sf_env *env, enum sf_format f, const struct num *a, const struct num *b, u64 *r)
{
	if (a->kind != NAN_ && b->kind != NAN_)
		return false;
	if (is_signalling(f, a) || is_signalling(f, b))
		env->before |= MXCSR_IE;
	*r = (a->kind == NAN_ ? a->bits : b->bits) | quiet_bit(f);
	return true;
}

static u64 invalid(struct sf_env *env, enum sf_format f)
{
	env->before |= MXCSR_IE;
	return indefinite(f);
}

static void denormal_operands(struct sf_env *env, const struct num *a, const struct num *b)
{
	if (a->denormal || b->denormal)
		env->before |= MXCSR_DE;
}

/* ---- rounding ---- */

/* x:rest shifted right; what is lost stays as the lowest bit. */
static u64 shift_jam(u64 x, u64 *rest, unsigned n)
{
	u128 v = (u128)x << 64 | *rest;
	bool lost;

	if (n >= 128) {
		*rest = v != 0;
		return 0;
	}
	lost = n && v << (128 - n);
	v >>= n;
	*rest = (u64)v | lost;
	return (u64)(v >> 64);
}

/* mant:rest to a multiple of 2^drop; may become 2^64, given as 0. Returns whether it is inexact. */
static bool round_at(u64 *mant, u64 rest, unsigned drop, unsigned sign, unsigned mode)
{
	u64 unit = 1ull << drop;
	bool up = false;

	rest = *mant << (64 - drop) | (rest != 0);
	*mant &= -unit;
	if (!rest)
		return false;
	switch (mode) {
	case SF_NEAREST:
		up = rest > TOP || (rest == TOP && *mant & unit);
		break;
	case SF_DOWN:
		up = sign;
		break;
	case SF_UP:
		up = !sign;
		break;
	}
	if (up)
		*mant += unit;
	return true;
}

static u64 overflow(struct sf_env *env, enum sf_format f, unsigned sign, bool inexact)
{
	unsigned mode = sf_mode(env);

	env->behind |= MXCSR_OE;
	if (inexact || env->mxcsr & MXCSR_OE << MXCSR_MASK_SHIFT)
		env->behind |= MXCSR_PE;
	if (mode == SF_ZERO || mode == (sign ? SF_UP : SF_DOWN))
		return infinity(f, sign) - 1;
	return infinity(f, sign);
}

/* Below the normal numbers also when rounded. */
static u64 tiny(struct sf_env *env, enum sf_format f, unsigned sign, s32 exp, u64 mant, u64 rest, bool inexact)
{
	const struct format *t = &formats[f];

	if (!(env->mxcsr & MXCSR_UE << MXCSR_MASK_SHIFT)) {
		env->behind |= MXCSR_UE | (inexact ? MXCSR_PE : 0);
		return 0;
	}
	if (env->mxcsr & MXCSR_FTZ) {
		env->behind |= MXCSR_UE | MXCSR_PE;
		return zero(f, sign);
	}
	mant = shift_jam(mant, &rest, (unsigned)(1 - (s32)t->bias - exp));
	if (round_at(&mant, rest, 63 - t->frac, sign, sf_mode(env)))
		env->behind |= MXCSR_UE | MXCSR_PE;
	return zero(f, sign) | mant >> (63 - t->frac);
}

static u64 round_pack(struct sf_env *env, enum sf_format f, unsigned sign, s32 exp, u64 mant, u64 rest)
{
	const struct format *t = &formats[f];
	u64 exact = mant;
	s32 e = exp;
	bool inexact = round_at(&mant, rest, 63 - t->frac, sign, sf_mode(env));

	if (!mant) {
		mant = TOP;
		e++;
	}
	if (e < 1 - (s32)t->bias)
		return tiny(env, f, sign, exp, exact, rest, inexact);
	if (e > (s32)t->bias)
		return overflow(env, f, sign, inexact);
	if (inexact)
		env->behind |= MXCSR_PE;
	return zero(f, sign) | (u64)(e + (s32)t->bias) << t->frac | (mant & ~TOP) >> (63 - t->frac);
}

/* v * 2^(exp - 127) */
static u64 normalise(struct sf_env *env, enum sf_format f, unsigned sign, s32 exp, u128 v)
{
	u64 hi = (u64)(v >> 64), lo = (u64)v;
	unsigned shift = hi ? (unsigned)__builtin_clzll(hi) : 64 + (unsigned)__builtin_clzll(lo);

	v <<= shift;
	return round_pack(env, f, sign, exp - (s32)shift, (u64)(v >> 64), (u64)v);
}

/* ---- add, subtract ---- */

static u64 sum(struct sf_env *env, enum sf_format f, struct num a, struct num b)
{
	u128 x, y;
	u64 rest = 0, hi;

	if (a.exp < b.exp || (a.exp == b.exp && a.mant < b.mant)) {
		struct num t = a;

		a = b;
		b = t;
	}
	hi = shift_jam(b.mant, &rest, (unsigned)(a.exp - b.exp));
	x = (u128)a.mant << 63;
	y = ((u128)hi << 64 | rest) >> 1 | (rest & 1);
	if (a.sign == b.sign)
		return normalise(env, f, a.sign, a.exp + 1, x + y);
	if (x == y)
		return zero(f, sf_mode(env) == SF_DOWN);
	return normalise(env, f, a.sign, a.exp + 1, x - y);
}

static u64 add(struct sf_env *env, enum sf_format f, u64 a, u64 b, bool sub)
{
	struct num x = unpack(env, f, a), y = unpack(env, f, b);
	u64 r;

	if (take_nan(env, f, &x, &y, &r))
		return r;
	if (sub) {
		y.sign ^= 1;
		y.bits ^= sign_bit(f);
	}
	if (x.kind == INF && y.kind == INF && x.sign != y.sign)
		return invalid(env, f);
	denormal_operands(env, &x, &y);
	if (x.kind == INF || y.kind == INF)
		return x.kind == INF ? x.bits : y.bits;
	if (x.kind == ZERO && y.kind == ZERO)
		return x.sign == y.sign ? x.bits : zero(f, sf_mode(env) == SF_DOWN);
	if (x.kind == ZERO || y.kind == ZERO) {
		if (x.kind == ZERO)
			x = y;
		return round_pack(env, f, x.sign, x.exp, x.mant, 0);
	}
	return sum(env, f, x, y);
}

u64 sf_add(struct sf_env *env, enum sf_format f, u64 a, u64 b)
{
	return add(env, f, a, b, false);
}

u64 sf_sub(struct sf_env *env, enum sf_format f, u64 a, u64 b)
{
	return add(env, f, a, b, true);
}

/* ---- multiply, divide, square root ---- */

u64 sf_mul(struct sf_env *env, enum sf_format f, u64 a, u64 b)
{
	struct num x = unpack(env, f, a), y = unpack(env, f, b);
	unsigned sign = x.sign ^ y.sign;
	u64 r;

	if (take_nan(env, f, &x, &y, &r))
		return r;
	if ((x.kind == INF && y.kind == ZERO) || (x.kind == ZERO && y.kind == INF))
		return invalid(env, f);
	denormal_operands(env, &x, &y);
	if (x.kind == INF || y.kind == INF)
		return infinity(f, sign);
	if (x.kind == ZERO || y.kind == ZERO)
		return zero(f, sign);
	return normalise(env, f, sign, x.exp + y.exp + 1, (u128)x.mant * y.mant);
}

u64 sf_div(struct sf_env *env, enum sf_format f, u64 a, u64 b)
{
	struct num x = unpack(env, f, a), y = unpack(env, f, b);
	unsigned sign = x.sign ^ y.sign;
	u128 n, q;
	u64 r;

	if (take_nan(env, f, &x, &y, &r))
		return r;
	if (x.kind == y.kind && (x.kind == INF || x.kind == ZERO))
		return invalid(env, f);
	if (y.kind == ZERO && x.kind == FINITE) {
		env->before |= MXCSR_ZE;
		return infinity(f, sign);
	}
	denormal_operands(env, &x, &y);
	if (x.kind == INF || y.kind == ZERO)
		return infinity(f, sign);
	if (x.kind == ZERO || y.kind == INF)
		return zero(f, sign);
	n = (u128)x.mant << 63;
	q = n / y.mant;				/* 63 or 64 bits */
	return normalise(env, f, sign, x.exp - y.exp + 63, q << 1 | (n % y.mant != 0));
}

u64 sf_sqrt(struct sf_env *env, enum sf_format f, u64 a)
{
	struct num x = unpack(env, f, a);
	u64 r, root = 0, bit;
	u128 v;

	if (take_nan(env, f, &x, &x, &r))
		return r;
	if (x.kind == ZERO)
		return x.bits;
	if (x.sign)
		return invalid(env, f);
	denormal_operands(env, &x, &x);
	if (x.kind == INF)
		return x.bits;
	v = (u128)x.mant << (x.exp & 1 ? 64 : 63);	/* an even exponent: the root's top bit is 63 */
	for (bit = TOP; bit; bit >>= 1)
		if ((u128)(root | bit) * (root | bit) <= v)
			root |= bit;
	return round_pack(env, f, 0, (x.exp - (x.exp & 1)) / 2, root, (u128)root * root != v);
}

/* ---- minimum, maximum, comparison ---- */

static enum sf_order order(const struct num *a, const struct num *b)
{
	bool less;

	if (a->kind == NAN_ || b->kind == NAN_)
		return SF_UNORDERED;
	if (a->kind == ZERO && b->kind == ZERO)
		return SF_EQUAL;
	if (a->bits == b->bits)
		return SF_EQUAL;
	if (a->sign != b->sign)
		return a->sign ? SF_LESS : SF_GREATER;
	less = a->bits < b->bits;		/* magnitudes: the signs are equal */
	return less != a->sign ? SF_LESS : SF_GREATER;
}

enum sf_order sf_compare(struct sf_env *env, enum sf_format f, u64 a, u64 b, bool signal)
{
	struct num x = unpack(env, f, a), y = unpack(env, f, b);
	enum sf_order o = order(&x, &y);

	if (o != SF_UNORDERED)
		denormal_operands(env, &x, &y);
	else if (signal || is_signalling(f, &x) || is_signalling(f, &y))
		env->before |= MXCSR_IE;
	return o;
}

/* The second operand, as DAZ leaves it, unless the first is less (greater). */
static u64 choose(struct sf_env *env, enum sf_format f, u64 a, u64 b, enum sf_order first)
{
	enum sf_order o = sf_compare(env, f, a, b, true);

	return unpack(env, f, o == first ? a : b).bits;
}

u64 sf_min(struct sf_env *env, enum sf_format f, u64 a, u64 b)
{
	return choose(env, f, a, b, SF_LESS);
}

u64 sf_max(struct sf_env *env, enum sf_format f, u64 a, u64 b)
{
	return choose(env, f, a, b, SF_GREATER);
}

/* ---- conversions ---- */

/* The magnitude as an integer; numbers from 2^64 on are all ones. Returns whether it is inexact. */
static bool to_integer(const struct num *n, unsigned mode, u64 *mag)
{
	u64 mant = n->mant, rest = 0;
	bool inexact;

	if (n->exp > 63) {
		*mag = ~0ull;
		return false;
	}
	mant = shift_jam(mant, &rest, n->exp < -2 ? 66 : 63 - (unsigned)n->exp);
	inexact = rest;
	if (inexact && (mode == SF_NEAREST ? rest > TOP || (rest == TOP && mant & 1) : mode == (n->sign ? SF_DOWN : SF_UP)))
		mant++;
	*mag = mant;
	return inexact;
}

u64 sf_to_int(struct sf_env *env, enum sf_format f, u64 a, unsigned mode, unsigned bits)
{
	struct num n = unpack(env, f, a);
	u64 lowest = 1ull << (bits - 1), mag = 0;
	bool inexact = n.kind == FINITE && to_integer(&n, mode, &mag);

	if (n.kind == INF || n.kind == NAN_ || mag > lowest - !n.sign) {
		env->before |= MXCSR_IE;
		return lowest;
	}
	if (inexact)
		env->behind |= MXCSR_PE;
	mag = n.sign ? -mag : mag;
	return bits == 32 ? (u32)mag : mag;
}

u64 sf_round(struct sf_env *env, enum sf_format f, u64 a, unsigned mode, bool quiet)
{
	struct num n = unpack(env, f, a);
	u64 r, mag;
	struct sf_env none = { .mxcsr = MXCSR_INIT };

	if (take_nan(env, f, &n, &n, &r))
		return r;
	if (n.kind != FINITE || n.exp >= (s32)formats[f].frac)
		return n.bits;
	if (to_integer(&n, mode, &mag) && !quiet)
		env->behind |= MXCSR_PE;
	return zero(f, n.sign) | sf_from_int(&none, f, (s64)mag);
}

u64 sf_from_int(struct sf_env *env, enum sf_format f, s64 x)
{
	u64 mag = x < 0 ? -(u64)x : (u64)x;
	unsigned shift;

	if (!x)
		return 0;
	shift = (unsigned)__builtin_clzll(mag);
	return round_pack(env, f, x < 0, 63 - (s32)shift, mag << shift, 0);
}

u64 sf_convert(struct sf_env *env, enum sf_format from, u64 a)
{
	enum sf_format to = from == SF_SINGLE ? SF_DOUBLE : SF_SINGLE;
	struct num n = unpack(env, from, a);
	u64 frac;

	switch ((enum kind)n.kind) {
	case ZERO:
		return zero(to, n.sign);
	case INF:
		return infinity(to, n.sign);
	case NAN_:
		if (is_signalling(from, &n))
			env->before |= MXCSR_IE;
		frac = n.bits & ((1ull << formats[from].frac) - 1);
		frac = from == SF_SINGLE ? frac << 29 : frac >> 29;
		return infinity(to, n.sign) | quiet_bit(to) | frac;
	case FINITE:
		break;
	}
	denormal_operands(env, &n, &n);
	return round_pack(env, to, n.sign, n.exp, n.mant, 0);
}
