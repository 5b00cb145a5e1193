/* SPDX-License-Identifier: GPL-2.0-only */
/* New processes: fork, vfork, clone with tids and TLS untouched, wait statuses, posix_spawn's errors. */
#include "show.h"
#include <sched.h>
#include <spawn.h>
#include <sys/resource.h>

extern char **environ;
static volatile int variable = 1;

static void chain(int depth)
{
	int status;
	pid_t pid;

	if (!depth)
		_exit(7);
	pid = fork();
	if (!pid)
		chain(depth - 1);
	waitpid(pid, &status, 0);
	_exit(WEXITSTATUS(status) + 1);
}

static void test_fork(void)
{
	struct rusage ru;
	int status;
	pid_t pid = fork();

	if (!pid) {
		variable = 2;
		chain(3);
	}
	show_true("child waited for", wait4(pid, &status, 0, &ru) == pid);
	show_status("chain", status);
	printf("variable %d\n", variable);
	pid = syscall(SYS_fork);
	if (!pid)
		_exit(77);
	waitpid(pid, &status, 0);
	show_status("fork itself", status);
	pid = fork();
	if (!pid)
		abort();
	waitpid(pid, &status, 0);
	show_status("abort", status);
	pid = fork();
	if (!pid)
		for (;;)
			pause();
	kill(pid, SIGTERM);
	waitpid(pid, &status, 0);
	show_status("killed", status);
	show("no more", waitpid(-1, &status, 0));
}

static void test_vfork(void)
{
	int status;
	pid_t pid = vfork();

	if (!pid)
		_exit(42);
	waitpid(pid, &status, 0);
	show_status("vfork", status);
	for (int i = 0; i < 3; i++) {
		pid = vfork();
		if (!pid) {
			char *argv[] = { "fork", "child", NULL };

			signal(SIGUSR1, SIG_IGN);
			execv("/proc/self/exe", argv);
			_exit(1);
		}
		waitpid(pid, &status, 0);
		show_status("vfork and exec", status);
	}
	show_true("the parent's signals are its own", signal(SIGUSR1, SIG_DFL) == SIG_DFL);
}

static void test_clone(void)
{
	int tid = 0, parent_tid = 0, status;
	pid_t pid;

	fflush(stdout);
	pid = syscall(SYS_clone, CLONE_CHILD_SETTID | CLONE_PARENT_SETTID | SIGCHLD, 0, &parent_tid, &tid, 0);
	if (!pid)
		_exit(tid == getpid() ? 3 : 4);
	waitpid(pid, &status, 0);
	show_status("child's tid", status);
	show_true("parent's copy", parent_tid == pid && tid == 0);
}

static void test_spawn(void)
{
	char *argv[] = { "fork", "child", NULL };
	int status, err;
	pid_t pid;

	err = posix_spawn(&pid, "/proc/self/exe", NULL, NULL, argv, environ);
	printf("posix_spawn: %d\n", err);
	waitpid(pid, &status, 0);
	show_status("spawned", status);
	err = posix_spawn(&pid, "./nothing", NULL, NULL, argv, environ);
	printf("posix_spawn nothing: %d\n", err);
	show_status("system", system("exit 9"));
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return 11;
	setvbuf(stdout, NULL, _IONBF, 0);
	test_fork();
	test_vfork();
	test_clone();
	test_spawn();
	return 0;
}
