/* SPDX-License-Identifier: GPL-2.0-only */
/* fault.c - every way in which an instruction can fail: signal, siginfo, error code, and the registers in the frame. */
#include "show.h"
#include <setjmp.h>
#include <sys/mman.h>
#include <ucontext.h>

static sigjmp_buf out;
unsigned long fault_at;		/* address of the instruction that is to fail; 0: that of its target */
static volatile sig_atomic_t seen;
static char *page;		/* what addresses are shown relative to */

static const char *where(unsigned long addr, char *buf)
{
	if (addr >= (unsigned long)page && addr < (unsigned long)page + 0x10000)
		sprintf(buf, "page+%lx", addr - (unsigned long)page);
	else
		sprintf(buf, "%lx", addr);
	return buf;
}

static void on_fault(int sig, siginfo_t *si, void *context)
{
	ucontext_t *uc = context;
	greg_t *g = uc->uc_mcontext.gregs;
	unsigned long pc = g[REG_RIP], addr = (unsigned long)si->si_addr;
	char a[32], b[32];
	int memory = g[REG_TRAPNO] == 14;

	printf("  signal %d code %d addr %s trap %lld err %llx cr2 %s pc %s\n", sig, si->si_code,
	       addr == pc ? "pc" : where(addr, a), (long long)g[REG_TRAPNO], (long long)g[REG_ERR],
	       memory ? g[REG_CR2] == (long long)addr ? "addr" : "differs" : "-", fault_at ? pc == fault_at ? "right" : "WRONG" : where(pc, b));
	if (fault_at)
		printf("  cs %llx flags %llx r12 %llx r13 %llx rbx %llx\n", (long long)(g[REG_CSGSFS] & 0xffff), (long long)g[REG_EFL] & 0x200,
		       (long long)g[REG_R12], (long long)g[REG_R13], (long long)g[REG_RBX]);
	fflush(stdout);
	seen++;
	siglongjmp(out, 1);
}

/* Runs one instruction at a label, with known registers. */
#define TRY(what, insn, rax, rdx, rcx) do {								\
	printf("%s\n", what);										\
	if (!sigsetjmp(out, 1)) {									\
		unsigned long a = (unsigned long)(rax), d = (unsigned long)(rdx), c = (unsigned long)(rcx);	\
		asm volatile("lea 1f(%%rip), %%r12\n\tmov %%r12, fault_at(%%rip)\n\t"			\
			     "mov $0x1212, %%r12d\n\tmov $0x1313, %%r13d\n\tmov $0xbb, %%ebx\n"		\
			     "1:\t" insn "\n"								\
			     : "+a"(a), "+d"(d), "+c"(c) : : "rbx", "r12", "r13", "memory", "cc");	\
		printf("  nothing happened: %lx\n", a & 0xffff);					\
	}												\
} while (0)

static void try_all(void)
{
	char *ro = page + 0x1000, *none = page + 0x2000, *gone = page + 0x3000, *last = page + 0xff8;

#define T(what, insn, a, d, c) do { fault_at = 0; TRY(what, insn, a, d, c); } while (0)
	T("read null", "mov (%%rax), %%rdx", 0, 0, 0);
	T("write null", "mov %%rdx, 8(%%rax)", 0, 0, 0);
	T("write read-only", "mov %%dl, 5(%%rax)", ro, 1, 0);
	T("add to read-only", "addl $3, 4(%%rax)", ro, 1, 0);
	T("exchange with read-only", "xchg %%rdx, (%%rax)", ro, 1, 0);
	T("lock add to read-only", "lock; addl %%edx, (%%rax)", ro, 1, 0);
	T("read none", "movzbl 7(%%rax), %%edx", none, 1, 0);
	T("write none", "movw %%dx, 7(%%rax)", none, 1, 0);
	T("read unmapped", "mov (%%rax), %%edx", gone, 1, 0);
	T("read across the end", "mov 4(%%rax), %%rdx", ro + 0xff8, 1, 0);
	T("write across into read-only", "mov %%rdx, 4(%%rax)", last, 1, 0);
	T("push to none", "push %%rdx", none + 16, 1, 0);
	T("non-canonical", "mov (%%rax), %%rdx", 0x8000000000001234, 0, 0);
	T("kernel address", "mov (%%rax), %%rdx", 0xffffffff81000000, 0, 0);
	T("divide by zero", "divl %%ecx", 5, 0, 0);
	T("divide too big", "divl %%ecx", 5, 7, 3);
	T("divide by zero, 64", "divq %%rcx", 5, 0, 0);
	T("divide too big, 64", "divq %%rcx", 5, 7, 3);
	T("signed overflow", "idivl %%ecx", 0x80000000, -1, -1);
	T("signed overflow, 64", "idivq %%rcx", 0x8000000000000000, -1, -1);
	T("divide 8", "divb %%cl", 0x500, 0, 2);
	T("ud2", "ud2", 0, 0, 0);
	T("hlt", "hlt", 0, 0, 0);
	T("in", "inb %%dx, %%al", 0, 0x80, 0);
	T("cli", "cli", 0, 0, 0);
	T("int 0x30", "int $0x30", 0, 0, 0);
}

static void try_jumps(void)
{
	char *none = page + 0x2000, *ro = page + 0x1000;

#define J(what, target) do {									\
		printf("%s\n", what);								\
		fault_at = 0;									\
		if (!sigsetjmp(out, 1))								\
			((void (*)(void))(target))();						\
	} while (0)
	J("call null", 0ul);
#define D(insn) do {										\
		puts(insn);									\
		fault_at = 0;									\
		if (!sigsetjmp(out, 1))								\
			asm volatile("xor %%eax, %%eax\n\t" insn : : : "eax", "memory", "cc");	\
	} while (0)
	D("jmp 0");
	D("jz 0");
	J("call read-only data", ro);
	J("call none", none);
	J("call unmapped", page + 0x3000);
	page[0x4000 + 0xfff] = 0x48;	/* REX.W, and nothing behind it */
	mprotect(page + 0x4000, 0x1000, PROT_READ | PROT_EXEC);
	J("instruction across the end", page + 0x4fff);
}

static void on_trap(int sig, siginfo_t *si, void *context)
{
	ucontext_t *uc = context;
	extern char behind_int3[];

	printf("int3: signal %d code %x trap %lld behind %d\n", sig, si->si_code,
	       (long long)uc->uc_mcontext.gregs[REG_TRAPNO], uc->uc_mcontext.gregs[REG_RIP] == (long long)behind_int3);
}

static void try_int3(void)
{
	struct sigaction sa = { .sa_sigaction = on_trap, .sa_flags = SA_SIGINFO };

	sigaction(SIGTRAP, &sa, NULL);
	asm volatile("int3\nbehind_int3: nop" : : : "memory");
	fflush(stdout);
}

/* The frame's pc may be moved: the instruction is skipped. */
static void on_skip(int sig, siginfo_t *si, void *context)
{
	ucontext_t *uc = context;

	uc->uc_mcontext.gregs[REG_RIP] += 3;
	uc->uc_mcontext.gregs[REG_RDX] = 0x77;
	uc->uc_mcontext.gregs[REG_EFL] |= 0x8d5;
}

static void try_skip(void)
{
	struct sigaction sa = { .sa_sigaction = on_skip, .sa_flags = SA_SIGINFO };
	unsigned long d = 1, flags;

	sigaction(SIGSEGV, &sa, NULL);
	asm volatile("xor %%eax, %%eax\n\tmov (%%rax), %%rdx\n\tpushf\n\tpop %1" : "=d"(d), "=r"(flags) : : "rax", "cc", "memory");
	printf("skipped: rdx %lx flags %lx\n", d, flags & 0x8d5);
	fflush(stdout);
}

static void try_file_end(void)
{
	struct sigaction sa = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO };
	int fd = open("short", O_RDWR | O_CREAT | O_TRUNC, 0600);
	char *p;

	show("write", write(fd, "abc", 3));
	p = mmap(page + 0x8000, 0x2000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, fd, 0);
	printf("mapped %d, %c %d\n", p == page + 0x8000, p[2], p[3]);
	sigaction(SIGBUS, &sa, NULL);
	T("behind the file's end", "mov (%%rax), %%rdx", p + 0x1000, 0, 0);
	close(fd);
}

static void die_of(const char *what, void (*fn)(void))
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		for (int sig = 1; sig < 32; sig++)
			signal(sig, SIG_DFL);
		fn();
		_exit(9);
	}
	waitpid(pid, &status, 0);
	show_status(what, status);
}

static void die_segv(void) { asm volatile("movl $1, 0" : : : "memory"); }
static void die_fpe(void) { asm volatile("xor %%ecx, %%ecx\n\tdivl %%ecx" : : : "eax", "ecx", "edx"); }
static void die_ill(void) { asm volatile("ud2"); }
static void die_trap(void) { asm volatile("int3"); }
static void die_abort(void) { raise(SIGABRT); }
static void die_ignored(void) { signal(SIGSEGV, SIG_IGN); die_segv(); }
static void die_blocked(void)
{
	sigset_t set;

	signal(SIGSEGV, (void (*)(int))on_fault);
	sigfillset(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	die_segv();
}

int main(void)
{
	struct sigaction sa = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK };
	stack_t stack = { .ss_sp = malloc(65536), .ss_size = 65536 };

	sigaltstack(&stack, NULL);
	page = mmap(NULL, 0x10000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memset(page, 1, 0x5000);
	mprotect(page + 0x1000, 0x1000, PROT_READ);
	mprotect(page + 0x2000, 0x1000, PROT_NONE);
	munmap(page + 0x3000, 0x1000);
	for (int sig = 1; sig < 32; sig++)
		if (sig == SIGSEGV || sig == SIGBUS || sig == SIGILL || sig == SIGFPE)
			sigaction(sig, &sa, NULL);
	try_all();
	try_jumps();
	try_file_end();
	try_int3();
	try_skip();
	printf("faults %d\n", (int)seen);
	die_of("segv", die_segv);
	die_of("fpe", die_fpe);
	die_of("ill", die_ill);
	die_of("trap", die_trap);
	die_of("abort", die_abort);
	die_of("ignored segv", die_ignored);
	die_of("blocked segv", die_blocked);
	return 3;
}
