/* SPDX-License-Identifier: GPL-2.0-only */
/* runner_plant.c - interrupts a case at every word of its code, one run each; docs/boundary.md, "Every host pc". */
#include <stdio.h>
#include <string.h>
#include "runner.h"

static struct memword mem[MAX_CHANGED];

unsigned plant_everywhere(const struct tcase *c, unsigned combo, const struct tresult *want,
			  const struct memword *want_mem, unsigned *hits, char *text, unsigned size)
{
	struct region *rg;
	struct tresult r;
	unsigned bad = 0, i, n;
	u32 nregions = 0;

	while (nregions < 8 && code_nth_region(nregions))
		nregions++;
	for (n = 0; n < nregions; n++)
		for (i = 0; (rg = code_nth_region(n)) && i < rg->words; i++) {
			struct plant p = { .at = rg->host + 4 * i };
			unsigned len;

			p.word = *(u32 *)p.at;
			run_case(c, combo, &p, &r, mem);
			*hits += p.hit;
			len = bad ? 0 : snprintf(text, size, "  interrupted at word %u of %llx:\n", i, (long long)rg->pc);
			if (p.hit && result_differs(c, want, want_mem, &r, mem, text + len, bad ? 0 : size - len))
				bad++;
		}
	return bad;
}
