// SPDX-License-Identifier: GPL-2.0-only
/*
 * stack.c - PUSH POP ENTER LEAVE. SDM 2A, 2B. Stack slots are accessed plainly in ordered mode too.
 */
#include "../emit.h"

static void push_reg(struct emit *e, unsigned size, unsigned r)
{
	guest_write(e, REG_RSP);
	commit(e);
	put(e, a64_str_pre(log2_of(size), r, REG_RSP, -(s32)size));
}

/* PUSH rSP stores the old value; the form with write-back does not allow it. */
static void emit_push(struct emit *e, const struct insn *in)
{
	unsigned r = gpr(e, in, 0), t;

	if (r == REG_RSP) {
		t = tmp(e);
		put(e, a64_mov_reg(X64, t, r));
		r = t;
	}
	push_reg(e, in->osz, r);
}

/* Loads a slot of the operand size, then moves the stack pointer: two visible steps at most. */
static void emit_pop(struct emit *e, const struct insn *in)
{
	const struct opnd *d = &in->op[0];
	unsigned size = in->osz, t;

	if (d->kind == OPK_GPR && size == 8) {
		guest_write(e, d->reg);
		guest_write(e, REG_RSP);
		if (d->reg == REG_RSP)
			put(e, a64_ldr_uoff(3, REG_RSP, REG_RSP, 0));
		else
			put(e, a64_ldr_post(3, d->reg, REG_RSP, 8));
		return;
	}
	t = tmp(e);
	put(e, a64_ldr_uoff(log2_of(size), t, REG_RSP, 0));
	if (d->kind == OPK_MEM) {		/* an address from rSP is that behind the POP */
		mem_store(e, in, log2_of(size), t, in->base == REG_RSP ? size : 0);
		put(e, a64_add_imm(X64, guest_write(e, REG_RSP), REG_RSP, size));
		return;
	}
	commit(e);
	put(e, a64_add_imm(X64, guest_write(e, REG_RSP), REG_RSP, size));
	put(e, a64_bfi(X64, guest_write(e, d->reg), t, 0, 16));
}

/* POP FS, POP GS: the null selector and the user data selector are there to be loaded. */
static void emit_leave(struct emit *e, const struct insn *in)
{
	unsigned t = tmp(e), size = in->osz;

	put(e, a64_ldr_uoff(log2_of(size), t, REG_RBP, 0));
	guest_write(e, REG_RBP);
	guest_write(e, REG_RSP);
	commit(e);
	put(e, a64_add_imm(X64, REG_RSP, REG_RBP, size));
	if (size == 8)
		put(e, a64_mov_reg(X64, REG_RBP, t));
	else
		put(e, a64_bfi(X64, REG_RBP, t, 0, 16));
}

/*
 * ENTER: the frame pointers of outer levels are copied below the stack pointer, which moves last. A restart copies them
 * again. The slot that the new stack pointer will name is touched first, as the processor does.
 */
static void emit_enter(struct emit *e, const struct insn *in)
{
	unsigned size = in->osz, level = in->imm2 & 31, log2 = log2_of(size), t = tmp(e), frame = tmp(e), i;

	put(e, a64_stur(log2, REG_RBP, REG_RSP, -(s32)size));
	put(e, a64_sub_imm(X64, frame, REG_RSP, size));
	for (i = 1; i < level; i++) {
		put(e, a64_ldur(log2, t, REG_RBP, -(s32)(size * i)));
		put(e, a64_stur(log2, t, frame, -(s32)(size * i)));
	}
	if (level)
		put(e, a64_stur(log2, frame, frame, -(s32)(size * level)));
	add_imm(e, X64, t, frame, -(s64)(size * level + (u16)in->imm));
	guest_write(e, REG_RBP);
	guest_write(e, REG_RSP);
	commit(e);
	put(e, a64_mov_reg(X64, REG_RSP, t));
	if (size == 8)
		put(e, a64_mov_reg(X64, REG_RBP, frame));
	else
		put(e, a64_bfi(X64, REG_RBP, frame, 0, 16));
}

const struct row stack_rows[] = {
	/*  encoding	operands	written	read	undefined	cpuid	attributes	emitter */
	ROW("50+r",	"Zv",		0,	0,	0,	BASE,	A_D64 | A_RO | A_PUSH,	emit_push),
	ROW("FF /6",	"Ev",		0,	0,	0,	BASE,	A_D64 | A_RO,	emit_push),
	ROW("68",	"Iz",		0,	0,	0,	BASE,	A_D64 | A_RO,	emit_push),
	ROW("6A",	"Ibs",		0,	0,	0,	BASE,	A_D64 | A_RO,	emit_push),
	ROW("58+r",	"Zv",		0,	0,	0,	BASE,	A_D64 | A_WO | A_POP,	emit_pop),
	ROW("8F /0",	"Ev",		0,	0,	0,	BASE,	A_D64 | A_WO,	emit_pop),
	ROW("C8",	"Iw Ib",	0,	0,	0,	BASE,	A_D64 | A_RO,	emit_enter),
	ROW("C9",	"",		0,	0,	0,	BASE,	A_D64,		emit_leave),
};
