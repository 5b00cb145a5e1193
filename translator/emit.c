// SPDX-License-Identifier: GPL-2.0-only
/*
 * emit.c - labels, cold code, marks, temporaries and constants: what is common to all emitters.
 */
#include <stddef.h>
#include "region.h"

void emit_fail(struct emit *e, const char *why)
{
	unsigned i;

	if (e->failed)
		return;
	e->failed = EMIT_WRONG;
	e->word_limit = 0;
	for (i = 0; why[i] && i < 79; i++)
		e->surprise[i] = why[i];
	e->surprise[i] = 0;
}

void emit_full(struct emit *e, const char *why)
{
	if (e->failed)
		return;
	emit_fail(e, why);
	e->failed = EMIT_FULL;
}

/* ---- labels ---- */

u32 label_new(struct emit *e)
{
	if (e->nlabels == MAX_LABELS) {
		emit_full(e, "too many labels");
		return 0;
	}
	e->label[e->nlabels] = NOWHERE;
	return e->nlabels++;
}

void label_bind(struct emit *e, u32 label)
{
	e->label[label] = e->n;
	vector_forget(e);
}

void set_target(struct emit *e, u32 site, u32 to)
{
	if (!a64_set_target(&e->code[site], 4 * ((s64)to - site)))
		emit_full(e, "a branch does not reach");
}

/* To be filled in at the end. */
static void add_fixup(struct emit *e, u32 site, u32 label)
{
	if (e->nfixups == MAX_FIXUPS) {
		emit_full(e, "too many fixups");
		return;
	}
	e->fixup[e->nfixups++] = (struct fixup){ site, label };
}

/* The exit's stub fills it in. */
static void put_to_exit(struct emit *e, u32 word, u32 label)
{
	struct xlate_exit *x = &e->exits[label - LABEL_EXIT];

	if (x->site != NOWHERE)
		add_fixup(e, x->site, label);
	x->site = e->n;
	put(e, word);
}

/* Emits a word that branches to (or addresses) a label; its distance is filled in now or at the end. */
static void put_to_label(struct emit *e, u32 word, u32 label)
{
	if (label >= LABEL_EXIT) {
		put_to_exit(e, word, label);
		return;
	}
	put(e, word);
	if (e->label[label] != NOWHERE)
		set_target(e, e->n - 1, e->label[label]);
	else
		add_fixup(e, e->n - 1, label);
}

void br(struct emit *e, u32 label)
{
	put_to_label(e, a64_b(0), label);
}

void bl_label(struct emit *e, u32 label)
{
	put_to_label(e, a64_bl(0), label);
}

void br_cond(struct emit *e, enum a64_cond cond, u32 label)
{
	put_to_label(e, a64_b_cond(cond, 0), label);
}

void br_cbz(struct emit *e, enum a64_sf sf, unsigned rt, u32 label)
{
	put_to_label(e, a64_cbz(sf, rt, 0), label);
}

void br_cbnz(struct emit *e, enum a64_sf sf, unsigned rt, u32 label)
{
	put_to_label(e, a64_cbnz(sf, rt, 0), label);
}

void br_tbz(struct emit *e, unsigned rt, unsigned bit, u32 label)
{
	put_to_label(e, a64_tbz(rt, bit, 0), label);
}

void br_tbnz(struct emit *e, unsigned rt, unsigned bit, u32 label)
{
	put_to_label(e, a64_tbnz(rt, bit, 0), label);
}

void adr_label(struct emit *e, unsigned rd, u32 label)
{
	put_to_label(e, a64_adr(rd, 0), label);
}

void ldr_lit_label(struct emit *e, enum a64_sf sf, unsigned rt, u32 label)
{
	put_to_label(e, a64_ldr_lit(sf, rt, 0), label);
}

void vldr_lit_label(struct emit *e, unsigned log2, unsigned vt, u32 label)
{
	put_to_label(e, a64_vldr_lit(log2, vt, 0), label);
}

void labels_resolve(struct emit *e)
{
	u32 i;

	for (i = 0; i < e->nfixups; i++) {
		const struct fixup *f = &e->fixup[i];
		u32 to = f->label < LABEL_EXIT ? e->label[f->label] : e->exits[f->label - LABEL_EXIT].stub;

		if (to == NOWHERE) {
			emit_fail(e, "unbound label");
			return;
		}
		set_target(e, f->site, to);
	}
}

/* ---- cold code ---- */

u32 cold(struct emit *e, cold_fn *fn, u32 a, u32 b)
{
	struct cold *c = &e->cold[e->ncold];

	if (e->ncold == MAX_COLD) {
		emit_full(e, "too much cold code");
		return 0;
	}
	e->ncold++;
	*c = (struct cold){ .fn = fn, .in = e->in, .label = label_new(e), .a = a, .b = b, .flags = e->flags };
	return c->label;
}

bool emit_no_room(struct emit *e)
{
	emit_full(e, e->n >= e->word_limit ? "no space" : "no space for marks");
	return false;
}

/* Cold code may register more cold code: the loop sees it too. */
void cold_emit_all(struct emit *e)
{
	u32 i;

	for (i = 0; i < e->ncold; i++) {
		struct cold *c = &e->cold[i];

		if (!emit_has_room(e))
			return;
		e->flags = c->flags;
		label_bind(e, c->label);
		addr_forget(e);
		emit_begin_insn(e, c->in);
		c->fn(e, c->in, c->a, c->b);
	}
}

/* b: the instruction before has not been executed. */
static void cold_brk(struct emit *e, const struct insn *in, u32 a, u32 b)
{
	if (b) {
		mark_before(e);
		emit_plain(e, &in[-1]);
		mark_again(e);
	}
	put(e, a64_brk(a));
}

u32 cold_trap(struct emit *e, enum trap t)
{
	return cold(e, cold_brk, t, e->ahead);
}

void trap(struct emit *e, enum trap t)
{
	put(e, a64_brk(t));
}

/* ---- marks ---- */

_Static_assert(sizeof(struct xlate_mark) == sizeof(u64) && offsetof(struct xlate_mark, commit) == 2 && offsetof(struct xlate_mark, flags) == 3 &&
	       offsetof(struct xlate_mark, guest) == 4, "mark() writes a word");

void mark_writes(struct emit *e)
{
	mark(e, (s32)(e->in->pc - e->pc), (e->in->live & ~e->in->fwritten) | e->in->fread);
}

void mark_again(struct emit *e)
{
	mark(e, (s32)(e->in->pc - e->pc), live_before(e->in));
}

void mark_before(struct emit *e)
{
	const struct insn *in = &e->in[-1];

	mark(e, (s32)(in->pc - e->pc), live_before(in));
}

void mark_at(struct emit *e, u64 guest)
{
	mark(e, (s32)(guest - e->pc), e->in->live);
}

void mark_reg(struct emit *e, unsigned reg)
{
	mark(e, MARK_REG | (s32)reg, e->in->live);
}

void marks_begin(struct emit *e)
{
	e->mark = e->job->marks;
	*e->mark = (struct xlate_mark){ .host = e->n, .commit = MARK_LAST };
	e->committed = 0;
}

u32 marks_end(struct emit *e)
{
	const struct xlate_mark *m = e->mark;

	if (e->committed)
		mark_close(e, e->mark);
	return m - e->job->marks + (e->n != m->host);
}

/* ---- temporaries, constants ---- */

/* The holders of AF and PF, when the instruction has nothing to do with these flags. */
static unsigned tmp_spare(struct emit *e)
{
	u8 used = e->in->live | live_before(e->in) | e->spare_used;

	if (!(used & F_AF)) {
		e->spare_used |= F_AF;
		return HR_AF;
	}
	if (!(used & F_PF)) {
		e->spare_used |= F_PF;
		return HR_PF;
	}
	emit_fail(e, "out of temporaries");
	return HR_T0;
}

unsigned tmp(struct emit *e)
{
	unsigned n, at;

	if (e->ntmp < 4)
		return HR_T0 + e->ntmp++;
	for (n = 0; n < 2 * ADDR_SLOTS; n++) {		/* those that hold nothing first */
		at = n % ADDR_SLOTS;
		if (e->slot_busy & 1 << at || (n < ADDR_SLOTS && e->slot[at].valid))
			continue;
		e->slot_busy |= 1 << at;
		e->slot[at].valid = 0;
		return HR_A0 + at;
	}
	return tmp_spare(e);
}

unsigned tmp_pf(struct emit *e)
{
	e->spare_used |= F_PF;
	return HR_PF;
}

void mov_imm(struct emit *e, enum a64_sf sf, unsigned rd, u64 value)
{
	u32 words[4];
	unsigned i, n = a64_mov_const(sf, rd, value, words);

	for (i = 0; i < n; i++)
		put(e, words[i]);
}

void mov_guest_addr(struct emit *e, unsigned rd, u64 value)
{
	u64 pc = host_at(e, e->n);

	if (value >> 16 && a64_is_adrp(pc, value)) {
		put(e, a64_adrp(rd, a64_adrp_distance(pc, value)));
		if (value & 0xfff)
			put(e, a64_add_imm(X64, rd, rd, value & 0xfff));
		return;
	}
	mov_imm(e, X64, rd, value);
}

void mov_reg(struct emit *e, enum a64_sf sf, unsigned rd, unsigned rn)
{
	if (rd != rn || sf == W32)
		put(e, a64_mov_reg(sf, rd, rn));
}

void add_imm(struct emit *e, enum a64_sf sf, unsigned rd, unsigned rn, s64 imm)
{
	u64 abs = imm < 0 ? -(u64)imm : (u64)imm;
	struct tmps taken = tmps_taken(e);
	bool sub = imm < 0;
	unsigned t;

	if (!imm) {
		mov_reg(e, sf, rd, rn);
	} else if (abs < 1 << 24) {
		if (abs & 0xfff) {
			put(e, sub ? a64_sub_imm(sf, rd, rn, abs & 0xfff) : a64_add_imm(sf, rd, rn, abs & 0xfff));
			rn = rd;
		}
		if (abs >> 12)
			put(e, sub ? a64_sub_imm(sf, rd, rn, abs & 0xfff000) : a64_add_imm(sf, rd, rn, abs & 0xfff000));
	} else {
		t = rd != rn && rd >= HR_T0 ? rd : tmp(e);
		mov_imm(e, sf, t, abs);
		put(e, sub ? a64_sub_reg(sf, rd, rn, t, A64_LSL, 0) : a64_add_reg(sf, rd, rn, t, A64_LSL, 0));
		tmps_release(e, taken);
	}
}
