/* SPDX-License-Identifier: GPL-2.0-only */
/* compat.h - what kernels name differently. Kbuild looks into their headers: HAVE_* says what it found. */
#ifndef _XLATE_COMPAT_H
#define _XLATE_COMPAT_H

#include <linux/fs.h>

/* With pre-content fanotify marks a program's file may be filled in while it runs: the kernel then denies nothing. */
#ifndef HAVE_EXE_FILE_DENY_WRITE_ACCESS
static inline int exe_file_deny_write_access(struct file *file)
{
	return deny_write_access(file);
}

static inline void exe_file_allow_write_access(struct file *file)
{
	allow_write_access(file);
}
#endif

#endif
