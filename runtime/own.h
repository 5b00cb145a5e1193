/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * own.h - the layout of the address space and the runtime's own memory in it.
 *
 * Position-independent programs: [mmaps, top down] [own window] [program, heap ...] ... [stack]: code memory is within
 * ADRP's 4 GiB of the program and its libraries. Programs with fixed addresses have the own window below 4 GiB
 * instead. Bases are random by 28 bits unless the personality says no; less on hosts with fewer address bits.
 */
#ifndef XLATE_OWN_H
#define XLATE_OWN_H

#include "a64/types.h"

enum { PAGE = 4096 };
static inline u64 page_down(u64 a) { return a & ~(u64)(PAGE - 1); }
static inline u64 page_up(u64 a) { return (a + PAGE - 1) & ~(u64)(PAGE - 1); }

enum { OWN_CODE = 128 << 20 };

struct layout {
	u64 limit;		/* end of guest addresses */
	u64 own, own_end;	/* the runtime's window; its first OWN_CODE bytes are for code */
	u64 mmap_base;		/* the guest's mmaps go down from here */
	u64 pie_base;
	u64 stack_top;
};

/* The address limit of the host, and bases; fixed: the program has fixed addresses. 0 or -errno. */
int own_init(bool fixed);
const struct layout *own_layout(void);
u64 own_random(void);			/* 64 random bits */

void *own_alloc(u64 size);		/* zeroed pages, NULL: none left */
void own_free(void *p, u64 size);
/* [start, end) is the runtime's: the guest cannot map there. */
void own_add(u64 start, u64 end);
bool own_overlaps(u64 start, u64 end);
/* Where something other than the guest's mappings overlaps [start, end) its lower end, else 0. */
u64 own_below(u64 start, u64 end);
/* Something unknown is inside [start, end): not to be picked again. */
void own_avoid(u64 start, u64 end);

#endif
