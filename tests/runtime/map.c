/* SPDX-License-Identifier: GPL-2.0-only */
/* map.c - mmap and its family, as the kernel answers. */
#include "show.h"
#include <sys/mman.h>

static char *base;

static const char *place(void *p)
{
	static char buf[32];

	if ((char *)p >= base && (char *)p < base + (1 << 20))
		snprintf(buf, sizeof(buf), "base+%lx", (long)((char *)p - base));
	else
		strcpy(buf, "elsewhere");
	return buf;
}

static void show_map(const char *what, void *p)
{
	if (p == MAP_FAILED)
		printf("%s: error %d\n", what, errno);
	else
		printf("%s: %s\n", what, place(p));
}

#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)
#define RW (PROT_READ | PROT_WRITE)

static void arguments(void)
{
	show_map("length 0", mmap(NULL, 0, RW, ANON, -1, 0));
	show_map("no type", mmap(NULL, 4096, RW, MAP_ANONYMOUS, -1, 0));
	show_map("offset", (void *)syscall(SYS_mmap, 0, 4096, RW, ANON, -1, 5));
	show_map("no file", mmap(NULL, 4096, RW, MAP_PRIVATE, 77, 0));
	show_map("fixed unaligned", mmap(base + 1, 4096, RW, ANON | MAP_FIXED, -1, 0));
	show_map("fixed too high", mmap((void *)0x7ffffffff000, 4096, RW, ANON | MAP_FIXED, -1, 0));
	show_map("too long", mmap(NULL, 1ul << 47, RW, ANON, -1, 0));
	show_map("overflow", mmap(NULL, -4096ul, RW, ANON, -1, 0));
	show("munmap unaligned", munmap(base + 1, 4096));
	show("munmap 0", munmap(base, 0));
	show("munmap nothing", munmap((void *)0x10000000000, 4096));
	show("munmap too high", munmap((void *)0x7ffffffff000, 8192));
	show("mprotect unaligned", mprotect(base + 1, 4096, RW));
	show("mprotect 0", mprotect(base, 0, RW));
	show("mprotect wrong", syscall(SYS_mprotect, base, 4096, 0x40));
	show("mprotect nothing", mprotect((void *)0x10000000000, 4096, RW));
	show_map("32 bit", (void *)(long)((unsigned long)mmap(NULL, 4096, RW, ANON | MAP_32BIT, -1, 0) >> 32 ? 0 : base));
	show("brk", syscall(SYS_brk, 0) > 0);
}

static void fixed(void)
{
	strcpy(base, "first");
	strcpy(base + 8192, "third");
	show_map("replace", mmap(base + 4096, 4096, RW, ANON | MAP_FIXED, -1, 0));
	show_map("not over", mmap(base + 4096, 4096, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0));
	printf("neighbours %s %s\n", base, base + 8192);
	show("munmap", munmap(base + 4096, 4096));
	show_map("into the hole", mmap(base + 4096, 4096, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0));
	show("munmap", munmap(base + 4096, 4096));
	show_map("hint", mmap(base + 4096, 4096, RW, ANON, -1, 0));
	show_map("hint taken", mmap(base + 4096, 4096, RW, ANON, -1, 0));
	show("munmap", munmap(base + 4096, 4096));
	show("mprotect over a hole", mprotect(base, 12288, PROT_READ));
	show("mprotect", mprotect(base, 4096, RW));
	strcpy(base, "again");
	show_map("fixed over a hole", mmap(base, 16384, RW, ANON | MAP_FIXED, -1, 0));
	printf("zero %d %d\n", base[0], base[8192]);
	for (int i = 0; i < 16; i += 2)
		munmap(base + i * 4096, 4096);
	show("munmap many", munmap(base, 16 * 4096));
	show_map("whole", mmap(base, 16 * 4096, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0));
}

static void moving(void)
{
	char *p = base + 0x20000, *q;

	memset(p, 5, 8192);
	show_map("shrink", mremap(p, 8192, 4096, 0));
	show("gone", msync(p + 4096, 4096, MS_ASYNC));
	show_map("grow in place", mremap(p, 4096, 8192, 0));
	printf("bytes %d %d\n", p[0], p[4096]);
	show_map("blocked", mremap(p, 8192, 16384, 0));
	q = mremap(p, 8192, 16384, MREMAP_MAYMOVE);
	printf("moved %d, bytes %d %d\n", q != p, q[0], q[12288]);
	q = mremap(q, 16384, 16384, MREMAP_MAYMOVE | MREMAP_FIXED, p + 0x8000);
	show_map("to a place", q);
	printf("byte %d\n", q[0]);
	show_map("overlap", mremap(q, 16384, 16384, MREMAP_MAYMOVE | MREMAP_FIXED, q + 4096));
	show_map("flags", mremap(q, 4096, 4096, 64));
	show_map("fixed alone", mremap(q, 4096, 4096, MREMAP_FIXED, q));
	show_map("unmapped", mremap((void *)0x10000000000, 4096, 8192, MREMAP_MAYMOVE));
	show_map("unaligned", mremap(q + 1, 4096, 8192, MREMAP_MAYMOVE));
	show_map("to 0", mremap(q, 4096, 0, MREMAP_MAYMOVE));
	show_map("two mappings", mremap(base + 0xf000, 0x40000, 0x80000, MREMAP_MAYMOVE));
}

static void heap(void)
{
	char *start = (char *)syscall(SYS_brk, 0), *p;

	p = (char *)syscall(SYS_brk, start + 100000);
	printf("grown %ld\n", (long)(p - start));
	memset(start, 7, 100000);
	p = (char *)syscall(SYS_brk, start + 1000);
	printf("shrunk %ld %d\n", (long)(p - start), start[999]);
	p = (char *)syscall(SYS_brk, start + 100000);
	printf("grown again %ld zero %d\n", (long)(p - start), start[50000]);
	p = (char *)syscall(SYS_brk, (char *)0x1000);
	printf("below %ld\n", (long)(p - start));
	p = (char *)syscall(SYS_brk, (char *)0x7ffffffff000);
	printf("too much %ld\n", (long)(p - start));
}

static void files(void)
{
	int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600), ro;
	char *p, *q, buf[8] = "";

	ftruncate(fd, 8192);
	p = mmap(NULL, 8192, RW, MAP_SHARED, fd, 0);
	q = mmap(NULL, 4096, RW, MAP_PRIVATE, fd, 4096);
	strcpy(p + 4096, "shared");
	printf("private sees %s\n", q);
	strcpy(q, "own");
	printf("shared keeps %s\n", p + 4096);
	pread(fd, buf, 7, 4096);
	printf("file has %s\n", buf);
	show("msync", msync(p, 8192, MS_SYNC));
	ro = open("file", O_RDONLY);
	show_map("write to read-only file", mmap(NULL, 4096, RW, MAP_SHARED, ro, 0));
	q = mmap(NULL, 4096, PROT_READ, MAP_SHARED, ro, 0);
	show("mprotect of it", mprotect(q, 4096, RW));
	q = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, ro, 0);
	show("mprotect of a private one", mprotect(q, 4096, RW));
	show("munmap", munmap(p, 8192));
	if (!fork()) {
		p = mmap(NULL, 4096, RW, MAP_SHARED, fd, 0);
		strcpy(p, "child");
		_exit(0);
	}
	wait(NULL);
	pread(fd, buf, 6, 0);
	printf("file has %s\n", buf);
	p = mmap(NULL, 4096, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (!fork()) {
		strcpy(p, "anonymous");
		_exit(0);
	}
	wait(NULL);
	printf("shared %s\n", p);
}

int main(void)
{
	char *all = mmap(NULL, 1 << 30, PROT_NONE, ANON | MAP_NORESERVE, -1, 0);

	base = mmap(NULL, 1 << 20, RW, ANON, -1, 0);
	printf("aligned %d, big one there %d\n", !((long)base & 4095), all != MAP_FAILED);
	arguments();
	fixed();
	moving();
	heap();
	files();
	return 0;
}
