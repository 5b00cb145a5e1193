/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * runner_code.c - translations of the current case's code. It is written through another mapping than it runs in, so that an
 * emulator need not watch it, and memory is used once until the arena is full.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>
#include "runner.h"

enum {
	JIT_SIZE = 32 << 20,
	MAX_REGIONS = 64, EXITS = XLATE_MAX_EXITS + MAX_REGIONS * 16, MARKS = XLATE_MAX_MARKS + MAX_REGIONS * 64,
};

/* The translations of the current case in one combination. */
struct cache {
	u32 nregions, nexits, nmarks;
	struct region regions[MAX_REGIONS];
	struct xlate_exit exits[EXITS];
	struct xlate_mark marks[MARKS];
};

static u8 jit_arena[JIT_SIZE] __attribute__((aligned(65536)));
static u64 jit_next, image_next;
static u64 jit_alias, image_alias, moved_alias;	/* what to add to an address for where it is written */
static struct cache caches[COMBOS], *cache = caches;
static struct tcase current;
static struct combo how;
static u8 *guest_code;
static u8 scratch[XLATE_SCRATCH] __attribute__((aligned(64)));

static void *map(u64 at, u64 size, int prot, int flags, int fd)
{
	void *p = mmap((void *)at, size, prot, flags, fd, 0);

	if (p == MAP_FAILED) {
		perror("runner: arena");
		exit(2);
	}
	return p;
}

/* Fresh memory at `at`; returns the distance to where it can be written. */
static u64 map_fresh(u64 at, u64 size, u64 alias)
{
	int fd = memfd_create("code", 0);
	u8 *p;

	if (fd < 0 || ftruncate(fd, size) < 0)
		exit(2);
	map(at, size, PROT_READ | PROT_EXEC, MAP_SHARED | MAP_FIXED, fd);
	p = map(alias ? at + alias : 0, size, PROT_READ | PROT_WRITE, MAP_SHARED | (alias ? MAP_FIXED : 0), fd);
	close(fd);
	return (u64)p - at;
}

static void arenas_clear(void)
{
	jit_next = (u64)jit_arena;
	image_next = G_IMAGE;
	jit_alias = map_fresh((u64)jit_arena, JIT_SIZE, jit_alias);
	image_alias = map_fresh(G_IMAGE, G_IMAGE_SIZE, image_alias);
	moved_alias = map_fresh(G_IMAGE + G_DELTA, G_IMAGE_SIZE, moved_alias);
}

void code_init(u8 *guest)
{
	guest_code = guest;
	arenas_clear();
}

/* qemu-user has AFP and RPRES but does not say so in the auxiliary vector. */
static u32 features_by_register(void)
{
	u64 mmfr1, isar2;

	asm("mrs %0, s3_0_c0_c7_1" : "=r"(mmfr1));
	asm("mrs %0, s3_0_c0_c6_2" : "=r"(isar2));
	return (mmfr1 >> 44 & 15 ? HF_AFP : 0) | (isar2 >> 4 & 15 ? HF_RPRES : 0);
}

u32 host_features(void)
{
	static const struct { u32 bit; u8 cap, two; } caps[] = {
		{ HF_LSE, 8, 0 }, { HF_LSE2, 25, 0 }, { HF_LRCPC, 15, 0 }, { HF_LRCPC2, 26, 0 }, { HF_FLAGM, 27, 0 },
		{ HF_FLAGM2, 7, 1 }, { HF_FRINTTS, 8, 1 }, { HF_AFP, 20, 1 }, { HF_CSSC, 34, 1 }, { HF_MOPS, 43, 1 },
		{ HF_CRC, 7, 0 }, { HF_AES, 3, 0 }, { HF_PMULL, 4, 0 }, { HF_SHA1, 5, 0 }, { HF_SHA2, 6, 0 }, { HF_RPRES, 21, 1 },
	};
	u64 cap[2] = { getauxval(AT_HWCAP), getauxval(AT_HWCAP2) };
	u32 out = 0;

	for (unsigned i = 0; i < sizeof(caps) / sizeof(caps[0]); i++)
		if (cap[caps[i].two] >> caps[i].cap & 1)
			out |= caps[i].bit;
	if (cap[0] >> 11 & 1)
		out |= features_by_register();
	return out;
}

static bool same_code(const struct tcase *a, const struct tcase *b)
{
	return a->code_len == b->code_len && a->code_off == b->code_off && a->delta == b->delta &&
	       !memcmp(a->code, b->code, a->code_len);
}

static void forget(struct cache *of)
{
	of->nregions = of->nexits = of->nmarks = 0;
}

static bool cache_full(void)
{
	return cache->nregions >= MAX_REGIONS - 1 || cache->nexits + XLATE_MAX_EXITS > EXITS ||
	       cache->nmarks + XLATE_MAX_MARKS > MARKS;
}

void code_begin(const struct tcase *c, unsigned combo)
{
	bool full = (u64)jit_arena + JIT_SIZE - jit_next < 1 << 20 || G_IMAGE + G_IMAGE_SIZE - image_next < 1 << 20;
	bool same = same_code(c, &current);
	unsigned i;

	how = combo_number(combo);
	cache = &caches[combo];
	if (full)
		arenas_clear();
	for (i = 0; i < COMBOS && (full || !same); i++)
		forget(&caches[i]);
	if (cache_full())
		forget(cache);
	if (same)
		return;
	current = *c;
	memset(guest_code, 0xf4, G_CODE_SIZE);
	memcpy(guest_code + c->code_off, c->code, c->code_len);
}

static void job_init(struct xlate_job *job, const struct xlate_options *opt, u64 pc, u64 start)
{
	memset(job, 0, sizeof(*job));
	job->opt = opt;
	job->window = (struct xlate_window){ current.code, start, start + current.code_len };
	job->pc = pc;
	job->code_words = 8192;
	job->doors = (u64)run_doors;
	job->scratch = scratch;
	job->max_exits = EXITS - cache->nexits;
	job->max_marks = MARKS - cache->nmarks;
}

/* The same image code for guest and host addresses that are G_DELTA higher must be the same bytes. */
static bool same_when_moved(const struct xlate_job *job)
{
	static struct xlate_exit other_exits[XLATE_MAX_EXITS];
	static struct xlate_mark other_marks[XLATE_MAX_MARKS];
	static u32 other[8192];
	struct xlate_job moved;

	job_init(&moved, job->opt, job->pc + G_DELTA, job->window.start + G_DELTA);
	moved.exits = other_exits;
	moved.marks = other_marks;
	moved.max_exits = XLATE_MAX_EXITS;
	moved.max_marks = XLATE_MAX_MARKS;
	moved.code = other;
	moved.host = job->host + G_DELTA;
	return !translate(&moved) && moved.words == job->words && !memcmp(other, job->code, 4 * job->words);
}

static struct region *keep(const struct xlate_job *job, u64 pc, enum region_mode mode)
{
	struct region *rg = &cache->regions[cache->nregions++];
	u64 delta = pc - job->pc;
	struct insn in;
	u32 i;

	decode(&in, current.code + (job->pc - job->window.start), job->window.end - job->pc, job->pc);
	*rg = (struct region){ .pc = pc, .host = job->host + delta, .words = job->words, .nexits = job->nexits,
		.nmarks = job->nmarks, .live_in = job->live_in, .fast_entry = job->fast_entry, .mode = mode, .fp = state_fp,
		.exits = job->exits, .marks = job->marks };
	rg->first_written = in.attr & A_FMAY ? 0 : in.fwritten;
	for (i = 0; i < rg->nexits; i++)
		rg->exits[i].target += rg->exits[i].kind == EXIT_CACHE ? 0 : delta;
	cache->nexits += rg->nexits;
	cache->nmarks += rg->nmarks;
	return rg;
}

static struct region *translate_at(u64 pc, enum region_mode mode, char *why)
{
	struct xlate_options opt = { .features = how.features ? host_features() : 0, .ordered = how.ordered && mode != MODE_PLAIN,
		.image = how.image, .single = mode != MODE_REGION, .barriers = mode == MODE_BARRIERS,
		.fp_strict = state_fp & FP_STRICT, .fp_daz = state_fp & FP_DAZ };
	u64 start = G_CODE + current.code_off + (how.image ? 0 : current.delta);
	u64 *next = how.image ? &image_next : &jit_next;
	struct xlate_job job;
	u64 delta = how.image ? current.delta : 0;
	int err;

	job_init(&job, &opt, pc - delta, start);
	job.host = *next;
	job.code = (u32 *)(job.host + (how.image ? image_alias : jit_alias));
	job.exits = cache->exits + cache->nexits;
	job.marks = cache->marks + cache->nmarks;
	err = translate(&job);
	if (err) {
		snprintf(why, 80, "translate: %d %.50s", err, job.surprise);
		return NULL;
	}
	if (how.image && !same_when_moved(&job)) {
		snprintf(why, 80, "image code depends on its address");
		return NULL;
	}
	if (delta)
		memcpy((u8 *)job.host + delta + moved_alias, job.code, 4 * job.words);
	*next += (4 * job.words + 63) & ~63ull;
	__builtin___clear_cache((char *)job.host + delta, (char *)job.host + delta + 4 * job.words);
	return keep(&job, pc, mode);
}

struct region *code_region(u64 pc, enum region_mode mode, char *why)
{
	u32 i;

	for (i = 0; i < cache->nregions; i++)
		if (cache->regions[i].pc == pc && cache->regions[i].mode == mode && cache->regions[i].fp == state_fp)
			return &cache->regions[i];
	if (cache_full()) {
		snprintf(why, 80, "too many regions in one case");
		return NULL;
	}
	return translate_at(pc, mode, why);
}

u32 code_length_at(u64 pc)
{
	u64 off = pc - G_CODE - current.code_off - current.delta;
	struct insn in;

	if (off >= current.code_len)
		return 0;
	decode(&in, current.code + off, current.code_len - off, pc);
	return in.len;
}

void code_put_word(u64 host, u32 word)
{
	bool jit = host - (u64)jit_arena < JIT_SIZE, moved = host >= G_IMAGE + G_DELTA;

	*(u32 *)(host + (jit ? jit_alias : moved ? moved_alias : image_alias)) = word;
	__builtin___clear_cache((char *)host, (char *)host + 4);
}

struct region *code_nth_region(unsigned n)
{
	return n < cache->nregions ? &cache->regions[n] : NULL;
}

struct region *code_region_of_host(u64 host)
{
	for (u32 i = 0; i < cache->nregions; i++)
		if (host >= cache->regions[i].host && host < cache->regions[i].host + 4 * cache->regions[i].words)
			return &cache->regions[i];
	return NULL;
}

const struct xlate_mark *region_mark(const struct region *rg, u64 host)
{
	u32 word = (host - rg->host) / 4, i;
	const struct xlate_mark *m = NULL;

	for (i = 0; i < rg->nmarks && rg->marks[i].host <= word; i++)
		m = &rg->marks[i];
	return m;
}
