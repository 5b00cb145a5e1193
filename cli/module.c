// SPDX-License-Identifier: GPL-2.0-only
/* module.c - xlatectl module start|stop: loads, configures, and unloads the kernel module. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../common/module.h"
#include "cli.h"

/* modprobe's own messages go to standard error. */
static int load(void)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		return -errno;
	if (!pid) {
		execlp("modprobe", "modprobe", "xlate", (char *)NULL);
		execl("/sbin/modprobe", "modprobe", "xlate", (char *)NULL);
		_exit(127);
	}
	if (waitpid(pid, &status, 0) < 0)
		return -errno;
	return WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : -ENOENT;
}

static int start(const char *translator)
{
	struct module *m;
	int err = module_open(&m);

	if (err == -ENOENT) {
		if (load())
			return problem("modprobe xlate failed: is the module built for this kernel (dkms status)?");
		err = module_open(&m);
	}
	if (err)
		return problem("the kernel module does not answer: %s", strerror(-err));
	err = module_set_translator(m, translator);
	if (!err)
		err = module_set_enabled(m, true);
	if (err)
		problem("%s: %s", translator, module_error(m));
	else
		printf("x86-64 programs run through %s\n", translator);
	module_close(m);
	return err != 0;
}

static int unload(void)
{
	if (!syscall(SYS_delete_module, "xlate", O_NONBLOCK)) {
		puts("the module is unloaded");
		return 0;
	}
	if (errno == EBUSY || errno == EAGAIN) {
		puts("no more programs are taken; the module stays loaded while it is in use");
		return 0;
	}
	return problem("the module takes no programs, but cannot be unloaded: %s", strerror(errno));
}

static int stop(void)
{
	struct module *m;
	int err = module_open(&m);

	if (err == -ENOENT) {
		puts("the module is not loaded");
		return 0;
	}
	if (err)
		return problem("netlink: %s", strerror(-err));
	err = module_set_enabled(m, false);
	if (err)
		problem("%s", module_error(m));
	module_close(m);
	return err ? 1 : unload();
}

int verb_module(int argc, char **argv)
{
	if (argc >= 2 && argc <= 3 && !strcmp(argv[1], "start")) {
		char *path = realpath(argc == 3 ? argv[2] : XLATE_TRANSLATOR, NULL);
		int result = path ? start(path) : problem("%s: %s", argc == 3 ? argv[2] : XLATE_TRANSLATOR, strerror(errno));

		free(path);
		return result;
	}
	if (argc == 2 && !strcmp(argv[1], "stop"))
		return stop();
	return misuse("module start [TRANSLATOR], or module stop");
}
