/* SPDX-License-Identifier: GPL-2.0-only */
/* oracle.h - the parts of the oracle: this machine's processor, corner values, what is undefined. */
#ifndef TESTS_INSN_ORACLE_H
#define TESTS_INSN_ORACLE_H

#include "case.h"
#include "rng.h"

/* oracle_run.c */
void oracle_init(void);
void oracle_run(const struct tcase *c, struct tresult *r, struct memword *mem);	/* mem: MAX_CHANGED */

/* corner.c: set number `set` of a CASE_CORNER line as a plain case. */
void corner_case(const struct tcase *line, u32 set, struct tcase *out);

/* undefined.c: RFLAGS bits that the rows leave undefined where the case ended. */
u32 undefined_flags(const struct tcase *c, u64 rip);
/* False when the case's outcome is undefined beyond flags (SHLD of 16 bits by more than 16 ...). */
bool outcome_defined(const struct tcase *c);
/* The opcode behind prefixes: one-byte map: 0xNN; 0F: 0x0fNN; 0F 38: 0x38NN; 0F 3A: 0x3aNN. */
u32 opcode_of(const u8 *code, unsigned n);

#endif
