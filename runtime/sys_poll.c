/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sys_poll.c - waiting for descriptors: select and poll by their newer forms, epoll with the packed
 * struct epoll_event of x86-64, temporary signal masks.
 */
#include "signal.h"
#include "sys.h"

struct timeval {
	s64 sec, usec;
};

/* ---- temporary masks ---- */

/*
 * The mask at @from (size must be 8), made fit for the host, into *mask. Returns where the host finds it (0: none),
 * or -errno. signal_mask_end() must follow when *begun.
 */
static long mask_take(struct call *c, u64 from, u64 size, u64 *mask, bool *begun)
{
	*begun = false;
	if (!from)
		return 0;
	if (size != 8)
		return -EINVAL;
	if (guest_get(mask, from, 8))
		return -EFAULT;
	signal_mask_begin(c->thread, mask);
	*begun = true;
	return 0;
}

static long mask_drop(struct call *c, bool begun, long r)
{
	if (begun)
		signal_mask_end(c->thread, r);
	return r;
}

/* ---- select, poll ---- */

/* As the kernel: microseconds beyond a second are carried over, negative parts are refused. */
static long timeval_take(u64 from, struct host_timespec *ts)
{
	struct timeval tv;

	if (guest_get(&tv, from, sizeof(tv)))
		return -EFAULT;
	if (tv.sec < 0 || tv.usec < 0)
		return -EINVAL;
	ts->sec = tv.sec + tv.usec / 1000000;
	ts->nsec = tv.usec % 1000000 * 1000;
	return 0;
}

long sys_select(struct call *c)
{
	const u64 *a = c->arg;
	struct host_timespec ts;
	struct timeval left;
	long r;

	if (a[4]) {
		r = timeval_take(a[4], &ts);
		if (r)
			return r;
	}
	r = call_host(c, HN_pselect6, a[0], a[1], a[2], a[3], a[4] ? &ts : NULL, NULL);
	if (a[4]) {	/* the time that was left; that it cannot be written is no error */
		left = (struct timeval){ ts.sec, ts.nsec / 1000 };
		guest_put(a[4], &left, sizeof(left));
	}
	return r;
}

/* pselect6, io_pgetevents: the sixth argument points to {mask, size}. */
static long call_packed(struct call *c)
{
	u64 pack[2] = { 0 }, mask;
	bool begun;
	long r;

	if (c->arg[5] && guest_get(pack, c->arg[5], sizeof(pack)))
		return -EFAULT;
	r = mask_take(c, pack[0], pack[1], &mask, &begun);
	if (r)
		return r;
	if (begun) {
		pack[0] = (u64)&mask;
		c->arg[5] = (u64)pack;
	}
	return mask_drop(c, begun, call_row(c));
}

long sys_pselect6(struct call *c)
{
	return call_packed(c);
}

long sys_io_pgetevents(struct call *c)
{
	return call_packed(c);
}

long sys_poll(struct call *c)
{
	s32 ms = (s32)c->arg[2];
	struct host_timespec ts = { ms / 1000, ms % 1000 * 1000000 };

	return call_host(c, HN_ppoll, c->arg[0], c->arg[1], ms < 0 ? NULL : &ts, NULL, 8);
}

long sys_ppoll(struct call *c)
{
	u64 mask;
	bool begun;
	long r = mask_take(c, c->arg[3], c->arg[4], &mask, &begun);

	if (r)
		return r;
	if (begun)
		c->arg[3] = (u64)&mask;
	return mask_drop(c, begun, call_row(c));
}

/* ---- epoll ---- */

struct guest_event {
	u32 events;
	u64 data;
} __attribute__((packed));
_Static_assert(sizeof(struct guest_event) == 12, "struct epoll_event is packed on x86-64");

struct host_event {
	u32 events, pad;
	u64 data;
};

enum {
	EPOLL_BATCH = 128,	/* fewer events than asked for are always right */
	EPOLL_MAX = 0x7fffffff / 12,
};

long sys_epoll_create(struct call *c)
{
	return (s32)c->arg[0] <= 0 ? -EINVAL : call_host(c, HN_epoll_create1, 0);
}

long sys_epoll_ctl(struct call *c)
{
	enum { EPOLL_CTL_DEL = 2 };
	const u64 *a = c->arg;
	struct guest_event g;
	struct host_event h;

	if ((u32)a[1] == EPOLL_CTL_DEL)
		return call_host(c, HN_epoll_ctl, a[0], a[1], a[2], NULL);
	if (guest_get(&g, a[3], sizeof(g)))
		return -EFAULT;
	h = (struct host_event){ g.events, 0, g.data };
	return call_host(c, HN_epoll_ctl, a[0], a[1], a[2], &h);
}

static long events_put(u64 to, const struct host_event *h, long n)
{
	for (long i = 0; i < n; i++) {
		struct guest_event g = { h[i].events, h[i].data };

		if (guest_put(to + (u64)i * sizeof(g), &g, sizeof(g)))
			return i ? i : -EFAULT;
	}
	return n;
}

/* nr is epoll_pwait or epoll_pwait2: they differ in what the timeout is. */
static long epoll_await(struct call *c, long nr, u64 timeout, u64 mask)
{
	struct host_event events[EPOLL_BATCH];
	s32 max = (s32)c->arg[2];
	long n;

	if (max <= 0 || max > EPOLL_MAX)
		return -EINVAL;
	if (max > EPOLL_BATCH)
		max = EPOLL_BATCH;
	n = call_host(c, nr, c->arg[0], events, max, timeout, mask, 8);
	return n > 0 ? events_put(c->arg[1], events, n) : n;
}

long sys_epoll_wait(struct call *c)
{
	return epoll_await(c, HN_epoll_pwait, c->arg[3], 0);
}

static long epoll_masked(struct call *c, long nr)
{
	u64 mask;
	bool begun;
	long r = mask_take(c, c->arg[4], c->arg[5], &mask, &begun);

	if (r)
		return r;
	return mask_drop(c, begun, epoll_await(c, nr, c->arg[3], begun ? (u64)&mask : 0));
}

long sys_epoll_pwait(struct call *c)
{
	return epoll_masked(c, HN_epoll_pwait);
}

long sys_epoll_pwait2(struct call *c)
{
	return epoll_masked(c, HN_epoll_pwait2);
}
