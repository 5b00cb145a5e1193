/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * path.h - the guest's root folder (-L DIR, --sysroot DIR): an absolute path names the file below it
 * when there is one, else the host's. /proc, /sys, /dev, /tmp and /run are always the host's.
 */
#ifndef XLATE_PATH_H
#define XLATE_PATH_H

#include <stddef.h>

enum { PATH_MAX = 4096 };

/* NULL without -L: an absolute path without a slash at the end. */
extern const char *path_root;
void path_set_root(const char *dir);	/* once; NULL: none */

/*
 * path_resolve - the path to hand to the host for the guest's @path.
 * @buf: PATH_MAX bytes, used when the file is below path_root. Returns @path or @buf.
 */
const char *path_resolve(const char *path, char *buf);
/* The same for calls that do not follow a link at the end. */
const char *path_resolve_link(const char *path, char *buf);

#endif
