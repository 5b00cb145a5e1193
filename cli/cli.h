/* SPDX-License-Identifier: GPL-2.0-only */
/* cli.h - the verbs of xlatectl. A verb returns the exit status: 0, 1 for a problem, 2 for misuse. */
#ifndef XLATE_CLI_H
#define XLATE_CLI_H

#include <stdbool.h>

int verb_status(int argc, char **argv);
int verb_module(int argc, char **argv);

/* Both to standard error; `misuse` says where help is and returns 2, `problem` returns 1. */
int misuse(const char *format, ...) __attribute__((format(printf, 1, 2)));
int problem(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* binfmt.c: other handlers of x86-64 programs. */
struct binfmt_entry {
	char name[256];
	char interpreter[4096];
};

/*
 * Calls `found` for each enabled binfmt_misc entry that takes x86-64 ELF programs. Returns how many, or -errno; -ENOENT: binfmt_misc is
 * not mounted.
 */
int binfmt_rivals(void (*found)(const struct binfmt_entry *entry, void *arg), void *arg);
/* Does binfmt_misc come before the module? The kernel asks the format first that came last. */
bool binfmt_comes_first(void);

#endif
