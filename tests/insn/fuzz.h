/* SPDX-License-Identifier: GPL-2.0-only */
/* fuzz.h - a random sequence while it is made: fuzz_insn.c makes one instruction, fuzz_special.c what several make together. */
#ifndef TESTS_INSN_FUZZ_H
#define TESTS_INSN_FUZZ_H

#include "insn.h"
#include "oracle.h"

enum { MAX_SEQ = 12, MAX_PIECES = 48, MAX_CODE = 187 };

struct piece {
	u8 code[16];
	u8 len;
	u8 target;	/* relative branch: the number of the piece that it goes to (+ BACK: a loop's top); 0: none */
	struct insn in;
};
enum { BACK = 64 };

/* Where pointer[0] is: at a random place, or so that operands lie over the data page's end or begin. */
enum edge { EDGE_NONE, EDGE_END, EDGE_BEGIN };

struct seq {
	struct rng r;
	struct tcase *c;
	struct piece piece[MAX_PIECES];
	unsigned n, want;
	u8 pointer[3];	/* registers that hold addresses in the data page */
	u8 index;	/* ... and a small number */
	u8 edge;	/* enum edge */
	bool aligned;
	bool counting;	/* RCX counts a loop */
	bool x87;	/* x87 state counts, whatever the rows say */
};

static inline bool is_pointer(const struct seq *s, unsigned reg)
{
	return reg == s->pointer[0] || reg == s->pointer[1] || reg == s->pointer[2] || reg == REG_RSP || reg == s->index ||
	       (s->counting && reg == REG_RCX);
}

void add_bytes(struct seq *s, const void *code, unsigned len, unsigned target);
void add_some(struct seq *s, unsigned n);	/* up to n instructions of random rows */
void add_special(struct seq *s);		/* now and then */

/* Immediates and whatever else: corners of bytes. */
void put_noise(struct seq *s, u8 *p, unsigned n);
bool make_insn(struct seq *s, struct piece *p);

#endif
