/* SPDX-License-Identifier: GPL-2.0-only */
/* map_code.c - write protection of pages with translated code. */
#include "map.h"
#include "host.h"
#include "lib.h"
#include "region.h"

/* Pages that are writable for the guest and read-only on the host: an open-addressed set; 0 is empty, 1 deleted. */
enum { FIRST_SLOTS = 512 };
static u64 first_slots[FIRST_SLOTS];
static struct {
	u64 *slot;
	u32 n, used, max;	/* pages; slots that are not empty; slots */
} set = { .slot = first_slots, .max = FIRST_SLOTS };

static u32 first_slot(u64 page)
{
	return (u32)(page * 0x9e3779b97f4a7c15ull >> 40) & (set.max - 1);
}

static u64 *find(u64 page)
{
	for (u32 i = set.n ? first_slot(page) : 0; set.n && set.slot[i]; i = (i + 1) & (set.max - 1))
		if (set.slot[i] == page)
			return &set.slot[i];
	return NULL;
}

static void insert(u64 page)
{
	u32 i = first_slot(page);

	while (set.slot[i] > 1)
		i = (i + 1) & (set.max - 1);
	set.used += !set.slot[i];
	set.slot[i] = page;
	set.n++;
}

static bool grow(void)
{
	u32 max = set.max;
	u64 *old = set.slot;

	set.max = set.n > max / 4 ? max * 2 : max;
	set.slot = own_alloc(set.max * sizeof(u64));
	if (!set.slot) {
		set.slot = old;
		set.max = max;
		return false;
	}
	set.n = set.used = 0;
	for (u32 i = 0; i < max; i++)
		if (old[i] > 1)
			insert(old[i]);
	if (old != first_slots)
		own_free(old, max * sizeof(u64));
	return true;
}

static void forget(u64 *slot)
{
	*slot = 1;
	set.n--;
}

static void protect_page(u64 page)
{
	const struct map *m = map_find(page);

	if (!m || !(m->prot & PROT_WRITE) || find(page))
		return;
	if (set.used >= set.max / 2 && !grow())
		die("no memory for the set of protected pages");
	if (!host_failed(host_mprotect(page, PAGE, PROT_READ)))
		insert(page);
}

void map_protect_code(u64 lo, u64 hi)
{
	for (u64 page = page_down(lo); page < hi; page += PAGE)
		protect_page(page);
}

static bool unprotect_page(u64 page)
{
	u64 *slot = find(page);
	const struct map *m;

	if (!slot)
		return false;
	forget(slot);
	region_withdraw(page, page + PAGE);
	m = map_find(page);
	if (m)
		host_mprotect(page, PAGE, map_host_prot(m->prot));
	return true;
}

bool map_write_fault(u64 addr)
{
	return unprotect_page(page_down(addr));
}

/* Calls fn for the set's pages in [start, end), by whichever way is shorter. */
static bool for_pages(u64 start, u64 end, bool (*fn)(u64 page))
{
	bool any = false;

	if (!set.n)
		return false;
	if ((end - start) / PAGE < set.max) {
		for (u64 page = page_down(start); page < end; page += PAGE)
			any |= fn(page);
		return any;
	}
	for (u32 i = 0; i < set.max; i++)
		if (set.slot[i] > 1 && set.slot[i] >= page_down(start) && set.slot[i] < end)
			any |= fn(set.slot[i]);
	return any;
}

bool map_unprotect_range(u64 addr, u64 len)
{
	return len && addr + len > addr && for_pages(addr, addr + len, unprotect_page);
}

bool map_protects_any(void)
{
	return set.n;
}

static bool forget_page(u64 page)
{
	u64 *slot = find(page);

	if (slot)
		forget(slot);
	return slot;
}

void map_code_gone(u64 start, u64 end)
{
	region_withdraw(start, end);
	for_pages(start, end, forget_page);
}
