/* SPDX-License-Identifier: GPL-2.0-only */
/* Both forms of getdents. */
#include "show.h"

static char names[64][300];
static int count;

static int by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void read_all(int fd, int nr, int name, int type_at_end)
{
	char buf[512];
	long n;

	count = 0;
	while ((n = syscall(nr, fd, buf, sizeof(buf))) > 0)
		for (long at = 0; at < n;) {
			unsigned short len = *(unsigned short *)(buf + at + 16);
			int type = type_at_end ? buf[at + len - 1] : buf[at + 18];

			snprintf(names[count++], sizeof(names[0]), "%s type %d length %d", buf + at + name, type, len);
			at += len;
		}
	show("end", n);
	qsort(names, count, sizeof(names[0]), by_name);
	for (int i = 0; i < count; i++)
		puts(names[i]);
}

int main(void)
{
	char longest[256];
	int fd;

	mkdir("d", 0755);
	chdir("d");
	memset(longest, 'x', 255);
	longest[255] = 0;
	put_file(longest, "", 0644);
	put_file("a", "", 0644);
	put_file("abcdefgh", "", 0644);
	put_file("abcdefghi", "", 0644);
	mkdir("sub", 0755);
	symlink("a", "link");
	mkfifo("pipe", 0600);
	fd = open(".", O_RDONLY | O_DIRECTORY);
	read_all(fd, SYS_getdents64, 19, 0);
	lseek(fd, 0, SEEK_SET);
	read_all(fd, SYS_getdents, 18, 1);
	lseek(fd, 0, SEEK_SET);
	show("too small", syscall(SYS_getdents, fd, longest, 8));
	show("no folder", syscall(SYS_getdents, 0, longest, sizeof(longest)));
	return 0;
}
