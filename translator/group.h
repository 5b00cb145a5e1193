/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * group.h - a run of SSE instructions while it is emitted as one group, for hosts without AFP.
 *
 * In a group no guest register that the run reads changes before everything has been looked at: results are kept in
 * temporaries. So one check for NaN stands for all results that it depends on, a fault anywhere restarts the group, and cold
 * code that is entered when a NaN is found does the run again, instruction by instruction. A register that the
 * run overwrites before it reads it takes results at once: no code behind the group's start sees what it held.
 */
#ifndef XLATE_GROUP_H
#define XLATE_GROUP_H

#include "nan.h"
#include "region.h"

/* Host vector registers, and */
enum { PLACE_ZERO = 32, PLACE_NONE, PLACES };

/* A guest register: `full`, but for its low element of 1 << log2 bytes when that is in `low`. */
struct rep {
	u8 full, low, log2;
};

enum { GROUP_LATER = 4, GROUP_VISIBLE = 12, GROUP_CHECK = 31 /* the register that checks use */ };

struct group {
	struct emit *e;
	const struct insn *first;
	unsigned n;			/* instructions taken */
	bool failed;			/* there were not enough registers, or too much is visible */
	struct rep rep[16];
	u8 refs[PLACES];		/* by rep[] */
	u8 pending[PLACES];		/* 32-bit lanes that may hold a NaN, and nothing that is looked at depends on them */
	u8 dbl[PLACES];			/* pending are doubles */
	u8 holds[PLACES];		/* values that are still there are looked at through this one: it may not be dropped */
	u8 zero_above[PLACES];		/* log2 of the low element above which the register is 0; 0: not known */
	u32 busy;			/* host registers that the current instruction holds */
	u16 read;			/* guest registers whose value at the start is needed */
	u16 own;			/* guest registers' host registers that hold results */
	const struct insn *later[GROUP_LATER];	/* instructions on general registers, emitted last */
	unsigned nlater;
	u16 later_written;
	u32 cold;			/* 1 + the label of the cold code, 0: none yet */
	u32 ncold;			/* its index */
};

/* group_value.c: where values are */
void group_start(struct group *g, struct emit *e, const struct insn *first);
unsigned group_alloc(struct group *g, unsigned guest);		/* guest: whose value it becomes, or PLACE_NONE */
void group_read(struct group *g, unsigned place);		/* notes that the group depends on it */
unsigned group_low(struct group *g, unsigned guest, unsigned log2);
unsigned group_full(struct group *g, unsigned guest);
unsigned group_high(struct group *g, unsigned guest);		/* only bits 64-127 are asked for */
void group_set(struct group *g, unsigned guest, unsigned full, unsigned low, unsigned log2);
/* An operation on lanes of `place` passes a NaN on to its result, or copies the lanes; returns what the result has to hold. */
bool group_cover(struct group *g, unsigned place, unsigned lanes, bool dbl);
void group_hold(struct group *g, unsigned place);		/* an operation that hides NaNs reads it */

/* group_commit.c */
unsigned group_visible(const struct group *g);			/* instructions that change what is still needed */
unsigned group_cost(const struct group *g, unsigned guest);	/* this register's part */
void group_commit(struct group *g);

/* group_check.c */
u32 group_cold(struct group *g);				/* the label of the cold code */
void group_check(struct group *g);

#endif
