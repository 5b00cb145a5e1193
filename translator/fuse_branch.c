// SPDX-License-Identifier: GPL-2.0-only
/* fuse_branch.c - fusion rules: a bit or a mask, and the branch that it decides. */
#include "fuse.h"
#include "rows.h"

/* in leaves this flag for the JCC alone. */
static bool decides(const struct insn *in, u8 flag)
{
	return in->live == flag && !in[1].live && (in[1].opcode & 14) == (flag == F_CF ? 2 : 4);
}

static u32 taken_by(struct emit *e, const struct insn *jcc)
{
	u32 label;

	e->in = jcc;
	label = emit_taken(e);
	return label;
}

/* ---- BT, then JC or JNC: TBNZ ---- */

bool match_bt(const struct insn *in, const struct emit *e)
{
	const struct opnd *o = &in->op[0], *p = &in->op[1];

	if (!in_family(in, FAMILY_bits) || !decides(in, F_CF))
		return false;
	return p->kind == OPK_IMM || (o->kind == OPK_GPR && o->size >= 4);
}

void emit_bt(struct emit *e, const struct insn *in)
{
	const struct opnd *o = &in->op[0];
	unsigned bit = 0, r = o->reg;
	u32 label;

	if (in->op[1].kind == OPK_IMM) {
		bit = in->imm & (8 * o->size - 1);
		if (o->kind == OPK_MEM)
			r = gpr(e, in, 0);
	} else {
		r = tmp(e);
		put(e, a64_lsrv(sf_of(o->size), r, o->reg, in->op[1].reg));
	}
	label = taken_by(e, &in[1]);
	(in[1].opcode & 1 ? br_tbz : br_tbnz)(e, r, bit, label);
}

/* ---- PTEST, then JZ or JNZ ---- */

bool match_ptest(const struct insn *in, const struct emit *e)
{
	return in_family(in, FAMILY_vec_logic) && decides(in, F_ZF);
}

void emit_ptest(struct emit *e, const struct insn *in)
{
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), t = vtmp(e), r = tmp(e), v = d;
	u32 label;

	if (s != d) {
		put(e, a64_vand(A64_16B, t, d, s));
		v = t;
	}
	put(e, a64_vumaxv(A64_4S, t, v));
	put(e, a64_fmov_to_gpr(W32, r, t));
	label = taken_by(e, &in[1]);
	(in[1].opcode & 1 ? br_cbnz : br_cbz)(e, W32, r, label);
}

/*
 * ---- PMOVMSKB r,x; TEST r,r or CMP r,0xffff; JZ or JNZ ----
 * The mask is made where it is not known to be 0, or 0xffff. That it is known is taken to be the way that the code goes on most of the
 * time, where that is straight on or back.
 */

enum { ALL = 0xffff };

static bool asks_for_all(const struct insn *in)
{
	return in->attr & A_CMP;
}

static bool known_taken(const struct insn *in)
{
	return !(in[2].opcode & 1);
}

bool match_mask(const struct insn *in, const struct emit *e)
{
	const struct opnd *d = &in->op[0], *a = &in[1].op[0], *b = &in[1].op[1];

	if (in->attr & A_MMX || !in_family(in, FAMILY_vec_move) || &in[2] > e->block->last || !(in[2].attr & A_JCC))
		return false;
	if (known_taken(in) && in[2].imm > in->pc)
		return false;
	if (a->kind != OPK_GPR || a->size != 4 || a->reg != d->reg || !decides(&in[1], F_ZF))
		return false;
	return asks_for_all(&in[1]) ? b->kind == OPK_IMM && in[1].imm == ALL : b->kind == OPK_GPR && b->reg == d->reg;
}

static void put_known(struct emit *e, const struct insn *in)
{
	put(e, a64_movz(W32, in->op[0].reg, asks_for_all(&in[1]) ? ALL : 0, 0));
}

/* in: PMOVMSKB. a: the label of the taken side, b: the mask is known. */
static void cold_mask(struct emit *e, const struct insn *in, u32 a, u32 b)
{
	if (b)
		put_known(e, in);
	else
		emit_plain(e, in);
	mark_at(e, in[2].imm);
	br(e, a);
}

void emit_mask(struct emit *e, const struct insn *in)
{
	bool known = known_taken(in), all = asks_for_all(&in[1]);
	unsigned t = vtmp(e), r = tmp(e);
	u32 taken, label;

	put(e, all ? a64_vuminv(A64_16B, t, in->op[1].reg) : a64_vumaxv(A64_16B, t, in->op[1].reg));
	put(e, a64_fmov_to_gpr(W32, r, t));
	guest_write(e, in->op[0].reg);
	e->in = &in[2];
	taken = emit_taken(e);
	e->in = in;
	label = cold(e, cold_mask, taken, known);
	(known == all ? br_tbnz : br_tbz)(e, r, 7, label);
	if (known)
		emit_plain(e, in);
	else
		put_known(e, in);
	e->in = &in[2];
}
