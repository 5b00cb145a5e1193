// SPDX-License-Identifier: GPL-2.0-only
/*
 * group.c - which instructions make up a group, and their code inside of it; see group.h.
 */
#include "group.h"
#include "rows.h"

enum { GROUP_BYTES = 160, GROUP_INSNS = 40 };

enum kind {
	NOT_HERE,
	ARITH, SQRT, CONVERT, FROM_GPR, LOGIC,
	LOAD_LOW, LOAD_FULL, LOAD_LOWER, LOAD_UPPER, COPY, COPY_LOW, COPY_ZERO, ZERO, UNPACK_LOW, UNPACK_HIGH,
	COMPARE, LATER,
};

static struct fp_type prefix_type(const struct insn *in)
{
	bool scalar = in->prefix & (P_REP | P_REPNE), dbl = scalar ? in->prefix & P_REPNE : in->prefix & P_OSZ;

	return (struct fp_type){ scalar, dbl ? A64_D : A64_S, dbl ? A64_2D : A64_4S, dbl ? 3 : 2 };
}

/* ---- what an instruction is ---- */

static enum kind kind_of_float(const struct insn *in)
{
	switch (in->opcode) {
	case 0x58: case 0x59: case 0x5c: case 0x5e:
		return ARITH;
	case 0x51:
		return SQRT;
	}
	return NOT_HERE;
}

static enum kind kind_of_convert(const struct insn *in)
{
	if (!(in->prefix & (P_REP | P_REPNE)))
		return NOT_HERE;
	return in->opcode == 0x5a ? CONVERT : in->opcode == 0x2a ? FROM_GPR : NOT_HERE;
}

static enum kind kind_of_move(const struct insn *in)
{
	bool mem = in->op[1].kind == OPK_MEM;

	if (in->op[0].kind != OPK_XMM)
		return NOT_HERE;
	switch (in->opcode) {
	case 0x10:
		if (in->prefix & (P_REP | P_REPNE))
			return mem ? LOAD_LOW : COPY_LOW;
		return mem ? LOAD_FULL : COPY;
	case 0x28: case 0x6f:
		return mem ? LOAD_FULL : COPY;
	case 0x7e:
		return mem ? LOAD_LOW : COPY_ZERO;
	case 0x6e:
		return mem ? LOAD_LOW : NOT_HERE;
	case 0x12:
		return mem && !(in->prefix & (P_REP | P_REPNE)) ? LOAD_LOWER : NOT_HERE;
	case 0x16:
		if (in->prefix & P_REP)
			return NOT_HERE;
		return mem ? LOAD_UPPER : UNPACK_LOW;
	}
	return NOT_HERE;
}

static enum kind kind_of_logic(const struct insn *in)
{
	bool same = in->op[1].kind == OPK_XMM && in->op[0].reg == in->op[1].reg;

	switch (in->opcode) {
	case 0x57: case 0xef:
		return same ? ZERO : LOGIC;
	case 0x54: case 0x55: case 0x56: case 0xdb: case 0xdf: case 0xeb:
		return LOGIC;
	}
	return NOT_HERE;
}

static enum kind kind_of_pack(const struct insn *in)
{
	if (in->nops != 2 || !(in->prefix & P_OSZ))
		return NOT_HERE;
	switch (in->opcode) {
	case 0x14: case 0x6c:
		return UNPACK_LOW;
	case 0x15: case 0x6d:
		return UNPACK_HIGH;
	}
	return NOT_HERE;
}

/* One A64 instruction on general registers that leaves the flags alone. */
static bool is_simple(const struct insn *in)
{
	const struct opnd *a = &in->op[0], *b = &in->op[1];

	if (flags_out(in) || in->fread || in->nops != 2 || a->kind != OPK_GPR || a->size < 4 || in->attr & A_FLOW)
		return false;
	if (in->attr & A_MOV)
		return b->kind == OPK_GPR;
	if (!(in->attr & A_FOLD))
		return false;
	return b->kind == OPK_GPR || (b->kind == OPK_IMM && in->imm + 4095 < 8191 && in_family(in, FAMILY_arith));
}

static enum kind kind_of(const struct insn *in)
{
	if (in->nops && in->op[0].kind == OPK_XMM) {
		if (in_family(in, FAMILY_vec_float))
			return kind_of_float(in);
		if (in_family(in, FAMILY_vec_move))
			return kind_of_move(in);
		if (in_family(in, FAMILY_vec_logic))
			return kind_of_logic(in);
		if (in_family(in, FAMILY_vec_convert))
			return kind_of_convert(in);
		if (in_family(in, FAMILY_vec_pack))
			return kind_of_pack(in);
		if (in_family(in, FAMILY_vec_compare) && in->opcode >> 1 == 0x2e >> 1)
			return COMPARE;
		return NOT_HERE;
	}
	return is_simple(in) ? LATER : NOT_HERE;
}

/* ---- operands ---- */

static void load(struct group *g, const struct insn *in, unsigned log2, unsigned v)
{
	struct emit *e = g->e;
	u32 committed = e->committed;

	if (in->attr & A_ALIGN && log2 == 4) {
		e->group = g;
		mem_check_align16(e, in);
		e->group = 0;
	}
	mem_vload(e, in, log2, v, 0);
	e->committed = committed;	/* v is not needed yet, whosever it is */
}

/* Operand 1: its low element, or all of it. A memory operand is busy until the instruction ends. */
static unsigned source(struct group *g, const struct insn *in, unsigned log2)
{
	unsigned t;

	if (in->op[1].kind == OPK_XMM)
		return log2 == 4 ? group_full(g, in->op[1].reg) : group_low(g, in->op[1].reg, log2);
	t = group_alloc(g, PLACE_NONE);
	g->busy |= 1u << t;
	load(g, in, log2_of(in->op[1].size), t);
	return t;
}

/* Lanes that hold results which nobody has looked at. */
static void result(struct group *g, unsigned t, struct fp_type ty, bool holds)
{
	g->pending[t] = g->e->opt->fp_fast ? 0 : ty.scalar ? (ty.fp == A64_D ? 3 : 1) : 15;
	g->dbl[t] = ty.fp == A64_D;
	g->holds[t] = holds;
	g->zero_above[t] = ty.scalar ? ty.log2 : 0;
}

/* Takes the old value of the destination away: its place is free for the result unless others need it. */
static unsigned drop_low(struct group *g, unsigned d)
{
	unsigned full = g->rep[d].full;

	group_set(g, d, full, PLACE_NONE, 0);
	return full;
}

/* ---- code ---- */

static u32 arith_word(const struct insn *in, struct fp_type ty, unsigned t, unsigned a, unsigned b)
{
	switch (in->opcode) {
	case 0x58: return ty.scalar ? a64_fadd(ty.fp, t, a, b) : a64_vfadd(ty.arr, t, a, b);
	case 0x59: return ty.scalar ? a64_fmul(ty.fp, t, a, b) : a64_vfmul(ty.arr, t, a, b);
	case 0x5c: return ty.scalar ? a64_fsub(ty.fp, t, a, b) : a64_vfsub(ty.arr, t, a, b);
	default: return ty.scalar ? a64_fdiv(ty.fp, t, a, b) : a64_vfdiv(ty.arr, t, a, b);
	}
}

static void take_arith(struct group *g, const struct insn *in, bool root)
{
	struct fp_type ty = prefix_type(in);
	unsigned d = in->op[0].reg, lanes = ty.scalar ? (ty.fp == A64_D ? 3 : 1) : 15, log2 = ty.scalar ? ty.log2 : 4;
	unsigned b = source(g, in, log2), a = b, t, full = PLACE_NONE;
	bool holds;

	g->busy |= 1u << b;
	if (!root)
		a = ty.scalar ? group_low(g, d, log2) : group_full(g, d);
	g->busy |= 1u << a;
	if (ty.scalar && g->rep[d].low != PLACE_NONE && g->rep[d].log2 != log2)
		group_full(g, d);
	if (ty.scalar)
		full = drop_low(g, d);
	else
		group_set(g, d, PLACE_ZERO, PLACE_NONE, 0);
	holds = group_cover(g, b, lanes, ty.fp == A64_D);
	holds |= group_cover(g, a, lanes, ty.fp == A64_D);
	g->busy = 0;
	t = group_alloc(g, d);
	if (root)
		put(g->e, ty.scalar ? a64_fsqrt(ty.fp, t, b) : a64_vfsqrt(ty.arr, t, b));
	else
		put(g->e, arith_word(in, ty, t, a, b));
	result(g, t, ty, holds);
	group_set(g, d, ty.scalar ? full : t, ty.scalar ? t : PLACE_NONE, ty.log2);
}

/* CVTSS2SD, CVTSD2SS: a NaN stays one, none is made. */
static void take_convert(struct group *g, const struct insn *in)
{
	struct fp_type from = prefix_type(in), to = from;
	unsigned d = in->op[0].reg, b = source(g, in, from.log2), t, full, lanes = from.fp == A64_D ? 3 : 1;
	bool pending = g->pending[b] & lanes, holds;

	to.fp = from.fp == A64_D ? A64_S : A64_D;
	to.log2 = from.fp == A64_D ? 2 : 3;
	g->busy |= 1u << b;
	if (g->rep[d].low != PLACE_NONE && g->rep[d].log2 != to.log2)
		group_full(g, d);
	full = drop_low(g, d);
	holds = group_cover(g, b, lanes, from.fp == A64_D);
	g->busy = 0;
	t = group_alloc(g, d);
	put(g->e, a64_fcvt(to.fp, from.fp, t, b));
	result(g, t, to, holds);
	if (!pending)
		g->pending[t] = 0;
	group_set(g, d, full, t, to.log2);
}

static void take_from_gpr(struct group *g, const struct insn *in)
{
	struct fp_type ty = prefix_type(in);
	unsigned d = in->op[0].reg, s = gpr(g->e, in, 1), t, full;

	if (g->rep[d].low != PLACE_NONE && g->rep[d].log2 != ty.log2)
		group_full(g, d);
	full = drop_low(g, d);
	t = group_alloc(g, d);
	put(g->e, a64_scvtf(sf_of(in->op[1].size), ty.fp, t, s));
	g->zero_above[t] = ty.log2;
	group_set(g, d, full, t, ty.log2);
}

static void take_logic(struct group *g, const struct insn *in)
{
	unsigned d = in->op[0].reg, b = source(g, in, 4), a, t;

	g->busy |= 1u << b;
	a = group_full(g, d);
	group_set(g, d, PLACE_ZERO, PLACE_NONE, 0);
	group_hold(g, a);
	group_hold(g, b);
	g->busy = 0;
	t = group_alloc(g, d);
	switch (in->opcode) {
	case 0x54: case 0xdb: put(g->e, a64_vand(A64_16B, t, a, b)); break;
	case 0x55: case 0xdf: put(g->e, a64_vbic(A64_16B, t, b, a)); break;
	case 0x56: case 0xeb: put(g->e, a64_vorr(A64_16B, t, a, b)); break;
	default: put(g->e, a64_veor(A64_16B, t, a, b)); break;
	}
	group_set(g, d, t, PLACE_NONE, 0);
}

static void take_load(struct group *g, const struct insn *in, bool low)
{
	unsigned d = in->op[0].reg, log2 = log2_of(in->op[1].size), t;

	group_set(g, d, PLACE_ZERO, PLACE_NONE, 0);
	t = group_alloc(g, d);
	load(g, in, log2, t);
	g->zero_above[t] = low ? log2 : 0;
	group_set(g, d, low ? PLACE_ZERO : t, low ? t : PLACE_NONE, log2);
}

/* MOVLPD: the upper half stays. */
static void take_load_lower(struct group *g, const struct insn *in)
{
	unsigned d = in->op[0].reg, full, t;

	if (g->rep[d].low != PLACE_NONE && g->rep[d].log2 != 3)
		group_full(g, d);
	full = drop_low(g, d);
	t = group_alloc(g, d);
	load(g, in, 3, t);
	g->zero_above[t] = 3;
	group_set(g, d, full, t, 3);
}

/* Lanes 0 and 1 of a come to be lanes of t from `to` on. */
struct moved {
	u8 lanes, dbl;
	bool holds;
};

static void move_lanes(struct group *g, struct moved *m, unsigned from, unsigned lanes, unsigned to)
{
	lanes &= g->pending[from];
	if (!lanes)
		return;
	if (m->lanes && m->dbl != g->dbl[from]) {
		g->holds[from] = 1;
		return;
	}
	m->dbl = g->dbl[from];
	m->lanes |= lanes & 3 ? (lanes & 3) << to : (lanes >> 2) << to;
	m->holds |= group_cover(g, from, lanes, m->dbl);
}

/* MOVHPD. */
static void take_load_upper(struct group *g, const struct insn *in)
{
	unsigned d = in->op[0].reg, b = source(g, in, 3), a = group_low(g, d, 3), t;
	struct moved m = { 0 };

	g->busy |= 1u << a;
	group_set(g, d, PLACE_ZERO, PLACE_NONE, 0);
	move_lanes(g, &m, a, 3, 0);
	g->busy = 0;
	t = group_alloc(g, d);
	put(g->e, a64_vzip1(A64_2D, t, a, b));
	g->pending[t] = m.lanes;
	g->dbl[t] = m.dbl;
	g->holds[t] = m.holds;
	group_set(g, d, t, PLACE_NONE, 0);
}

/* UNPCKLPD, MOVLHPS; UNPCKHPD. */
static void take_unpack(struct group *g, const struct insn *in, bool high)
{
	unsigned d = in->op[0].reg, a, b, t, lanes = high ? 12 : 3;
	struct moved m = { 0 };

	if (in->op[1].kind == OPK_MEM)
		b = source(g, in, 4);
	else
		b = high ? group_high(g, in->op[1].reg) : group_low(g, in->op[1].reg, 3);
	g->busy |= 1u << b;
	a = high ? group_high(g, d) : group_low(g, d, 3);
	group_set(g, d, PLACE_ZERO, PLACE_NONE, 0);
	g->busy |= 1u << a;
	move_lanes(g, &m, a, lanes, 0);
	if (a != b)			/* else one of two equal lanes is enough */
		move_lanes(g, &m, b, lanes, 2);
	g->busy = 0;
	t = group_alloc(g, d);
	put(g->e, high ? a64_vzip2(A64_2D, t, a, b) : a64_vzip1(A64_2D, t, a, b));
	g->pending[t] = m.lanes;
	g->dbl[t] = m.dbl;
	g->holds[t] = m.holds;
	group_set(g, d, t, PLACE_NONE, 0);
}

static void take_copy(struct group *g, const struct insn *in, enum kind kind)
{
	unsigned d = in->op[0].reg, s = in->op[1].reg, log2, v;
	struct rep r = g->rep[s];

	if (kind == COPY) {
		group_set(g, d, r.full, r.low, r.log2);
		return;
	}
	log2 = kind == COPY_ZERO ? 3 : prefix_type(in).log2;
	v = group_low(g, s, log2);
	if (kind == COPY_ZERO) {
		group_set(g, d, PLACE_ZERO, v, 3);
		return;
	}
	if (d == s)
		return;
	g->busy |= 1u << v;
	if (g->rep[d].low != PLACE_NONE && g->rep[d].log2 != log2)
		group_full(g, d);
	group_set(g, d, g->rep[d].full, v, log2);
}

/* The last of the group: V tells of NaNs among the operands. */
static void take_compare(struct group *g, const struct insn *in)
{
	enum a64_fp fp = in->prefix & P_OSZ ? A64_D : A64_S;
	unsigned log2 = fp == A64_D ? 3 : 2, lanes = fp == A64_D ? 3 : 1, b = source(g, in, log2), a;
	bool looked;

	g->busy |= 1u << b;
	a = group_low(g, in->op[0].reg, log2);
	looked = (g->pending[a] & lanes && g->dbl[a] == (fp == A64_D)) || (g->pending[b] & lanes && g->dbl[b] == (fp == A64_D));
	group_cover(g, a, lanes, fp == A64_D);
	group_cover(g, b, lanes, fp == A64_D);
	group_check(g);
	put(g->e, in->opcode & 1 ? a64_fcmpe(fp, a, b) : a64_fcmp(fp, a, b));
	if (looked)
		br_cond(g->e, A64_VS, group_cold(g));
	flags_set(g->e, HELD_FCMP);
}

static void take(struct group *g, const struct insn *in, enum kind kind)
{
	struct emit *e = g->e;

	e->in = in;
	e->ntmp = e->slot_busy = e->spare_used = 0;
	switch (kind) {
	case ARITH: take_arith(g, in, false); break;
	case SQRT: take_arith(g, in, true); break;
	case CONVERT: take_convert(g, in); break;
	case FROM_GPR: take_from_gpr(g, in); break;
	case LOGIC: take_logic(g, in); break;
	case LOAD_LOW: take_load(g, in, true); break;
	case LOAD_FULL: take_load(g, in, false); break;
	case LOAD_LOWER: take_load_lower(g, in); break;
	case LOAD_UPPER: take_load_upper(g, in); break;
	case COPY: case COPY_LOW: case COPY_ZERO: take_copy(g, in, kind); break;
	case ZERO: group_set(g, in->op[0].reg, PLACE_ZERO, PLACE_NONE, 0); break;
	case UNPACK_LOW: take_unpack(g, in, false); break;
	case UNPACK_HIGH: take_unpack(g, in, true); break;
	case COMPARE: take_compare(g, in); break;
	case LATER:
		g->later[g->nlater++] = in;
		g->later_written |= 1 << in->op[0].reg;
		break;
	case NOT_HERE: break;
	}
	g->busy = 0;
	g->n++;
}

/* ---- the run ---- */

/* The instruction reads a general register that one of those that are put off writes. */
static bool needs_later(const struct group *g, const struct insn *in)
{
	unsigned k;

	for (k = 0; k < in->nops; k++) {
		const struct opnd *o = &in->op[k];

		if (o->kind == OPK_GPR && g->later_written >> o->reg & 1)
			return true;
		if (o->kind != OPK_MEM)
			continue;
		if ((in->base < 16 && g->later_written >> in->base & 1) || (in->index < 16 && g->later_written >> in->index & 1))
			return true;
	}
	return false;
}

/* Visible instructions that an instruction may add to the group. */
static unsigned more_visible(const struct group *g, const struct insn *in, enum kind kind)
{
	unsigned d = in->op[0].reg, now = group_cost(g, d), then = 1;
	const struct rep *r = &g->rep[d];

	switch (kind) {
	case LATER:
		return 1;
	case COMPARE: case NOT_HERE:
		return 0;
	case LOAD_LOW: case LOAD_FULL: case ZERO: case COPY_ZERO:
		then = g->read >> d & 1;
		break;
	case COPY:
		then = g->read >> d & 1 ? 2 : 0;
		break;
	default:
		if (r->full != d && r->full != PLACE_ZERO)
			then = 2;
	}
	return then > now ? then - now : 0;
}

/* A first guess; group_try() knows. */
static bool fits(const struct group *g, const struct insn *in, enum kind kind)
{
	if (insn_next(in) - g->first->pc > GROUP_BYTES || g->n == GROUP_INSNS)
		return false;
	if (kind == LATER)
		return g->nlater < GROUP_LATER && group_visible(g) < GROUP_VISIBLE;
	return !needs_later(g, in) && group_visible(g) + more_visible(g, in, kind) <= GROUP_VISIBLE;
}

/* At least one result to look at, and another instruction beside it. */
static bool is_worthwhile(const struct insn *in, unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++) {
		enum kind kind = kind_of(&in[i]);

		if (kind == ARITH || kind == SQRT)
			return i || (n > 1 && kind_of(&in[1]) != NOT_HERE);
		if (kind == NOT_HERE || kind == COMPARE)
			return false;
	}
	return false;
}

/* What emission changes, for a second try with fewer instructions. */
struct attempt {
	u32 n, nlabels, nfixups, ncold;
	u32 committed;
	struct addr_slot slot[ADDR_SLOTS];
	u16 align_known;
	u8 residue[16];
	struct align_pair pair;
	u8 next_slot;
	struct flag_state flags;
};

static void attempt_save(struct attempt *a, const struct emit *e)
{
	*a = (struct attempt){ .n = e->n, .nlabels = e->nlabels, .nfixups = e->nfixups, .ncold = e->ncold,
			       .committed = e->committed, .next_slot = e->next_slot, .flags = e->flags };
	__builtin_memcpy(a->slot, e->slot, sizeof(a->slot));
	__builtin_memcpy(a->residue, e->residue, sizeof(a->residue));
	a->align_known = e->align_known;
	a->pair = e->pair;
}

static void attempt_undo(const struct attempt *a, struct emit *e)
{
	e->n = a->n;
	e->nlabels = a->nlabels;
	e->nfixups = a->nfixups;
	e->ncold = a->ncold;
	e->committed = a->committed;
	e->next_slot = a->next_slot;
	e->flags = a->flags;
	e->written = 0;
	e->ntmp = e->slot_busy = e->spare_used = 0;
	__builtin_memcpy(e->slot, a->slot, sizeof(a->slot));
	__builtin_memcpy(e->residue, a->residue, sizeof(a->residue));
	e->align_known = a->align_known;
	e->align_lost = 0;
	e->pair = a->pair;
}

/* At most n instructions; false: that was too much for the registers or the commit, g->n are too many. */
static bool group_try(struct group *g, struct emit *e, const struct insn *in, unsigned n)
{
	enum kind kind = kind_of(in);
	bool compared = false;

	group_start(g, e, in);
	do {
		take(g, &in[g->n], kind);
		compared = kind == COMPARE;
		kind = g->n < n ? kind_of(&in[g->n]) : NOT_HERE;
	} while (!g->failed && !compared && kind && fits(g, &in[g->n], kind));
	if (!compared)
		group_check(g);
	group_commit(g);
	return !g->failed;
}

unsigned group_run(struct emit *e, const struct insn *in, unsigned n)
{
	struct attempt before;
	struct group g;
	enum kind kind;

	if (e->opt->single || e->opt->fp_strict || fp_afp(e))
		return 0;
	kind = kind_of(in);
	if (!kind || kind == COMPARE)
		return 0;
	if (e->nkeep == MAX_KEEP || e->ncold + 64 > MAX_COLD || !flags_free(in) || !is_worthwhile(in, n))
		return 0;
	attempt_save(&before, e);
	while (!group_try(&g, e, in, n)) {
		attempt_undo(&before, e);
		n = g.n - 1;
		if (n < 2) {
			e->in = in;
			return 0;
		}
	}
	e->in = &in[g.n - 1];
	vector_forget(e);
	if (g.cold) {
		__builtin_memcpy(e->keep[e->nkeep], e->slot, sizeof(e->slot));
		e->cold[g.ncold].a = g.n | e->nkeep++ << 8;
		e->cold[g.ncold].b = label_new(e);
		label_bind(e, e->cold[g.ncold].b);
	}
	return g.n;
}
