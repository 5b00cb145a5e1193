// SPDX-License-Identifier: GPL-2.0-only
/*
 * region_full - translate() with code that fills its lists of labels, cold code, exits or marks before a region has as
 * many instructions as it could: each sequence many times over, in every mode. The last line is `N passed, M failed`.
 */
#include <stdio.h>
#include <string.h>
#include "translate.h"

enum { GUEST = 0x401000, HOST = 0x10000000, COPIES = 200 };

static const struct {
	const char *name;
	u8 n, bytes[32];
	u8 nbefore, before[10];		/* once, before all of them */
} sequences[] = {
	{ "maskmovdqu xmm1, xmm2", 4, { 0x66, 0x0f, 0xf7, 0xca } },
	{ "pshuflw xmm1, [rsi+rcx*8], 7", 6, { 0xf2, 0x0f, 0x70, 0x0c, 0xce, 0x07 } },
	{ "pshuflw, pshufd, shufps xmm1, [rsi+rcx*8], 0x1b", 18,
	  { 0xf2, 0x0f, 0x70, 0x0c, 0xce, 0x1b, 0x66, 0x0f, 0x70, 0x0c, 0xce, 0x1b, 0xf3, 0x0f, 0x70, 0x0c, 0xce, 0x1b } },
	{ "pcmpistri xmm1, xmm2, 2; pcmpestri", 12, { 0x66, 0x0f, 0x3a, 0x63, 0xca, 2, 0x66, 0x0f, 0x3a, 0x61, 0xca, 2 } },
	{ "sha256rnds2 xmm1, xmm2", 4, { 0x0f, 0x38, 0xcb, 0xca } },
	{ "(test al, 1; jnz the end; cmp eax, ebx) sha256rnds2 xmm1, xmm2: a TBNZ would not reach", 4, { 0x0f, 0x38, 0xcb, 0xca }, 10,
	  { 0xa8, 1, 0x0f, 0x85, (4 * COPIES + 2) & 0xff, (4 * COPIES + 2) >> 8, 0, 0, 0x39, 0xd8 } },
	{ "call rax", 2, { 0xff, 0xd0 } },
	{ "jz far ahead", 6, { 0x0f, 0x84, 0, 0, 0x10, 0 } },
	{ "jz next", 2, { 0x74, 0 } },
	{ "div rcx", 3, { 0x48, 0xf7, 0xf1 } },
	{ "rep movsb", 2, { 0xf3, 0xa4 } },
	{ "lock cmpxchg [rsi+rcx*8], edx", 5, { 0xf0, 0x0f, 0xb1, 0x14, 0xce } },
	{ "movaps [rsi+rcx*8], xmm0; jnz next", 6, { 0x0f, 0x29, 0x04, 0xce, 0x75, 0 } },
	{ "fsin", 2, { 0xd9, 0xfe } },
	{ "divps xmm1, xmm2", 3, { 0x0f, 0x5e, 0xca } },
};

static const u8 end[] = { 0x39, 0xd8, 0xc3 };	/* cmp eax, ebx; ret */
static u8 text[10 + COPIES * 32 + sizeof(end)];
static u32 code[XLATE_MAX_WORDS];
static struct xlate_exit exits[XLATE_MAX_EXITS];
static struct xlate_mark marks[XLATE_MAX_MARKS];
static u8 scratch[XLATE_SCRATCH] __attribute__((aligned(16)));

/* As a branch is before its distance is known. */
static bool leads_to_itself(u32 word)
{
	if ((word & 0x7e000000) == 0x36000000)		/* TBZ, TBNZ */
		return !(word & 0x7ffe0);
	if ((word & 0xff000010) == 0x54000000 || (word & 0x7e000000) == 0x34000000)	/* B.cond, CBZ, CBNZ */
		return !(word & 0xffffe0);
	return (word & 0x7fffffff) == 0x14000000;	/* B, BL */
}

static bool branches_lead_elsewhere(const struct xlate_job *job)
{
	for (u32 i = 0; i < job->words; i++)
		if (leads_to_itself(job->code[i]))
			return false;
	return true;
}

static bool translates(unsigned seq, unsigned mode)
{
	struct xlate_options opt = { .ordered = mode & 1, .image = mode >> 1 & 1, .features = mode & 4 ? HF_ALL : 0 };
	struct xlate_job job = { .opt = &opt, .pc = GUEST, .code = code, .code_words = XLATE_MAX_WORDS, .host = HOST,
				 .doors = HOST - 64, .scratch = scratch, .exits = exits, .max_exits = XLATE_MAX_EXITS,
				 .marks = marks, .max_marks = XLATE_MAX_MARKS };
	unsigned i, n = sequences[seq].n, before = sequences[seq].nbefore, size = before + COPIES * n;

	memcpy(text, sequences[seq].before, before);
	for (i = 0; i < COPIES; i++)
		memcpy(text + before + i * n, sequences[seq].bytes, n);
	memcpy(text + size, end, sizeof(end));
	job.window = (struct xlate_window){ text, GUEST, GUEST + size + sizeof(end) };
	if (!translate(&job) && job.ninsns && job.words && branches_lead_elsewhere(&job))
		return true;
	printf("FAIL %s, mode %u: %s\n", sequences[seq].name, mode, job.surprise);
	return false;
}

int main(void)
{
	unsigned seq, mode, passed = 0, failed = 0;

	for (seq = 0; seq < sizeof(sequences) / sizeof(sequences[0]); seq++)
		for (mode = 0; mode < 8; mode++)
			translates(seq, mode) ? passed++ : failed++;
	printf("%u passed, %u failed\n", passed, failed);
	return failed != 0;
}
