/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * elf.h - reads and validates an x86-64 ELF file's headers. Total: any bytes give an answer. It accepts what
 * fs/binfmt_elf.c accepts (and rejects files whose loaded pages lie behind the end of the file, which
 * the kernel would kill later). No dependencies but the reader that the caller brings: also built natively.
 */
#ifndef XLATE_ELF_H
#define XLATE_ELF_H

#include "a64/types.h"

enum { ELF_PHDRS_MAX = 65536 / 56, ELF_INTERP_MAX = 4096 };
enum { ET_EXEC = 2, ET_DYN = 3 };
enum { PT_LOAD = 1, PT_INTERP = 3, PT_GNU_STACK = 0x6474e551 };
enum { PF_X = 1, PF_W = 2, PF_R = 4 };

struct elf_phdr {
	u32 type, flags;
	u64 offset, vaddr, paddr, filesz, memsz, align;
};

struct elf {
	u16 type;		/* ET_EXEC or ET_DYN */
	u16 phnum;
	u64 entry, phoff;
	u64 low, high;		/* page-aligned span of the PT_LOADs; low == high: there are none */
	u64 phdr_vaddr;		/* file address of the headers in memory, 0: not loaded */
	u64 align;		/* largest p_align that is a power of two, at least a page */
	bool exec_stack;
	bool has_interp;
	char interp[ELF_INTERP_MAX];
	struct elf_phdr phdr[ELF_PHDRS_MAX];
};

/* Reads n bytes at offset: the number read (short only at the end of the file) or -errno. */
typedef long elf_reader(void *ctx, void *buf, u64 n, u64 offset);

/*
 * elf_read - fills *elf.
 * @size: of the file, or ~0 when unknown.
 * Returns NULL, or why not: a text for `FILE: why`; *err is then the errno that execve would give.
 */
const char *elf_read(struct elf *elf, elf_reader *read, void *ctx, u64 size, int *err);

/* The same for a host file descriptor (exec.c); also used by execve to see whether a file is ours. */
const char *elf_read_fd(struct elf *elf, int fd, int *err);

#endif
