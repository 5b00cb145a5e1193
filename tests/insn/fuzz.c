/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz.c - SEED FIRST COUNT EXPECTED [x87]: random sequences FIRST.. of the seed, with what this machine's processor makes of
 * them. Sequences that leave their code, do not end, or end in a way that processors differ in are left out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "oracle.h"

int main(int argc, char **argv)
{
	static struct memword mem[MAX_CHANGED];
	struct tcase c;
	struct tresult r;
	u64 seed, first, count, i;
	FILE *out;

	if (argc < 5 || !(out = fopen(argv[4], "wb"))) {
		fprintf(stderr, "usage: fuzz SEED FIRST COUNT EXPECTED [x87]\n");
		return 2;
	}
	seed = strtoull(argv[1], NULL, 0);
	first = strtoull(argv[2], NULL, 0);
	count = strtoull(argv[3], NULL, 0);
	if (argc > 5 && !strcmp(argv[5], "x87"))
		forms_prefer_x87();
	forms_init();
	oracle_init();
	for (i = first; i < first + count; i++) {
		fuzz_case(seed, i, &c);
		c.seq = i;
		oracle_run(&c, &r, mem);
		if (comparable(&c, &r) && !vendors_differ(&c, &r))
			oracle_write(out, &c, &r, mem);
	}
	return fclose(out) ? 2 : 0;
}
