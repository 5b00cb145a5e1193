/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * map.h - the guest's address space: a table of its mappings, sorted by address. Every guest address is
 * chosen here, below map_limit(); the runtime's own mappings are not in the table, and guest calls neither
 * see nor touch them. Guest pages are never PROT_EXEC on the host: PROT_EXEC becomes PROT_READ.
 *
 * Pages with translated code are write-protected on the host (the table keeps what the guest asked for):
 * a write to one withdraws the code and gives the page its own protection back.
 *
 * All map_* calls of the guest take x86-64 arguments as they come, check them as the kernel does and
 * return what the kernel returns (address, 0 or -errno).
 */
#ifndef XLATE_MAP_H
#define XLATE_MAP_H

#include "a64/types.h"

enum map_kind { MAP_ANON, MAP_FILE, MAP_STACK_, MAP_HEAP };

struct map {
	u64 start, end;		/* page aligned */
	u32 prot;		/* PROT_* as the guest gave them */
	u32 flags;		/* MAP_SHARED or MAP_PRIVATE, MAP_ANONYMOUS, MAP_NORESERVE, MAP_GROWSDOWN */
	u8 kind;		/* enum map_kind */
	u8 shared_write;	/* file was opened for writing: mprotect may make a shared mapping writable */
	u64 offset;		/* of `start` in the file */
	u64 dev, ino;		/* of the file, 0 for anonymous memory */
	u64 file_end;		/* guest address of the last page of the file, rounded up; ~0: anonymous */
};

/* ---- set up ---- */
enum { PAGE = 4096 };
static inline u64 page_down(u64 a) { return a & ~(u64)(PAGE - 1); }
static inline u64 page_up(u64 a) { return (a + PAGE - 1) & ~(u64)(PAGE - 1); }

/* Finds the host's address limit, draws the bases; the layout of an ET_EXEC program differs. */
int map_init(bool fixed_program);
u64 map_limit(void);			/* end of guest addresses: 2^47 - PAGE, less on hosts with 39-bit addresses */
u64 map_pie_base(void);			/* where a position-independent program goes */
u64 map_random(void);			/* 64 random bits, the same ones never again */

/* ---- the runtime's own memory (not the guest's; never below guest picks) ---- */
void *own_alloc(u64 size);		/* zeroed pages, NULL: none left */
void own_free(void *p, u64 size);
/* Says that [start, end) is the runtime's: guest calls cannot map there. */
void own_add(u64 start, u64 end);
bool own_overlaps(u64 start, u64 end);

/* ---- guest calls ---- */
s64 map_mmap(u64 addr, u64 len, u64 prot, u64 flags, s64 fd, u64 offset);
s64 map_munmap(u64 addr, u64 len);
s64 map_mprotect(u64 addr, u64 len, u64 prot);
s64 map_mremap(u64 addr, u64 len, u64 new_len, u64 flags, u64 new_addr);
s64 map_madvise(u64 addr, u64 len, u64 advice);
s64 map_brk(u64 addr);
/* shmat: the host has attached (or is to attach) a segment; picks an address when addr is 0. */
u64 map_pick(u64 len, u64 align);	/* a free range for the guest, 0: none. Not reserved. */
void map_note(const struct map *m);	/* enters what the caller has mapped there itself */
void map_forget(u64 start, u64 end);	/* and removes it (the host memory is gone already) */

void map_set_brk(u64 start);		/* loader: the heap begins here */
u64 map_brk_start(void);
u64 map_brk_end(void);

/* ---- look-up ---- */
const struct map *map_find(u64 addr);			/* the mapping that holds addr, or NULL */
const struct map *map_next(const struct map *m);	/* in order of address; NULL gives the first */
/* Bounds of the executable bytes around pc: [*lo, *hi), false when pc itself is not executable. */
bool map_text(u64 pc, u64 *lo, u64 *hi);

/* ---- changing code ---- */
/* [lo, hi) was translated: its writable pages become read-only on the host. */
void map_protect_code(u64 lo, u64 hi);
/* The guest writes at addr. True: the page was protected by us and no longer is; repeat the access. */
bool map_write_fault(u64 addr);
/*
 * For system calls that write to guest memory: removes our protection from [addr, addr + len). True
 * when there was any: repeat the call that returned EFAULT (a call that consumes input, like read, should ask before).
 */
bool map_unprotect_range(u64 addr, u64 len);

#endif
