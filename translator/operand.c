// SPDX-License-Identifier: GPL-2.0-only
/*
 * operand.c - reading and writing the operands of an instruction.
 */
#include "emit.h"

unsigned gpr_fetch(struct emit *e, const struct insn *in, unsigned k)
{
	const struct opnd *o = &in->op[k];
	unsigned t;

	switch (o->kind) {
	case OPK_GPR:
		return k == 0 && e->fold != REG_NONE ? e->fold : o->reg;
	case OPK_GPRH:
		t = tmp(e);
		put(e, a64_ubfx(W32, t, o->reg, 8, 8));
		return t;
	case OPK_MEM:
		t = tmp(e);
		mem_load(e, in, log2_of(o->size), t, 0);
		return t;
	case OPK_IMM:
		if (!in->imm)
			return HR_ZR;
		t = tmp(e);
		mov_imm(e, sf_of(o->size), t, in->imm);
		return t;
	default:
		emit_fail(e, "gpr: operand kind");
		return HR_ZR;
	}
}

unsigned gpr_zx(struct emit *e, const struct insn *in, unsigned k)
{
	const struct opnd *o = &in->op[k];
	unsigned r = gpr(e, in, k), t;

	if (o->kind != OPK_GPR || o->size == 8)
		return r;
	t = tmp(e);
	put(e, a64_ubfx(X64, t, r, 0, 8 * o->size));
	return t;
}

unsigned gpr_sx(struct emit *e, const struct insn *in, unsigned k)
{
	const struct opnd *o = &in->op[k];
	unsigned r, t;

	if (o->kind == OPK_MEM && o->size < 8) {
		t = tmp(e);
		mem_load_sx(e, in, log2_of(o->size), X64, t, 0);
		return t;
	}
	r = gpr(e, in, k);
	if (o->size == 8 || o->kind == OPK_IMM)
		return r;
	t = o->kind == OPK_GPRH ? r : tmp(e);
	put(e, a64_sbfm(X64, t, r, 0, 8 * o->size - 1));
	return t;
}

unsigned gpr_dst(struct emit *e, const struct insn *in, unsigned k)
{
	const struct opnd *o = &in->op[k];

	if (o->kind == OPK_GPR && o->size >= 4)
		return guest_write(e, o->reg);
	return tmp(e);
}

void gpr_write_back(struct emit *e, const struct insn *in, unsigned k, unsigned r)
{
	const struct opnd *o = &in->op[k];

	if (o->kind == OPK_MEM) {
		mem_store(e, in, log2_of(o->size), r, 0);
		return;
	}
	guest_write(e, o->reg);
	if (o->kind == OPK_GPRH) {
		commit(e);
		put(e, a64_bfi(X64, o->reg, r == HR_ZR ? HR_ZR : r, 8, 8));
	} else if (r != o->reg) {
		commit(e);
		if (o->size >= 4)
			put(e, a64_mov_reg(sf_of(o->size), o->reg, r));
		else
			put(e, a64_bfi(X64, o->reg, r, 0, 8 * o->size));
	}
}

unsigned xmm(struct emit *e, const struct insn *in, unsigned k)
{
	const struct opnd *o = &in->op[k];
	unsigned v;

	if (o->kind == OPK_XMM)
		return o->reg;
	if (o->kind != OPK_MEM) {
		emit_fail(e, "xmm: operand kind");
		return VR_T0;
	}
	if (o->size == 16 && in->attr & A_ALIGN)
		mem_check_align16(e, in);
	v = vtmp(e);
	mem_vload(e, in, log2_of(o->size), v, 0);
	return v;
}

unsigned xmm_dst(struct emit *e, const struct insn *in, unsigned k)
{
	return in->op[k].kind == OPK_XMM ? in->op[k].reg : vtmp(e);
}

void xmm_put(struct emit *e, const struct insn *in, unsigned k, unsigned v)
{
	const struct opnd *o = &in->op[k];

	if (o->kind == OPK_MEM) {
		if (o->size == 16 && in->attr & A_ALIGN)
			mem_check_align16(e, in);
		mem_vstore(e, in, log2_of(o->size), v, 0);
	} else if (v != o->reg) {
		commit(e);
		put(e, a64_vmov(A64_16B, o->reg, v));
	}
}
