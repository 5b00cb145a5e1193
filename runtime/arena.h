/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * arena.h - code memory: one range that B reaches everywhere. It begins with a branch per door. Written through
 * `write_delta`: 0 for memory that is writable and executable at once, else the distance of a second mapping.
 */
#ifndef XLATE_ARENA_H
#define XLATE_ARENA_H

#include "state.h"

struct arena {
	u64 start, end;		/* executable addresses */
	u64 first, next;	/* regions begin here; next free word */
	s64 write_delta;
	int fd;			/* memfd behind both mappings, else -1 */
	u64 doors;		/* DOOR_COUNT branches */
	u64 withdrawn;		/* where table entries of withdrawn code lead: x16 = guest target */
	u64 no_return;		/* the host return address that goes with guest return 0 */
	u64 scratch;		/* next free scratch code, below `first` */
	u32 dline, iline;	/* cache lines in bytes; 0: the host needs no maintenance */
};
extern struct arena arena;

/* Reserves code memory inside [at, at + room) and fills its beginning. 0 or -errno. */
int arena_init(u64 at, u64 room);
static inline bool arena_holds(u64 pc) { return pc - arena.start < arena.end - arena.start; }
static inline u32 *arena_write(u64 host) { return (u32 *)(host + arena.write_delta); }
void arena_sync(u64 host, u64 bytes);		/* makes written code visible to instruction fetch */
void arena_sync_word(u64 host);
void arena_patch(u64 site, u32 word);		/* one instruction, atomically */
u64 arena_alloc_scratch(void);			/* SCRATCH_WORDS words that stay; 0: none left */
void arena_reset(void);				/* forgets all regions' code */
/*
 * In the child of a fork: a memfd is replaced by an empty one (the parent goes on writing to the old one): 1,
 * and the caller flushes the regions. 0: nothing to do; -errno.
 */
int arena_after_fork(void);

#endif
