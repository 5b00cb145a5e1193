/* SPDX-License-Identifier: GPL-2.0-only */
/* runner.h - the parts of the runner: the translator in a process of its own that has a test case instead of a guest program. */
#ifndef TESTS_INSN_RUNNER_H
#define TESTS_INSN_RUNNER_H

#include "case.h"
#include "insn.h"
#include "state.h"
#include "translate.h"

/* Host registers at entry and exit of translated code; offsets in runner_entry.S. */
struct frame {
	u64 x[31], sp;
	u8 v[32][16];
	u64 nzcv, fpcr, fpsr, pc, host_sp;
};
enum { LEFT_BY_SIGNAL = 64, FIRST_HELPER_DOOR = 16 };

extern struct frame frame;
unsigned run_enter(void);
extern u32 run_doors[];
void run_unwind(void);

/* One way to translate: options, and which of the two addresses of an image. */
struct combo {
	bool image, ordered, features, single;
};
enum { COMBOS = 10, FIRST_SINGLE = 8 };
struct combo combo_number(unsigned i);
const char *combo_name(unsigned i, char *buf);

/*
 * How a region is made: in single-instruction mode; so, ordered by barriers; so, not ordered at all. The latter two stand
 * for the runtime's emulation of ordered and atomic accesses that are not aligned.
 */
enum region_mode { MODE_REGION, MODE_SINGLE, MODE_BARRIERS, MODE_PLAIN };

struct region {
	u64 pc;			/* guest, as the case runs it (with its delta) */
	u64 host;
	u32 words, nexits, nmarks, fast_entry;
	u8 live_in, mode, first_written, fp;
	struct xlate_exit *exits;
	struct xlate_mark *marks;
};

/* runner_code.c: translations of the current case */
void code_init(u8 *guest);		/* guest: G_CODE's memory, writable */
void code_begin(const struct tcase *c, unsigned combo);	/* forgets those of another case */
struct region *code_region(u64 pc, enum region_mode mode, char *why);	/* why: 80 bytes, set when 0 is returned */
struct region *code_region_of_host(u64 host);
const struct xlate_mark *region_mark(const struct region *rg, u64 host);
void code_put_word(u64 host, u32 word);
u32 code_length_at(u64 pc);	/* of the guest instruction there */
u32 host_features(void);
struct region *code_nth_region(unsigned n);	/* 0 behind the last */

/* runner_state.c: the guest's state in the thread state, the frame, and in a result */
extern struct xstate st;
void state_load(const struct tcase *c, bool afp);	/* case -> st */
void state_store(const struct tcase *c, struct tstate *s);	/* st -> result */
u32 state_mxcsr(void);
bool state_set_mxcsr(u32 mxcsr);			/* true: other code is needed */
enum { FP_STRICT = 1, FP_DAZ = 2 };
extern u8 state_fp;					/* what MXCSR has asked for since the case began */
void x87_load(const struct tstate *s);
void x87_store(struct tstate *s);
void state_to_frame(bool behind_helper);
void state_from_frame(void);
void state_flags_from_mark(const struct xlate_mark *m);	/* the frame's NZCV, x23, x24 -> completed flags */

/* runner_run.c */
struct plant {
	u64 at;		/* host address of the planted BRK; 0: none */
	u32 word;	/* what it replaced */
	bool hit;
	u64 end;	/* behind the commit point: where the instruction's group ends ... */
	u32 end_word;	/* ... and what a second BRK replaced there */
	bool back;	/* behind a store-exclusive that failed */
	u64 bad;	/* an instruction before that which may not be there */
};
bool plant_forward(unsigned long long *pc, const unsigned long long *x);	/* in the signal handler */
void run_init(void);
void run_case(const struct tcase *c, unsigned combo, struct plant *plant, struct tresult *r, struct memword *mem);

/* runner_plant.c: interrupts the case at every host pc; returns the number of interruptions that gave another result */
unsigned plant_everywhere(const struct tcase *c, unsigned combo, const struct tresult *want,
			  const struct memword *want_mem, unsigned *hits, char *text, unsigned size);

/* runner_signal.c: what the signal said, frame being the state there */
struct caught {
	int signal;
	u64 addr;
	u32 word;		/* SIGTRAP: the instruction */
};
extern struct caught caught;
void catch_init(void);
extern volatile u8 in_guest;
enum { BRK_PLANTED = (int)(0xd4200000 | 0x7a7a << 5), MAX_FORWARD = 24 };

/* runner_helper.c: executes helper h on st; the frame's registers are in st already */
bool helper_run(unsigned h);

#endif
