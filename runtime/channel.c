/* SPDX-License-Identifier: GPL-2.0-only */
/* channel.c - see channel.h. */
#include "channel.h"
#include "host.h"
#include "own.h"

int channel_find(int execfd)
{
	for (int fd = execfd + 1;; fd++) {
		long flags = host_fcntl(fd, F_GETFD, 0);

		if (host_failed(flags))
			return -1;
		if (flags & FD_CLOEXEC)
			return fd;
	}
}

/* Where it cannot be mapped the program runs without. */
void channel_keep(int fd)
{
	void *page;

	if (fd < 0)
		return;
	page = own_alloc(PAGE);
	if (page)
		host_mmap((u64)page, PAGE, PROT_NONE, MAP_SHARED | MAP_FIXED, fd, 0);
	host_close(fd);
}
