/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * region.h - the index of translated code: by guest pc, by guest page, by host pc; its links.
 *
 * A region lives until it is withdrawn (its source changed or went away) or all are flushed because the arena is
 * full. Withdrawn code is reachable from nowhere: links lead to their stubs, table entries to the dispatcher, inline
 * caches miss, and shadow stacks are dropped. Its memory comes back with the next flush.
 *
 * Regions of single-instruction mode are in the index by host pc and by guest pc only; they are used once
 * their bytes have been compared.
 */
#ifndef XLATE_RUNTIME_REGION_H
#define XLATE_RUNTIME_REGION_H

#include "thread.h"
#include "translate.h"

struct region;

struct exit {
	u64 target;		/* guest; of an inline cache: what it holds */
	struct region *from, *to;
	struct exit *next;	/* among the exits that lead to `to` */
	u32 site, stub;		/* word offsets, as in struct xlate_exit */
	u8 kind;		/* enum exit_kind */
};

struct region {
	u64 pc;
	u64 host;		/* where it is entered with completed flags ... */
	u64 fast;		/* ... and without flags; 0: it reads them */
	u32 words;
	u16 nexits, nmarks;
	u8 live_in, single, dead, in_table;
	u8 nbytes;		/* single: length of the instruction ... */
	u8 bytes[15];		/* ... and its bytes */
	struct exit *exits;
	struct xlate_mark *marks;
	struct exit *incoming;
	struct region *next_pc;	/* hash chain */
};

/* What XLATE_STATS=1 prints. */
struct region_stats {
	u64 regions, insns, guest_bytes, words, links, caches, table_fills, table_misses, returns_missed;
	u64 withdrawn, flushes, steps, syscalls, signals, faults;
};

struct region_index {
	u32 generation;		/* counts flushes: pointers to regions do not survive them */
	u32 nregions, max_regions;
	struct region **by_host;	/* in order of host address */
	struct region **by_pc;		/* hash chains */
	struct page **by_page;		/* hash chains */
	struct chunk *chunk, *first_chunk;
	struct table_entry *table;
	struct region_stats stats;
};
extern struct region_index regions;

int region_init(void);
struct region *region_lookup(u64 pc, bool single);
struct region *region_at_host(u64 host);	/* also withdrawn ones */
/*
 * The side table's row for a host pc of the region and the one behind it (NULL at the end).
 * NULL: the region's first words, before which nothing has happened, flags are where they are at its entry.
 */
const struct xlate_mark *region_mark(const struct region *r, u64 host, const struct xlate_mark **next);
struct exit *region_exit_at(struct region *r, u64 stub);
/* Where the next job's marks, XLATE_MAX_MARKS at most, are written; NULL: no memory. */
struct xlate_mark *region_marks(void);
/*
 * Enters the result of a job, whose marks are at region_marks(), moves arena.next, protects the pages that it was made from
 * and links it with what is there; NULL: no memory, nothing has changed.
 */
struct region *region_add(const struct xlate_job *job, bool single);
void region_link(struct exit *e, struct region *to);
void region_fill_cache(struct exit *e, struct region *to);
void region_fill_table(struct region *r);
/* Withdraws what was translated from bytes in [lo, hi); returns whether there was any. */
bool region_withdraw(u64 lo, u64 hi);
bool region_on_page(u64 page);
void region_forget(struct region *r);		/* one of single-instruction mode */
void region_flush(void);

#endif
