// SPDX-License-Identifier: GPL-2.0-only
/* credentials.c - set-user-ID and set-group-ID x86-64 programs, and what takes that away. */
#include <stdarg.h>
#include "guest.h"
#include <sys/prctl.h>
#include "../kselftest_harness.h"

FIXTURE(credentials) {
	struct run run;
};

FIXTURE_SETUP(credentials)
{
	umask(022);
	ASSERT_EQ(0, guest_setup());
}

FIXTURE_TEARDOWN(credentials)
{
}

TEST_F(credentials, plain_program)
{
	run_child(&self->run, child_somebody, GUEST);
	EXPECT_STARTED();
	EXPECT_LINE("uid=1000 1000 1000");
	EXPECT_LINE("gid=1000 1000 1000");
	EXPECT_LINE("secure=0");
}

TEST_F(credentials, setuid_root)
{
	ASSERT_EQ(0, chmod(GUEST, 04755));
	run_child(&self->run, child_somebody, GUEST);
	EXPECT_STARTED();
	EXPECT_LINE("uid=1000 0 0");
	EXPECT_LINE("gid=1000 1000 1000");
	EXPECT_LINE("secure=1");
}

TEST_F(credentials, setgid)
{
	ASSERT_EQ(0, chown(GUEST, 0, 7));
	ASSERT_EQ(0, chmod(GUEST, 02755));
	run_child(&self->run, child_somebody, GUEST);
	EXPECT_STARTED();
	EXPECT_LINE("uid=1000 1000 1000");
	EXPECT_LINE("gid=1000 7 7");
	EXPECT_LINE("secure=1");
}

/* The translator's own bits do not count. */
TEST_F(credentials, translator_with_setuid_bit)
{
	ASSERT_EQ(0, chmod(report_path(), 04755));
	run_child(&self->run, child_somebody, GUEST);
	EXPECT_EQ(0, chmod(report_path(), 0755));
	EXPECT_STARTED();
	EXPECT_LINE("uid=1000 1000 1000");
	EXPECT_LINE("secure=0");
}

static void child_no_new_privs(void *path)
{
	become_somebody();
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		_exit(97);
	child_plain(path);
}

TEST_F(credentials, setuid_under_no_new_privs)
{
	ASSERT_EQ(0, chmod(GUEST, 04755));
	run_child(&self->run, child_no_new_privs, GUEST);
	EXPECT_STARTED();
	EXPECT_LINE("uid=1000 1000 1000");
	EXPECT_LINE("secure=0");
}

static void child_nosuid(void *path)
{
	if (!mounts_are_private() ||
	    mount("none", WORK "/mnt", "tmpfs", MS_NOSUID, NULL) || !guest_make(WORK "/mnt/guest", 04755))
		_exit(97);
	become_somebody();
	child_plain(path);
}

TEST_F(credentials, setuid_on_a_nosuid_mount)
{
	ASSERT_EQ(0, mkdir(WORK "/mnt", 0755));
	run_child(&self->run, child_nosuid, WORK "/mnt/guest");
	EXPECT_STARTED();
	EXPECT_LINE("uid=1000 1000 1000");
	EXPECT_LINE("secure=0");
}

/* Root is not mapped in there: the program's owner is nobody that the process could become. */
TEST_F(credentials, setuid_in_a_user_namespace_without_root)
{
	ASSERT_EQ(0, chmod(GUEST, 04755));
	run_child(&self->run, child_user_namespace, GUEST);
	EXPECT_STARTED();
	EXPECT_LINE("uid=65534 65534 65534");
	EXPECT_LINE("secure=0");
}

/* A script's own bits never count, its interpreter's do. */
TEST_F(credentials, script_of_a_setuid_interpreter)
{
	static const char script[] = "#!" GUEST "\n";

	ASSERT_EQ(0, chmod(GUEST, 04755));
	ASSERT_TRUE(file_make(WORK "/script", script, sizeof(script) - 1, 0755));
	run_child(&self->run, child_somebody, WORK "/script");
	EXPECT_STARTED();
	EXPECT_LINE("uid=1000 0 0");
}

TEST_HARNESS_MAIN
