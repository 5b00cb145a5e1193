// SPDX-License-Identifier: GPL-2.0-only
/*
 * hold.c - stands for the translator in the tests of ETXTBSY: does with its channel what the translator does, and then as its arguments
 * say. Prints "ready" when it is there, and goes on when its standard input ends.
 *
 *	PROGRAM hold		exits
 *	PROGRAM keep		the same, with the descriptor instead of a mapping
 *	PROGRAM touch		reads what it has mapped
 *	PROGRAM fork		a child goes on, alone
 *	PROGRAM thread		the first thread ends, another one goes on
 *	PROGRAM exec FILE ...	executes FILE with these arguments
 *	PROGRAM vfork FILE ...	the same in a child, and waits for it
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HOLD_EXIT = 42 };

static volatile char *mapped;

/* As include/uapi/linux/xlate.h says; -1: there is none. */
static int channel_find(void)
{
	int fd, flags;

	errno = 0;
	fd = (int)getauxval(AT_EXECFD);
	if (errno)
		return -1;
	do
		flags = fcntl(++fd, F_GETFD);
	while (flags == 0);
	return flags == FD_CLOEXEC ? fd : -1;
}

static void channel_keep(bool descriptor)
{
	int fd = channel_find();

	printf("channel=%d\n", fd);
	if (fd < 0 || descriptor)
		return;
	mapped = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
	if (mapped == MAP_FAILED)
		printf("mmap=%d\n", errno);
	close(fd);
}

static void ready(void)
{
	char c;

	puts("ready");
	fflush(stdout);
	while (read(0, &c, 1) > 0)
		;
}

static void *thread(void *arg)
{
	usleep(50000);		/* the first thread is gone by then */
	ready();
	_exit(HOLD_EXIT);
	return arg;
}

static void go_on_in_a_thread(void)
{
	pthread_t t;

	if (!pthread_create(&t, NULL, thread, NULL))
		pthread_exit(NULL);
}

static void execute(char **argv)
{
	extern char **environ;

	execve(argv[0], argv, environ);
	_exit(98);
}

static int in_a_child(char **argv)
{
	int status = 97 << 8;
	pid_t pid = vfork();

	if (!pid)
		execute(argv);
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "hold";

	channel_keep(!strcmp(what, "keep"));
	fflush(stdout);
	if (!strcmp(what, "fork") && fork())
		_exit(HOLD_EXIT);
	if (!strcmp(what, "thread"))
		go_on_in_a_thread();
	if (!strcmp(what, "exec"))
		execute(argv + 2);
	if (!strcmp(what, "vfork"))
		return in_a_child(argv + 2);
	ready();
	return !strcmp(what, "touch") ? *mapped : HOLD_EXIT;
}
