// SPDX-License-Identifier: GPL-2.0-only
/*
 * every_form - translate() takes every form of every row: with registers and memory operands of each kind, with LOCK and
 * REP where they are legal, all flags live behind it and none, CF held in each sense before it, in every mode. An instruction whose
 * emitter needs more temporaries or room than there is fails here. The last line is `N passed, M failed` (forms).
 */
#include <stdio.h>
#include <string.h>
#include "insn.h"
#include "rows.h"
#include "translate.h"

enum { GUEST = 0x401000, HOST = 0x10000000, MODES = 32 };

/* Prefixes, REX bits; ModRM without its reg field, SIB, displacement. */
static const struct {
	u8 prefix[2], rex, n, bytes[6];
} operands[] = {
	{ { 0 }, 0, 1, { 0xc3 } },						/* ebx, bl */
	{ { 0 }, 0, 1, { 0xc5 } },						/* ebp, ch */
	{ { 0 }, 1, 1, { 0xc1 } },						/* r9 */
	{ { 0 }, 0, 1, { 0x06 } },						/* [rsi] */
	{ { 0 }, 0, 6, { 0x86, 0x78, 0x56, 0x34, 0x12 } },			/* [rsi + far] */
	{ { 0 }, 0, 6, { 0x84, 0xce, 0x79, 0x56, 0x34, 0x12 } },		/* [rsi + rcx * 8 + far] */
	{ { 0 }, 0, 5, { 0x05, 0x79, 0x56, 0x34, 0x12 } },			/* [rip + far] */
	{ { 0x64 }, 0, 6, { 0x84, 0xce, 0x79, 0x56, 0x34, 0x12 } },		/* fs: */
	{ { 0x65, 0x67 }, 0, 6, { 0x84, 0xce, 0x79, 0x56, 0x34, 0x12 } },	/* gs:[esi + ecx * 8 + far] */
	{ { 0x65, 0x67 }, 3, 6, { 0x84, 0xce, 0x79, 0x56, 0x34, 0x12 } },	/* gs:[r14d + r9d * 8 + far] */
};

/* What comes before: leaves CF in NZCV as subtractions, additions and comparisons of floating point do, or in the state. */
static const u8 before[][4] = { { 0 }, { 3, 0x48, 0x39, 0xd8 }, { 3, 0x48, 0x01, 0xd8 }, { 3, 0x0f, 0x2e, 0xc1 } };
/* What comes behind: reads every flag (PUSHF), or writes them all (CMP). */
static const u8 behind[][4] = { { 1, 0x9c }, { 3, 0x48, 0x39, 0xd8 } };

static u32 code[XLATE_MAX_WORDS];
static struct xlate_exit exits[XLATE_MAX_EXITS];
static struct xlate_mark marks[XLATE_MAX_MARKS];
static u8 scratch[XLATE_SCRATCH] __attribute__((aligned(16)));
static unsigned passed, failed, failed_rows[ROW_COUNT];

static unsigned append(u8 *to, const u8 *bytes, unsigned n)
{
	memcpy(to, bytes, n);
	return n;
}

/* mode, its bits: ordered, image, all features, barriers (ordered) or MXCSR's extras (plain), single-instruction mode. */
static int translate_one(const u8 *insn, unsigned n, unsigned mode, unsigned context, char *why)
{
	bool single = mode & 16;
	struct xlate_options opt = { .ordered = mode & 1, .image = mode >> 1 & 1, .features = mode & 4 ? HF_ALL : 0,
				     .barriers = (mode & 9) == 9, .fp_strict = (mode & 9) == 8, .fp_daz = (mode & 12) == 8, .single = single };
	u8 text[48] = { 0 };
	unsigned len = 0, at;
	struct xlate_job job = { .opt = &opt, .pc = GUEST, .code = code, .code_words = XLATE_MAX_WORDS, .host = HOST,
				 .doors = HOST - 64, .scratch = scratch, .exits = exits, .max_exits = XLATE_MAX_EXITS,
				 .marks = marks, .max_marks = XLATE_MAX_MARKS };
	int err;

	if (!single)
		len += append(text, before[context % 4] + 1, before[context % 4][0]);
	at = len;
	len += append(text + len, insn, n);
	len += append(text + len, behind[context / 4 % 2] + 1, behind[context / 4 % 2][0]);
	text[len++] = 0xf4;
	job.window = (struct xlate_window){ text, GUEST, GUEST + len };
	err = translate(&job);
	snprintf(why, 120, "%s (%d, mode %u, behind %u bytes)", job.surprise, err, mode, at);
	return err;
}

static void try_form(const u8 *insn, const struct insn *in)
{
	static unsigned form;
	bool good = true;
	char why[120];

	form++;
	for (unsigned mode = 0; mode < MODES; mode++) {
		if (!translate_one(insn, in->len, mode, form + mode * 3, why))
			continue;
		good = false;
		if (failed_rows[in->row]++ < 2) {
			printf("FAIL");
			for (unsigned i = 0; i < in->len; i++)
				printf(" %02x", insn[i]);
			printf(": %s\n", why);
		}
	}
	good ? passed++ : failed++;
}

/* One encoding with one memory operand or register; only when its bytes are an instruction with an emitter. */
static void try_encoding(unsigned map, u8 opcode, u8 pp, u8 rex, bool lock, unsigned operand, unsigned reg)
{
	static const u8 escape[4][3] = { { 0 }, { 1, 0x0f }, { 2, 0x0f, 0x38 }, { 2, 0x0f, 0x3a } };
	u8 insn[32] = { 0 };
	unsigned n = 0;
	struct insn in;

	for (unsigned i = 0; i < 2 && operands[operand].prefix[i]; i++)
		insn[n++] = operands[operand].prefix[i];
	if (lock)
		insn[n++] = 0xf0;
	if (pp)
		insn[n++] = pp;
	rex |= operands[operand].rex;
	if (rex)
		insn[n++] = 0x40 | rex;
	n += append(insn + n, escape[map] + 1, escape[map][0]);
	insn[n++] = opcode;
	n += append(insn + n, operands[operand].bytes, operands[operand].n);
	insn[n - operands[operand].n] |= reg << 3;
	memset(insn + n, 0x17, 8);
	decode(&in, insn, 15, GUEST);
	if (in.len && row_emit(&in) && (!lock || in.attr & A_LOCK))
		try_form(insn, &in);
}

static bool is_prefix(unsigned map, u8 opcode)
{
	if (map == 1)
		return opcode == 0x38 || opcode == 0x3a;
	return !map && ((opcode & 0xf0) == 0x40 || (opcode && strchr("\x0f\x26\x2e\x36\x3e\x64\x65\x66\x67\xf0\xf2\xf3\xc4\xc5", opcode)));
}

static void try_opcode(unsigned map, u8 opcode)
{
	static const u8 pp[] = { 0, 0x66, 0xf3, 0xf2 };

	for (unsigned k = 0; k < 4 * 2 * 2; k++)
		for (unsigned operand = 0; operand < sizeof(operands) / sizeof(operands[0]); operand++)
			for (unsigned reg = 0; reg < 8; reg++)
				try_encoding(map, opcode, pp[k & 3], k & 4 ? 8 : 0, k & 8, operand, reg);
}

int main(void)
{
	for (unsigned map = 0; map < 4; map++)
		for (unsigned opcode = 0; opcode < 256; opcode++)
			if (!is_prefix(map, opcode))
				try_opcode(map, opcode);
	printf("%u passed, %u failed\n", passed, failed);
	return failed != 0;
}
