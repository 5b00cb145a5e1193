// SPDX-License-Identifier: GPL-2.0-only
/*
 * vec_lane.c - single elements and choices between two registers: PINSR* PEXTR* INSERTPS EXTRACTPS, BLENDPS BLENDPD
 * PBLENDW, BLENDVPS BLENDVPD PBLENDVB. SDM 2A, 2B.
 */
#include "vec.h"

static void insert(struct emit *e, const struct insn *in, unsigned log2)
{
	unsigned d = in->op[0].reg, lane = in->imm & (((unsigned)in->op[0].size >> log2) - 1);

	if (in->op[1].kind == OPK_MEM)
		mem_vload_lane(e, in, log2, d, lane);
	else
		put(e, a64_ins_gen(log2, d, lane, in->op[1].reg));
}

static void emit_pinsrb(struct emit *e, const struct insn *in)
{
	insert(e, in, 0);
}

static void emit_pinsrw(struct emit *e, const struct insn *in)
{
	insert(e, in, 1);
}

static void emit_pinsrd(struct emit *e, const struct insn *in)
{
	insert(e, in, log2_of(in->op[1].size));
}

/* A register takes the element zero-extended. */
static void extract(struct emit *e, const struct insn *in, unsigned log2)
{
	unsigned s = in->op[1].reg, lane = in->imm & (((unsigned)in->op[1].size >> log2) - 1);

	if (in->op[0].kind == OPK_MEM)
		mem_vstore_lane(e, in, log2, s, lane);
	else
		put(e, a64_umov(log2, guest_write(e, in->op[0].reg), s, lane));
}

static void emit_pextrb(struct emit *e, const struct insn *in)
{
	extract(e, in, 0);
}

static void emit_pextrw(struct emit *e, const struct insn *in)
{
	extract(e, in, 1);
}

static void emit_pextrd(struct emit *e, const struct insn *in)
{
	extract(e, in, log2_of(in->op[0].size));
}

/* ---- INSERTPS ---- */

/* At most two instructions. */
static void zero_words(struct emit *e, unsigned d, unsigned zero)
{
	unsigned i;

	if ((zero & 3) == 3)
		put(e, a64_ins_gen(3, d, 0, HR_ZR));
	if ((zero & 12) == 12)
		put(e, a64_fmov(A64_D, d, d));
	for (i = 0; i < 4; i++)
		if (zero & 1 << i && !(zero & 1 << (i ^ 1)))
			put(e, a64_ins_gen(2, d, i, HR_ZR));
}

static void emit_insertps(struct emit *e, const struct insn *in)
{
	unsigned d = in->op[0].reg, s = xmm(e, in, 1);
	unsigned from = in->op[1].kind == OPK_MEM ? 0 : in->imm >> 6 & 3, to = in->imm >> 4 & 3, zero = in->imm & 15;

	commit(e);
	if (zero == 15) {
		put(e, a64_movi_2d(d, 0));
	} else if (zero == 14 && to == 0) {
		put(e, a64_dup_scalar(2, d, s, from));
	} else {
		if (!(zero >> to & 1) && !(vec_same(in) && from == to))
			put(e, a64_ins_elem(2, d, to, s, from));
		zero_words(e, d, zero);
	}
}

/* ---- blends by a constant ---- */

/* Log2 of the biggest aligned piece at byte i whose bytes are all taken. */
static unsigned piece_at(unsigned take, unsigned i)
{
	unsigned n = 3;

	while (i & ((1u << n) - 1) || ~take >> i & ((1u << (1u << n)) - 1))
		n--;
	return n;
}

/* The bytes of d that `take` names come from s. Up to two pieces are inserted, more are chosen by a mask. */
static void blend(struct emit *e, unsigned d, unsigned s, unsigned take)
{
	u8 mask[16] = { 0 }, at[8], log2[8];
	unsigned i, step, pieces = 0;

	for (i = 0; i < 16; i += step) {
		step = 1;
		if (!(take >> i & 1))
			continue;
		log2[pieces] = piece_at(take, i);
		at[pieces] = i;
		for (step = 0; step < 1u << log2[pieces]; step++)
			mask[i + step] = 0xff;
		pieces++;
	}
	if (take == 0xffff) {
		mov_vector(e, d, s);
	} else if (pieces <= 2) {
		commit(e);
		for (i = 0; i < pieces; i++)
			put(e, a64_ins_elem(log2[i], d, at[i] >> log2[i], s, at[i] >> log2[i]));
	} else {
		put(e, a64_vbit(A64_16B, d, s, vconst_bytes(e, mask)));
	}
}

/* Bit i of the immediate stands for the element i. */
static void blend_elements(struct emit *e, const struct insn *in, unsigned log2)
{
	unsigned s = xmm(e, in, 1), bytes = 1u << log2, take = 0, i;

	for (i = 0; i < 16; i++)
		take |= (in->imm >> (i / bytes) & 1) << i;
	if (!vec_same(in))
		blend(e, in->op[0].reg, s, take);
}

static void emit_pblendw(struct emit *e, const struct insn *in)
{
	blend_elements(e, in, 1);
}

static void emit_blendps(struct emit *e, const struct insn *in)
{
	blend_elements(e, in, 2);
}

static void emit_blendpd(struct emit *e, const struct insn *in)
{
	blend_elements(e, in, 3);
}

/* ---- blends by the signs in XMM0 ---- */

static void blend_signs(struct emit *e, const struct insn *in, enum a64_arr arr)
{
	unsigned s = xmm(e, in, 1), t = vtmp(e);

	if (vec_same(in))
		return;
	put(e, a64_vcmlt0(arr, t, 0));
	put(e, a64_vbit(A64_16B, in->op[0].reg, s, t));
}

static void emit_pblendvb(struct emit *e, const struct insn *in)
{
	blend_signs(e, in, A64_16B);
}

static void emit_blendvps(struct emit *e, const struct insn *in)
{
	blend_signs(e, in, A64_4S);
}

static void emit_blendvpd(struct emit *e, const struct insn *in)
{
	blend_signs(e, in, A64_2D);
}

const struct row vec_lane_rows[] = {
	/*  encoding			operands	written read undef	cpuid	attributes	emitter */
	ROW("66 0F C4 /r mem",		"Vdq Mw Ib",	0, 0, 0,	SSE2,	0,		emit_pinsrw),
	ROW("66 0F C4 /r mod3",		"Vdq Rd Ib",	0, 0, 0,	SSE2,	0,		emit_pinsrw),
	ROW("66 0F 3A 20 /r mem",	"Vdq Mb Ib",	0, 0, 0,	SSE41,	0,		emit_pinsrb),
	ROW("66 0F 3A 20 /r mod3",	"Vdq Rd Ib",	0, 0, 0,	SSE41,	0,		emit_pinsrb),
	ROW("66 0F 3A 22 /r",		"Vdq Ey Ib",	0, 0, 0,	SSE41,	0,		emit_pinsrd),
	ROW("66 0F C5 /r mod3",		"Gd Udq Ib",	0, 0, 0,	SSE2,	A_WO,		emit_pextrw),
	ROW("66 0F 3A 15 /r mem",	"Mw Vdq Ib",	0, 0, 0,	SSE41,	A_WO,		emit_pextrw),
	ROW("66 0F 3A 15 /r mod3",	"Rd Vdq Ib",	0, 0, 0,	SSE41,	A_WO,		emit_pextrw),
	ROW("66 0F 3A 14 /r mem",	"Mb Vdq Ib",	0, 0, 0,	SSE41,	A_WO,		emit_pextrb),
	ROW("66 0F 3A 14 /r mod3",	"Rd Vdq Ib",	0, 0, 0,	SSE41,	A_WO,		emit_pextrb),
	ROW("66 0F 3A 16 /r",		"Ey Vdq Ib",	0, 0, 0,	SSE41,	A_WO,		emit_pextrd),
	ROW("66 0F 3A 17 /r",		"Ed Vdq Ib",	0, 0, 0,	SSE41,	A_WO,		emit_pextrd),
	ROW("66 0F 3A 21 /r",		"Vdq Wd Ib",	0, 0, 0,	SSE41,	0,		emit_insertps),

	ROW("66 0F 3A 0C /r",		"Vps Wps Ib",	0, 0, 0,	SSE41,	A_ALIGN,	emit_blendps),
	ROW("66 0F 3A 0D /r",		"Vpd Wpd Ib",	0, 0, 0,	SSE41,	A_ALIGN,	emit_blendpd),
	ROW("66 0F 3A 0E /r",		"Vdq Wdq Ib",	0, 0, 0,	SSE41,	A_ALIGN,	emit_pblendw),
	ROW("66 0F 38 10 /r",		"Vdq Wdq XMM0",	0, 0, 0,	SSE41,	A_ALIGN,	emit_pblendvb),
	ROW("66 0F 38 14 /r",		"Vps Wps XMM0",	0, 0, 0,	SSE41,	A_ALIGN,	emit_blendvps),
	ROW("66 0F 38 15 /r",		"Vpd Wpd XMM0",	0, 0, 0,	SSE41,	A_ALIGN,	emit_blendvpd),

	ROW("NP 0F C4 /r mem",		"Pq Mw Ib",	0, 0, 0,	SSE,	A_X87 | A_MMX,	emit_pinsrw),
	ROW("NP 0F C4 /r mod3",		"Pq Rd Ib",	0, 0, 0,	SSE,	A_X87 | A_MMX,	emit_pinsrw),
	ROW("NP 0F C5 /r mod3",		"Gd Nq Ib",	0, 0, 0,	SSE,	A_X87 | A_MMX | A_WO,	emit_pextrw),
};
