/* SPDX-License-Identifier: GPL-2.0-only */
/* elf.c - the reader of ELF headers; see elf.h. The formats are those of the System V ABI and its x86-64 supplement. */
#include "elf.h"

enum { PAGE_BYTES = 4096, EM_X86_64 = 62, EIO_ = 5, ENOEXEC_ = 8, EINVAL_ = 22 };
#define TASK_SIZE ((1ull << 47) - PAGE_BYTES)

struct ehdr {
	u8 ident[16];
	u16 type, machine;
	u32 version;
	u64 entry, phoff, shoff;
	u32 flags;
	u16 ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};
_Static_assert(sizeof(struct ehdr) == 64 && sizeof(struct elf_phdr) == 56, "ELF64");

static const char *fail(int *err, int value, const char *why)
{
	*err = value;
	return why;
}

static const char *check_ehdr(const struct ehdr *h, int *err)
{
	static const u8 magic[4] = { 0x7f, 'E', 'L', 'F' };

	for (int i = 0; i < 4; i++)
		if (h->ident[i] != magic[i])
			return fail(err, ENOEXEC_, "not an ELF file");
	if (h->ident[4] != 2)
		return fail(err, ENOEXEC_, "not a 64-bit ELF file");
	if (h->ident[5] != 1)
		return fail(err, ENOEXEC_, "not a little-endian ELF file");
	if (h->machine != EM_X86_64)
		return fail(err, ENOEXEC_, "not an x86-64 program");
	if (h->type != ET_EXEC && h->type != ET_DYN)
		return fail(err, ENOEXEC_, "not an executable ELF file");
	if (h->phentsize != sizeof(struct elf_phdr))
		return fail(err, ENOEXEC_, "program headers of a wrong size");
	if (!h->phnum || h->phnum > ELF_PHDRS_MAX)
		return fail(err, ENOEXEC_, "no program headers, or too many");
	return 0;
}

/* The whole file must be there as far as it is loaded: up to the last page that has any of it. */
static const char *check_load(const struct elf_phdr *p, u64 size, int *err)
{
	u64 end = p->vaddr + p->memsz;

	if (p->filesz > p->memsz)
		return fail(err, EINVAL_, "a segment has more bytes in the file than in memory");
	if (p->memsz > TASK_SIZE || p->vaddr >= TASK_SIZE || end > TASK_SIZE)
		return fail(err, EINVAL_, "a segment is outside of the address space");
	if (p->filesz && (p->offset ^ p->vaddr) & (PAGE_BYTES - 1))
		return fail(err, EINVAL_, "a segment is not aligned as its place in the file");
	if (p->offset + p->filesz < p->offset || p->offset >> 63)
		return fail(err, EINVAL_, "a segment is outside of the file");
	if (p->filesz && size != ~0ull &&
	    p->offset + p->filesz > ((size + PAGE_BYTES - 1) & ~(u64)(PAGE_BYTES - 1)))
		return fail(err, ENOEXEC_, "the file is truncated");
	return 0;
}

static void take_load(struct elf *elf, const struct elf_phdr *p, bool first)
{
	u64 low = p->vaddr & ~(u64)(PAGE_BYTES - 1);
	u64 high = (p->vaddr + p->memsz + PAGE_BYTES - 1) & ~(u64)(PAGE_BYTES - 1);

	if (first || low < elf->low)
		elf->low = low;
	if (first || high > elf->high)
		elf->high = high;
	if (p->align > elf->align && !(p->align & (p->align - 1)))
		elf->align = p->align;
	if (p->offset <= elf->phoff && elf->phoff - p->offset < p->filesz)
		elf->phdr_vaddr = p->vaddr + (elf->phoff - p->offset);
}

static const char *read_interp(struct elf *elf, const struct elf_phdr *p, elf_reader *read, void *ctx, int *err)
{
	long n;

	if (p->filesz < 2 || p->filesz > ELF_INTERP_MAX)
		return fail(err, ENOEXEC_, "the interpreter's name has a wrong length");
	n = p->offset >> 63 ? 0 : read(ctx, elf->interp, p->filesz, p->offset);
	if (n < 0)
		return fail(err, (int)-n, "cannot be read");
	if ((u64)n != p->filesz)
		return fail(err, EIO_, "the file is truncated");
	if (elf->interp[p->filesz - 1])
		return fail(err, ENOEXEC_, "the interpreter's name has no end");
	elf->has_interp = true;
	return 0;
}

static const char *check_phdrs(struct elf *elf, elf_reader *read, void *ctx, u64 size, int *err)
{
	const char *why = 0;
	bool loads = false;

	for (u32 i = 0; i < elf->phnum && !why; i++) {
		const struct elf_phdr *p = &elf->phdr[i];

		if (p->type == PT_INTERP && !elf->has_interp) {
			why = read_interp(elf, p, read, ctx, err);
		} else if (p->type == PT_GNU_STACK) {
			elf->exec_stack = p->flags & PF_X;
		} else if (p->type == PT_LOAD) {
			why = check_load(p, size, err);
			if (!why)
				take_load(elf, p, !loads);
			loads = true;
		}
	}
	if (!why && !loads)
		return fail(err, EINVAL_, "nothing to load");
	return why;
}

const char *elf_read(struct elf *elf, elf_reader *read, void *ctx, u64 size, int *err)
{
	struct ehdr h;
	u64 bytes;
	long n;

	elf->low = elf->high = elf->phdr_vaddr = 0;
	elf->align = PAGE_BYTES;
	elf->exec_stack = elf->has_interp = false;
	*err = 0;
	n = read(ctx, &h, sizeof(h), 0);
	if (n < 0)
		return fail(err, (int)-n, "cannot be read");
	if (n < (long)sizeof(h))
		return fail(err, ENOEXEC_, n < 4 || h.ident[0] != 0x7f ? "not an ELF file" : "the file is truncated");
	if (check_ehdr(&h, err))
		return check_ehdr(&h, err);
	elf->type = h.type;
	elf->phnum = h.phnum;
	elf->entry = h.entry;
	elf->phoff = h.phoff;
	bytes = (u64)h.phnum * sizeof(struct elf_phdr);
	n = h.phoff >> 63 ? 0 : read(ctx, elf->phdr, bytes, h.phoff);
	if (n < 0)
		return fail(err, (int)-n, "cannot be read");
	if ((u64)n != bytes)
		return fail(err, ENOEXEC_, "the file is truncated");
	return check_phdrs(elf, read, ctx, size, err);
}
