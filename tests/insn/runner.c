/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * runner.c - [-c MASK] [-r] [-p] [-v] EXPECTED: runs every case through the translator in the combinations of MASK (bits, see
 * combo_number; -r: two of them in turn; -p: interrupted at every host pc as well; -v: shows the emitted code) and compares.
 * The last line is `N runs, M differ`.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "runner.h"

struct options {
	u32 combos;
	bool rotate, plant, verbose;
};

struct totals {
	unsigned long runs, differ, hits;
};

struct combo combo_number(unsigned i)
{
	if (i == FIRST_SINGLE)
		return (struct combo){ .single = true };
	if (i == FIRST_SINGLE + 1)
		return (struct combo){ .single = true, .ordered = true, .features = true };
	return (struct combo){ .image = i & 1, .ordered = i >> 1 & 1, .features = i >> 2 & 1 };
}

const char *combo_name(unsigned i, char *buf)
{
	struct combo k = combo_number(i);

	sprintf(buf, "%s-%s-%s%s", k.image ? "image" : "jit", k.ordered ? "ordered" : "plain", k.features ? "all" : "base",
		k.single ? "-single" : "");
	return buf;
}

static void print_code(void)
{
	struct region *rg;

	for (unsigned n = 0; (rg = code_nth_region(n)); n++) {
		printf("CODE pc=%llx host=%llx mode=%u live=%u fast=%d\n", (long long)rg->pc, (long long)rg->host, rg->mode, rg->live_in, (int)rg->fast_entry);
		for (u32 i = 0; i < rg->words; i++) {
			const struct xlate_mark *m = region_mark(rg, rg->host + 4 * i);

			printf("WORD %08x", ((u32 *)rg->host)[i]);
			if (m && m->host == i)
				printf(" mark %x commit %u flags %02x", m->guest, m->commit, m->flags);
			printf("\n");
		}
	}
}

static void report(const struct tcase *c, unsigned combo, const char *kind, const char *text, const struct options *o)
{
	char name[40];

	printf("FAIL line=%u seq=%u combo=%u %s%s\n%s", c->line, c->seq, combo, combo_name(combo, name), kind, text);
	if (o->verbose)
		print_code();
	printf("END\n");
}

static void one_run(const struct tcase *c, unsigned combo, const struct tresult *want, const struct memword *want_mem,
		    const struct options *o, struct totals *t)
{
	static struct memword mem[MAX_CHANGED];
	static u32 last_line = ~0u, shown;
	static bool passed;
	struct combo k = combo_number(combo);
	struct tresult r;
	char text[4096];
	unsigned bad;

	if (c->line != last_line)
		shown = 0, passed = false, last_line = c->line;
	run_case(c, combo, NULL, &r, mem);
	t->runs++;
	if (result_differs(c, want, want_mem, &r, mem, text, sizeof(text))) {
		t->differ++;
		if (shown++ < 2)
			report(c, combo, "", text, o);
		return;
	}
	if (o->plant && !k.single) {
		unsigned hits = 0;

		bad = plant_everywhere(c, combo, want, want_mem, &hits, text, sizeof(text));
		t->runs += hits;
		t->hits += hits;
		t->differ += bad;
		if (bad && shown++ < 2)
			report(c, combo, " interrupted", text, o);
	}
	if (o->verbose && !passed) {
		passed = true;
		report(c, combo, " (passed)", "", o);
	}
}

static void run_file(FILE *f, const struct options *o, struct totals *t)
{
	static struct memword mem[MAX_CHANGED];
	struct tresult want;
	struct tcase c;
	unsigned i;

	while (fread(&c, sizeof(c), 1, f) == 1 && fread(&want, sizeof(want), 1, f) == 1) {
		u32 combos = o->combos;

		if (fread(mem, sizeof(mem[0]), want.nmem, f) != want.nmem)
			break;
		if (o->rotate) {
			combos &= 1u << c.seq % 8 | 1u << (c.seq / 8 * 3 + c.seq + 5) % 8;
			combos |= c.seq % 8 == 0 ? (1u << (FIRST_SINGLE + c.seq / 8 % 2)) & o->combos : 0;
		}
		for (i = 0; i < COMBOS; i++)
			if (combos >> i & 1)
				one_run(&c, i, &want, mem, o, t);
	}
}

int main(int argc, char **argv)
{
	struct options o = { .combos = (1 << COMBOS) - 1 };
	struct totals t = { 0 };
	FILE *f;
	int opt;

	while ((opt = getopt(argc, argv, "c:rpv")) > 0)
		switch (opt) {
		case 'c':
			o.combos = strtoul(optarg, NULL, 0);
			break;
		case 'r':
			o.rotate = true;
			break;
		case 'p':
			o.plant = true;
			break;
		case 'v':
			o.verbose = true;
			break;
		default:
			return 2;
		}
	if (optind >= argc || !(f = fopen(argv[optind], "rb"))) {
		fprintf(stderr, "usage: runner [-c MASK] [-r] [-p] [-v] EXPECTED\n");
		return 2;
	}
	run_init();
	run_file(f, &o, &t);
	printf("%lu runs, %lu differ\n", t.runs, t.differ);
	return t.differ != 0;
}
