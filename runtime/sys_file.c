/* SPDX-License-Identifier: GPL-2.0-only */
/* sys_file.c - calls about files whose structures or flags differ between x86-64 and arm64. */
#include "path.h"
#include "proc.h"
#include "sys.h"

/* ---- stat ---- */

/* arch/x86/include/uapi/asm/stat.h, 64 bit. */
struct guest_stat {
	u64 dev, ino, nlink;
	u32 mode, uid, gid, pad;
	u64 rdev;
	s64 size, blksize, blocks;
	struct host_timespec atime, mtime, ctime;
	s64 unused[3];
};
_Static_assert(sizeof(struct guest_stat) == 144, "struct stat of x86-64");

static long stat_put(u64 to, const struct host_stat *h)
{
	struct guest_stat g = {
		.dev = h->dev, .ino = h->ino, .nlink = h->nlink, .mode = h->mode, .uid = h->uid, .gid = h->gid,
		.rdev = h->rdev, .size = h->size, .blksize = h->blksize, .blocks = h->blocks,
		.atime = h->atime, .mtime = h->mtime, .ctime = h->ctime,
	};

	return guest_put(to, &g, sizeof(g));
}

/* Links below the guest's root folder are looked at where they are; /proc/self/exe only when followed. */
static u64 resolve_at(u64 path, u64 flags, char *buf)
{
	return flags & HOST_AT_SYMLINK_NOFOLLOW ? guest_resolve_link(path, buf) : guest_resolve(path, buf);
}

static long stat_at(struct call *c, u64 dir, u64 path, u64 to, u64 flags)
{
	char buf[PATH_MAX];
	struct host_stat h;
	long r = call_host(c, HN_newfstatat, dir, resolve_at(path, flags, buf), &h, flags);

	return r ? r : stat_put(to, &h);
}

long sys_stat(struct call *c)
{
	return stat_at(c, (u64)HOST_AT_FDCWD, c->arg[0], c->arg[1], 0);
}

long sys_lstat(struct call *c)
{
	return stat_at(c, (u64)HOST_AT_FDCWD, c->arg[0], c->arg[1], HOST_AT_SYMLINK_NOFOLLOW);
}

long sys_newfstatat(struct call *c)
{
	return stat_at(c, c->arg[0], c->arg[1], c->arg[2], c->arg[3]);
}

long sys_fstat(struct call *c)
{
	struct host_stat h;
	long r = call_host(c, HN_fstat, c->arg[0], &h);

	return r ? r : stat_put(c->arg[1], &h);
}

long sys_statx(struct call *c)
{
	char buf[PATH_MAX];
	const u64 *a = c->arg;

	c->arg[1] = resolve_at(a[1], a[2], buf);
	return call_host(c, HN_statx, a[0], a[1], a[2], a[3], a[4]);
}

/* ---- open, readlink ---- */

static long open_at(struct call *c, u64 dir, u64 path, u64 flags, u64 mode)
{
	char buf[PATH_MAX];
	u64 host_path = flags & GUEST_O_NOFOLLOW ? guest_resolve_link(path, buf) : guest_resolve(path, buf);
	long fd = call_host(c, HN_openat, dir, host_path, open_flags(flags), mode);

	return fd < 0 ? fd : proc_opened((int)fd, host_path, flags);
}

long sys_open(struct call *c)
{
	return open_at(c, (u64)HOST_AT_FDCWD, c->arg[0], c->arg[1], c->arg[2]);
}

long sys_openat(struct call *c)
{
	return open_at(c, c->arg[0], c->arg[1], c->arg[2], c->arg[3]);
}

/* struct open_how: flags, mode, resolve; later kernels may append. */
long sys_openat2(struct call *c)
{
	char buf[PATH_MAX];
	u64 how[8] = { 0 };
	u64 size = c->arg[3], flags, path;
	long fd;

	if (size < 24)
		return -EINVAL;
	if (size > sizeof(how))
		return -E2BIG;
	if (guest_get(how, c->arg[2], size))
		return -EFAULT;
	flags = how[0];
	how[0] = open_flags(flags);
	path = how[2] ? c->arg[1] : guest_resolve(c->arg[1], buf);	/* RESOLVE_*: the caller's own root */
	fd = call_host(c, HN_openat2, c->arg[0], path, how, size);
	return fd < 0 ? fd : proc_opened((int)fd, path, flags);
}

static long readlink_at(struct call *c, u64 dir, u64 path, u64 to, u64 size)
{
	char buf[PATH_MAX];

	if (guest_names_exe(path)) {
		const char *exe = proc_exe_guest();
		size_t n = strlen(exe);

		if ((s32)size <= 0)
			return -EINVAL;
		if (n > size)
			n = size;
		return guest_put(to, exe, n) ? -EFAULT : (long)n;
	}
	return call_host(c, HN_readlinkat, dir, guest_resolve_link(path, buf), to, size);
}

long sys_readlink(struct call *c)
{
	return readlink_at(c, (u64)HOST_AT_FDCWD, c->arg[0], c->arg[1], c->arg[2]);
}

long sys_readlinkat(struct call *c)
{
	return readlink_at(c, c->arg[0], c->arg[1], c->arg[2], c->arg[3]);
}

/* ---- descriptors ---- */

long sys_dup2(struct call *c)
{
	if (c->arg[0] != c->arg[1])
		return call_host(c, HN_dup3, c->arg[0], c->arg[1], 0);
	return call_host(c, HN_fcntl, c->arg[0], F_GETFD) < 0 ? -EBADF : (long)(u32)c->arg[1];
}

long sys_fcntl(struct call *c)
{
	long r;

	if ((u32)c->arg[1] == F_SETFL)
		c->arg[2] = open_flags(c->arg[2]);
	r = call_row(c);
	if ((u32)c->arg[1] == F_GETFL && r >= 0)
		r = (long)open_flags((u64)r);
	return r;
}

/* ---- getdents ---- */

/* linux_dirent64: ino, off, reclen, type, name. linux_dirent: name first, type in the record's last byte. */
enum { DIRENT_RECLEN = 16, DIRENT_TYPE = 18, DIRENT_NAME = 19, DIRENT_MAX = 19 + 256 + 8 };

static long dirent_rewrite(u64 at, u16 *reclen)
{
	u8 rec[DIRENT_MAX];
	u8 type;

	if (guest_get(reclen, at + DIRENT_RECLEN, 2))
		return -EFAULT;
	if (*reclen < DIRENT_NAME || *reclen > sizeof(rec))
		return -EIO;
	if (guest_get(rec, at, *reclen))
		return -EFAULT;
	type = rec[DIRENT_TYPE];
	memmove(rec + DIRENT_TYPE, rec + DIRENT_NAME, *reclen - DIRENT_NAME);
	rec[*reclen - 1] = type;
	return guest_put(at, rec, *reclen);
}

/* Both records have the same length for every name: rewritten in place. */
long sys_getdents(struct call *c)
{
	long n = call_host(c, HN_getdents64, c->arg[0], c->arg[1], c->arg[2]);
	u16 reclen = 0;

	for (long at = 0; at < n; at += reclen) {
		long r = dirent_rewrite(c->arg[1] + (u64)at, &reclen);

		if (r)
			return r;
	}
	return n;
}

/* ---- time stamps ---- */

static long set_times(struct call *c, u64 dir, u64 path, const struct host_timespec *times)
{
	char buf[PATH_MAX];

	return call_host(c, HN_utimensat, dir, guest_resolve(path, buf), times, 0);
}

/* struct utimbuf: two seconds. */
long sys_utime(struct call *c)
{
	struct host_timespec times[2] = { 0 };
	s64 seconds[2];

	if (!c->arg[1])
		return set_times(c, (u64)HOST_AT_FDCWD, c->arg[0], NULL);
	if (guest_get(seconds, c->arg[1], sizeof(seconds)))
		return -EFAULT;
	times[0].sec = seconds[0];
	times[1].sec = seconds[1];
	return set_times(c, (u64)HOST_AT_FDCWD, c->arg[0], times);
}

/* Two of struct timeval. */
static long set_timevals(struct call *c, u64 dir, u64 path, u64 from)
{
	struct host_timespec times[2];

	if (!from)
		return set_times(c, dir, path, NULL);
	if (guest_get(times, from, sizeof(times)))
		return -EFAULT;
	for (int i = 0; i < 2; i++) {
		if ((u64)times[i].nsec >= 1000000)
			return -EINVAL;
		times[i].nsec *= 1000;
	}
	return set_times(c, dir, path, times);
}

long sys_utimes(struct call *c)
{
	return set_timevals(c, (u64)HOST_AT_FDCWD, c->arg[0], c->arg[1]);
}

long sys_futimesat(struct call *c)
{
	return set_timevals(c, c->arg[0], c->arg[1], c->arg[2]);
}
