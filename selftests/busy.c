// SPDX-License-Identifier: GPL-2.0-only
/* busy.c - the file of a running x86-64 program cannot be written to (ETXTBSY), as long as natively, and no longer. */
#include <stdarg.h>
#include "guest.h"
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include "../kselftest_harness.h"

#define OTHER WORK "/other"

enum { ARGUMENTS = 8 };

/* A program that runs until its standard input is closed. */
struct holder {
	const char *path;	/* NULL: by descriptor */
	int fd;
	const char *argv[ARGUMENTS];
	void (*prepare)(void);	/* in the child, before execve() */
	pid_t pid;
	int input, output;
	char said[256];		/* until it was ready; or until it ended */
};

FIXTURE(busy) {
	struct holder h;
};

FIXTURE_SETUP(busy)
{
	struct module *m;

	umask(022);
	ASSERT_EQ(0, prctl(PR_SET_CHILD_SUBREAPER, 1));
	ASSERT_EQ(0, guest_setup());
	ASSERT_TRUE(guest_make(OTHER, 0755));
	ASSERT_EQ(0, module_open(&m));
	ASSERT_EQ(0, module_set_translator(m, path_beside("hold")));
	module_close(m);
	self->h = (struct holder){ .path = GUEST };
}

FIXTURE_TEARDOWN(busy)
{
}

/* 0: it can be written to; ETXTBSY; another error. The ways to do so must agree. */
static int busy(const char *path)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), error = fd < 0 ? errno : 0, by_path;

	if (fd >= 0)
		close(fd);
	by_path = truncate(path, 4096) ? errno : 0;
	return by_path == error ? error : -1;
}

static void holder_child(struct holder *h, const int *input, const int *output)
{
	static char *const no_env[] = { NULL };

	dup2(input[0], 0);
	dup2(output[1], 1);
	close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
	if (h->prepare)
		h->prepare();
	if (h->path)
		execve(h->path, (char *const *)h->argv, no_env);
	else
		syscall(SYS_execveat, h->fd, "", h->argv, no_env, AT_EMPTY_PATH);
	_exit(99);
}

/* Returns when it is ready, or has ended. */
static bool holder_start(struct holder *h, const char *what, ...)
{
	int input[2], output[2];
	size_t used = 0;
	va_list ap;

	h->argv[0] = "zero";
	va_start(ap, what);
	for (int i = 1; what && i < ARGUMENTS - 1; what = va_arg(ap, const char *))
		h->argv[i++] = what;
	va_end(ap);
	if (pipe2(input, O_CLOEXEC) || pipe2(output, O_CLOEXEC))
		abort();
	h->pid = fork();
	if (!h->pid)
		holder_child(h, input, output);
	close(input[0]);
	close(output[1]);
	h->input = input[1];
	h->output = output[0];
	while (used < sizeof(h->said) - 1 && read(h->output, h->said + used, 1) == 1 && !strstr(h->said, "ready\n"))
		used++;
	return strstr(h->said, "ready\n");
}

/* Its exit status, or 1000 + signal, when all that came of it has ended. */
static int holder_end(struct holder *h)
{
	int status, result = -1;
	pid_t pid;

	close(h->input);
	while ((pid = waitpid(-1, &status, 0)) > 0)
		if (pid == h->pid)
			result = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
	close(h->output);
	return result;
}

#define START(...) ASSERT_TRUE(holder_start(&self->h, __VA_ARGS__, NULL)) { TH_LOG("%s", self->h.said); }
#define END() EXPECT_EQ(REPORT_EXIT, holder_end(&self->h))

TEST_F(busy, while_it_runs)
{
	EXPECT_EQ(0, busy(GUEST));
	START("hold");
	EXPECT_EQ(ETXTBSY, busy(GUEST));
	EXPECT_EQ(0, busy(OTHER));
	END();
	EXPECT_EQ(0, busy(GUEST));
}

/* The channel is the file, whatever holds it. */
TEST_F(busy, by_descriptor_alone)
{
	START("keep");
	EXPECT_EQ(ETXTBSY, busy(GUEST));
	END();
	EXPECT_EQ(0, busy(GUEST));
}

TEST_F(busy, as_often_as_it_runs)
{
	struct holder second = { .path = GUEST };
	int status;

	START("hold");
	ASSERT_TRUE(holder_start(&second, "hold", NULL));
	close(second.input);
	ASSERT_EQ(second.pid, waitpid(second.pid, &status, 0));
	EXPECT_EQ(ETXTBSY, busy(GUEST));
	END();
	EXPECT_EQ(0, busy(GUEST));
}

TEST_F(busy, while_a_forked_child_runs)
{
	int status;

	START("fork");
	ASSERT_EQ(self->h.pid, waitpid(self->h.pid, &status, 0));
	EXPECT_EQ(ETXTBSY, busy(GUEST));
	holder_end(&self->h);
	EXPECT_EQ(0, busy(GUEST));
}

TEST_F(busy, while_any_thread_runs)
{
	START("thread");
	EXPECT_EQ(ETXTBSY, busy(GUEST));
	END();
	EXPECT_EQ(0, busy(GUEST));
}

TEST_F(busy, until_it_executes_another)
{
	START("exec", OTHER, "hold");
	EXPECT_EQ(0, busy(GUEST));
	EXPECT_EQ(ETXTBSY, busy(OTHER));
	END();
	EXPECT_EQ(0, busy(OTHER));
}

TEST_F(busy, until_it_executes_a_native_program)
{
	START("exec", path_beside("hold"), "hold");
	EXPECT_EQ(0, busy(GUEST));
	END();
}

TEST_F(busy, while_it_executes_itself)
{
	START("exec", GUEST, "exec", GUEST, "hold");
	EXPECT_EQ(ETXTBSY, busy(GUEST));
	END();
	EXPECT_EQ(0, busy(GUEST));
}

TEST_F(busy, parent_and_child_of_vfork)
{
	START("vfork", OTHER, "hold");
	EXPECT_EQ(ETXTBSY, busy(GUEST));
	EXPECT_EQ(ETXTBSY, busy(OTHER));
	END();
	EXPECT_EQ(0, busy(GUEST));
	EXPECT_EQ(0, busy(OTHER));
}

TEST_F(busy, until_it_is_killed)
{
	START("hold");
	ASSERT_EQ(0, kill(self->h.pid, SIGKILL));
	EXPECT_EQ(1000 + SIGKILL, holder_end(&self->h));
	EXPECT_EQ(0, busy(GUEST));
}

/* The mapping has no pages. */
TEST_F(busy, until_it_crashes)
{
	START("touch");
	EXPECT_EQ(ETXTBSY, busy(GUEST));
	EXPECT_EQ(1000 + SIGBUS, holder_end(&self->h));
	EXPECT_EQ(0, busy(GUEST));
}

TEST_F(busy, script_of_it_is_not)
{
	static const char script[] = "#!" GUEST " hold\n";

	ASSERT_TRUE(file_make(WORK "/script", script, sizeof(script) - 1, 0755));
	self->h.path = WORK "/script";
	START(NULL);
	EXPECT_EQ(ETXTBSY, busy(GUEST));
	EXPECT_EQ(0, busy(WORK "/script"));
	END();
}

TEST_F(busy, set_user_id)
{
	ASSERT_EQ(0, chmod(GUEST, 04755));
	self->h.prepare = become_somebody;
	START("hold");
	EXPECT_EQ(ETXTBSY, busy(GUEST));
	END();
	EXPECT_EQ(0, busy(GUEST));
}

TEST_F(busy, memfd)
{
	Elf64_Ehdr hdr = guest_header();
	char path[64];

	self->h.path = NULL;
	self->h.fd = (int)syscall(SYS_memfd_create, "program", MFD_CLOEXEC);
	ASSERT_EQ((ssize_t)sizeof(hdr), write(self->h.fd, &hdr, sizeof(hdr)));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", self->h.fd);
	START("hold");
	EXPECT_EQ(ETXTBSY, busy(path));
	END();
	EXPECT_EQ(0, busy(path));
}

TEST_F(busy, overlayfs)
{
	ASSERT_TRUE(mounts_are_private());
	ASSERT_EQ(0, system("cd " WORK " && mkdir mnt low up work && cp -p guest low"));
	ASSERT_EQ(0, mount("none", WORK "/mnt", "overlay", 0, "lowerdir=" WORK "/low,upperdir=" WORK "/up,workdir=" WORK "/work"));
	self->h.path = WORK "/mnt/guest";
	START("hold");
	EXPECT_EQ(ETXTBSY, busy(WORK "/mnt/guest"));
	END();
	EXPECT_EQ(0, busy(WORK "/mnt/guest"));
}

/* ---- where the channel is, and where there is none ---- */

/* 0 to 3 and 5 are there; AT_EXECFD is 4. */
static void with_descriptors(void)
{
	dup2(0, 3);
	dup2(0, 5);
	close_range(6, ~0u, 0);
	close(4);
}

TEST_F(busy, channel_behind_inherited_descriptors)
{
	self->h.prepare = with_descriptors;
	START("hold");
	EXPECT_NE(NULL, strstr(self->h.said, "channel=6\n")) { TH_LOG("%s", self->h.said); }
	END();
}

/* AT_EXECFD is the last that it may have. */
static void with_one_free(void)
{
	struct rlimit limit = { 4, 4 };

	close_range(3, ~0u, 0);
	setrlimit(RLIMIT_NOFILE, &limit);
}

TEST_F(busy, no_descriptor_for_the_channel)
{
	self->h.prepare = with_one_free;
	START("hold");
	EXPECT_NE(NULL, strstr(self->h.said, "channel=-1\n")) { TH_LOG("%s", self->h.said); }
	EXPECT_EQ(0, busy(GUEST));
	END();
}

/* ---- starts that fail ---- */

/* Its header passes, its program headers do not: execve() fails, and the old program goes on. */
TEST_F(busy, not_after_an_exec_that_failed)
{
	Elf64_Ehdr hdr = guest_header();
	struct module *m;

	hdr.e_machine = EM_AARCH64;
	hdr.e_phentsize = 1;
	ASSERT_TRUE(file_make(WORK "/bad", &hdr, sizeof(hdr), 0755));
	ASSERT_EQ(0, module_open(&m));
	ASSERT_EQ(0, module_set_translator(m, WORK "/bad"));
	module_close(m);
	EXPECT_FALSE(holder_start(&self->h, "hold", NULL));
	EXPECT_EQ(99, holder_end(&self->h));
	EXPECT_EQ(0, busy(GUEST));
}

static void without_memory(void)
{
	struct rlimit tiny = { 1 << 16, 1 << 16 };

	setrlimit(RLIMIT_AS, &tiny);
}

TEST_F(busy, not_after_an_exec_that_killed)
{
	self->h.prepare = without_memory;
	EXPECT_FALSE(holder_start(&self->h, "hold", NULL));
	EXPECT_EQ(1000 + SIGSEGV, holder_end(&self->h));
	EXPECT_EQ(0, busy(GUEST));
}

/* ---- the module ---- */

TEST_F(busy, module_stays_while_a_program_runs)
{
	START("hold");
	EXPECT_EQ(-1, syscall(SYS_delete_module, "xlate", O_NONBLOCK));
	EXPECT_EQ(EWOULDBLOCK, errno);
	END();
}

TEST_HARNESS_MAIN
