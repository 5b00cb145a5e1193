// SPDX-License-Identifier: GPL-2.0-only
/*
 * move.c - MOV MOVZX MOVSX MOVSXD LEA CMOVcc SETcc BSWAP MOVBE CBW CWD and their sizes. SDM 2A, 2B.
 */
#include "../emit.h"

/* A 32 or 64-bit load or move goes straight into the guest register. */
static void emit_mov(struct emit *e, const struct insn *in)
{
	const struct opnd *d = &in->op[0], *s = &in->op[1];

	if (d->kind == OPK_GPR && d->size >= 4) {
		if (s->kind == OPK_MEM)
			mem_load(e, in, log2_of(d->size), d->reg, 0);
		else if (s->kind == OPK_IMM)
			mov_imm(e, sf_of(d->size), d->reg, d->size == 4 ? (u32)in->imm : in->imm);
		else
			mov_reg(e, sf_of(d->size), d->reg, s->reg);
		guest_write(e, d->reg);
		return;
	}
	gpr_put(e, in, 0, gpr(e, in, 1));
}

/* B8+r with a 64-bit constant, C7 /0: several MOVK, of which the last makes it complete: into a temporary first. */
static void emit_mov_imm(struct emit *e, const struct insn *in)
{
	const struct opnd *d = &in->op[0];
	u32 words[4];
	unsigned n, t;

	if (d->kind != OPK_GPR || d->size < 4) {
		gpr_put(e, in, 0, gpr(e, in, 1));
		return;
	}
	n = a64_mov_const(sf_of(d->size), d->reg, d->size == 4 ? (u32)in->imm : in->imm, words);
	guest_write(e, d->reg);
	if (n == 1) {
		put(e, words[0]);
		return;
	}
	commit(e);
	for (t = 0; t < n; t++)
		put(e, words[t]);
}

static void emit_movzx(struct emit *e, const struct insn *in)
{
	const struct opnd *d = &in->op[0], *s = &in->op[1];
	unsigned r;

	if (d->size < 4) {
		gpr_put(e, in, 0, gpr_zx(e, in, 1));
		return;
	}
	if (s->kind == OPK_MEM)
		mem_load(e, in, log2_of(s->size), d->reg, 0);
	else
		r = s->kind == OPK_GPRH ? 8 : 0, put(e, a64_ubfx(W32, d->reg, s->reg, r, 8 * s->size));
	guest_write(e, d->reg);
}

/* MOVSX, and MOVSXD of which the 16 and 32-bit forms are plain moves. */
static void emit_movsx(struct emit *e, const struct insn *in)
{
	const struct opnd *d = &in->op[0], *s = &in->op[1];

	if (s->size >= d->size) {
		emit_mov(e, in);
		return;
	}
	if (d->size < 4) {
		gpr_put(e, in, 0, gpr_sx(e, in, 1));
		return;
	}
	if (s->kind == OPK_MEM)
		mem_load_sx(e, in, log2_of(s->size), sf_of(d->size), d->reg, 0);
	else
		put(e, a64_sbfx(sf_of(d->size), d->reg, s->reg, s->kind == OPK_GPRH ? 8 : 0, 8 * s->size));
	guest_write(e, d->reg);
}

/* base + (index << scale) + disp, straight into the destination where that is neither. */
static void lea_sum(struct emit *e, const struct insn *in, enum a64_sf sf, unsigned d)
{
	unsigned t = d;

	if (in->base == REG_NONE && in->index == REG_NONE) {
		if (e->opt->image && (in->modrm & 0xc7) != 5) {		/* absolute: does not move with the code */
			mov_imm(e, sf, d, sf == W32 ? (u32)in->disp : in->disp);
			return;
		}
		mov_guest_addr(e, d, in->disp);
		if (sf == W32)
			put(e, a64_mov_reg(W32, d, d));
		return;
	}
	if (in->index == REG_NONE) {
		add_imm(e, sf, d, in->base, sf == W32 ? (s32)in->disp : (s64)in->disp);
		return;
	}
	if (in->disp)
		t = tmp(e);
	if (in->base == REG_NONE)
		put(e, a64_lsl_imm(sf, t, in->index, in->scale));
	else
		put(e, a64_add_reg(sf, t, in->base, in->index, A64_LSL, in->scale));
	if (in->disp)
		add_imm(e, sf, d, t, sf == W32 ? (s32)in->disp : (s64)in->disp);
}

static void emit_lea(struct emit *e, const struct insn *in)
{
	const struct opnd *d = &in->op[0];
	enum a64_sf sf = d->size == 8 && in->asz == 8 ? X64 : W32;
	unsigned t;

	if (d->size >= 4) {
		commit(e);
		lea_sum(e, in, sf, d->reg);
		guest_write(e, d->reg);
		return;
	}
	t = tmp(e);
	lea_sum(e, in, sf, t);
	gpr_put(e, in, 0, t);
}

/* The load happens, and a 32-bit destination is cleared above, whatever the condition. */
static void emit_cmov(struct emit *e, const struct insn *in)
{
	const struct opnd *d = &in->op[0];
	unsigned s = gpr(e, in, 1), cc = in->opcode & 15, t, r;
	enum a64_sf sf = sf_of(d->size);
	enum a64_cond cond;

	if (flags_cond(e, cc, &cond)) {
		if (d->size < 4) {
			t = tmp(e);
			put(e, a64_csel(W32, t, s, d->reg, cond));
			gpr_put(e, in, 0, t);
			return;
		}
		put(e, a64_csel(sf, guest_write(e, d->reg), s, d->reg, cond));
		return;
	}
	/* P and NP (and E, NE behind FCMP): a mask, as NZCV may still be wanted */
	t = tmp(e);
	r = tmp(e);
	flags_bool(e, cc, t);
	put(e, a64_neg(X64, t, t));
	put(e, a64_eor_reg(X64, r, d->reg, s, A64_LSL, 0));
	put(e, a64_and_reg(X64, r, r, t, A64_LSL, 0));
	put(e, a64_eor_reg(sf, r, r, d->reg, A64_LSL, 0));
	gpr_put(e, in, 0, r);
}

static void emit_setcc(struct emit *e, const struct insn *in)
{
	unsigned t = tmp(e);

	flags_bool(e, in->opcode & 15, t);
	gpr_put(e, in, 0, t);
}

/* 16 bits: undefined in the manual; processors store zero. */
static void emit_bswap(struct emit *e, const struct insn *in)
{
	const struct opnd *d = &in->op[0];

	if (d->size == 2)
		gpr_put(e, in, 0, HR_ZR);
	else
		put(e, a64_rev(sf_of(d->size), guest_write(e, d->reg), d->reg));
}

static void emit_movbe(struct emit *e, const struct insn *in)
{
	unsigned size = in->op[0].size, s = gpr(e, in, 1), d = gpr_dst(e, in, 0);

	put(e, size == 2 ? a64_rev16(W32, d, s) : a64_rev(sf_of(size), d, s));
	gpr_put(e, in, 0, d);
}

/* CBW CWDE CDQE */
static void emit_cbw(struct emit *e, const struct insn *in)
{
	unsigned t;

	if (in->osz >= 4) {
		put(e, a64_sbfx(sf_of(in->osz), guest_write(e, REG_RAX), REG_RAX, 0, 4 * in->osz));
		return;
	}
	t = tmp(e);
	put(e, a64_sxtb(W32, t, REG_RAX));
	put(e, a64_bfi(X64, guest_write(e, REG_RAX), t, 0, 16));
}

/* CWD CDQ CQO */
static void emit_cwd(struct emit *e, const struct insn *in)
{
	unsigned t;

	if (in->osz >= 4) {
		put(e, a64_asr_imm(sf_of(in->osz), guest_write(e, REG_RDX), REG_RAX, 8 * in->osz - 1));
		return;
	}
	t = tmp(e);
	put(e, a64_sbfx(W32, t, REG_RAX, 15, 1));
	put(e, a64_bfi(X64, guest_write(e, REG_RDX), t, 0, 16));
}

const struct row move_rows[] = {
	/*  encoding	operands	written	read	undefined	cpuid	attributes	emitter */
	ROW("88 /r",	"Eb Gb",	0,	0,	0,	BASE,	A_WO | A_MOV,	emit_mov),
	ROW("89 /r",	"Ev Gv",	0,	0,	0,	BASE,	A_WO | A_MOV,	emit_mov),
	ROW("8A /r",	"Gb Eb",	0,	0,	0,	BASE,	A_WO | A_MOV,	emit_mov),
	ROW("8B /r",	"Gv Ev",	0,	0,	0,	BASE,	A_WO | A_MOV,	emit_mov),
	ROW("A0",	"AL Ob",	0,	0,	0,	BASE,	A_WO | A_MOV,	emit_mov),
	ROW("A1",	"rAX Ov",	0,	0,	0,	BASE,	A_WO | A_MOV,	emit_mov),
	ROW("A2",	"Ob AL",	0,	0,	0,	BASE,	A_WO | A_MOV,	emit_mov),
	ROW("A3",	"Ov rAX",	0,	0,	0,	BASE,	A_WO | A_MOV,	emit_mov),
	ROW("B0+r",	"Zb Ib",	0,	0,	0,	BASE,	A_WO,	emit_mov_imm),
	ROW("B8+r",	"Zv Iv",	0,	0,	0,	BASE,	A_WO,	emit_mov_imm),
	ROW("C6 /0",	"Eb Ib",	0,	0,	0,	BASE,	A_WO,	emit_mov_imm),
	ROW("C7 /0",	"Ev Iz",	0,	0,	0,	BASE,	A_WO,	emit_mov_imm),
	ROW("8D /r mem", "Gv M",	0,	0,	0,	BASE,	A_WO | A_NOFAULT,	emit_lea),

	ROW("0F B6 /r",	"Gv Eb",	0,	0,	0,	BASE,	A_WO | A_ZX,	emit_movzx),
	ROW("0F B7 /r",	"Gv Ew",	0,	0,	0,	BASE,	A_WO,	emit_movzx),
	ROW("0F BE /r",	"Gv Eb",	0,	0,	0,	BASE,	A_WO,	emit_movsx),
	ROW("0F BF /r",	"Gv Ew",	0,	0,	0,	BASE,	A_WO,	emit_movsx),
	ROW("63 /r",	"Gv Ez",	0,	0,	0,	BASE,	A_WO,	emit_movsx),

	ROW("0F 40-41 /r", "Gv Ev",	0,	F_OF,			0, CMOV, 0, emit_cmov),
	ROW("0F 42-43 /r", "Gv Ev",	0,	F_CF,			0, CMOV, 0, emit_cmov),
	ROW("0F 44-45 /r", "Gv Ev",	0,	F_ZF,			0, CMOV, 0, emit_cmov),
	ROW("0F 46-47 /r", "Gv Ev",	0,	F_CF | F_ZF,		0, CMOV, 0, emit_cmov),
	ROW("0F 48-49 /r", "Gv Ev",	0,	F_SF,			0, CMOV, 0, emit_cmov),
	ROW("0F 4A-4B /r", "Gv Ev",	0,	F_PF,			0, CMOV, 0, emit_cmov),
	ROW("0F 4C-4D /r", "Gv Ev",	0,	F_SF | F_OF,		0, CMOV, 0, emit_cmov),
	ROW("0F 4E-4F /r", "Gv Ev",	0,	F_ZF | F_SF | F_OF,	0, CMOV, 0, emit_cmov),

	ROW("0F 90-91 /r", "Eb",	0,	F_OF,			0, BASE, A_WO | A_SETCC, emit_setcc),
	ROW("0F 92-93 /r", "Eb",	0,	F_CF,			0, BASE, A_WO | A_SETCC, emit_setcc),
	ROW("0F 94-95 /r", "Eb",	0,	F_ZF,			0, BASE, A_WO | A_SETCC, emit_setcc),
	ROW("0F 96-97 /r", "Eb",	0,	F_CF | F_ZF,		0, BASE, A_WO | A_SETCC, emit_setcc),
	ROW("0F 98-99 /r", "Eb",	0,	F_SF,			0, BASE, A_WO | A_SETCC, emit_setcc),
	ROW("0F 9A-9B /r", "Eb",	0,	F_PF,			0, BASE, A_WO | A_SETCC, emit_setcc),
	ROW("0F 9C-9D /r", "Eb",	0,	F_SF | F_OF,		0, BASE, A_WO | A_SETCC, emit_setcc),
	ROW("0F 9E-9F /r", "Eb",	0,	F_ZF | F_SF | F_OF,	0, BASE, A_WO | A_SETCC, emit_setcc),

	ROW("0F C8+r",	"Zv",		0,	0,	0,	BASE,	0,	emit_bswap),
	ROW("NP 0F 38 F0 /r mem", "Gv Mv", 0,	0,	0,	MOVBE,	A_WO,	emit_movbe),
	ROW("NP 0F 38 F1 /r mem", "Mv Gv", 0,	0,	0,	MOVBE,	A_WO,	emit_movbe),
	ROW("66 0F 38 F0 /r mem", "Gv Mv", 0,	0,	0,	MOVBE,	A_WO,	emit_movbe),
	ROW("66 0F 38 F1 /r mem", "Mv Gv", 0,	0,	0,	MOVBE,	A_WO,	emit_movbe),
	ROW("98",	"",		0,	0,	0,	BASE,	0,	emit_cbw),
	ROW("99",	"",		0,	0,	0,	BASE,	0,	emit_cwd),
};
