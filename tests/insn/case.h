/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * case.h - what the oracle (this machine's x86-64 processor) and the runner (the translator on arm64) agree on: the guest's
 * address space, the guest's state, a case, a result, and the file that holds both.
 *
 * A file of cases is a sequence of records: struct tcase (what run.py makes). A file of expected results is a sequence of
 * struct tcase, struct tresult, nmem * struct memword. All of it little endian, natural alignment.
 */
#ifndef TESTS_INSN_CASE_H
#define TESTS_INSN_CASE_H

#include "a64/types.h"

/* The guest's memory, the same on both sides. Everything between is unmapped. */
enum {
	G_CODE = 0x10000000,	/* two pages, executable: the code of a case */
	G_CODE_SIZE = 0x2000,
	G_START = G_CODE + 0x400,	/* where code begins unless the case says otherwise */
	G_DONE = 0x10010000,	/* leaving here ends a case ... */
	G_ALT = G_DONE + 0x10,	/* ... and so does leaving here */
	G_DATA = 0x20000000,	/* one page, read-write */
	G_PAGE = 0x1000,
	G_M = G_DATA + 0x800,	/* "m" in .def lines */
	G_RO = 0x20010000,	/* one page, read-only */
	G_FS = G_DATA + 0x100,	/* FS and GS base */
	G_GS = G_DATA + 0x200,
	G_STACK = G_DATA + 0xc00,	/* RSP unless the case says otherwise */
	G_DELTA = 0x04000000,	/* everything is there a second time: see tcase.delta */
};

/* Where the runner has its images, and G_DELTA above: in ADRP's reach of the guest, beyond what 32-bit addresses hit. */
#define G_IMAGE 0x108000000ull
#define G_IMAGE_SIZE (8ull << 20)

/* RFLAGS bits. */
enum {
	FL_CF = 1, FL_PF = 4, FL_AF = 0x10, FL_ZF = 0x40, FL_SF = 0x80, FL_TF = 0x100, FL_DF = 0x400, FL_OF = 0x800,
	FL_AC = 1 << 18, FL_ID = 1 << 21,
	FL_ARITH = FL_CF | FL_PF | FL_AF | FL_ZF | FL_SF | FL_OF,
};

/* The guest's registers. x87 as FXSAVE has it: st[i] is ST(i), tags abridged (1: not empty) by physical register. */
struct tstate {
	u64 gpr[16];
	u64 rip;
	u64 rflags;
	u8 xmm[16][16];
	u32 mxcsr;
	u16 fcw, fsw;
	u8 ftw, pad[7];
	u8 st[8][16];
};

struct memword {
	u64 addr;
	u64 value;
};

enum tcase_kind { CASE_PLAIN, CASE_CORNER };
enum {
	CF_FS = 1,	/* uses the FS base, or changes FS or GS */
	CF_X87 = 2,	/* x87 and MMX state is loaded and compared */
	CF_INTEL = 4,	/* this machine's processor may differ: what the line says is what is expected */
	CF_STAR = 8,	/* the line expects what the processor does */
	CF_HOSTILE = 16,	/* corner: memory operands also at page ends, in read-only and unmapped pages */
	CF_FIXMEM = 32,	/* corner: memory operands stay where the line puts them */
	CF_ULP = 64,	/* x87 registers may differ by one unit in the last place, and then C1 */
};

/* What is not compared: bit n: GPR n, bit 16 + n: XMM n, and */
enum {
	ANY_FLAGS = 32, ANY_MEM, ANY_MXCSR, ANY_X87, ANY_FSW, ANY_ADDR, ANY_C1,
	ANY_FLAG0 = 40,		/* bits 40-45: one flag, in the order of F_* */
};

struct tcase {
	u32 line;	/* index of the line it came from */
	u32 seq;	/* its number in the file */
	u32 delta;	/* 0 or G_DELTA: code runs at G_CODE + delta */
	u16 kind;	/* enum tcase_kind */
	u16 flags;	/* CF_* */
	u16 code_off;	/* from G_CODE */
	u16 code_len;
	u16 nmem;	/* words of memory that differ from the usual content */
	u16 count;	/* corner: number of sets */
	u64 any;	/* ANY_* */
	u64 fixed;	/* corner: registers that stay as `in` has them; bits as in `any` */
	u8 code[192];
	struct tstate in;
	struct memword mem[24];
};

/* How a case ended. Processor exceptions are vector + 1. */
enum trap_kind {
	TR_NONE = 0, TR_DE = 1, TR_DB = 2, TR_BP = 4, TR_OF = 5, TR_UD = 7, TR_NP = 12, TR_SS = 13, TR_GP = 14, TR_PF = 15,
	TR_MF = 17, TR_AC = 18, TR_XM = 20,
	TR_TIMEOUT = 0x80,	/* did not end */
	TR_BROKEN = 0x81,	/* the translator failed; text says how */
};

struct tresult {
	struct tstate s;
	u64 addr;	/* page faults: the address */
	u32 seq;
	u32 known;	/* RFLAGS bits that are valid here; KNOWN_MXCSR */
	u32 undef;	/* RFLAGS bits that are undefined by the rows of what was executed (oracle) */
	u16 trap;	/* enum trap_kind */
	u16 nmem;	/* 8-byte words of the data page that changed; they follow */
	char text[80];	/* TR_BROKEN */
};

/* All of MXCSR's sticky flags are exact. */
#define KNOWN_MXCSR (1u << 31)

enum { MAX_CHANGED = G_PAGE / 8 };

/* The data pages' usual content, the same in every case: every kind of number that is a corner. */
void world_fill(u8 *page, u64 seed);

/* True when the case's result differs; says how in text. */
bool result_differs(const struct tcase *c, const struct tresult *want, const struct memword *want_mem,
		    const struct tresult *got, const struct memword *got_mem, char *text, unsigned size);

#endif
