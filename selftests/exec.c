// SPDX-License-Identifier: GPL-2.0-only
/* exec.c - what execve() of an x86-64 program promises to the translator. */
#include <stdarg.h>
#include "guest.h"
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include "../kselftest_harness.h"

FIXTURE(exec) {
	struct run run;
};

FIXTURE_SETUP(exec)
{
	umask(022);
	ASSERT_EQ(0, guest_setup());
}

FIXTURE_TEARDOWN(exec)
{
}

static void child_arguments(void *arg)
{
	char *argv[] = { "-login", "", "a b", "--help", NULL };
	char *envp[] = { "B=2", "XLATE_LOG=1", "", NULL };

	(void)arg;
	run_exec(GUEST, argv, envp);
}

TEST_F(exec, arguments_and_environment_are_the_programs_own)
{
	run_child(&self->run, child_arguments, NULL);
	EXPECT_STARTED();
	EXPECT_LINE("argc=4");
	EXPECT_LINE("argv[0]=-login");
	EXPECT_LINE("argv[1]=");
	EXPECT_LINE("argv[2]=a b");
	EXPECT_LINE("argv[3]=--help");
	EXPECT_LINE("env=B=2");
	EXPECT_LINE("env=XLATE_LOG=1");
	EXPECT_LINE("env=");
	EXPECT_LINE("end=1");
}

static void child_no_arguments(void *arg)
{
	char *none[] = { NULL };

	(void)arg;
	run_exec(GUEST, none, none);
}

/* Kernels since 5.18 make one empty argument of none. */
TEST_F(exec, no_arguments)
{
	run_child(&self->run, child_no_arguments, NULL);
	EXPECT_STARTED();
	EXPECT_LINE("argc=1");
	EXPECT_LINE("argv[0]=");
}

TEST_F(exec, auxv_comm_exe)
{
	run_guest(&self->run, GUEST);
	EXPECT_STARTED();
	EXPECT_LINE("execfn=%s", GUEST);
	EXPECT_LINE("flags=0");
	EXPECT_LINE("comm=guest");
	EXPECT_LINE("exe=%s", report_path());
	EXPECT_LINE("secure=0");
}

TEST_F(exec, execfd_is_the_programs_file_and_there_is_a_channel)
{
	run_guest(&self->run, GUEST);
	EXPECT_STARTED();
	EXPECT_TRUE(reported_file(&self->run, GUEST));
	EXPECT_LINE("execfd_readable=1");
	EXPECT_LINE("execfd_flags=0");
	EXPECT_LINE("other_fds=1");
	EXPECT_LINE("close_on_exec=0 anon_inode:[xlate]");
}

TEST_F(exec, et_dyn_too)
{
	Elf64_Ehdr hdr = guest_header();

	hdr.e_type = ET_DYN;
	ASSERT_TRUE(file_make(GUEST, &hdr, sizeof(hdr), 0755));
	run_guest(&self->run, GUEST);
	EXPECT_STARTED();
}

static void child_by_descriptor(void *arg)
{
	char *argv[] = { "zero", NULL }, *envp[] = { NULL };
	int fd = *(int *)arg;

	syscall(SYS_execveat, fd, "", argv, envp, AT_EMPTY_PATH);
	dprintf(1, "errno=%d\n", errno);
}

TEST_F(exec, descriptor_with_close_on_exec)
{
	int fd = open(GUEST, O_RDONLY | O_CLOEXEC);

	ASSERT_GE(fd, 0);
	run_child(&self->run, child_by_descriptor, &fd);
	EXPECT_STARTED();
	EXPECT_TRUE(reported_file(&self->run, GUEST));
	EXPECT_LINE("execfn=/dev/fd/%d", fd);
	EXPECT_LINE("other_fds=1");
}

/* All numbers are taken; from 3 on by descriptors with these flags. */
static void child_no_descriptor(void *arg)
{
	const struct rlimit limit = { 6, 6 };
	int fd;

	for (fd = 3; fd < (int)limit.rlim_max; fd++)
		if (dup2(0, fd) != fd || fcntl(fd, F_SETFD, *(int *)arg))
			dprintf(1, "dup2=%d\n", errno);
	if (setrlimit(RLIMIT_NOFILE, &limit))
		dprintf(1, "setrlimit=%d\n", errno);
	child_plain(GUEST);
}

TEST_F(exec, no_number_for_at_execfd)
{
	int flags = 0;

	run_child(&self->run, child_no_descriptor, &flags);
	EXPECT_EQ(-EMFILE, self->run.status);
}

TEST_F(exec, a_number_that_close_on_exec_makes_free)
{
	int flags = FD_CLOEXEC;

	run_child(&self->run, child_no_descriptor, &flags);
	EXPECT_STARTED();
	EXPECT_TRUE(reported_file(&self->run, GUEST));
}

TEST_F(exec, path_descriptor)
{
	int fd = open(GUEST, O_PATH | O_CLOEXEC);

	ASSERT_GE(fd, 0);
	run_child(&self->run, child_by_descriptor, &fd);
	EXPECT_STARTED();
	EXPECT_LINE("execfd_readable=1");
}

TEST_F(exec, memfd)
{
	Elf64_Ehdr hdr = guest_header();
	int fd = (int)syscall(SYS_memfd_create, "program", MFD_CLOEXEC);

	ASSERT_GE(fd, 0);
	ASSERT_EQ((ssize_t)sizeof(hdr), write(fd, &hdr, sizeof(hdr)));
	run_child(&self->run, child_by_descriptor, &fd);
	EXPECT_STARTED();
	EXPECT_LINE("execfd_readable=1");
}

TEST_F(exec, deleted_file)
{
	int fd = open(GUEST, O_RDONLY | O_CLOEXEC);

	ASSERT_GE(fd, 0);
	ASSERT_EQ(0, unlink(GUEST));
	run_child(&self->run, child_by_descriptor, &fd);
	EXPECT_STARTED();
	EXPECT_LINE("execfd_readable=1");
}

TEST_F(exec, unreadable_file)
{
	ASSERT_EQ(0, chmod(GUEST, 0111));
	run_child(&self->run, child_somebody, GUEST);
	EXPECT_STARTED();
	EXPECT_LINE("execfd_readable=1");
	EXPECT_LINE("dumpable=0");
}

TEST_F(exec, file_without_x_bit)
{
	ASSERT_EQ(0, chmod(GUEST, 0644));
	run_guest(&self->run, GUEST);
	EXPECT_EQ(-EACCES, self->run.status);
}

TEST_F(exec, file_open_for_writing)
{
	int fd = open(GUEST, O_WRONLY | O_CLOEXEC);

	ASSERT_GE(fd, 0);
	run_guest(&self->run, GUEST);
	EXPECT_EQ(-ETXTBSY, self->run.status);
}

TEST_F(exec, script_with_an_x86_64_interpreter)
{
	static const char script[] = "#!" GUEST " -x y\nbody\n";

	ASSERT_TRUE(file_make(WORK "/script", script, sizeof(script) - 1, 0755));
	run_guest(&self->run, WORK "/script");
	EXPECT_STARTED();
	EXPECT_LINE("argc=4");
	EXPECT_LINE("argv[0]=" GUEST);
	EXPECT_LINE("argv[1]=-x y");
	EXPECT_LINE("argv[2]=" WORK "/script");
	EXPECT_LINE("argv[3]=one");
	EXPECT_LINE("execfn=" WORK "/script");
	EXPECT_LINE("comm=script");
	EXPECT_TRUE(reported_file(&self->run, GUEST));
}

/* ---- other roots, mounts, file systems ---- */

static void child_chroot(void *arg)
{
	if (chroot(WORK))
		_exit(97);
	child_plain(arg);
}

TEST_F(exec, chroot_without_the_translator)
{
	run_child(&self->run, child_chroot, "/guest");
	EXPECT_STARTED();
	EXPECT_LINE("execfn=/guest");
	EXPECT_LINE("execfd_readable=1");
}

static void child_mount_namespace(void *arg)
{
	if (!mounts_are_private() ||
	    mount("none", arg, "tmpfs", 0, NULL) || !guest_make(GUEST, 0755))
		_exit(97);
	child_plain(GUEST);
}

/* The translator's folder is hidden in there, and the program exists in there only. */
TEST_F(exec, mount_namespace_without_the_translator)
{
	char folder[4096];

	strcpy(folder, report_path());
	*strrchr(folder, '/') = 0;
	run_child(&self->run, child_mount_namespace, folder);
	EXPECT_STARTED();
	EXPECT_LINE("execfd_readable=1");
}

TEST_F(exec, user_namespace)
{
	run_child(&self->run, child_user_namespace, GUEST);
	EXPECT_STARTED();
	EXPECT_LINE("uid=65534 65534 65534");
}

struct mounted {
	const char *type, *source, *options;
	unsigned long flags;
	bool copy;		/* the program is put there */
};

static void child_mounted(void *arg)
{
	const struct mounted *m = arg;

	if (!mounts_are_private() ||
	    mount(m->source, WORK "/mnt", m->type, m->flags, m->options) || (m->copy && !guest_make(WORK "/mnt/guest", 0755)))
		dprintf(1, "mount=%d\n", errno);
	child_plain(WORK "/mnt/guest");
}

TEST_F(exec, tmpfs)
{
	struct mounted m = { "tmpfs", "none", NULL, 0, true };

	ASSERT_EQ(0, mkdir(WORK "/mnt", 0755));
	run_child(&self->run, child_mounted, &m);
	EXPECT_STARTED();
}

TEST_F(exec, noexec_mount)
{
	struct mounted m = { "tmpfs", "none", NULL, MS_NOEXEC, true };

	ASSERT_EQ(0, mkdir(WORK "/mnt", 0755));
	run_child(&self->run, child_mounted, &m);
	EXPECT_EQ(-EACCES, self->run.status);
}

TEST_F(exec, overlayfs)
{
	struct mounted m = { "overlay", "none", "lowerdir=" WORK "/low,upperdir=" WORK "/up,workdir=" WORK "/work", 0, false };

	ASSERT_EQ(0, mkdir(WORK "/mnt", 0755));
	ASSERT_EQ(0, mkdir(WORK "/low", 0755));
	ASSERT_EQ(0, mkdir(WORK "/up", 0755));
	ASSERT_EQ(0, mkdir(WORK "/work", 0755));
	ASSERT_TRUE(guest_make(WORK "/low/guest", 0755));
	run_child(&self->run, child_mounted, &m);
	EXPECT_STARTED();
	EXPECT_LINE("execfd_readable=1");
}

/* A real program in a real image, but started with the stand-in. */
TEST_F(exec, squashfs)
{
	char command[5000];

	ASSERT_TRUE(mounts_are_private());
	ASSERT_EQ(0, mkdir(WORK "/mnt", 0755));
	snprintf(command, sizeof(command), "mount -t squashfs -o loop,ro %s " WORK "/mnt", path_beside("programs.squashfs"));
	ASSERT_EQ(0, system(command));
	run_guest(&self->run, WORK "/mnt/busybox");
	EXPECT_STARTED();
	EXPECT_TRUE(reported_file(&self->run, WORK "/mnt/busybox"));
	EXPECT_EQ(0, umount(WORK "/mnt"));
}

/* ---- what is no program for us, and hostile files ---- */

TEST_F(exec, other_machines_are_left_alone)
{
	static const struct { unsigned char at, value; } change[] = {
		{ EI_CLASS, ELFCLASS32 }, { EI_DATA, ELFDATA2MSB }, { EI_MAG0, 'x' }, { 16 /* e_type */, ET_REL }, { 16, ET_CORE },
		{ 18 /* e_machine */, EM_386 }, { 18, EM_RISCV },
	};

	for (size_t i = 0; i < sizeof(change) / sizeof(change[0]); i++) {
		char page[4096] = "";
		Elf64_Ehdr hdr = guest_header();

		memcpy(page, &hdr, sizeof(hdr));
		page[change[i].at] = (char)change[i].value;
		ASSERT_TRUE(file_make(GUEST, page, sizeof(page), 0755));
		run_guest(&self->run, GUEST);
		EXPECT_EQ(-ENOEXEC, self->run.status) { TH_LOG("change %zu", i); }
	}
}

/* The module looks at the first 20 bytes; what is behind them is the translator's to judge. */
TEST_F(exec, truncated_headers)
{
	Elf64_Ehdr hdr = guest_header();

	for (size_t size = 0; size <= sizeof(hdr); size++) {
		ASSERT_TRUE(file_make(GUEST, &hdr, size, 0755));
		run_guest(&self->run, GUEST);
		EXPECT_EQ(size < 19 ? -ENOEXEC : REPORT_EXIT, self->run.status) { TH_LOG("%zu bytes", size); }
	}
}

TEST_F(exec, hostile_headers)
{
	unsigned seed = 1;

	for (int i = 0; i < 100; i++) {
		Elf64_Ehdr hdr = guest_header();

		for (size_t k = 20; k < sizeof(hdr); k++)
			((unsigned char *)&hdr)[k] = (unsigned char)rand_r(&seed);
		ASSERT_TRUE(file_make(GUEST, &hdr, sizeof(hdr), 0755));
		run_guest(&self->run, GUEST);
		ASSERT_EQ(REPORT_EXIT, self->run.status);
	}
}

TEST_HARNESS_MAIN
