// SPDX-License-Identifier: GPL-2.0-only
/*
 * sha_run.c - SHA-256's rounds: instructions on vector registers, and the load of the next constants among them, as one group.
 *
 * x86 code goes on like this, with Arm's state in v30 and v31 (insn/sha.c):
 *	pshufd xmm0, xmm0, 0x0e; movdqa t, w3; palignr t, w2, 4; paddd w0, t; sha256msg1 w1, w2; sha256rnds2 y, x
 *	movdqa xmm0, [constants]; paddd xmm0, w3; sha256msg2 w0, w3; sha256rnds2 x, y; ...
 * The load is emitted first. Then what only served its register is not needed (PSHUFD: Arm's four rounds have taken all the words), and
 * PADDD with SHA256MSG2 is Arm's SHA256SU1. A fault is the load's, with everything as it was before the group, which
 * the runtime then goes through one instruction at a time; behind the load nothing can fault, and the rest is finished as one.
 */
#include "insn/sha.h"
#include "region.h"
#include "rows.h"
#include "vector.h"

enum { RUN_INSNS = 24, RUN_WORDS = 20, MAX_WORDS = 24 /* that may be left to do */, RUN_BYTES = 160, BACK = 12 };

struct run {
	const struct insn *in;
	unsigned n;
	unsigned load;		/* the one that is emitted first, n: none */
	u32 skip;		/* those that are not emitted */
	u8 low[RUN_INSNS];	/* SHA256MSG2: the register with W8 to W11 when PADDD is a part of it, else REG_NONE */
};

static bool is_nop(const struct insn *in)
{
	if (!in_family(in, FAMILY_system))
		return false;
	return in->nops ? (in->attr & (A_NOFAULT | A_RO)) == (A_NOFAULT | A_RO) : in->opcode == 0x90 && !(in->prefix & P_REP);
}

/* On XMM registers alone. */
static bool on_registers(const struct insn *in)
{
	unsigned k;

	for (k = 0; k < in->nops; k++)
		if (in->op[k].kind != OPK_XMM && in->op[k].kind != OPK_IMM)
			return false;
	return in->op[0].kind == OPK_XMM && !(in->attr & (A_RO | A_MMX));
}

/* The words that the instruction takes, as a rule; false: it has no place in a run. */
static bool cost(const struct insn *in, unsigned *words)
{
	*words = 0;
	if (!in->nops || in->attr & A_NOFAULT)
		return is_nop(in);
	if (!on_registers(in))
		return false;
	*words = 1;
	if (in->attr & A_VMOV || in_family(in, FAMILY_vec_logic) || in_family(in, FAMILY_vec_int))
		return true;
	if (in_family(in, FAMILY_sha)) {
		*words = in->opcode == 0xcb ? 4 : in->opcode == 0xcc ? 1 : 3;
		return sha256_is(in);
	}
	*words = 3;
	return in_family(in, FAMILY_vec_shift) || in_family(in, FAMILY_vec_shuffle);
}

static bool writes(const struct insn *in, unsigned reg)
{
	return in->nops && in->op[0].kind == OPK_XMM && in->op[0].reg == reg && !(in->attr & A_RO);
}

static bool reads(const struct insn *in, unsigned reg)
{
	unsigned k;

	for (k = 0; k < in->nops; k++)
		if (in->op[k].kind == OPK_XMM && in->op[k].reg == reg && (k || !(in->attr & A_WO)))
			return true;
	return false;
}

static bool is_load(const struct emit *e, const struct insn *in)
{
	return in->attr & A_VMOV && in->op[1].kind == OPK_MEM && (!(in->attr & A_ALIGN) || align_is_known(e, in));
}

/* What stands before the load in the run may come behind it: nothing needs the register but what changes nothing else. */
static bool may_go_first(const struct emit *e, struct run *r, const struct insn *load)
{
	const struct insn *half = e->sha_half ? e->sha_at : 0;		/* has had its words */
	unsigned i, reg = load->op[0].reg;
	u32 skip = 0;

	for (i = 0; i < r->n; i++) {
		if (writes(&r->in[i], reg))
			skip |= 1u << i;
		else if (reads(&r->in[i], reg) && &r->in[i] != half)
			return false;
	}
	for (i = 0; i < r->n; i++)
		if (skip >> i & 1 && in_family(&r->in[i], FAMILY_sha))
			return false;
	r->skip |= skip;
	return true;
}

/* The instructions of the run, their words without those that are left out. */
static void find_extent(const struct emit *e, struct run *r, unsigned n)
{
	unsigned words = 0, more, i;

	r->load = RUN_INSNS;
	for (r->n = 0; r->n < n && r->n < RUN_INSNS; r->n++) {
		const struct insn *in = &r->in[r->n];

		if (insn_next(in) - r->in->pc > RUN_BYTES)
			break;
		if (cost(in, &more)) {
			if (words + more > RUN_WORDS)
				break;
			words += more;
		} else {
			if (r->load != RUN_INSNS || !is_load(e, in) || !may_go_first(e, r, in))
				break;
			r->load = r->n;
			for (words = 0, i = 0; i < r->n; i++)
				if (!(r->skip >> i & 1) && cost(&r->in[i], &more))
					words += more;
		}
	}
}

/* A PSHUFD that is not left out may need a literal, which may not be loaded behind the commit point: the run ends before it. */
static void end_before_literal(struct run *r)
{
	unsigned i;

	for (i = 0; i < r->n; i++)
		if (!(r->skip >> i & 1) && in_family(&r->in[i], FAMILY_vec_shuffle) && r->in[i].opcode)
			r->n = i;
	if (r->load < r->n)
		return;
	r->load = RUN_INSNS;
	if (r->skip) {
		r->skip = 0;
		end_before_literal(r);
	}
}

/* ---- PADDD w0, t, where t is W9 to W12, with SHA256MSG2 w0, w3 ---- */

static const struct insn *palignr_of(const struct insn *first, const struct insn *add)
{
	const struct insn *in, *stop = add - first > BACK ? add - BACK : first + 1;
	unsigned t = add->op[1].reg;

	for (in = add - 1; in >= stop; in--)
		if (writes(in, t))
			return in_family(in, FAMILY_vec_shift) && in->nops == 3 && (u8)in->imm == 4 && in->op[1].kind == OPK_XMM &&
			       in[-1].attr & A_VMOV && writes(&in[-1], t) ? in : 0;
	return 0;
}

static bool is_unchanged(const struct insn *from, const struct insn *to, unsigned reg)
{
	for (; from < to; from++)
		if (writes(from, reg))
			return false;
	return true;
}

/* The SHA256MSG2 that takes what the PADDD at i makes; 0: none, or somebody else needs it. */
static unsigned consumer(const struct run *r, unsigned i)
{
	unsigned j, d = r->in[i].op[0].reg;

	for (j = i + 1; j < r->n; j++) {
		if (writes(&r->in[j], d))
			return sha256_is(&r->in[j]) && r->in[j].opcode == 0xcd ? j : 0;
		if (reads(&r->in[j], d))
			return 0;
	}
	return 0;
}

static void join(struct run *r, const struct insn *first, unsigned i)
{
	const struct insn *add = &r->in[i], *align, *end;
	unsigned j, d, low, high;

	if (!in_family(add, FAMILY_vec_int) || add->opcode != 0xfe || !on_registers(add))
		return;
	align = palignr_of(first, add);
	j = consumer(r, i);
	if (!align || !j)
		return;
	end = &r->in[j];
	d = add->op[0].reg;
	low = align->op[1].reg;
	high = end->op[1].reg;
	if (align[-1].op[1].kind != OPK_XMM || align[-1].op[1].reg != high || d == low || d == high || low == high)
		return;
	if (align->op[0].reg == d || align->op[0].reg == low || align->op[0].reg == high)
		return;
	if (is_unchanged(align, end, low) && is_unchanged(align, end, high)) {
		r->skip |= 1u << i;
		r->low[j] = low;
	}
}

/* ---- emission ---- */

static void emit_load(struct emit *e, const struct insn *load)
{
	mem_vload(e, load, 4, load->op[0].reg, 0);
	if (!e->committed)
		e->committed = e->n;
}

static void emit_rest(struct emit *e, const struct run *r, u32 pinned)
{
	unsigned i, taken;

	for (i = 0; i < r->n; i += taken) {
		const struct insn *in = &r->in[i];
		bool next = i + 1 < r->n && i + 1 != r->load && !(r->skip >> (i + 1) & 1) && r->low[i + 1] == REG_NONE;

		taken = 1;
		if (i == r->load || r->skip >> i & 1 || is_nop(in))
			continue;
		e->in = in;
		e->ntmp = e->slot_busy = e->spare_used = 0;
		e->vbusy = pinned;
		if (r->low[i] != REG_NONE)
			put(e, a64_sha256su1(in->op[0].reg, r->low[i], in->op[1].reg));
		else if (next && fuse(e, in, in + 2))
			taken = 2;
		else
			emit_plain(e, in);
	}
}

/* They are literals. */
static u32 pin_indices(struct emit *e)
{
	return 1u << sha256_index(e, true) | 1u << sha256_index(e, false);
}

/* What emission changes. */
struct before {
	u32 n, nfixups, ncold, nlabels, vheld;
	struct held_const vconst[MAX_VTMP];
	struct addr_slot slot[ADDR_SLOTS];
	const struct insn *sha_at;
	bool sha_half;
};

static struct before remember(const struct emit *e)
{
	struct before b = { .n = e->n, .nfixups = e->nfixups, .ncold = e->ncold, .nlabels = e->nlabels, .vheld = e->vheld,
			    .sha_at = e->sha_at, .sha_half = e->sha_half };

	__builtin_memcpy(b.vconst, e->vconst, sizeof(b.vconst));
	__builtin_memcpy(b.slot, e->slot, sizeof(b.slot));
	return b;
}

static void undo(struct emit *e, const struct before *b, const struct insn *in)
{
	e->n = b->n;
	e->nfixups = b->nfixups;
	e->ncold = b->ncold;
	e->nlabels = b->nlabels;
	e->vheld = b->vheld;
	__builtin_memcpy(e->vconst, b->vconst, sizeof(e->vconst));
	__builtin_memcpy(e->slot, b->slot, sizeof(e->slot));
	e->sha_at = b->sha_at;
	e->sha_half = b->sha_half;
	e->committed = 0;
	e->in = in;
	e->vbusy = e->ntmp = e->slot_busy = e->spare_used = 0;
}

/* Too long to finish, or with a literal behind the commit point. */
static bool is_bad(const struct emit *e, const struct before *b)
{
	return e->nfixups != b->nfixups || e->n + 1 - e->committed > MAX_WORDS;
}

static void plan(struct emit *e, struct run *r, unsigned n)
{
	unsigned i;

	__builtin_memset(r->low, REG_NONE, sizeof(r->low));
	find_extent(e, r, n);
	end_before_literal(r);
	for (i = 0; i < r->n; i++)
		join(r, e->block->first, i);
}

unsigned sha_run(struct emit *e, const struct insn *in, unsigned n)
{
	struct run r = { .in = in };
	struct before before;
	u32 pinned;

	plan(e, &r, n);
	if (!r.skip || r.n < 2)
		return 0;
	pinned = pin_indices(e);
	before = remember(e);
	if (r.load < r.n)
		emit_load(e, &in[r.load]);
	else
		commit(e);
	emit_rest(e, &r, pinned);
	if (is_bad(e, &before)) {
		undo(e, &before, in);
		return 0;
	}
	e->in = &in[r.n - 1];
	return r.n;
}
