/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * siginfo.h - signals as both kernels number and describe them: struct siginfo is the same on arm64 and
 * x86-64 (asm-generic/siginfo.h, 64 bit), and so are numbers, SA_* flags and SI_* codes.
 */
#ifndef XLATE_SIGINFO_H
#define XLATE_SIGINFO_H

#include "a64/types.h"

enum {
	SIGHUP = 1, SIGINT, SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGKILL, SIGUSR1, SIGSEGV, SIGUSR2,
	SIGPIPE, SIGALRM, SIGTERM, SIGSTKFLT, SIGCHLD, SIGCONT, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGURG,
	SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF, SIGWINCH, SIGIO, SIGPWR, SIGSYS, SIGNAL_MAX = 64,
};

enum { SIG_DFL = 0, SIG_IGN = 1 };
enum { SIG_BLOCK = 0, SIG_UNBLOCK = 1, SIG_SETMASK = 2 };

enum {
	SI_USER = 0, SI_KERNEL = 0x80, SI_QUEUE = -1, SI_TKILL = -6,
	ILL_ILLOPN = 2, FPE_INTDIV = 1, FPE_FLTDIV = 3, FPE_FLTOVF = 4, FPE_FLTUND = 5, FPE_FLTRES = 6, FPE_FLTINV = 7,
	SEGV_MAPERR = 1, SEGV_ACCERR = 2, BUS_ADRALN = 1, BUS_ADRERR = 2, TRAP_BRKPT = 1, TRAP_TRACE = 2,
};

#define SA_NOCLDSTOP	0x00000001ul
#define SA_NOCLDWAIT	0x00000002ul
#define SA_SIGINFO	0x00000004ul
#define SA_EXPOSE_TAGBITS 0x00000800ul
#define SA_RESTORER	0x04000000ul
#define SA_ONSTACK	0x08000000ul
#define SA_RESTART	0x10000000ul
#define SA_NODEFER	0x40000000ul
#define SA_RESETHAND	0x80000000ul

enum { SS_ONSTACK = 1, SS_DISABLE = 2 };
#define SS_AUTODISARM	(1u << 31)

struct siginfo {
	s32 signo, err, code, pad;
	union {
		u64 addr;	/* faults */
		struct {
			u32 pid, uid;
			u64 value;
		} rt;		/* kill, sigqueue */
		u64 fill[14];
	};
};
_Static_assert(sizeof(struct siginfo) == 128, "siginfo is 128 bytes");

/* struct sigaction of the system call; arm64's and x86-64's are the same. */
struct sigaction {
	u64 handler, flags, restorer, mask;
};

static inline u64 sig_bit(int sig) { return 1ull << (sig - 1); }

#endif
