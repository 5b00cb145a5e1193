/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * syscall.c - runs one system call of the guest by its row. Nothing here aborts: what cannot be
 * done is an errno.
 */
#include "dispatch.h"
#include "map.h"
#include "path.h"
#include "proc.h"
#include "syscall.h"

enum { RETRIES = 4 };

long guest_get_path_n(char *buf, u64 from, size_t size)
{
	long n = guest_strlen((const char *)from, size);

	if (n < 0)
		return n;
	if (n == (long)size)
		return -ENAMETOOLONG;
	buf[n] = 0;
	return guest_get(buf, from, (size_t)n);
}

long guest_get_path(char *buf, u64 from)
{
	return guest_get_path_n(buf, from, PATH_MAX);
}

/* ---- guest memory that the kernel writes ---- */

struct extent {
	u64 start, len;
};

static struct extent shape_extent(char letter, u64 arg, u64 next)
{
	switch (letter) {
	case '4': return (struct extent){ arg, 4 };
	case '8': return (struct extent){ arg, 8 };
	case 'T': return (struct extent){ arg, 16 };
	case 'B': return (struct extent){ arg, 256 };
	case 'K': return (struct extent){ arg, 4096 };
	case 'w': return (struct extent){ arg, next };
	case 'm': return (struct extent){ arg, 56 };
	case 'h': return (struct extent){ arg, next * 64 };
	default: return (struct extent){ 0, 0 };
	}
}

static bool unprotect(u64 start, u64 len)
{
	return start && len && len <= ~start && map_unprotect_range(start, len);
}

static bool unprotect_iovec(u64 vec, u64 count)
{
	struct host_iovec v;
	bool changed = false;

	for (u64 i = 0; i < count && i < 1024; i++) {
		if (guest_get(&v, vec + i * sizeof(v), sizeof(v)))
			break;
		changed |= unprotect((u64)v.base, v.len);
	}
	return changed;
}

/* struct msghdr: name, namelen, iov, iovlen, control, controllen, flags. */
static bool unprotect_message(u64 at)
{
	u64 m[7];
	bool changed;

	if (guest_get(m, at, sizeof(m)))
		return false;
	changed = unprotect(m[0], (u32)m[1]);
	changed |= unprotect_iovec(m[2], m[3]);
	return unprotect(m[4], m[5]) | changed;
}

/* True: something had been write-protected by us and no longer is. */
static bool unprotect_row(const char *shape, const u64 *a)
{
	bool changed = false;

	shape += *shape == '*';
	for (int i = 0; shape[i] && i < 6; i++) {
		u64 next = i < 5 ? a[i + 1] : 0;
		struct extent e = shape_extent(shape[i], a[i], next);

		changed |= unprotect(e.start, e.len);
		if (shape[i] == 'v')
			changed |= unprotect_iovec(a[i], next);
		if (shape[i] == 'm')
			changed |= unprotect_message(a[i]);
		for (u64 k = 0; shape[i] == 'h' && k < next && k < 1024; k++)
			changed |= unprotect_message(a[i] + k * 64);
	}
	return changed;
}

/* ---- making the call ---- */

/*
 * A signal exactly in front of the svc looks like a call that the kernel would restart. Only one that may sleep was
 * really interrupted; any other is made again whatever SA_RESTART says.
 */
static long interrupted(const struct syscall_row *row)
{
	return row->shape[0] == '*' ? -ERESTARTSYS : -ERESTARTNOINTR;
}

static long call_once(struct call *c, long host, const u64 *a)
{
	long r = syscall_guarded(host, a, &c->thread->pending);

	return r == -ERESTARTSYS ? interrupted(c->row) : r;
}

long call_args(struct call *c, long host, u64 a0, u64 a1, u64 a2, u64 a3, u64 a4, u64 a5)
{
	const u64 a[6] = { a0, a1, a2, a3, a4, a5 };

	return call_once(c, host, a);
}

static u64 map_letter(char letter, const u64 *a)
{
	switch (letter) {
	case '0' ... '5': return a[letter - '0'];
	case 'a' ... 'f': return open_flags(a[letter - 'a']);
	case 'C': return (u64)HOST_AT_FDCWD;
	case 'R': return HOST_AT_REMOVEDIR;
	case 'N': return HOST_AT_SYMLINK_NOFOLLOW;
	case 'T': return HOST_O_CREAT | HOST_O_WRONLY | HOST_O_TRUNC | HOST_O_LARGEFILE;
	default: return 0;
	}
}

static void map_args(const char *map, const u64 *from, u64 *to)
{
	for (int i = 0; i < 6; i++)
		to[i] = *map ? map_letter(*map++, from) : 0;
}

bool guest_names_proc(u64 path)
{
	char head[6];

	return !guest_get(head, path, sizeof(head)) && !memcmp(head, "/proc/", 6);
}

bool guest_names_exe(u64 path)
{
	char name[64];

	if (!path || !guest_names_proc(path))
		return false;
	return !guest_get_path_n(name, path, sizeof(name)) && proc_names_exe(name);
}

/* What is wrong with a path that cannot be read, the kernel will say. */
u64 guest_resolve_link(u64 path, char *buf)
{
	char name[PATH_MAX];

	if (!path_root || !path || guest_get_path(name, path))
		return path;
	return path_resolve_link(name, buf) == buf ? (u64)buf : path;
}

u64 guest_resolve(u64 path, char *buf)
{
	char name[PATH_MAX];

	if (guest_names_exe(path)) {
		str_copy(buf, proc_exe_host(), PATH_MAX);
		return (u64)buf;
	}
	if (!path_root || !path || guest_get_path(name, path))
		return path;
	return path_resolve(name, buf) == buf ? (u64)buf : path;
}

/* Replaces the path that the shape names; buf holds one (no call has two). */
static void resolve_paths(const char *shape, u64 *a, char *buf)
{
	shape += *shape == '*';
	for (int i = 0; shape[i] && i < 6; i++)
		if (shape[i] == 'p')
			a[i] = guest_resolve(a[i], buf);
}

static long call_mapped(struct call *c, const u64 *args)
{
	const struct syscall_row *row = c->row;
	u64 a[6];

	if (row->map) {
		map_args(row->map, args, a);
		args = a;
	}
	return call_once(c, row->host, args);
}

static __attribute__((noinline)) long call_with_path(struct call *c)
{
	char buf[PATH_MAX];
	u64 a[6];

	memcpy(a, c->arg, sizeof(a));
	resolve_paths(c->row->shape, a, buf);
	return call_mapped(c, a);
}

static long call_again(struct call *c)
{
	if (c->row->flags & ROW_PATH)
		return call_with_path(c);
	return call_mapped(c, c->arg);
}

long call_row(struct call *c)
{
	long r;

	if (c->row->flags & ROW_TAKE && map_protects_any())
		unprotect_row(c->row->shape, c->arg);
	r = call_again(c);
	for (int i = 0; r == -EFAULT && i < RETRIES && unprotect_row(c->row->shape, c->arg); i++)
		r = call_again(c);
	return r;
}

/* ---- the guest's call ---- */

static const struct syscall_row unknown = { "?", "iiiiii", NULL, NULL, -1, 0 };

static long call_absent(struct call *c)
{
	static u64 said[SYSCALL_COUNT / 64 + 1];	/* a message twice does no harm */
	u32 n = c->nr < SYSCALL_COUNT ? c->nr : SYSCALL_COUNT;
	u64 bit = 1ull << (n & 63);

	if (!(said[n / 64] & bit)) {
		said[n / 64] |= bit;
		log_at(LOG_NOTE, "system call %u (%s) is not supported: ENOSYS", c->nr, c->row->name);
	}
	return -ENOSYS;
}

/* Numbers that are not in the table: the same on every architecture from 424 on. */
static long call_unknown(struct call *c)
{
	if (c->nr < SYSCALL_PASS_FROM || c->nr >= 0x10000)
		return call_absent(c);
	return call_once(c, c->nr, c->arg);
}

/* After EFAULT once more, if the shape describes memory that was write-protected by us. */
static long call_fix(struct call *c)
{
	u64 arg[6];
	long r;

	memcpy(arg, c->arg, sizeof(arg));
	r = c->row->fix(c);
	if (r == -EFAULT && unprotect_row(c->row->shape, arg)) {
		memcpy(c->arg, arg, sizeof(arg));
		r = c->row->fix(c);
	}
	return r;
}

static long call_run(struct call *c)
{
	if (c->row->fix)
		return call_fix(c);
	if (c->row == &unknown)
		return call_unknown(c);
	if (c->row->host < 0)
		return call_absent(c);
	return call_row(c);
}

static void log_call(const struct call *c, long result, bool before)
{
	const u64 *a = c->arg;

	if (before)
		log_say(LOG_CALL, "[%d] %s(0x%lx, 0x%lx, 0x%lx, 0x%lx, 0x%lx, 0x%lx)", c->thread->tid, c->row->name,
			a[0], a[1], a[2], a[3], a[4], a[5]);
	else
		log_say(LOG_CALL, "[%d] %s = 0x%lx (%ld)", c->thread->tid, c->row->name, result, result);
}

static __attribute__((noinline)) s64 run_row(struct thread *t, u32 nr, const struct syscall_row *row)
{
	const u64 *g = t->st.gpr;
	struct call c = { .thread = t, .row = row, .nr = nr, .arg = { g[7], g[6], g[2], g[10], g[8], g[9] } };
	long r;

	if (log_level < LOG_CALL)
		return call_run(&c);
	log_call(&c, 0, true);
	r = call_run(&c);
	log_call(&c, r, false);
	return r;
}

/* Most calls are made at once; after EFAULT once more, with a look at what the kernel was to write. */
s64 syscall_run(struct thread *t)
{
	const u64 *g = t->st.gpr;
	u32 nr = (u32)g[0];
	const struct syscall_row *row = nr < SYSCALL_COUNT && syscall_rows[nr].name ? &syscall_rows[nr] : &unknown;

	if (row->flags & ROW_PLAIN && log_level < LOG_CALL && !(row->flags & ROW_TAKE && map_protects_any())) {
		const u64 a[6] = { g[7], g[6], g[2], g[10], g[8], g[9] };
		long r = syscall_guarded(row->host, a, &t->pending);

		if (r == -ERESTARTSYS)
			return interrupted(row);
		if (r != -EFAULT)
			return r;
	}
	return run_row(t, nr, row);
}
