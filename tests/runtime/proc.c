/* SPDX-License-Identifier: GPL-2.0-only */
/* /proc files that would show the translator, by their names and by other ways. */
#include "show.h"
#include <elf.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/utsname.h>

static char buf[1 << 20];

static long read_file(int fd)
{
	long n, len = 0;

	while ((n = read(fd, buf + len, sizeof(buf) - 1 - len)) > 0)
		len += n;
	buf[len > 0 ? len : 0] = 0;
	close(fd);
	return len;
}

static void test_exe(const char *self)
{
	char link[4096] = "", name[64];
	struct stat a, b;

	show_true("readlink", readlink("/proc/self/exe", link, sizeof(link)) == (long)strlen(self));
	show_true("is the program", !strcmp(link, self));
	snprintf(name, sizeof(name), "/proc/%d/exe", getpid());
	memset(link, 0, sizeof(link));
	readlinkat(AT_FDCWD, name, link, sizeof(link));
	show_true("by pid", !strcmp(link, self));
	memset(link, 0, sizeof(link));
	show("short buffer", readlink("/proc/self/exe", link, 3));
	show_true("stat", !stat("/proc/self/exe", &a) && !stat(self, &b) && a.st_ino == b.st_ino);
	show_true("open", fstat(open("/proc/self/exe", O_RDONLY), &a) == 0 && a.st_ino == b.st_ino);
	show("lstat is a link", !lstat("/proc/self/exe", &a) && S_ISLNK(a.st_mode));
	show("access", access("/proc/self/exe", X_OK));
}

static void test_cmdline(int argc, char **argv)
{
	char want[4096];
	long n = 0, len;
	int dir = open("/proc/self", O_RDONLY | O_DIRECTORY);

	for (int i = 0; i < argc; i++)
		n += sprintf(want + n, "%s", argv[i]) + 1;
	len = read_file(open("/proc/self/cmdline", O_RDONLY));
	show_true("cmdline", len == n && !memcmp(buf, want, n));
	len = read_file(openat(dir, "cmdline", O_RDONLY));
	show_true("cmdline by folder", len == n && !memcmp(buf, want, n));
	read_file(openat(dir, "comm", O_RDONLY));
	printf("comm %s", buf);
	prctl(PR_GET_NAME, buf);
	printf("name %s\n", buf);
}

static void test_auxv(void)
{
	Elf64_auxv_t *a = (Elf64_auxv_t *)buf;
	int same = 1, n = 0;

	read_file(open("/proc/self/auxv", O_RDONLY));
	for (; a->a_type; a++, n++)
		same &= getauxval(a->a_type) == a->a_un.a_val;
	show_true("auxv", same && n > 10);
	printf("platform %s\n", (char *)getauxval(AT_PLATFORM));
}

static int has_line(unsigned long addr, const char *perms, const char *name)
{
	for (char *line = buf, *next; line && *line; line = next) {
		unsigned long start, end, at;
		char flags[8];

		next = strchr(line, '\n');
		if (next)
			*next++ = 0;
		if (sscanf(line, "%lx-%lx %4s", &start, &end, flags) != 3)
			return 0;
		at = addr >= start && addr < end;
		if (next)
			next[-1] = '\n';
		if (at)
			return !strcmp(flags, perms) && (!name || (strstr(line, name) && strstr(line, name) < next));
	}
	return 0;
}

static void test_maps(const char *self)
{
	static int data;

	unsigned long top = syscall(SYS_brk, syscall(SYS_brk, 0) + 4096);

	show_true("maps", read_file(open("/proc/self/maps", O_RDONLY)) > 100);
	show_true("text", has_line((unsigned long)test_maps, "r-xp", self));
	show_true("data", has_line((unsigned long)&data, "rw-p", NULL));
	show_true("stack", has_line((unsigned long)&self, "rw-p", "[stack]"));
	show_true("heap", has_line(top - 1, "rw-p", "[heap]"));
	show_true("nothing of the translator", !strstr(buf, "xlate") || strstr(self, "xlate"));
}

int main(int argc, char **argv)
{
	struct utsname u;
	char self[4096];

	realpath(argv[0], self);
	test_exe(self);
	test_cmdline(argc, argv);
	test_auxv();
	test_maps(self);
	uname(&u);
	printf("machine %s system %s\n", u.machine, u.sysname);
	return 0;
}
