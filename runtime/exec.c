/* SPDX-License-Identifier: GPL-2.0-only */
/* exec.c - loads a program and its interpreter; see exec.h and fs/binfmt_elf.c. */
#include "exec.h"
#include "fpu.h"
#include "host.h"
#include "lib.h"
#include "map.h"
#include "path.h"
#include "process.h"
#include "uaccess.h"

enum { ADDR_NO_RANDOMIZE = 0x0040000, BRK_RANDOM = 0x02000000, RSP = 4 };

static long read_fd(void *ctx, void *buf, u64 n, u64 offset)
{
	u8 *to = buf;
	u64 done = 0;

	while (done < n) {
		long r = host_pread(*(int *)ctx, to + done, n - done, offset + done);

		if (r == -EINTR)
			continue;
		if (host_failed(r))
			return r;
		if (!r)
			break;
		done += (u64)r;
	}
	return (long)done;
}

const char *elf_read_fd(struct elf *elf, int fd, int *err)
{
	struct host_stat st;
	long r = host_fstat(fd, &st);

	if (r) {
		*err = (int)-r;
		return "cannot be read";
	}
	if ((st.mode & S_IFMT) == S_IFDIR) {
		*err = EACCES;
		return "is a directory";
	}
	if ((st.mode & S_IFMT) != S_IFREG) {
		*err = EACCES;
		return "is not a regular file";
	}
	return elf_read(elf, read_fd, &fd, (u64)st.size, err);
}

/* ---- segments ---- */

static u64 prot_of(const struct elf_phdr *p)
{
	return (p->flags & PF_R ? PROT_READ : 0) | (p->flags & PF_W ? PROT_WRITE : 0) | (p->flags & PF_X ? PROT_EXEC : 0);
}

/* Bytes of the last file page behind the segment's own are zero. A page that cannot be written stays as it is. */
static s64 clear_tail(u64 from, const struct elf_phdr *p)
{
	static const u8 zero[PAGE];
	u64 n = page_up(from) - from;

	if (!n || !(p->flags & PF_W))
		return 0;
	return guest_copy((void *)from, zero, n) ? -EFAULT : 0;
}

static s64 load_segment(const struct elf_phdr *p, u64 bias, int fd, u64 how)
{
	u64 start = bias + p->vaddr, file_end = start + p->filesz, end = start + p->memsz;
	u64 bss = page_down(start);
	s64 r = 0;

	if (p->filesz) {
		r = map_mmap(bss, file_end - bss, prot_of(p), MAP_PRIVATE | how, fd, p->offset - (start - bss));
		if (host_failed(r))
			return r;
		bss = page_up(file_end);
		if (p->memsz > p->filesz)
			r = clear_tail(file_end, p);
		if (host_failed(r))
			return r;
	}
	if (page_up(end) > bss)
		r = map_mmap(bss, page_up(end) - bss, prot_of(p) | PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS | (p->filesz ? MAP_FIXED : how), -1, 0);
	return host_failed(r) ? r : 0;
}

/* A place for the whole span, so that no other mapping gets between segments. Returns the bias or -errno. */
static s64 place(const struct elf *elf, u64 wanted)
{
	u64 span = elf->high - elf->low, align = elf->align > 1ull << 30 ? 1ull << 30 : elf->align;
	u64 at = (wanted + align - 1) & ~(align - 1);
	s64 r = -ENOMEM;

	if (at && at < map_limit() && span <= map_limit() - at)
		r = map_mmap(at, span, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
	for (int i = 0; i < 64 && host_failed(r); i++) {
		at = map_pick(span, align);
		if (!at)
			return -ENOMEM;
		r = map_mmap(at, span, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
		if (r == -EEXIST)
			own_avoid(at, at + span);
		else if (host_failed(r))
			return r;
	}
	return host_failed(r) ? r : (s64)(at - elf->low);
}

/* The holes between segments go back. */
static void trim(const struct elf *elf, u64 bias)
{
	u64 at = elf->low;

	while (at < elf->high) {
		u64 next = elf->high, past = at;

		for (u32 i = 0; i < elf->phnum; i++) {
			const struct elf_phdr *p = &elf->phdr[i];
			u64 lo = page_down(p->vaddr), hi = page_up(p->vaddr + p->memsz);

			if (p->type != PT_LOAD || hi == lo)
				continue;
			if (lo <= at && hi > past)
				past = hi;
			else if (lo > at && lo < next)
				next = lo;
		}
		if (past == at) {
			map_munmap(bias + at, next - at);
			past = next;
		}
		at = past;
	}
}

/* *bias: where file address 0 is. wanted: of position-independent files, 0: anywhere. */
static const char *load(const struct elf *elf, int fd, u64 wanted, u64 *bias, int *err)
{
	u64 how = elf->type == ET_DYN ? MAP_FIXED : MAP_FIXED_NOREPLACE;
	s64 r = 0;

	*bias = 0;
	if (elf->type == ET_DYN && elf->high > elf->low) {
		r = place(elf, wanted);
		if (host_failed(r)) {
			*err = (int)-r;
			return "no place for it in memory";
		}
		*bias = (u64)r;
		r = 0;
	}
	for (u32 i = 0; i < elf->phnum; i++) {
		if (elf->phdr[i].type != PT_LOAD || !elf->phdr[i].memsz)
			continue;
		r = load_segment(&elf->phdr[i], *bias, fd, how);
		if (r) {
			*err = (int)-r;
			return "a segment cannot be mapped";
		}
		how = MAP_FIXED;
	}
	if (elf->type == ET_DYN)
		trim(elf, *bias);
	return NULL;
}

/* ---- program and interpreter ---- */

static const char *load_interp(struct exec_image *image, const char *name, struct elf *elf, int *err)
{
	char path[PATH_MAX];
	const char *why;
	long fd = host_open(path_resolve(name, path), HOST_O_RDONLY | HOST_O_CLOEXEC | HOST_O_NONBLOCK);
	u64 bias;

	if (host_failed(fd)) {
		*err = (int)-fd;
		return *err == ENOENT ? "interpreter not found" : "the interpreter cannot be opened";
	}
	why = elf_read_fd(elf, (int)fd, err);
	if (!why)
		why = load(elf, (int)fd, 0, &bias, err);
	host_close((int)fd);
	if (why)
		return why;
	image->base = bias;
	image->entry = bias + elf->entry;
	return NULL;
}

static void set_brk(const struct elf *elf, u64 bias)
{
	u64 end = bias + elf->high;

	if (!(process.personality & ADDR_NO_RANDOMIZE))
		end += page_down(own_random() % BRK_RANDOM);
	map_set_brk(end);
}

static const char *load_all(const struct exec_args *args, struct exec_image *image, struct elf *elf, const char **file, int *err)
{
	const char *why = elf_read_fd(elf, args->fd, err);
	char *interp = NULL;
	u64 bias;

	if (!why)
		why = load(elf, args->fd, own_layout()->pie_base, &bias, err);
	if (why)
		return why;
	host_close(args->fd);		/* its number may be the only one that is free, and the interpreter needs one */
	set_brk(elf, bias);
	*image = (struct exec_image){ .program_entry = bias + elf->entry, .phnum = elf->phnum, .exec_stack = elf->exec_stack };
	image->phdr = elf->phdr_vaddr ? bias + elf->phdr_vaddr : 0;
	image->entry = image->program_entry;
	if (!elf->has_interp)
		return NULL;
	interp = own_alloc(ELF_INTERP_MAX);
	if (!interp) {
		*err = ENOMEM;
		return "no memory";
	}
	str_copy(interp, elf->interp, ELF_INTERP_MAX);
	*file = interp;
	return load_interp(image, interp, elf, err);
}

const char *exec_load(struct thread *t, const struct exec_args *args, const char **file, int *err)
{
	struct elf *elf = own_alloc(page_up(sizeof(*elf)));
	struct exec_image image;
	const char *why;
	s64 sp;

	*file = args->path;
	if (!elf) {
		*err = ENOMEM;
		return "no memory";
	}
	why = load_all(args, &image, elf, file, err);
	own_free(elf, page_up(sizeof(*elf)));
	if (why)
		return why;
	sp = stack_build(args, &image);
	if (host_failed(sp)) {
		*err = (int)-sp;
		return "no memory for the stack";
	}
	memset(t->st.gpr, 0, sizeof(t->st.gpr));
	t->st.gpr[RSP] = (u64)sp;
	t->st.pc = image.entry;
	fpu_reset(&t->st);
	vec_load(&t->st);
	return NULL;
}
