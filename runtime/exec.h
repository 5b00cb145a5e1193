/* SPDX-License-Identifier: GPL-2.0-only */
/* exec.h - loads a program and its interpreter into the guest's address space and makes its first stack. */
#ifndef XLATE_EXEC_H
#define XLATE_EXEC_H

#include "elf.h"
#include "thread.h"

struct exec_args {
	const char *path;	/* as the guest gave it */
	int fd;			/* the open file; closed when it has been mapped */
	char **argv, **envp;
	u32 argc;
};

struct exec_image {
	u64 entry;		/* where execution starts: the interpreter's, if there is one */
	u64 program_entry, phdr, phnum, base;	/* AT_ENTRY, AT_PHDR, AT_PHNUM, AT_BASE */
	bool exec_stack;
};

/* Loads and sets t's first state. Returns NULL, or a text; *file names the file it is about, *err the errno. */
const char *exec_load(struct thread *t, const struct exec_args *args, const char **file, int *err);

/* stack.c: the guest's stack with arguments, environment and auxv; its RSP or -errno. */
s64 stack_build(const struct exec_args *args, const struct exec_image *image);

#endif
