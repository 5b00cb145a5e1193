// SPDX-License-Identifier: GPL-2.0-only
/*
 * enter.c - runs one program of tests/guest/programs in the test machine, as run.py does elsewhere.
 *
 *	enter ROOT FOLDER SECONDS STATUS PROGRAM ARGS...
 *
 * In a session of its own, with ROOT as its root, FOLDER in there as working folder, every signal as it is by default. STATUS: file that
 * gets the exit status, minus a signal's number, or "timeout" after SECONDS. What the program leaves running is killed.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t pid;
static volatile sig_atomic_t late;

static void expire(int sig)
{
	(void)sig;
	late = 1;
	kill(-pid, SIGKILL);
}

static void child(char **argv)
{
	struct rlimit none = { 0, 0 };
	sigset_t empty;

	setsid();
	for (int sig = 1; sig < NSIG; sig++)
		signal(sig, SIG_DFL);
	sigemptyset(&empty);
	sigprocmask(SIG_SETMASK, &empty, NULL);
	umask(022);
	setrlimit(RLIMIT_CORE, &none);
	if (!chroot(argv[1]) && !chdir(argv[2]))
		execv(argv[5], argv + 5);
	perror(argv[5]);
	_exit(127);
}

int main(int argc, char **argv)
{
	int status;
	FILE *f;

	if (argc < 6)
		return 2;
	pid = fork();
	if (!pid)
		child(argv);
	signal(SIGALRM, expire);
	alarm((unsigned)atoi(argv[3]));
	while (waitpid(pid, &status, 0) < 0)
		;
	kill(-pid, SIGKILL);
	f = fopen(argv[4], "w");
	if (!f)
		return 1;
	if (late)
		fputs("timeout", f);
	else
		fprintf(f, "%d", WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status));
	return fclose(f) != 0;
}
