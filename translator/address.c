// SPDX-License-Identifier: GPL-2.0-only
/*
 * address.c - guest memory operands as A64 addressing modes. Sums and constants that the instructions
 * of a block share are kept in x20-x22 ("slots") until a register that they depend on is written.
 */
#include <stddef.h>
#include "emit.h"

/* A slot's scale when it has no index: the address does not move with the code, as RIP-relative ones do. */
enum { SLOT_ABSOLUTE = 1 };

void addr_forget(struct emit *e)
{
	unsigned i;

	for (i = 0; i < ADDR_SLOTS; i++)
		e->slot[i].valid = 0;
	e->watched = 0;
	align_forget(e);
	vector_forget(e);
}

static inline void drop_slots(struct emit *e, u32 regs)
{
	unsigned i;

	for (i = 0; i < ADDR_SLOTS; i++)
		if (e->slot[i].regs & regs)
			e->slot[i].valid = 0;
}

void guest_forget(struct emit *e, unsigned reg)
{
	drop_slots(e, 1u << reg);
	align_write(e, reg);
}

/* Sums that an instruction made for itself from registers that it has then written are void. */
void addr_end_written(struct emit *e, const struct insn *in)
{
	drop_slots(e, e->written);
	align_end_insn(e, in);
}

static unsigned slot_find(const struct emit *e, u64 what, u64 disp)
{
	unsigned i;

	for (i = 0; i < ADDR_SLOTS; i++)
		if (e->slot[i].what == what && e->slot[i].disp == disp)
			break;
	return i;
}

static unsigned slot_alloc(struct emit *e)
{
	unsigned i, n;

	for (i = 0; i < ADDR_SLOTS; i++) {
		n = e->next_slot;
		e->next_slot = n == ADDR_SLOTS - 1 ? 0 : n + 1;
		if (!(e->slot_busy & 1 << n))
			return n;
	}
	emit_fail(e, "out of address registers");
	return 0;
}

/* base + (index << scale) + disp in 64 or 32 bits, without the segment. r may be neither base nor index. */
static void slot_sum(struct emit *e, const struct addr_slot *s, unsigned r)
{
	enum a64_sf sf = s->asz == 4 ? W32 : X64;

	if (s->base == REG_NONE && s->index == REG_NONE) {
		if (s->scale == SLOT_ABSOLUTE && e->opt->image)
			mov_imm(e, X64, r, s->disp);
		else
			mov_guest_addr(e, r, s->disp);
		return;
	}
	if (s->index == REG_NONE) {
		add_imm(e, sf, r, s->base, (s64)s->disp);
		return;
	}
	if (s->base == REG_NONE)
		put(e, a64_lsl_imm(sf, r, s->index, s->scale));
	else
		put(e, a64_add_reg(sf, r, s->base, s->index, A64_LSL, s->scale));
	if (s->disp)
		add_imm(e, sf, r, r, (s64)s->disp);
}

static void slot_emit(struct emit *e, const struct addr_slot *s, unsigned r)
{
	struct tmps taken = tmps_taken(e);

	slot_sum(e, s, r);
	if (s->seg == SEG_FS) {
		put(e, a64_add_reg(X64, r, HR_FS, r, A64_LSL, 0));
	} else if (s->seg == SEG_GS) {
		unsigned t = tmp(e);

		st_load(e, 3, t, ST_OFF(gs_base));
		put(e, a64_add_reg(X64, r, t, r, A64_LSL, 0));
		tmps_release(e, taken);
	}
}

/* what: as slot_what() makes it. */
static unsigned slot_get(struct emit *e, u64 what, u64 disp)
{
	unsigned n = slot_find(e, what, disp);
	struct addr_slot want;

	if (n == ADDR_SLOTS) {
		want = (struct addr_slot){ .what = what, .disp = disp };
		want.regs = (want.base < 16 ? 1u << want.base : 0) | (want.index < 16 ? 1u << want.index : 0);
		n = slot_alloc(e);
		e->slot_busy |= 1 << n;
		slot_emit(e, &want, HR_A0 + n);
		e->slot[n] = want;
		e->watched |= want.regs;
	}
	e->slot_busy |= 1 << n;
	return HR_A0 + n;
}

void addr_rebuild(struct emit *e, const struct addr_slot *slots)
{
	unsigned i;

	e->slot_busy = (1 << ADDR_SLOTS) - 1;
	for (i = 0; i < ADDR_SLOTS; i++)
		if (slots[i].valid)
			slot_emit(e, &slots[i], HR_A0 + i);
}

/* The fields of struct addr_slot that are not its displacement. */
static u64 slot_what(u32 base, u32 index, u32 scale, u32 seg, u32 asz)
{
	return base | index << 8 | scale << 16 | seg << 24 | (u64)asz << 32 | 1ull << 40;
}

_Static_assert(offsetof(struct addr_slot, index) == 1 && offsetof(struct addr_slot, scale) == 2 && offsetof(struct addr_slot, seg) == 3 &&
	       offsetof(struct addr_slot, asz) == 4 && offsetof(struct addr_slot, valid) == 5, "");

/* Of the instruction's operand, apart from its displacement. */
static u64 operand_what(const struct insn *in)
{
	bool rip_relative = (in->modrm & 0xc7) == 5, alone = in->base == REG_NONE && in->index == REG_NONE;

	return slot_what(in->base, in->index, alone && !rip_relative ? SLOT_ABSOLUTE : in->scale, in->seg, in->asz);
}

static bool off_fits(unsigned log2, s64 off)
{
	return a64_is_uoff(log2, off) || a64_is_soff(off);
}

static struct ea ea_plain(unsigned base, s64 off)
{
	return (struct ea){ .base = base, .index = HR_ZR, .off = off };
}

/* Constant addresses share their 4 KiB page. */
static struct ea ea_const(struct emit *e, const struct insn *in, unsigned log2, s64 plus)
{
	s64 low = (s64)(in->disp & 0xfff) + plus;
	u64 what = operand_what(in);

	if (a64_is_uoff(log2, low))
		return ea_plain(slot_get(e, what, in->disp & ~0xfffull), low);
	return ea_plain(slot_get(e, what, in->disp), plus);
}

static struct ea ea_base(struct emit *e, const struct insn *in, unsigned log2, s64 plus)
{
	s64 off = (s64)in->disp + plus;
	s64 low = (s64)in->disp & 0xfff;

	if (off_fits(log2, off))
		return ea_plain(in->base, off);
	if (off_fits(log2, low + plus))
		return ea_plain(slot_get(e, operand_what(in), in->disp - low), low + plus);
	return ea_plain(slot_get(e, operand_what(in), in->disp), plus);
}

static struct ea ea_index(struct emit *e, const struct insn *in, unsigned log2, s64 plus)
{
	s64 off = (s64)in->disp + plus;
	struct ea reg = { .index = in->index, .scaled = in->scale != 0 };

	if (!plus && (!in->scale || in->scale == log2)) {
		reg.base = in->base;
		if (in->base != REG_NONE && !in->disp)
			return reg;
		if (in->base == REG_NONE) {
			reg.base = slot_get(e, slot_what(REG_NONE, REG_NONE, SLOT_ABSOLUTE, SEG_NONE, 8), in->disp);
			return reg;
		}
	}
	if (in->base == REG_NONE || !off_fits(log2, off))
		return ea_plain(slot_get(e, operand_what(in), in->disp), plus);
	return ea_plain(slot_get(e, operand_what(in), 0), off);
}

struct ea ea(struct emit *e, const struct insn *in, unsigned log2, s64 plus)
{
	if (in->asz == 4 || in->seg == SEG_GS)
		return ea_plain(slot_get(e, operand_what(in), in->disp), plus);
	if (in->seg == SEG_FS) {
		if (in->base == REG_NONE && in->index == REG_NONE && off_fits(log2, (s64)in->disp + plus))
			return ea_plain(HR_FS, (s64)in->disp + plus);
		if (in->base != REG_NONE && in->index == REG_NONE && !in->disp && !plus)
			return (struct ea){ .base = HR_FS, .index = in->base };
		return ea_plain(slot_get(e, operand_what(in), in->disp), plus);
	}
	if (in->index != REG_NONE)
		return ea_index(e, in, log2, plus);
	if (in->base == REG_NONE)
		return ea_const(e, in, log2, plus);
	return ea_base(e, in, log2, plus);
}

unsigned ea_reg(struct emit *e, const struct insn *in)
{
	if (in->base != REG_NONE && in->index == REG_NONE && !in->disp && !in->seg && in->asz == 8)
		return in->base;
	return slot_get(e, operand_what(in), in->disp);
}
