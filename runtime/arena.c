/* SPDX-License-Identifier: GPL-2.0-only */
/* arena.c - code memory; see arena.h. */
#include "arena.h"
#include "host.h"
#include "lib.h"
#include "map.h"
#include "thread.h"
#include "a64/a64.h"

struct arena arena;

_Static_assert(OWN_CODE <= 128 << 20, "B reaches 128 MiB");

enum { ARENA_MIN = 1 << 20, ARENA_SCRATCHES = 64, RLIMIT_AS = 9 };

static void cache_lines(void)
{
	u64 ctr;

	asm volatile("mrs %0, ctr_el0" : "=r"(ctr));
	arena.dline = ctr & 1ull << 28 ? 0 : 4u << (ctr >> 16 & 15);
	arena.iline = ctr & 1ull << 29 ? 0 : 4u << (ctr & 15);
}

void arena_sync(u64 host, u64 bytes)
{
	u64 end = host + bytes, p, delta = arena.write_delta, dline = arena.dline, iline = arena.iline;

	if (dline)
		for (p = (host & -dline) + delta; p < end + delta; p += dline)
			asm volatile("dc cvau, %0" : : "r"(p) : "memory");
	asm volatile("dsb ish" : : : "memory");
	if (iline)
		for (p = host & -iline; p < end; p += iline)
			asm volatile("ic ivau, %0" : : "r"(p) : "memory");
	asm volatile("dsb ish\n\tisb" : : : "memory");
}

void arena_sync_word(u64 host)
{
	if (arena.dline)
		asm volatile("dc cvau, %0" : : "r"(host + arena.write_delta) : "memory");
	asm volatile("dsb ish" : : : "memory");
	if (arena.iline)
		asm volatile("ic ivau, %0" : : "r"(host) : "memory");
	asm volatile("dsb ish\n\tisb" : : : "memory");
}

void arena_patch(u64 site, u32 word)
{
	__atomic_store_n(arena_write(site), word, __ATOMIC_RELEASE);
	arena_sync_word(site);
}

/* Maps `size` bytes at `at`, exactly there, writable and executable at once. */
static s64 map_rwx(u64 at, u64 size)
{
	long p = host_mmap(at, size, PROT_READ | PROT_WRITE | PROT_EXEC,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);

	if (host_failed(p) || (u64)p == at)
		return p;
	host_munmap((u64)p, size);
	return -EEXIST;
}

static long make_memfd(u64 size)
{
	long fd = host_memfd("xlate-code", MFD_CLOEXEC | MFD_EXEC), err;

	if (fd == -EINVAL)	/* before Linux 6.3 */
		fd = host_memfd("xlate-code", MFD_CLOEXEC);
	if (host_failed(fd))
		return fd;
	err = host_ftruncate((int)fd, size);
	if (!err)
		return fd;
	host_close((int)fd);
	return err;
}

/* Where W and X together are refused: a memfd, executable at `at`, writable somewhere else. */
static s64 map_twice(u64 at, u64 size)
{
	long fd = make_memfd(size), x, w;

	if (host_failed(fd))
		return fd;
	w = host_mmap(0, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, (int)fd, 0);
	if (host_failed(w))
		goto close;
	x = host_mmap(at, size, PROT_READ | PROT_EXEC, MAP_SHARED | MAP_NORESERVE | MAP_FIXED_NOREPLACE, (int)fd, 0);
	if (!host_failed(x) && (u64)x == at) {
		arena.write_delta = (s64)((u64)w - at);
		arena.fd = (int)fd;
		own_add((u64)w, (u64)w + size);
		return x;
	}
	host_munmap((u64)w, size);
	if (!host_failed(x)) {
		host_munmap((u64)x, size);
		x = -EEXIST;
	}
	w = x;
close:
	host_close((int)fd);
	return w;
}

static s64 reserve(u64 at, u64 room)
{
	struct host_rlimit limit;
	u64 size = room;
	s64 p = -ENOMEM, refused = 0;

	/* Under a limit of address space the guest gets most of it. */
	if (host_getrlimit(RLIMIT_AS, &limit) == 0)
		while (size > ARENA_MIN && size > limit.cur / 8)
			size /= 2;
	for (; size >= ARENA_MIN; size /= 2) {
		p = map_rwx(at, size);
		if (p == -EACCES || p == -EPERM) {
			refused = p;
			p = map_twice(at, size);
		}
		if (!host_failed(p)) {
			arena.start = at;
			arena.end = at + size;
			own_add(arena.start, arena.end);
			return 0;
		}
		if (p != -ENOMEM)
			break;
	}
	return refused ? refused : p;
}

static void put(u32 word)
{
	*arena_write(arena.next) = word;
	arena.next += 4;
}

static void put_branch(u64 to)
{
	put(a64_b((s64)(to - arena.next)));
}

/* Doors, and the three sequences that stand for code that is not there. */
static void fill_beginning(void)
{
	u64 far;

	arena.doors = arena.next = arena.start;
	far = arena.doors + DOOR_COUNT * 4;
	for (unsigned d = 0; d < DOOR_COUNT; d++)
		put_branch(far + d * 8);
	for (unsigned d = 0; d < DOOR_COUNT; d++) {
		put(a64_ldr_uoff(A64_LOG2_X, HR_T3, HR_STATE, ST_OFF(door) + d * 8));
		put(a64_br(HR_T3));
	}
	arena.withdrawn = arena.next;
	put(a64_movz(X64, HR_T1, 0, 0));
	put_branch(arena.doors + DOOR_INDIRECT * 4);
	arena.no_return = arena.next;
	put(a64_movz(X64, HR_T0, 0, 0));
	put_branch(arena.doors + DOOR_RETURN * 4);
	arena_sync(arena.start, arena.next - arena.start);
}

int arena_init(u64 at, u64 room)
{
	s64 err;

	arena.fd = -1;
	cache_lines();
	err = reserve(at, room);
	if (err)
		return (int)err;
	fill_beginning();
	/* Threads' scratch code stays when regions are forgotten. */
	arena.scratch = (arena.next + 63) & ~63ull;
	arena.first = arena.scratch + ARENA_SCRATCHES * SCRATCH_WORDS * 4;
	arena_reset();
	return 0;
}

u64 arena_alloc_scratch(void)
{
	u64 p = arena.scratch;

	if (p + SCRATCH_WORDS * 4 > arena.first)
		return 0;
	arena.scratch += SCRATCH_WORDS * 4;
	return p;
}

void arena_reset(void)
{
	arena.next = arena.first;
}

int arena_after_fork(void)
{
	u64 size = arena.end - arena.start;
	long fd, w;

	if (arena.fd < 0)
		return 0;
	fd = make_memfd(size);
	if (host_failed(fd))
		return (int)fd;
	w = host_mmap(arena.start + (u64)arena.write_delta, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE | MAP_FIXED,
		      (int)fd, 0);
	if (!host_failed(w))
		w = host_mmap(arena.start, size, PROT_READ | PROT_EXEC, MAP_SHARED | MAP_NORESERVE | MAP_FIXED, (int)fd, 0);
	if (host_failed(w)) {
		host_close((int)fd);
		return (int)w;
	}
	host_close(arena.fd);
	arena.fd = (int)fd;
	fill_beginning();
	arena_reset();
	return 1;
}
