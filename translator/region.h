/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * region.h - a region while it is translated: the linear array of instructions, cut into blocks.
 * Made by region_discover(), annotated by region_liveness(), emitted by translate().
 */
#ifndef XLATE_REGION_H
#define XLATE_REGION_H

#include "emit.h"

enum { MAX_INSNS = 160, HARD_CAP = MAX_INSNS - 4, MAX_BLOCKS = 80, MAX_CHAINS = 32, INDEX_SIZE = 256, NO_INSN = 0xffff };

/* Straight guest code in the array: insn[first .. first + count), guest [start, end). */
struct chain {
	u64 start, end;
	u16 first, count;
};

struct block {
	u16 first, count;
	u16 npreds;		/* edges inside the region, the entry included */
	u8 live_in, live_out;
	u8 taken_live;		/* flags that the taken side of a final JCC, or a callee, reads */
	u8 landing_live;	/* flags that the code behind a final call computes with */
	u8 held_known;		/* the sense in which flags arrive is fixed: held */
	u8 held;
	u8 loop;		/* target of an edge from itself or from behind */
	u8 emitted;
	u32 label;
	u64 fall;		/* guest pc behind the block (JMP: its target); 0: does not fall through */
	u16 fall_block;		/* the block there, NO_INSN: outside */
	u16 taken_block;	/* target block of a final JCC, NO_INSN: outside or none */
	/* align.c: values modulo 16 of general registers */
	u16 seen;		/* edges that lead here and have been emitted */
	u16 known, need;	/* known on these; checked at the entry of a loop */
	u8 residue[16];
	u8 checked;		/* `label` leads to all of the checks */
	u32 fast_label;		/* behind them */
};

struct region {
	const struct xlate_job *job;
	u32 npages;
	u64 page[XLATE_MAX_PAGES];	/* those with bytes that were looked at */
	u32 cap;		/* a chain ends at this many instructions in all */
	u32 ninsns, nblocks, nchains, njumps;
	u64 jump[MAX_INSNS];	/* targets of the direct jumps */
	u8 index[INDEX_SIZE];	/* open-addressed: 1 + instruction, by pc; 0: empty */
	struct insn insn[MAX_INSNS];
	u16 block_of[MAX_INSNS];
	struct chain chain[MAX_CHAINS];
	struct block block[MAX_BLOCKS];
};

/* region.c */
void region_discover(struct region *rg, const struct xlate_job *job, u32 cap);
u16 region_find(const struct region *rg, u64 pc);	/* index of the instruction that starts at pc, or NO_INSN */
/* Is the code at pc "[endbr64] jmp [constant address]"? */
bool region_plt_stub(struct region *rg, u64 pc, struct insn *jump);
bool region_decode(struct region *rg, struct insn *in, u64 pc);	/* false: the window has no byte there */
/* These bytes have a part in the translation. False: there are too many places already, they may not have one. */
bool region_looked(struct region *rg, u64 start, u64 end);

/* live.c */
void region_liveness(struct region *rg);
u8 region_entry_reads(struct region *rg);	/* flags that the code at the entry computes with */

/* align.c */
void align_edge(struct emit *e, struct block *to);
bool align_satisfies(const struct emit *e, const struct block *to);
void align_recheck(struct emit *e, struct block *to, bool done);
void align_enter(struct emit *e, struct region *rg, struct block *b);

/* fuse.c: emits the group that starts at in[0], n instructions available; returns how many it took, 0: none */
unsigned fuse(struct emit *e, const struct insn *in, unsigned n);

/* group.c: emits a run of SSE instructions that starts at in[0]; the same */
unsigned group(struct emit *e, const struct insn *in, unsigned n);

/* translate.c: one instruction by its row's emitter */
void emit_plain(struct emit *e, const struct insn *in);

#endif
