/* SPDX-License-Identifier: GPL-2.0-only */
/* coverage.c - CASES: the rows of the cases' instructions, "line row offset length", for tests/insn/coverage and shrink. */
#include <stdio.h>
#include "case.h"
#include "insn.h"

int main(int argc, char **argv)
{
	FILE *f = argc == 2 ? fopen(argv[1], "rb") : NULL;
	struct tcase c;
	struct insn in;
	unsigned off;

	if (!f) {
		fprintf(stderr, "usage: coverage CASES\n");
		return 2;
	}
	while (fread(&c, sizeof(c), 1, f) == 1)
		for (off = 0; off + 5 < c.code_len; off += in.len) {
			decode(&in, c.code + off, c.code_len - off, G_START + off);
			printf("%u %u %u %u\n", c.line, in.row, off, in.len);
			if (!in.len)
				break;
		}
	return 0;
}
