// SPDX-License-Identifier: GPL-2.0-only
/*
 * failing.c - the n-th allocation fails, for every n, while an x86-64 program is started and while the module is configured. On kernels with
 * FAULT_INJECTION, FAILSLAB, FAIL_PAGE_ALLOC.
 */
#include <stdarg.h>
#include "guest.h"
#include <sys/resource.h>
#include "../kselftest_harness.h"

#define FAILURES "/sys/kernel/debug"

FIXTURE(failing) {
	struct run run;
	struct module *m;
	struct module_stats stats;
};

static bool setting(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool ok = fd >= 0 && write(fd, value, 1) == 1;

	if (fd >= 0)
		close(fd);
	return ok;
}

FIXTURE_SETUP(failing)
{
	umask(022);
	/* Allocations that may sleep fail too; without a word, else the kernel's log is full. */
	ASSERT_TRUE(setting(FAILURES "/failslab/ignore-gfp-wait", "N"));
	ASSERT_TRUE(setting(FAILURES "/fail_page_alloc/ignore-gfp-wait", "N"));
	ASSERT_TRUE(setting(FAILURES "/failslab/verbose", "0"));
	ASSERT_TRUE(setting(FAILURES "/fail_page_alloc/verbose", "0"));
	ASSERT_EQ(0, guest_setup());
	ASSERT_EQ(0, module_open(&self->m));
}

FIXTURE_TEARDOWN(failing)
{
	module_close(self->m);
}

/* The n-th allocation of this thread from here on; 0: none. */
static void fail(int fd, int n)
{
	char text[16];
	int size = snprintf(text, sizeof(text), "%d", n);

	if (pwrite(fd, text, (size_t)size, 0) != size)
		abort();
}

/* Did it fail? */
static bool failed(int fd)
{
	char text[16] = "";

	return pread(fd, text, sizeof(text) - 1, 0) > 0 && !atoi(text);
}

static int fail_open(void)
{
	int fd = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		abort();
	return fd;
}

struct attempt {
	const char *path;
	int n;
};

static void child_fails(void *arg)
{
	static char *const argv[] = { "zero", NULL }, *const none[] = { NULL };
	const struct attempt *a = arg;
	int fd = fail_open();

	fail(fd, a->n);
	execve(a->path, argv, none);
	fail(fd, 0);
	dprintf(1, "errno=%d\n", errno);
}

/*
 * The kernel's ELF loader says ENOEXEC where it has no memory for program headers: the translator's, as any program's. That is one allocation,
 * but what comes before it varies, so that it may be met more than once.
 */
static int count_enoexec(struct run *run, const char *native, int attempts)
{
	int count = 0;

	for (int n = 1; n <= attempts; n++) {
		run_child(run, child_fails, &(struct attempt){ native, n });
		count += run->status == -ENOEXEC;
	}
	return count;
}

/* What the started program does counts too; ATTEMPTS are far into it. */
TEST_F_TIMEOUT(failing, exec, 300)
{
	enum { ATTEMPTS = 300 };
	struct module_stats after;
	uint64_t sum = 0;
	int refused = 0, enoexec = 0, fd;

	ASSERT_EQ(0, module_get_stats(self->m, &self->stats));
	for (int n = 1; n <= ATTEMPTS; n++) {
		run_child(&self->run, child_fails, &(struct attempt){ GUEST, n });
		enoexec += self->run.status == -ENOEXEC;
		refused += self->run.status == -ENOMEM || self->run.status == -ENFILE;
		fd = open(GUEST, O_WRONLY | O_CLOEXEC);
		EXPECT_GE(fd, 0) { TH_LOG("allocation %d: the program's file stays busy: errno %d", n, errno); }
		close(fd);
	}
	EXPECT_GT(refused, 10);
	EXPECT_LE(enoexec, count_enoexec(&self->run, report_path(), ATTEMPTS) + 4);
	ASSERT_EQ(0, module_get_stats(self->m, &after));
	for (int why = 1; why <= XLATE_FAIL_MAX; why++)
		sum += after.failed[why] - self->stats.failed[why];
	EXPECT_GT(after.failed[XLATE_FAIL_MEMORY], self->stats.failed[XLATE_FAIL_MEMORY]);
	EXPECT_EQ(after.matched - self->stats.matched, after.started - self->stats.started + sum);
}

/* The old configuration or the new one is in place, and the new one when it said so. The answer may get lost too, so no more than that. */
TEST_F(failing, configuration)
{
	struct module_config config;
	int fd = fail_open(), err, refused = 0;
	bool more = true;

	for (int n = 1; more && n < 1000; n++) {
		const char *wanted = n & 1 ? path_beside("hold") : path_beside("report");
		char before[sizeof(config.translator)];

		ASSERT_EQ(0, module_get_config(self->m, &config));
		strcpy(before, config.translator);
		fail(fd, n);
		err = module_set_translator(self->m, wanted);
		more = failed(fd);
		fail(fd, 0);
		refused += err != 0;
		ASSERT_EQ(0, module_get_config(self->m, &config));
		if (err && !strcmp(before, config.translator))
			continue;
		EXPECT_STREQ(wanted, config.translator) { TH_LOG("allocation %d: %d", n, err); }
	}
	EXPECT_FALSE(more);
	EXPECT_GT(refused, 3);
}

TEST_HARNESS_MAIN
