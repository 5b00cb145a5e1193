/* SPDX-License-Identifier: GPL-2.0-only */
/* struct stat by every call that fills one. */
#include "show.h"
#include <sys/sysmacros.h>

static void print(const char *what, const struct stat *st)
{
	printf("%s: mode %o nlink %lu uid %d size %ld blksize %ld mtime %ld.%09ld atime %ld\n", what, st->st_mode,
	       (unsigned long)st->st_nlink, st->st_uid == geteuid(), (long)st->st_size, (long)st->st_blksize,
	       (long)st->st_mtim.tv_sec, st->st_mtim.tv_nsec, (long)st->st_atim.tv_sec);
}

static void times(void)
{
	struct timespec ts[2] = { { 1000000001, 5 }, { 1500000002, 123456789 } };
	long legacy[2] = { 1111111111, 1222222222 };
	long tv[4] = { 1333333333, 777, 1444444444, 999999 };
	long bad[4] = { 1, 1000000, 1, 0 };
	struct stat st;

	show("utimensat", utimensat(AT_FDCWD, "f", ts, 0));
	stat("f", &st);
	print("after utimensat", &st);
	show("utime", syscall(SYS_utime, "f", legacy));
	stat("f", &st);
	print("after utime", &st);
	show("utimes", syscall(SYS_utimes, "f", tv));
	stat("f", &st);
	print("after utimes", &st);
	show("futimesat", syscall(SYS_futimesat, AT_FDCWD, "f", tv));
	show("utimes out of range", syscall(SYS_utimes, "f", bad));
	show("utime bad pointer", syscall(SYS_utime, "f", 8));
}

int main(void)
{
	struct timespec ts[2] = { { 1000000001, 5 }, { 1500000002, 123456789 } };
	struct stat st, other;
	int fd;

	umask(022);
	put_file("f", "hello, world\n", 0640);
	show("link", link("f", "g"));
	show("symlink", symlink("f", "s"));
	utimensat(AT_FDCWD, "f", ts, 0);
	show("stat", syscall(SYS_stat, "f", &st));
	print("f", &st);
	show("lstat", syscall(SYS_lstat, "s", &other));
	printf("s: mode %o size %ld\n", other.st_mode, (long)other.st_size);
	show("stat through the link", syscall(SYS_stat, "s", &other));
	show_true("same file", other.st_ino == st.st_ino && other.st_dev == st.st_dev);
	fd = open("f", O_RDONLY);
	show("fstat", syscall(SYS_fstat, fd, &other));
	show_true("same file", !memcmp(&other, &st, sizeof(st)));
	memset(&other, 0, sizeof(other));
	show("newfstatat", syscall(SYS_newfstatat, fd, "", &other, AT_EMPTY_PATH));
	show_true("same file", !memcmp(&other, &st, sizeof(st)));
	stat("/dev/null", &st);
	printf("/dev/null: mode %o rdev %d,%d\n", st.st_mode, major(st.st_rdev), minor(st.st_rdev));
	show("stat nothing", syscall(SYS_stat, "nothing", &st));
	show("stat f/x", syscall(SYS_stat, "f/x", &st));
	show("stat bad path", syscall(SYS_stat, 8, &st));
	show("stat bad buffer", syscall(SYS_stat, "f", 8));
	show("fstat closed", syscall(SYS_fstat, 99, &st));
	times();
	return 0;
}
