// SPDX-License-Identifier: GPL-2.0-only
/*
 * crc32.c - CRC32: the Castagnoli polynomial, bits reflected. SDM 2A.
 */
#include "../emit.h"

enum { POLYNOMIAL = 0x82f63b78 };

static void by_instruction(struct emit *e, const struct insn *in, unsigned d, unsigned a, unsigned s)
{
	switch (in->op[1].size) {
	case 1: put(e, a64_crc32cb(d, a, s)); break;
	case 2: put(e, a64_crc32ch(d, a, s)); break;
	case 4: put(e, a64_crc32cw(d, a, s)); break;
	case 8: put(e, a64_crc32cx(d, a, s)); break;
	}
}

/* Bit by bit: only processors of the first generation lack the instruction. */
static void by_bits(struct emit *e, unsigned bits, unsigned r, unsigned a, unsigned s)
{
	unsigned polynomial = tmp(e), left = tmp(e), t = tmp(e);
	u32 again = label_new(e);

	mov_imm(e, W32, polynomial, POLYNOMIAL);
	put(e, a64_mov_reg(W32, r, a));
	put(e, a64_eor_reg(X64, r, r, s, A64_LSL, 0));
	put(e, a64_movz(W32, left, bits, 0));
	label_bind(e, again);
	put(e, a64_sbfx(X64, t, r, 0, 1));
	put(e, a64_and_reg(X64, t, t, polynomial, A64_LSL, 0));
	put(e, a64_eor_reg(X64, r, t, r, A64_LSR, 1));
	put(e, a64_sub_imm(W32, left, left, 1));
	br_cbnz(e, W32, left, again);
}

static void emit_crc32(struct emit *e, const struct insn *in)
{
	unsigned a = in->op[0].reg, size = in->op[1].size, s, r;

	guest_write(e, a);
	if (e->opt->features & HF_CRC) {
		s = gpr(e, in, 1);
		by_instruction(e, in, a, a, s);
		return;
	}
	s = gpr_zx(e, in, 1);
	r = tmp(e);
	by_bits(e, 8 * size, r, a, s);
	commit(e);
	put(e, a64_mov_reg(W32, a, r));
}

const struct row crc32_rows[] = {
	/*  encoding	operands	written	read	undefined	cpuid	attributes	emitter */
	ROW("F2 0F 38 F0 /r", "Gy Eb",	0,	0,	0,	SSE42,	0,	emit_crc32),
	ROW("F2 0F 38 F1 /r", "Gy Ev",	0,	0,	0,	SSE42,	0,	emit_crc32),
};
