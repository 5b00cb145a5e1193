// SPDX-License-Identifier: GPL-2.0-only
/*
 * vec_move.c - moves of XMM and MMX registers: MOVAPS MOVUPS MOVDQA MOVDQU LDDQU MOVSS MOVSD MOVLPS MOVHPS MOVD MOVQ, non-temporal
 * ones, MOVDDUP MOVSHDUP MOVSLDUP, MOVMSKPS PMOVMSKB MASKMOVDQU MASKMOVQ
 * MOVQ2DQ MOVDQ2Q and MOVNTI. SDM 2A, 2B.
 */
#include "../vector.h"

/* Whole register, or load and store of 16 bytes. */
static void emit_mov(struct emit *e, const struct insn *in)
{
	const struct opnd *d = &in->op[0], *s = &in->op[1];

	if (d->kind == OPK_MEM || s->kind == OPK_XMM) {
		xmm_put(e, in, 0, s->reg);
		return;
	}
	if (in->attr & A_ALIGN)
		mem_check_align16(e, in);
	mem_vload(e, in, 4, d->reg, 0);
}

static void emit_mov_nt(struct emit *e, const struct insn *in)
{
	mem_check_align16(e, in);
	mem_vstore_nt(e, in, 4, in->op[1].reg);
}

/* MOVSS, MOVSD: a load clears the rest, a move between registers keeps it. */
static void emit_mov_scalar(struct emit *e, const struct insn *in)
{
	const struct opnd *d = &in->op[0], *s = &in->op[1];
	unsigned log2 = log2_of(d->kind == OPK_MEM ? d->size : s->size);

	if (d->kind == OPK_MEM)
		mem_vstore(e, in, log2, s->reg, 0);
	else if (s->kind == OPK_MEM)
		mem_vload(e, in, log2, d->reg, 0);
	else if (d->reg != s->reg)
		put(e, a64_ins_elem(log2, d->reg, 0, s->reg, 0));
}

/* MOVQ clears the upper half, also between registers. */
static void emit_movq(struct emit *e, const struct insn *in)
{
	const struct opnd *d = &in->op[0], *s = &in->op[1];

	if (d->kind == OPK_MEM)
		mem_vstore(e, in, 3, s->reg, 0);
	else if (s->kind == OPK_MEM)
		mem_vload(e, in, 3, d->reg, 0);
	else
		put(e, a64_fmov(A64_D, d->reg, s->reg));
}

/* MOVD, MOVQ from and to general registers and memory. */
static void emit_movd_in(struct emit *e, const struct insn *in)
{
	const struct opnd *d = &in->op[0], *s = &in->op[1];

	if (s->kind == OPK_MEM)
		mem_vload(e, in, log2_of(s->size), d->reg, 0);
	else
		put(e, a64_fmov_from_gpr(sf_of(s->size), d->reg, s->reg));
}

static void emit_movd_out(struct emit *e, const struct insn *in)
{
	const struct opnd *d = &in->op[0], *s = &in->op[1];

	if (d->kind == OPK_MEM)
		mem_vstore(e, in, log2_of(d->size), s->reg, 0);
	else
		put(e, a64_fmov_to_gpr(sf_of(d->size), guest_write(e, d->reg), s->reg));
}

/* MOVLPS, MOVHPS and their PD forms: 0F 12-13 the lower half, 0F 16-17 the upper one. */
static unsigned half_of(const struct insn *in)
{
	return in->opcode >> 2 & 1;
}

static void emit_load_half(struct emit *e, const struct insn *in)
{
	mem_vload_lane(e, in, 3, in->op[0].reg, half_of(in));
}

static void emit_store_half(struct emit *e, const struct insn *in)
{
	mem_vstore_lane(e, in, 3, in->op[1].reg, half_of(in));
}

/* MOVHLPS takes the source's upper half to the lower one, MOVLHPS the other way. */
static void emit_move_half(struct emit *e, const struct insn *in)
{
	unsigned to = half_of(in);

	put(e, a64_ins_elem(3, in->op[0].reg, to, in->op[1].reg, !to));
}

static void emit_movddup(struct emit *e, const struct insn *in)
{
	put(e, a64_vdup_elem(A64_2D, in->op[0].reg, xmm(e, in, 1), 0));
}

static void emit_movsldup(struct emit *e, const struct insn *in)
{
	unsigned s = xmm(e, in, 1);

	put(e, a64_vtrn1(A64_4S, in->op[0].reg, s, s));
}

static void emit_movshdup(struct emit *e, const struct insn *in)
{
	unsigned s = xmm(e, in, 1);

	put(e, a64_vtrn2(A64_4S, in->op[0].reg, s, s));
}

/* ---- sign masks ---- */

/* Signs to single bits; each step adds the upper half of wider elements to the lower: what is above is never looked at. */
static void emit_pmovmskb(struct emit *e, const struct insn *in)
{
	unsigned t = vtmp(e);

	put(e, a64_vushr(A64_16B, t, in->op[1].reg, 7));
	put(e, a64_vusra(A64_8H, t, t, 7));
	put(e, a64_vusra(A64_4S, t, t, 14));
	put(e, a64_vusra(A64_2D, t, t, 28));
	if (in->op[1].size == 16)
		put(e, a64_ins_elem(0, t, 1, t, 8));
	put(e, a64_umov(in->op[1].size == 16, guest_write(e, in->op[0].reg), t, 0));
}

static void emit_movmskps(struct emit *e, const struct insn *in)
{
	unsigned t = vtmp(e), lo = tmp(e), hi = tmp(e);

	put(e, a64_vushr(A64_4S, t, in->op[1].reg, 31));
	put(e, a64_vusra(A64_2D, t, t, 31));
	put(e, a64_umov(0, lo, t, 0));
	put(e, a64_umov(0, hi, t, 8));
	put(e, a64_orr_reg(W32, guest_write(e, in->op[0].reg), lo, hi, A64_LSL, 2));
}

static void emit_movmskpd(struct emit *e, const struct insn *in)
{
	unsigned lo = tmp(e), hi = tmp(e);

	put(e, a64_fmov_to_gpr(X64, lo, in->op[1].reg));
	put(e, a64_fmov_top_to_gpr(hi, in->op[1].reg));
	put(e, a64_lsr_imm(X64, hi, hi, 63));
	put(e, a64_extr(X64, guest_write(e, in->op[0].reg), hi, lo, 63));
}

/* ---- MASKMOVDQU, MASKMOVQ ---- */

/* Others may see the bytes that are not selected: only the selected ones are stored, each a group that may be repeated. */
static void store_selected(struct emit *e, unsigned v, unsigned mask, unsigned addr, unsigned size)
{
	unsigned bits = tmp(e), t = tmp(e), i;

	put(e, a64_vshrn(A64_8B, mask, mask, 4));
	put(e, a64_fmov_to_gpr(X64, bits, mask));
	for (i = size; i-- > 0;) {		/* down: the further page faults first */
		u32 skip = label_new(e);

		br_tbz(e, bits, 4 * i, skip);
		put(e, a64_umov(0, t, v, i));
		at_store_nt(e, 0, t, addr, i);
		label_bind(e, skip);
		mark_again(e);
	}
}

/*
 * To DS:RDI. A page fault at bytes that are not selected is allowed by the manual, and AMD's processors raise it: the
 * load does. Where nobody else sees the memory all are written.
 */
static void emit_maskmov(struct emit *e, const struct insn *in)
{
	struct insn at = *in;
	unsigned mask = vtmp(e), old, addr, size = in->op[0].size;

	at.base = REG_RDI;
	at.index = REG_NONE;
	at.disp = 0;
	addr = ea_reg(e, &at);
	put(e, a64_vcmlt0(A64_16B, mask, in->op[1].reg));
	old = vtmp(e);
	at_vload(e, log2_of(size), old, addr, 0);
	if (e->opt->ordered) {
		store_selected(e, in->op[0].reg, mask, addr, size);
		return;
	}
	put(e, a64_vbit(A64_16B, old, in->op[0].reg, mask));
	at_vstore(e, log2_of(size), old, addr, 0);
}

static void emit_movntq(struct emit *e, const struct insn *in)
{
	mem_vstore_nt(e, in, 3, in->op[1].reg);
}

static void emit_movnti(struct emit *e, const struct insn *in)
{
	mem_store_nt(e, in, log2_of(in->op[0].size), in->op[1].reg);
}

const struct row vec_move_rows[] = {
	/*  encoding			operands	written read undef	cpuid	attributes	emitter */
	ROW("NP 0F 28 /r",		"Vps Wps",	0, 0, 0,	SSE,	A_WO | A_ALIGN | A_VMOV,	emit_mov),
	ROW("NP 0F 29 /r",		"Wps Vps",	0, 0, 0,	SSE,	A_WO | A_ALIGN | A_VMOV,	emit_mov),
	ROW("66 0F 28 /r",		"Vpd Wpd",	0, 0, 0,	SSE2,	A_WO | A_ALIGN | A_VMOV,	emit_mov),
	ROW("66 0F 29 /r",		"Wpd Vpd",	0, 0, 0,	SSE2,	A_WO | A_ALIGN | A_VMOV,	emit_mov),
	ROW("66 0F 6F /r",		"Vdq Wdq",	0, 0, 0,	SSE2,	A_WO | A_ALIGN | A_VMOV,	emit_mov),
	ROW("66 0F 7F /r",		"Wdq Vdq",	0, 0, 0,	SSE2,	A_WO | A_ALIGN | A_VMOV,	emit_mov),
	ROW("NP 0F 10 /r",		"Vps Wps",	0, 0, 0,	SSE,	A_WO | A_VMOV,	emit_mov),
	ROW("NP 0F 11 /r",		"Wps Vps",	0, 0, 0,	SSE,	A_WO | A_VMOV,	emit_mov),
	ROW("66 0F 10 /r",		"Vpd Wpd",	0, 0, 0,	SSE2,	A_WO | A_VMOV,	emit_mov),
	ROW("66 0F 11 /r",		"Wpd Vpd",	0, 0, 0,	SSE2,	A_WO | A_VMOV,	emit_mov),
	ROW("F3 0F 6F /r",		"Vdq Wdq",	0, 0, 0,	SSE2,	A_WO | A_VMOV,	emit_mov),
	ROW("F3 0F 7F /r",		"Wdq Vdq",	0, 0, 0,	SSE2,	A_WO | A_VMOV,	emit_mov),
	ROW("F2 0F F0 /r mem",		"Vdq Mdq",	0, 0, 0,	SSE3,	A_WO | A_VMOV,	emit_mov),
	ROW("66 0F 38 2A /r mem",	"Vdq Mdq",	0, 0, 0,	SSE41,	A_WO | A_ALIGN | A_VMOV,	emit_mov),
	ROW("NP 0F 2B /r mem",		"Mps Vps",	0, 0, 0,	SSE,	A_WO | A_ALIGN,	emit_mov_nt),
	ROW("66 0F 2B /r mem",		"Mpd Vpd",	0, 0, 0,	SSE2,	A_WO | A_ALIGN,	emit_mov_nt),
	ROW("66 0F E7 /r mem",		"Mdq Vdq",	0, 0, 0,	SSE2,	A_WO | A_ALIGN,	emit_mov_nt),
	ROW("NP 0F C3 /r mem",		"My Gy",	0, 0, 0,	SSE2,	A_WO,		emit_movnti),

	ROW("F3 0F 10 /r mem",		"Vdq Mss",	0, 0, 0,	SSE,	A_WO,		emit_mov_scalar),
	ROW("F3 0F 10 /r mod3",		"Vdq Uss",	0, 0, 0,	SSE,	0,		emit_mov_scalar),
	ROW("F3 0F 11 /r mem",		"Mss Vss",	0, 0, 0,	SSE,	A_WO,		emit_mov_scalar),
	ROW("F3 0F 11 /r mod3",		"Udq Vss",	0, 0, 0,	SSE,	0,		emit_mov_scalar),
	ROW("F2 0F 10 /r mem",		"Vdq Msd",	0, 0, 0,	SSE2,	A_WO,		emit_mov_scalar),
	ROW("F2 0F 10 /r mod3",		"Vdq Usd",	0, 0, 0,	SSE2,	0,		emit_mov_scalar),
	ROW("F2 0F 11 /r mem",		"Msd Vsd",	0, 0, 0,	SSE2,	A_WO,		emit_mov_scalar),
	ROW("F2 0F 11 /r mod3",		"Udq Vsd",	0, 0, 0,	SSE2,	0,		emit_mov_scalar),
	ROW("F3 0F 7E /r",		"Vdq Wq",	0, 0, 0,	SSE2,	A_WO,		emit_movq),
	ROW("66 0F D6 /r mem",		"Mq Vq",	0, 0, 0,	SSE2,	A_WO,		emit_movq),
	ROW("66 0F D6 /r mod3",		"Udq Vq",	0, 0, 0,	SSE2,	A_WO,		emit_movq),
	ROW("66 0F 6E /r",		"Vdq Ey",	0, 0, 0,	SSE2,	A_WO,		emit_movd_in),
	ROW("66 0F 7E /r",		"Ey Vdq",	0, 0, 0,	SSE2,	A_WO,		emit_movd_out),

	ROW("NP 0F 12 /r mem",		"Vdq Mq",	0, 0, 0,	SSE,	0,		emit_load_half),
	ROW("66 0F 12 /r mem",		"Vdq Mq",	0, 0, 0,	SSE2,	0,		emit_load_half),
	ROW("NP 0F 16 /r mem",		"Vdq Mq",	0, 0, 0,	SSE,	0,		emit_load_half),
	ROW("66 0F 16 /r mem",		"Vdq Mq",	0, 0, 0,	SSE2,	0,		emit_load_half),
	ROW("NP 0F 13 /r mem",		"Mq Vdq",	0, 0, 0,	SSE,	A_WO,		emit_store_half),
	ROW("66 0F 13 /r mem",		"Mq Vdq",	0, 0, 0,	SSE2,	A_WO,		emit_store_half),
	ROW("NP 0F 17 /r mem",		"Mq Vdq",	0, 0, 0,	SSE,	A_WO,		emit_store_half),
	ROW("66 0F 17 /r mem",		"Mq Vdq",	0, 0, 0,	SSE2,	A_WO,		emit_store_half),
	ROW("NP 0F 12 /r mod3",		"Vdq Udq",	0, 0, 0,	SSE,	0,		emit_move_half),
	ROW("NP 0F 16 /r mod3",		"Vdq Udq",	0, 0, 0,	SSE,	0,		emit_move_half),
	ROW("F2 0F 12 /r",		"Vdq Wq",	0, 0, 0,	SSE3,	A_WO,		emit_movddup),
	ROW("F3 0F 12 /r",		"Vdq Wdq",	0, 0, 0,	SSE3,	A_WO | A_ALIGN,	emit_movsldup),
	ROW("F3 0F 16 /r",		"Vdq Wdq",	0, 0, 0,	SSE3,	A_WO | A_ALIGN,	emit_movshdup),

	ROW("66 0F D7 /r mod3",		"Gd Udq",	0, 0, 0,	SSE2,	A_WO | A_JUDGE,	emit_pmovmskb),
	ROW("NP 0F 50 /r mod3",		"Gd Ups",	0, 0, 0,	SSE,	A_WO,		emit_movmskps),
	ROW("66 0F 50 /r mod3",		"Gd Upd",	0, 0, 0,	SSE2,	A_WO,		emit_movmskpd),
	ROW("66 0F F7 /r mod3",		"Vdq Udq",	0, 0, 0,	SSE2,	A_RO,		emit_maskmov),

	ROW("NP 0F 6E /r",		"Pq Ey",	0, 0, 0,	MMX,	A_X87 | A_MMX | A_WO,	emit_movd_in),
	ROW("NP 0F 7E /r",		"Ey Pq",	0, 0, 0,	MMX,	A_X87 | A_MMX | A_WO,	emit_movd_out),
	ROW("NP 0F 6F /r",		"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX | A_WO,	emit_movq),
	ROW("NP 0F 7F /r",		"Qq Pq",	0, 0, 0,	MMX,	A_X87 | A_MMX | A_WO,	emit_movq),
	ROW("NP 0F E7 /r mem",		"Mq Pq",	0, 0, 0,	SSE,	A_X87 | A_MMX | A_WO,	emit_movntq),
	ROW("F3 0F D6 /r mod3",		"Vdq Nq",	0, 0, 0,	SSE2,	A_X87 | A_MMX | A_WO,	emit_movq),
	ROW("F2 0F D6 /r mod3",		"Pq Udq",	0, 0, 0,	SSE2,	A_X87 | A_MMX | A_WO,	emit_movq),
	ROW("NP 0F D7 /r mod3",		"Gd Nq",	0, 0, 0,	SSE,	A_X87 | A_MMX | A_WO,	emit_pmovmskb),
	ROW("NP 0F F7 /r mod3",		"Pq Nq",	0, 0, 0,	SSE,	A_X87 | A_MMX | A_RO,	emit_maskmov),
};
