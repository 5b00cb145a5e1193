/* SPDX-License-Identifier: GPL-2.0-only */
/* sys.h - the calls that need more than a row: sys_NAME, in the file named here. */
#ifndef XLATE_SYS_H
#define XLATE_SYS_H

#include "syscall.h"

/* sys_file.c */
syscall_fn sys_stat, sys_lstat, sys_fstat, sys_newfstatat, sys_statx;
syscall_fn sys_open, sys_openat, sys_openat2, sys_readlink, sys_readlinkat;
syscall_fn sys_dup2, sys_fcntl, sys_getdents;
syscall_fn sys_utime, sys_utimes, sys_futimesat;

/* sys_poll.c */
syscall_fn sys_select, sys_pselect6, sys_poll, sys_ppoll, sys_io_pgetevents;
syscall_fn sys_epoll_create, sys_epoll_ctl, sys_epoll_wait, sys_epoll_pwait, sys_epoll_pwait2;

/* sys_memory.c */
syscall_fn sys_mmap, sys_munmap, sys_mprotect, sys_mremap, sys_madvise, sys_brk;
syscall_fn sys_shmat, sys_shmdt, sys_pkey_mprotect, sys_pkey_alloc, sys_pkey_free, sys_semctl;

/* sys_fork.c */
syscall_fn sys_clone, sys_clone3, sys_fork, sys_vfork;

/* sys_process.c */
syscall_fn sys_exit, sys_exit_group, sys_set_tid_address;
syscall_fn sys_uname, sys_prctl, sys_arch_prctl, sys_ptrace, sys_seccomp, sys_rseq, sys_time, sys_alarm, sys_pause;
syscall_fn sys_rt_sigaction, sys_rt_sigprocmask, sys_rt_sigreturn, sys_rt_sigpending, sys_rt_sigtimedwait;
syscall_fn sys_rt_sigsuspend, sys_sigaltstack;

/* execve.c */
syscall_fn sys_execve, sys_execveat;
/* In the parent of a vfork: frees what the child's execve left in the common memory. */
void execve_release(void);

#endif
