/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * region.h - a region while it is translated: the linear array of instructions, cut into blocks.
 * Made by region_discover(), annotated by region_liveness(), emitted by translate().
 */
#ifndef XLATE_REGION_H
#define XLATE_REGION_H

#include "emit.h"

enum { MAX_INSNS = 192, HARD_CAP = MAX_INSNS - 4, MAX_BLOCKS = 80, MAX_CHAINS = 32 };

struct block {
	struct insn *first, *last;
	u64 fall;		/* guest pc behind the block (JMP: its target), if it falls through */
	struct block *fall_block;	/* the block there; 0: outside */
	/* from here up to residue: zero at first, but for npreds */
	struct block *taken_block;	/* target of a final JCC; 0: outside or none */
	u8 npreds;		/* edges inside the region, the entry included */
	u8 loop;		/* target of an edge from itself or from behind */
	u8 live_in;
	u8 live_out;		/* flags that the code behind reads when that is outside */
	u8 taken_live;		/* flags that the taken side of a final JCC, or a callee, reads */
	u8 landing_live;	/* flags that the code behind a final call computes with */
	u8 held_known;		/* the sense in which flags arrive is fixed: held */
	u8 held;
	u8 emitted;
	/* align.c: values modulo 16 of general registers */
	u8 checked;		/* `label` leads to all of the checks */
	u16 seen;		/* edges that lead here and have been emitted */
	u16 known, need;	/* known on these; checked at the entry of a loop */
	u8 residue[16];
	u32 label;
	u32 fast_label;		/* behind the checks */
};

/* Control does not go on behind a block that ends so, nor to a target that is known. */
enum { A_NO_FALL = A_RET | A_IJMP | A_TRAP };
static inline bool falls_through(const struct block *b) { return !(b->last->attr & A_NO_FALL); }

/* Straight guest code, all of it in the region; only the last instruction does not go on to the one behind it. */
struct chain {
	u64 start;
	u32 bytes;
	u16 first, end;		/* its instructions */
};

/* A direct jump inside the region, by the instructions' numbers. */
struct edge {
	u8 from, to;
};

struct region {
	struct insn insn[MAX_INSNS + 1];	/* `block` is also set behind the last */
	const struct xlate_job *job;
	u32 cap;		/* a chain ends at this many instructions in all */
	u32 ninsns, nblocks, nchains, njumps, nedges, guest_bytes, npages;
	u64 start[MAX_INSNS / 64 + 1];	/* bitmap of the instructions that begin a block */
	u64 page[XLATE_MAX_PAGES];	/* those with bytes that were looked at */
	struct chain chain[MAX_CHAINS];
	struct block block[MAX_BLOCKS];
	u8 jump[MAX_INSNS];	/* the direct jumps among the instructions */
	struct edge edge[MAX_INSNS];
};
_Static_assert(2 * MAX_BLOCKS < 256, "npreds is too small");

/* region.c */
void region_discover(struct region *rg, const struct xlate_job *job, u32 cap);
struct insn *region_find(struct region *rg, u64 pc);	/* the instruction that starts at pc, or 0 */
/* Is the code at pc "[endbr64] jmp [constant address]"? */
bool region_plt_stub(struct region *rg, u64 pc, struct insn *jump);
/* These bytes have a part in the translation. False: there are too many places already, they may not have one. */
bool region_looked(struct region *rg, u64 start, u64 end);

/* live.c */
void region_liveness(struct region *rg);
u8 region_entry_reads(struct region *rg);	/* flags that the code at the entry computes with */

/* align.c */
void align_edge(struct emit *e, struct block *to);
bool align_satisfies(const struct emit *e, const struct block *to);
void align_recheck(struct emit *e, struct block *to, bool done);
void align_enter_known(struct emit *e, struct block *b);
static inline void align_enter(struct emit *e, struct block *b)
{
	b->fast_label = b->label;
	if (b->loop || b->known)
		align_enter_known(e, b);
	else
		e->align_known = e->align_lost = 0;
}

/* fuse.c: emits the group that starts at in[0], which ends before `end`; returns how many instructions it took, 0: none */
extern const u32 fuse_seconds[1 << 8] __attribute__((visibility("hidden")));	/* by bits FUSE_LOWEST-26 of the first's attr: A_* of the second */
enum { FUSE_FIRST = A_MOV | A_PUSH | A_POP | A_TEST | A_CMP | A_SETCC | A_VMOV | A_JUDGE, FUSE_LOWEST = 19 };
_Static_assert(FUSE_FIRST == 0xff << FUSE_LOWEST, "");
unsigned fuse_try(struct emit *e, const struct insn *in);
static inline unsigned fuse(struct emit *e, const struct insn *in, const struct insn *end)
{
	if (!(in[1].attr & fuse_seconds[in->attr >> FUSE_LOWEST & 0xff]) || in + 1 == end)
		return 0;
	return fuse_try(e, in);
}

/* group.c: emits a run of SSE instructions that starts at in[0]; sha_run.c: of SHA-256's rounds; the same */
unsigned group_run(struct emit *e, const struct insn *in, unsigned n);
unsigned sha_run(struct emit *e, const struct insn *in, unsigned n);
static inline unsigned vector_run(struct emit *e, const struct insn *in, const struct insn *end)
{
	unsigned taken = 0;

	if (in->op[0].kind != OPK_XMM)
		return 0;
	if (e->sha_at)
		taken = sha_run(e, in, end - in);
	return taken ? taken : group_run(e, in, end - in);
}

/* translate.c: one instruction by its row's emitter */
void emit_plain(struct emit *e, const struct insn *in);

#endif
