/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nzcv.h - for instructions whose CF, OF or ZF is not a by-product: those bits into NZCV, the
 * other flags as they are. The result is HELD_ADD; the caller has seen to it that NZCV is not HELD_FCMP
 * while other flags are live.
 */
#ifndef XLATE_INSN_NZCV_H
#define XLATE_INSN_NZCV_H

#include "../emit.h"

enum { F_NZCV = F_CF | F_ZF | F_SF | F_OF };

/* Where CF and OF are to be found; a flag that is not in mask is not touched. */
struct flag_bits {
	u8 mask;		/* of F_CF, F_OF */
	u8 cf, cf_bit;
	u8 of, of_bit;
	bool spoil_of;		/* OF's register may be overwritten */
};

/* t: 0 until a temporary is needed */
static inline void nzcv_move_bit(struct emit *e, unsigned word, unsigned *t, unsigned rn, unsigned bit, unsigned to)
{
	if (bit) {
		if (!*t)
			*t = tmp(e);
		put(e, a64_lsr_imm(X64, *t, rn, bit));
		rn = *t;
	}
	put(e, a64_bfi(W32, word, rn, to, 1));
}

/* NZCV as it would be with the bits put in; NZCV itself stays. */
static inline unsigned nzcv_word(struct emit *e, struct flag_bits f)
{
	unsigned word = tmp(e), t = f.spoil_of ? f.of : 0;

	put(e, a64_mrs(word, A64_NZCV));
	if (f.mask & F_OF)
		nzcv_move_bit(e, word, &t, f.of, f.of_bit, 28);
	if (f.mask & F_CF)
		nzcv_move_bit(e, word, &t, f.cf, f.cf_bit, 29);
	return word;
}

/* flags_want() where only flags that are live before the instruction matter: without CF the sense is but a name. */
static inline void nzcv_want(struct emit *e, const struct insn *in, enum held held)
{
	u8 live = live_before(in);

	if (live && e->flags.held == HELD_FCMP)
		flags_want(e, HELD_ADD);
	if (live & F_CF)
		flags_want(e, held);
	else
		flags_set(e, held);
}

static inline bool nzcv_rmif(const struct emit *e)
{
	return e->opt->features & HF_FLAGM;
}

static inline void nzcv_put_rmif(struct emit *e, struct flag_bits f)
{
	if (f.mask & F_CF)
		put(e, a64_rmif(f.cf, (f.cf_bit - 1) & 63, A64_FLAG_C));
	if (f.mask & F_OF)
		put(e, a64_rmif(f.of, f.of_bit, A64_FLAG_V));
	flags_set(e, HELD_ADD);
}

/* Puts the bits in; nothing else may be visible yet, or the flags are dead before. */
static inline void nzcv_insert(struct emit *e, struct flag_bits f)
{
	if (!f.mask)
		return;
	if (nzcv_rmif(e)) {
		nzcv_put_rmif(e, f);
		return;
	}
	put(e, a64_msr(A64_NZCV, nzcv_word(e, f)));
	flags_set(e, HELD_ADD);
}

/*
 * For instructions whose flags must not change before they commit: prepare before, finish behind
 * the write-back. The registers of the bits must survive it.
 */
static inline unsigned nzcv_prepare(struct emit *e, struct flag_bits f)
{
	return !f.mask || nzcv_rmif(e) ? HR_ZR : nzcv_word(e, f);
}

static inline void nzcv_finish(struct emit *e, struct flag_bits f, unsigned word)
{
	if (word != HR_ZR)
		put(e, a64_msr(A64_NZCV, word));
	else if (f.mask)
		nzcv_put_rmif(e, f);
	if (f.mask)
		flags_set(e, HELD_ADD);
}

/* ---- instructions that change ZF alone, known on each of their ways ---- */

/* NZCV with Z set or clear, where other flags have to stay; made before the commit. ZR: nothing else is live. */
static inline unsigned zero_word(struct emit *e, const struct insn *in, bool set)
{
	unsigned t;
	u32 enc = 0;

	if (!(in->live & F_ZF) || !(in->live & F_NZCV & ~F_ZF))
		return HR_ZR;
	t = tmp(e);
	put(e, a64_mrs(t, A64_NZCV));
	a64_logimm(W32, set ? 1u << 30 : ~(1u << 30), &enc);
	put(e, set ? a64_orr_imm(W32, t, t, enc) : a64_and_imm(W32, t, t, enc));
	return t;
}

static inline void zero_put(struct emit *e, const struct insn *in, unsigned word, bool set)
{
	if (!(in->live & F_ZF))
		return;
	if (word != HR_ZR)
		put(e, a64_msr(A64_NZCV, word));
	else
		put(e, a64_cmp_imm(X64, set ? HR_ZR : HR_STATE, 0));
}

#endif
