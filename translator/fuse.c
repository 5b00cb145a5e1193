// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuse.c - groups of two to four instructions with one emission: pattern, condition, emitter.
 *
 * A group has one mark. When it faults, the runtime resumes it one instruction at a time, so a group is
 * written like an instruction: nothing visible before its last access that can fault.
 */
#include "fuse.h"
#include "nan.h"
#include "rows.h"

struct rule {
	u32 second;		/* the A_* of the second instruction */
	fuse_match *match;
	fuse_emit *emit;
	u8 n;			/* instructions that it takes */
};

static bool is_gpr(const struct opnd *o, unsigned size)
{
	return o->kind == OPK_GPR && o->size == size;
}

/* ---- TEST r,r or CMP r/m,0, then Jcc on zero or sign: CBZ, TBZ ---- */

static bool compares_with_zero(const struct insn *in)
{
	const struct opnd *a = &in->op[0], *b = &in->op[1];

	if (in->attr & A_CMP)
		return b->kind == OPK_IMM && !in->imm && (a->kind == OPK_GPR || a->kind == OPK_MEM);
	return a->kind == OPK_GPR && b->kind == OPK_GPR && b->reg == a->reg;
}

static bool match_zero(const struct insn *in, const struct emit *e)
{
	unsigned cc = in[1].opcode & 14;

	if (!in[1].fread || in[1].live || !compares_with_zero(in))
		return false;
	if (cc == 4)
		return in->live == F_ZF && (in->op[0].size >= 4 || in->op[0].kind == OPK_MEM);
	return (cc == 8 && in->live == F_SF) || (cc == 12 && in->live == (F_SF | F_OF));
}

/* A loaded operand is zero-extended, of a narrow register only the sign is asked for. */
static void emit_zero(struct emit *e, const struct insn *in)
{
	unsigned cc = in[1].opcode & 15, size = in->op[0].size, r = gpr(e, in, 0);
	u32 label;

	e->in = &in[1];
	label = emit_taken(e);
	switch (cc) {
	case 4: br_cbz(e, sf_of(size), r, label); break;
	case 5: br_cbnz(e, sf_of(size), r, label); break;
	case 8: case 12: br_tbnz(e, r, 8 * size - 1, label); break;
	default: br_tbz(e, r, 8 * size - 1, label); break;
	}
}

/* ---- TEST r/m,single bit, then JZ or JNZ: TBZ ---- */

static unsigned tested_bit(const struct insn *in)
{
	unsigned high = in->op[0].kind == OPK_GPRH ? 8 : 0;
	u64 mask = in->op[0].size == 8 ? in->imm : in->imm & (0xffffffffu >> (32 - 8 * in->op[0].size));

	return high + __builtin_ctzll(mask);
}

static bool match_bit(const struct insn *in, const struct emit *e)
{
	const struct opnd *a = &in->op[0];
	u64 mask = a->size == 8 ? in->imm : in->imm & (0xffffffffu >> (32 - 8 * a->size));

	if (in->op[1].kind != OPK_IMM || (a->kind != OPK_GPR && a->kind != OPK_GPRH && a->kind != OPK_MEM))
		return false;
	return in->live == F_ZF && !in[1].live && mask && !(mask & (mask - 1)) && (in[1].opcode & 14) == 4;
}

static void emit_bit(struct emit *e, const struct insn *in)
{
	unsigned bit = tested_bit(in), r = in->op[0].kind == OPK_MEM ? gpr(e, in, 0) : in->op[0].reg;
	u32 label;

	e->in = &in[1];
	label = emit_taken(e);
	if (in[1].opcode & 1)
		br_tbnz(e, r, bit, label);
	else
		br_tbz(e, r, bit, label);
}

/* ---- PUSH, PUSH and POP, POP: STP, LDP ---- */

static bool match_stack(const struct insn *in, const struct emit *e)
{
	const struct opnd *a = &in[0].op[0], *b = &in[1].op[0];

	if (!is_gpr(a, 8) || !is_gpr(b, 8) || a->reg == REG_RSP || b->reg == REG_RSP)
		return false;
	return in->attr & A_PUSH || a->reg != b->reg;
}

static void emit_push2(struct emit *e, const struct insn *in)
{
	guest_write(e, REG_RSP);
	put(e, a64_stp_pre(X64, in[1].op[0].reg, in[0].op[0].reg, REG_RSP, -16));
}

static void emit_pop2(struct emit *e, const struct insn *in)
{
	guest_write(e, REG_RSP);
	guest_write(e, in[0].op[0].reg);
	guest_write(e, in[1].op[0].reg);
	put(e, a64_ldp_post(X64, in[0].op[0].reg, in[1].op[0].reg, REG_RSP, 16));
}

/*
 * ---- two loads or stores side by side: LDP, STP (plain memory only) ----
 * Stores upwards: where the second one faults the first may have been done, which is as it is to be.
 */

static bool simple_address(const struct insn *in)
{
	return in->base != REG_NONE && in->index == REG_NONE && !in->seg && in->asz == 8;
}

/* Both have the same registers in their addresses, or none. */
static bool same_registers(const struct insn *in)
{
	u32 a, b;

	__builtin_memcpy(&a, &in[0].base, sizeof(a));	/* and index, scale, segment */
	__builtin_memcpy(&b, &in[1].base, sizeof(b));
	return a == b;
}

static bool pair_fits(const struct insn *in, const struct emit *e)
{
	unsigned mem = in->op[0].kind == OPK_MEM ? 0 : 1, size = in->op[mem].size;
	const struct opnd *a = &in[0].op[1 - mem], *b = &in[1].op[1 - mem];
	s64 lo, delta = (s64)(in[1].disp - in[0].disp);

	if (e->opt->ordered || size < 4 || in[0].op[mem].kind != OPK_MEM || in[1].op[mem].kind != OPK_MEM)
		return false;
	if (!is_gpr(a, size) || !is_gpr(b, size) || !simple_address(&in[0]) || in[1].asz != 8)
		return false;
	lo = (s64)(delta < 0 ? in[1].disp : in[0].disp);
	if ((delta != (s64)size && delta != -(s64)size) || !a64_is_poff(log2_of(size), lo))
		return false;
	return mem ? a->reg != b->reg && a->reg != in->base : delta > 0;
}

static inline bool match_pair(const struct insn *in, const struct emit *e)
{
	return in->base != REG_NONE && same_registers(in) && pair_fits(in, e);
}

static void emit_pair(struct emit *e, const struct insn *in)
{
	unsigned mem = in->op[0].kind == OPK_MEM ? 0 : 1, size = in->op[mem].size;
	bool swap = (s64)in[1].disp < (s64)in[0].disp;
	const struct insn *lo = swap ? &in[1] : in, *hi = swap ? in : &in[1];
	unsigned a = lo->op[1 - mem].reg, b = hi->op[1 - mem].reg;

	if (!mem) {
		put(e, a64_stp(sf_of(size), a, b, in->base, (s64)lo->disp));
		return;
	}
	put(e, a64_ldp(sf_of(size), a, b, in->base, (s64)lo->disp));
	guest_write(e, a);
	guest_write(e, b);
}

/* ---- MOV r,s, then an ALU instruction on r: three operands ---- */

static bool match_fold(const struct insn *in, const struct emit *e)
{
	const struct opnd *d = &in->op[0], *s = &in->op[1], *o = &in[1].op[0], *p = &in[1].op[1];

	if (d->kind != OPK_GPR || s->kind != OPK_GPR || d->size < 4 || d->reg == s->reg)
		return false;
	if (!is_gpr(o, d->size) || o->reg != d->reg)
		return false;
	if (p->kind == OPK_MEM)
		return in[1].base != d->reg && in[1].index != d->reg;
	return p->kind != OPK_GPR || p->reg != d->reg;
}

static void emit_fold(struct emit *e, const struct insn *in)
{
	e->in = &in[1];
	e->fold = in->op[1].reg;
	emit_plain(e, &in[1]);
	e->fold = REG_NONE;
}

/* ---- MOVAPS x,y, then an instruction on x: three operands ---- */

/* Scalars keep what is above them in the destination; with AFP that is the first operand's. */
static bool match_vfold(const struct insn *in, const struct emit *e)
{
	const struct opnd *d = &in->op[0], *s = &in->op[1], *o = &in[1].op[0], *p = &in[1].op[1];

	if (d->kind != OPK_XMM || s->kind != OPK_XMM || d->reg == s->reg || o->kind != OPK_XMM || o->reg != d->reg)
		return false;
	if (in_family(&in[1], FAMILY_vec_float) && (!fp_afp(e) || e->opt->fp_strict))
		return false;
	return p->kind != OPK_XMM || p->reg != d->reg;
}

static void emit_vfold(struct emit *e, const struct insn *in)
{
	e->fold = in->op[1].reg;
	emit_ahead(e, &in[1]);
	e->fold = REG_NONE;
}

/*
 * ---- two loads or stores of XMM registers side by side, upwards: one check of the alignment, the first's ----
 * STP may have stored a part of what lies in two pages when it faults: stores are aligned.
 */

static bool match_vpair(const struct insn *in, const struct emit *e)
{
	unsigned mem = in->op[0].kind == OPK_MEM ? 0 : 1;

	if (e->opt->ordered || in[0].op[mem].kind != OPK_MEM || in[1].op[mem].kind != OPK_MEM)
		return false;
	if (in[0].op[1 - mem].kind != OPK_XMM || in[1].op[1 - mem].kind != OPK_XMM || (in[1].attr & A_ALIGN && !(in->attr & A_ALIGN)))
		return false;
	if (!same_registers(in) || !simple_address(&in[0]) || in[1].asz != 8 || in[1].disp - in[0].disp != 16)
		return false;
	return a64_is_poff(4, (s64)in->disp) && (mem ? in[0].op[0].reg != in[1].op[0].reg : !!(in->attr & A_ALIGN));
}

static void emit_vpair(struct emit *e, const struct insn *in)
{
	unsigned mem = in->op[0].kind == OPK_MEM ? 0 : 1;
	unsigned a = in[0].op[1 - mem].reg, b = in[1].op[1 - mem].reg;
	s64 off = (s64)in->disp;

	if (in->attr & A_ALIGN)
		mem_check_align16(e, in);
	put(e, mem ? a64_vldp(4, a, b, in->base, off) : a64_vstp(4, a, b, in->base, off));
}

/* ---- SETcc r8, MOVZX r32,r8: CSET ---- */

static bool match_set(const struct insn *in, const struct emit *e)
{
	const struct opnd *d = &in->op[0], *m = &in[1].op[0], *s = &in[1].op[1];

	return d->kind == OPK_GPR && s->kind == OPK_GPR && s->reg == d->reg && m->reg == d->reg && m->size >= 4;
}

static void emit_set(struct emit *e, const struct insn *in)
{
	unsigned t = tmp(e), d = guest_write(e, in->op[0].reg);
	enum a64_cond cond;

	if (flags_cond(e, in->opcode & 15, &cond)) {
		put(e, a64_cset(W32, d, cond));
		return;
	}
	flags_bool(e, in->opcode & 15, t);
	put(e, a64_mov_reg(W32, d, t));
}

/* ---- XOR EDX,EDX or CDQ, then DIV or IDIV: what is in RDX only a trap sees ---- */

static bool extends(const struct insn *in, const struct insn *div)
{
	const struct opnd *a = &in->op[0], *b = &in->op[1];

	if (div->modrm & 8)
		return in_family(in, FAMILY_move) && in->opcode == 0x99 && !(in->attr & A_SETCC) && in->osz == div->osz;	/* SETNS is 0F 99 */
	return in_family(in, FAMILY_logic) && (in->opcode | 2) == 0x33 && a->kind == OPK_GPR && b->kind == OPK_GPR &&
	       a->size >= 4 && a->reg == REG_RDX && b->reg == REG_RDX;
}

static bool match_div(const struct insn *in, const struct emit *e)
{
	const struct opnd *s = &in[1].op[0];

	if (!extends(in, &in[1]) || in->live || s->size < 4)
		return false;
	return s->kind == OPK_MEM ? in[1].base != REG_RDX && in[1].index != REG_RDX : s->kind == OPK_GPR && s->reg != REG_RDX;
}

static void emit_div(struct emit *e, const struct insn *in)
{
	emit_ahead(e, &in[1]);
}

/* By the A_* of the first instruction, of which it has one. */
static const struct rule
	zero = { A_JCC, match_zero, emit_zero, 2 },
	bit = { A_JCC, match_bit, emit_bit, 2 },
	bt = { A_JCC, match_bt, emit_bt, 2 },
	ptest = { A_JCC, match_ptest, emit_ptest, 2 },
	mask = { A_TEST | A_CMP, match_mask, emit_mask, 3 },
	push2 = { A_PUSH, match_stack, emit_push2, 2 },
	pop2 = { A_POP, match_stack, emit_pop2, 2 },
	pair = { A_MOV, match_pair, emit_pair, 2 },
	fold = { A_FOLD, match_fold, emit_fold, 2 },
	vfold = { A_FOLD, match_vfold, emit_vfold, 2 },
	vpair = { A_VMOV, match_vpair, emit_vpair, 2 },
	set = { A_ZX, match_set, emit_set, 2 },
	division = { A_DIV, match_div, emit_div, 2 };

/* Division can follow anything. */
#define AFTER(a) [(a) >> FUSE_LOWEST]
const u32 fuse_seconds[1 << 8] = {
	[0] = A_DIV,
	AFTER(A_TEST) = A_DIV | A_JCC,
	AFTER(A_CMP) = A_DIV | A_JCC,
	AFTER(A_JUDGE) = A_DIV | A_JCC | A_TEST | A_CMP,
	AFTER(A_PUSH) = A_DIV | A_PUSH,
	AFTER(A_POP) = A_DIV | A_POP,
	AFTER(A_MOV) = A_DIV | A_MOV | A_FOLD,
	AFTER(A_VMOV) = A_DIV | A_VMOV | A_FOLD,
	AFTER(A_SETCC) = A_DIV | A_ZX,
};

static inline __attribute__((always_inline)) const struct rule *pick(const struct rule *r, const struct emit *e, const struct insn *in)
{
	return in[1].attr & r->second && r->match(in, e) ? r : 0;
}

/* The first instruction's A_* says which; each is in fuse_seconds[] too. Apart from emission, it needs no frame then. */
static __attribute__((noinline)) const struct rule *find_rule(const struct emit *e, const struct insn *in)
{
	const struct rule *r;

	if (is_locked(&in[1]))
		return 0;
	if (in[1].attr & A_DIV)
		return pick(&division, e, in);
	if (in->attr & A_MOV)	/* the most frequent */
		return (r = pick(&pair, e, in)) ? r : pick(&fold, e, in);
	switch (in->attr & FUSE_FIRST) {
	case A_TEST: return (r = pick(&zero, e, in)) ? r : pick(&bit, e, in);
	case A_CMP: return pick(&zero, e, in);
	case A_VMOV: return (r = pick(&vfold, e, in)) ? r : pick(&vpair, e, in);
	case A_PUSH: return pick(&push2, e, in);
	case A_POP: return pick(&pop2, e, in);
	case A_SETCC: return pick(&set, e, in);
	default:	/* A_JUDGE */
		if ((r = pick(&bt, e, in)) || (r = pick(&ptest, e, in)))
			return r;
		return pick(&mask, e, in);
	}
}

unsigned fuse_try(struct emit *e, const struct insn *in)
{
	const struct rule *r = find_rule(e, in);

	if (!r)
		return 0;
	r->emit(e, in);
	return r->n;
}
