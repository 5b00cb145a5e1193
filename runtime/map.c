/* SPDX-License-Identifier: GPL-2.0-only */
/* map.c - the table of the guest's mappings; see map.h. */
#include "map.h"
#include "host.h"
#include "lib.h"

enum { STACK_GAP = 1 << 20, MIN_ADDR = 1 << 16, FIRST_MAPS = 1 << 10 };

static struct {
	struct map *map;	/* sorted by address, disjoint */
	u32 n, max;
} table;

/* What map_text() found last; empty once the table has changed. */
static struct {
	u64 lo, hi;
} text;

int map_init(void)
{
	table.max = FIRST_MAPS;
	table.map = own_alloc(table.max * sizeof(*table.map));
	return table.map ? 0 : -ENOMEM;
}

u64 map_limit(void)
{
	return own_layout()->limit;
}

/* ---- look-up ---- */

/* Index of the first mapping that ends above addr. */
static u32 index_above(u64 addr)
{
	u32 lo = 0, hi = table.n;

	while (lo < hi) {
		u32 mid = (lo + hi) / 2;

		if (table.map[mid].end <= addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const struct map *map_find_above(u64 addr)
{
	u32 i = index_above(addr);

	return i < table.n ? &table.map[i] : NULL;
}

const struct map *map_find(u64 addr)
{
	const struct map *m = map_find_above(addr);

	return m && m->start <= addr ? m : NULL;
}

const struct map *map_next(const struct map *m)
{
	m = m ? m + 1 : table.map;
	return m < table.map + table.n ? m : NULL;
}

bool map_covers(u64 start, u64 end)
{
	const struct map *m = map_find_above(start);

	for (; m && m->start <= start; m = map_next(m)) {
		if (m->end >= end)
			return true;
		start = m->end;
	}
	return false;
}

static bool is_text(const struct map *m)
{
	return m->prot & PROT_EXEC;
}

static bool find_text(u64 pc)
{
	const struct map *m = map_find(pc), *first = table.map, *end = table.map + table.n;

	if (!m || !is_text(m) || pc >= m->file_end)
		return false;
	text.lo = m->start;
	text.hi = m->end < m->file_end ? m->end : m->file_end;
	for (const struct map *p = m; p > first && is_text(p - 1) && p[-1].end == p->start && p[-1].end <= p[-1].file_end; p--)
		text.lo = p[-1].start;
	for (const struct map *p = m + 1; p < end && is_text(p) && p->start == text.hi; p++)
		text.hi = p->end < p->file_end ? p->end : p->file_end;
	return true;
}

bool map_text(u64 pc, u64 *lo, u64 *hi)
{
	if (pc - text.lo >= text.hi - text.lo && !find_text(pc))
		return false;
	*lo = text.lo;
	*hi = text.hi;
	return true;
}

/* ---- changes ---- */

/* Room for n more entries at index i. */
static void make_room(u32 i, u32 n)
{
	if (table.n + n > table.max) {
		struct map *bigger = own_alloc(table.max * 2 * sizeof(*bigger));

		if (!bigger)
			die("no memory for the table of mappings");
		memcpy(bigger, table.map, table.n * sizeof(*bigger));
		own_free(table.map, table.max * sizeof(*bigger));
		table.map = bigger;
		table.max *= 2;
	}
	memmove(&table.map[i + n], &table.map[i], (table.n - i) * sizeof(struct map));
	table.n += n;
}

static void remove_entries(u32 i, u32 n)
{
	memmove(&table.map[i], &table.map[i + n], (table.n - i - n) * sizeof(struct map));
	table.n -= n;
}

/* Makes addr a border between entries: so every change begins. */
static void split(u64 addr)
{
	u32 i = index_above(addr);

	text.lo = text.hi = 0;
	if (i == table.n || table.map[i].start >= addr)
		return;
	make_room(i, 1);
	table.map[i] = table.map[i + 1];
	table.map[i].end = addr;
	if (table.map[i + 1].ino)
		table.map[i + 1].offset += addr - table.map[i + 1].start;
	table.map[i + 1].start = addr;
}

void map_forget(u64 start, u64 end)
{
	u32 i, n = 0;

	split(start);
	split(end);
	i = index_above(start);
	while (i + n < table.n && table.map[i + n].start < end)
		n++;
	remove_entries(i, n);
}

/* b goes on where a ends, as if both had been made by one call. */
static bool joins(const struct map *a, const struct map *b)
{
	return a->end == b->start && a->prot == b->prot && a->flags == b->flags && a->kind == b->kind &&
	       a->dev == b->dev && a->ino == b->ino && a->file_end == b->file_end &&
	       (!a->ino || b->offset - a->offset == b->start - a->start);
}

static void join_at(u32 i)
{
	if (i == 0 || i >= table.n || !joins(&table.map[i - 1], &table.map[i]))
		return;
	table.map[i - 1].end = table.map[i].end;
	remove_entries(i, 1);
}

void map_note(const struct map *m)
{
	struct map entry = *m;
	u32 i;

	map_forget(entry.start, entry.end);
	i = index_above(entry.start);
	make_room(i, 1);
	table.map[i] = entry;
	join_at(i + 1);
	join_at(i);
}

void map_set_prot(u64 start, u64 end, u32 prot)
{
	u32 first, i;

	split(start);
	split(end);
	first = index_above(start);
	for (i = first; i < table.n && table.map[i].start < end; i++)
		table.map[i].prot = prot;
	while (i > first)
		join_at(i--);
	join_at(first);
}

/* ---- free addresses ---- */

/* The lower end of a guest mapping that overlaps [start, end), else 0. */
static u64 guest_below(u64 start, u64 end)
{
	u32 i = index_above(end - 1);
	u64 low;

	/* A stack keeps a gap below itself. */
	if (i < table.n && table.map[i].kind == MAP_KIND_STACK && table.map[i].start - STACK_GAP < end)
		return table.map[i].start - STACK_GAP;
	if (i < table.n && table.map[i].start < end)
		return table.map[i].start;
	if (i == 0 || table.map[i - 1].end <= start)
		return 0;
	low = table.map[i - 1].start;
	return table.map[i - 1].kind == MAP_KIND_STACK ? low - STACK_GAP : low;
}

u64 map_pick_below(u64 len, u64 align, u64 floor, u64 ceiling)
{
	u64 end = ceiling, start, low;

	for (;;) {
		if (end < floor || end - floor < len)
			return 0;
		start = (end - len) & ~(align - 1);
		if (start < floor)
			return 0;
		low = guest_below(start, start + len);
		if (!low)
			low = own_below(start, start + len);
		if (!low)
			return start;
		end = low;
	}
}

u64 map_pick(u64 len, u64 align)
{
	const struct layout *l = own_layout();
	u64 p = map_pick_below(len, align, MIN_ADDR, l->mmap_base), heap = map_brk_end();

	/* Below is full: between the heap and the stack, nearer to the stack. */
	if (!p)
		p = map_pick_below(len, align, (heap > l->mmap_base ? heap : l->mmap_base) + PAGE, l->stack_top);
	return p;
}

s64 map_host_new(u64 addr, u64 len, int host_prot, int flags, int fd, u64 offset)
{
	long p = host_mmap(addr, len, host_prot, flags | MAP_FIXED_NOREPLACE, fd, offset);

	if (host_failed(p) || (u64)p == addr)
		return p;
	host_munmap((u64)p, len);	/* a host that does not know the flag: qemu-user 7.2, kernels before 4.17 */
	return -EEXIST;
}
