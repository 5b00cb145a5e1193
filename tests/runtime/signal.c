/* SPDX-License-Identifier: GPL-2.0-only */
/* signal.c - signals: delivery, masks, stacks, restarts, what handlers see and may change. */
#include "show.h"
#include <poll.h>
#include <setjmp.h>
#include <sys/time.h>
#include <ucontext.h>

static volatile int depth, hits, order[16], norder;

static void set(int sig, void (*fn)(int, siginfo_t *, void *), int flags, int block)
{
	struct sigaction sa = { .sa_sigaction = fn, .sa_flags = SA_SIGINFO | flags };

	sigemptyset(&sa.sa_mask);
	if (block)
		sigaddset(&sa.sa_mask, block);
	if (sigaction(sig, &sa, NULL))
		printf("sigaction %d: error %d\n", sig, errno);
}

static void on_count(int sig, siginfo_t *si, void *uc)
{
	hits++;
}

static void on_nest(int sig, siginfo_t *si, void *uc)
{
	order[norder++] = sig;
	if (sig == SIGUSR1)
		raise(SIGUSR2);
	order[norder++] = -sig;
}

static void show_order(const char *what)
{
	printf("%s:", what);
	for (int i = 0; i < norder; i++)
		printf(" %d", order[i]);
	printf("\n");
	norder = 0;
}

static void nesting(void)
{
	set(SIGUSR1, on_nest, 0, 0);
	set(SIGUSR2, on_nest, 0, 0);
	raise(SIGUSR1);
	show_order("nested");
	set(SIGUSR1, on_nest, 0, SIGUSR2);
	raise(SIGUSR1);
	show_order("blocked by sa_mask");
}

static void on_again(int sig, siginfo_t *si, void *uc)
{
	depth++;
	if (depth < 4)
		raise(sig);
	order[norder++] = depth;
	depth--;
}

static void flags(void)
{
	struct sigaction sa;

	set(SIGUSR1, on_again, SA_NODEFER, 0);
	raise(SIGUSR1);
	show_order("nodefer");
	set(SIGUSR1, on_count, SA_RESETHAND, 0);
	hits = 0;
	raise(SIGUSR1);
	sigaction(SIGUSR1, NULL, &sa);
	printf("resethand: hits %d default %d\n", hits, sa.sa_handler == SIG_DFL);
	set(SIGUSR1, on_count, SA_RESTART | SA_NODEFER, SIGUSR2);
	sigaction(SIGUSR1, NULL, &sa);
	printf("read back: flags %x usr2 %d usr1 %d\n", sa.sa_flags & ~0x04000000, sigismember(&sa.sa_mask, SIGUSR2),
	       sigismember(&sa.sa_mask, SIGUSR1));
	show("sigaction KILL", sigaction(SIGKILL, &sa, NULL));
	show("sigaction 65", syscall(SYS_rt_sigaction, 65, NULL, NULL, 8));
	show("sigaction size", syscall(SYS_rt_sigaction, 10, NULL, NULL, 16));
}

/* Everything in the frame: read, changed, and back in registers. */
static void on_change(int sig, siginfo_t *si, void *context)
{
	ucontext_t *uc = context;
	greg_t *g = uc->uc_mcontext.gregs;
	struct _fpstate *fp = (void *)uc->uc_mcontext.fpregs;
	unsigned xmm[4];

	printf("frame: rbx %llx r14 %llx cs %llx aligned %d fp aligned %d mxcsr %x\n", (long long)g[REG_RBX],
	       (long long)g[REG_R14], (long long)(g[REG_CSGSFS] & 0xffff), (int)((uintptr_t)__builtin_frame_address(0) & 15),
	       (int)((uintptr_t)fp & 63), ((unsigned *)fp)[6] & 0xffc0);
	memcpy(xmm, (char *)fp + 160 + 5 * 16, 16);
	printf("xmm5 %x %x %x %x magic %x size %x\n", xmm[0], xmm[1], xmm[2], xmm[3], *(unsigned *)((char *)fp + 464) == 0x46505853,
	       *(unsigned *)((char *)fp + 468) > 512);
	xmm[1] = 0xabcd;
	memcpy((char *)fp + 160 + 5 * 16, xmm, 16);
	g[REG_RBX] = 0x1111;
	g[REG_R14] += 5;
	g[REG_EFL] ^= 0x41;
}

static void frame(void)
{
	static unsigned in[4] __attribute__((aligned(16))) = { 1, 2, 3, 4 }, out[4] __attribute__((aligned(16)));
	unsigned long rbx, r14;
	unsigned char carry, zero;
	long pid = getpid(), tid = syscall(SYS_gettid);

	set(SIGUSR1, on_change, 0, 0);
	asm volatile("movaps %[in], %%xmm5\n\tmov $0x77, %%ebx\n\tmov $0x88, %%r14d\n\t"
		     "mov %[nr], %%eax\n\tmov %[sig], %%edx\n\tmov $-1, %%ecx\n\tadd $1, %%ecx\n\tsyscall\n\t"
		     "setc %[c]\n\tsetz %[z]\n\tmovaps %%xmm5, %[out]\n\tmov %%rbx, %[b]\n\tmov %%r14, %[r]"
		     : [c] "=m"(carry), [z] "=m"(zero), [out] "=m"(out), [b] "=m"(rbx), [r] "=m"(r14)
		     : [in] "m"(in), [nr] "i"(SYS_tgkill), [sig] "i"(SIGUSR1), "D"(pid), "S"(tid)
		     : "rax", "rbx", "rcx", "rdx", "r11", "r14", "xmm5", "memory", "cc");
	printf("after: rbx %lx r14 %lx carry %d zero %d xmm5 %x %x %x %x\n", rbx, r14, carry, zero, out[0], out[1], out[2], out[3]);
}

static char alt[32768] __attribute__((aligned(16)));

static void on_alt(int sig, siginfo_t *si, void *context)
{
	char here;
	stack_t ss;
	ucontext_t *uc = context;

	sigaltstack(NULL, &ss);
	printf("altstack: on it %d flags %d uc_stack size %ld\n", &here > alt && &here < alt + sizeof(alt), ss.ss_flags,
	       (long)uc->uc_stack.ss_size);
	ss.ss_flags = SS_DISABLE;
	show("change while on it", sigaltstack(&ss, NULL));
	if (sig == SIGUSR1)
		raise(SIGUSR2);
}

static void altstack(void)
{
	stack_t ss = { .ss_sp = alt, .ss_size = sizeof(alt) }, old;

	show("sigaltstack", sigaltstack(&ss, NULL));
	set(SIGUSR1, on_alt, SA_ONSTACK, 0);
	set(SIGUSR2, on_alt, SA_ONSTACK, 0);
	raise(SIGUSR1);
	ss.ss_size = 100;
	show("small", sigaltstack(&ss, NULL));
	ss.ss_size = sizeof(alt);
	ss.ss_flags = 77;
	show("flags", sigaltstack(&ss, NULL));
	ss.ss_flags = SS_DISABLE;
	show("disable", sigaltstack(&ss, &old));
	printf("was: size %ld flags %d\n", (long)old.ss_size, old.ss_flags);
	set(SIGUSR1, on_count, SA_ONSTACK, 0);
	raise(SIGUSR1);
}

/* A stack overflow is survived on the alternate stack. */
static sigjmp_buf escape;

static void on_overflow(int sig, siginfo_t *si, void *context)
{
	siglongjmp(escape, 1);
}

static int __attribute__((noinline)) recurse(volatile char *p)
{
	volatile char big[4096];

	big[0] = p ? p[0] + 1 : 1;
	return recurse(big) + big[0];
}

static void overflow(void)
{
	stack_t ss = { .ss_sp = alt, .ss_size = sizeof(alt) };

	sigaltstack(&ss, NULL);
	set(SIGSEGV, on_overflow, SA_ONSTACK, 0);
	if (!sigsetjmp(escape, 1))
		printf("%d\n", recurse(NULL));
	else
		printf("stack overflow survived\n");
	signal(SIGSEGV, SIG_DFL);
	ss.ss_flags = SS_DISABLE;
	sigaltstack(&ss, NULL);
}

static void timer(long usec, long interval)
{
	struct itimerval it = { { 0, interval }, { 0, usec } };

	setitimer(ITIMER_REAL, &it, NULL);
}

/* Signals in loops of every kind: no poll in the code, and sums must come out right. */
static void loops(void)
{
	unsigned long sum = 0, want = 0, n = 0;
	volatile unsigned long mem = 0;

	set(SIGALRM, on_count, SA_RESTART, 0);
	hits = 0;
	timer(2000, 2000);
	while (!hits)
		;
	printf("empty loop left\n");
	hits = 0;
	while (hits < 30) {
		for (unsigned i = 0; i < 1000; i++) {
			sum = sum * 31 + i;
			mem += i ^ sum;
		}
		n++;
	}
	timer(0, 0);
	for (unsigned long k = 0, m = 0; k < n; k++)
		for (unsigned i = 0; i < 1000; i++) {
			want = want * 31 + i;
			m += i ^ want;
			if (k == n - 1 && i == 999)
				printf("sums %d %d\n", sum == want, m == mem);
		}
}

static unsigned long __attribute__((noinline)) fib(unsigned n)
{
	return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

static void calls(void)
{
	int bad = 0;

	hits = 0;
	timer(1000, 1000);
	for (int i = 0; hits < 50; i++)
		bad += fib(15) != 610;
	timer(0, 0);
	printf("calls under signals: %d bad\n", bad);
}

static void interrupted(void)
{
	int p[2];
	char c;
	long r;

	if (pipe(p))
		return;
	hits = 0;
	set(SIGALRM, on_count, 0, 0);
	timer(20000, 0);
	show("read without SA_RESTART", read(p[0], &c, 1));
	show("hits", hits);
	set(SIGALRM, on_count, SA_RESTART, 0);
	if (!fork()) {
		struct timespec ts = { 0, 100000000 };

		nanosleep(&ts, NULL);
		write(p[1], "x", 1);
		_exit(0);
	}
	timer(20000, 0);
	r = read(p[0], &c, 1);
	wait(NULL);
	printf("read with SA_RESTART: %ld %c hits %d\n", r, c, hits);
	set(SIGALRM, on_count, SA_RESTART, 0);
	timer(20000, 0);
	show("poll is not restarted", poll(NULL, 0, 5000));
	timer(20000, 0);
	show("nanosleep is not restarted", nanosleep(&(struct timespec){ 5, 0 }, NULL));
	timer(20000, 0);
	show("pause", pause());
	close(p[0]);
	signal(SIGPIPE, SIG_IGN);
	show("write to a closed pipe", write(p[1], "x", 1));
	close(p[1]);
}

static void masks(void)
{
	sigset_t s, old, pending;
	siginfo_t si;
	struct timespec ts = { 0, 10000000 };
	union sigval v = { .sival_int = 4711 };
	int r;

	set(SIGUSR1, on_count, 0, 0);
	hits = 0;
	sigemptyset(&s);
	sigaddset(&s, SIGUSR1);
	sigprocmask(SIG_BLOCK, &s, &old);
	raise(SIGUSR1);
	sigpending(&pending);
	printf("blocked: hits %d pending %d\n", hits, sigismember(&pending, SIGUSR1));
	sigprocmask(SIG_SETMASK, &old, NULL);
	printf("unblocked: hits %d\n", hits);
	sigprocmask(SIG_BLOCK, &s, NULL);
	sigqueue(getpid(), SIGUSR1, v);
	r = sigwaitinfo(&s, &si);
	printf("sigwaitinfo %d value %d code %d pid %d\n", r, si.si_value.sival_int, si.si_code, si.si_pid == getpid());
	show("sigtimedwait", sigtimedwait(&s, &si, &ts));
	raise(SIGUSR1);
	sigfillset(&pending);
	sigdelset(&pending, SIGUSR1);
	show("sigsuspend", sigsuspend(&pending));
	sigprocmask(SIG_BLOCK, NULL, &s);
	printf("hits %d, blocked again %d\n", hits, sigismember(&s, SIGUSR1));
	sigprocmask(SIG_SETMASK, &old, NULL);
	show("sigprocmask how", sigprocmask(9, &s, NULL));
	show("sigprocmask address", syscall(SYS_rt_sigprocmask, 0, 8, NULL, 8));
	raise(SIGUSR1);
	show("ppoll", ppoll(NULL, 0, &ts, &pending));
	printf("hits %d\n", hits);
}

static void on_sent(int sig, siginfo_t *si, void *uc)
{
	printf("sent signal %d code %d pid %d\n", sig, si->si_code, si->si_pid == getpid());
}

/* Signals of the fault kind, sent by somebody. */
static void sent(void)
{
	static const int sigs[] = { SIGSEGV, SIGFPE, SIGILL, SIGBUS, SIGTRAP };
	sigset_t s, pending;
	siginfo_t si;

	for (int i = 0; i < 5; i++) {
		set(sigs[i], on_sent, 0, 0);
		kill(getpid(), sigs[i]);
	}
	sigemptyset(&s);
	sigaddset(&s, SIGSEGV);
	sigaddset(&s, SIGFPE);
	sigprocmask(SIG_BLOCK, &s, NULL);
	kill(getpid(), SIGFPE);
	kill(getpid(), SIGSEGV);
	sigpending(&pending);
	printf("pending %d %d\n", sigismember(&pending, SIGSEGV), sigismember(&pending, SIGFPE));
	printf("waited %d\n", sigwaitinfo(&s, &si));
	sigprocmask(SIG_UNBLOCK, &s, NULL);
	signal(SIGSEGV, SIG_IGN);
	kill(getpid(), SIGSEGV);
	printf("ignored\n");
	for (int i = 0; i < 5; i++)
		signal(sigs[i], SIG_DFL);
}

static void on_jump(int sig, siginfo_t *si, void *uc)
{
	siglongjmp(escape, sig);
}

static void jumps(void)
{
	volatile int n = 0;

	set(SIGALRM, on_jump, 0, 0);
	while (n < 10) {
		if (!sigsetjmp(escape, 1)) {
			timer(500, 0);
			for (;;)
				;
		}
		n++;
	}
	printf("jumped out of %d loops\n", n);
}

static void children(void)
{
	static const int sigs[] = { SIGTERM, SIGKILL, SIGUSR1, SIGSEGV, SIGALRM };
	int status;

	for (int i = 0; i < 5; i++) {
		pid_t pid = fork();

		if (!pid) {
			signal(sigs[i], SIG_DFL);
			if (sigs[i] == SIGALRM) {
				timer(1000, 0);
				for (;;)
					;
			}
			kill(getpid(), sigs[i]);
			_exit(7);
		}
		waitpid(pid, &status, 0);
		show_status("child", status);
	}
	hits = 0;
	set(SIGCHLD, on_count, SA_RESTART, 0);
	if (!fork())
		_exit(3);
	wait(&status);
	show_status("child", status);
	printf("SIGCHLD %d\n", hits);
}

/* A system call, and whether XMM0 is behind it what it was. */
static long call_with_xmm0(long nr, long a, const void *b, const void *c, int *kept)
{
	static const unsigned in[4] __attribute__((aligned(16))) = { 5, 6, 7, 8 };
	static unsigned out[4] __attribute__((aligned(16)));
	register long size asm("r10") = 8;
	long r = nr;

	asm volatile("movaps %[in], %%xmm0\n\tsyscall\n\tmovaps %%xmm0, %[out]"
		     : "+a"(r), [out] "=m"(out) : [in] "m"(in), "D"(a), "S"(b), "d"(c), "r"(size)
		     : "rcx", "r11", "xmm0", "memory");
	*kept = !memcmp(in, out, sizeof(in));
	return r;
}

static void on_plain(int sig)
{
	printf("sent %d\n", sig);
}

/* Signals of the fault kind that somebody sends wait apart from others. */
static void sent_faults(void)
{
	static const int sigs[] = { SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV };
	static const struct timespec now;
	sigset_t set, none;
	int kept;

	sigemptyset(&none);
	for (unsigned i = 0; i < sizeof(sigs) / sizeof(sigs[0]); i++) {
		signal(sigs[i], on_plain);
		sigemptyset(&set);
		sigaddset(&set, sigs[i]);
		sigprocmask(SIG_BLOCK, &set, NULL);
		kill(getpid(), sigs[i]);
		printf("waited for %ld", call_with_xmm0(SYS_rt_sigtimedwait, (long)&set, NULL, &now, &kept));
		printf(" xmm0 %d\n", kept);
		kill(getpid(), sigs[i]);
		printf("unblocked %ld", call_with_xmm0(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, &kept));
		printf(" xmm0 %d\n", kept);
		signal(sigs[i], SIG_DFL);
	}
}

int main(void)
{
	nesting();
	sent_faults();
	flags();
	frame();
	altstack();
	overflow();
	loops();
	calls();
	interrupted();
	masks();
	sent();
	jumps();
	children();
	return 5;
}
