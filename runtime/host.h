/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * host.h - system calls of the host, and the structures and constants of its interface that differ
 * from the guest's or that the runtime needs. Every call returns its result or -errno.
 * Source: the kernel's asm-generic UAPI headers and Documentation/arm64.
 */
#ifndef XLATE_HOST_H
#define XLATE_HOST_H

#include <stddef.h>
#include "a64/types.h"
#include "hostnr.h"

static inline long host_call6(long nr, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f)
{
	register u64 x8 asm("x8") = (u64)nr;
	register u64 x0 asm("x0") = a;
	register u64 x1 asm("x1") = b;
	register u64 x2 asm("x2") = c;
	register u64 x3 asm("x3") = d;
	register u64 x4 asm("x4") = e;
	register u64 x5 asm("x5") = f;

	asm volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
		     : "memory", "cc");
	return (long)x0;
}

/* host_call(nr, up to six arguments): each is an integer or a pointer. */
#define HOST_U64(x) ((u64)(x))
#define HOST_CALL(nr, a, b, c, d, e, f, ...) \
	host_call6(nr, HOST_U64(a), HOST_U64(b), HOST_U64(c), HOST_U64(d), HOST_U64(e), HOST_U64(f))
#define host_call(nr, ...) HOST_CALL(nr, ##__VA_ARGS__, 0, 0, 0, 0, 0, 0)

/* Errors of the interface that the runtime names. The numbers are the same on both sides. */
enum {
	EPERM = 1, ENOENT = 2, ESRCH = 3, EINTR = 4, EIO = 5, ENXIO = 6, E2BIG = 7, ENOEXEC = 8, EBADF = 9,
	ECHILD = 10, EAGAIN = 11, ENOMEM = 12, EACCES = 13, EFAULT = 14, EBUSY = 16, EEXIST = 17, ENODEV = 19,
	ENOTDIR = 20, EISDIR = 21, EINVAL = 22, ENFILE = 23, EMFILE = 24, ETXTBSY = 26, EFBIG = 27, ENOSPC = 28,
	ESPIPE = 29, EROFS = 30, EPIPE = 32, ERANGE = 34, EDEADLK = 35, ENAMETOOLONG = 36, ENOSYS = 38,
	ELOOP = 40, ELIBBAD = 80, EOVERFLOW = 75, EOPNOTSUPP = 95, ETIMEDOUT = 110,
	/* Never seen by a program; 512 is the kernel's own, in results of an interrupted call. */
	ERESTARTSYS = 512, ERESTARTNOINTR = 513,
};

/* Results in [-4095, -1] are errors. */
static inline bool host_failed(long result) { return (u64)result > (u64)-4096; }

enum { HOST_AT_FDCWD = -100, HOST_AT_SYMLINK_NOFOLLOW = 0x100, HOST_AT_REMOVEDIR = 0x200,
	HOST_AT_SYMLINK_FOLLOW = 0x400, HOST_AT_EMPTY_PATH = 0x1000 };

/* Flags of open: those of asm-generic but for four that arm64 numbers its own way. */
enum {
	HOST_O_RDONLY = 0, HOST_O_WRONLY = 1, HOST_O_RDWR = 2, HOST_O_ACCMODE = 3, HOST_O_CREAT = 0100,
	HOST_O_EXCL = 0200, HOST_O_TRUNC = 01000, HOST_O_APPEND = 02000, HOST_O_NONBLOCK = 04000, HOST_O_CLOEXEC = 02000000,
	HOST_O_PATH = 010000000,
	HOST_O_DIRECTORY = 040000, HOST_O_NOFOLLOW = 0100000, HOST_O_DIRECT = 0200000, HOST_O_LARGEFILE = 0400000,
};

enum {
	PROT_NONE = 0, PROT_READ = 1, PROT_WRITE = 2, PROT_EXEC = 4,
	MAP_SHARED = 1, MAP_PRIVATE = 2, MAP_SHARED_VALIDATE = 3, MAP_FIXED = 0x10, MAP_ANONYMOUS = 0x20,
	MAP_32BIT = 0x40, MAP_GROWSDOWN = 0x100, MAP_DENYWRITE = 0x800, MAP_LOCKED = 0x2000, MAP_NORESERVE = 0x4000,
	MAP_POPULATE = 0x8000, MAP_STACK = 0x20000, MAP_FIXED_NOREPLACE = 0x100000,
	MREMAP_MAYMOVE = 1, MREMAP_FIXED = 2, MREMAP_DONTUNMAP = 4,
};

enum { SEEK_SET = 0, SEEK_CUR = 1, SEEK_END = 2 };
enum { F_DUPFD = 0, F_GETFD = 1, F_SETFD = 2, F_GETFL = 3, F_SETFL = 4, F_DUPFD_CLOEXEC = 1030, FD_CLOEXEC = 1 };
enum { MFD_CLOEXEC = 1, MFD_ALLOW_SEALING = 2, MFD_EXEC = 0x10 };

struct host_timespec {
	s64 sec, nsec;
};

struct host_stat {
	u64 dev, ino;
	u32 mode, nlink, uid, gid;
	u64 rdev, pad1;
	s64 size;
	s32 blksize, pad2;
	s64 blocks;
	struct host_timespec atime, mtime, ctime;
	u32 unused[2];
};
_Static_assert(sizeof(struct host_stat) == 128, "struct stat of asm-generic");

enum { S_IFMT = 0170000, S_IFREG = 0100000, S_IFDIR = 0040000, S_IFLNK = 0120000, S_IFCHR = 0020000 };

struct host_utsname {
	char sysname[65], nodename[65], release[65], version[65], machine[65], domainname[65];
};

struct host_rlimit {
	u64 cur, max;
};

struct host_iovec {
	void *base;
	u64 len;
};

/* ---- files ---- */

static inline long host_openat(int dir, const char *path, int flags, int mode)
{
	return host_call(HN_openat, dir, path, flags, mode);
}

static inline long host_open(const char *path, int flags)
{
	return host_openat(HOST_AT_FDCWD, path, flags, 0);
}

static inline long host_close(int fd)
{
	return host_call(HN_close, fd);
}

static inline long host_read(int fd, void *buf, size_t n)
{
	return host_call(HN_read, fd, buf, n);
}

static inline long host_write(int fd, const void *buf, size_t n)
{
	return host_call(HN_write, fd, buf, n);
}

static inline long host_pread(int fd, void *buf, size_t n, u64 offset)
{
	return host_call(HN_pread64, fd, buf, n, offset);
}

static inline long host_pwrite(int fd, const void *buf, size_t n, u64 offset)
{
	return host_call(HN_pwrite64, fd, buf, n, offset);
}

static inline long host_lseek(int fd, s64 offset, int whence)
{
	return host_call(HN_lseek, fd, offset, whence);
}

static inline long host_ftruncate(int fd, u64 size)
{
	return host_call(HN_ftruncate, fd, size);
}

static inline long host_fstat(int fd, struct host_stat *st)
{
	return host_call(HN_fstat, fd, st);
}

static inline long host_fstatat(int dir, const char *path, struct host_stat *st, int flags)
{
	return host_call(HN_newfstatat, dir, path, st, flags);
}

static inline long host_faccessat(int dir, const char *path, int mode)
{
	return host_call(HN_faccessat, dir, path, mode);
}

static inline long host_readlinkat(int dir, const char *path, char *buf, size_t size)
{
	return host_call(HN_readlinkat, dir, path, buf, size);
}

static inline long host_getdents(int fd, void *buf, size_t size)
{
	return host_call(HN_getdents64, fd, buf, size);
}

static inline long host_fcntl(int fd, int command, u64 arg)
{
	return host_call(HN_fcntl, fd, command, arg);
}

static inline long host_dup3(int from, int to, int flags)
{
	return host_call(HN_dup3, from, to, flags);
}

static inline long host_memfd(const char *name, unsigned flags)
{
	return host_call(HN_memfd_create, name, flags);
}

/* ---- memory ---- */

static inline long host_mmap(u64 addr, u64 len, int prot, int flags, int fd, u64 offset)
{
	return host_call(HN_mmap, addr, len, prot, flags, fd, offset);
}

static inline long host_munmap(u64 addr, u64 len)
{
	return host_call(HN_munmap, addr, len);
}

static inline long host_mprotect(u64 addr, u64 len, int prot)
{
	return host_call(HN_mprotect, addr, len, prot);
}

static inline long host_mremap(u64 addr, u64 len, u64 new_len, int flags, u64 new_addr)
{
	return host_call(HN_mremap, addr, len, new_len, flags, new_addr);
}

static inline long host_madvise(u64 addr, u64 len, int advice)
{
	return host_call(HN_madvise, addr, len, advice);
}

/* ---- processes, signals, time ---- */

static inline __attribute__((noreturn)) void host_exit_group(int status)
{
	for (;;)
		host_call(HN_exit_group, status);
}

static inline __attribute__((noreturn)) void host_exit(int status)
{
	for (;;)
		host_call(HN_exit, status);
}

static inline int host_getpid(void)
{
	return (int)host_call(HN_getpid);
}

static inline int host_gettid(void)
{
	return (int)host_call(HN_gettid);
}

static inline long host_tgkill(int pid, int tid, int sig)
{
	return host_call(HN_tgkill, pid, tid, sig);
}

/* SIG_BLOCK 0, SIG_UNBLOCK 1, SIG_SETMASK 2. */
static inline long host_sigprocmask(int how, const u64 *set, u64 *old)
{
	return host_call(HN_rt_sigprocmask, how, set, old, 8);
}

/* act and old are the host's struct sigaction: handler, flags, restorer, mask. */
static inline long host_sigaction(int sig, const void *act, void *old)
{
	return host_call(HN_rt_sigaction, sig, act, old, 8);
}

static inline long host_execve(const char *path, char *const *argv, char *const *envp)
{
	return host_call(HN_execve, path, argv, envp);
}

static inline long host_execveat(int dir, const char *path, char *const *argv, char *const *envp, int flags)
{
	return host_call(HN_execveat, dir, path, argv, envp, flags);
}

static inline long host_prctl(int option, u64 a, u64 b, u64 c, u64 d)
{
	return host_call(HN_prctl, option, a, b, c, d);
}

static inline long host_futex(u32 *addr, int op, u32 value, const struct host_timespec *timeout)
{
	return host_call(HN_futex, addr, op, value, timeout);
}

static inline long host_getrlimit(int resource, struct host_rlimit *limit)
{
	return host_call(HN_prlimit64, 0, resource, 0, limit);
}

static inline long host_clock_gettime(int clock, struct host_timespec *ts)
{
	return host_call(HN_clock_gettime, clock, ts);
}

static inline long host_getrandom(void *buf, size_t n, unsigned flags)
{
	return host_call(HN_getrandom, buf, n, flags);
}

static inline long host_uname(struct host_utsname *name)
{
	return host_call(HN_uname, name);
}

static inline __attribute__((noreturn)) void host_abort(void)
{
	u64 none[4] = { 0 };	/* SIG_DFL */

	host_sigaction(6, none, NULL);
	host_sigprocmask(1, &(u64){ ~0ull }, NULL);
	host_tgkill(host_getpid(), host_gettid(), 6);
	host_exit_group(127);
}

#endif
