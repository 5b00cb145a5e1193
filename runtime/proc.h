/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * proc.h - files of /proc that would show the translator: recognised by what was opened, not by how it was named
 * (also openat(procfd, "cpuinfo")), and by name where the host is an emulator that fakes them itself. What the guest
 * gets instead is a memfd with the text that an x86-64 kernel would give.
 */
#ifndef XLATE_PROC_H
#define XLATE_PROC_H

#include "lib.h"

/* At start: the program's name becomes the process's, its path absolute. fd: where it is open, if it came so; or -1. */
void proc_init(int fd);

/* The guest's program: for the host (below the root folder), and as the guest names it. */
const char *proc_exe_host(void);
const char *proc_exe_guest(void);
/* /proc/self/exe, /proc/PID/exe of this process, /proc/self/task/TID/exe ... */
bool proc_names_exe(const char *path);

/*
 * proc_opened - a descriptor that the guest has just got by opening @path (safe to read, or only an
 * address: then it is looked at with care). @flags are the guest's. Returns fd, whose file may have been exchanged, or
 * -errno with fd closed.
 */
long proc_opened(int fd, u64 path, u64 flags);

#endif
