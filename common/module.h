/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * module.h - the kernel module's netlink family from user space; include/uapi/linux/xlate.h specifies it. Not for use by several
 * threads at once.
 */
#ifndef XLATE_COMMON_MODULE_H
#define XLATE_COMMON_MODULE_H

#include <linux/xlate.h>
#include <stdbool.h>
#include <stdint.h>

struct module;

struct module_config {
	char version[32];
	bool enabled;
	char translator[4096];	/* "": none */
	uint64_t dev, ino;	/* of the file that is held open; dev as in struct stat */
};

struct module_stats {
	uint64_t matched, started;
	uint64_t failed[XLATE_FAIL_MAX + 1];
};

/* All: 0 or -errno; module_error() then tells why, in words. -ENOENT from module_open(): the module is not loaded. */
int module_open(struct module **m);
void module_close(struct module *m);
int module_get_config(struct module *m, struct module_config *config);
int module_set_translator(struct module *m, const char *path);
int module_set_enabled(struct module *m, bool enabled);
int module_get_stats(struct module *m, struct module_stats *stats);
/* The kernel's text of the last refusal, or that of its error number. Valid until the next call. */
const char *module_error(const struct module *m);
const char *module_fail_text(enum xlate_fail why);

#endif
