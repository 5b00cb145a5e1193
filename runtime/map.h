/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * map.h - the guest's address space: a table of its mappings, sorted by address. Every guest address is
 * chosen here, below map_limit(); the runtime's own mappings (own.h) are not in the table, and guest calls neither
 * see nor touch them. Guest pages are never PROT_EXEC on the host: PROT_EXEC becomes PROT_READ.
 *
 * Pages with translated code are write-protected on the host (the table keeps what the guest asked for):
 * a write to one withdraws the code and gives the page its own protection back.
 *
 * map_mmap to map_brk take the arguments of the guest's calls as they come, check them as the kernel does and
 * return what the kernel returns (address, 0 or -errno).
 */
#ifndef XLATE_MAP_H
#define XLATE_MAP_H

#include "own.h"

enum map_kind { MAP_KIND_ANON, MAP_KIND_FILE, MAP_KIND_STACK, MAP_KIND_HEAP };

struct map {
	u64 start, end;		/* page aligned */
	u32 prot;		/* PROT_* as the guest gave them */
	u32 flags;		/* MAP_SHARED or MAP_PRIVATE, MAP_ANONYMOUS, MAP_NORESERVE */
	u32 kind;		/* enum map_kind */
	u64 offset;		/* of `start` in the file */
	u64 dev, ino;		/* of the file, 0 for anonymous memory */
	u64 file_end;		/* guest address of the end of the file's last page; ~0: anonymous */
};

int map_init(void);
u64 map_limit(void);			/* end of guest addresses: 2^47 - PAGE, less on hosts with fewer */

/* ---- guest calls: map_call.c ---- */
s64 map_mmap(u64 addr, u64 len, u64 prot, u64 flags, s64 fd, u64 offset);
s64 map_munmap(u64 addr, u64 len);
s64 map_mprotect(u64 addr, u64 len, u64 prot);
s64 map_mremap(u64 addr, u64 len, u64 new_len, u64 flags, u64 new_addr);
s64 map_madvise(u64 addr, u64 len, u64 advice);
s64 map_brk(u64 addr);
void map_set_brk(u64 start);		/* loader: the heap begins here */
u64 map_brk_start(void);
u64 map_brk_end(void);

/* ---- the table: map.c ---- */
u64 map_pick(u64 len, u64 align);	/* a free range for the guest, 0: none. Not reserved: map it with MAP_FIXED_NOREPLACE */
u64 map_pick_below(u64 len, u64 align, u64 floor, u64 ceiling);
void map_note(const struct map *m);	/* enters what is mapped there from now on, in place of what was */
void map_forget(u64 start, u64 end);	/* the same for memory that has gone */
void map_set_prot(u64 start, u64 end, u32 prot);
/* What the host is asked for: PROT_EXEC means readable. */
static inline int map_host_prot(u64 prot) { return (int)((prot & 3) | (prot & 4 ? 1 : 0)); }
/* host_mmap exactly at addr where nothing is: address, or -EEXIST, or another -errno. */
s64 map_host_new(u64 addr, u64 len, int host_prot, int flags, int fd, u64 offset);

const struct map *map_find(u64 addr);			/* the mapping that holds addr, or NULL */
const struct map *map_find_above(u64 addr);		/* the first that ends above addr, or NULL */
const struct map *map_next(const struct map *m);	/* in order of address; NULL gives the first; NULL at the end */
bool map_covers(u64 start, u64 end);			/* mapped without a hole */
/* Bounds of the executable bytes around pc: [*lo, *hi), false when pc itself is not executable. */
bool map_text(u64 pc, u64 *lo, u64 *hi);

/* ---- changing code: map_code.c ---- */
/* [lo, hi) was translated: its writable pages become read-only on the host. */
void map_protect_code(u64 lo, u64 hi);
/* The guest writes at addr. True: the page was protected by us and no longer is; repeat the access. */
bool map_write_fault(u64 addr);
/*
 * For system calls that write to guest memory: removes our protection from [addr, addr + len). True
 * when there was any: repeat the call that returned EFAULT (a call that consumes input, like read, should ask before).
 */
bool map_unprotect_range(u64 addr, u64 len);
bool map_protects_any(void);		/* false: no page is protected now */
/* The guest has changed or removed [start, end) by a call: its code is withdrawn, our protections are void. */
void map_code_gone(u64 start, u64 end);

#endif
