/* SPDX-License-Identifier: GPL-2.0-only */
/* show.h - what test programs print: facts that are the same on every run and every machine. */
#ifndef SHOW_H
#define SHOW_H

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A result of a libc call: its value, or its error. */
static inline long show(const char *what, long r)
{
	if (r == -1)
		printf("%s: error %d (%s)\n", what, errno, strerror(errno));
	else
		printf("%s: %ld\n", what, r);
	fflush(stdout);
	return r;
}

/* A result that differs between runs: only whether it is an error. */
static inline long show_ok(const char *what, long r)
{
	if (r == -1)
		return show(what, r);
	printf("%s: ok\n", what);
	fflush(stdout);
	return r;
}

static inline void show_true(const char *what, int is)
{
	printf("%s: %s\n", what, is ? "yes" : "no");
	fflush(stdout);
}

static inline void show_status(const char *what, int status)
{
	if (WIFEXITED(status))
		printf("%s: exit %d\n", what, WEXITSTATUS(status));
	else if (WIFSIGNALED(status))
		printf("%s: signal %d\n", what, WTERMSIG(status));
	else
		printf("%s: status %x\n", what, status);
	fflush(stdout);
}

static inline void put_file(const char *name, const char *text, int mode)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, mode);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		perror(name);
	fchmod(fd, mode);
	close(fd);
}

#endif
