// SPDX-License-Identifier: GPL-2.0-only
/*
 * cost - translates every region that is reachable from a file's code: cost FILE OFFSET LENGTH ENTRY...
 * (file offset and length of its text, entries as offsets into the text). Prints regions, instructions, words. Run it
 * under an instruction counter; a run with the argument -n does all but translate.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "translate.h"

enum { GUEST = 0x400000, MAX = 1 << 20, LIMIT = 40000 };

static unsigned char text[1 << 24];
static u64 todo[MAX];
static unsigned ntodo;
static unsigned char seen[1 << 24];
static u32 code[XLATE_MAX_WORDS];
static struct xlate_exit exits[XLATE_MAX_EXITS];
static struct xlate_mark marks[XLATE_MAX_MARKS];
static unsigned char scratch[XLATE_SCRATCH] __attribute__((aligned(16)));

static void push(u64 pc, u64 end)
{
	if (pc < GUEST || pc >= end || seen[pc - GUEST] || ntodo == MAX)
		return;
	seen[pc - GUEST] = 1;
	todo[ntodo++] = pc;
}

int main(int argc, char **argv)
{
	struct xlate_options opt = { .features = 0 };
	struct xlate_job job = { .opt = &opt, .code = code, .code_words = XLATE_MAX_WORDS, .host = 0x10000000, .doors = 0x10000000 - 64,
				 .scratch = scratch, .exits = exits, .max_exits = XLATE_MAX_EXITS, .marks = marks, .max_marks = XLATE_MAX_MARKS };
	unsigned long insns = 0, words = 0, hot = 0, bytes = 0, regions = 0, bad = 0, nexits = 0, nmarks = 0;
	FILE *f = fopen(argv[1], "rb");
	unsigned i, k;
	u64 end;

	fseek(f, strtoul(argv[2], NULL, 0), SEEK_SET);
	end = GUEST + fread(text, 1, strtoul(argv[3], NULL, 0), f);
	job.window = (struct xlate_window){ text, GUEST, end };
	for (i = 4; i < (unsigned)argc; i++)
		push(GUEST + strtoul(argv[i], NULL, 0), end);
	for (i = 0; i < ntodo && i < LIMIT; i++) {
		job.pc = todo[i];
		if (translate(&job)) {
			fprintf(stderr, "cost: %#lx: %s\n", (long)(job.pc - GUEST), job.surprise);
			bad++;
			continue;
		}
		for (k = 0; k < job.nexits; k++)
			push(exits[k].target, end);
		push(job.pc + job.guest_bytes, end);
		regions++, insns += job.ninsns, words += job.words, hot += job.hot_words, bytes += job.guest_bytes, nexits += job.nexits, nmarks += job.nmarks;
	}
	printf("%lu regions, %lu instructions, %lu bytes, %lu words (%lu hot), %lu exits, %lu marks: %.2f words per instruction, %.2f hot, code %.2f of the guest's\n",
	       regions, insns, bytes, words, hot, nexits, nmarks, (double)words / insns, (double)hot / insns, 4.0 * words / bytes);
	return bad != 0;
}
