/* SPDX-License-Identifier: GPL-2.0-only */
/* oracle.h - the parts of the oracle: this machine's processor, corner values, what is undefined. */
#ifndef TESTS_INSN_ORACLE_H
#define TESTS_INSN_ORACLE_H

#include <stdio.h>
#include "case.h"
#include "rng.h"

struct insn;

/* oracle_run.c */
void oracle_init(void);
void oracle_run(const struct tcase *c, struct tresult *r, struct memword *mem);	/* mem: MAX_CHANGED */

/* oracle_write.c: a record of a file of expected results, without what is undefined or processors differ in. */
void oracle_write(FILE *out, struct tcase *c, struct tresult *r, const struct memword *mem);

/* corner.c: set number `set` of a CASE_CORNER line as a plain case. */
void corner_case(const struct tcase *line, u32 set, struct tcase *out);

/* fuzz_form.c: forms of every row, found by decoding every encoding. */
struct form {
	u8 bytes[4];	/* escapes and opcode */
	u8 nbytes;
	u8 pp;		/* mandatory prefix: 0, 0x66, 0xf3, 0xf2 */
	u8 w;
	u8 vex;		/* VEX.mmmmm, 0: no VEX; bytes is then the opcode alone */
	u8 modrm;
};
/* The form's prefix (VEX with R, X, B of rex; vvvv: register), W and opcode at p, with ModRM and what is behind it left out; returns the length. */
unsigned form_put(const struct form *f, u8 *p, u8 rex, u8 vvvv);
enum form_class { FORM_INTEGER, FORM_VECTOR, FORM_X87, FORM_CLASSES };
void forms_init(void);
bool form_usable(const struct insn *in, const u8 *code);	/* for random sequences */
void forms_prefer_x87(void);				/* x87 and MMX: three of four */
bool forms_pick(struct rng *r, struct form *f);		/* of a random row */

/* fuzz_case.c: a random sequence of instructions with a state in which most of it runs */
void fuzz_case(u64 seed, u32 number, struct tcase *c);

/* undefined.c: RFLAGS bits that the rows leave undefined where the case ended. */
u32 undefined_flags(const struct tcase *c, u64 rip);
/* True when an instruction of the case reads a flag that is undefined there. */
bool reads_undefined_flags(const struct tcase *c);
/* False when the case's outcome is undefined beyond flags (SHLD of 16 bits by more than 16 ...). */
bool outcome_defined(const struct tcase *c);
/* comparable.c: the instruction at which the case ended; false: it ran to its end. */
bool last_insn(const struct tcase *c, const struct tresult *r, struct insn *in, u32 *op);
/* False when the sequence left its code, did not end, or ended in a way that processors or the host differ in. */
bool comparable(const struct tcase *c, const struct tresult *r);
/* vendor.c: ANY_* that processors of one vendor differ in after a fault. */
u64 any_at_fault(const struct tcase *c, const struct tresult *r);
/* True when this machine's processor is not Intel's, and Intel's would do otherwise. */
bool vendors_differ(const struct tcase *c, const struct tresult *r);
/* The opcode behind prefixes: one-byte map: 0xNN; 0F: 0x0fNN; 0F 38: 0x38NN; 0F 3A: 0x3aNN. */
u32 opcode_of(const u8 *code, unsigned n);

#endif
