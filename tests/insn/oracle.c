/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * oracle.c - CASES EXPECTED [random]: expands corner lines, executes every case on this machine's x86-64 processor, and
 * writes the cases with their results. random: without those that the generator of random sequences would refuse.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "oracle.h"

static struct memword mem[MAX_CHANGED];

static bool random_sequences;

/* False: its outcome is not defined, and it is not written. */
static bool run(struct tcase *c, FILE *out, u32 *seq)
{
	struct tresult r;

	c->seq = *seq;
	if (!outcome_defined(c))
		return false;
	oracle_run(c, &r, mem);
	if (!(c->flags & CF_INTEL) && (r.trap == TR_TIMEOUT || vendors_differ(c, &r)))
		return false;
	if (random_sequences && (reads_undefined_flags(c) || !comparable(c, &r)))
		return false;
	oracle_write(out, c, &r, mem);
	++*seq;
	return true;
}

int main(int argc, char **argv)
{
	struct tcase c, one;
	FILE *in, *out;
	u32 seq = 0, i, set;

	random_sequences = argc == 4;
	if (argc < 3 || !(in = fopen(argv[1], "rb")) || !(out = fopen(argv[2], "wb"))) {
		fprintf(stderr, "usage: oracle CASES EXPECTED [random]\n");
		return 2;
	}
	oracle_init();
	while (fread(&c, sizeof(c), 1, in) == 1) {
		if (c.kind == CASE_PLAIN) {
			run(&c, out, &seq);
			continue;
		}
		for (i = set = 0; i < c.count && set < 8u * c.count; set++) {
			corner_case(&c, set, &one);
			i += run(&one, out, &seq);
		}
	}
	if (fclose(out)) {
		perror(argv[2]);
		return 2;
	}
	return 0;
}
