/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_special.c - what several instructions of a random sequence make together: calls, indirect jumps, loops, and control
 * registers that are loaded with something sensible, used, and stored without what is not the same on all processors.
 */
#include <string.h>
#include "fuzz.h"

/* ---- control flow ---- */

/* call 1f; ...; jmp 2f; 1: ...; ret; 2: with the call made by `call`, which is two pieces if it takes an address first. */
static void finish_call(struct seq *s, unsigned names_callee)
{
	unsigned jump;

	add_some(s, rng_below(&s->r, 3));
	jump = s->n;
	add_bytes(s, "\xe9\0\0\0\0", 5, 0);
	s->piece[names_callee].target = s->n;
	add_some(s, rng_below(&s->r, 3));
	add_bytes(s, "\xc3", 1, 0);
	s->piece[jump].target = s->n;
}

static void add_call(struct seq *s)
{
	unsigned call = s->n;

	add_bytes(s, "\xe8\0\0\0\0", 5, 0);
	finish_call(s, call);
}

/* A register for the address of code; REG_NONE where the one that was drawn is in use. */
static unsigned pick_target_register(struct seq *s)
{
	unsigned reg = rng_below(&s->r, 8);

	return is_pointer(s, reg) ? REG_NONE : reg;
}

/* lea reg, [rip + piece]: its target is set by the caller; returns its number. */
static unsigned add_lea(struct seq *s, unsigned reg)
{
	u8 lea[7] = { 0x48, 0x8d, 0x05 | reg << 3 };

	add_bytes(s, lea, 7, 0);
	return s->n - 1;
}

/* FF /digit through the register, or through a word of the stack's page. */
static void add_transfer(struct seq *s, unsigned reg, unsigned digit)
{
	s32 at = G_DATA + 0x700 + 8 * rng_below(&s->r, 8) + rng_below(&s->r, 2) * rng_below(&s->r, 8);
	u8 direct[2] = { 0xff, 0xc0 | digit << 3 | reg };
	u8 store[8] = { 0x48, 0x89, 0x04 | reg << 3, 0x25 }, load[7] = { 0xff, 0x04 | digit << 3, 0x25 };

	if (rng_one_in(&s->r, 2)) {
		add_bytes(s, direct, 2, 0);
		return;
	}
	memcpy(store + 4, &at, 4);
	memcpy(load + 3, &at, 4);
	add_bytes(s, store, 8, 0);
	add_bytes(s, load, 7, 0);
}

/* lea reg, [rip + 1f]; jmp reg; ...; 1: or through memory, or by PUSH and RET. */
static void add_indirect_jump(struct seq *s)
{
	unsigned reg = pick_target_register(s), lea;
	u8 push[2] = { 0x50 | reg, 0xc3 };

	if (reg == REG_NONE)
		return;
	lea = add_lea(s, reg);
	if (rng_one_in(&s->r, 4)) {
		add_bytes(s, push, 1, 0);
		add_bytes(s, push + 1, 1, 0);
	} else {
		add_transfer(s, reg, 4);
	}
	add_some(s, rng_below(&s->r, 2));
	s->piece[lea].target = s->n;
}

static void add_indirect_call(struct seq *s)
{
	unsigned reg = pick_target_register(s), lea;

	if (reg == REG_NONE)
		return;
	lea = add_lea(s, reg);
	add_transfer(s, reg, 2);
	finish_call(s, lea);
}

/* mov ecx, n; 1: ...; loop 1b. Nothing may go round the first one: RCX would be anything. */
static void add_loop(struct seq *s)
{
	u8 code[5] = { 0xb9, 1 + rng_below(&s->r, 4) };
	unsigned top, i;

	if (is_pointer(s, REG_RCX))
		return;
	for (i = 0; i < s->n; i++)
		if (s->piece[i].target > s->n)
			s->piece[i].target = s->n;
	add_bytes(s, code, 5, 0);
	top = s->n;
	s->counting = true;
	add_some(s, 1 + rng_below(&s->r, 3));
	s->counting = false;
	for (i = top; i < s->n; i++)
		if (s->piece[i].target > s->n)
			s->piece[i].target = s->n;
	add_bytes(s, "\xe2\0", 2, top + BACK);
}

/* ---- memory operands that several instructions name ---- */

struct place {
	u8 base;
	s32 disp;
};

static struct place pick_place(struct seq *s, unsigned align)
{
	struct place at = { s->pointer[rng_below(&s->r, 3)], (s32)rng_below(&s->r, 128) - 64 };

	if (rng_below(&s->r, 8))
		at.disp &= -(s32)align;
	return at;
}

/* prefix (0: none), W, opcode (two bytes: 0F first), /digit [place + off], imm of nimm bytes */
struct form_at {
	u8 prefix;
	bool w;
	u16 op;
	u8 digit;
	u8 nimm;
	u64 imm;
};

static void add_at(struct seq *s, struct form_at f, struct place at, s32 off)
{
	u8 code[24], n = 0, rex = f.w << 3 | at.base >> 3;

	off += at.disp;
	if (f.prefix)
		code[n++] = f.prefix;
	if (rex)
		code[n++] = 0x40 | rex;
	if (f.op > 0xff)
		code[n++] = f.op >> 8;
	code[n++] = f.op;
	code[n++] = 0x80 | f.digit << 3 | (at.base & 7);
	if ((at.base & 7) == 4)
		code[n++] = 0x24;
	memcpy(code + n, &off, 4);
	memcpy(code + n + 4, &f.imm, f.nimm);
	add_bytes(s, code, n + 4 + f.nimm, 0);
}

static void clear_8(struct seq *s, struct place at, s32 off)
{
	add_at(s, (struct form_at){ .w = true, .op = 0xc7, .nimm = 4 }, at, off);
}

/* MXCSR in memory without DE and UE, which hosts without AFP do not have (docs/exactness.md). */
static void settle_mxcsr(struct seq *s, struct place at, s32 off)
{
	add_at(s, (struct form_at){ .op = 0x80, .digit = 4, .nimm = 1, .imm = 0xed }, at, off);
}

/* ---- state ---- */

static u32 random_mxcsr(struct seq *s)
{
	u32 v = 0x1f80 | rng_below(&s->r, 4) << 13 | (rng_next(&s->r) & 0x3f);

	if (rng_one_in(&s->r, 3))
		v |= rng_next(&s->r) & 0x8040;
	if (rng_one_in(&s->r, 4))
		v ^= rng_next(&s->r) & 0x1f80;
	if (rng_one_in(&s->r, 16))
		v |= 0x10000u << rng_below(&s->r, 16);
	return v;
}

static void add_mxcsr(struct seq *s)
{
	struct place at = pick_place(s, 4);

	add_at(s, (struct form_at){ .op = 0xc7, .nimm = 4, .imm = random_mxcsr(s) }, at, 0);
	add_at(s, (struct form_at){ .op = 0x0fae, .digit = 2 }, at, 0);
	add_some(s, rng_below(&s->r, 5));
	add_at(s, (struct form_at){ .op = 0x0fae, .digit = 3 }, at, 0);
	settle_mxcsr(s, at, 0);
}

/* FXSAVE, then without the pointers (which processors keep, or only behind an exception) and MXCSR_MASK; FXRSTOR of it. */
static void add_fxsave(struct seq *s)
{
	struct place at = pick_place(s, 16);
	bool w = rng_one_in(&s->r, 2);

	s->x87 = true;
	add_at(s, (struct form_at){ .w = w, .op = 0x0fae, .digit = 0 }, at, 0);
	add_at(s, (struct form_at){ .prefix = 0x66, .op = 0xc7, .nimm = 2 }, at, 6);
	clear_8(s, at, 8);
	clear_8(s, at, 16);
	settle_mxcsr(s, at, 24);
	add_at(s, (struct form_at){ .op = 0xc7, .nimm = 4 }, at, 28);
	add_some(s, rng_below(&s->r, 4));
	if (rng_below(&s->r, 3))
		add_at(s, (struct form_at){ .w = w, .op = 0x0fae, .digit = 1 }, at, 0);
}

/* FNSTENV or FNSAVE, then without the pointers; some bits of a word in it changed; FLDENV or FRSTOR of it. */
static void add_x87_environment(struct seq *s)
{
	bool narrow = rng_one_in(&s->r, 3), all = rng_one_in(&s->r, 2);
	struct form_at f = { .prefix = narrow ? 0x66 : 0, .op = all ? 0xdd : 0xd9, .digit = 6 };
	struct place at = pick_place(s, 4);
	u8 noise[2];

	s->x87 = true;
	add_some(s, rng_below(&s->r, 2));
	add_at(s, f, at, 0);
	clear_8(s, at, narrow ? 6 : 12);
	if (!narrow)
		clear_8(s, at, 20);
	add_some(s, rng_below(&s->r, 4));
	put_noise(s, noise, 2);
	if (rng_one_in(&s->r, 2))
		add_at(s, (struct form_at){ .prefix = 0x66, .op = 0x81, .digit = 6, .nimm = 2, .imm = noise[0] | noise[1] << 8 }, at,
		       (narrow ? 2 : 4) * rng_below(&s->r, 3));
	f.digit = 4;
	if (rng_below(&s->r, 4))
		add_at(s, f, at, 0);
}

/* TF would trap, AC fault in this very process, NT is not kept (docs/exactness.md). */
enum { POPF_LEFT_OUT = FL_TF | FL_AC | 1 << 14 };

/* push imm; popf */
static void add_popf(struct seq *s)
{
	u32 v = ((u32)rng_next(&s->r) & ~POPF_LEFT_OUT) & (rng_one_in(&s->r, 3) ? ~0u : ~(u32)FL_DF);
	bool narrow = rng_one_in(&s->r, 4);
	u8 code[8];

	memcpy(code, narrow ? "\x66\x68" : "\x68", 2);
	memcpy(code + (narrow ? 2 : 1), &v, 4);
	add_bytes(s, code, narrow ? 4 : 5, 0);
	add_bytes(s, narrow ? "\x66\x9d" : "\x9d", narrow ? 2 : 1, 0);
}

static u16 random_selector(struct seq *s)
{
	static const u16 selector[] = { 0x2b, 0x2b, 0, 3, 0x28, 1, 0x33, 0x10, 0xffff };

	return selector[rng_below(&s->r, rng_one_in(&s->r, 6) ? 9 : 4)];
}

/* Segment registers but CS: MOV from a register or memory, POP, LFS and its like; reading them back is a row of its own. */
static void add_segment(struct seq *s)
{
	static const u8 digits[] = { 0, 3, 4, 5, 2 };
	u16 sel = random_selector(s), op = rng_one_in(&s->r, 2) ? 0x0fb2 : 0x0fb4 + rng_below(&s->r, 2);
	u8 digit = digits[rng_below(&s->r, 5)], fs = 8 * rng_below(&s->r, 2), reg = rng_below(&s->r, 8);
	u8 mov[7] = { 0xb8 | reg, sel, sel >> 8, 0, 0, 0x8e, 0xc0 | digit << 3 | reg };
	u8 push[6] = { 0x68, sel, sel >> 8, 0, 0, 0x0f }, pop[2] = { 0x0f, 0xa1 + fs };
	struct place at = pick_place(s, 8);

	switch (rng_below(&s->r, 4)) {
	case 0:
		add_bytes(s, push, 5, 0);
		add_bytes(s, pop, 2, 0);
		return;
	case 1:
		add_at(s, (struct form_at){ .op = 0xc7, .nimm = 4, .imm = sel }, at, 0);
		add_at(s, (struct form_at){ .op = 0x8e, .digit = digit }, at, 0);
		return;
	case 2:
		if (is_pointer(s, reg))
			return;
		add_at(s, (struct form_at){ .op = 0xc7, .nimm = 4, .imm = sel }, at, 4);
		add_at(s, (struct form_at){ .op = op, .digit = reg }, at, 0);
		return;
	default:
		if (is_pointer(s, reg))
			return;
		add_bytes(s, mov, 5, 0);
		add_bytes(s, mov + 5, 2, 0);
	}
}

void add_special(struct seq *s)
{
	static void (*const special[])(struct seq *) = {
		add_call, add_call, add_indirect_jump, add_indirect_call, add_loop, add_loop, add_mxcsr, add_fxsave,
		add_x87_environment, add_popf, add_segment,
	};
	enum { SPECIALS = sizeof(special) / sizeof(special[0]) };
	unsigned dice = rng_below(&s->r, 4 * SPECIALS);

	if (dice < SPECIALS)
		special[dice](s);
}
