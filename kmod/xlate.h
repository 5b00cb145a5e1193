/* SPDX-License-Identifier: GPL-2.0-only */
/* xlate.h - the module's parts and what they owe each other. Each init has its exit, called in reverse order. */
#ifndef _XLATE_KMOD_H
#define _XLATE_KMOD_H

#include <linux/types.h>
#include <uapi/linux/xlate.h>

struct file;
struct netlink_ext_ack;

/* binfmt.c: takes execve() of x86-64 programs between the two calls. binfmt_stop() returns when no code of it runs. */
void binfmt_start(void);
void binfmt_stop(void);

/*
 * channel.c: the file that a started program gets. channel_create() denies write access to the program's file until the channel's
 * last reference goes; the error is also -ETXTBSY, -ENFILE. channel_give() makes it a close-on-exec descriptor of the task, or
 * drops it where the task may have no more. Context: process, may sleep.
 */
struct file *channel_create(struct file *program);
void channel_give(struct file *channel);

/*
 * config.c: the translator. Context of all: process, may sleep; they serialise themselves. Errors have an extack text
 * where there is an extack.
 */
struct config_view {
	bool enabled;
	const char *path;	/* NULL: no translator */
	u32 dev;		/* new_encode_dev() */
	u64 ino;
};

int config_set_translator(const char *path, struct netlink_ext_ack *extack);
void config_set_enabled(bool enabled);
/* Calls @show with a view that is valid until it returns; its result. */
int config_show(int (*show)(const struct config_view *view, void *arg), void *arg);
/* A new open file of the translator, write access denied: for bprm->interpreter. -ENOEXEC: none, or disabled. */
struct file *config_open_translator(void);
void config_drop(void);

/* netlink.c: the family of include/uapi/linux/xlate.h. */
int netlink_init(void);
void netlink_exit(void);

/* stats.c: counters; any context. */
enum counter { COUNT_MATCHED, COUNT_STARTED, COUNT_FAILED, COUNTERS = COUNT_FAILED + XLATE_FAIL_MAX + 1 };

void stats_count(enum counter counter);
u64 stats_sum(enum counter counter);

static inline void stats_count_failed(enum xlate_fail why)
{
	stats_count(COUNT_FAILED + why);
}

#endif
