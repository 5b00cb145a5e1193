// SPDX-License-Identifier: GPL-2.0-only
/*
 * decode_fuzz.c - libFuzzer target: decode() reads only the bytes that it is given, sets every field to a
 * legal value, and its ways (quick and general, near the end and not, in a run, a glance) agree.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "glance.h"

#define PC 0x7ffff7dd1000UL

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void show(const char *name, const struct insn *in)
{
	printf("%s: row %u len %u osz %u asz %u prefix %x opcode %x modrm %x\n", name, in->row, in->len, in->osz,
	       in->asz, in->prefix, in->opcode, in->modrm);
	printf("  base %d index %d scale %u seg %u disp %lx imm %lx imm2 %x\n", (s8)in->base, (s8)in->index,
	       in->scale, in->seg, in->disp, in->imm, in->imm2);
	for (unsigned i = 0; i < in->nops; i++)
		printf("  kind %u reg %d size %u\n", in->op[i].kind, (s8)in->op[i].reg, in->op[i].size);
}

static void require(bool holds, const char *what, const struct insn *in, const struct insn *other)
{
	if (holds)
		return;
	printf("FAIL %s\n", what);
	show("first", in);
	if (other)
		show("second", other);
	fflush(stdout);
	abort();
}

/* The bytes in an allocation of their own size: the sanitizer sees any byte read behind them. */
static void decode_exactly(struct insn *in, const u8 *data, size_t n)
{
	u8 *copy = malloc(n);

	memcpy(copy, data, n);
	memset(in, 0xee, sizeof(*in));
	decode(in, copy, n, PC);
	free(copy);
}

static void check_operands(const struct insn *in)
{
	bool memory = false;

	for (unsigned i = 0; i < 4; i++) {
		const struct opnd *op = &in->op[i];

		require(i < in->nops ? op->kind > OPK_NONE && op->kind <= OPK_STR : op->kind == OPK_NONE, "operand kind", in, 0);
		if (op->kind == OPK_GPR || op->kind == OPK_XMM)
			require(op->reg < 16, "register", in, 0);
		if (op->kind == OPK_GPRH)
			require(op->reg < 4 && op->size == 1 && !(in->prefix & P_REX), "AH CH DH BH", in, 0);
		if (op->kind == OPK_ST || op->kind == OPK_MMX || op->kind == OPK_SEG)
			require(op->reg < 8, "register", in, 0);
		if (op->kind == OPK_MEM)
			require(!memory && op->reg == REG_NONE, "one memory operand", in, 0);
		memory |= op->kind == OPK_MEM;
	}
}

static void check_fields(const struct insn *in)
{
	const struct row_info *info = row_info(in->row);

	require(in->pc == PC, "pc", in, 0);
	require(in->row < ROW_COUNT, "row", in, 0);
	require(in->len >= 1 && in->len <= 15, "length", in, 0);
	require(in->osz == 2 || in->osz == 4 || in->osz == 8, "operand size", in, 0);
	require(in->asz == 4 || in->asz == 8, "address size", in, 0);
	require(in->base < 16 || in->base == REG_NONE, "base", in, 0);
	require((in->index < 16 && in->index != REG_RSP) || in->index == REG_NONE, "index", in, 0);
	require(in->scale < 4 && in->seg <= SEG_GS, "scale, segment", in, 0);
	require(!in->live && !in->live_before && !in->block, "passes' fields", in, 0);
	require((in->prefix & (P_REP | P_REPNE)) != (P_REP | P_REPNE), "F2 and F3", in, 0);
	require(in->attr == info->attr && in->nops == info->nops && in->fread == info->fread &&
		in->fwritten == info->fwritten && in->family == info->family, "the row's facts", in, 0);
	check_operands(in);
}

/* A glance sees the same; its quick way, which wants GLANCE_ROOM bytes, too. */
static void check_glance(const struct insn *in, struct glance g)
{
	bool flow = in->attr & (A_JMP | A_JCC | A_CALL);
	u8 kills = in->fwritten;
	struct insn fixed = *in;

	if (in->attr & A_FMAY) {
		insn_constant_shift(&fixed);
		kills = fixed.attr & A_FMAY ? 0 : fixed.fwritten;
	}
	require(g.len == in->len && (g.what & A_FLOW) == (in->attr & A_FLOW), "a glance sees length and flow", in, 0);
	require(glance_reads(g) == fixed.fread && glance_kills(g) == kills, "a glance sees the flags", in, 0);
	require(!flow || g.target == in->imm, "a glance sees the target", in, 0);
}

/* What needs no more than the form's word. */
static void check_plain_glance(const struct insn *in, const u8 *code)
{
	const u8 *p = code;
	u32 what = glance_plain(&p);
	u8 kills = in->attr & A_FMAY ? 0 : in->fwritten;

	if (what & GLANCE_MORE)
		return;
	require(p - code == in->len && !(in->attr & A_FLOW), "a plain glance sees the length", in, 0);
	require((what & OSZAPC) == in->fread && (what >> GLANCE_KILLS & OSZAPC) == kills, "a plain glance sees the flags", in, 0);
}

static void check_glances(const struct insn *in, const u8 *data, size_t n)
{
	u8 *copy = malloc(n);

	memcpy(copy, data, n);
	check_glance(in, glance_decode(copy, n, PC));
	if (n >= GLANCE_ROOM) {
		check_glance(in, glance(copy, PC));
		check_plain_glance(in, copy);
	}
	free(copy);
}

/* decode_run() against one after the other by the general way, which fewer than DECODE_SLACK bytes take. */
static void check_run(const u8 *bytes, size_t stop)
{
	struct insn run[6], one;
	const struct insn *in = run, *end;
	size_t at = 0;

	memset(run, 0xee, sizeof(run));
	end = decode_run(run, run + 6, bytes, bytes + stop, PC);
	do {
		decode(&one, bytes + at, DECODE_SLACK - 1, PC + at);
		require(in < end && !memcmp(in, &one, sizeof(one)), "the same in a run", in, &one);
		at += one.len;
		in++;
	} while (!(one.attr & (A_FLOW | A_FMAY)) && in < run + 6 && at < stop);
	require(in == end, "the end of a run", &one, 0);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	u8 padded[64] = { 0 };
	struct insn whole, cut;
	size_t n = size < sizeof(padded) ? size : sizeof(padded);

	memcpy(padded, data, n);
	decode_exactly(&whole, padded, sizeof(padded));
	check_fields(&whole);
	check_run(padded, sizeof(padded) - DECODE_SLACK);
	for (n = 0; n <= 33; n++) {
		decode_exactly(&cut, padded, n);
		check_fields(&cut);
		check_glances(&cut, padded, n);
		if (n < whole.len)
			require(cut.row == ROW_FETCH, "not enough bytes", &cut, &whole);
		else if (cut.row == ROW_FETCH)	/* a length over 15 shows only when 15 bytes are there */
			require(whole.row == ROW_TOOLONG && n < 15, "enough bytes", &cut, &whole);
		else
			require(!memcmp(&cut, &whole, sizeof(cut)), "the same with fewer bytes", &cut, &whole);
	}
	return 0;
}
