/* SPDX-License-Identifier: GPL-2.0-only */
/* stack.c - the guest's first stack, as create_elf_tables() of fs/binfmt_elf.c lays it out. */
#include "cpu.h"
#include "exec.h"
#include "host.h"
#include "lib.h"
#include "map.h"
#include "process.h"
#include "signal.h"

enum { RLIMIT_STACK = 3, CLOCK_TICKS = 100, AUXV_MAX = 32 };
#define STACK_MIN (128ull << 10)
#define STACK_MAX (256ull << 20)

enum { AT_NULL, AT_IGNORE, AT_EXECFD, AT_PHDR, AT_PHENT, AT_PHNUM, AT_PAGESZ, AT_BASE, AT_FLAGS, AT_ENTRY, AT_UID = 11,
	AT_EUID, AT_GID, AT_EGID, AT_PLATFORM, AT_HWCAP, AT_CLKTCK, AT_SECURE = 23, AT_RANDOM = 25, AT_HWCAP2 = 26,
	AT_EXECFN = 31, AT_MINSIGSTKSZ = 51 };

/* Written from the top down. */
struct stack {
	u64 sp, random, platform, execfn;
};

/* The whole of what RLIMIT_STACK allows is mapped at once, without reserving memory; the kernel's would grow. */
static s64 map_stack(const struct exec_image *image)
{
	struct host_rlimit limit = { .cur = 8 << 20 };
	u64 size, top = own_layout()->stack_top, prot = PROT_READ | PROT_WRITE | (image->exec_stack ? PROT_EXEC : 0);
	s64 r = -ENOMEM;

	host_getrlimit(RLIMIT_STACK, &limit);
	size = limit.cur > STACK_MAX ? STACK_MAX : page_down(limit.cur);
	if (size < STACK_MIN)
		size = STACK_MIN;
	for (; size >= STACK_MIN; size = page_down(size / 2)) {
		for (int i = 0; i < 64; i++) {
			r = map_mmap(top - size, size, prot, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE,
				     -1, 0);
			if (r != -EEXIST)
				break;
			top -= 64 << 20;
		}
		if (r != -ENOMEM)
			break;
	}
	if (host_failed(r))
		return r;
	map_note(&(struct map){ .start = top - size, .end = top, .prot = (u32)prot, .kind = MAP_KIND_STACK,
				.flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, .file_end = ~0ull });
	process.guest_stack = top - size;
	process.guest_stack_size = size;
	return (s64)top;
}

static u64 push_bytes(struct stack *s, const void *from, u64 n)
{
	s->sp -= n;
	memcpy((void *)s->sp, from, n);
	return s->sp;
}

static u64 push_string(struct stack *s, const char *text)
{
	return push_bytes(s, text, strlen(text) + 1);
}

static u32 count(char *const *list)
{
	u32 n = 0;

	while (list[n])
		n++;
	return n;
}

static u64 strings_size(char *const *list)
{
	u64 n = 0;

	for (; *list; list++)
		n += strlen(*list) + 1;
	return n;
}

/* The list's strings in order, first lowest. */
static void push_strings(struct stack *s, char *const *list)
{
	u64 at;

	s->sp -= strings_size(list);
	at = s->sp;
	for (; *list; list++) {
		u64 n = strlen(*list) + 1;

		memcpy((void *)at, *list, n);
		at += n;
	}
}

static u32 fill_auxv(u64 (*v)[2], const struct stack *s, const struct exec_image *image)
{
	const u64 rows[][2] = {
		{ AT_MINSIGSTKSZ, frame_min_size() },
		{ AT_HWCAP, cpu_hwcap() },
		{ AT_PAGESZ, PAGE },
		{ AT_CLKTCK, CLOCK_TICKS },
		{ AT_PHDR, image->phdr },
		{ AT_PHENT, sizeof(struct elf_phdr) },
		{ AT_PHNUM, image->phnum },
		{ AT_BASE, image->base },
		{ AT_FLAGS, 0 },
		{ AT_ENTRY, image->program_entry },
		{ AT_UID, (u64)host_call(HN_getuid) },
		{ AT_EUID, (u64)host_call(HN_geteuid) },
		{ AT_GID, (u64)host_call(HN_getgid) },
		{ AT_EGID, (u64)host_call(HN_getegid) },
		{ AT_SECURE, process.secure },
		{ AT_RANDOM, s->random },
		{ AT_HWCAP2, cpu_hwcap2() },
		{ AT_EXECFN, s->execfn },
		{ AT_PLATFORM, s->platform },
		{ AT_NULL, 0 },
	};

	_Static_assert(ARRAY_SIZE(rows) <= AUXV_MAX, "AUXV_MAX");
	memcpy(v, rows, sizeof(rows));
	return ARRAY_SIZE(rows);
}

static void push_texts(struct stack *s, const struct exec_args *args)
{
	u64 random[2] = { own_random(), own_random() };

	s->sp -= 8;
	s->execfn = push_string(s, args->path);
	process.env_end = s->sp;
	push_strings(s, args->envp);
	process.env_start = process.arg_end = s->sp;
	push_strings(s, args->argv);
	process.arg_start = s->sp;
	s->sp &= ~15ull;
	s->platform = push_string(s, CPU_PLATFORM);
	s->random = push_bytes(s, random, sizeof(random));
}

/* Pointers to the strings that lie one behind the other from `text` on, then NULL. */
static u64 *put_pointers(u64 *to, char *const *list, u64 text)
{
	for (; *list; list++) {
		*to++ = text;
		text += strlen(*list) + 1;
	}
	*to++ = 0;
	return to;
}

s64 stack_build(const struct exec_args *args, const struct exec_image *image)
{
	u64 auxv[AUXV_MAX][2], words, *at;
	struct stack s = { 0 };
	s64 top = map_stack(image);
	u32 n, argc = count(args->argv);

	if (host_failed(top))
		return top;
	s.sp = (u64)top;
	if (strings_size(args->argv) + strings_size(args->envp) > process.guest_stack_size / 2)
		return -E2BIG;
	push_texts(&s, args);
	n = fill_auxv(auxv, &s, image);
	words = 1 + argc + 1 + count(args->envp) + 1 + n * 2;
	s.sp = (s.sp - words * 8) & ~15ull;
	at = (u64 *)s.sp;
	*at++ = argc;
	at = put_pointers(at, args->argv, process.arg_start);
	at = put_pointers(at, args->envp, process.env_start);
	memcpy(at, auxv, n * sizeof(auxv[0]));
	process.auxv_start = (u64)at;
	process.auxv_size = n * sizeof(auxv[0]);
	return (s64)s.sp;
}
