/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * guest.h - what the tests of exec share: files that look like x86-64 programs, and runs of them through the translator's stand-in
 * (report.c), whose report is compared line by line.
 */
#ifndef XLATE_SELFTESTS_GUEST_H
#define XLATE_SELFTESTS_GUEST_H

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/close_range.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../../../../common/module.h"

#define WORK "/tmp/xlate-selftest"
#define GUEST WORK "/guest"

enum { REPORT_EXIT = 42, SOMEBODY = 1000 };

static inline Elf64_Ehdr guest_header(void)
{
	return (Elf64_Ehdr){ .e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT }, .e_type = ET_EXEC,
			     .e_machine = EM_X86_64, .e_version = EV_CURRENT, .e_entry = 0x401000, .e_phoff = sizeof(Elf64_Ehdr),
			     .e_ehsize = sizeof(Elf64_Ehdr), .e_phentsize = sizeof(Elf64_Phdr), .e_phnum = 1 };
}

/* A file of these bytes; true when it is there. */
static inline bool file_make(const char *path, const void *data, size_t size, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool ok = fd >= 0 && write(fd, data, size) == (ssize_t)size && !fchmod(fd, mode);

	if (fd >= 0)
		close(fd);
	return ok;
}

static inline bool guest_make(const char *path, mode_t mode)
{
	char page[4096] = "";
	Elf64_Ehdr hdr = guest_header();

	memcpy(page, &hdr, sizeof(hdr));
	return file_make(path, page, sizeof(page), mode);
}

/* The path of a file beside the test program; valid until the next call. */
static inline const char *path_beside(const char *name)
{
	static char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 16);
	char *slash;

	path[n > 0 ? n : 0] = 0;
	slash = strrchr(path, '/');
	strcpy(slash ? slash + 1 : path, name);
	return path;
}

/* The translator's stand-in. */
static inline const char *report_path(void)
{
	return path_beside("report");
}

/* An empty working folder, the stand-in as translator. 0 or -errno. */
static inline int guest_setup(void)
{
	struct module *m;
	int err;

	if (system("rm -rf " WORK "; mkdir -m 0755 " WORK) || !guest_make(GUEST, 0755))
		return -EIO;
	err = module_open(&m);
	if (err)
		return err;
	err = module_set_translator(m, report_path());
	if (!err)
		err = module_set_enabled(m, true);
	module_close(m);
	return err;
}

/* What a child does before execve(), in which it ends; `arg` is the test's. */
typedef void child_fn(void *arg);

struct run {
	int status;		/* exit status; 1000 + signal; or the errno of execve(), negative */
	char report[65536];	/* "\n" LINE "\n" LINE ... */
};

/* In the child: execve(), and its error to the parent. */
static inline void run_exec(const char *path, char *const *argv, char *const *envp)
{
	static char *const no_env[] = { "A=1", NULL };

	execve(path, argv, envp ? envp : no_env);
	dprintf(1, "errno=%d\n", errno);
	_exit(0);
}

static inline void run_child(struct run *r, child_fn *child, void *arg)
{
	int pipes[2], status, error;
	size_t used = 1;
	ssize_t n;
	pid_t pid;
	char *at;

	memset(r, 0, sizeof(*r));
	r->report[0] = '\n';
	if (pipe2(pipes, O_CLOEXEC))
		abort();
	pid = fork();
	if (!pid) {
		dup2(pipes[1], 1);
		close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
		child(arg);
		_exit(99);
	}
	close(pipes[1]);
	while ((n = read(pipes[0], r->report + used, sizeof(r->report) - 1 - used)) > 0)
		used += (size_t)n;
	close(pipes[0]);
	waitpid(pid, &status, 0);
	r->status = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
	at = strstr(r->report, "\nerrno=");
	if (at && sscanf(at, "\nerrno=%d", &error) == 1)
		r->status = -error;
}

static inline void child_plain(void *path)
{
	char *argv[] = { "zero", "one", NULL };

	run_exec(path, argv, NULL);
}

static inline void run_guest(struct run *r, const char *path)
{
	run_child(r, child_plain, (void *)path);
}

/* Does the report have this line? */
static inline bool reported(const struct run *r, const char *format, ...)
{
	char line[4096] = "\n";
	va_list ap;

	va_start(ap, format);
	vsnprintf(line + 1, sizeof(line) - 3, format, ap);
	va_end(ap);
	strcat(line, "\n");
	return strstr(r->report, line);
}

static inline bool reported_file(const struct run *r, const char *path)
{
	struct stat st;

	return !stat(path, &st) && reported(r, "execfd=%lu:%lu", (unsigned long)st.st_dev, (unsigned long)st.st_ino);
}

/* In a child: somebody without privileges. */
static inline void become_somebody(void)
{
	if (setresgid(SOMEBODY, SOMEBODY, SOMEBODY) || setresuid(SOMEBODY, SOMEBODY, SOMEBODY))
		_exit(98);
	prctl(PR_SET_DUMPABLE, 1);		/* else /proc/self is root's */
}

static inline void child_somebody(void *path)
{
	become_somebody();
	child_plain(path);
}

/* As somebody, in a user namespace where nobody is mapped. */
static inline void child_user_namespace(void *path)
{
	become_somebody();
	if (unshare(CLONE_NEWUSER))
		_exit(97);
	child_plain(path);
}

/* In a child: mounts from here on are its own. */
static inline bool mounts_are_private(void)
{
	return !unshare(CLONE_NEWNS) && !mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
}

/* Of a fixture with a `struct run run`. */
#define EXPECT_STARTED() EXPECT_EQ(REPORT_EXIT, self->run.status) { TH_LOG("%s", self->run.report); }
#define EXPECT_LINE(...) EXPECT_TRUE(reported(&self->run, __VA_ARGS__)) { TH_LOG("%s", self->run.report); }

#endif
