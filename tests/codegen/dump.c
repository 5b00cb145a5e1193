// SPDX-License-Identifier: GPL-2.0-only
/*
 * dump - translates guest bytes and prints the marks and words: dump [-f features] [-o] [-s] [-i] FILE
 * FILE holds raw x86-64 bytes. Words go to stdout as hex lines "offset word guest-offset flags"; what comes behind the
 * guest bytes is unknown to the translator, so all flags are live there; end them with RET to have none live.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "translate.h"

enum { GUEST = 0x401000, HOST = 0x10000000 };

static unsigned char bytes[1 << 16];
static u32 code[XLATE_MAX_WORDS];
static struct xlate_exit exits[XLATE_MAX_EXITS];
static struct xlate_mark marks[XLATE_MAX_MARKS];
static unsigned char scratch[XLATE_SCRATCH] __attribute__((aligned(16)));

static void print(const struct xlate_job *job)
{
	u32 i, m = 0;

	printf("# insns %u words %u hot %u exits %u live_in %x fast %d\n", job->ninsns, job->words, job->hot_words, job->nexits, job->live_in, (int)job->fast_entry);
	for (i = 0; i < job->words; i++) {
		while (m + 1 < job->nmarks && marks[m + 1].host <= i)
			m++;
		printf("%04x %08x %x %x%s%s\n", i * 4, code[i], marks[m].guest, marks[m].flags,
		       i == marks[m].host ? " mark" : "", i == marks[m].host + (u32)marks[m].commit ? " commit" : "");
	}
}

int main(int argc, char **argv)
{
	struct xlate_options opt = { .features = 0 };
	struct xlate_job job = { .opt = &opt, .pc = GUEST, .code = code, .code_words = XLATE_MAX_WORDS, .host = HOST,
				 .doors = HOST - 64, .scratch = scratch, .exits = exits, .max_exits = XLATE_MAX_EXITS,
				 .marks = marks, .max_marks = XLATE_MAX_MARKS };
	FILE *f;
	int c, r;

	while ((c = getopt(argc, argv, "f:osi")) != -1) {
		switch (c) {
		case 'f': opt.features = strtoul(optarg, NULL, 16); break;
		case 'o': opt.ordered = 1; break;
		case 's': opt.single = 1; break;
		case 'i': opt.image = 1; break;
		default: return 2;
		}
	}
	f = optind < argc ? fopen(argv[optind], "rb") : stdin;
	if (!f) {
		fprintf(stderr, "dump: %s: %s\n", argv[optind], strerror(errno));
		return 2;
	}
	job.window = (struct xlate_window){ bytes, GUEST, GUEST + fread(bytes, 1, sizeof(bytes), f) };
	r = translate(&job);
	if (r) {
		fprintf(stderr, "dump: %d %s\n", r, job.surprise);
		return 1;
	}
	print(&job);
	return 0;
}
