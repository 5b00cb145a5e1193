/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * process.h - the one piece of global state of the runtime: what is known of the process since its start
 * and the roots of the other parts' data. Defined in main.c. Paths are as given, not resolved.
 */
#ifndef XLATE_PROCESS_H
#define XLATE_PROCESS_H

#include "a64/types.h"
#include "translate.h"
#include "siginfo.h"

struct thread;

struct process {
	/* options */
	const char *sysroot;		/* -L DIR, or NULL; same as path_root */
	const char *program;		/* PROGRAM as given; the guest's AT_EXECFN */
	const char *program_path;	/* path it was opened by (below sysroot, where there) */
	u8 stats;			/* 1: sums, 2: also every region */
	bool fp_fast;
	/* host */
	const char *host_execfn;	/* AT_EXECFN: a path of xlate itself, or of the program when started through binfmt */
	char **host_envp;
	const u64 *host_auxv;
	u64 hwcap, hwcap2, page_size;
	u32 features;			/* HF_* */
	bool secure;			/* AT_SECURE */
	bool by_module;			/* started by xlate.ko: execve() of x86-64 programs is the kernel's */
	/* guest */
	u64 exe_fd_dev, exe_ino;	/* identity of the program */
	u64 guest_stack, guest_stack_size;
	u64 arg_start, arg_end, env_start, env_end, auxv_start, auxv_size;	/* guest addresses, for /proc/self */
	u64 personality;		/* as personality() returns it */
	/* signals */
	struct sigaction action[SIGNAL_MAX + 1];	/* the guest's dispositions */
	/* threads */
	struct thread *threads;
	u32 nthreads;
	bool shares_memory;		/* a writable shared mapping was made: where ordered memory would begin */
	bool flush;			/* opt has changed: dispatch() drops all translations */
	struct xlate_options opt;	/* of every translation but single-instruction ones */
};

extern struct process process;

#endif
