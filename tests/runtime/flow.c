/* SPDX-License-Identifier: GPL-2.0-only */
/* flow.c - control flow that a return predictor does not expect: longjmp, deep recursion, other stacks, odd returns. */
#include "show.h"
#include <setjmp.h>
#include <sys/mman.h>

static jmp_buf env;

static int __attribute__((noinline)) thrower(int n)
{
	if (n == 0)
		longjmp(env, 42);
	return thrower(n - 1) + 1;
}

static void jumps(void)
{
	volatile long sum = 0;

	for (volatile int i = 0; i < 2000; i++) {
		int r = setjmp(env);

		sum += r ? r : thrower(i % 40);
	}
	printf("longjmp %ld\n", sum);
}

static unsigned long __attribute__((noinline)) deep(unsigned long n, unsigned long *p)
{
	unsigned long here = n * 3 + *p;

	return n ? deep(n - 1, &here) + (here & 7) : here;
}

static void recursion(void)
{
	unsigned long one = 1;

	for (int i = 0; i < 3; i++)
		printf("deep %lx\n", deep(90000, &one));
}

/* ---- coroutines: as swapcontext and Go's gosave, gogo do it ---- */

struct co {
	void *sp;
};

void co_switch(struct co *from, struct co *to);
asm(".text\nco_switch:\n\tpush %rbx\n\tpush %rbp\n\tpush %r12\n\tpush %r13\n\tpush %r14\n\tpush %r15\n\tmov %rsp, (%rdi)\n\t"
    "mov (%rsi), %rsp\n\tpop %r15\n\tpop %r14\n\tpop %r13\n\tpop %r12\n\tpop %rbp\n\tpop %rbx\n\tret\n");

static struct co main_co, cos[8];
static unsigned long results[8];
static int current;

static unsigned long __attribute__((noinline)) work(int id, int n)
{
	unsigned long v = n;

	if (n > 0)
		v += work(id, n - 1);
	if (n % 3 == 0)
		co_switch(&cos[id], &main_co);
	return v * 5 + id;
}

static void co_main(void)
{
	int id = current;

	for (int round = 0;; round++) {
		results[id] = results[id] * 7 + work(id, round % 12);
		co_switch(&cos[id], &main_co);
	}
}

static void coroutines(void)
{
	unsigned long all = 0;

	for (int i = 0; i < 8; i++) {
		void **top = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		top += 65536 / 8 - 2;
		*--top = (void *)co_main;
		cos[i].sp = top - 6;
	}
	for (int i = 0; i < 20000; i++) {
		current = (i * 7 + i / 3) % 8;
		co_switch(&main_co, &cos[current]);
	}
	for (int i = 0; i < 8; i++)
		all = all * 31 + results[i];
	printf("coroutines %lx\n", all);
}

/* ---- returns that are jumps, calls that never return, pop of the return address ---- */

long odd_ret(long x);
asm("odd_ret:\n\tlea 1f(%rip), %rax\n\tpush %rax\n\tret\n\tud2\n1:\tlea 5(%rdi), %rax\n\tret\n");
long odd_pop(long x);
asm("odd_pop:\n\tcall 1f\n1:\tpop %rax\n\tlea 1b(%rip), %rcx\n\tsub %rcx, %rax\n\tadd %rdi, %rax\n\tret\n");
long odd_skip(long x);	/* the callee returns two bytes further */
asm("odd_skip:\n\tcall 2f\n\tud2\n\tlea 9(%rdi), %rax\n\tret\n2:\taddq $2, (%rsp)\n\tret\n");
long odd_flags(long x);	/* the landing reads the callee's flags */
asm("odd_flags:\n\tcall 3f\n\tjc 1f\n\tmov $1, %eax\n\tjmp 2f\n1:\tmov $2, %eax\n2:\tret\n"
    "3:\tmov $2000, %ecx\n4:\tdec %ecx\n\tjnz 4b\n\tcmp $10, %rdi\n\tret\n");
long odd_moved(long x);	/* the same, from a callee that keeps its return address elsewhere, as SBCL's do */
asm("odd_moved:\n\tpush %rbp\n\tsub $32, %rsp\n\tmov %rsp, %rbp\n\tcall 3f\n\tjc 1f\n\tmov $3, %eax\n\tjmp 2f\n1:\tmov $4, %eax\n"
    "2:\tadd $32, %rsp\n\tpop %rbp\n\tret\n"
    "3:\tpop 8(%rbp)\n\tlea -40(%rbp), %rsp\n\tcmp $10, %rdi\n\tlea (%rbp), %rsp\n\tpush 8(%rbp)\n\tret\n");
long odd_retn(long x);
asm("odd_retn:\n\tpush %rdi\n\tpush %rdi\n\tcall 1f\n\tret\n1:\tmov 8(%rsp), %rax\n\tadd 16(%rsp), %rax\n\tret $16\n");
long odd_tail(long x, long (*f)(long));
asm("odd_tail:\n\tadd $1, %rdi\n\tjmp *%rsi\n");
long odd_stack(long x);	/* push and pop with rsp in them, leave, enter-like frames */
asm("odd_stack:\n\tpush %rbp\n\tmov %rsp, %rbp\n\tpush %rsp\n\tpop %rax\n\tsub %rbp, %rax\n\tpush %rdi\n\tpushq (%rsp)\n\tpop %rcx\n\t"
    "add %rcx, %rax\n\tpopq -8(%rbp)\n\tadd -8(%rbp), %rax\n\tleave\n\tret\n");

static long __attribute__((noinline)) twice(long x)
{
	return x * 2;
}

static void odd(void)
{
	long a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;

	for (int i = 0; i < 300; i++) {
		a += odd_ret(i);
		b += odd_pop(i);
		c += odd_skip(i);
		d += odd_flags(i % 20);
		e += odd_retn(i);
		f += odd_tail(i, i & 1 ? twice : odd_ret);
		g += odd_stack(i);
		h += odd_moved(i % 20);
	}
	printf("odd %ld %ld %ld %ld %ld %ld %ld %ld\n", a, b, c, d, e, f, g, h);
}

/* ---- indirect jumps with many targets ---- */

#define F(n) static long __attribute__((noinline)) f##n(long x) { return x * n + n; }
F(1) F(2) F(3) F(4) F(5) F(6) F(7) F(8) F(9) F(10) F(11) F(12) F(13) F(14) F(15) F(16)

static long interpreter(const unsigned char *code, long n)
{
	static const void *const op[] = { &&add, &&mul, &&dec, &&swap, &&loop, &&end };
	long a = 1, b = 2;
	const unsigned char *pc = code;

#define NEXT goto *op[*pc++]
	NEXT;
add:	a += b; NEXT;
mul:	b = b * 3 + a; NEXT;
dec:	n--; NEXT;
swap:	{ long t = a; a = b ^ n; b = t; } NEXT;
loop:	if (n > 0) pc = code; NEXT;
end:	return a ^ b;
}

static void indirect(void)
{
	static long (*const fs[])(long) = { f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16 };
	static const unsigned char code[] = { 0, 1, 0, 3, 2, 1, 3, 4, 5 };
	long v = 1;
	unsigned r = 12345;

	for (int i = 0; i < 50000; i++) {
		r = r * 1103515245 + 12345;
		v = (fs[r >> 20 & 15](v) ^ r) & 0xffffffffff;
	}
	printf("indirect %lx %lx\n", v, interpreter(code, 30000));
}

static int compare(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

int main(void)
{
	static int v[5000];
	unsigned long h = 0;

	jumps();
	recursion();
	coroutines();
	odd();
	indirect();
	for (int i = 0; i < 5000; i++)
		v[i] = (int)((unsigned)i * 2654435761u >> 8 & 0xffff);
	qsort(v, 5000, sizeof(int), compare);
	for (int i = 0; i < 5000; i++)
		h = h * 33 + v[i];
	printf("qsort %lx\n", h);
	return 0;
}
