/* SPDX-License-Identifier: GPL-2.0-only */
/* region.c - the index of translated code; see region.h. */
#include "region.h"
#include "arena.h"
#include "host.h"
#include "lib.h"
#include "map.h"
#include "process.h"
#include "a64/a64.h"

struct region_index regions;

enum { PC_BITS = 16, PAGE_BITS = 14, CHUNK = 1 << 20, FIRST_REGIONS = 1 << 13 };

struct chunk {
	struct chunk *next;
	u64 used;		/* this header included; a multiple of 8, as all sizes */
};

struct page_link {
	struct region *region;
	struct page_link *next;
};

struct page {
	u64 addr;
	struct page *next;
	struct page_link *links;
};

/* ---- memory: given back only by a flush ---- */

/* What the next meta_alloc() returns if it asks for no more than size. */
static void *meta_room(u64 size)
{
	struct chunk *c = regions.chunk;

	if (!c || c->used + size > CHUNK) {
		c = c ? c->next : regions.first_chunk;
		if (!c) {
			c = own_alloc(CHUNK);
			if (!c)
				return NULL;
			regions.chunk->next = c;
		}
		c->used = sizeof(*c);
		regions.chunk = c;
	}
	return (u8 *)c + c->used;
}

static void *meta_alloc(u64 size)
{
	void *p = meta_room(size);

	if (p)
		regions.chunk->used += size;
	return p;
}

static bool grow_by_host(void)
{
	u32 max = regions.max_regions ? regions.max_regions * 2 : FIRST_REGIONS;
	struct region **a = own_alloc(max * sizeof(*a));

	if (!a)
		return false;
	if (regions.by_host) {
		memcpy(a, regions.by_host, regions.nregions * sizeof(*a));
		own_free(regions.by_host, regions.max_regions * sizeof(*a));
	}
	regions.by_host = a;
	regions.max_regions = max;
	return true;
}

/* An empty entry's key is 0: only for target 0 it must lead somewhere. */
static void clear_table(void)
{
	memset(regions.table, 0, ((1u << TABLE_BITS) + 2) * sizeof(struct table_entry));
	for (int i = 0; i < 3; i++)
		regions.table[i].host = arena.withdrawn;
}

int region_init(void)
{
	regions.by_pc = own_alloc((1u << PC_BITS) * sizeof(*regions.by_pc));
	regions.by_page = own_alloc((1u << PAGE_BITS) * sizeof(*regions.by_page));
	regions.table = own_alloc(((1u << TABLE_BITS) + 2) * sizeof(struct table_entry));
	regions.first_chunk = own_alloc(CHUNK);		/* with it a region finds room after every flush */
	if (!regions.by_pc || !regions.by_page || !regions.table || !regions.first_chunk || !grow_by_host())
		return -ENOMEM;
	for (int i = 0; i < 3; i++)
		regions.table[i].host = arena.withdrawn;
	return 0;
}

/* ---- look-up ---- */

static u32 hash(u64 v, unsigned bits)
{
	return (u32)(v * 0x9e3779b97f4a7c15ull >> (64 - bits));
}

struct region *region_lookup(u64 pc, bool single)
{
	struct region *r = regions.by_pc[hash(pc, PC_BITS)];

	while (r && (r->pc != pc || r->single != single))
		r = r->next_pc;
	return r;
}

struct region *region_at_host(u64 host)
{
	struct region **by_host = regions.by_host, *r;
	u32 hi = regions.nregions, lo = hi - 1, step;

	if (!arena_holds(host) || !hi)	/* also: in a signal handler, the index may be in the making then */
		return NULL;
	/* New code is asked for most. */
	for (step = 1; lo && by_host[lo]->host > host; step *= 2) {
		hi = lo;
		lo -= step < lo ? step : lo;
	}
	while (hi - lo > 1) {
		u32 mid = (lo + hi) / 2;

		if (by_host[mid]->host <= host)
			lo = mid;
		else
			hi = mid;
	}
	r = by_host[lo];
	return host - r->host < r->words * 4ull ? r : NULL;
}

const struct xlate_mark *region_mark(const struct region *r, u64 host, const struct xlate_mark **next)
{
	u32 word = (u32)((host - r->host) / 4), lo = 0, hi = r->nmarks;

	while (lo < hi) {
		u32 mid = (lo + hi) / 2;

		if (r->marks[mid].host <= word)
			lo = mid + 1;
		else
			hi = mid;
	}
	*next = lo < r->nmarks ? &r->marks[lo] : NULL;
	return lo ? &r->marks[lo - 1] : NULL;
}

struct exit *region_exit_at(struct region *r, u64 stub)
{
	u32 word = (u32)((stub - r->host) / 4);

	for (u32 i = 0; i < r->nexits; i++)
		if (r->exits[i].stub == word)
			return &r->exits[i];
	return NULL;
}

static struct page *find_page(u64 addr)
{
	struct page *p = regions.by_page[hash(addr, PAGE_BITS)];

	while (p && p->addr != addr)
		p = p->next;
	return p;
}

bool region_on_page(u64 addr)
{
	struct page *p = find_page(page_down(addr));

	for (struct page_link *l = p ? p->links : NULL; l; l = l->next)
		if (!l->region->dead)
			return true;
	return false;
}

/* ---- links ---- */

static u64 write_word(u64 host, u32 word)
{
	__atomic_store_n(arena_write(host), word, __ATOMIC_RELEASE);
	return host;
}

/*
 * The branch at the site leads to `to`; where it does not reach that far, it leads to the stub, which begins with a branch then.
 * Returns where a word was written: arena_sync_word() is to follow.
 */
static u64 set_exit(struct exit *e, u64 to)
{
	u64 host = e->from->host, site = host + e->site * 4ull, stub = host + e->stub * 4ull;
	u32 word = *arena_write(site);

	if (site != stub && a64_set_target(&word, (s64)(to - site)))
		return write_word(site, word);
	return write_word(stub, to == stub ? a64_adr(HR_T0, 0) : a64_b((s64)(to - stub)));
}

/* As set_exit(); 0: the target is not entered this way. */
static u64 link_exit(struct exit *e, struct region *to)
{
	u64 entry = e->kind == EXIT_FLAGS ? to->host : to->fast;

	if (!entry)
		return 0;
	e->to = to;
	e->next = to->incoming;
	to->incoming = e;
	regions.stats.links++;
	return set_exit(e, entry);
}

void region_link(struct exit *e, struct region *to)
{
	u64 at = link_exit(e, to);

	if (at)
		arena_sync_word(at);
}

static void cache_target(struct exit *e, struct region *to)
{
	u64 site = e->from->host + e->site * 4ull;
	bool call = *arena_write(site) >> 31;
	s64 off = (s64)(to->fast - site);

	e->to = to;
	e->target = to->pc;
	e->next = to->incoming;
	to->incoming = e;
	arena_patch(site, call ? a64_bl(off) : a64_b(off));
	__atomic_store_n((u64 *)arena_write(e->from->host + e->stub * 4ull), to->pc, __ATOMIC_RELEASE);
	regions.stats.caches++;
}

/*
 * A site that comes here has missed once: from now on it looks into the table before it comes again (the word
 * CACHE_MISS_WORDS behind the key). The first target is cached; the branch is written before the key: who
 * sees the key sees the branch. Whether it calls stands in the word.
 */
void region_fill_cache(struct exit *e, struct region *to)
{
	u64 probe = e->from->host + (e->stub + CACHE_MISS_WORDS) * 4ull;

	if (*arena_write(probe) != a64_nop())
		arena_patch(probe, a64_nop());
	if (e->to)
		return;
	cache_target(e, to);
}

static void unlink_exit(struct exit *e)
{
	u64 stub = e->from->host + e->stub * 4ull;

	e->to = NULL;
	if (e->kind == EXIT_CACHE) {
		__atomic_store_n((u64 *)arena_write(stub), ~0ull, __ATOMIC_RELEASE);
		return;
	}
	arena_sync_word(set_exit(e, stub));
	if (e->site != e->stub)
		arena_patch(stub, a64_adr(HR_T0, 0));
}

/*
 * Two neighbours may hold a pc. Keys are written once while other threads look; alone, the second is
 * replaced when both are taken.
 */
void region_fill_table(struct region *r)
{
	struct table_entry *e = &regions.table[table_hash(r->pc)];
	struct region *old;

	if (e[0].guest && e[0].guest != r->pc)
		e++;
	if (e->guest && e->guest != r->pc) {
		if (process.nthreads > 1)
			return;
		old = region_lookup(e->guest, false);
		if (old)
			old->in_table = 0;
	}
	e->host = r->fast;
	__atomic_store_n(&e->guest, r->pc, __ATOMIC_RELEASE);
	r->in_table = 1;
	regions.stats.table_fills++;
}

static void leave_table(struct region *r)
{
	struct table_entry *e = &regions.table[table_hash(r->pc)];

	for (int i = 0; i < 2; i++)
		if (e[i].guest == r->pc)
			e[i].host = arena.withdrawn;
	r->in_table = 0;
}

/* ---- adding ---- */

static struct page *make_page(u64 addr)
{
	struct page **first = &regions.by_page[hash(addr, PAGE_BITS)], *p = meta_alloc(sizeof(*p));

	if (!p)
		return NULL;
	*p = (struct page){ .addr = addr, .next = *first };
	*first = p;
	return p;
}

/* A page with a link is protected: who ends that withdraws its code. */
static bool add_to_page(struct region *r, struct page_link *l, u64 addr)
{
	struct page *p = find_page(addr);

	if (!p)
		p = make_page(addr);
	if (!p)
		return false;
	if (!p->links)
		map_protect_code(addr, addr + PAGE);
	*l = (struct page_link){ r, p->links };
	p->links = l;
	return true;
}

struct xlate_mark *region_marks(void)
{
	enum { ROOM = XLATE_MAX_MARKS * sizeof(struct xlate_mark) + sizeof(struct region) + XLATE_MAX_EXITS * sizeof(struct exit) +
		      XLATE_MAX_PAGES * sizeof(struct page_link) };

	return meta_room(ROOM);
}

/* Takes of the room: marks, region, exits, page links. */
static struct region *make_region(const struct xlate_job *job, bool single)
{
	struct region *r = (struct region *)(job->marks + job->nmarks);

	regions.chunk->used += job->nmarks * sizeof(struct xlate_mark) + sizeof(struct region) + job->nexits * sizeof(struct exit) +
			       job->npages * sizeof(struct page_link);
	r->pc = job->pc;
	r->host = job->host;
	r->fast = job->fast_entry == NO_ENTRY ? 0 : job->host + job->fast_entry * 4ull;
	r->words = job->words;
	r->nexits = (u16)job->nexits;
	r->nmarks = (u16)job->nmarks;
	r->live_in = job->live_in;
	r->single = single;
	r->dead = r->in_table = 0;
	r->exits = (struct exit *)(r + 1);
	r->marks = job->marks;
	r->incoming = NULL;
	return r;
}

static bool add_to_pages(struct region *r, const struct xlate_job *job)
{
	struct page_link *l = (struct page_link *)(r->exits + job->nexits);

	for (u32 i = 0; i < job->npages; i++)
		if (!add_to_page(r, l + i, job->page[i]))
			return false;
	return true;
}

static void add_exits(struct region *r, const struct xlate_job *job)
{
	const struct xlate_exit *x = job->exits, *end = x + job->nexits;
	struct region *to;

	for (struct exit *e = r->exits; x < end; x++, e++) {
		e->target = x->target;
		e->from = r;
		e->to = NULL;
		e->site = x->site;
		e->stub = x->stub;
		e->kind = x->kind;
		if (r->single || e->kind == EXIT_CACHE)
			continue;
		to = region_lookup(e->target, false);
		if (to)
			link_exit(e, to);
	}
}

static void count(const struct xlate_job *job)
{
	regions.stats.regions++;
	regions.stats.insns += job->ninsns;
	regions.stats.guest_bytes += job->guest_bytes;
	regions.stats.words += job->words;
}

struct region *region_add(const struct xlate_job *job, bool single)
{
	struct region *r, **first = &regions.by_pc[hash(job->pc, PC_BITS)];

	if (regions.nregions == regions.max_regions && !grow_by_host())
		return NULL;
	r = make_region(job, single);
	if (!single && !add_to_pages(r, job)) {
		r->dead = 1;
		return NULL;
	}
	regions.by_host[regions.nregions++] = r;
	r->next_pc = *first;
	*first = r;
	add_exits(r, job);
	arena.next = (job->host + job->words * 4ull + 15) & ~15ull;
	arena_sync(job->host, job->words * 4ull);
	if (!single)
		count(job);
	return r;
}

/* ---- going away ---- */

void region_forget(struct region *r)
{
	struct region **p = &regions.by_pc[hash(r->pc, PC_BITS)];

	while (*p != r)
		p = &(*p)->next_pc;
	*p = r->next_pc;
	r->dead = 1;
}

static void withdraw_one(struct region *r)
{
	region_forget(r);
	for (struct exit *e = r->incoming; e; e = e->next)
		unlink_exit(e);
	r->incoming = NULL;
	if (r->in_table)
		leave_table(r);
	regions.stats.withdrawn++;
}

/* What threads remember of host addresses may be stale now. */
static void threads_forget(void)
{
	for (struct thread *t = process.threads; t; t = t->next) {
		thread_drop_shadow(t);
		t->redirect |= REDIRECT_CODE;
	}
}

static bool withdraw_page(struct page *p)
{
	bool any = false;

	for (struct page_link *l = p->links; l; l = l->next) {
		if (l->region->dead)
			continue;
		withdraw_one(l->region);
		any = true;
	}
	p->links = NULL;
	return any;
}

bool region_withdraw(u64 lo, u64 hi)
{
	bool any = false;
	struct page *p;

	lo = page_down(lo);
	if (!regions.nregions)
		return false;
	if ((hi - lo) / PAGE > 1u << PAGE_BITS) {
		for (u32 i = 0; i < 1u << PAGE_BITS; i++)
			for (p = regions.by_page[i]; p; p = p->next)
				if (p->addr >= lo && p->addr < hi)
					any |= withdraw_page(p);
	} else {
		for (; lo < hi; lo += PAGE) {
			p = find_page(lo);
			if (p)
				any |= withdraw_page(p);
		}
	}
	if (any)
		threads_forget();
	return any;
}

void region_flush(void)
{
	regions.generation++;
	regions.nregions = 0;
	memset(regions.by_pc, 0, (1u << PC_BITS) * sizeof(*regions.by_pc));
	memset(regions.by_page, 0, (1u << PAGE_BITS) * sizeof(*regions.by_page));
	regions.chunk = NULL;
	clear_table();
	arena_reset();
	threads_forget();
	regions.stats.flushes++;
}
