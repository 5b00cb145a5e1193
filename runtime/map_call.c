/* SPDX-License-Identifier: GPL-2.0-only */
/* map_call.c - the guest's mmap, munmap, mprotect, mremap, madvise and brk; mm/mmap.c, mprotect.c, mremap.c. */
#include "map.h"
#include "host.h"
#include "lib.h"
#include "process.h"
#include "region.h"

enum { TRIES = 64, MAP_TYPE = 15, MAP_HUGETLB = 0x40000, MAP_SYNC = 0x80000,
	PROT_KNOWN = 15 /* and PROT_SEM */, PROT_GROWSDOWN = 0x01000000, PROT_GROWSUP = 0x02000000 };
/* MAP_32BIT of x86 looks in the second GiB. */
#define LOW_START 0x40000000ull
#define LOW_END 0x80000000ull

/* ---- mmap ---- */

struct request {
	u64 addr, len, prot, flags, offset;
	int fd;
	int host_flags;
	struct map map;		/* what will be noted */
};

/* Flags that only x86 has, that are not flags of arm64's mmap, or that would let the kernel choose addresses. */
static int flags_for_host(u64 flags)
{
	return (int)(flags & ~(u64)(MAP_FIXED | MAP_FIXED_NOREPLACE | MAP_32BIT | 0x80 /* MAP_ABOVE4G */ | MAP_GROWSDOWN |
				     MAP_DENYWRITE | 0x1000 /* MAP_EXECUTABLE */));
}

static s64 check(const struct request *q, u64 len)
{
	u64 type = q->flags & MAP_TYPE;

	if (!len || q->offset & (PAGE - 1))
		return -EINVAL;
	if (type != MAP_SHARED && type != MAP_PRIVATE && type != MAP_SHARED_VALIDATE)
		return -EINVAL;
	if (!q->len || q->len > map_limit())
		return -ENOMEM;
	if (!(q->flags & MAP_ANONYMOUS) && q->offset + q->len < q->offset)
		return -EOVERFLOW;
	if (!(q->flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)))
		return 0;
	if (q->addr & (PAGE - 1))
		return -EINVAL;
	return q->addr > map_limit() - q->len ? -ENOMEM : 0;
}

/* What the file behind fd is; the pages behind its end raise SIGBUS. */
static s64 describe(struct request *q)
{
	struct map *m = &q->map;
	struct host_stat st;
	s64 err;

	*m = (struct map){ .prot = (u32)q->prot & 7, .kind = MAP_KIND_ANON, .file_end = ~0ull,
			   .flags = (q->flags & MAP_TYPE) == MAP_PRIVATE ? MAP_PRIVATE : MAP_SHARED };
	m->flags |= q->flags & (MAP_ANONYMOUS | MAP_NORESERVE);
	if (q->flags & MAP_ANONYMOUS)
		return 0;
	err = host_fstat(q->fd, &st);
	if (err)
		return err;
	m->kind = MAP_KIND_FILE;
	m->offset = q->offset;
	m->dev = st.dev;
	m->ino = st.ino;
	if ((st.mode & S_IFMT) == S_IFREG)
		m->file_end = (u64)st.size > q->offset ? page_up((u64)st.size - q->offset) : 0;
	return 0;
}

static s64 done(struct request *q, u64 addr)
{
	q->map.start = addr;
	q->map.end = addr + q->len;
	if (q->map.file_end != ~0ull)
		q->map.file_end += addr;
	map_note(&q->map);
	if (q->map.flags & MAP_SHARED && q->map.prot & PROT_WRITE)
		process.shares_memory = true;
	return (s64)addr;
}

static s64 map_new(const struct request *q, u64 addr)
{
	return map_host_new(addr, q->len, map_host_prot(q->prot), q->host_flags, q->fd, q->offset);
}

/* Holes of the guest's mappings may have something of the host's in them, which MAP_FIXED must not replace. */
static s64 fill_holes(u64 start, u64 end)
{
	while (start < end) {
		const struct map *m = map_find_above(start);
		u64 stop = m && m->start < end ? m->start : end;

		if (start < stop) {
			s64 p = map_host_new(start, stop - start, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

			if (host_failed(p))
				return p == -EEXIST ? -ENOMEM : p;
		}
		start = m && m->end > stop ? m->end : stop;
		if (!m)
			break;
	}
	return 0;
}

static s64 map_fixed(struct request *q)
{
	const struct map *m = map_find_above(q->addr);
	bool taken = m && m->start < q->addr + q->len;
	s64 r;

	if (own_overlaps(q->addr, q->addr + q->len))
		return q->flags & MAP_FIXED_NOREPLACE ? -EEXIST : -ENOMEM;
	if (taken && q->flags & MAP_FIXED_NOREPLACE)
		return -EEXIST;
	if (!taken) {
		r = map_new(q, q->addr);
		if (r == -EEXIST && !(q->flags & MAP_FIXED_NOREPLACE))
			r = -ENOMEM;
		return host_failed(r) ? r : done(q, q->addr);
	}
	if (!map_covers(q->addr, q->addr + q->len)) {
		r = fill_holes(q->addr, q->addr + q->len);
		if (r)
			return r;
	}
	r = host_mmap(q->addr, q->len, map_host_prot(q->prot), q->host_flags | MAP_FIXED, q->fd, q->offset);
	if (host_failed(r))
		return r;
	map_code_gone(q->addr, q->addr + q->len);
	return done(q, q->addr);
}

static bool hint_fits(const struct request *q, u64 addr)
{
	const struct map *m;

	if (!addr || addr > map_limit() - q->len || own_below(addr, addr + q->len))
		return false;
	m = map_find_above(addr);
	return !m || m->start >= addr + q->len;
}

static s64 map_anywhere(struct request *q)
{
	u64 addr = page_up(q->addr), align = q->flags & MAP_HUGETLB ? 2 << 20 : PAGE;

	if (addr && addr < 1 << 16)
		addr = 1 << 16;
	for (int i = 0; i < TRIES; i++) {
		s64 r;

		if (i || !hint_fits(q, addr))
			addr = q->flags & MAP_32BIT ? map_pick_below(q->len, align, LOW_START, LOW_END) : map_pick(q->len, align);
		if (!addr)
			return -ENOMEM;
		r = map_new(q, addr);
		if (!host_failed(r))
			return done(q, addr);
		if (r != -EEXIST)
			return r;
		own_avoid(addr, addr + q->len);
	}
	return -ENOMEM;
}

s64 map_mmap(u64 addr, u64 len, u64 prot, u64 flags, s64 fd, u64 offset)
{
	struct request q = { .addr = addr, .len = page_up(len), .prot = prot, .flags = flags, .offset = offset,
			     .fd = flags & MAP_ANONYMOUS ? -1 : (int)fd, .host_flags = flags_for_host(flags) };
	s64 err = check(&q, len);

	if (!err)
		err = describe(&q);
	if (err)
		return err;
	return flags & (MAP_FIXED | MAP_FIXED_NOREPLACE) ? map_fixed(&q) : map_anywhere(&q);
}

/* ---- munmap, mprotect, madvise ---- */

s64 map_munmap(u64 addr, u64 len)
{
	u64 end = addr + page_up(len);

	if (addr & (PAGE - 1) || !len || page_up(len) > map_limit() || addr > map_limit() - page_up(len))
		return -EINVAL;
	for (const struct map *m = map_find_above(addr); m && m->start < end; m = map_find_above(addr)) {
		u64 lo = m->start > addr ? m->start : addr, hi = m->end < end ? m->end : end;
		s64 err = host_munmap(lo, hi - lo);

		if (err)
			return err;
		map_code_gone(lo, hi);
		map_forget(lo, hi);
		addr = hi;
	}
	return 0;
}

/* Code stays translated while its pages stay executable and do not become writable. */
static void code_after_protect(u64 start, u64 end, u64 prot)
{
	if (!(prot & PROT_EXEC) || prot & PROT_WRITE)
		map_code_gone(start, end);
	else
		map_unprotect_range(start, end - start);
}

s64 map_mprotect(u64 addr, u64 len, u64 prot)
{
	u64 end = addr + page_up(len), hole = end;
	s64 err;

	prot &= ~(u64)(PROT_GROWSDOWN | PROT_GROWSUP);
	if (addr & (PAGE - 1))
		return -EINVAL;
	if (!len)
		return 0;
	if (end <= addr || end > map_limit())
		return -ENOMEM;
	if (prot & ~(u64)PROT_KNOWN)
		return -EINVAL;
	/* Up to the first hole it takes effect, then it fails. */
	for (u64 at = addr; at < end;) {
		const struct map *m = map_find(at);

		if (!m) {
			hole = at;
			break;
		}
		at = m->end;
	}
	if (hole == addr)
		return -ENOMEM;
	code_after_protect(addr, hole, prot);
	err = host_mprotect(addr, hole - addr, map_host_prot(prot));
	if (err)
		return err;
	map_set_prot(addr, hole, (u32)prot & 7);
	return hole < end ? -ENOMEM : 0;
}

s64 map_madvise(u64 addr, u64 len, u64 advice)
{
	enum { MADV_DONTNEED = 4, MADV_FREE = 8, MADV_REMOVE = 9, MADV_DONTNEED_LOCKED = 24 };

	if (len && addr + len > addr) {
		if (own_overlaps(addr, addr + len))
			return -ENOMEM;
		if (advice == MADV_DONTNEED || advice == MADV_FREE || advice == MADV_REMOVE || advice == MADV_DONTNEED_LOCKED)
			map_unprotect_range(addr, len), region_withdraw(addr, addr + len);
	}
	return host_madvise(addr, len, (int)advice);
}

/* ---- mremap ---- */

/* Moves [addr, addr + len) to `to`, which is free or the guest's own choice. */
static s64 move(const struct map *old, u64 addr, u64 len, u64 new_len, u64 to, u64 flags)
{
	struct map m = *old;	/* the table changes below */
	s64 r;

	m.offset += m.ino ? addr - m.start : 0;
	if (m.file_end != ~0ull)
		m.file_end += to - addr;
	m.start = to;
	m.end = to + new_len;
	map_unprotect_range(addr, len ? len : PAGE);
	r = host_mremap(addr, len, new_len, MREMAP_MAYMOVE | MREMAP_FIXED | (int)(flags & MREMAP_DONTUNMAP), to);
	if (host_failed(r))
		return r;
	map_code_gone(to, to + new_len);
	if (len && !(flags & MREMAP_DONTUNMAP)) {
		map_code_gone(addr, addr + len);
		map_forget(addr, addr + len);
	}
	map_note(&m);
	return (s64)to;
}

static s64 move_anywhere(const struct map *m, u64 addr, u64 len, u64 new_len, u64 flags)
{
	for (int i = 0; i < TRIES; i++) {
		u64 to = map_pick(new_len, PAGE);
		s64 r;

		if (!to)
			return -ENOMEM;
		/* Holds the place, so that MREMAP_FIXED replaces nothing of the host's. */
		r = map_host_new(to, new_len, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (r == -EEXIST) {
			own_avoid(to, to + new_len);
			continue;
		}
		if (host_failed(r))
			return r;
		r = move(m, addr, len, new_len, to, flags);
		if (host_failed(r))
			host_munmap(to, new_len);
		return r;
	}
	return -ENOMEM;
}

static s64 move_fixed(const struct map *m, u64 addr, u64 len, u64 new_len, u64 flags, u64 to)
{
	s64 r;

	if (to & (PAGE - 1) || new_len > map_limit() || to > map_limit() - new_len)
		return -EINVAL;
	if (to < addr + len && addr < to + new_len)
		return -EINVAL;
	if (own_overlaps(to, to + new_len))
		return -ENOMEM;
	r = fill_holes(to, to + new_len);
	return r ? r : move(m, addr, len, new_len, to, flags);
}

static s64 grow_in_place(const struct map *m, u64 addr, u64 len, u64 new_len)
{
	const struct map *next = map_next(m);
	struct map more = *m;
	s64 r;

	if (addr + len != m->end || (next && next->start < addr + new_len) || own_below(addr + len, addr + new_len))
		return -ENOMEM;
	if (addr > map_limit() - new_len)
		return -ENOMEM;
	r = host_mremap(addr, len, new_len, 0, 0);
	if (host_failed(r))
		return r;
	more.start = addr;
	more.end = addr + new_len;
	more.offset += more.ino ? addr - m->start : 0;
	map_note(&more);
	return (s64)addr;
}

s64 map_mremap(u64 addr, u64 len, u64 new_len, u64 flags, u64 new_addr)
{
	const struct map *m = map_find(addr);
	s64 r;

	if (flags & ~7ull || (flags & MREMAP_FIXED && !(flags & MREMAP_MAYMOVE)) || addr & (PAGE - 1))
		return -EINVAL;
	if (flags & MREMAP_DONTUNMAP && (!(flags & MREMAP_MAYMOVE) || page_up(len) != page_up(new_len)))
		return -EINVAL;
	len = page_up(len);
	new_len = page_up(new_len);
	if (!new_len)
		return -EINVAL;
	if (!m)
		return -EFAULT;
	if (!len && !(m->flags & MAP_SHARED))
		return -EINVAL;
	if (flags & MREMAP_FIXED) {
		if (len > m->end - addr)
			return -EFAULT;
		return move_fixed(m, addr, len, new_len, flags, new_addr);
	}
	if (flags & MREMAP_DONTUNMAP)
		return len > m->end - addr ? -EFAULT : move_anywhere(m, addr, len, new_len, flags);
	if (new_len <= len) {
		r = new_len < len ? map_munmap(addr + new_len, len - new_len) : 0;
		return r ? r : (s64)addr;
	}
	if (len > m->end - addr)
		return -EFAULT;
	r = len ? grow_in_place(m, addr, len, new_len) : -ENOMEM;
	if (!host_failed(r) || !(flags & MREMAP_MAYMOVE))
		return r;
	return move_anywhere(m, addr, len, new_len, flags);
}

/* ---- brk ---- */

static struct {
	u64 start, end;
} heap;

void map_set_brk(u64 start)
{
	heap.start = heap.end = start;
}

u64 map_brk_start(void)
{
	return heap.start;
}

u64 map_brk_end(void)
{
	return heap.end;
}

s64 map_brk(u64 addr)
{
	struct map m = { .start = page_up(heap.end), .end = page_up(addr), .prot = PROT_READ | PROT_WRITE,
			 .flags = MAP_PRIVATE | MAP_ANONYMOUS, .kind = MAP_KIND_HEAP, .file_end = ~0ull };

	if (addr < heap.start || addr > map_limit())
		return (s64)heap.end;
	if (m.end < m.start) {
		if (map_munmap(m.end, m.start - m.end))
			return (s64)heap.end;
	} else if (m.end > m.start) {
		const struct map *next = map_find_above(m.start);

		if ((next && next->start < m.end + PAGE) || own_below(m.start, m.end))
			return (s64)heap.end;
		if (host_failed(map_host_new(m.start, m.end - m.start, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)))
			return (s64)heap.end;
		map_note(&m);
	}
	heap.end = addr;
	return (s64)addr;
}
