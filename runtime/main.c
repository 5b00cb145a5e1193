/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * main.c - start of the program `xlate`: what the kernel gave it, the guest's program, and into generated
 * code. Ways to be started: `xlate PROGRAM ARGS...`; by xlate.ko or binfmt_misc, with AT_EXECFD.
 */
#include "arena.h"
#include "channel.h"
#include "dispatch.h"
#include "exec.h"
#include "host.h"
#include "lib.h"
#include "map.h"
#include "options.h"
#include "path.h"
#include "proc.h"
#include "process.h"
#include "region.h"
#include "signal.h"
#include "translation.h"

struct process process;

enum { AT_NULL = 0, AT_EXECFD = 2, AT_PAGESZ = 6, AT_FLAGS = 8, AT_HWCAP = 16, AT_SECURE = 23, AT_HWCAP2 = 26, AT_EXECFN = 31,
	AT_FLAGS_PRESERVE_ARGV0 = 1 };

/* What the kernel put on the stack. */
struct start {
	int argc;
	char **argv, **envp;
	s64 execfd;
	int channel;	/* of xlate.ko, -1: none */
	u64 flags;
	bool by_fd;	/* --fd: the path may be nothing */
	struct options options;
};

enum { HWCAP_CPUID = 1 << 11 };

/* HWCAP bits of arm64 (uapi/asm/hwcap.h) and what the translator calls them. */
static const struct {
	u8 word, bit;
	u32 feature;
} features[] = {
	{ 1, 3, HF_AES }, { 1, 4, HF_PMULL }, { 1, 5, HF_SHA1 }, { 1, 6, HF_SHA2 }, { 1, 7, HF_CRC }, { 1, 8, HF_LSE },
	{ 1, 15, HF_LRCPC }, { 1, 25, HF_LSE2 }, { 1, 26, HF_LRCPC2 }, { 1, 27, HF_FLAGM }, { 2, 7, HF_FLAGM2 },
	{ 2, 8, HF_FRINTTS }, { 2, 20, HF_AFP }, { 2, 21, HF_RPRES }, { 2, 34, HF_CSSC }, { 2, 43, HF_MOPS },
};

/* AFP and RPRES also by their ID registers: qemu-user has them and does not say so in the auxiliary vector. */
static u32 features_by_register(void)
{
	u64 mmfr1, isar2;

	asm("mrs %0, s3_0_c0_c7_1" : "=r"(mmfr1));
	asm("mrs %0, s3_0_c0_c6_2" : "=r"(isar2));
	return (mmfr1 >> 44 & 15 ? HF_AFP : 0) | (isar2 >> 4 & 15 ? HF_RPRES : 0);
}

static void find_features(void)
{
	for (u32 i = 0; i < ARRAY_SIZE(features); i++) {
		u64 word = features[i].word == 1 ? process.hwcap : process.hwcap2;

		if (word >> features[i].bit & 1)
			process.features |= features[i].feature;
	}
	if (process.hwcap & HWCAP_CPUID)
		process.features |= features_by_register();
}

static void take_auxv(struct start *s, const u64 *v)
{
	process.host_auxv = v;
	for (; v[0] != AT_NULL; v += 2) {
		switch (v[0]) {
		case AT_EXECFD:
			s->execfd = (s64)v[1];
			break;
		case AT_PAGESZ:
			process.page_size = v[1];
			break;
		case AT_FLAGS:
			s->flags = v[1];
			break;
		case AT_HWCAP:
			process.hwcap = v[1];
			break;
		case AT_HWCAP2:
			process.hwcap2 = v[1];
			break;
		case AT_SECURE:
			process.secure = v[1];
			break;
		case AT_EXECFN:
			process.host_execfn = (const char *)v[1];
			break;
		}
	}
}

static void take_stack(struct start *s, u64 *sp)
{
	u64 *p;

	*s = (struct start){ .argc = (int)sp[0], .argv = (char **)(sp + 1), .execfd = -1, .channel = -1 };
	s->envp = s->argv + s->argc + 1;
	process.host_envp = s->envp;
	for (p = (u64 *)s->envp; *p; p++)
		;
	take_auxv(s, p + 1);
	find_features();
}

/* Nothing on a command line that the kernel made is an option. */
static int take_environment(struct start *s)
{
	char *none[] = { s->argv[0], "--", "x", NULL };

	return options_parse(&s->options, 3, none, s->envp, process.secure);
}

/* binfmt_misc with the flags O and P: argv is {xlate, path, argv[0] of the program, args...}. */
static int take_binfmt_misc(struct start *s)
{
	struct options *o = &s->options;
	int status = take_environment(s);

	o->fd = (int)s->execfd;
	o->args = s->argv + 2;
	o->nargs = s->argc - 2;
	process.program_path = s->argv[1];
	return o->nargs > 0 ? status : 127;
}

/* xlate.ko (include/uapi/linux/xlate.h): argv and AT_EXECFN are the program's own. */
static int take_module(struct start *s)
{
	struct options *o = &s->options;
	int status = take_environment(s);

	o->fd = (int)s->execfd;
	o->args = s->argv;
	o->nargs = s->argc;
	s->channel = channel_find(o->fd);
	process.by_module = true;
	process.program_path = process.host_execfn;
	return status;
}

static int take_command_line(struct start *s)
{
	int status = options_parse(&s->options, s->argc, s->argv, s->envp, process.secure);

	if (status < 0)
		process.program_path = s->options.args[0];
	return status;
}

static int take_start(struct start *s)
{
	if (s->execfd < 0)
		return take_command_line(s);
	return s->flags & AT_FLAGS_PRESERVE_ARGV0 ? take_binfmt_misc(s) : take_module(s);
}

/* -1, or the exit status. */
static int take_options(struct start *s)
{
	struct options *o = &s->options;
	int status;

	status = take_start(s);
	if (status >= 0)
		return status;
	log_level = o->log;
	path_set_root(o->sysroot);
	process.sysroot = path_root;
	process.stats = o->stats;
	process.fp_fast = o->fp_fast;
	process.program = o->execfn ? o->execfn : process.program_path;
	if (o->argv0)
		o->args[0] = (char *)o->argv0;
	process.opt = (struct xlate_options){ .features = process.features, .fp_fast = o->fp_fast,
					      .fp_strict = o->fp_strict };
	process.personality = (u64)host_call(HN_personality, 0xffffffff);
	return -1;
}

static int open_program(struct options *o)
{
	static char buf[PATH_MAX];
	long fd;

	process.program_path = path_resolve(process.program_path, buf);
	if (o->fd >= 0)
		return -1;
	/* A FIFO must not make us wait for its writer. */
	fd = host_open(process.program_path, HOST_O_RDONLY | HOST_O_CLOEXEC | HOST_O_NONBLOCK);
	if (host_failed(fd))
		return options_fail(process.program, NULL, NULL, (int)-fd);
	o->fd = (int)fd;
	/* The kernel's execve would want the x bit. */
	fd = host_faccessat(HOST_AT_FDCWD, process.program_path, 1);
	return fd ? options_fail(process.program, NULL, NULL, (int)-fd) : -1;
}

static bool has_fixed_addresses(int fd)
{
	u16 type = 0;

	return host_pread(fd, &type, sizeof(type), 16) == sizeof(type) && type == ET_EXEC;
}

/* The parts in the order in which they need each other. NULL, or what is wrong; *err: the cause, an errno. */
static const char *make_parts(bool fixed, struct thread **t, int *err)
{
	*err = ENOMEM;
	if (own_init(fixed) || map_init())
		return "no memory";
	*err = -arena_init(own_layout()->own, OWN_CODE);
	if (*err == EACCES || *err == EPERM)
		return "the system refuses memory that is writable and executable";
	if (*err)
		return "no memory for code";
	*err = ENOMEM;
	if (region_init())
		return "no memory";
	*t = thread_create();
	if (!*t || !translation_init(*t))
		return "no memory";
	signal_init(*t);
	return NULL;
}

static int run(struct start *s)
{
	struct options *o = &s->options;
	struct exec_args args = { .path = process.program, .fd = o->fd, .argv = o->args, .envp = s->envp };
	struct thread *t;
	const char *file, *why;
	int err;

	why = make_parts(has_fixed_addresses(o->fd), &t, &err);
	if (why)
		return options_fail(process.program, NULL, why, err);
	channel_keep(s->channel);
	proc_init(s->by_fd ? o->fd : -1);
	why = exec_load(t, &args, &file, &err);
	if (why)
		return options_fail(args.path, file != args.path ? file : NULL, why, err);
	rt_enter(t);
}

/* Called by start.S with what the kernel left on the stack. */
void main_start(u64 *sp);
void main_start(u64 *sp)
{
	struct start s;
	int status;

	take_stack(&s, sp);
	if (process.page_size > PAGE) {
		say("this kernel has pages of %lu KiB; only 4 KiB is supported", process.page_size >> 10);
		host_exit_group(126);
	}
	status = take_options(&s);
	s.by_fd = s.options.fd >= 0 && (s.execfd < 0 || process.by_module);
	if (status < 0)
		status = open_program(&s.options);
	if (status < 0)
		status = run(&s);
	host_exit_group(status);
}

void stats_print(void)
{
	const struct region_stats *c = &regions.stats;

	say("regions %lu, guest instructions %lu (%lu bytes), host instructions %lu (%lu bytes)", c->regions, c->insns,
	    c->guest_bytes, c->words, c->words * 4);
	say("links %lu, inline caches %lu, table entries %lu, table misses %lu, returns missed %lu", c->links, c->caches,
	    c->table_fills, c->table_misses, c->returns_missed);
	say("system calls %lu, signals %lu, faults %lu, single steps %lu, regions withdrawn %lu, flushes %lu", c->syscalls,
	    c->signals, c->faults, c->steps, c->withdrawn, c->flushes);
}
