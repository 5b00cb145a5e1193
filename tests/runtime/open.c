/* SPDX-License-Identifier: GPL-2.0-only */
/* Flags of open, which arm64 numbers differently, wherever they occur; the calls that arm64 does not have. */
#include "show.h"

/* Without O_LARGEFILE: qemu-user, as arm64, says O_NOFOLLOW instead. */
static void flags_of(const char *what, int fd)
{
	printf("%s: F_GETFL %o F_GETFD %o\n", what, fcntl(fd, F_GETFL) & ~0500000, fcntl(fd, F_GETFD));
	close(fd);
}

struct open_how_ {
	uint64_t flags, mode, resolve;
};

static void newer(void)
{
	struct open_how_ how = { O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0, 0 };

	flags_of("openat2", syscall(437, AT_FDCWD, "d", &how, sizeof(how)));
	show("openat2 file as folder", syscall(437, AT_FDCWD, "f", &how, sizeof(how)));
	show("openat2 short", syscall(437, AT_FDCWD, "f", &how, 8));
}

static void legacy(void)
{
	char buf[64] = "";
	int p[2], fd;

	show("creat", syscall(SYS_creat, "c", 0600) >= 0);
	show("access", syscall(SYS_access, "c", R_OK | W_OK));
	show("access nothing", syscall(SYS_access, "no", F_OK));
	show("rename", syscall(SYS_rename, "c", "c2"));
	show("mkdir", syscall(SYS_mkdir, "dd", 0755));
	show("rmdir", syscall(SYS_rmdir, "dd"));
	show("rmdir nothing", syscall(SYS_rmdir, "dd"));
	show("link", syscall(SYS_link, "c2", "c3"));
	show("symlink", syscall(SYS_symlink, "c2", "c4"));
	show("readlink", syscall(SYS_readlink, "c4", buf, sizeof(buf)));
	printf("c4 -> %s\n", buf);
	show("readlink zero", syscall(SYS_readlink, "c4", buf, 0));
	show("chmod", syscall(SYS_chmod, "c2", 0444));
	show("chown", syscall(SYS_chown, "c2", -1, -1));
	show("lchown", syscall(SYS_lchown, "c4", -1, -1));
	show("unlink", syscall(SYS_unlink, "c4"));
	show("mknod", syscall(SYS_mknod, "fifo", S_IFIFO | 0600, 0));
	show("pipe", syscall(SYS_pipe, p));
	flags_of("pipe", p[0]);
	show("dup2", syscall(SYS_dup2, p[1], 50));
	show("dup2 same", syscall(SYS_dup2, 50, 50));
	show("dup2 same, closed", syscall(SYS_dup2, 51, 51));
	fd = syscall(SYS_eventfd, 3);
	show("eventfd", read(fd, buf, 8));
	printf("counter %ld\n", *(long *)buf);
	show_ok("inotify_init", syscall(SYS_inotify_init));
}

int main(void)
{
	int p[2];

	mkdir("d", 0755);
	put_file("f", "x", 0644);
	symlink("f", "s");
	flags_of("rdonly", open("f", O_RDONLY));
	flags_of("rdwr append", open("f", O_RDWR | O_APPEND | O_NONBLOCK));
	flags_of("directory", open("d", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	flags_of("path nofollow", open("s", O_PATH | O_NOFOLLOW));
	flags_of("noatime sync", open("f", O_RDWR | O_SYNC));
	flags_of("largefile", syscall(SYS_open, "f", 0100000, 0));
	show("nofollow on a link", open("s", O_RDONLY | O_NOFOLLOW));
	show("directory on a file", open("f", O_RDONLY | O_DIRECTORY));
	show("exclusive", open("f", O_RDWR | O_CREAT | O_EXCL, 0600));
	show("bad path", syscall(SYS_open, 8, 0, 0));
	show("pipe2 direct", pipe2(p, O_DIRECT | O_CLOEXEC));
	flags_of("pipe2 direct", p[0]);
	flags_of("pipe2 direct", p[1]);
	pipe(p);
	show("F_SETFL", fcntl(p[1], F_SETFL, O_DIRECT | O_NONBLOCK));
	flags_of("after F_SETFL", p[1]);
	newer();
	legacy();
	return 0;
}
