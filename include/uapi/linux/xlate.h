/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * xlate.h - the interface of xlate.ko: how x86-64 programs are started, and the generic netlink family "xlate".
 *
 * Exec
 * ----
 * The module takes every execve() of a file whose first bytes are those of an x86-64 ELF program (ELF64, little endian,
 * ET_EXEC or ET_DYN, EM_X86_64) while a translator is configured and the module is enabled. It starts the translator in the
 * program's place:
 *
 *   - argv and envp are the program's own; nothing is added, argv[0] is what the caller of execve() gave.
 *   - AT_EXECFN and comm are the program's, as they would be natively (a script's, for the interpreter of a script).
 *   - AT_EXECFD is the program's file, open for reading whatever its permissions say, also when the path cannot be reached
 *     from the new process: memfds, descriptors with O_CLOEXEC, deleted files, other mount namespaces.
 *   - AT_FLAGS is 0 (binfmt_misc with flag P sets bit 0, and inserts its own arguments).
 *   - Credentials and AT_SECURE come from the program's file: set-user-ID, set-group-ID, file capabilities, with the
 *     kernel's usual restrictions (nosuid mounts, no_new_privs, user namespaces, ptrace).
 *   - The translator is the file that was configured, whatever the new process' root folder and mounts are.
 *   - Writing to the program's file is ETXTBSY as long as the program runs, if the translator sees to it (below).
 *
 * Channel
 * -------
 * A started program gets one more descriptor, its channel: an anonymous-inode file, open for reading, close-on-exec. It is the only
 * descriptor with that flag, and takes the lowest free number above AT_EXECFD: whoever goes up from there to the first descriptor
 * that is close-on-exec has found it, and where there is a number without descriptor before, there is none (the program may have no
 * more descriptors: RLIMIT_NOFILE).
 *
 *   - While it exists, nobody can open the program's file for writing, or truncate it: ETXTBSY.
 *   - It exists as long as a descriptor or a mapping of it does. mmap() takes any length and makes no memory: SIGBUS. A mapping ends
 *     when natively the kernel lets go of a running program's file; so the translator maps it and closes the descriptor.
 *   - It pins the module.
 *
 * Without translator, or disabled, the module does not take the file: execve() goes on to other formats (binfmt_misc),
 * at last ENOEXEC. Once it has taken one, execve() fails with the error of what went wrong; with ENOEXEC only where the
 * kernel itself says so of any program, when it has no memory for the ELF headers (the translator's). With EMFILE where
 * RLIMIT_NOFILE leaves no number for AT_EXECFD; a native program starts there.
 *
 * Netlink
 * -------
 * Generic netlink family XLATE_GENL_NAME, version XLATE_GENL_VERSION; only in the initial network namespace. Attributes that
 * are not listed are refused. Every refusal has an extended ACK message that says why; nothing has changed then.
 *
 * XLATE_CMD_GET_CONFIG, CAP_NET_ADMIN in the initial user namespace. No attributes. The reply has:
 *
 *   XLATE_A_VERSION	string: the module's version
 *   XLATE_A_ENABLED	u8: 1 when x86-64 programs are taken
 *   XLATE_A_TRANSLATOR	string: the path by which the translator was configured; absent when there is none
 *   XLATE_A_DEV	u32: the translator's device number as stat() gives it (new_encode_dev), with the next
 *   XLATE_A_INO	u64: and its inode number: a file that is now at the path may be another one
 *
 * XLATE_CMD_SET_CONFIG, CAP_NET_ADMIN in the initial user namespace. At least one of:
 *
 *   XLATE_A_TRANSLATOR	string, below PATH_MAX: looked up in the sender's root folder and mounts, and held open from then on (it
 *			cannot be written to, but renamed and replaced). It has to be an executable AArch64 ELF program.
 *   XLATE_A_ENABLED	u8: 0 or 1
 *
 * XLATE_CMD_GET_STATS, for everybody. No attributes. Counters since the module was loaded. The reply has:
 *
 *   XLATE_A_MATCHED	u64: x86-64 programs that the module took
 *   XLATE_A_STARTED	u64: of these, running programs
 *   XLATE_A_FAILED	nest of u64, one attribute for each enum xlate_fail: of these, not started, by reason
 *
 * matched = started + the sum of failed, but for what is on its way.
 */
#ifndef _UAPI_LINUX_XLATE_H
#define _UAPI_LINUX_XLATE_H

#define XLATE_GENL_NAME		"xlate"
#define XLATE_GENL_VERSION	1

enum xlate_cmd {
	XLATE_CMD_UNSPEC,
	XLATE_CMD_GET_CONFIG,
	XLATE_CMD_SET_CONFIG,
	XLATE_CMD_GET_STATS,
	__XLATE_CMD_AFTER_LAST,
};
#define XLATE_CMD_MAX (__XLATE_CMD_AFTER_LAST - 1)

enum xlate_attribute {
	XLATE_A_UNSPEC,
	XLATE_A_PAD,		/* aligns 64-bit attributes */
	XLATE_A_VERSION,
	XLATE_A_ENABLED,
	XLATE_A_TRANSLATOR,
	XLATE_A_DEV,
	XLATE_A_INO,
	XLATE_A_MATCHED,
	XLATE_A_STARTED,
	XLATE_A_FAILED,
	__XLATE_A_AFTER_LAST,
};
#define XLATE_A_MAX (__XLATE_A_AFTER_LAST - 1)

/* Why a program was not started; attribute types of the nest XLATE_A_FAILED. */
enum xlate_fail {
	XLATE_FAIL_UNSPEC,
	XLATE_FAIL_EXECFD,	/* no AT_EXECFD: a binfmt_misc entry with flag O has an x86-64 interpreter (there is one only), RLIMIT_NOFILE */
	XLATE_FAIL_OPEN,	/* the translator could not be opened: a security module, a file opened for writing */
	XLATE_FAIL_MEMORY,	/* or too many open files in the system, or the task is being killed */
	XLATE_FAIL_LATE,	/* the kernel could not start the translator for this program: limits, signals, arguments too long */
	__XLATE_FAIL_AFTER_LAST,
};
#define XLATE_FAIL_MAX (__XLATE_FAIL_AFTER_LAST - 1)

#endif
