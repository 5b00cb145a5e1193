/* SPDX-License-Identifier: GPL-2.0-only */
/* options.h - command line and environment of `xlate`. */
#ifndef XLATE_OPTIONS_H
#define XLATE_OPTIONS_H

#include "lib.h"

struct options {
	const char *sysroot;	/* -L DIR, --sysroot DIR, or NULL */
	const char *argv0;	/* --argv0 NAME: what the guest sees as argv[0]; NULL: args[0] */
	const char *execfn;	/* --execfn NAME: the guest's AT_EXECFN (a script's name); NULL: args[0] */
	int fd;			/* --fd N: the program is open there (execveat), -1 */
	char **args;		/* PROGRAM ARGS... */
	int nargs;
	/* XLATE_* */
	int log;		/* XLATE_LOG=N */
	u8 stats;		/* XLATE_STATS=1, 2 */
	bool fp_fast, fp_strict;	/* XLATE_FP=fast, strict */
};

/*
 * options_parse - fills *o. Returns -1, or the exit status of a process that has nothing more to do: help,
 * version, or a wrong use, said on fd 2. @secure: XLATE_* does not count.
 */
int options_parse(struct options *o, int argc, char **argv, char **envp, bool secure);

/*
 * A program that cannot be run: one line that says which file and why, and the exit status that a shell
 * would give: 127 when the file is missing, else 126. @file: what @program needs (its interpreter), or NULL.
 * @why: NULL: the text of @err.
 */
int options_fail(const char *program, const char *file, const char *why, int err);

#endif
