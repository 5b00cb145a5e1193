/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz.c - SEED FIRST COUNT EXPECTED: random sequences FIRST.. of the seed, with what this machine's processor makes of
 * them. Sequences that leave their code, do not end, or end in a way that processors differ in are left out.
 */
#include <stdio.h>
#include <stdlib.h>
#include "insn.h"
#include "oracle.h"

/* An indirect jump to where no code can be: at the jump here, at the target in the translator. */
static bool jumps_away(const struct tcase *c, u64 off)
{
	struct insn in;

	if (off >= c->code_len)
		return false;
	decode(&in, c->code + off, c->code_len - off, G_START);
	return in.attr & (A_IJMP | A_ICALL | A_RET);
}

/* The address of a memory operand, s being the state before the instruction. */
static u64 operand_address(const struct insn *in, const struct tstate *s, u32 op)
{
	u64 at = in->disp + (in->base < 16 ? s->gpr[in->base] : 0) + (in->index < 16 ? s->gpr[in->index] << in->scale : 0);
	unsigned bits = 8 * in->op[0].size;

	if (op == 0x0fa3 || op == 0x0fab || op == 0x0fb3 || op == 0x0fbb)
		at += ((s64)(s->gpr[in->op[1].reg] << (64 - bits)) >> (64 - bits) >> (bits == 16 ? 4 : bits == 32 ? 5 : 6)) * (bits / 8);
	if (in->asz == 4)
		at = (u32)at;
	return at + (in->seg == SEG_FS ? G_FS : in->seg == SEG_GS ? G_GS : 0);
}

/* Not canonical because of its top byte alone, which the host ignores (docs/supported.md). */
static bool top_byte_matters(const struct tcase *c, const struct tresult *r)
{
	u64 off = r->s.rip - G_CODE - c->code_off, at;
	struct insn in;

	if ((r->trap != TR_GP && r->trap != TR_SS) || off >= c->code_len)
		return false;
	decode(&in, c->code + off, c->code_len - off, r->s.rip);
	at = operand_address(&in, &r->s, opcode_of(c->code + off, in.len));
	return (u64)((s64)(at << 16) >> 16) != at && (s64)(at << 16) >> 16 == (s64)(at << 8) >> 8;
}

static bool comparable(const struct tcase *c, const struct tresult *r)
{
	u64 start = G_CODE + c->code_off;

	if (r->trap == TR_TIMEOUT || r->trap == TR_AC || r->trap == TR_DB)
		return false;
	if (r->trap == TR_NONE)
		return r->s.rip == G_DONE;
	if (r->trap == TR_GP && jumps_away(c, r->s.rip - start))
		return false;
	if (top_byte_matters(c, r))
		return false;
	return r->s.rip >= start && r->s.rip < start + c->code_len;
}

int main(int argc, char **argv)
{
	static struct memword mem[MAX_CHANGED];
	struct tcase c;
	struct tresult r;
	u64 seed, first, count, i;
	FILE *out;

	if (argc != 5 || !(out = fopen(argv[4], "wb"))) {
		fprintf(stderr, "usage: fuzz SEED FIRST COUNT EXPECTED\n");
		return 2;
	}
	seed = strtoull(argv[1], NULL, 0);
	first = strtoull(argv[2], NULL, 0);
	count = strtoull(argv[3], NULL, 0);
	forms_init();
	oracle_init();
	for (i = first; i < first + count; i++) {
		fuzz_case(seed, i, &c);
		c.seq = i;
		oracle_run(&c, &r, mem);
		if (!comparable(&c, &r))
			continue;
		r.undef = undefined_flags(&c, r.s.rip);
		fwrite(&c, sizeof(c), 1, out);
		fwrite(&r, sizeof(r), 1, out);
		fwrite(mem, sizeof(mem[0]), r.nmem, out);
	}
	return fclose(out) ? 2 : 0;
}
