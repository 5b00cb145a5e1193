// SPDX-License-Identifier: GPL-2.0-only
/*
 * decode_text.c - decode() against objdump. Reads lines "ADDRESS BYTES;TEXT" (decode.sh makes them of
 * `objdump -d -M intel`) and compares length, validity and the operands' text. Instructions of absent rows
 * are passed over; operands are compared where both sides name equally many (rows also list implicit ones).
 * One line per failure (at most 40); the last line is `N passed, M failed`.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "rows.h"

static unsigned long passed, failed, absent, operands;

static bool is_instruction(unsigned row)
{
	return row_info(row)->flags & RF_EMIT;
}

static const char *gpr_name(unsigned reg, unsigned size)
{
	static const char legacy[8][4] = { "ax", "cx", "dx", "bx", "sp", "bp", "si", "di" };
	static const char suffixes[9][2] = { [1] = "b", [2] = "w", [4] = "d" };
	static char name[24];

	if (reg >= 8)
		snprintf(name, sizeof(name), "r%u%s", reg, suffixes[size]);
	else if (size == 1)
		snprintf(name, sizeof(name), reg < 4 ? "%.1sl" : "%sl", legacy[reg]);
	else
		snprintf(name, sizeof(name), "%s%s", size == 8 ? "r" : size == 4 ? "e" : "", legacy[reg]);
	return name;
}

static const char *pointer_name(unsigned size)
{
	switch (size) {
	case 1: return "BYTE PTR ";
	case 2: return "WORD PTR ";
	case 4: return "DWORD PTR ";
	case 6: return "FWORD PTR ";
	case 8: return "QWORD PTR ";
	case 10: return "TBYTE PTR ";
	case 16: return "XMMWORD PTR ";
	}
	return "";
}

/* Without the size. An absolute or RIP-relative address is its number alone. */
static void put_memory(char *out, const struct insn *in)
{
	static const char *const segs[] = { "", "fs:", "gs:" };
	s64 disp = in->disp;

	out += sprintf(out, "%s", segs[in->seg]);
	if (in->base == REG_NONE && in->index == REG_NONE) {
		sprintf(out, "0x%lx", in->disp);
		return;
	}
	out += sprintf(out, "[%s", in->base == REG_NONE ? "" : gpr_name(in->base, in->asz));
	if (in->index != REG_NONE)
		out += sprintf(out, "%s%s*%d", in->base == REG_NONE ? "" : "+", gpr_name(in->index, in->asz),
			       1 << in->scale);
	if (disp < 0)
		out += sprintf(out, "-0x%lx", -disp);
	else if (disp || in->modrm >> 6 || in->base == REG_NONE)
		out += sprintf(out, "+0x%lx", disp);
	strcpy(out, "]");
}

/* @sized: a memory operand with its size. */
static void put_operand(char *out, const struct insn *in, unsigned i, bool sized)
{
	static const char *const segs[] = { "es", "cs", "ss", "ds", "fs", "gs", "?", "?" };
	const struct opnd *op = &in->op[i];
	u64 mask = op->size < 8 ? (1ULL << 8 * op->size) - 1 : ~0ULL;
	bool second = i && op[-1].kind == OPK_IMM;

	switch ((enum opk)op->kind) {
	case OPK_NONE: strcpy(out, "none"); break;
	case OPK_GPR: strcpy(out, gpr_name(op->reg, op->size)); break;
	case OPK_GPRH: sprintf(out, "%ch", "acdb"[op->reg & 3]); break;
	case OPK_MEM: put_memory(out + sprintf(out, "%s", sized ? pointer_name(op->size) : ""), in); break;
	case OPK_IMM: sprintf(out, "0x%lx", (second ? in->imm2 : in->imm) & mask); break;
	case OPK_REL: sprintf(out, "0x%lx", in->imm); break;
	case OPK_XMM: sprintf(out, "xmm%u", op->reg); break;
	case OPK_MMX: sprintf(out, "mm%u", op->reg); break;
	case OPK_ST: sprintf(out, op->reg || i ? "st(%u)" : "st", op->reg); break;
	case OPK_SEG: strcpy(out, segs[op->reg & 7]); break;
	case OPK_STR: sprintf(out, "string%u", op->reg); break;
	}
}

/* objdump says st or st(0) by the position of the operand. */
static bool is_st0(const char *text)
{
	return !strcmp(text, "st") || !strcmp(text, "st(0)");
}

/* objdump's text of an operand, made comparable; @comment is the number behind '#'. */
static void normalize(char *out, const char *text, const char *comment, bool branch)
{
	const char *bracket = strchr(text, '['), *seg;

	if (comment && bracket && (!strncmp(bracket, "[rip", 4) || !strncmp(bracket, "[eip", 4))) {
		sprintf(out, "%.*s0x%s", (int)(bracket - text), text, comment);
	} else if (branch || (*text == '1' && !text[1])) {
		sprintf(out, "0x%s", text);
	} else {
		strcpy(out, text);
	}
	/* Segments that 64-bit mode ignores. */
	for (const char *const *s = (const char *const[]){ "cs:", "ds:", "es:", "ss:", 0 }; *s; s++) {
		seg = strstr(out, *s);
		if (seg && (seg[3] == '[' || seg[3] == '0'))
			memmove((char *)seg, seg + 3, strlen(seg + 3) + 1);
	}
}

static bool is_compared(const struct insn *in, const char *text)
{
	for (unsigned i = 0; i < in->nops; i++)
		if (in->op[i].kind == OPK_STR)
			return false;
	return !strstr(text, "iz*") && !strstr(text, "bound");
}

/* True if the operands agree or are not to be compared. */
static bool compare_operands(const struct insn *in, char *text, char *mine, char *theirs)
{
	char *comment = strchr(text, '#'), *list, *label, *save, *token;
	char *parts[8];
	unsigned n = 0;

	if (comment) {
		*comment = 0;
		comment = strtok_r(comment + 1, " <", &save);
	}
	if ((label = strchr(text, '<')))
		*label = 0;
	for (list = text; n < 8 && (token = strtok_r(list, n ? "," : " ", &save)); list = NULL)
		parts[n++] = token;
	/* strtok with " " took the mnemonic; what follows are the operands, after prefixes' names. */
	if (n != in->nops + 1u || !is_compared(in, text))
		return true;
	operands++;
	for (unsigned i = 0; i < in->nops; i++) {
		char *end = parts[i + 1] + strlen(parts[i + 1]);

		while (end > parts[i + 1] && end[-1] == ' ')
			*--end = 0;
		parts[i + 1] += strspn(parts[i + 1], " ");
		put_operand(mine, in, i, strstr(parts[i + 1], " PTR "));
		normalize(theirs, parts[i + 1], comment, in->op[i].kind == OPK_REL);
		if (strcmp(mine, theirs) && !(is_st0(mine) && is_st0(theirs)))
			return false;
	}
	return true;
}

/* Prefixes that objdump prints as words of their own. */
static char *skip_prefixes(char *text)
{
	static const char *const words[] = { "rep ", "repz ", "repnz ", "lock ", "bnd ", "notrack ", "data16 ",
					     "addr32 ", "cs ", "ds ", "es ", "ss ", "fs ", "gs ", "rex",
					     "xacquire ", "xrelease " };

	for (unsigned i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strncmp(text, words[i], strlen(words[i])))
			continue;
		text += strcspn(text, " ");
		text += strspn(text, " ");
		i = -1U;
	}
	return text;
}

static void fail(const u8 *bytes, unsigned n, const char *why, const char *text)
{
	if (failed++ >= 40)
		return;
	printf("FAIL");
	for (unsigned i = 0; i < n; i++)
		printf(" %02x", bytes[i]);
	printf(": %s: %s\n", why, text);
}

static void check(u64 pc, const u8 *bytes, unsigned n, char *text)
{
	char mine[100], theirs[300], why[500], copy[300];
	struct insn in;
	bool valid;

	snprintf(copy, sizeof(copy), "%s", text);
	text = skip_prefixes(text);
	if (!*text || strstr(text, "(bad)"))	/* data: objdump took fewer bytes than it looked at */
		return;
	decode(&in, bytes, 64, pc);
	valid = is_instruction(in.row) || !strncmp(text, "ud", 2);	/* UD0 to UD2 */
	if (!valid && row_info(in.row)->cpuid != CPUID_BASE) {
		absent++;
		return;
	}
	if (!valid || in.len != n) {
		snprintf(why, sizeof(why), "length %u, %s", in.len, valid ? "valid" : "undefined");
		fail(bytes, n, why, copy);
	} else if (!compare_operands(&in, text, mine, theirs)) {
		snprintf(why, sizeof(why), "operand %s, expected %s", mine, theirs);
		fail(bytes, n, why, copy);
	} else {
		passed++;
	}
}

int main(void)
{
	char line[1000];

	while (fgets(line, sizeof(line), stdin)) {
		u8 bytes[80] = { 0 };
		unsigned n = 0;
		char *p = line, *text = strchr(line, ';');
		u64 pc = strtoull(p, &p, 16);

		if (!text)
			continue;
		line[strcspn(line, "\n")] = 0;
		for (*text++ = 0; *p && n < 16; n++)
			bytes[n] = strtoul(p, &p, 16);
		/* objdump joins FWAIT with the instruction behind it. */
		if (bytes[0] != 0x9b || n == 1)
			check(pc, bytes, n, text);
	}
	printf("%lu instructions of features that are not offered, operands of %lu compared\n",
	       absent, operands);
	printf("%lu passed, %lu failed\n", passed, failed);
	return failed != 0;
}
