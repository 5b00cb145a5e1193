/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * syscall.h - the guest's system calls: one row per x86-64 number says what becomes of it.
 *
 * Shapes, one letter an argument; a leading '*' marks a call that may sleep and that SA_RESTART restarts.
 *   i  a value                          d  a file descriptor
 *   s  a path as it is                  p  a path below the guest's root folder if there (path.h)
 *   r  memory that the kernel reads     w  memory that the kernel writes; its size is the next argument
 *   4 8 T B K  memory that the kernel writes: 4, 8, 16, 256, 4096 bytes (at most)
 *   v  struct iovec[], written through; the count is the next argument
 *   m  struct msghdr, written through   h  struct mmsghdr[]; the count is the next argument
 * Shapes serve two purposes: paths, and repeating a call that failed with EFAULT because the runtime had
 * write-protected what the kernel was to write.
 *
 * Maps, one letter an argument of the host's call:
 *   0-5  the guest's argument           a-f  the same, holding flags of open
 *   C  AT_FDCWD    z  0    R  AT_REMOVEDIR    N  AT_SYMLINK_NOFOLLOW    T  O_CREAT|O_WRONLY|O_TRUNC
 */
#ifndef XLATE_SYSCALL_H
#define XLATE_SYSCALL_H

#include "host.h"
#include "lib.h"
#include "thread.h"
#include "uaccess.h"

struct call {
	struct thread *thread;
	const struct syscall_row *row;
	u32 nr;
	u64 arg[6];
};

typedef long syscall_fn(struct call *c);

enum {
	ROW_PATH = 1,	/* has a path, or may have */
	ROW_TAKE = 2,	/* what it reads is lost if guest memory then refuses it */
	ROW_PLAIN = 4,	/* the host's call of the same name with the same arguments */
};

struct syscall_row {
	const char *name;
	const char *shape;
	const char *map;	/* NULL: the guest's arguments in their order */
	syscall_fn *fix;	/* NULL: the call is only made */
	s16 host;		/* enum host_nr; -1: ENOSYS */
	u8 flags;		/* ROW_* */
};

enum { SYSCALL_PASS_FROM = 424, SYSCALL_COUNT = 470 };
extern const struct syscall_row syscall_rows[SYSCALL_COUNT];

/* Makes the row's host call with the call's arguments: paths, map, repetition after EFAULT. */
long call_row(struct call *c);
/* The same for another host call, arguments as given; a signal for the guest interrupts it. */
long call_args(struct call *c, long host, u64 a0, u64 a1, u64 a2, u64 a3, u64 a4, u64 a5);
#define CALL_HOST(c, nr, a, b, d, e, f, g, ...) \
	call_args(c, nr, HOST_U64(a), HOST_U64(b), HOST_U64(d), HOST_U64(e), HOST_U64(f), HOST_U64(g))
#define call_host(c, nr, ...) CALL_HOST(c, nr, ##__VA_ARGS__, 0, 0, 0, 0, 0, 0)

/* Structures to and from guest memory: 0 or -EFAULT. */
static inline long guest_put(u64 to, const void *from, size_t n)
{
	return guest_copy((void *)to, from, n) ? -EFAULT : 0;
}

static inline long guest_get(void *to, u64 from, size_t n)
{
	return guest_copy(to, (const void *)from, n) ? -EFAULT : 0;
}

/* A path with its NUL into buf (PATH_MAX bytes): 0, -EFAULT or -ENAMETOOLONG. */
long guest_get_path(char *buf, u64 from);
long guest_get_path_n(char *buf, u64 from, size_t size);

/*
 * guest_resolve - the host's path for the guest's: @path itself, or buf (PATH_MAX bytes) when it is below the
 * guest's root folder or is the program's /proc/self/exe. guest_resolve_link: for calls that do not follow a link at the end.
 */
u64 guest_resolve(u64 path, char *buf);
u64 guest_resolve_link(u64 path, char *buf);
bool guest_names_exe(u64 path);
bool guest_names_proc(u64 path);	/* begins with /proc/ */

/* Flags of open, either way: O_DIRECT, O_LARGEFILE and O_DIRECTORY, O_NOFOLLOW have changed places. */
enum { GUEST_O_DIRECT = 040000, GUEST_O_LARGEFILE = 0100000, GUEST_O_DIRECTORY = 0200000, GUEST_O_NOFOLLOW = 0400000 };
static inline u64 open_flags(u64 f)
{
	return (f & ~0740000ull) | (f & 0140000) << 2 | (f & 0600000) >> 2;
}

#endif
