// SPDX-License-Identifier: GPL-2.0-only
/*
 * helper_x87.c - x87 instructions: the register stack, status and tag word; translator/x87.h is the contract. Pure.
 * SDM 1, chapter 8.
 */
#include "helpers.h"
#include "softfloat80.h"
#include "x87.h"

enum {
	SW_CONDITION = F80_C0 | F80_C2 | F80_C3, TOP_SHIFT = 11, TAG_EMPTY = 3,
	EXP_MAX = 0x7fff,
};
static const u64 INTEGER_BIT = 1ull << 63;

static inline unsigned phys(const struct xstate *st, unsigned i)
{
	return ((st->x87_sw >> TOP_SHIFT) + i) & 7;
}

static inline bool empty(const struct xstate *st, unsigned i)
{
	return (st->x87_tag >> 2 * phys(st, i) & 3) == TAG_EMPTY;
}

static inline struct f80 get(const struct xstate *st, unsigned i)
{
	const struct x87_reg *r = &st->x87[phys(st, i)];

	return (struct f80){ r->mant, r->sexp };
}

static inline void set(struct xstate *st, unsigned i, struct f80 x)
{
	unsigned p = phys(st, i);

	st->x87[p].mant = x.mant;
	st->x87[p].sexp = x.sexp;
	st->x87_tag &= (u16)~(3 << 2 * p);
}

static void move_top(struct xstate *st, unsigned by)
{
	st->x87_sw = (u16)((st->x87_sw & ~0x3800) | phys(st, by) << TOP_SHIFT);
}

static void pop(struct xstate *st)
{
	st->x87_tag |= (u16)(TAG_EMPTY << 2 * phys(st, 0));
	move_top(st, 1);
}

static void pops(struct xstate *st, u32 op)
{
	if (op & (X87_POP | X87_POP_TWICE))
		pop(st);
	if (op & X87_POP_TWICE)
		pop(st);
}

static inline struct f80_env environment(const struct xstate *st)
{
	return (struct f80_env){ st->x87_cw, 0 };
}

/* Status word behind an operation: C1 says what the operation did, exceptions stick. */
static u16 status(const struct xstate *st, const struct f80_env *env)
{
	return x87_summary(st->x87_cw, (u16)((st->x87_sw & ~F80_C1) | env->sw));
}

static void finish(struct xstate *st, const struct f80_env *env)
{
	st->x87_sw = status(st, env);
}

/* FCMOV: only a stack fault changes C1. */
static void finish_keeping_c1(struct xstate *st, struct f80_env *env)
{
	if (!(env->sw & F80_SF))
		env->sw |= st->x87_sw & F80_C1;
	finish(st, env);
}

static void underflow(struct f80_env *env)
{
	env->sw |= F80_IE | F80_SF;
}

static void overflow(struct f80_env *env)
{
	env->sw |= F80_IE | F80_SF | F80_C1;
}

static unsigned code(u32 op) { return op & 0xff; }
static unsigned op_i(u32 op) { return op >> X87_I_SHIFT & 7; }
static enum x87_type op_type(u32 op) { return (enum x87_type)(op >> X87_TYPE_SHIFT & 7); }

/* The source operand: ST(i) or what generated code has loaded. */
static struct f80_num operand(const struct xstate *st, u32 op)
{
	u64 v = st->arg[1];

	switch (op_type(op)) {
	case X87_REG: return f80_from80(get(st, op_i(op)));
	case X87_F32: return f80_from32((u32)v);
	case X87_F64: return f80_from64(v);
	case X87_I16: return f80_from_int((s16)v);
	case X87_I32: return f80_from_int((s32)v);
	case X87_I64: return f80_from_int((s64)v);
	case X87_F80:
	case X87_BCD: break;
	}
	return f80_from_int(0);
}

static bool operand_empty(const struct xstate *st, u32 op)
{
	return empty(st, 0) || (op_type(op) == X87_REG && empty(st, op_i(op)));
}

/* ---- arithmetic with two operands ---- */

static struct f80 compute(struct f80_env *env, u32 op, struct f80_num a, struct f80_num b)
{
	switch (op & 7) {
	case X87_ADD: return f80_add(env, a, b);
	case X87_MUL: return f80_mul(env, a, b);
	case X87_SUB: return f80_sub(env, a, b);
	case X87_SUBR: return f80_sub(env, b, a);
	case X87_DIV: return f80_div(env, a, b);
	case X87_DIVR: return f80_div(env, b, a);
	}
	return f80_indefinite();
}

static void arithmetic(struct xstate *st, u32 op)
{
	struct f80_env env = environment(st);
	struct f80 r = f80_indefinite();

	if (operand_empty(st, op))
		underflow(&env);
	else
		r = compute(&env, op, f80_from80(get(st, 0)), operand(st, op));
	if (!f80_stopped(&env)) {
		set(st, op & X87_TO_I ? op_i(op) : 0, r);
		pops(st, op);
	}
	finish(st, &env);
}

/* ---- comparison ---- */

static u16 compare(struct xstate *st, struct f80_env *env, u32 op)
{
	if (operand_empty(st, op)) {
		underflow(env);
		return SW_CONDITION;
	}
	return f80_compare(env, f80_from80(get(st, 0)), operand(st, op), code(op) == X87_UCOM || code(op) == X87_UCOMI);
}

static void compare_to_status(struct xstate *st, u32 op)
{
	struct f80_env env = environment(st);
	u16 condition = compare(st, &env, op);

	st->x87_sw = (u16)((st->x87_sw & ~SW_CONDITION) | condition);
	if (!f80_stopped(&env))
		pops(st, op);
	finish(st, &env);
}

/* NZCV as FCMP leaves it: less N, equal ZC, greater C, unordered CV. */
static void compare_to_flags(struct xstate *st, u32 op)
{
	struct f80_env env = environment(st);
	u16 condition = compare(st, &env, op);

	st->arg[0] = condition & F80_C2 ? 3u << 28 : condition & F80_C0 ? 8u << 28 : condition & F80_C3 ? 6u << 28 : 2u << 28;
	if (!f80_stopped(&env))
		pops(st, op);
	finish(st, &env);
}

static void test(struct xstate *st, u32 op)
{
	struct f80_env env = environment(st);
	u16 condition = SW_CONDITION;

	if (empty(st, 0))
		underflow(&env);
	else
		condition = f80_compare(&env, f80_from80(get(st, 0)), f80_from_int(0), false);
	st->x87_sw = (u16)((st->x87_sw & ~SW_CONDITION) | condition);
	finish(st, &env);
}

static void examine(struct xstate *st, u32 op)
{
	struct f80 x = get(st, 0);
	struct f80_num n = f80_from80(x);
	u16 class = 0;

	switch ((enum f80_kind)n.kind) {
	case F80_ZERO: class = F80_C3; break;
	case F80_FINITE: class = n.denormal ? F80_C3 | F80_C2 : F80_C2; break;
	case F80_INF: class = F80_C2 | F80_C0; break;
	case F80_QNAN:
	case F80_SNAN: class = F80_C0; break;
	case F80_UNSUPPORTED: break;
	}
	if (empty(st, 0))
		class = F80_C3 | F80_C0;
	st->x87_sw = (u16)((st->x87_sw & ~(SW_CONDITION | F80_C1)) | class | (x.sexp >> 15 ? F80_C1 : 0));
}

/* ---- load ---- */

/* A denormal is loaded even where that is an exception. */
static void push(struct xstate *st, struct f80_env *env, struct f80 x)
{
	if (!(env->sw & ~env->cw & F80_IE)) {
		move_top(st, 7);
		set(st, 0, x);
	}
	finish(st, env);
}

static struct f80 loaded(const struct xstate *st, struct f80_env *env, u32 op)
{
	u8 bcd[10];
	struct f80_num n;
	unsigned i;

	switch (op_type(op)) {
	case X87_REG:
		return get(st, op_i(op));
	case X87_F80:
		return (struct f80){ st->arg[1], (u16)st->arg[2] };
	case X87_BCD:
		for (i = 0; i < 10; i++)
			bcd[i] = (u8)(i < 8 ? st->arg[1] >> 8 * i : st->arg[2] >> 8 * (i - 8));
		return f80_from_bcd(bcd);
	default:
		n = operand(st, op);
		return f80_load(env, &n);
	}
}

static void load(struct xstate *st, u32 op)
{
	struct f80_env env = environment(st);
	struct f80 x = f80_indefinite();

	if (op_type(op) == X87_REG && empty(st, op_i(op)))
		underflow(&env);
	else if (!empty(st, 7))
		overflow(&env);
	else
		x = loaded(st, &env, op);
	push(st, &env, x);
}

/* D9 E8-EE. Rounding control chooses between the neighbours of what is not exact. */
static void load_constant(struct xstate *st, u32 op)
{
	static const struct { u64 mant; u16 exp; s8 down, up; } constant[7] = {
		{ 1ull << 63, 0x3fff, 0, 0 },
		{ 0xd49a784bcd1b8afe, 0x4000, 0, 1 },	/* log2(10) */
		{ 0xb8aa3b295c17f0bc, 0x3fff, -1, 0 },	/* log2(e) */
		{ 0xc90fdaa22168c235, 0x4000, -1, 0 },	/* pi */
		{ 0x9a209a84fbcff799, 0x3ffd, -1, 0 },	/* log10(2) */
		{ 0xb17217f7d1cf79ac, 0x3ffe, -1, 0 },	/* ln(2) */
		{ 0, 0, 0, 0 },
	};
	unsigned i = op_i(op);
	struct f80_env env = environment(st);
	struct f80 x = { constant[i].mant, constant[i].exp };

	if (!empty(st, 7)) {
		overflow(&env);
		x = f80_indefinite();
	} else if (f80_rounding(&env) == F80_UP) {
		x.mant += (u64)(s64)constant[i].up;
	} else if (f80_rounding(&env) != F80_NEAREST) {
		x.mant += (u64)(s64)constant[i].down;
	}
	push(st, &env, x);
}

/* ---- store ---- */

static void store_value(struct xstate *st, struct f80_env *env, u32 op, struct f80_num n)
{
	unsigned rc = code(op) == X87_STT ? F80_CHOP : f80_rounding(env);
	u8 bcd[10];
	unsigned i;

	switch (op_type(op)) {
	case X87_F32: st->arg[0] = f80_to32(env, n); break;
	case X87_F64: st->arg[0] = f80_to64(env, n); break;
	case X87_I16: st->arg[0] = f80_to_int(env, n, 16, rc); break;
	case X87_I32: st->arg[0] = f80_to_int(env, n, 32, rc); break;
	case X87_I64: st->arg[0] = f80_to_int(env, n, 64, rc); break;
	case X87_BCD:
		f80_to_bcd(env, n, bcd);
		st->arg[0] = 0;
		for (i = 8; i-- > 0; )
			st->arg[0] = st->arg[0] << 8 | bcd[i];
		st->arg[2] = bcd[8] | bcd[9] << 8;
		break;
	case X87_F80:
	case X87_REG: break;
	}
}

static void store(struct xstate *st, u32 op)
{
	struct f80_env env = environment(st);
	struct f80 x = empty(st, 0) ? f80_indefinite() : get(st, 0);
	u16 sw = st->x87_sw, tag = st->x87_tag;
	u64 no_store;

	st->arg[0] = x.mant;
	st->arg[2] = x.sexp;
	if (op_type(op) != X87_F80)
		store_value(st, &env, op, f80_from80(x));
	if (empty(st, 0)) {
		env.sw = 0;
		underflow(&env);
	}
	no_store = (env.sw & ~env.cw & (F80_BEFORE | F80_OE | F80_UE)) != 0;
	if (!no_store)
		pops(st, op);
	st->arg[1] = (u64)status(st, &env) | (u64)st->x87_tag << 16 | no_store << X87_NO_STORE_BIT;
	st->x87_sw = sw;
	st->x87_tag = tag;
}

/* ---- between registers ---- */

static void store_register(struct xstate *st, u32 op)
{
	struct f80_env env = environment(st);
	struct f80 x = f80_indefinite();

	if (empty(st, 0) && op & X87_UNCHECKED) {
		pops(st, op);
		finish(st, &env);
		return;
	}
	if (empty(st, 0))
		underflow(&env);
	else
		x = get(st, 0);
	if (!f80_stopped(&env)) {
		set(st, op_i(op), x);
		pops(st, op);
	}
	finish(st, &env);
}

static void exchange(struct xstate *st, u32 op)
{
	struct f80_env env = environment(st);
	struct f80 a = empty(st, 0) ? f80_indefinite() : get(st, 0);
	struct f80 b = empty(st, op_i(op)) ? f80_indefinite() : get(st, op_i(op));

	if (operand_empty(st, op))
		underflow(&env);
	if (!f80_stopped(&env)) {
		set(st, 0, b);
		set(st, op_i(op), a);
	}
	finish(st, &env);
}

static void move_if(struct xstate *st, u32 op)
{
	struct f80_env env = environment(st);

	if (operand_empty(st, op)) {
		underflow(&env);
		if (!f80_stopped(&env))
			set(st, 0, f80_indefinite());
	} else if (op >> X87_TAKEN_BIT & 1) {
		set(st, 0, get(st, op_i(op)));
	}
	finish_keeping_c1(st, &env);
}

static void change_sign(struct xstate *st, u32 op)
{
	struct f80_env env = environment(st);
	struct f80 x = get(st, 0);

	if (empty(st, 0)) {
		underflow(&env);
		x = f80_indefinite();
	} else {
		x.sexp = code(op) == X87_ABS ? x.sexp & EXP_MAX : x.sexp ^ 0x8000;
	}
	if (!f80_stopped(&env))
		set(st, 0, x);
	finish(st, &env);
}

/* ---- functions of ST0, and of ST0 and ST1 ---- */

static struct f80 function_of_top(struct f80_env *env, u32 op, struct f80 x, struct f80 y)
{
	switch (code(op)) {
	case X87_SQRT: return f80_sqrt(env, f80_from80(x));
	case X87_RNDINT: return f80_rint(env, x);
	case X87_SCALE: return f80_scale(env, x, y);
	case X87_PREM: return f80_rem(env, x, y, false);
	case X87_PREM1: return f80_rem(env, x, y, true);
	case X87_2XM1: return f80_2xm1(env, x);
	case X87_YL2X: return f80_yl2x(env, x, y);
	case X87_YL2XP1: return f80_yl2xp1(env, x, y);
	case X87_ATAN: return f80_atan(env, x, y);
	case X87_SIN: return f80_sin(env, x);
	case X87_COS: return f80_cos(env, x);
	}
	return f80_indefinite();
}

/* C2 says how it ended; C0 and C3 change only with a remainder that is a number. */
static void clear_condition(struct xstate *st, u32 op, bool number)
{
	switch (code(op)) {
	case X87_PREM:
	case X87_PREM1:
		st->x87_sw &= (u16)~(number ? SW_CONDITION : F80_C2);
		break;
	case X87_SIN:
	case X87_COS:
	case X87_SINCOS:
	case X87_TAN:
		st->x87_sw &= (u16)~F80_C2;
		break;
	}
}

static bool uses_second(u32 op)
{
	switch (code(op)) {
	case X87_SCALE:
	case X87_PREM:
	case X87_PREM1:
	case X87_YL2X:
	case X87_YL2XP1:
	case X87_ATAN:
		return true;
	}
	return false;
}

/* The result replaces ST0, or ST1 with X87_POP. */
static void function(struct xstate *st, u32 op)
{
	struct f80_env env = environment(st);
	struct f80 r = f80_indefinite();

	if (empty(st, 0) || (uses_second(op) && empty(st, 1)))
		underflow(&env);
	else
		r = function_of_top(&env, op, get(st, 0), get(st, 1));
	clear_condition(st, op, !f80_stopped(&env) && (r.sexp & EXP_MAX) < EXP_MAX);
	if (!f80_stopped(&env)) {
		set(st, op & X87_POP ? 1 : 0, r);
		pops(st, op);
	}
	finish(st, &env);
}

/* *below becomes ST1, what is returned ST0. */
static struct f80 functions_of_top(struct f80_env *env, u32 op, struct f80 x, struct f80 *below)
{
	struct f80 top = x;

	switch (code(op)) {
	case X87_XTRACT:
		*below = f80_extract(env, &top);
		break;
	case X87_SINCOS:
		*below = f80_sin(env, x);
		top = f80_cos(env, x);
		break;
	case X87_TAN:
		*below = f80_tan(env, x, &top);
		break;
	}
	return top;
}

/* FXTRACT, FSINCOS, FPTAN: one result replaces ST0, the other is pushed. */
static void two_results(struct xstate *st, u32 op)
{
	struct f80_env env = environment(st);
	struct f80 below = f80_indefinite(), top = f80_indefinite();

	if (empty(st, 0))
		underflow(&env);
	else if (!empty(st, 7))
		overflow(&env);
	else
		top = functions_of_top(&env, op, get(st, 0), &below);
	clear_condition(st, op, true);
	if (!f80_stopped(&env) && !(env.sw & F80_C2)) {
		set(st, 0, below);
		move_top(st, 7);
		set(st, 0, top);
	}
	finish(st, &env);
}

/* ---- environment ---- */

static unsigned tag_of(const struct x87_reg *r)
{
	unsigned exp = r->sexp & EXP_MAX;

	if (!exp && !r->mant)
		return 1;
	return exp && exp != EXP_MAX && r->mant & INTEGER_BIT ? 0 : 2;
}

static u16 full_tags(const struct xstate *st)
{
	unsigned i, tags = 0;

	for (i = 0; i < 8; i++)
		tags |= ((st->x87_tag >> 2 * i & 3) == TAG_EMPTY ? TAG_EMPTY : tag_of(&st->x87[i])) << 2 * i;
	return (u16)tags;
}

static void put16(u8 *p, u64 v)
{
	p[0] = (u8)v;
	p[1] = (u8)(v >> 8);
}

static u16 get16(const u8 *p)
{
	return (u16)(p[0] | p[1] << 8);
}

/* Seven fields of 16 or 32 bits. */
static void store_environment(struct xstate *st, u32 op)
{
	u64 ip = st->x87_ip, dp = st->x87_dp;
	u16 field[14] = { st->x87_cw, 0xffff, st->x87_sw, 0xffff, full_tags(st), 0xffff, (u16)ip, (u16)(ip >> 16),
			  0, st->x87_op, (u16)dp, (u16)(dp >> 16), 0, 0xffff };
	unsigned i;

	for (i = 0; i < 14; i += op & X87_SHORT ? 2 : 1)
		put16(st->area + (op & X87_SHORT ? i : 2 * i), field[i]);
}

static void load_environment(struct xstate *st, u32 op)
{
	unsigned width = op & X87_SHORT ? 2 : 4;
	const u8 *p = st->area;

	st->x87_cw = x87_control(get16(p));
	st->x87_sw = x87_summary(st->x87_cw, get16(p + width));
	st->x87_tag = get16(p + 2 * width);
	st->x87_ip = get16(p + 3 * width) | (op & X87_SHORT ? 0 : (u64)get16(p + 14) << 16);
	st->x87_op = op & X87_SHORT ? 0 : get16(p + 18) & 0x7ff;
	st->x87_dp = get16(p + 5 * width) | (op & X87_SHORT ? 0 : (u64)get16(p + 22) << 16);
}

static unsigned environment_size(u32 op)
{
	return op & X87_SHORT ? X87_ENV_SHORT : X87_ENV;
}

static void save_registers(struct xstate *st, u32 op)
{
	u8 *p = st->area + environment_size(op);
	unsigned i, k;

	for (i = 0; i < 8; i++, p += 10) {
		struct f80 x = get(st, i);

		for (k = 0; k < 8; k += 2)
			put16(p + k, x.mant >> 8 * k);
		put16(p + 8, x.sexp);
	}
}

static void load_registers(struct xstate *st, u32 op)
{
	const u8 *p = st->area + environment_size(op);
	unsigned i, k;

	for (i = 0; i < 8; i++, p += 10) {
		struct x87_reg *r = &st->x87[phys(st, i)];

		r->mant = 0;
		for (k = 0; k < 8; k += 2)
			r->mant |= (u64)get16(p + k) << 8 * k;
		r->sexp = get16(p + 8);
	}
}

static void save(struct xstate *st, u32 op)
{
	store_environment(st, op);
	save_registers(st, op);
}

static void restore(struct xstate *st, u32 op)
{
	load_environment(st, op);
	load_registers(st, op);
}

static void load_control(struct xstate *st, u32 op)
{
	st->x87_cw = x87_control((u16)st->arg[1]);
	st->x87_sw = x87_summary(st->x87_cw, st->x87_sw);
}

void rt_x87(struct xstate *st)
{
	static void (*const operation[])(struct xstate *, u32) = {
		[X87_ADD] = arithmetic, [X87_MUL] = arithmetic, [X87_SUB] = arithmetic, [X87_SUBR] = arithmetic,
		[X87_DIV] = arithmetic, [X87_DIVR] = arithmetic,
		[X87_COM] = compare_to_status, [X87_COMP] = compare_to_status, [X87_UCOM] = compare_to_status,
		[X87_COMI] = compare_to_flags, [X87_UCOMI] = compare_to_flags, [X87_TST] = test, [X87_XAM] = examine,
		[X87_LD] = load, [X87_LD_CONST] = load_constant, [X87_ST] = store, [X87_STT] = store,
		[X87_ST_REG] = store_register, [X87_XCH] = exchange, [X87_CMOV] = move_if,
		[X87_CHS] = change_sign, [X87_ABS] = change_sign,
		[X87_SQRT] = function, [X87_RNDINT] = function, [X87_SCALE] = function, [X87_PREM] = function,
		[X87_PREM1] = function, [X87_2XM1] = function, [X87_YL2X] = function, [X87_YL2XP1] = function,
		[X87_ATAN] = function, [X87_SIN] = function, [X87_COS] = function,
		[X87_XTRACT] = two_results, [X87_SINCOS] = two_results, [X87_TAN] = two_results,
		[X87_STENV] = store_environment, [X87_LDENV] = load_environment, [X87_SAVE] = save, [X87_RSTOR] = restore,
		[X87_LDCW] = load_control,
	};
	u32 op = (u32)st->arg[0];

	operation[code(op)](st, op);
}
