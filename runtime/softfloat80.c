// SPDX-License-Identifier: GPL-2.0-only
/* softfloat80.c - operands, rounding, add, subtract, multiply, divide, square root, comparison; see softfloat80.h. */
#include "softfloat80.h"

typedef unsigned __int128 u128;

enum { BIAS = 0x3fff, EXP_MAX = 0x7fff, WRAP = 24576 };
static const u64 TOP = 1ull << 63;
static const u64 QUIET = 1ull << 62;

/* ---- operands ---- */

static struct f80_num normal(unsigned sign, s32 exp, u64 mant, bool denormal)
{
	unsigned shift = (unsigned)__builtin_clzll(mant);

	return (struct f80_num){ mant << shift, exp - (s32)shift, F80_FINITE, (u8)sign, denormal };
}

struct f80_num f80_from80(struct f80 x)
{
	unsigned exp = x.sexp & EXP_MAX, sign = x.sexp >> 15;
	struct f80_num n = { x.mant, (s32)exp, F80_FINITE, (u8)sign, 0 };

	if (exp && exp < EXP_MAX && x.mant & TOP)
		return n;
	if (!exp)
		return x.mant ? normal(sign, 1, x.mant, true) : (struct f80_num){ 0, 0, F80_ZERO, (u8)sign, 0 };
	if (!(x.mant & TOP))
		n.kind = F80_UNSUPPORTED;
	else if (!(x.mant & ~TOP))
		n.kind = F80_INF;
	else
		n.kind = x.mant & QUIET ? F80_QNAN : F80_SNAN;
	return n;
}

/* frac: the fraction at the top of the word. */
static struct f80_num from_narrow(unsigned sign, unsigned exp, u64 frac, unsigned max, s32 bias)
{
	struct f80_num n = { TOP | frac >> 1, (s32)exp - bias + BIAS, F80_FINITE, (u8)sign, 0 };

	if (exp == max)
		n.kind = !frac ? F80_INF : frac & TOP ? F80_QNAN : F80_SNAN;
	else if (!exp && !frac)
		n = (struct f80_num){ 0, 0, F80_ZERO, (u8)sign, 0 };
	else if (!exp)
		n = normal(sign, BIAS - bias, frac, true);
	return n;
}

struct f80_num f80_from64(u64 x)
{
	return from_narrow(x >> 63, x >> 52 & 0x7ff, x << 12, 0x7ff, 1023);
}

struct f80_num f80_from32(u32 x)
{
	return from_narrow(x >> 31, x >> 23 & 0xff, (u64)x << 41, 0xff, 127);
}

struct f80_num f80_from_int(s64 x)
{
	if (!x)
		return (struct f80_num){ 0, 0, F80_ZERO, 0, 0 };
	return normal(x < 0, BIAS + 63, x < 0 ? -(u64)x : (u64)x, false);
}

struct f80 f80_pack(const struct f80_num *n)
{
	switch ((enum f80_kind)n->kind) {
	case F80_ZERO:
		return f80_make(n->sign, 0, 0);
	case F80_FINITE:
		return f80_make(n->sign, (unsigned)n->exp, n->mant);
	case F80_INF:
		return f80_make(n->sign, EXP_MAX, TOP);
	case F80_QNAN:
	case F80_SNAN:
		return f80_make(n->sign, EXP_MAX, n->mant | QUIET);
	case F80_UNSUPPORTED:
		break;
	}
	return f80_indefinite();
}

struct f80 f80_load(struct f80_env *env, const struct f80_num *n)
{
	if (n->kind == F80_SNAN)
		env->sw |= F80_IE;
	if (n->denormal)
		env->sw |= F80_DE;
	return f80_pack(n);
}

/* ---- NaN, invalid and denormal operands ---- */

static bool is_nan(const struct f80_num *n)
{
	return n->kind >= F80_QNAN;
}

bool f80_invalid1(struct f80_env *env, const struct f80_num *a, struct f80 *r)
{
	*r = f80_indefinite();
	if (is_nan(a)) {
		if (a->kind != F80_QNAN)
			env->sw |= F80_IE;
		*r = f80_pack(a);
		return true;
	}
	if (a->denormal)
		env->sw |= F80_DE;
	return false;
}

/* SDM 1, table 4-7: a quiet NaN goes before a signalling one, then the larger significand, then the positive one. */
static struct f80 choose_nan(const struct f80_num *a, const struct f80_num *b)
{
	if (a->kind == F80_UNSUPPORTED || b->kind == F80_UNSUPPORTED)
		return f80_indefinite();
	if (!is_nan(b))
		return f80_pack(a);
	if (!is_nan(a))
		return f80_pack(b);
	if (a->kind != b->kind)
		return f80_pack(a->kind == F80_QNAN ? a : b);
	if (a->mant != b->mant)
		return f80_pack(a->mant > b->mant ? a : b);
	return f80_pack(a->sign ? b : a);
}

bool f80_invalid2(struct f80_env *env, const struct f80_num *a, const struct f80_num *b, struct f80 *r)
{
	*r = f80_indefinite();
	if (is_nan(a) || is_nan(b)) {
		if (a->kind > F80_QNAN || b->kind > F80_QNAN)
			env->sw |= F80_IE;
		*r = choose_nan(a, b);
		return true;
	}
	if (a->denormal || b->denormal)
		env->sw |= F80_DE;
	return false;
}

static struct f80 invalid(struct f80_env *env)
{
	env->sw = (env->sw & ~F80_DE) | F80_IE;
	return f80_indefinite();
}

/* ---- rounding ---- */

static u64 shift_right_jam(u64 x, u64 rest, unsigned n, u64 *out)
{
	u128 v = (u128)x << 64 | rest;
	u64 lost;

	if (n >= 128) {
		*out = (x | rest) != 0;
		return 0;
	}
	if (!n) {
		*out = rest;
		return x;
	}
	lost = (v << (128 - n)) != 0;
	v >>= n;
	*out = (u64)v | lost;
	return (u64)(v >> 64);
}

/* Bits of a significand that precision control drops. */
static unsigned dropped(const struct f80_env *env)
{
	switch (env->cw >> 8 & 3) {
	case 0: return 40;
	case 2: return 11;
	}
	return 0;
}

struct rounded {
	u64 mant;
	bool carry;	/* mant is 2^64, given as 0 */
	bool up, inexact;
};

static struct rounded round_at(u64 mant, u64 rest, unsigned drop, unsigned sign, unsigned rc)
{
	struct rounded r = { mant, false, false, false };
	u64 unit = 1ull << drop;

	if (drop) {
		rest = mant << (64 - drop) | (rest != 0);
		r.mant &= -unit;
	}
	if (!rest)
		return r;
	r.inexact = true;
	switch (rc) {
	case F80_NEAREST:
		r.up = rest > TOP || (rest == TOP && r.mant & unit);
		break;
	case F80_DOWN:
		r.up = sign;
		break;
	case F80_UP:
		r.up = !sign;
		break;
	}
	if (r.up) {
		r.mant += unit;
		r.carry = r.mant < unit;
	}
	return r;
}

static void raise_inexact(struct f80_env *env, const struct rounded *r)
{
	if (r->inexact)
		env->sw |= F80_PE | (r->up ? F80_C1 : 0);
}

static struct f80 masked_overflow(struct f80_env *env, unsigned sign, unsigned drop)
{
	unsigned rc = f80_rounding(env);

	env->sw |= F80_OE | F80_PE;
	if (rc == F80_CHOP || rc == (sign ? F80_UP : F80_DOWN))
		return f80_make(sign, EXP_MAX - 1, ~0ull << drop);
	env->sw |= F80_C1;
	return f80_make(sign, EXP_MAX, TOP);
}

static struct f80 round_tiny(struct f80_env *env, unsigned sign, s32 exp, u64 mant, u64 rest, unsigned drop)
{
	unsigned rc = f80_rounding(env);
	struct rounded r = round_at(mant, rest, drop, sign, rc);
	bool tiny = exp < 0 || !r.carry;

	if (tiny && !(env->cw & F80_UE)) {
		env->sw |= F80_UE;
		if (exp + WRAP <= 0) {		/* by FSCALE */
			env->sw |= F80_PE;
			return f80_make(sign, 0, 0);
		}
		raise_inexact(env, &r);
		exp += WRAP + r.carry;
		return f80_make(sign, (unsigned)exp, r.carry ? TOP : r.mant);
	}
	mant = shift_right_jam(mant, rest, (unsigned)(1 - exp), &rest);
	r = round_at(mant, rest, drop, sign, rc);
	raise_inexact(env, &r);
	if (tiny && r.inexact)
		env->sw |= F80_UE;
	return f80_make(sign, r.mant >> 63, r.mant);
}

static struct f80 round_with(struct f80_env *env, unsigned sign, s32 exp, u64 mant, u64 rest, unsigned drop)
{
	struct rounded r;

	if (exp <= 0)
		return round_tiny(env, sign, exp, mant, rest, drop);
	r = round_at(mant, rest, drop, sign, f80_rounding(env));
	if (r.carry) {
		r.mant = TOP;
		exp++;
	}
	if (exp >= EXP_MAX) {
		if (env->cw & F80_OE)
			return masked_overflow(env, sign, drop);
		env->sw |= F80_OE;
		if (exp - WRAP >= EXP_MAX) {	/* by FSCALE */
			env->sw |= F80_PE | F80_C1;
			return f80_make(sign, EXP_MAX, TOP);
		}
		exp -= WRAP;
	}
	raise_inexact(env, &r);
	return f80_make(sign, (unsigned)exp, r.mant);
}

struct f80 f80_round(struct f80_env *env, unsigned sign, s32 exp, u64 mant, u64 rest)
{
	return round_with(env, sign, exp, mant, rest, dropped(env));
}

/* ---- add, subtract ---- */

static struct f80 exact_zero(struct f80_env *env)
{
	return f80_make(f80_rounding(env) == F80_DOWN, 0, 0);
}

/* |a| + |b| */
static struct f80 add_magnitudes(struct f80_env *env, const struct f80_num *a, const struct f80_num *b)
{
	u64 rest, sum;
	u64 low = shift_right_jam(b->mant, 0, (unsigned)(a->exp - b->exp), &rest);

	sum = a->mant + low;
	if (sum >= a->mant)
		return f80_round(env, a->sign, a->exp, sum, rest);
	rest = sum << 63 | rest >> 1 | (rest & 1);
	return f80_round(env, a->sign, a->exp + 1, TOP | sum >> 1, rest);
}

/* |a| - |b|, |a| >= |b| */
static struct f80 sub_magnitudes(struct f80_env *env, const struct f80_num *a, const struct f80_num *b)
{
	u64 rest;
	u64 low = shift_right_jam(b->mant, 0, (unsigned)(a->exp - b->exp), &rest);
	u128 diff = ((u128)a->mant << 64) - ((u128)low << 64 | rest);
	unsigned shift;

	if (!diff)
		return exact_zero(env);
	shift = diff >> 64 ? (unsigned)__builtin_clzll((u64)(diff >> 64)) : 64 + (unsigned)__builtin_clzll((u64)diff);
	diff <<= shift;
	return f80_round(env, a->sign, a->exp - (s32)shift, (u64)(diff >> 64), (u64)diff);
}

static bool smaller(const struct f80_num *a, const struct f80_num *b)
{
	return a->exp < b->exp || (a->exp == b->exp && a->mant < b->mant);
}

static struct f80 add_special(struct f80_env *env, const struct f80_num *a, const struct f80_num *b)
{
	if (a->kind == F80_INF && b->kind == F80_INF && a->sign != b->sign)
		return invalid(env);
	if (a->kind == F80_INF || b->kind == F80_INF)
		return f80_pack(a->kind == F80_INF ? a : b);
	if (a->kind == F80_FINITE)
		return f80_round(env, a->sign, a->exp, a->mant, 0);
	if (b->kind == F80_FINITE)
		return f80_round(env, b->sign, b->exp, b->mant, 0);
	return a->sign == b->sign ? f80_make(a->sign, 0, 0) : exact_zero(env);
}

static struct f80 add(struct f80_env *env, const struct f80_num *a, const struct f80_num *b)
{
	if (a->kind != F80_FINITE || b->kind != F80_FINITE)
		return add_special(env, a, b);
	if (smaller(a, b))
		return a->sign == b->sign ? add_magnitudes(env, b, a) : sub_magnitudes(env, b, a);
	return a->sign == b->sign ? add_magnitudes(env, a, b) : sub_magnitudes(env, a, b);
}

struct f80 f80_add(struct f80_env *env, struct f80_num a, struct f80_num b)
{
	struct f80 r;

	if (f80_invalid2(env, &a, &b, &r) || f80_stopped(env))
		return r;
	return add(env, &a, &b);
}

struct f80 f80_sub(struct f80_env *env, struct f80_num a, struct f80_num b)
{
	struct f80 r;

	if (f80_invalid2(env, &a, &b, &r) || f80_stopped(env))
		return r;
	b.sign ^= 1;
	return add(env, &a, &b);
}

/* ---- multiply, divide, square root ---- */

struct f80 f80_mul(struct f80_env *env, struct f80_num a, struct f80_num b)
{
	unsigned sign = a.sign ^ b.sign;
	struct f80 r;
	u128 p;

	if (f80_invalid2(env, &a, &b, &r))
		return r;
	if (a.kind == F80_INF || b.kind == F80_INF) {
		if (a.kind == F80_ZERO || b.kind == F80_ZERO)
			return invalid(env);
		return f80_make(sign, EXP_MAX, TOP);
	}
	if (a.kind == F80_ZERO || b.kind == F80_ZERO)
		return f80_make(sign, 0, 0);
	if (f80_stopped(env))
		return r;
	p = (u128)a.mant * b.mant;
	if (p >> 127)
		return f80_round(env, sign, a.exp + b.exp - BIAS + 1, (u64)(p >> 64), (u64)p);
	p <<= 1;
	return f80_round(env, sign, a.exp + b.exp - BIAS, (u64)(p >> 64), (u64)p);
}

/* hi:lo / d for hi < d, d normalised: schoolbook in halves of a word. */
static u64 divide_wide(u64 hi, u64 lo, u64 d, u64 *rem)
{
	u64 d1 = d >> 32, d0 = (u32)d, quotient = 0, digit, r;

	for (unsigned i = 0; i < 2; i++) {
		u64 next = i ? (u32)lo : lo >> 32;

		digit = hi / d1;
		r = hi - digit * d1;
		while (digit >> 32 || digit * d0 > (r << 32 | next)) {
			digit--;
			r += d1;
			if (r >> 32)
				break;
		}
		hi = (hi << 32 | next) - digit * d;
		quotient = quotient << 32 | digit;
	}
	*rem = hi;
	return quotient;
}

static struct f80 div_special(struct f80_env *env, const struct f80_num *a, const struct f80_num *b)
{
	unsigned sign = a->sign ^ b->sign;

	if (a->kind == b->kind)		/* both zero or both infinite */
		return invalid(env);
	if (a->kind == F80_INF)
		return f80_make(sign, EXP_MAX, TOP);
	if (b->kind == F80_INF || a->kind == F80_ZERO)
		return f80_make(sign, 0, 0);
	env->sw = (env->sw & ~F80_DE) | F80_ZE;
	return f80_make(sign, EXP_MAX, TOP);
}

struct f80 f80_div(struct f80_env *env, struct f80_num a, struct f80_num b)
{
	s32 exp = a.exp - b.exp + BIAS;
	u64 quotient, rem, hi, lo;
	struct f80 r;

	if (f80_invalid2(env, &a, &b, &r))
		return r;
	if (a.kind != F80_FINITE || b.kind != F80_FINITE)
		return div_special(env, &a, &b);
	if (f80_stopped(env))
		return r;
	if (a.mant >= b.mant) {
		hi = a.mant >> 1;
		lo = a.mant << 63;
	} else {
		hi = a.mant;
		lo = 0;
		exp--;
	}
	quotient = divide_wide(hi, lo, b.mant, &rem);
	if (rem) {		/* half of the divisor is the next bit */
		hi = rem >> 63 || rem << 1 > b.mant ? 3 : rem << 1 == b.mant ? 2 : 1;
		rem = hi << 62;
	}
	return f80_round(env, a.sign ^ b.sign, exp, quotient, rem);
}

/* floor(sqrt(n)), bit by bit. *rest: as f80_round() wants it, nothing, more or less than half a unit. */
static u64 root128(u128 n, u64 *rest)
{
	u128 rem = 0;
	u64 root = 0;

	for (unsigned i = 0; i < 64; i++) {
		u128 trial = (u128)root << 2 | 1;

		rem = rem << 2 | n >> 126;
		n <<= 2;
		root <<= 1;
		if (rem >= trial) {
			rem -= trial;
			root |= 1;
		}
	}
	*rest = !rem ? 0 : rem > root ? 3ull << 62 : 1;
	return root;
}

struct f80 f80_sqrt(struct f80_env *env, struct f80_num a)
{
	s32 exp = a.exp - BIAS;
	u64 root, rest;
	struct f80 r;

	if (f80_invalid1(env, &a, &r))
		return r;
	if (a.kind == F80_ZERO)
		return f80_make(a.sign, 0, 0);
	if (a.sign)
		return invalid(env);
	if (a.kind == F80_INF || f80_stopped(env))
		return f80_make(0, EXP_MAX, TOP);
	root = root128((u128)a.mant << (exp & 1 ? 64 : 63), &rest);
	return f80_round(env, 0, (exp >> 1) + BIAS, root, rest);
}

/* ---- comparison ---- */

u16 f80_compare(struct f80_env *env, struct f80_num a, struct f80_num b, bool quiet)
{
	bool less;

	if (is_nan(&a) || is_nan(&b)) {
		if (!quiet || a.kind > F80_QNAN || b.kind > F80_QNAN)
			env->sw |= F80_IE;
		return F80_C3 | F80_C2 | F80_C0;
	}
	if (a.denormal || b.denormal)
		env->sw |= F80_DE;
	if (a.kind == F80_ZERO && b.kind == F80_ZERO)
		return F80_C3;
	if (a.kind == F80_ZERO || b.kind == F80_ZERO)
		return (a.kind == F80_ZERO ? !b.sign : a.sign) ? F80_C0 : 0;
	if (a.sign != b.sign)
		return a.sign ? F80_C0 : 0;
	if (a.kind == b.kind && (a.kind == F80_INF || (a.exp == b.exp && a.mant == b.mant)))
		return F80_C3;
	less = a.kind == b.kind ? smaller(&a, &b) : b.kind == F80_INF;
	return less != a.sign ? F80_C0 : 0;
}
