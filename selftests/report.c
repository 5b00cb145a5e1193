// SPDX-License-Identifier: GPL-2.0-only
/*
 * report.c - stands for the translator in the tests: prints what it was started with, a line for each fact, and nothing else.
 * Strings come last on their line; bytes that are not printable are shown as '?'.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

extern char **environ;

static void text(const char *name, const char *value)
{
	printf("%s=", name);
	for (; value && *value; value++)
		putchar(*value < ' ' || *value > '~' ? '?' : *value);
	putchar('\n');
}

static void execfd(void)
{
	unsigned long fd = getauxval(AT_EXECFD);
	char magic[4] = "";
	struct stat st;

	errno = 0;
	fd = getauxval(AT_EXECFD);
	if (errno) {
		puts("execfd=none");
		return;
	}
	if (fstat((int)fd, &st)) {
		printf("execfd=error %d\n", errno);
		return;
	}
	printf("execfd=%lu:%lu\n", (unsigned long)st.st_dev, (unsigned long)st.st_ino);
	printf("execfd_readable=%d\n", pread((int)fd, magic, 4, 0) == 4 && !memcmp(magic, ELFMAG, SELFMAG));
	printf("execfd_flags=%d\n", fcntl((int)fd, F_GETFL) & O_ACCMODE);
}

/* Descriptors beyond the standard ones that are not AT_EXECFD: those that are close-on-exec are said by what they are. */
static void others(void)
{
	char link[64], what[64];
	int flags, count = 0;
	ssize_t n;

	for (int fd = 3; fd < 64; fd++) {
		flags = fcntl(fd, F_GETFD);
		if (flags < 0 || fd == (int)getauxval(AT_EXECFD))
			continue;
		count++;
		if (flags != FD_CLOEXEC)
			continue;
		snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		n = readlink(link, what, sizeof(what) - 1);
		what[n > 0 ? n : 0] = 0;
		printf("close_on_exec=%d %s\n", fcntl(fd, F_GETFL) & O_ACCMODE, what);
	}
	printf("other_fds=%d\n", count);
}

static void credentials(void)
{
	uid_t r, e, s;

	getresuid(&r, &e, &s);
	printf("uid=%d %d %d\n", (int)r, (int)e, (int)s);
	getresgid(&r, &e, &s);
	printf("gid=%d %d %d\n", (int)r, (int)e, (int)s);
	printf("secure=%lu\n", getauxval(AT_SECURE));
	printf("dumpable=%d\n", prctl(PR_GET_DUMPABLE));
}

int main(int argc, char **argv)
{
	char buf[4096] = "", name[32];
	ssize_t n;

	printf("argc=%d\n", argc);
	for (int i = 0; i < argc; i++) {
		snprintf(name, sizeof(name), "argv[%d]", i);
		text(name, argv[i]);
	}
	for (char **e = environ; *e; e++)
		text("env", *e);
	text("execfn", (const char *)getauxval(AT_EXECFN));
	printf("flags=%lu\n", getauxval(AT_FLAGS));
	prctl(PR_GET_NAME, buf);
	text("comm", buf);
	n = readlink("/proc/self/exe", buf, sizeof(buf) - 1);
	buf[n > 0 ? n : 0] = 0;
	text("exe", buf);
	execfd();
	others();
	credentials();
	puts("end=1");
	return 42;
}
