// SPDX-License-Identifier: GPL-2.0-only
/*
 * decode_cpu.c [COUNT [SEED]] - decode() against this machine's CPU: which bytes are an instruction,
 * and how long it is.
 *
 * A traced child executes one instruction with all registers 0 (memory operands fault, nothing is written).
 * Its bytes end at a page behind which nothing is mapped: as long as bytes are missing, the CPU reports a page
 * fault at that page's address; else it traps, raises #UD, or faults elsewhere. Compared are all rows with an
 * emitter, and those that must raise #UD; rows of features that are not offered are passed over.
 */
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>
#include "rows.h"

#define CODE 0x100000000000UL	/* far from all else: RIP-relative operands find nothing */
enum { PAGE = 4096, MAX = 15 };
enum result { NEEDS_BYTES, UNDEFINED, PROTECTED, DONE };

static u8 *page;	/* the child's code page */
static pid_t child;
static unsigned long passed, failed, skipped, lengths[MAX + 1];
static u64 seed;

static bool is_instruction(unsigned row)
{
	return row_info(row)->flags & RF_EMIT;
}

static u32 random_number(u32 below)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (seed >> 33) % below;
}

static void die(const char *what)
{
	perror(what);
	printf("0 passed, 1 failed\n");
	if (child > 0)
		kill(child, SIGKILL);
	exit(1);
}

static void start_child(void)
{
	int status;

	page = mmap((void *)CODE, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	if (page == MAP_FAILED)
		die("mmap");
	child = fork();
	if (!child) {
		if (mprotect(page, PAGE, PROT_READ | PROT_EXEC) || ptrace(PTRACE_TRACEME, 0, 0, 0))
			_exit(1);
		raise(SIGSTOP);
		_exit(1);
	}
	if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status))
		die("child");
	ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_EXITKILL);
}

static u64 child_pc(void)
{
	return ptrace(PTRACE_PEEKUSER, child, offsetof(struct user, regs.rip), 0);
}

/* Executes n bytes that end at the page's end. */
static enum result execute(const u8 *bytes, unsigned n)
{
	static struct user_regs_struct initial;
	struct user_regs_struct regs;
	siginfo_t info;
	int status;

	if (!initial.cs)
		ptrace(PTRACE_GETREGS, child, 0, &initial);
	regs = (struct user_regs_struct){ .cs = initial.cs, .ss = initial.ss, .orig_rax = -1UL,
					  .eflags = 0x202, .rip = CODE + PAGE - n };
	memcpy(page + PAGE - n, bytes, n);
	if (ptrace(PTRACE_SETREGS, child, 0, &regs) || ptrace(PTRACE_SINGLESTEP, child, 0, 0) ||
	    waitpid(child, &status, 0) != child || !WIFSTOPPED(status) ||
	    ptrace(PTRACE_GETSIGINFO, child, 0, &info))
		die("the child's step");
	switch (WSTOPSIG(status)) {
	case SIGILL:
		return UNDEFINED;
	case SIGSEGV:
		/* Not the next instruction's: emulated by a hypervisor, CPUID comes back without its trap. */
		if (info.si_addr == (void *)(CODE + PAGE) && child_pc() == CODE + PAGE - n)
			return NEEDS_BYTES;
		return info.si_code == SI_KERNEL ? PROTECTED : DONE;
	}
	return DONE;
}

/* What the bytes begin with, found without decode(). */
struct start {
	bool lock, osz;
	unsigned opcode;	/* 0x0fNN for 0F NN */
};

static struct start find_start(const u8 *bytes)
{
	static const u8 prefixes[] = { 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0, 0xf2, 0xf3 };
	struct start s = { 0 };

	for (; memchr(prefixes, *bytes, sizeof(prefixes)) || (*bytes & 0xf0) == 0x40; bytes++) {
		s.lock |= *bytes == 0xf0;
		s.osz |= *bytes == 0x66;
	}
	s.opcode = *bytes == 0x0f ? 0x0f00 | bytes[1] : *bytes;
	return s;
}

/* Instructions that would leave the child: SYSCALL, SYSENTER, INT. */
static bool is_dangerous(struct start s)
{
	return s.opcode == 0x0f05 || s.opcode == 0x0f34 || s.opcode == 0xcd;
}

/* Where decode() follows Intel and this is an AMD machine. */
static bool vendors_differ(struct start s, u32 attr)
{
	if (__builtin_cpu_is("intel"))
		return false;
	/* AMD takes 66 on near branches as a 16-bit operand size, */
	if (s.osz && attr & (A_JMP | A_JCC | A_CALL | A_RET | A_IJMP | A_ICALL))
		return true;
	/* has no PREFETCH of a register and no SYSEXIT in 64-bit mode, and lets LOCK stand before MOV CRn (CR8) and VERW. */
	return s.opcode == 0x0f0d || s.opcode == 0x0f35 || (s.lock && ((s.opcode & ~3) == 0x0f20 || s.opcode == 0x0f00));
}

/* A valid row that may raise #UD: UD2, a CRn or DRn that does not exist, a feature that this machine lacks. */
static bool may_be_undefined(const struct insn *in)
{
	if (in->attr & A_TRAP || (in->opcode & 0xfc) == 0x20)
		return true;
	switch (row_info(in->row)->cpuid) {
	case CPUID_RDTSCP: case CPUID_RDPID: case CPUID_SHA: case CPUID_ADX: case CPUID_BMI1: case CPUID_BMI2:
	case CPUID_MOVBE: case CPUID_PREFETCHW:
		return true;
	}
	return false;
}

static void fail(const u8 *bytes, const struct insn *in, const char *why)
{
	if (failed++ >= 40)
		return;
	printf("FAIL");
	for (unsigned i = 0; i < MAX; i++)
		printf(" %02x", bytes[i]);
	printf(": row %u, length %u: %s\n", in->row, in->len, why);
}

static void check_valid(const struct insn *in, const u8 *bytes)
{
	switch (execute(bytes, in->len)) {
	case NEEDS_BYTES:
		fail(bytes, in, "the CPU needs more bytes");
		return;
	case UNDEFINED:
		if (may_be_undefined(in))
			skipped++;
		else
			fail(bytes, in, "#UD");
		return;
	case PROTECTED:
	case DONE:
		break;
	}
	if (in->len > 1 && execute(bytes, in->len - 1) != NEEDS_BYTES) {
		fail(bytes, in, "the CPU needs fewer bytes");
		return;
	}
	lengths[in->len]++;
	passed++;
}

static void check(const u8 *bytes)
{
	struct start start = find_start(bytes);
	enum result result;
	struct insn in;

	decode(&in, bytes, 64, CODE);
	if (is_dangerous(start) || vendors_differ(start, in.attr)) {
		skipped++;
	} else if (in.row == ROW_TOOLONG) {
		if (execute(bytes, MAX + 1) == PROTECTED)
			passed++;
		else
			fail(bytes, &in, "not too long");
	} else if (is_instruction(in.row)) {
		check_valid(&in, bytes);
	} else if (row_info(in.row)->cpuid != CPUID_BASE) {
		skipped++;	/* absent here, perhaps not on this machine */
	} else {
		/* The operands of undefined opcodes are not known: with them it may be too long. */
		result = execute(bytes, 32);
		if (result == UNDEFINED || (result == PROTECTED && in.len > 6))
			passed++;
		else
			fail(bytes, &in, "valid");
	}
}

/* Legacy prefixes and REX, mostly none. */
static unsigned put_prefixes(u8 *p)
{
	static const u8 legacy[] = { 0x66, 0xf3, 0xf2, 0x67, 0xf0, 0x2e, 0x3e, 0x64, 0x65, 0x26, 0x36, 0x66,
				     0xf3, 0xf2 };
	unsigned n = 0, most = random_number(32);

	most = most < 12 ? 0 : most < 24 ? 1 : most < 30 ? 2 : most < 31 ? 5 : 14;
	for (unsigned i = 0; i < most; i++)
		p[n++] = legacy[random_number(sizeof(legacy))];
	if (random_number(3) == 0)
		p[n++] = 0x40 | random_number(16);
	if (random_number(50) == 0)
		p[n++] = legacy[random_number(sizeof(legacy))];
	return n;
}

static void put_escape(u8 *bytes, unsigned *n, unsigned map)
{
	switch (map) {
	case 1:
		bytes[(*n)++] = 0x0f;
		break;
	case 2:
	case 3:
		bytes[(*n)++] = 0x0f;
		bytes[(*n)++] = map == 2 ? 0x38 : 0x3a;
		break;
	case 4:	/* VEX, the maps in which something is offered */
		bytes[(*n)++] = 0xc4;
		bytes[(*n)++] = random_number(8) << 5 | (2 + random_number(2));
		bytes[(*n)++] = (random_number(2) ? 0x78 : random_number(32) << 3) | random_number(2) << 7 |
				(random_number(8) ? 0 : 4) | random_number(4);
		break;
	}
}

static void check_random(unsigned map, unsigned opcode)
{
	u8 bytes[64];
	unsigned n = put_prefixes(bytes);

	put_escape(bytes, &n, map);
	bytes[n++] = opcode;
	while (n < sizeof(bytes))
		bytes[n++] = 1 + random_number(255);	/* 0 puts a RIP-relative operand at the page's end */
	check(bytes);
}

int main(int argc, char **argv)
{
	unsigned long count = argc > 1 ? strtoul(argv[1], NULL, 0) : 100000;

	seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	start_child();
	for (unsigned long i = 0; i < count; i++) {
		/* One-byte and 0F opcodes in turn, the other maps' now and then. */
		unsigned map = i % 5 < 4 ? i & 1 : 2 + i / 5 % 3;

		check_random(map, map > 3 && i & 1 ? 0xf0 + random_number(8) : random_number(256));
	}
	kill(child, SIGKILL);
	printf("lengths:");
	for (unsigned i = 1; i <= MAX; i++)
		printf(" %lu", lengths[i]);
	printf("; %lu passed over\n%lu passed, %lu failed\n", skipped, passed, failed);
	return failed != 0;
}
