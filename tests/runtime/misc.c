/* SPDX-License-Identifier: GPL-2.0-only */
/* Calls of x86-64 alone, MXCSR, locks, limits, time, what is refused. */
#include "show.h"
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/statfs.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/uio.h>

static void test_arch(void)
{
	unsigned long fs = 0, gs = 0, value = 0x1234567;

	show("get fs", syscall(SYS_arch_prctl, 0x1003, &fs));
	show_true("fs points to itself", *(unsigned long *)fs == fs);
	show("set gs", syscall(SYS_arch_prctl, 0x1001, &value));
	show("get gs", syscall(SYS_arch_prctl, 0x1004, &gs));
	show_true("gs", gs == (unsigned long)&value);
	asm volatile("movq %%gs:0, %0" : "=r"(value) : : "memory");
	printf("gs:0 %lx\n", value);
	show("not canonical", syscall(SYS_arch_prctl, 0x1001, 1ul << 63));
	show("unknown", syscall(SYS_arch_prctl, 0x9999, 0));
	show("bad pointer", syscall(SYS_arch_prctl, 0x1003, 8));
}

static void test_absent(void)
{
	static const short nrs[] = { 134, 156, 174, 177, 178, 180, 181, 182, 183, 184, 185, 205, 211, 214, 215, 236 };

	for (unsigned i = 0; i < sizeof(nrs) / sizeof(*nrs); i++) {
		printf("%d ", nrs[i]);
		show("absent", syscall(nrs[i], 0, 0, 0, 0, 0, 0));
	}
	show("far away", syscall(400, 0, 0));
	show("negative", syscall(-1));
	show("high half ignored", syscall(SYS_getppid | 5l << 32) == getppid());
}

static void test_locks(void)
{
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 5, .l_len = 10 }, q = l;
	int fd = open("lock", O_RDWR | O_CREAT, 0600), status;

	show("lock", fcntl(fd, F_SETLK, &l));
	if (!fork()) {
		show("query", fcntl(fd, F_GETLK, &q));
		printf("type %d start %ld len %ld owner %d\n", q.l_type, (long)q.l_start, (long)q.l_len, q.l_pid == getppid());
		show("lock in the child", fcntl(fd, F_SETLK, &l));
		show("flock", flock(fd, LOCK_EX | LOCK_NB));
		_exit(0);
	}
	wait(&status);
	show("dupfd", fcntl(fd, F_DUPFD_CLOEXEC, 100));
}

static void test_time(void)
{
	struct itimerval it = { { 0, 0 }, { 100, 600000 } };
	struct timespec ts;
	struct timeval tv;
	struct tms t;
	time_t now = 0;

	clock_gettime(CLOCK_REALTIME, &ts);
	show_true("time", labs(syscall(SYS_time, &now) - ts.tv_sec) <= 1 && labs(now - ts.tv_sec) <= 1);
	syscall(SYS_gettimeofday, &tv, NULL);
	show_true("gettimeofday", labs(tv.tv_sec - ts.tv_sec) <= 1);
	show("alarm", syscall(SYS_alarm, 100));
	show("alarm again", syscall(SYS_alarm, 0));
	setitimer(ITIMER_REAL, &it, NULL);
	show("alarm rounds", syscall(SYS_alarm, 0));
	show_ok("times", times(&t));
	show("nanosleep", nanosleep(&(struct timespec){ 0, 1000 }, NULL));
	show("nanosleep bad", nanosleep(&(struct timespec){ 0, -1 }, NULL));
}

static void test_io(void)
{
	char a[8] = "", b[8] = "";
	struct iovec in[2] = { { a, 3 }, { b, 5 } };
	struct statfs fs;
	int fd, out, p[2];
	off_t at = 2;

	put_file("data", "0123456789", 0600);
	fd = open("data", O_RDWR);
	show("readv", readv(fd, in, 2));
	printf("%s %s\n", a, b);
	show("pread", pread(fd, a, 4, 6));
	show("pwrite", pwrite(fd, "zz", 2, 0));
	show("preadv", preadv(fd, in, 2, 1));
	out = open("copy", O_RDWR | O_CREAT, 0600);
	show("sendfile", sendfile(out, fd, &at, 5));
	printf("at %ld\n", (long)at);
	show("ftruncate", ftruncate(fd, 4));
	show("lseek", lseek(fd, 0, SEEK_END));
	show("fallocate", fallocate(fd, 0, 0, 100));
	show("fadvise", posix_fadvise(fd, 0, 0, 0));
	show("statfs", statfs(".", &fs));
	show_true("block size", fs.f_bsize >= 512);
	pipe(p);
	write(p[1], "abc", 3);
	show("splice", splice(p[0], NULL, out, NULL, 3, 0));
	show("read closed", read(77, a, 1));
	show("read bad buffer", read(fd, (void *)8, 1));
	show("write bad buffer", write(out, (void *)8, 1));
}

static void test_process(void)
{
	struct rlimit rl;
	struct sysinfo si;
	char name[16];

	show("prctl name", prctl(PR_SET_NAME, "a name that is long"));
	prctl(PR_GET_NAME, name);
	printf("%s\n", name);
	show("dumpable", prctl(PR_GET_DUMPABLE));
	show("PR_GET_SECCOMP", prctl(PR_GET_SECCOMP));
	show("getrlimit", getrlimit(RLIMIT_NOFILE, &rl));
	show_true("limit", rl.rlim_cur > 10);
	show_ok("sysinfo", sysinfo(&si));
	show_true("memory", si.totalram * si.mem_unit > 1 << 20);
	show_true("getpgrp", syscall(SYS_getpgrp) == getpgid(0));
	show_ok("umask", umask(077));
	show("umask", umask(022));
	show_true("getcwd", syscall(SYS_getcwd, (char[4096]){ 0 }, 4096) > 1);
	show("getcwd small", syscall(SYS_getcwd, (char[1]){ 0 }, 1));
	show("kill nobody", kill(getpid(), 0));
	show("personality", syscall(SYS_personality, -1) & ~0x0040000);
}

/* With DAZ and FTZ: sticky flags that are loaded stay what they are, and a result that is flushed is inexact. */
static void test_mxcsr(void)
{
	unsigned loaded = 0x9fd0, mxcsr = 0, after = 0;	/* UE alone */
	float tiny = 0x1p-100f;

	asm volatile("ldmxcsr %2\n\tstmxcsr %0\n\tmovss %3, %%xmm0\n\tmulss %%xmm0, %%xmm0\n\tstmxcsr %1"
		     : "=m"(mxcsr), "=m"(after) : "m"(loaded), "m"(tiny) : "xmm0");
	printf("mxcsr %x %x\n", mxcsr, after);
}

int main(void)
{
	test_arch();
	test_mxcsr();
	test_absent();
	test_locks();
	test_time();
	test_io();
	test_process();
	return 0;
}
