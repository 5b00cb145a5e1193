// SPDX-License-Identifier: GPL-2.0-only
/*
 * order.c - every access to guest memory, and the only file that emits ordered ones.
 *
 * Plain: nobody else sees the memory, so plain loads and stores do, also for LOCK forms (a group that is
 * interrupted before its store is restarted). Ordered, x86-TSO: loads LDAPUR, LDAPR or LDR; DMB ISHLD, stores STLUR, STLR or
 * DMB ISH; STR, vectors by DMB; read-modify-write LSE with acquire and release, or exclusives.
 * Groups that end in STLXR; CBNZ retry: the runtime treats CBNZ as part of "forward" (docs/boundary.md).
 */
#include "emit.h"

/* Apart from the usual, which needs no frame then. */
#define NOINLINE __attribute__((noinline))

static bool ordered(const struct emit *e)
{
	return e->opt->ordered;
}

static bool has(const struct emit *e, u32 feature)
{
	return e->opt->features & feature;
}

static bool acquire_loads(const struct emit *e)
{
	return ordered(e) && !e->opt->barriers && has(e, HF_LRCPC);
}

/* The address of a mode in one register. */
static unsigned ea_flat(struct emit *e, struct ea a, unsigned log2)
{
	unsigned t;

	if (a.index == HR_ZR && !a.off)
		return a.base;
	t = tmp(e);
	if (a.index == HR_ZR)
		add_imm(e, X64, t, a.base, a.off);
	else
		put(e, a64_add_reg(X64, t, a.base, a.index, A64_LSL, a.scaled ? log2 : 0));
	return t;
}

static void load_plain(struct emit *e, unsigned log2, unsigned rt, struct ea a)
{
	if (a.index != HR_ZR)
		put(e, a64_ldr_reg(log2, rt, a.base, a.index, A64_UXTX, a.scaled));
	else if (a64_is_uoff(log2, a.off))
		put(e, a64_ldr_uoff(log2, rt, a.base, a.off));
	else
		put(e, a64_ldur(log2, rt, a.base, a.off));
}

static void store_plain(struct emit *e, unsigned log2, unsigned rt, struct ea a)
{
	if (a.index != HR_ZR)
		put(e, a64_str_reg(log2, rt, a.base, a.index, A64_UXTX, a.scaled));
	else if (a64_is_uoff(log2, a.off))
		put(e, a64_str_uoff(log2, rt, a.base, a.off));
	else
		put(e, a64_stur(log2, rt, a.base, a.off));
}

static void vload_plain(struct emit *e, unsigned log2, unsigned vt, struct ea a)
{
	if (a.index != HR_ZR)
		put(e, a64_vldr_reg(log2, vt, a.base, a.index, A64_UXTX, a.scaled));
	else if (a64_is_uoff(log2, a.off))
		put(e, a64_vldr_uoff(log2, vt, a.base, a.off));
	else
		put(e, a64_vldur(log2, vt, a.base, a.off));
}

static void vstore_plain(struct emit *e, unsigned log2, unsigned vt, struct ea a)
{
	if (a.index != HR_ZR)
		put(e, a64_vstr_reg(log2, vt, a.base, a.index, A64_UXTX, a.scaled));
	else if (a64_is_uoff(log2, a.off))
		put(e, a64_vstr_uoff(log2, vt, a.base, a.off));
	else
		put(e, a64_vstur(log2, vt, a.base, a.off));
}

/* A load straight into a guest register is visible before the fence behind it. */
static void commit_load(struct emit *e, unsigned rt)
{
	if (ordered(e) && rt < 16)
		commit(e);
}

static void load(struct emit *e, unsigned log2, unsigned rt, struct ea a)
{
	struct tmps taken = tmps_taken(e);

	if (!acquire_loads(e)) {
		commit_load(e, rt);
		load_plain(e, log2, rt, a);
		if (ordered(e))
			put(e, a64_dmb(A64_ISHLD));
	} else if (has(e, HF_LRCPC2) && a.index == HR_ZR && a64_is_soff(a.off)) {
		put(e, a64_ldapur(log2, rt, a.base, a.off));
	} else {
		put(e, a64_ldapr(log2, rt, ea_flat(e, a, log2)));
		tmps_release(e, taken);
	}
}

static void store(struct emit *e, unsigned log2, unsigned rt, struct ea a)
{
	struct tmps taken = tmps_taken(e);
	unsigned flat;

	if (!ordered(e)) {
		commit(e);
		store_plain(e, log2, rt, a);
	} else if (e->opt->barriers || !has(e, HF_LRCPC)) {
		put(e, a64_dmb(A64_ISH));
		commit(e);
		store_plain(e, log2, rt, a);
	} else if (has(e, HF_LRCPC2) && a.index == HR_ZR && a64_is_soff(a.off)) {
		commit(e);
		put(e, a64_stlur(log2, rt, a.base, a.off));
	} else {
		flat = ea_flat(e, a, log2);
		commit(e);
		put(e, a64_stlr(log2, rt, flat));
		tmps_release(e, taken);
	}
}

static void vload(struct emit *e, unsigned log2, unsigned vt, struct ea a)
{
	commit_load(e, vt);
	vload_plain(e, log2, vt, a);
	if (ordered(e))
		put(e, a64_dmb(A64_ISHLD));
}

static void vstore(struct emit *e, unsigned log2, unsigned vt, struct ea a)
{
	if (ordered(e))
		put(e, a64_dmb(A64_ISH));
	commit(e);
	vstore_plain(e, log2, vt, a);
}

/* ---- through the instruction's memory operand ---- */

/* The usual: plain memory at a register and a displacement. */
static inline bool is_usual(const struct emit *e, const struct insn *in, unsigned log2, s64 off)
{
	return !ordered(e) && in->base != REG_NONE && in->index == REG_NONE && !in->seg && in->asz == 8 && a64_is_uoff(log2, off);
}

static NOINLINE void load_operand(struct emit *e, const struct insn *in, unsigned log2, unsigned rt, s64 plus)
{
	load(e, log2, rt, ea(e, in, log2, plus));
}

void mem_load(struct emit *e, const struct insn *in, unsigned log2, unsigned rt, s64 plus)
{
	if (is_usual(e, in, log2, (s64)in->disp + plus))
		put(e, a64_ldr_uoff(log2, rt, in->base, in->disp + plus));
	else
		load_operand(e, in, log2, rt, plus);
}

void mem_load_sx(struct emit *e, const struct insn *in, unsigned log2, enum a64_sf sf, unsigned rt, s64 plus)
{
	struct ea a = ea(e, in, log2, plus);

	if (acquire_loads(e)) {
		struct tmps taken = tmps_taken(e);
		unsigned t = tmp(e);

		load(e, log2, t, a);
		put(e, a64_sbfm(sf, rt, t, 0, (8u << log2) - 1));
		tmps_release(e, taken);
		return;
	}
	commit_load(e, rt);
	if (a.index != HR_ZR)
		put(e, a64_ldrs_reg(log2, sf, rt, a.base, a.index, A64_UXTX, a.scaled));
	else if (a64_is_uoff(log2, a.off))
		put(e, a64_ldrs_uoff(log2, sf, rt, a.base, a.off));
	else
		put(e, a64_ldurs(log2, sf, rt, a.base, a.off));
	if (ordered(e))
		put(e, a64_dmb(A64_ISHLD));
}

static NOINLINE void store_operand(struct emit *e, const struct insn *in, unsigned log2, unsigned rt, s64 plus)
{
	store(e, log2, rt, ea(e, in, log2, plus));
}

void mem_store(struct emit *e, const struct insn *in, unsigned log2, unsigned rt, s64 plus)
{
	if (!is_usual(e, in, log2, (s64)in->disp + plus)) {
		store_operand(e, in, log2, rt, plus);
		return;
	}
	commit(e);
	put(e, a64_str_uoff(log2, rt, in->base, in->disp + plus));
}

void mem_vload(struct emit *e, const struct insn *in, unsigned log2, unsigned vt, s64 plus)
{
	vload(e, log2, vt, ea(e, in, log2, plus));
}

void mem_vstore(struct emit *e, const struct insn *in, unsigned log2, unsigned vt, s64 plus)
{
	vstore(e, log2, vt, ea(e, in, log2, plus));
}

static bool is_base_only(struct ea a)
{
	return a.index == HR_ZR && !a.off;
}

void mem_vload_lane(struct emit *e, const struct insn *in, unsigned log2, unsigned vt, unsigned lane)
{
	struct ea a = ea(e, in, log2, 0);
	unsigned t;

	if (is_base_only(a)) {
		commit_load(e, vt);
		put(e, a64_ld1_lane(log2, vt, lane, a.base));
		if (ordered(e))
			put(e, a64_dmb(A64_ISHLD));
		return;
	}
	t = vtmp(e);
	vload(e, log2, t, a);
	put(e, a64_ins_elem(log2, vt, lane, t, 0));
}

void mem_vstore_lane(struct emit *e, const struct insn *in, unsigned log2, unsigned vt, unsigned lane)
{
	struct ea a = ea(e, in, log2, 0);
	unsigned t;

	if (lane && is_base_only(a)) {
		if (ordered(e))
			put(e, a64_dmb(A64_ISH));
		commit(e);
		put(e, a64_st1_lane(log2, vt, lane, a.base));
		return;
	}
	t = vt;
	if (lane) {
		t = vtmp(e);
		put(e, a64_dup_scalar(log2, t, vt, lane));
	}
	vstore(e, log2, t, a);
}

void mem_store_nt(struct emit *e, const struct insn *in, unsigned log2, unsigned rt)
{
	struct ea a = ea(e, in, log2, 0);

	commit(e);
	store_plain(e, log2, rt, a);
}

void mem_vstore_nt(struct emit *e, const struct insn *in, unsigned log2, unsigned vt)
{
	struct ea a = ea(e, in, log2, 0);

	commit(e);
	vstore_plain(e, log2, vt, a);
}

/* ---- at a host register ---- */

static struct ea at(struct emit *e, unsigned log2, unsigned rn, s64 off)
{
	unsigned t;

	if (a64_is_uoff(log2, off) || a64_is_soff(off))
		return (struct ea){ .base = rn, .index = HR_ZR, .off = off };
	t = tmp(e);
	add_imm(e, X64, t, rn, off);
	return (struct ea){ .base = t, .index = HR_ZR };
}

void at_load(struct emit *e, unsigned log2, unsigned rt, unsigned rn, s64 off)
{
	struct tmps taken = tmps_taken(e);

	load(e, log2, rt, at(e, log2, rn, off));
	tmps_release(e, taken);
}

void at_store(struct emit *e, unsigned log2, unsigned rt, unsigned rn, s64 off)
{
	struct tmps taken = tmps_taken(e);

	store(e, log2, rt, at(e, log2, rn, off));
	tmps_release(e, taken);
}

void at_vload(struct emit *e, unsigned log2, unsigned vt, unsigned rn, s64 off)
{
	struct tmps taken = tmps_taken(e);

	vload(e, log2, vt, at(e, log2, rn, off));
	tmps_release(e, taken);
}

void at_vstore(struct emit *e, unsigned log2, unsigned vt, unsigned rn, s64 off)
{
	struct tmps taken = tmps_taken(e);

	vstore(e, log2, vt, at(e, log2, rn, off));
	tmps_release(e, taken);
}

void at_store_nt(struct emit *e, unsigned log2, unsigned rt, unsigned rn, s64 off)
{
	struct tmps taken = tmps_taken(e);
	struct ea a = at(e, log2, rn, off);

	commit(e);
	store_plain(e, log2, rt, a);
	tmps_release(e, taken);
}

/* Two general registers, 16 bytes; plain mode only: whoever wants both at once in ordered mode uses mem_cas16(). */
void at_load_pair(struct emit *e, unsigned lo, unsigned hi, unsigned rn)
{
	put(e, a64_ldp(X64, lo, hi, rn, 0));
}

void at_store_pair(struct emit *e, unsigned lo, unsigned hi, unsigned rn)
{
	commit(e);
	put(e, a64_stp(X64, lo, hi, rn, 0));
}

/* ---- inside a repeated MOVS or STOS: not ordered among themselves ---- */

void at_block_load(struct emit *e, unsigned v, unsigned w, unsigned rn)
{
	put(e, a64_vldp(4, v, w, rn, 0));
}

void at_block_store(struct emit *e, unsigned v, unsigned w, unsigned rn)
{
	commit(e);
	put(e, a64_vstp_post(4, v, w, rn, 32));
}

/* ---- read-modify-write ---- */

static void rmw_compute(struct emit *e, enum rmw op, unsigned rd, unsigned old, unsigned rs)
{
	switch (op) {
	case RMW_ADD: put(e, a64_add_reg(X64, rd, old, rs, A64_LSL, 0)); break;
	case RMW_SUB: put(e, a64_sub_reg(X64, rd, old, rs, A64_LSL, 0)); break;
	case RMW_AND: put(e, a64_and_reg(X64, rd, old, rs, A64_LSL, 0)); break;
	case RMW_OR:  put(e, a64_orr_reg(X64, rd, old, rs, A64_LSL, 0)); break;
	case RMW_XOR: put(e, a64_eor_reg(X64, rd, old, rs, A64_LSL, 0)); break;
	case RMW_SWAP: break;
	}
}

static void rmw_exclusive(struct emit *e, enum rmw op, unsigned log2, unsigned old, unsigned rs, unsigned addr)
{
	unsigned new = op == RMW_SWAP ? rs : tmp(e);
	unsigned status = tmp(e);
	u32 again = label_new(e);

	label_bind(e, again);
	put(e, a64_ldaxr(log2, old, addr));
	rmw_compute(e, op, new, old, rs);
	commit(e);
	put(e, a64_stlxr(log2, status, new, addr));
	br_cbnz(e, W32, status, again);
}

static void rmw_lse(struct emit *e, enum rmw op, unsigned log2, unsigned old, unsigned rs, unsigned addr)
{
	unsigned t;

	switch (op) {
	case RMW_SUB:
		t = tmp(e);
		put(e, a64_neg(X64, t, rs));
		commit(e);
		put(e, a64_ldadd(log2, true, true, t, old, addr));
		break;
	case RMW_AND:
		t = tmp(e);
		put(e, a64_mvn(X64, t, rs));
		commit(e);
		put(e, a64_ldclr(log2, true, true, t, old, addr));
		break;
	case RMW_ADD: commit(e); put(e, a64_ldadd(log2, true, true, rs, old, addr)); break;
	case RMW_OR:  commit(e); put(e, a64_ldset(log2, true, true, rs, old, addr)); break;
	case RMW_XOR: commit(e); put(e, a64_ldeor(log2, true, true, rs, old, addr)); break;
	case RMW_SWAP: commit(e); put(e, a64_swp(log2, true, true, rs, old, addr)); break;
	}
}

void at_probe(struct emit *e, unsigned rn, s64 off)
{
	u32 again = label_new(e);

	add_imm(e, X64, HR_T2, rn, off);
	if (!ordered(e)) {
		put(e, a64_ldr_uoff(0, HR_T0, HR_T2, 0));
		commit(e);
		put(e, a64_str_uoff(0, HR_T0, HR_T2, 0));
	} else if (has(e, HF_LSE)) {
		commit(e);
		put(e, a64_ldset(0, true, true, HR_ZR, HR_T0, HR_T2));
	} else {
		label_bind(e, again);
		put(e, a64_ldaxr(0, HR_T0, HR_T2));
		commit(e);
		put(e, a64_stlxr(0, HR_T3, HR_T0, HR_T2));
		br_cbnz(e, W32, HR_T3, again);
	}
}

void mem_rmw(struct emit *e, const struct insn *in, enum rmw op, unsigned log2, unsigned old, unsigned rs)
{
	struct ea a = ordered(e) ? (struct ea){ .base = ea_reg(e, in) } : ea(e, in, log2, 0);
	struct tmps taken = tmps_taken(e);

	if (!ordered(e)) {
		unsigned new = op == RMW_SWAP ? rs : tmp(e);

		load_plain(e, log2, old, a);
		rmw_compute(e, op, new, old, rs);
		commit(e);
		store_plain(e, log2, new, a);
	} else if (has(e, HF_LSE)) {
		rmw_lse(e, op, log2, old, rs, a.base);
	} else {
		rmw_exclusive(e, op, log2, old, rs, a.base);
	}
	tmps_release(e, taken);
}

/* Exclusives store in both cases, as x86 does; CAS needs the permission in both. NZCV is kept. */
unsigned mem_cas(struct emit *e, const struct insn *in, unsigned log2, unsigned expect, unsigned desired)
{
	enum a64_sf sf = log2 == 3 ? X64 : W32;
	unsigned addr = ea_reg(e, in), old, new, status;
	struct tmps taken;
	u32 again, store;

	if (has(e, HF_LSE)) {
		commit(e);
		put(e, a64_cas(log2, true, true, expect, desired, addr));
		return expect;
	}
	old = tmp(e);
	taken = tmps_taken(e);
	new = tmp(e);
	status = tmp(e);
	again = label_new(e);
	store = label_new(e);
	label_bind(e, again);
	put(e, a64_ldaxr(log2, old, addr));
	put(e, a64_mov_reg(X64, new, desired));
	put(e, a64_eor_reg(sf, status, old, expect, A64_LSL, 0));
	br_cbz(e, sf, status, store);
	put(e, a64_mov_reg(X64, new, old));
	label_bind(e, store);
	commit(e);
	put(e, a64_stlxr(log2, status, new, addr));
	br_cbnz(e, W32, status, again);
	tmps_release(e, taken);
	return old;
}

static void cas16_exclusive(struct emit *e, unsigned addr)
{
	unsigned lo = HR_T0, hi = HR_T1, new_lo = HR_T2, new_hi = HR_T3, status = tmp(e);
	u32 again = label_new(e), store = label_new(e);

	label_bind(e, again);
	put(e, a64_ldaxp(X64, lo, hi, addr));
	put(e, a64_eor_reg(X64, new_lo, lo, REG_RAX, A64_LSL, 0));
	put(e, a64_eor_reg(X64, new_hi, hi, REG_RDX, A64_LSL, 0));
	put(e, a64_orr_reg(X64, status, new_lo, new_hi, A64_LSL, 0));
	put(e, a64_mov_reg(X64, new_lo, REG_RBX));
	put(e, a64_mov_reg(X64, new_hi, REG_RCX));
	br_cbz(e, X64, status, store);
	put(e, a64_mov_reg(X64, new_lo, lo));
	put(e, a64_mov_reg(X64, new_hi, hi));
	label_bind(e, store);
	commit(e);
	put(e, a64_stlxp(X64, status, new_lo, new_hi, addr));
	br_cbnz(e, W32, status, again);
}

void mem_cas16(struct emit *e, const struct insn *in)
{
	unsigned addr = ea_reg(e, in);

	e->ntmp = 4;
	if (!has(e, HF_LSE)) {
		cas16_exclusive(e, addr);
		return;
	}
	put(e, a64_mov_reg(X64, HR_T0, REG_RAX));
	put(e, a64_mov_reg(X64, HR_T1, REG_RDX));
	put(e, a64_mov_reg(X64, HR_T2, REG_RBX));
	put(e, a64_mov_reg(X64, HR_T3, REG_RCX));
	commit(e);
	put(e, a64_casp(X64, true, true, HR_T0, HR_T2, addr));
}

void mem_fence(struct emit *e, bool loads, bool stores)
{
	if (!ordered(e))
		return;
	put(e, a64_dmb(loads && stores ? A64_ISH : loads ? A64_ISHLD : A64_ISHST));
}
