/* SPDX-License-Identifier: GPL-2.0-only */
/* proc.c - files of /proc that would show the translator; see proc.h. */
#include "proc.h"
#include "cpu.h"
#include "map.h"
#include "own.h"
#include "path.h"
#include "process.h"
#include "syscall.h"

/* ---- the program's own file ---- */

/* The program's path for the host, absolute. Its links are followed when it is first asked for. */
static char exe[PATH_MAX];

static void exe_from_cwd(void)
{
	long n = host_call(HN_getcwd, exe, PATH_MAX);
	size_t m = strlen(process.program_path);

	if (n <= 0 || (size_t)n + m + 1 >= PATH_MAX) {
		exe[0] = 0;
		return;
	}
	exe[n - 1] = '/';
	memcpy(exe + n, process.program_path, m + 1);
}

/* As the kernel names an open file; false: it does not tell. */
static bool exe_from_fd(int fd)
{
	char link[40], buf[PATH_MAX];
	long n;

	fmt_text(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = host_readlinkat(HOST_AT_FDCWD, link, buf, sizeof(buf) - 1);
	if (n <= 0)
		return false;
	buf[n] = 0;
	str_copy(exe, buf, sizeof(exe));
	return true;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

void proc_init(int fd)
{
	char comm[16];

	if (fd < 0 || !exe_from_fd(fd)) {
		if (process.program_path[0] != '/')
			exe_from_cwd();
		else
			str_copy(exe, process.program_path, sizeof(exe));
	}
	str_copy(comm, base_name(process.program), sizeof(comm));
	host_prctl(15 /* PR_SET_NAME */, (u64)comm, 0, 0, 0);
}

const char *proc_exe_host(void)
{
	static bool known;

	if (!known) {
		int fd = (int)host_open(exe, HOST_O_PATH | HOST_O_CLOEXEC);

		if (fd >= 0) {
			exe_from_fd(fd);
			host_close(fd);
		}
	}
	known = true;
	return exe;
}

/* A path below the guest's root folder without that folder. */
static const char *strip_root(const char *path)
{
	size_t n = path_root ? strlen(path_root) : 0;

	return n && !strncmp(path, path_root, n) && path[n] == '/' ? path + n : path;
}

const char *proc_exe_guest(void)
{
	return strip_root(proc_exe_host());
}

/* ---- names ---- */

/* The component at s: its length; *next is behind the slashes. */
static size_t component(const char *s, const char **next)
{
	size_t n = 0;

	while (s[n] && s[n] != '/')
		n++;
	*next = s + n;
	while (**next == '/')
		(*next)++;
	return n;
}

static bool is_own_pid(const char *s, size_t n)
{
	const char *end = s;
	u64 pid = str_number(&end);

	if (end == s + n && n)
		return pid == (u64)host_getpid() || pid == (u64)host_gettid();
	return (n == 4 && !memcmp(s, "self", 4)) || (n == 11 && !memcmp(s, "thread-self", 11));
}

/*
 * What a path names: the part behind /proc/, or behind /proc/PID/ (also task/TID/) of this process with
 * *own set. NULL: something else.
 */
static const char *proc_part(const char *path, bool *own)
{
	const char *next, *s;
	size_t n;

	*own = false;
	if (!str_starts(path, "/proc/"))
		return NULL;
	for (s = path + 6; *s == '/'; s++)
		;
	n = component(s, &next);
	if (!is_own_pid(s, n) || !*next)
		return s;
	*own = true;
	if (!str_starts(next, "task/"))
		return next;
	component(next + 5, &s);
	return s;
}

bool proc_names_exe(const char *path)
{
	bool own;
	const char *part = proc_part(path, &own);

	return part && own && !strcmp(part, "exe");
}

/* ---- texts ---- */

static void text_cmdline(struct text *out)
{
	u64 n = process.arg_end - process.arg_start;

	if (n < out->size && !guest_get(out->buf, process.arg_start, n))
		out->len = n;
	out->full = n >= out->size;
}

static void text_auxv(struct text *out)
{
	if (process.auxv_size <= out->size && !guest_get(out->buf, process.auxv_start, process.auxv_size))
		out->len = process.auxv_size;
}

/* A copy of the host's file, for the names of mapped files: text, length; NULL without. */
static char *host_maps_read(u64 *len, u64 *size)
{
	int fd = (int)host_open("/proc/self/maps", HOST_O_RDONLY | HOST_O_CLOEXEC);
	char *buf = fd < 0 ? NULL : own_alloc(*size = 1 << 20);
	long n;

	*len = 0;
	while (buf && *len < *size - 1 && (n = host_read(fd, buf + *len, *size - 1 - *len)) > 0)
		*len += (u64)n;
	if (fd >= 0)
		host_close(fd);
	return buf;
}

static u64 hex_number(const char **s)
{
	u64 v = 0;

	for (;; (*s)++) {
		char c = **s;
		int d = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;

		if (d < 0)
			return v;
		v = v << 4 | (u64)d;
	}
}

/* The line of the host's file that holds addr: where its name begins (may be at the line's end), its length. */
static const char *host_maps_name(const char *text, u64 addr, size_t *len)
{
	for (const char *line = text; line && *line; line = strchr(line, '\n'), line += line ? 1 : 0) {
		const char *s = line;
		u64 start = hex_number(&s), end;

		s += *s == '-';
		end = hex_number(&s);
		if (addr < start || addr >= end)
			continue;
		for (*len = 0; *s && *s != '\n' && *s != '/' && *s != '['; s++)
			;
		while (s[*len] && s[*len] != '\n')
			(*len)++;
		return s;
	}
	*len = 0;
	return "";
}

enum { MAPS_NAME = 73 };	/* the column where the kernel puts names */

static void maps_line(struct text *out, const struct map *m, const char *host)
{
	size_t start = out->len, len = 0, pad;
	const char *name = "";
	char path[PATH_MAX];

	text_add(out, "%08lx-%08lx %c%c%c%c %08lx %02x:%02x %lu", m->start, m->end, m->prot & PROT_READ ? 'r' : '-',
		 m->prot & PROT_WRITE ? 'w' : '-', m->prot & PROT_EXEC ? 'x' : '-', m->flags & MAP_SHARED ? 's' : 'p',
		 m->ino ? m->offset : 0, (u32)(m->dev >> 8 & 0xfff),
		 (u32)(m->dev & 0xff) | (u32)(m->dev >> 12 & 0xfff00), m->ino);
	if (m->kind == MAP_KIND_STACK) {
		name = "[stack]";
	} else if (m->kind == MAP_KIND_HEAP) {
		name = "[heap]";
	} else if (m->ino && host) {
		name = host_maps_name(host, m->start, &len);
		if (len >= sizeof(path))
			len = 0;
		memcpy(path, name, len);
		path[len] = 0;
		name = strip_root(path);
	}
	pad = out->len - start < MAPS_NAME ? MAPS_NAME - (out->len - start) : 1;
	if (*name)
		text_add(out, "%*s%s\n", (int)pad, "", name);
	else
		text_add(out, " \n");
}

static void text_maps(struct text *out)
{
	u64 len, size;
	char *host = host_maps_read(&len, &size);

	for (const struct map *m = map_next(NULL); m; m = map_next(m))
		maps_line(out, m, host);
	if (host)
		own_free(host, size);
}

/* ---- replacing a file ---- */

static const struct proc_file {
	const char *name;
	bool own;	/* of a process: only of this one */
	void (*write)(struct text *out);
} proc_files[] = {
	{ "cpuinfo", false, cpu_info_text },
	{ "maps", true, text_maps },
	{ "auxv", true, text_auxv },
	{ "cmdline", true, text_cmdline },
};

static const struct proc_file *file_by_name(const char *path)
{
	bool own;
	const char *part = proc_part(path, &own);

	for (size_t i = 0; part && i < ARRAY_SIZE(proc_files); i++)
		if (proc_files[i].own == own && !strcmp(part, proc_files[i].name))
			return &proc_files[i];
	return NULL;
}

/* A file of procfs that says it is empty, however it was named: the kernel tells what it is. */
static const struct proc_file *file_by_identity(int fd)
{
	enum { PROC_SUPER_MAGIC = 0x9fa0 };
	char link[40], path[256];
	struct host_stat st;
	u64 fs[16];
	long n;

	if (host_fstat(fd, &st) || (st.mode & S_IFMT) != S_IFREG || st.size)
		return NULL;
	if (host_call(HN_fstatfs, fd, fs) || fs[0] != PROC_SUPER_MAGIC)
		return NULL;
	fmt_text(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = host_readlinkat(HOST_AT_FDCWD, link, path, sizeof(path) - 1);
	if (n <= 0)
		return NULL;
	path[n] = 0;
	return file_by_name(path);
}

/* The text in a memfd at its beginning, or -errno. */
static long file_make(const struct proc_file *f)
{
	struct text t = { .size = 16 << 10 };
	long fd, n;

	for (;; t.size *= 4) {
		t.buf = own_alloc(t.size);
		t.len = 0;
		t.full = false;
		if (!t.buf)
			return -ENOMEM;
		f->write(&t);
		if (!t.full || t.size > 16 << 20)
			break;
		own_free(t.buf, t.size);
	}
	fd = host_memfd(f->name, MFD_CLOEXEC);
	if (fd >= 0) {
		n = host_write((int)fd, t.buf, t.len);
		if (n == (long)t.len)
			host_lseek((int)fd, 0, SEEK_SET);
		else
			host_close((int)fd), fd = -EIO;
	}
	own_free(t.buf, t.size);
	return fd;
}

static long file_replace(int fd, const struct proc_file *f, u64 flags)
{
	long text = file_make(f), r;

	if (text < 0) {
		host_close(fd);
		return text;
	}
	r = host_dup3((int)text, fd, (int)(flags & HOST_O_CLOEXEC));
	host_close((int)text);
	return r;
}

long proc_opened(int fd, u64 path, u64 flags)
{
	const struct proc_file *f = NULL;
	char name[64];

	if (flags & (HOST_O_ACCMODE | HOST_O_PATH | GUEST_O_DIRECTORY))
		return fd;
	if (guest_names_proc(path) && !guest_get_path_n(name, path, sizeof(name)))
		f = file_by_name(name);
	if (!f)
		f = file_by_identity(fd);
	return f ? file_replace(fd, f, flags) : fd;
}
