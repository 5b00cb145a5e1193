// SPDX-License-Identifier: GPL-2.0-only
/* config.c - the netlink family: who may configure, what is refused, what the counters count. */
#include <stdarg.h>
#include "guest.h"
#include <sys/resource.h>
#include "../kselftest_harness.h"

FIXTURE(config) {
	struct module *m;
	struct module_config before, after;
	struct run run;
};

FIXTURE_SETUP(config)
{
	umask(022);
	ASSERT_EQ(0, guest_setup());
	ASSERT_EQ(0, module_open(&self->m));
	ASSERT_EQ(0, module_get_config(self->m, &self->before));
}

FIXTURE_TEARDOWN(config)
{
	module_close(self->m);
}

#define EXPECT_REFUSED(error, text, path) do {						\
	EXPECT_EQ(error, module_set_translator(self->m, path));				\
	EXPECT_STREQ(text, module_error(self->m));					\
	EXPECT_EQ(0, module_get_config(self->m, &self->after));				\
	EXPECT_EQ(0, memcmp(&self->before, &self->after, sizeof(self->before)));	\
} while (0)

TEST_F(config, shows_the_translator)
{
	struct stat st;

	EXPECT_TRUE(self->before.enabled);
	EXPECT_STREQ(report_path(), self->before.translator);
	EXPECT_NE(0, self->before.version[0]);
	ASSERT_EQ(0, stat(report_path(), &st));
	EXPECT_EQ(st.st_ino, self->before.ino);
	EXPECT_EQ(st.st_dev, self->before.dev);
}

/* Its upper layer is another file system than its lower one: stat() does not say the inode's device. */
TEST_F(config, shows_a_translator_on_overlayfs)
{
	char copy[8192];
	struct stat st;

	ASSERT_TRUE(mounts_are_private());
	ASSERT_EQ(0, system("mkdir " WORK "/low " WORK "/top " WORK "/mnt"));
	ASSERT_EQ(0, mount("none", WORK "/top", "tmpfs", 0, NULL));
	ASSERT_EQ(0, system("mkdir " WORK "/top/up " WORK "/top/work"));
	ASSERT_EQ(0, mount("none", WORK "/mnt", "overlay", 0, "lowerdir=" WORK "/low,upperdir=" WORK "/top/up,workdir=" WORK "/top/work"));
	snprintf(copy, sizeof(copy), "cp '%s' " WORK "/mnt/report", report_path());
	ASSERT_EQ(0, system(copy));
	EXPECT_EQ(0, module_set_translator(self->m, WORK "/mnt/report"));
	EXPECT_EQ(0, module_get_config(self->m, &self->after));
	ASSERT_EQ(0, stat(WORK "/mnt/report", &st));
	EXPECT_EQ(st.st_ino, self->after.ino);
	EXPECT_EQ(st.st_dev, self->after.dev);
	EXPECT_EQ(0, module_set_translator(self->m, report_path()));
	EXPECT_EQ(0, umount(WORK "/mnt"));
	EXPECT_EQ(0, umount(WORK "/top"));
}

TEST_F(config, bad_translators_are_refused_and_the_old_one_is_kept)
{
	Elf64_Ehdr hdr = guest_header();

	EXPECT_REFUSED(-ENOENT, "translator does not exist", WORK "/nothing");
	EXPECT_REFUSED(-ENOENT, "translator does not exist", WORK "/nothing/below");
	EXPECT_REFUSED(-EACCES, "translator is no file that may be executed", WORK);
	EXPECT_REFUSED(-EINVAL, "translator has to be an absolute path", "report");
	EXPECT_REFUSED(-EINVAL, "translator has to be an absolute path", "");
	EXPECT_REFUSED(-ENOEXEC, "translator is no AArch64 program", GUEST);

	ASSERT_TRUE(file_make(WORK "/bad", "#!/bin/sh\n", 10, 0755));
	EXPECT_REFUSED(-ENOEXEC, "translator is no 64-bit ELF file", WORK "/bad");
	hdr.e_machine = EM_AARCH64;
	ASSERT_TRUE(file_make(WORK "/bad", &hdr, 40, 0755));
	EXPECT_REFUSED(-ENOEXEC, "translator is no 64-bit ELF file", WORK "/bad");
	hdr.e_type = ET_REL;
	ASSERT_TRUE(file_make(WORK "/bad", &hdr, sizeof(hdr), 0755));
	EXPECT_REFUSED(-ENOEXEC, "translator is an ELF file, but no program", WORK "/bad");
	ASSERT_EQ(0, chmod(WORK "/bad", 0644));
	EXPECT_REFUSED(-EACCES, "translator is no file that may be executed", WORK "/bad");

	run_guest(&self->run, GUEST);
	EXPECT_EQ(REPORT_EXIT, self->run.status);
}

TEST_F(config, a_path_that_is_too_long)
{
	static char path[5000];

	memset(path, 'x', sizeof(path) - 1);
	path[0] = '/';
	EXPECT_GT(0, module_set_translator(self->m, path));
	EXPECT_EQ(0, module_get_config(self->m, &self->after));
	EXPECT_STREQ(self->before.translator, self->after.translator);
}

TEST_F(config, disabled_leaves_programs_to_other_formats)
{
	EXPECT_EQ(0, module_set_enabled(self->m, false));
	run_guest(&self->run, GUEST);
	EXPECT_EQ(-ENOEXEC, self->run.status);
	EXPECT_EQ(0, module_set_enabled(self->m, true));
	run_guest(&self->run, GUEST);
	EXPECT_EQ(REPORT_EXIT, self->run.status);
}

TEST_F(config, a_replaced_translator_stays_in_use)
{
	ASSERT_EQ(0, system("cp $(dirname $(readlink /proc/$PPID/exe))/report " WORK "/translator"));
	ASSERT_EQ(0, module_set_translator(self->m, WORK "/translator"));
	EXPECT_EQ(-1, open(WORK "/translator", O_WRONLY));
	EXPECT_EQ(ETXTBSY, errno);
	ASSERT_EQ(0, unlink(WORK "/translator"));
	run_guest(&self->run, GUEST);
	EXPECT_EQ(REPORT_EXIT, self->run.status);
	EXPECT_TRUE(reported(&self->run, "exe=" WORK "/translator (deleted)"));
	ASSERT_EQ(0, module_set_translator(self->m, report_path()));
}

/* ---- others ---- */

static int as_somebody(void)
{
	struct module_config c;
	struct module_stats s;
	struct module *m;

	become_somebody();
	if (module_open(&m))
		return 1;
	if (module_get_config(m, &c) != -EPERM)
		return 2;
	if (module_set_translator(m, report_path()) != -EPERM || module_set_enabled(m, false) != -EPERM)
		return 3;
	return module_get_stats(m, &s) ? 4 : 0;
}

static int as_root_of_a_user_namespace(void)
{
	struct module_config c;
	struct module *m;
	int fd;

	become_somebody();
	if (unshare(CLONE_NEWUSER))
		return 1;
	fd = open("/proc/self/uid_map", O_WRONLY);
	if (write(fd, "0 1000 1", 8) != 8 || setuid(0))
		return 2;
	if (module_open(&m))
		return 3;
	return module_get_config(m, &c) == -EPERM && module_set_enabled(m, false) == -EPERM ? 0 : 4;
}

static int in_another_network_namespace(void)
{
	struct module *m;

	if (unshare(CLONE_NEWNET))
		return 1;
	return module_open(&m) == -ENOENT ? 0 : 2;
}

static int in_child(int (*what)(void))
{
	pid_t pid = fork();
	int status;

	if (!pid)
		_exit(what());
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(config, is_refused_to_others)
{
	EXPECT_EQ(0, in_child(as_somebody));
	EXPECT_EQ(0, in_child(as_root_of_a_user_namespace));
	EXPECT_EQ(0, in_child(in_another_network_namespace));
	EXPECT_EQ(0, module_get_config(self->m, &self->after));
	EXPECT_TRUE(self->after.enabled);
}

/* ---- counters ---- */

static uint64_t failed(const struct module_stats *s)
{
	uint64_t sum = 0;

	for (int why = 1; why <= XLATE_FAIL_MAX; why++)
		sum += s->failed[why];
	return sum;
}

/* No address space for the translator: the kernel kills the process when the old program is gone. */
static void child_that_dies(void *path)
{
	struct rlimit tiny = { 1 << 16, 1 << 16 };

	setrlimit(RLIMIT_AS, &tiny);
	child_plain(path);
}

TEST_F(config, counters_add_up)
{
	struct module_stats before, after;

	ASSERT_EQ(0, module_get_stats(self->m, &before));
	EXPECT_EQ(before.matched, before.started + failed(&before));
	for (int i = 0; i < 20; i++)
		run_guest(&self->run, GUEST);
	for (int i = 0; i < 5; i++) {
		run_child(&self->run, child_that_dies, GUEST);
		EXPECT_EQ(1000 + SIGSEGV, self->run.status) { TH_LOG("%d %s", self->run.status, self->run.report); }
	}
	ASSERT_EQ(0, module_get_stats(self->m, &after));
	EXPECT_EQ(25, after.matched - before.matched);
	EXPECT_EQ(20, after.started - before.started);
	EXPECT_EQ(5, after.failed[XLATE_FAIL_LATE] - before.failed[XLATE_FAIL_LATE]);
	EXPECT_EQ(after.matched, after.started + failed(&after));
}

TEST_HARNESS_MAIN
