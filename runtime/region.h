/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * region.h - the index of translated code: by guest pc, by guest page, by host pc; its links.
 *
 * A region lives until it is withdrawn (its source changed or went away) or all are flushed because the arena is
 * full. Withdrawn code is reachable from nowhere: links lead to their stubs, table entries to the dispatcher, inline
 * caches miss, and shadow stacks are dropped. Its memory comes back with the next flush.
 */
#ifndef XLATE_REGION_H
#define XLATE_REGION_H

#include "thread.h"
#include "translate.h"

struct region;

struct exit {
	u64 target;		/* guest; of an inline cache: what it holds */
	struct region *from, *to;
	struct exit *next;	/* among the exits that lead to `to` */
	u32 site, stub;		/* words */
	u8 kind;		/* enum exit_kind */
};

struct region {
	u64 pc;
	u64 host;
	u32 words;
	u16 nexits, nmarks;
	u32 ninsns;
	u8 live_in, single, dead, in_table;
	u32 npages;
	u64 lo, hi;		/* guest bytes looked at */
	struct exit *exits;
	struct xlate_mark *marks;
	struct exit *incoming;
	struct region *next_pc;	/* hash chain */
	struct page_link *pages;
};

int region_init(void);
struct region *region_find(u64 pc, bool single);
struct region *region_at_host(u64 host);		/* also withdrawn ones */
const struct xlate_mark *region_mark(const struct region *r, u64 host, const struct xlate_mark **next);
/* Enters the result of a job; NULL: no memory (flush and try again). */
struct region *region_add(const struct xlate_job *job, bool single);
struct exit *region_exit_at(struct region *r, u64 stub);
void region_link(struct exit *e, struct region *to);
void region_fill_cache(struct exit *e, struct region *to);
void region_fill_table(struct region *r);
/* Withdraws what was translated from [lo, hi); returns whether there was any. */
bool region_withdraw(u64 lo, u64 hi);
bool region_on_page(u64 page);
void region_flush(void);

struct region_stats {
	u64 regions, insns, guest_bytes, words, links, table_misses, caches, withdrawn, flushes, translations;
	u64 steps, syscalls, signals, returns_missed;
};
extern struct region_stats region_stats;

#endif
