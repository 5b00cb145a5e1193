/* SPDX-License-Identifier: GPL-2.0-only */
/* own.c - the layout of the address space and the runtime's own memory; see own.h. */
#include "own.h"
#include "host.h"
#include "lib.h"
#include "map.h"
#include "process.h"

enum { RANGES = 128, FREED = 32, ADDR_NO_RANDOMIZE = 0x0040000, BASE_BITS = 28, STACK_BITS = 22 };
#define WINDOW (512ull << 20)

struct range {
	u64 start, end;
	bool avoid;	/* not ours, but something is there: not picked */
};

/* All there is to know about the runtime's own memory. */
static struct {
	struct layout layout;
	struct range range[RANGES];
	u32 nranges;
	struct range freed[FREED];	/* given back by own_free(), still mapped and zero */
	u32 nfreed;
	u64 next;			/* in the window */
	u64 random;
} own;

const struct layout *own_layout(void)
{
	return &own.layout;
}

/* ---- ranges ---- */

static void range_add(u64 start, u64 end, bool avoid)
{
	for (u32 i = 0; i < own.nranges; i++) {
		struct range *r = &own.range[i];

		if (r->avoid == avoid && start <= r->end && end >= r->start) {
			r->start = start < r->start ? start : r->start;
			r->end = end > r->end ? end : r->end;
			return;
		}
	}
	if (own.nranges < RANGES)
		own.range[own.nranges++] = (struct range){ start, end, avoid };
}

void own_add(u64 start, u64 end)
{
	range_add(start, end, false);
}

void own_avoid(u64 start, u64 end)
{
	range_add(start, end, true);
}

bool own_overlaps(u64 start, u64 end)
{
	for (u32 i = 0; i < own.nranges; i++)
		if (!own.range[i].avoid && start < own.range[i].end && end > own.range[i].start)
			return true;
	return false;
}

u64 own_below(u64 start, u64 end)
{
	const struct layout *l = &own.layout;

	if (start < l->own_end && end > l->own)
		return l->own;
	for (u32 i = 0; i < own.nranges; i++)
		if (start < own.range[i].end && end > own.range[i].start)
			return own.range[i].start;
	return 0;
}

/* ---- memory ---- */

static void *reuse(u64 size)
{
	for (u32 i = 0; i < own.nfreed; i++) {
		u64 p = own.freed[i].start;

		if (own.freed[i].end - p != size)
			continue;
		own.freed[i] = own.freed[--own.nfreed];
		return (void *)p;
	}
	return NULL;
}

void *own_alloc(u64 size)
{
	enum { FLAGS = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE };
	s64 p = -EEXIST;
	void *old;

	size = page_up(size);
	old = reuse(size);
	if (old)
		return old;
	for (; own.next + size <= own.layout.own_end; own.next += 1 << 20) {
		p = map_host_new(own.next, size, PROT_READ | PROT_WRITE, FLAGS, -1, 0);
		if (p != -EEXIST)
			break;
	}
	if (p == -EEXIST)
		p = host_mmap(0, size, PROT_READ | PROT_WRITE, FLAGS, -1, 0);
	else if (!host_failed(p))
		own.next += size;
	if (host_failed(p))
		return NULL;
	own_add((u64)p, (u64)p + size);
	return (void *)p;
}

void own_free(void *p, u64 size)
{
	enum { MADV_DONTNEED = 4 };

	size = page_up(size);
	if (own.nfreed == FREED || host_failed(host_madvise((u64)p, size, MADV_DONTNEED)))
		return;		/* lost; the window is big enough */
	own.freed[own.nfreed++] = (struct range){ (u64)p, (u64)p + size, false };
}

/* ---- layout ---- */

u64 own_random(void)
{
	u64 v;

	if (host_getrandom(&v, sizeof(v), 0) == sizeof(v))
		return v;
	own.random = (own.random + 0x9e3779b97f4a7c15ull) * 0xbf58476d1ce4e5b9ull;
	return own.random ^ own.random >> 31;
}

static u64 random_bits(unsigned bits)
{
	return process.personality & ADDR_NO_RANDOMIZE ? 0 : own_random() & ((1ull << bits) - 1);
}

/* Nothing is at [addr, addr + len), as far as the host lets us try. */
static bool is_free(u64 addr, u64 len)
{
	s64 p = map_host_new(addr, len, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (!host_failed(p)) {
		host_munmap(addr, len);
		return true;
	}
	return false;
}

/* Hosts have 48 (or more), 42 or 39 bits of user addresses; the guest believes in 47. */
static unsigned address_bits(void)
{
	static const u8 bits[] = { 47, 42, 39, 36 };

	for (u32 i = 0; i < ARRAY_SIZE(bits) - 1; i++)
		for (u64 part = 3; part < 8; part++)
			if (is_free((part << (bits[i] - 3)) + (1ull << (bits[i] - 5)), PAGE))
				return bits[i];
	return bits[ARRAY_SIZE(bits) - 1];
}

static void place_pie(struct layout *l, unsigned bits)
{
	unsigned spread = bits >= 47 ? BASE_BITS : BASE_BITS - (47 - bits);

	for (int tries = 0; tries < 64; tries++) {
		l->pie_base = page_down(l->limit / 3 * 2) + random_bits(spread) * PAGE + tries * (WINDOW + (1ull << 30));
		if (is_free(l->pie_base - WINDOW, WINDOW + (64 << 20)))
			break;
	}
	l->own_end = page_down(l->pie_base);
	l->own = l->own_end - WINDOW;
	l->mmap_base = l->own;
}

static void place_fixed(struct layout *l, unsigned bits)
{
	unsigned spread = bits >= 47 ? BASE_BITS : BASE_BITS - (47 - bits);

	for (u64 tries = 0; tries < 64; tries++) {
		l->own = (2ull << 30) + (random_bits(14) + tries * 0x200) % 0x6000 * (64 << 10);
		if (is_free(l->own, WINDOW))
			break;
	}
	l->own_end = l->own + WINDOW;
	l->pie_base = page_down(l->limit / 3 * 2) + random_bits(spread) * PAGE;
	l->mmap_base = l->pie_base - PAGE;
}

int own_init(bool fixed)
{
	extern const char __ehdr_start[], _end[];
	struct layout *l = &own.layout;
	unsigned bits = address_bits();
	u64 sp = (u64)__builtin_frame_address(0);

	l->limit = (1ull << bits) - PAGE;
	own_add(page_down((u64)__ehdr_start), page_up((u64)_end));
	own_add(page_down(sp) - (256 << 10), page_up(sp) + PAGE);
	l->stack_top = page_down(l->limit - (1 << 20)) - random_bits(bits >= 47 ? STACK_BITS : STACK_BITS - 8) * PAGE;
	if (fixed)
		place_fixed(l, bits);
	else
		place_pie(l, bits);
	own.next = l->own + OWN_CODE;
	return 0;
}
