/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * count.h - what shifts and rotates have in common: the count, and the operand that is read, then written.
 *
 * A count in CL is tested once; behind the test the flags that the instruction writes are dead until its end.
 */
#ifndef XLATE_INSN_COUNT_H
#define XLATE_INSN_COUNT_H

#include "nzcv.h"

/* n != 0: a constant. Else a register holds the masked count, and `done` is where a count of 0 goes on. */
struct count {
	unsigned n, reg;
	u32 done;
};

/* The destination's old value; addr: its address where both ways of a count in CL store, else HR_ZR. */
struct target {
	unsigned value, addr;
};

static inline bool count_is_constant(const struct insn *in)
{
	return in->op[in->nops - 1].kind == OPK_IMM;
}

static inline unsigned count_constant(const struct insn *in)
{
	return in->imm & (in->op[0].size == 8 ? 63 : 31);
}

/* Nothing to do for the flags: none is wanted, or the constant count is 0. */
static inline bool count_no_flags(const struct insn *in)
{
	return !flags_out(in) || (count_is_constant(in) && !count_constant(in));
}

/* Both ways leave NZCV in the same sense, so that comes first. */
static inline struct target target_load(struct emit *e, const struct insn *in)
{
	struct target to = { .addr = HR_ZR };

	if (!count_is_constant(in))
		nzcv_want(e, in, HELD_ADD);
	e->ntmp = 0;			/* nothing is held across flags_want() */
	if (count_is_constant(in)) {
		to.value = gpr(e, in, 0);
		return to;
	}
	if (in->op[0].kind != OPK_MEM) {
		to.value = gpr(e, in, 0);
		return to;
	}
	to.addr = ea_reg(e, in);
	e->ntmp = 0;			/* nor what the address took */
	to.value = tmp(e);
	at_load(e, log2_of(in->op[0].size), to.value, to.addr, 0);
	return to;
}

/* d, about to be written, may be the guest register itself. */
static inline void commit_guest(struct emit *e, unsigned d)
{
	if (d < 16)
		commit(e);
}

static inline unsigned target_dst(struct emit *e, const struct insn *in)
{
	return gpr_dst(e, in, 0);
}

static inline void target_store(struct emit *e, const struct insn *in, struct target to, unsigned d)
{
	if (to.addr != HR_ZR)
		at_store(e, log2_of(in->op[0].size), d, to.addr, 0);
	else
		gpr_put(e, in, 0, d);
}

/* a: where to go on; b: struct target. Uses no address register: they are what they are on the other way. */
static inline void count_cold_zero(struct emit *e, const struct insn *in, u32 a, u32 b)
{
	if (in->op[0].kind == OPK_MEM)
		at_store(e, log2_of(in->op[0].size), b & 0xff, b >> 8, 0);
	else
		put(e, a64_mov_reg(W32, in->op[0].reg, in->op[0].reg));
	mark_at(e, insn_next(in));
	br(e, a);
}

/* Not zero behind this. */
static inline struct count count_nonzero(struct emit *e, const struct insn *in, struct target to)
{
	struct count c = { .reg = HR_ZR };
	u32 zero;

	if (count_is_constant(in)) {
		c.n = count_constant(in);
	} else {
		c.reg = tmp(e);
		c.done = zero = label_new(e);
		if (in->op[0].kind == OPK_MEM || in->op[0].size == 4)
			zero = cold(e, count_cold_zero, c.done, to.value | to.addr << 8);
		put(e, a64_ubfx(W32, c.reg, REG_RCX, 0, in->op[0].size == 8 ? 6 : 5));
		br_cbz(e, W32, c.reg, zero);
	}
	if (in->attr & A_FMAY)
		mark_writes(e);
	return c;
}

static inline void count_done(struct emit *e, struct count c)
{
	if (c.n)
		return;
	label_bind(e, c.done);
	e->flags.carry_zero = 0;
}

/* CF alone, no other flag of NZCV being live; the other way of a count in CL wants HELD_ADD. */
static inline void count_carry_only(struct emit *e, unsigned reg, unsigned bit)
{
	unsigned t = reg;

	if (nzcv_rmif(e)) {
		nzcv_put_rmif(e, (struct flag_bits){ .mask = F_CF, .cf = reg, .cf_bit = bit });
		return;
	}
	if (bit) {
		t = tmp(e);
		put(e, a64_ubfx(X64, t, reg, bit, 1));
	}
	put(e, a64_subs_reg(W32, HR_ZR, HR_ZR, t, A64_LSL, bit ? 0 : 31));
	flags_set(e, HELD_SUB);
}

static inline void count_carry(struct emit *e, const struct insn *in, struct flag_bits f)
{
	if (f.mask == F_CF && !(in->live & (F_NZCV & ~F_CF)) && count_is_constant(in))
		count_carry_only(e, f.cf, f.cf_bit);
	else
		nzcv_insert(e, f);
}

#endif
