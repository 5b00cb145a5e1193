// SPDX-License-Identifier: GPL-2.0-only
/*
 * elf_fuzz.c - the ELF reader on hostile bytes: it reads only through the reader that it is given, always
 * answers, and what it accepts can be loaded. As libFuzzer target (with -DLIBFUZZER), and as a program:
 * elf_fuzz FILE N SEED: FILE cut at every 64th byte, then N changes of its headers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "elf.h"

#define TASK_SIZE ((1ul << 47) - 4096)

struct bytes {
	const u8 *data;
	u64 size;
};

static struct elf elf;

static void require(bool holds, const char *what)
{
	if (holds)
		return;
	printf("FAIL %s\n", what);
	fflush(stdout);
	abort();
}

static long read_bytes(void *ctx, void *buf, u64 n, u64 offset)
{
	const struct bytes *b = ctx;

	require(offset <= INT64_MAX && n <= 1 << 20, "reads of a sane size at a place that a file can have");
	if (offset >= b->size)
		return 0;
	if (n > b->size - offset)
		n = b->size - offset;
	memcpy(buf, b->data + offset, n);
	return (long)n;
}

static void check_load(const struct elf_phdr *p, u64 size)
{
	require(p->filesz <= p->memsz, "file part fits");
	require(p->vaddr < TASK_SIZE && p->memsz <= TASK_SIZE - p->vaddr, "inside the address space");
	require(p->vaddr >= elf.low && p->vaddr + p->memsz <= elf.high, "inside the span");
	require(!p->filesz || p->offset + p->filesz <= ((size + 4095) & ~4095ul), "inside the file");
}

/* Returns whether the bytes were accepted. */
static bool try(const u8 *data, u64 size)
{
	struct bytes b = { data, size };
	const char *why;
	int err = -1;

	memset(&elf, 0xa5, sizeof(elf));
	why = elf_read(&elf, read_bytes, &b, size, &err);
	if (why) {
		require(err > 0 && *why, "a reason");
		return false;
	}
	require(err == 0, "no reason");
	require(elf.phnum <= ELF_PHDRS_MAX && elf.low <= elf.high && elf.high <= TASK_SIZE + 4096, "span");
	require(elf.align >= 4096 && !(elf.align & (elf.align - 1)), "alignment");
	require(!elf.has_interp || memchr(elf.interp, 0, sizeof(elf.interp)), "interpreter's name ends");
	for (int i = 0; i < elf.phnum; i++)
		if (elf.phdr[i].type == PT_LOAD)
			check_load(&elf.phdr[i], size);
	return true;
}

#ifdef LIBFUZZER
int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	try(data, size);
	return 0;
}
#else
static u64 seed;

static u64 next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	return seed ^= seed << 17;
}

/* Values on which arithmetic with addresses and sizes goes wrong. */
static u64 hostile(void)
{
	static const u64 values[] = { 0, 1, 0xfff, 0x1000, 0x1001, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, TASK_SIZE - 1,
		TASK_SIZE, TASK_SIZE + 1, 1ul << 47, INT64_MAX, 1ul << 63, -4096ul, -4095ul, -1ul };
	u64 v = values[next_random() % (sizeof(values) / sizeof(values[0]))];

	return next_random() & 1 ? v : v + next_random() % 64 - 32;
}

static void change(u8 *data, u64 headers)
{
	u64 at = next_random() % headers, v = hostile();
	unsigned width = 1u << next_random() % 4;

	if (next_random() % 4 == 0)
		v = next_random();
	if (next_random() % 8)
		at &= -(u64)width;
	if (at + width <= headers)
		memcpy(data + at, &v, width);
}

static u8 *load(const char *name, u64 *size)
{
	FILE *f = fopen(name, "rb");
	u8 *data = malloc(4 << 20);

	if (!f || !data) {
		perror(name);
		exit(2);
	}
	*size = fread(data, 1, 4 << 20, f);
	fclose(f);
	return data;
}

int main(int argc, char **argv)
{
	u64 size, headers, n, passed = 0, accepted = 0;
	u8 *data, *copy;

	if (argc < 4)
		return 2;
	data = load(argv[1], &size);
	n = strtoul(argv[2], NULL, 0);
	seed = strtoul(argv[3], NULL, 0) * 2654435761u + 88172645463325252u;
	if (!try(data, size)) {
		printf("FAIL the file itself\n0 passed, 1 failed\n");
		return 1;
	}
	/* Each in an allocation of its own size. */
	for (u64 cut = 0; cut < size; cut += 64, passed++) {
		copy = malloc(cut);
		memcpy(copy, data, cut);
		try(copy, cut);
		free(copy);
	}
	headers = size < 1024 ? size : 1024;
	copy = malloc(size);
	for (u64 i = 0; i < n; i++, passed++) {
		memcpy(copy, data, size < 65536 ? size : 65536);
		for (u64 k = next_random() % 4 + 1; k; k--)
			change(copy, headers);
		accepted += try(copy, next_random() % 8 ? size : next_random() % size);
	}
	free(copy);
	free(data);
	printf("%lu of %lu changed headers accepted\n", accepted, n);
	printf("%lu passed, 0 failed\n", passed);
	return 0;
}
#endif
