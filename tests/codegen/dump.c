// SPDX-License-Identifier: GPL-2.0-only
/*
 * dump - translates guest bytes and prints the marks and words: dump [-f features] [-o] [-s] [-i] FILE
 * FILE holds raw x86-64 bytes. Words go to stdout as hex lines "offset word guest-offset flags"; what comes behind the
 * guest bytes is unknown to the translator, so all flags are live there; end them with RET to have none live.
 * Without FILE, lines "features ordered single image bytes" (hexadecimal) on stdin, each answered like a file.
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
		       i == marks[m].host ? " mark" : "",
		       i == mark_commit(&marks[m], m + 1 < job->nmarks ? marks[m + 1].host : job->words) ? " commit" : "");
	}
}

static int dump(struct xlate_job *job)
{
	int r = translate(job);

	if (r)
		printf("# %d %s\n", r, job->surprise);
	else
		print(job);
	return r != 0;
}

static bool read_line(struct xlate_options *opt, struct xlate_window *w)
{
	unsigned features, ordered, single, image, n = 0, byte;

	if (scanf("%x %x %x %x ", &features, &ordered, &single, &image) != 4)
		return false;
	*opt = (struct xlate_options){ .features = features, .ordered = ordered, .single = single, .image = image };
	while (n < sizeof(bytes) && scanf("%2x", &byte) == 1) {
		int c = getchar();

		bytes[n++] = byte;
		if (c == '\n' || c == EOF)
			break;
		ungetc(c, stdin);
	}
	*w = (struct xlate_window){ bytes, GUEST, GUEST + n };
	return true;
}

int main(int argc, char **argv)
{
	struct xlate_options opt = { .features = 0 };
	struct xlate_job job = { .opt = &opt, .pc = GUEST, .code = code, .code_words = XLATE_MAX_WORDS, .host = HOST,
				 .doors = HOST - 64, .scratch = scratch, .exits = exits, .max_exits = XLATE_MAX_EXITS,
				 .marks = marks, .max_marks = XLATE_MAX_MARKS };
	FILE *f = NULL;
	int c, bad = 0;

	while ((c = getopt(argc, argv, "f:osi")) != -1) {
		switch (c) {
		case 'f': opt.features = strtoul(optarg, NULL, 16); break;
		case 'o': opt.ordered = 1; break;
		case 's': opt.single = 1; break;
		case 'i': opt.image = 1; break;
		default: return 2;
		}
	}
	if (optind == argc) {
		while (read_line(&opt, &job.window))
			bad |= dump(&job);
		return bad;
	}
	f = fopen(argv[optind], "rb");
	if (!f) {
		fprintf(stderr, "dump: %s: %s\n", argv[optind], strerror(errno));
		return 2;
	}
	job.window = (struct xlate_window){ bytes, GUEST, GUEST + fread(bytes, 1, sizeof(bytes), f) };
	return dump(&job);
}
