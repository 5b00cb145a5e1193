/* SPDX-License-Identifier: GPL-2.0-only */
/* sys_memory.c - the guest's address space (map.h does the work) and System V shared memory and semaphores. */
#include "map.h"
#include "own.h"
#include "sys.h"

long sys_mmap(struct call *c)
{
	const u64 *a = c->arg;

	return map_mmap(a[0], a[1], a[2], a[3], (s32)a[4], a[5]);
}

long sys_munmap(struct call *c)
{
	return map_munmap(c->arg[0], c->arg[1]);
}

long sys_mprotect(struct call *c)
{
	return map_mprotect(c->arg[0], c->arg[1], c->arg[2]);
}

long sys_mremap(struct call *c)
{
	const u64 *a = c->arg;

	return map_mremap(a[0], a[1], a[2], a[3], a[4]);
}

long sys_madvise(struct call *c)
{
	return map_madvise(c->arg[0], c->arg[1], c->arg[2]);
}

long sys_brk(struct call *c)
{
	return map_brk(c->arg[0]);
}

/* A processor without protection keys: as the kernel answers there. */
long sys_pkey_mprotect(struct call *c)
{
	return (s32)c->arg[3] == -1 ? map_mprotect(c->arg[0], c->arg[1], c->arg[2]) : -EINVAL;
}

long sys_pkey_alloc(struct call *c)
{
	return c->arg[0] || c->arg[1] & ~3ull ? -EINVAL : -ENOSPC;
}

long sys_pkey_free(struct call *c)
{
	return -EINVAL;
}

/* ---- shared memory ---- */

enum { SHM_RDONLY = 010000, SHM_RND = 020000, SHM_REMAP = 040000, SHM_EXEC = 0100000, IPC_STAT = 2 };

/* struct shmid64_ds is the same on both sides: permissions (48 bytes), then the size. */
static s64 shm_size(struct call *c, u64 id)
{
	u64 ds[32];
	long r = host_call(HN_shmctl, id, IPC_STAT, ds);

	return r < 0 ? r : (s64)ds[6];
}

/* Where to attach, or -errno. */
static s64 shm_address(struct call *c, u64 addr, u64 flags, u64 len)
{
	if (!addr) {
		if (flags & SHM_REMAP)
			return -EINVAL;
		addr = map_pick(len, PAGE);
		return addr ? (s64)addr : -ENOMEM;
	}
	if (addr & (PAGE - 1)) {
		if (!(flags & SHM_RND))
			return -EINVAL;
		addr = page_down(addr);
	}
	if (!addr || addr >= map_limit() || len > map_limit() - addr || own_overlaps(addr, addr + len))
		return -EINVAL;
	return (s64)addr;
}

long sys_shmat(struct call *c)
{
	u64 flags = c->arg[2];
	s64 size = shm_size(c, c->arg[0]), at;
	struct map m = { .flags = MAP_SHARED, .kind = MAP_KIND_ANON, .file_end = ~0ull, .prot = PROT_READ };
	long r;

	if (size < 0)
		return size;
	at = shm_address(c, c->arg[1], flags, page_up((u64)size));
	if (at < 0)
		return at;
	if (flags & SHM_REMAP)
		map_munmap((u64)at, page_up((u64)size));
	r = host_call(HN_shmat, c->arg[0], at, flags & ~(u64)(SHM_EXEC | SHM_RND));
	if (host_failed(r))
		return r;
	m.start = (u64)r;
	m.end = m.start + page_up((u64)size);
	m.prot |= (flags & SHM_RDONLY ? 0 : PROT_WRITE) | (flags & SHM_EXEC ? PROT_EXEC : 0);
	map_note(&m);
	return r;
}

/* The table's entry may have been cut or split: what the kernel detaches is what began as one segment there. */
long sys_shmdt(struct call *c)
{
	const struct map *m = map_find(c->arg[0]);
	u64 start = c->arg[0], end;
	long r;

	if (!m || m->start != start || !(m->flags & MAP_SHARED))
		return -EINVAL;
	end = m->end;
	r = host_call(HN_shmdt, start);
	if (!r)
		map_forget(start, end);
	return r;
}

/* ---- semaphores ---- */

/* struct ipc64_perm is the same; x86-64 has a hole behind each time. */
struct guest_semid {
	u8 perm[48];
	u64 otime, unused1, ctime, unused2, nsems, unused3, unused4;
};

struct host_semid {
	u8 perm[48];
	u64 otime, ctime, nsems, unused3, unused4;
};

long sys_semctl(struct call *c)
{
	enum { IPC_SET = 1, SEM_STAT = 18, SEM_STAT_ANY = 20 };
	const u64 *a = c->arg;
	struct guest_semid g = { 0 };
	struct host_semid h = { 0 };
	long r;

	switch ((s32)a[2]) {
	case IPC_SET:
		if (guest_get(&g, a[3], sizeof(g)))
			return -EFAULT;
		memcpy(h.perm, g.perm, sizeof(h.perm));
		return call_host(c, HN_semctl, a[0], a[1], a[2], &h);
	case IPC_STAT:
	case SEM_STAT:
	case SEM_STAT_ANY:
		r = call_host(c, HN_semctl, a[0], a[1], a[2], &h);
		if (r < 0)
			return r;
		memcpy(g.perm, h.perm, sizeof(g.perm));
		g.otime = h.otime;
		g.ctime = h.ctime;
		g.nsems = h.nsems;
		return guest_put(a[3], &g, sizeof(g)) ? -EFAULT : r;
	default:
		return call_row(c);
	}
}
