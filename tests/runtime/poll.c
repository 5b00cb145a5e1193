/* SPDX-License-Identifier: GPL-2.0-only */
/* select, poll, epoll and their structures. */
#include "show.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>

static void test_select(int r, int w)
{
	struct timeval tv = { 0, 20000 }, odd = { 0, 1500000 }, bad = { -1, 0 };
	fd_set in, out;

	FD_ZERO(&in);
	FD_SET(r, &in);
	show("select, nothing", syscall(SYS_select, r + 1, &in, NULL, NULL, &tv));
	printf("left %ld.%06ld\n", (long)tv.tv_sec, (long)tv.tv_usec);
	show_true("in", FD_ISSET(r, &in));
	write(w, "x", 1);
	FD_SET(r, &in);
	FD_ZERO(&out);
	FD_SET(w, &out);
	show("select, both", syscall(SYS_select, w + 1, &in, &out, NULL, &odd));
	show_true("in", FD_ISSET(r, &in));
	show_true("out", FD_ISSET(w, &out));
	show_true("time is left", odd.tv_sec == 1 && odd.tv_usec > 0);
	show("select, bad time", syscall(SYS_select, 0, NULL, NULL, NULL, &bad));
	show("select, bad pointer", syscall(SYS_select, 0, NULL, NULL, NULL, 8));
}

static void test_poll(int r, int w)
{
	struct pollfd p[3] = { { r, POLLIN, 0 }, { w, POLLOUT, 0 }, { 99, POLLIN, 0 } };
	struct timespec ts = { 0, 1000000 };
	sigset_t none;

	show("poll", syscall(SYS_poll, p, 3, 1000));
	printf("%x %x %x\n", p[0].revents, p[1].revents, p[2].revents);
	sigemptyset(&none);
	show("ppoll", ppoll(p, 1, &ts, &none));
	show("poll, timeout", syscall(SYS_poll, NULL, 0, 3));
}

static void test_epoll(int r, int w)
{
	struct epoll_event e[40], ev = { EPOLLIN, { .u64 = 0x1122334455667788 } };
	int ep = syscall(SYS_epoll_create, 1), i, n;

	show("epoll_create 0", syscall(SYS_epoll_create, 0));
	show("add", epoll_ctl(ep, EPOLL_CTL_ADD, r, &ev));
	show("add twice", epoll_ctl(ep, EPOLL_CTL_ADD, r, &ev));
	ev.events = EPOLLOUT;
	ev.data.u64 = ~0ull - 1;
	show("add", epoll_ctl(ep, EPOLL_CTL_ADD, w, &ev));
	n = show("wait", syscall(SYS_epoll_wait, ep, e, 40, 1000));
	for (i = 0; i < n; i++)
		printf("%x %lx\n", e[i].events, (long)e[i].data.u64);
	show("wait for 0", syscall(SYS_epoll_wait, ep, e, 0, 0));
	show("del", epoll_ctl(ep, EPOLL_CTL_DEL, w, NULL));
	for (i = 0; i < 30; i++) {
		ev = (struct epoll_event){ EPOLLIN, { .u64 = 1000 + i } };
		epoll_ctl(ep, EPOLL_CTL_ADD, eventfd(i, 0), &ev);
	}
	n = show("pwait", epoll_pwait(ep, e, 40, 0, NULL));
	for (i = 0, n = n > 0 ? n : 0; i < n; i++)
		printf(" %ld", (long)e[i].data.u64);
	printf("\n");
	show("ctl bad pointer", epoll_ctl(ep, EPOLL_CTL_MOD, r, (void *)8));
}

int main(void)
{
	int p[2];

	pipe(p);
	test_select(p[0], p[1]);
	test_poll(p[0], p[1]);
	test_epoll(p[0], p[1]);
	return 0;
}
