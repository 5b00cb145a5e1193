/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * translate.h - the translator's public header: guest bytes in, host code and its side table out.
 * Pure: no I/O, no globals, no allocation; the same job gives the same bytes.
 */
#ifndef XLATE_TRANSLATE_H
#define XLATE_TRANSLATE_H

#include "a64/types.h"

/* Host features beyond ARMv8.0 (from HWCAP and known errata, chosen by the caller). */
enum {
	HF_LSE = 1 << 0, HF_LSE2 = 1 << 1, HF_LRCPC = 1 << 2, HF_LRCPC2 = 1 << 3, HF_FLAGM = 1 << 4,
	HF_FLAGM2 = 1 << 5, HF_FRINTTS = 1 << 6, HF_AFP = 1 << 7, HF_CSSC = 1 << 8, HF_MOPS = 1 << 9,
	HF_CRC = 1 << 10, HF_AES = 1 << 11, HF_PMULL = 1 << 12, HF_SHA1 = 1 << 13, HF_SHA2 = 1 << 14,
	HF_RPRES = 1 << 15,
	HF_ALL = (1 << 16) - 1,
};

struct xlate_options {
	u32 features;	/* HF_* */
	u8 ordered;	/* memory accesses carry x86 ordering */
	u8 image;	/* addresses and links of a persistent image instead of the JIT arena's */
	u8 single;	/* single-instruction mode: one instruction, all flags live, leaves by DOOR_STEP */
	u8 fp_fast;	/* do not repair NaN results */
	u8 fp_strict;	/* MXCSR asks for what the host cannot do (mxcsr.h), or everything is to be exact: SSE arithmetic by a helper */
	u8 fp_daz;	/* MXCSR.DAZ may be set; without AFP MIN and MAX flush their results then */
	u8 barriers;	/* ordered, by DMB only: for code whose ordered accesses trap (unaligned) */
	u8 align_each;	/* no alignment checks at loop entries: one has failed (TRAP_ALIGN) */
	u8 trace;	/* not used by the translator's decisions; dumps */
};

/* Readable guest code: bytes[0] is at guest address start. Nothing outside is read. */
struct xlate_window {
	const u8 *bytes;
	u64 start, end;
};

enum exit_kind {
	EXIT_LINK,	/* direct jump or fall-through; the branch at site may be patched to the target's entry */
	EXIT_CALL,	/* as EXIT_LINK, site holds BL */
	EXIT_FLAGS,	/* as EXIT_LINK behind code that has completed the flags: any target may be linked */
	EXIT_CACHE,	/* inline cache: site is the B or BL behind the comparison, stub its 8-byte key; the word at
			 * stub + CACHE_MISS_WORDS branches to the runtime and becomes NOP once the runtime has seen the site */
};
enum { CACHE_MISS_WORDS = 2 };

struct xlate_exit {
	u64 target;	/* guest address; EXIT_CACHE: 0 */
	u32 site;	/* word offset of the branch to patch: B, BL, B.cond, CBZ, TBZ ...; EXIT_FLAGS: of the stub */
	u32 stub;	/* word offset of the stub, `adr x16, .; b DOOR_LINK`; where the site does not reach the
			 * target, the stub's first word becomes B (EXIT_CACHE: offset of the key) */
	u8 kind;
};

/*
 * One row of the side table, sorted by host. Holds from `host` up to the next row's.
 * A host pc p in [host, host + commit]: nothing visible yet ("back": the guest is at `guest`); see mark_commit().
 * Beyond: at most 24 register-only instructions are left up to the next row ("forward").
 * Before the first row (live_in != 0: the flags are being loaded) the guest is at the entry, its flags in the state.
 */
struct xlate_mark {
	u16 host;	/* word offset in the region */
	u8 commit;	/* words from host to the first instruction with a visible effect; MARK_LAST: that is the last one */
	u8 flags;	/* F_* that are live here, and how they are held (HELD_* << 6) */
	s32 guest;	/* guest pc minus the region's; MARK_REG | n: the guest pc is in host register n */
};
enum { MARK_LAST = 255 };
#define MARK_REG ((s32)0x80000000)
static inline bool mark_is_reg(const struct xlate_mark *m) { return ((u32)m->guest & ~31u) == (u32)MARK_REG; }

/* The word offset of a row's first instruction with a visible effect. end: that of the next row, or behind the region. */
static inline u32 mark_commit(const struct xlate_mark *m, u32 end)
{
	return m->commit == MARK_LAST ? end - 1 : (u32)m->host + m->commit;
}

enum held {
	HELD_ADD,	/* NZCV with C = CF */
	HELD_SUB,	/* NZCV with C = !CF */
	HELD_FCMP,	/* NZCV as FCMP leaves it: PF = V, CF = N|V (LT), ZF = Z|V; AF = OF = SF = 0 */
};

#define NO_ENTRY 0xffffffffu

enum { XLATE_PAGE = 4096, XLATE_MAX_PAGES = 32 };

struct xlate_job {
	/* in */
	const struct xlate_options *opt;
	struct xlate_window window;
	u64 pc;			/* guest entry */
	u32 *code;		/* where to write, code_words at most */
	u64 code_words;
	u64 host;		/* the address at which code[0] will run */
	u64 doors;		/* JIT: host address of the arena's door branches, DOOR_COUNT words apart 4 bytes */
	void *scratch;		/* XLATE_SCRATCH bytes, 16-byte aligned */
	struct xlate_exit *exits;
	u32 max_exits;
	struct xlate_mark *marks;
	u32 max_marks;
	/* out */
	u32 words;
	u32 hot_words;		/* of these before the cold code */
	u32 nexits, nmarks;
	u32 ninsns;		/* guest instructions translated */
	u32 guest_bytes;	/* their length */
	u8 live_in;		/* F_* that the code at word 0 loads from the state: who enters there has completed the flags */
	u32 fast_entry;		/* word at which the region is entered without flags; NO_ENTRY: it reads flags, only word 0 will do */
	u32 npages;		/* every guest byte that was looked at lies in one of these pages */
	u64 page[XLATE_MAX_PAGES];
	char surprise[80];	/* what went wrong when the result is -EINVAL */
};

enum { XLATE_SCRATCH = 64 << 10, XLATE_MAX_WORDS = 16 << 10, XLATE_MAX_EXITS = 256, XLATE_MAX_MARKS = 2048 };

/*
 * translate - one region.
 * Returns 0; -ENOSPC: an output is too small (those of the XLATE_MAX_* sizes never are);
 * -EINVAL: an internal contradiction, text in job->surprise.
 */
int translate(struct xlate_job *job);

#endif
