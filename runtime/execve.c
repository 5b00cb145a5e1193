/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * execve.c - execve and execveat of the guest. An x86-64 program is run by executing the translator again, an arm64 one
 * natively, a script by its interpreter; the kernel's errors come before anything is lost. Nothing for
 * another machine is ever handed to the host: it might be the very machine that emulates us.
 */
#include "elf.h"
#include "map.h"
#include "own.h"
#include "path.h"
#include "proc.h"
#include "process.h"
#include "signal.h"
#include "sys.h"

enum {
	HEAD = 256,		/* bytes of a file that decide what it is: BINPRM_BUF_SIZE */
	SCRIPT_DEPTH = 5,
	EM_AARCH64 = 183, EM_X86_64 = 62,
	ARGS_MAX = 1 << 22,
	EXTRA = 48,		/* arguments that are put before the guest's */
	LINES = SCRIPT_DEPTH * HEAD,
	EMULATOR = 4096,
};

enum kind { KIND_GUEST, KIND_HOST, KIND_SCRIPT, KIND_OTHER };

struct plan {
	struct call *call;
	int dir;		/* where `path` is looked up; with AT_EMPTY_PATH the file itself */
	u32 flags;
	char path[PATH_MAX];	/* the file to run, as the guest names it */
	char name[PATH_MAX];	/* AT_EXECFN and what a script's interpreter is told */
	char host[PATH_MAX];	/* the same file for the host */
	u64 argv, envp;		/* the guest's arrays */
	u64 argc;
	const char *front[2 * SCRIPT_DEPTH + 2];	/* replaces argv[0] when a script was met */
	u32 nfront;
	char lines[LINES];	/* what front points to */
	u32 used;
	int fd;
	char emulator[EMULATOR];	/* command line of the emulator that runs us, NUL between arguments */
	u64 **vector;
	u64 vector_size;
};

/* ---- the file ---- */

static long file_check(struct plan *p)
{
	struct host_stat st;
	long r = host_fstat(p->fd, &st);

	if (r)
		return r;
	if ((st.mode & S_IFMT) != S_IFREG)
		return -EACCES;
	if (p->flags & HOST_AT_EMPTY_PATH && !p->path[0])
		return (st.mode & 0111) ? 0 : -EACCES;
	return host_faccessat(p->dir, p->host, 1);
}

static long file_open(struct plan *p)
{
	int flags = HOST_O_RDONLY | HOST_O_CLOEXEC | HOST_O_NONBLOCK;

	if (p->flags & HOST_AT_EMPTY_PATH && !p->path[0]) {	/* it may be an O_PATH descriptor */
		fmt_text(p->host, PATH_MAX, "/proc/self/fd/%d", p->dir);
		p->fd = (int)host_open(p->host, flags);
		if (p->fd < 0)
			p->fd = (int)host_fcntl(p->dir, F_DUPFD_CLOEXEC, 0);
	} else {
		str_copy(p->host, (const char *)guest_resolve((u64)p->path, p->host), PATH_MAX);
		if (p->flags & HOST_AT_SYMLINK_NOFOLLOW)
			flags |= HOST_O_NOFOLLOW;
		p->fd = (int)host_openat(p->dir, p->host, flags, 0);
	}
	return p->fd < 0 ? p->fd : file_check(p);
}

static enum kind head_kind(const u8 *head, long n)
{
	if (n >= 2 && head[0] == '#' && head[1] == '!')
		return KIND_SCRIPT;
	if (n < 20 || memcmp(head, "\177ELF", 4))
		return KIND_OTHER;
	if (head[4] == 2 && head[5] == 1 && head[19] == 0)
		return head[18] == EM_X86_64 ? KIND_GUEST : head[18] == EM_AARCH64 ? KIND_HOST : KIND_OTHER;
	return KIND_OTHER;
}

/* What the kernel would find wrong with an x86-64 program before it is too late. */
static long guest_check(struct plan *p)
{
	struct elf *elf = own_alloc(page_up(sizeof(*elf)));
	char interp[PATH_MAX];
	int err = ENOEXEC;
	long r = 0;

	if (!elf)
		return -ENOMEM;
	if (elf_read_fd(elf, p->fd, &err))
		r = -err;
	else if (elf->has_interp)
		r = host_faccessat(HOST_AT_FDCWD, path_resolve(elf->interp, interp), 0);
	own_free(elf, page_up(sizeof(*elf)));
	return r;
}

/* ---- scripts ---- */

static bool blank(char c)
{
	return c == ' ' || c == '\t';
}

static char *line_keep(struct plan *p, const char *s, size_t n)
{
	char *kept = p->lines + p->used;

	memcpy(kept, s, n);
	kept[n] = 0;
	p->used += (u32)n + 1;
	return kept;
}

/*
 * "#! interpreter [one argument]" of head[0..n). The interpreter's name must end inside of it. The next file
 * to look at is the interpreter; its arguments so far are put in front.
 */
static long script_take(struct plan *p, const char *head, long n)
{
	const char *s = head + 2, *end = memchr(head, '\n', (size_t)n), *name, *arg;
	const char *front[3] = { NULL };
	bool cut = !end;

	if (cut)
		end = head + n;
	while (end > s && blank(end[-1]))
		end--;
	while (s < end && blank(*s))
		s++;
	for (name = s; s < end && !blank(*s) && *s; s++)
		;
	if (s == name || (cut && s == end && n == HEAD))
		return -ENOEXEC;
	front[0] = line_keep(p, name, (size_t)(s - name));
	while (s < end && blank(*s))
		s++;
	arg = s;
	if (arg < end)
		front[1] = line_keep(p, arg, strnlen(arg, (size_t)(end - arg)));
	/* The script's own name takes the place of argv[0]: of the caller's, or of an earlier script's interpreter. */
	memmove(p->front + (front[1] ? 2 : 1) + (p->nfront ? 0 : 1), p->front, p->nfront * sizeof(*p->front));
	p->front[0] = front[0];
	if (front[1])
		p->front[1] = front[1];
	if (!p->nfront)
		p->front[front[1] ? 2 : 1] = p->name, p->nfront = 1;
	p->nfront += front[1] ? 2 : 1;
	return str_copy(p->path, front[0], PATH_MAX) < PATH_MAX ? 0 : -ENAMETOOLONG;
}

/* ---- the host's call ---- */

/* The guest's argv as pointers, counted; the vector has room for EXTRA before them. */
static long vector_make(struct plan *p)
{
	u64 entry, n = 0;

	for (;; n++) {
		if (!p->argv || n > ARGS_MAX)
			break;
		if (guest_get(&entry, p->argv + n * 8, 8))
			return -EFAULT;
		if (!entry)
			break;
	}
	if (n > ARGS_MAX)
		return -E2BIG;
	p->argc = n;
	p->vector_size = page_up((n + EXTRA + 1) * 8);
	p->vector = own_alloc(p->vector_size);
	if (!p->vector)
		return -ENOMEM;
	return guest_get(p->vector + EXTRA, p->argv, n * 8);
}

struct args {
	const char *v[EXTRA];
	u32 n;
};

static void args_add(struct args *a, const char *s)
{
	if (a->n < EXTRA)
		a->v[a->n++] = s;
}

/* Puts a's strings and front[from..] before the guest's arguments behind argv[0]. */
static char *const *vector_finish(struct plan *p, const struct args *a, u32 from)
{
	u64 **v = p->vector + EXTRA + (p->argc ? 1 : 0);

	for (u32 i = p->nfront; i > from; i--)
		*--v = (u64 *)p->front[i - 1];
	for (u32 i = a->n; i > 0; i--)
		*--v = (u64 *)a->v[i - 1];
	return (char *const *)v;
}

/* The number of arguments that the kernel, or the emulator, gave to us: the word before them says it. */
static u64 own_argc(void)
{
	u64 *end = (u64 *)process.host_envp - 1, n = 0;

	while (end[-1 - (s64)n] != n)
		n++;
	return n;
}

/* The arguments before ours on the emulator's command line: `qemu-aarch64 -cpu max`. */
static long emulator_read(struct plan *p, struct args *a)
{
	u64 total = 0, own = own_argc(), kept = 0;
	int fd = (int)host_open("/proc/thread-self/cmdline", HOST_O_RDONLY | HOST_O_CLOEXEC);
	char buf[512];
	long n;

	if (fd < 0)
		return fd;
	while ((n = host_read(fd, buf, sizeof(buf))) > 0)
		for (long i = 0; i < n; i++) {
			total += !buf[i];
			if (kept < EMULATOR)
				p->emulator[kept++] = buf[i];
		}
	host_close(fd);
	if (total <= own || p->emulator[kept - 1])
		return -ENOEXEC;
	for (const char *s = p->emulator; a->n < total - own; s += strlen(s) + 1) {
		if (a->n == EXTRA / 2 || s >= p->emulator + kept)
			return -ENOEXEC;
		args_add(a, s);
	}
	return 0;
}

static void guest_args(struct plan *p, struct args *a, char *number)
{
	const char *argv0 = p->nfront ? p->front[0] : p->argc ? (const char *)p->vector[EXTRA] : "";

	if (path_root) {
		args_add(a, "-L");
		args_add(a, path_root);
	}
	if (number[0]) {
		args_add(a, "--fd");
		args_add(a, number);
	}
	if (p->nfront) {
		args_add(a, "--execfn");
		args_add(a, p->name);
	}
	args_add(a, "--argv0");
	args_add(a, argv0);
	args_add(a, "--");
	args_add(a, p->nfront ? p->front[0] : p->name);
}

/* The host knows no arm64 programs: it is another machine, and what runs us there can run another of us. */
static long exec_emulated(struct plan *p, const struct args *tail, u32 from, bool own)
{
	struct args a = { .n = 0 };
	long n;

	if (emulator_read(p, &a))
		return -ENOEXEC;
	if (own) {	/* the emulator answers this one itself: our own file's path */
		n = host_readlinkat(HOST_AT_FDCWD, "/proc/self/exe", p->host, PATH_MAX - 1);
		if (n <= 0)
			return -ENOEXEC;
		p->host[n] = 0;
		args_add(&a, p->host);
	}
	for (u32 i = own ? 1 : 0; i < tail->n; i++)
		args_add(&a, tail->v[i]);
	return host_execve("/proc/thread-self/exe", vector_finish(p, &a, from), (char *const *)p->envp);
}

/* The path names something else, or nothing, in the new program. */
static bool path_vanishes(const struct plan *p)
{
	return strcmp(p->name, p->path) || str_starts(p->path, "/proc/self/") || str_starts(p->path, "/dev/fd/") ||
	       proc_names_exe(p->path);
}

static long exec_guest(struct plan *p)
{
	char *const *argv;
	struct args a = { .n = 0 };
	char number[16] = "";
	long r;

	if (!p->nfront && path_vanishes(p)) {	/* by descriptor, then, without close-on-exec */
		fmt_text(number, sizeof(number), "%d", p->fd);
		host_fcntl(p->fd, F_SETFD, 0);
	}
	args_add(&a, "xlate");
	guest_args(p, &a, number);
	argv = vector_finish(p, &a, 1);
	r = host_execve("/proc/self/exe", argv, (char *const *)p->envp);
	if ((r == -ENOENT || r == -EACCES || r == -ENOTDIR) && process.host_execfn)
		r = host_execve(process.host_execfn, argv, (char *const *)p->envp);
	if (r == -ENOEXEC)
		r = exec_emulated(p, &a, 1, true);
	host_fcntl(p->fd, F_SETFD, FD_CLOEXEC);
	return r;
}

/* An arm64 program, or a file that only binfmt_misc may know. */
static long exec_host(struct plan *p, enum kind kind)
{
	const char *argv0 = p->nfront ? p->front[0] : p->argc ? (const char *)p->vector[EXTRA] : "";
	struct args a = { .v = { argv0 }, .n = 1 };
	struct args e = { .v = { "-0", argv0, p->host }, .n = 3 };
	char *const *argv = vector_finish(p, &a, 1);
	long r;

	if (p->flags & HOST_AT_EMPTY_PATH && !p->path[0])
		r = host_execveat(p->fd, "", argv, (char *const *)p->envp, HOST_AT_EMPTY_PATH);
	else
		r = host_execveat(p->dir, p->host, argv, (char *const *)p->envp, (int)p->flags);
	if (r == -ENOEXEC && kind == KIND_HOST && p->host[0])
		r = exec_emulated(p, &e, 1, false);
	return r;
}

static long exec_run(struct plan *p, enum kind kind)
{
	struct thread *t = p->call->thread;
	long r = vector_make(p);

	if (r)
		return r;
	signal_before_exec(t);
	r = kind == KIND_GUEST ? exec_guest(p) : exec_host(p, kind);
	signal_after_exec(t);
	return r;
}

/* ---- the guest's call ---- */

/* A script named by a descriptor that its interpreter will not have. */
static bool fd_vanishes(int fd)
{
	return host_fcntl(fd, F_GETFD, 0) == FD_CLOEXEC;
}

static long plan_follow(struct plan *p)
{
	u8 head[HEAD];

	for (int depth = 0; depth <= SCRIPT_DEPTH; depth++) {
		enum kind kind;
		long r = file_open(p), n;

		if (r)
			return r;
		n = host_pread(p->fd, head, sizeof(head), 0);
		if (n < 0)
			return n;
		kind = head_kind(head, n);
		if (kind == KIND_SCRIPT && strcmp(p->name, p->path) && depth == 0 && fd_vanishes(p->dir))
			return -ENOENT;
		if (kind == KIND_GUEST)
			r = guest_check(p);
		if (kind == KIND_OTHER && n >= 4 && !memcmp(head, "\177ELF", 4))
			r = -ENOEXEC;
		if (kind != KIND_SCRIPT)
			return r ? r : exec_run(p, kind);
		r = script_take(p, (const char *)head, n);
		host_close(p->fd);
		p->fd = -1;
		p->dir = HOST_AT_FDCWD;
		p->flags = 0;
		if (r)
			return r;
	}
	return -ELOOP;
}

/* The name that the new program has when it was named by descriptor: as the kernel's. */
static void plan_name(struct plan *p)
{
	if (p->dir == HOST_AT_FDCWD || p->path[0] == '/')
		str_copy(p->name, p->path, PATH_MAX);
	else if (p->path[0])
		fmt_text(p->name, PATH_MAX, "/dev/fd/%d/%s", p->dir, p->path);
	else
		fmt_text(p->name, PATH_MAX, "/dev/fd/%d", p->dir);
}

/* Of the execve in progress. Left behind by one that succeeded in memory that a vfork parent lent. */
static struct plan *current;

static void plan_free(struct plan *p)
{
	if (p->fd >= 0)
		host_close(p->fd);
	if (p->vector)
		own_free(p->vector, p->vector_size);
	own_free(p, page_up(sizeof(*p)));
}

void execve_release(void)
{
	struct plan *p = current;

	current = NULL;
	if (p) {
		p->fd = -1;	/* the child's */
		plan_free(p);
	}
}

/* What xlate.ko started starts others by it: scripts, credentials, errors are the kernel's own. -ENOEXEC: it has gone. */
static long exec_by_module(struct plan *p)
{
	struct thread *t = p->call->thread;
	long r;

	str_copy(p->host, (const char *)guest_resolve((u64)p->path, p->host), PATH_MAX);
	signal_before_exec(t);
	r = host_execveat(p->dir, p->host, (char *const *)p->argv, (char *const *)p->envp, (int)p->flags);
	signal_after_exec(t);
	return r;
}

static long exec_any(struct call *c, s32 dir, u64 path, u64 argv, u64 envp, u32 flags)
{
	struct plan *p;
	long r;

	if (flags & ~(u32)(HOST_AT_EMPTY_PATH | HOST_AT_SYMLINK_NOFOLLOW))
		return -EINVAL;
	p = own_alloc(page_up(sizeof(*p)));
	if (!p)
		return -ENOMEM;
	p->call = c;
	p->dir = dir;
	p->flags = flags;
	p->argv = argv;
	p->envp = envp;
	p->fd = -1;
	current = p;
	r = guest_get_path(p->path, path);
	if (!r && !p->path[0] && !(flags & HOST_AT_EMPTY_PATH))
		r = -ENOENT;
	if (!r && process.by_module)
		r = exec_by_module(p);
	if (!r || (r == -ENOEXEC && process.by_module)) {
		plan_name(p);
		r = plan_follow(p);
	}
	current = NULL;
	plan_free(p);
	return r;
}

long sys_execve(struct call *c)
{
	return exec_any(c, HOST_AT_FDCWD, c->arg[0], c->arg[1], c->arg[2], 0);
}

long sys_execveat(struct call *c)
{
	return exec_any(c, (s32)c->arg[0], c->arg[1], c->arg[2], c->arg[3], (u32)c->arg[4]);
}
