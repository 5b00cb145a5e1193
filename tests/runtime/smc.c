/* SPDX-License-Identifier: GPL-2.0-only */
/* smc.c - code that changes: written, written by itself, read from files, protected, unmapped, moved. */
#include "show.h"
#include <sys/mman.h>
#include <sys/uio.h>

typedef long fn(long);
static unsigned char *page;

/* lea imm(%rdi), %rax; ret */
static int put(unsigned char *p, int imm)
{
	static const unsigned char code[] = { 0x48, 0x8d, 0x87, 0, 0, 0, 0, 0xc3 };

	memcpy(p, code, 8);
	memcpy(p + 3, &imm, 4);
	return 8;
}

static long call(void *p, long x)
{
	return ((fn *)p)(x);
}

static void *map(long len, int prot)
{
	return mmap(NULL, len, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void rewrite(void)
{
	long sum = 0;

	for (int i = 0; i < 300; i++) {
		put(page, i);
		sum = sum * 3 + call(page, 5);
	}
	printf("rewritten %lx\n", sum);
	sum = 0;
	put(page, 0);
	for (int i = 0; i < 300; i++) {
		page[3] = (unsigned char)i;	/* one byte of the immediate */
		sum = sum * 3 + call(page, 5);
	}
	printf("one byte %lx\n", sum);
}

/* Data beside code in one page. */
static void beside(void)
{
	volatile long *data = (long *)(page + 2048);

	put(page, 7);
	for (int i = 0; i < 2000; i++) {
		*data += i;
		*data += call(page, 1);
	}
	printf("beside %ld\n", *data);
}

/* mov $imm, %eax at the end is changed by the instruction before it. */
static void itself(void)
{
	static const unsigned char code[] = {
		0x89, 0xf8,				/* mov %edi, %eax */
		0x89, 0x05, 1, 0, 0, 0,			/* mov %eax, 1(%rip): the next instruction's immediate */
		0xb8, 0, 0, 0, 0,			/* mov $0, %eax */
		0xff, 0x05, 0xf6, 0xff, 0xff, 0xff,	/* incl of the same immediate */
		0xc3,
	};
	long sum = 0;

	memcpy(page + 64, code, sizeof(code));
	for (int i = 0; i < 100; i++)
		sum = sum * 3 + call(page + 64, i);
	printf("itself %lx\n", sum);
}

static void protect(void)
{
	unsigned char *p = map(8192, PROT_READ | PROT_WRITE);
	long sum = 0;

	for (int i = 0; i < 100; i++) {
		mprotect(p, 8192, PROT_READ | PROT_WRITE);
		put(p + 4092, i);	/* across the border */
		mprotect(p, 8192, PROT_READ | PROT_EXEC);
		sum = sum * 3 + call(p + 4092, i);
	}
	printf("protected %lx\n", sum);
	munmap(p, 8192);
}

static void from_kernel(void)
{
	unsigned char code[8];
	struct iovec v = { page + 256, 8 };
	int fd = open("code", O_RDWR | O_CREAT | O_TRUNC, 0600), n;
	long sum = 0;

	for (int i = 0; i < 50; i++) {
		put(code, i * 11);
		pwrite(fd, code, 8, 0);
		n = pread(fd, page + 128, 8, 0);
		sum = sum * 3 + call(page + 128, n);
		lseek(fd, 0, SEEK_SET);
		n = readv(fd, &v, 1);
		sum = sum * 3 + call(page + 256, n);
	}
	printf("read from a file %lx\n", sum);
	close(fd);
}

static void remap(void)
{
	long sum = 0;
	unsigned char *p = NULL;

	for (int i = 0; i < 50; i++) {
		p = mmap(p, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | (p ? MAP_FIXED : 0), -1, 0);
		put(p, i);
		sum = sum * 3 + call(p, 2);
		if (i % 3 == 0) {
			munmap(p, 4096);
			p = mmap(p, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
			put(p, i + 1);
			sum = sum * 3 + call(p, 2);
		}
	}
	printf("mapped again %lx\n", sum);
	p = mremap(p, 4096, 8192, MREMAP_MAYMOVE);
	sum = call(p, 3);
	put(p + 4096, 77);
	printf("moved %lx %lx\n", sum, call(p + 4096, 1));
	put(p, 66);
	printf("after the move %lx\n", call(p, 1));
}

static void file(void)
{
	unsigned char code[4096] = { 0 }, *p;
	int fd = open("lib", O_RDWR | O_CREAT | O_TRUNC, 0600);

	put(code, 100);
	write(fd, code, 4096);
	p = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
	printf("file %lx", call(p, 1));
	mprotect(p, 4096, PROT_READ | PROT_WRITE | PROT_EXEC);
	put(p, 200);
	printf(" %lx", call(p, 1));
	mprotect(p, 4096, PROT_READ | PROT_EXEC);
	printf(" %lx\n", call(p, 1));
	madvise(p, 4096, MADV_DONTNEED);
	printf("dropped %lx\n", call(p, 1));
	close(fd);
}

/* Both see their own code after a fork. */
static void forked(void)
{
	int status;

	put(page, 1);
	call(page, 1);
	if (!fork()) {
		put(page, 2);
		printf("child %lx\n", call(page, 1));
		fflush(stdout);
		_exit(0);
	}
	wait(&status);
	printf("parent %lx\n", call(page, 1));
	put(page, 3);
	printf("parent %lx\n", call(page, 1));
}

/* More code than fits a small arena at once: forward jumps into fresh functions. */
static void many(void)
{
	unsigned char *p = map(1 << 20, PROT_READ | PROT_WRITE | PROT_EXEC);
	long sum = 0;

	for (int i = 0; i < 1 << 20; i += 64)
		put(p + i, i);
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 1 << 20; i += 64)
			sum += call(p + i, round);
	printf("many %lx\n", sum);
}

/* A place that calls one of two functions, by register: the second comes from the table, also after it was unmapped. */
static long either(fn *f, long x)
{
	long r;

	asm volatile("mov %1, %%rax\n\tcall *%%rax" : "=&a"(r) : "r"(f), "D"(x) : "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11",
		     "memory", "cc");
	return r;
}

static void mapped_again(void)
{
	unsigned char *p = map(8192, PROT_READ | PROT_WRITE | PROT_EXEC);
	long sum = 0;

	put(page, 1);
	for (int i = 0; i < 50; i++) {
		munmap(p, 8192);
		mmap(p, 8192, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
		put(p, i);
		for (int k = 0; k < 5; k++)
			sum = sum * 3 + either((fn *)page, k) + either((fn *)p, k);
	}
	printf("mapped again %lx\n", sum);
}

int main(void)
{
	page = map(4096, PROT_READ | PROT_WRITE | PROT_EXEC);
	rewrite();
	beside();
	itself();
	protect();
	from_kernel();
	remap();
	file();
	fflush(stdout);
	forked();
	many();
	mapped_again();
	return 0;
}
