/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * emit.h - what emitters are written with.
 *
 * Contract of an emitter (docs/boundary.md, "Every host pc"): everything that can fault comes first; what becomes visible
 * to the guest comes last, in at most five host instructions, the first of which is announced by commit()
 * (mem_store(), gpr_put() and xmm_put() announce it themselves; an emitter whose only visible instruction is the
 * last one need not). Flags that the instruction neither reads nor writes survive: NZCV may be
 * clobbered only where flags_dead() says so.
 *
 * Host registers are plain numbers. Temporaries are handed out by tmp() and vtmp(), six for certain besides the address, and
 * belong to the instruction unless given back by tmps_release(): whoever takes some for itself alone (all of flags.c,
 * order.c and address.c) gives them back. tests/unit/every_form.c shows that there are enough. Who writes to certain ones of v26-v31
 * by number, in line or in cold code that comes back, calls vector_forget() before all else.
 */
#ifndef XLATE_EMIT_H
#define XLATE_EMIT_H

#include "a64/a64.h"
#include "insn.h"
#include "state.h"
#include "translate.h"

enum { MAX_LABELS = 1024, MAX_COLD = 192, MAX_FIXUPS = 1024, MAX_TMP = 7, MAX_VTMP = 6, ADDR_SLOTS = 3, MAX_KEEP = 40 };

/* Flags as they are held at the point of emission. */
struct flag_state {
	u8 held;	/* enum held */
	u8 carry_zero;	/* HELD_ADD and CF is known to be 0 (behind AND, OR, XOR, TEST) */
	u8 ordered;	/* HELD_FCMP and V is known to be 0 (behind a JP that has not been taken) */
};

typedef void cold_fn(struct emit *e, const struct insn *in, u32 a, u32 b);

/* Code that is emitted behind the region's straight code. */
struct cold {
	cold_fn *fn;
	const struct insn *in;
	u32 label, a, b;
	struct flag_state flags;
};

/* An address or constant kept in x20-x22: base + (index << scale) + disp, or a constant page. */
struct addr_slot {
	union {
		struct {
			u8 base, index, scale, seg;	/* as in struct insn */
			u8 asz, valid;
		};
		u64 what;	/* all of these */
	};
	u64 disp;
	u32 regs;		/* guest registers that it depends on */
};

struct fixup {
	u32 site, label;
};

/* The operand at base + (index << scale) + off is 16-byte aligned. valid: 1, 3 while an instruction writes one of the two. */
struct align_pair {
	u8 valid, base, index, scale, off;
};

/* A constant in v26-v31. used: where in the code it was, last. */
struct held_const {
	u64 lo, hi;
	u32 used;
};

struct region;
struct block;
struct group;

struct emit {
	const struct xlate_job *job;
	struct region *region;
	struct block *block;	/* the block being emitted */
	const struct xlate_options *opt;
	u32 *code;
	u32 n;			/* words emitted */
	u32 failed;		/* enum emit_failure */
	const struct insn *in;	/* the instruction being emitted */
	u64 behind;		/* all but its branch is done: the guest is here; 0: at `in` */
	struct xlate_mark *mark;	/* the last one; while nothing has been emitted behind it the next takes its place */
	const struct xlate_mark *mark_limit;	/* from here on there may be no room for what an instruction adds */
	u32 word_limit;		/* the same; 0: something has failed */
	bool roomy;		/* there is room for all instructions, cold code apart */
	u64 pc;			/* the region's */
	u64 door_distance;	/* from the region's code to the first door */
	/* Of the current instruction; emit_begin_insn() clears them as words. */
	u8 ntmp;
	u8 slot_busy;		/* slots that it uses (address or temporary) */
	u16 spare_used;		/* F_AF, F_PF: their holders serve as temporaries */
	u32 vbusy;		/* those of v26-v31 that it uses: a mask by register */
	u32 written;		/* guest registers that it writes */
	u32 committed;		/* 1 + word offset of the commit point of the current mark, 0: none yet */
	struct flag_state flags;
	u8 fold;		/* operand 0 is read from this register instead (a folded MOV), REG_NONE: as it says */
	bool ahead;		/* the instruction before the current one has not been executed: it is a part of this one (fuse.c) */
	u8 next_slot;
	u32 watched;		/* those that a slot, a residue or the pair depends on, and maybe others */
	struct addr_slot slot[ADDR_SLOTS];
	u16 align_known, align_lost;	/* guest registers whose value modulo 16 is in residue[]; those that were until this instruction */
	u8 residue[16];
	struct align_pair pair;
	u32 nlabels, nfixups, ncold;
	u32 nexits;
	struct xlate_exit *exits;
	char *surprise;
	u32 vheld;		/* those of v26-v31 with a constant that later instructions may use (vector.c): as vbusy */
	struct held_const vconst[MAX_VTMP];
	const struct insn *sha_at;	/* the SHA256RNDS2 that finds its state in VR_SHA and behind it (sha.c); 0: none */
	bool sha_half;			/* four rounds are done, and it is the second two's */
	struct group *group;	/* while one is emitted (group.h) */
	u8 nan_inline;		/* nan_check() mends without asking: in cold code */
	u8 nkeep;
	u32 label[MAX_LABELS];	/* word offsets */
	struct fixup fixup[MAX_FIXUPS];
	struct cold cold[MAX_COLD];
	struct addr_slot keep[MAX_KEEP][ADDR_SLOTS];	/* x20-x22 behind a group: its cold code makes them again */
};
#define NOWHERE 0xffffffffu	/* a word offset that is not known yet */
#define LABEL_EXIT 0x10000	/* plus the exit's number: its stub. The last branch to it is the one that may be patched */

/* ---- words, labels, marks: emit.c ---- */

/* Room is checked once an instruction: this much an emitter may emit. There is always room for the stubs of exits. */
enum { INSN_WORDS = 512, INSN_MARKS = 64, STUB_WORDS = 3 /* in an image; else 2 */, STUB_MARKS = 1 };
static inline void put(struct emit *e, u32 word) { e->code[e->n++] = word; }
static inline u64 host_at(const struct emit *e, u32 word) { return e->job->host + 4 * (u64)word; }
enum emit_failure { EMIT_OK, EMIT_WRONG /* a contradiction: job->surprise */, EMIT_FULL /* fewer instructions may do */ };
void emit_fail(struct emit *e, const char *why);
void emit_full(struct emit *e, const char *why);

u32 label_new(struct emit *e);
void set_target(struct emit *e, u32 site, u32 to);	/* the branch (or ADR) at the word site leads to the word `to` */
void label_bind(struct emit *e, u32 label);	/* others come here: what v26-v31 hold is not known behind it */
void br(struct emit *e, u32 label);
void bl_label(struct emit *e, u32 label);
void br_cond(struct emit *e, enum a64_cond cond, u32 label);
void br_cbz(struct emit *e, enum a64_sf sf, unsigned rt, u32 label);
void br_cbnz(struct emit *e, enum a64_sf sf, unsigned rt, u32 label);
void br_tbz(struct emit *e, unsigned rt, unsigned bit, u32 label);
void br_tbnz(struct emit *e, unsigned rt, unsigned bit, u32 label);
void adr_label(struct emit *e, unsigned rd, u32 label);
void ldr_lit_label(struct emit *e, enum a64_sf sf, unsigned rt, u32 label);
void vldr_lit_label(struct emit *e, unsigned log2, unsigned vt, u32 label);

/* Registers fn to emit cold code for the current instruction; returns the label that reaches it. */
u32 cold(struct emit *e, cold_fn *fn, u32 a, u32 b);
enum trap { TRAP_DE = 0x100, TRAP_UD, TRAP_BP, TRAP_GP, TRAP_DB, TRAP_AC, TRAP_OF, TRAP_XM, TRAP_MF, TRAP_FETCH, TRAP_GUARD, TRAP_ALIGN };
/* A label whose code raises the trap at the current instruction (branch to it before commit). */
u32 cold_trap(struct emit *e, enum trap trap);
void trap(struct emit *e, enum trap trap);	/* the same in line */

/* The next word is the first with a visible effect. */
static inline void commit(struct emit *e)
{
	if (!e->committed)
		e->committed = e->n + 1;
}
void mark_again(struct emit *e);		/* new group, same guest pc: state is consistent with it here */
void mark_before(struct emit *e);		/* new group: the guest is at the instruction before */
void mark_writes(struct emit *e);		/* the same where an A_FMAY instruction is sure to write its flags */
void mark_at(struct emit *e, u64 guest);	/* new group whose guest pc is `guest`: only a jump is left */
void mark_reg(struct emit *e, unsigned reg);	/* the same, guest pc in a host register */

/* ---- temporaries, constants ---- */

unsigned tmp(struct emit *e);			/* x16-x19, then x20-x22 (their shared contents are dropped) */
unsigned tmp_pf(struct emit *e);		/* x24, for instructions that write PF and do not read it */
struct tmps {
	u8 ntmp, slot_busy, spare_used;
};
static inline struct tmps tmps_taken(const struct emit *e)
{
	return (struct tmps){ e->ntmp, e->slot_busy, e->spare_used };
}
/* Those taken since then are free again. */
static inline void tmps_release(struct emit *e, struct tmps then)
{
	e->ntmp = then.ntmp;
	e->slot_busy = then.slot_busy;
	e->spare_used = then.spare_used;
}
unsigned vtmp(struct emit *e);			/* v26-v31, those that hold nothing first; vector.c */
void vtmp_take(struct emit *e, unsigned v);	/* this one */
/* Before or behind whatever changes v26-v31 other than by vtmp(): fixed registers, a helper. Temporaries begin with v26 again. */
static inline void vector_forget(struct emit *e)
{
	e->vheld = 0;
	e->sha_at = 0;
}
void mov_imm(struct emit *e, enum a64_sf sf, unsigned rd, u64 value);	/* shortest MOVZ/MOVN/ORR/MOVK sequence */
void mov_guest_addr(struct emit *e, unsigned rd, u64 value);	/* a guest code or data address: ADRP where in reach */
void mov_reg(struct emit *e, enum a64_sf sf, unsigned rd, unsigned rn);	/* nothing when rd == rn and sf is X64 */
/* rd = rn + imm, any immediate; may use a temporary */
void add_imm(struct emit *e, enum a64_sf sf, unsigned rd, unsigned rn, s64 imm);

/* ---- operands: operand.c. k = operand number ---- */

static inline enum a64_sf sf_of(unsigned size) { return size == 8 ? X64 : W32; }
static inline unsigned log2_of(unsigned size) { return (unsigned)__builtin_ctz(size | 16); }	/* 1, 2, 4, 8; 16 and all else: 4 */

/*
 * A host register that holds operand k for reading. Registers: in place, bits above the operand's
 * size are garbage (AH etc. are extracted, zero-extended). Memory: loaded into a temporary, zero-extended.
 * Immediates: in a temporary, sign-extended to the operation's size; 0 gives ZR.
 */
unsigned gpr_fetch(struct emit *e, const struct insn *in, unsigned k);
static inline unsigned gpr(struct emit *e, const struct insn *in, unsigned k)
{
	if (in->op[k].kind == OPK_GPR && (k || e->fold == REG_NONE))
		return in->op[k].reg;
	return gpr_fetch(e, in, k);
}
unsigned gpr_zx(struct emit *e, const struct insn *in, unsigned k);	/* zero-extended to 64 bits (may be a copy) */
unsigned gpr_sx(struct emit *e, const struct insn *in, unsigned k);	/* sign-extended to 64 bits */
/* Where the result may be computed: the guest register itself for 32 and 64-bit registers, else a temporary. */
unsigned gpr_dst(struct emit *e, const struct insn *in, unsigned k);
/*
 * Write-back of operand k from host register r (low bits). Registers of 8 and 16 bits are merged,
 * 32-bit writes clear the upper half (r must have been made by a W operation when it is the
 * register itself), memory is stored. Commits.
 */
static inline void gpr_put(struct emit *e, const struct insn *in, unsigned k, unsigned r);
void gpr_write_back(struct emit *e, const struct insn *in, unsigned k, unsigned r);
/* Say so before writing guest register `reg` in any other way (drops what depends on it). */
void guest_forget(struct emit *e, unsigned reg);
static inline unsigned guest_write(struct emit *e, unsigned reg)
{
	e->written |= 1u << reg;
	if (e->watched >> reg & 1)
		guest_forget(e, reg);
	return reg;
}

static inline void gpr_put(struct emit *e, const struct insn *in, unsigned k, unsigned r)
{
	if (in->op[k].kind == OPK_GPR && in->op[k].reg == r)	/* it is there */
		guest_write(e, r);
	else
		gpr_write_back(e, in, k, r);
}

/* XMM operands: in place, or loaded (d, q or s as the operand's size says; 16 bytes: alignment check when A_ALIGN). */
unsigned xmm(struct emit *e, const struct insn *in, unsigned k);
/* Operand 0, a register, for reading: what an emitter of an A_FOLD row uses. */
static inline unsigned xmm_first(const struct emit *e, const struct insn *in)
{
	return e->fold != REG_NONE ? e->fold : in->op[0].reg;
}
unsigned xmm_dst(struct emit *e, const struct insn *in, unsigned k);	/* the register itself; a temporary for memory */
void xmm_put(struct emit *e, const struct insn *in, unsigned k, unsigned v);	/* 16 bytes: mov or store of the operand's size; commits */

/* ---- memory: address.c computes, order.c is the only file that emits ordered accesses ---- */

/* A64 addressing mode of the instruction's memory operand. */
struct ea {
	u8 base;	/* host register */
	u8 index;	/* host register, HR_ZR: none; then off */
	u8 scaled;	/* index is shifted by the access size */
	s64 off;	/* fits the access (checked by ea()) */
};
/* The mode for accesses of 1 << log2 bytes at operand + plus, spans of them included; may emit adds into temporaries. */
struct ea ea(struct emit *e, const struct insn *in, unsigned log2, s64 plus);
/* The whole address in a register (a guest register in place where base alone). Never write to it. */
unsigned ea_reg(struct emit *e, const struct insn *in);

/* Access through the instruction's memory operand at byte offset `plus`. */
void mem_load(struct emit *e, const struct insn *in, unsigned log2, unsigned rt, s64 plus);
void mem_load_sx(struct emit *e, const struct insn *in, unsigned log2, enum a64_sf sf, unsigned rt, s64 plus);
void mem_store(struct emit *e, const struct insn *in, unsigned log2, unsigned rt, s64 plus);	/* commits */
void mem_vload(struct emit *e, const struct insn *in, unsigned log2, unsigned vt, s64 plus);	/* log2 0-4 */
void mem_vstore(struct emit *e, const struct insn *in, unsigned log2, unsigned vt, s64 plus);	/* commits */
/* One lane of vt; a load keeps the others. May take a vector temporary. */
void mem_vload_lane(struct emit *e, const struct insn *in, unsigned log2, unsigned vt, unsigned lane);
void mem_vstore_lane(struct emit *e, const struct insn *in, unsigned log2, unsigned vt, unsigned lane);	/* commits */
/* Non-temporal stores: x86 does not order them either, SFENCE does. */
void mem_store_nt(struct emit *e, const struct insn *in, unsigned log2, unsigned rt);	/* commits */
void mem_vstore_nt(struct emit *e, const struct insn *in, unsigned log2, unsigned vt);	/* commits */
/* Access at [rn + off], ordered as the policy says; rn is any host register. */
void at_load(struct emit *e, unsigned log2, unsigned rt, unsigned rn, s64 off);
void at_store(struct emit *e, unsigned log2, unsigned rt, unsigned rn, s64 off);
void at_vload(struct emit *e, unsigned log2, unsigned vt, unsigned rn, s64 off);
void at_vstore(struct emit *e, unsigned log2, unsigned vt, unsigned rn, s64 off);
/* Faults when the byte at [rn + off] cannot be written, which keeps its value. Uses x16, x18 and x19. */
void at_probe(struct emit *e, unsigned rn, s64 off);
void at_store_nt(struct emit *e, unsigned log2, unsigned rt, unsigned rn, s64 off);
void at_load_pair(struct emit *e, unsigned lo, unsigned hi, unsigned rn);	/* 16 bytes, plain mode only */
void at_store_pair(struct emit *e, unsigned lo, unsigned hi, unsigned rn);
/* 32 bytes at [rn], inside a repeated MOVS or STOS: mem_fence() before and behind orders them. The store adds 32 to rn. */
void at_block_load(struct emit *e, unsigned v, unsigned w, unsigned rn);
void at_block_store(struct emit *e, unsigned v, unsigned w, unsigned rn);
/* #GP unless the memory operand is 16-byte aligned; NZCV is not touched; known facts cost nothing. */
void mem_check_align16(struct emit *e, const struct insn *in);

/*
 * Atomic read-modify-write of the memory operand (LOCK forms, XCHG), old value to `old`.
 * In plain mode nobody else can see the memory: an unordered load and store, restartable as a group.
 */
enum rmw { RMW_ADD, RMW_SUB, RMW_AND, RMW_OR, RMW_XOR, RMW_SWAP };
void mem_rmw(struct emit *e, const struct insn *in, enum rmw op, unsigned log2, unsigned old, unsigned rs);
/*
 * Ordered mode only: stores desired where the operand equals expect, a zero-extended temporary that may be overwritten; returns the
 * register with the old value. mem_cas16: RDX:RAX and RCX:RBX; the old value is then in x17:x16, x16-x19 are used.
 */
unsigned mem_cas(struct emit *e, const struct insn *in, unsigned log2, unsigned expect, unsigned desired);
void mem_cas16(struct emit *e, const struct insn *in);
void mem_fence(struct emit *e, bool loads, bool stores);	/* MFENCE, LFENCE, SFENCE, fences of LOCK */
static inline bool is_locked(const struct insn *in) { return in->prefix & P_LOCK; }

/* ---- flags: flags.c ---- */

/* Flags live before an instruction: liveness has computed them. */
static inline u8 live_before(const struct insn *in) { return in->live_before; }

/* Flags that this instruction must produce. */
static inline u8 flags_out(const struct insn *in) { return in->live & in->fwritten; }
/* No flag that is held in NZCV has to survive this instruction: NZCV is free to clobber before its last fault. */
bool flags_free(const struct insn *in);
/* NZCV now holds the flags in this sense. */
void flags_set(struct emit *e, enum held held);
void flags_set_carry_zero(struct emit *e);		/* HELD_ADD, and CF is known to be 0 */
/*
 * PF and AF of res = a op b, when live. flags_af_operands() before a or b is overwritten, flags_pf_af() when res
 * is there. Holders may be written before the commit: old PF and AF are dead.
 */
static inline void flags_af_operands(struct emit *e, const struct insn *in, unsigned a, unsigned b);
static inline void flags_af_operand_imm(struct emit *e, const struct insn *in, unsigned a, u64 imm);
static inline void flags_pf_af(struct emit *e, const struct insn *in, unsigned res);
static inline void flags_pf(struct emit *e, const struct insn *in, unsigned res);	/* logic: AF becomes 0 */
/* Seldom live: looked at first, in line. */
void flags_put_af(struct emit *e, unsigned a, unsigned b);
void flags_put_af_imm(struct emit *e, unsigned a, u64 imm);
void flags_put_pf_af(struct emit *e, u8 out, bool logic, unsigned res);
static inline void flags_af_operands(struct emit *e, const struct insn *in, unsigned a, unsigned b)
{
	if (flags_out(in) & F_AF)
		flags_put_af(e, a, b);
}
static inline void flags_af_operand_imm(struct emit *e, const struct insn *in, unsigned a, u64 imm)
{
	if (flags_out(in) & F_AF)
		flags_put_af_imm(e, a, imm);
}
static inline void flags_pf_af(struct emit *e, const struct insn *in, unsigned res)
{
	if (flags_out(in) & (F_PF | F_AF))
		flags_put_pf_af(e, flags_out(in), false, res);
}
static inline void flags_pf(struct emit *e, const struct insn *in, unsigned res)
{
	if (flags_out(in) & (F_PF | F_AF))
		flags_put_pf_af(e, flags_out(in), true, res);
}
/* NZCV from a result of AND, OR, XOR, shifts: N and Z of the operand size, C = V = 0 (HELD_ADD). */
void flags_nz(struct emit *e, const struct insn *in, unsigned size, unsigned res);
/* Brings CF to the given sense (HELD_ADD or HELD_SUB) for an instruction that reads it. */
void flags_want(struct emit *e, enum held held);
/* The A64 condition for x86 condition code cc (0-15). P and NP, and E and NE behind FCMP, go through flags_branch or flags_bool. */
bool flags_cond(struct emit *e, unsigned cc, enum a64_cond *cond);	/* may convert; false: not one condition */
void flags_bool(struct emit *e, unsigned cc, unsigned rd);		/* rd (W) = condition as 0 or 1 */
void flags_branch(struct emit *e, unsigned cc, u32 label);		/* branches when the condition holds */
/* NZCV as FCMP leaves it holds PF too: it is converted, or forgotten, before an instruction that writes PF. */
void flags_end_fcmp(struct emit *e, const struct insn *in);
/* Flag f (one of F_*) as 0 or 1 in rd; and back: single flags of the state in NZCV etc. from RFLAGS bits in rn. */
void flags_to_rflags(struct emit *e, unsigned rd);	/* CF PF AF ZF SF OF at their RFLAGS places, others 0 */
void flags_from_rflags(struct emit *e, unsigned rn, u8 mask);	/* those of mask; the others keep their value (HELD_ADD) */
void flags_complete(struct emit *e, u8 live);		/* to the state */
void flags_reload(struct emit *e, u8 live);		/* from the state; HELD_ADD */

/* ---- leaving: control.c, link.c ---- */

/* For emitters of conditional branches: the label of the taken side; call it when NZCV has its final form. */
u32 emit_taken(struct emit *e);
u8 emit_landing_live(struct emit *e);		/* flags that the code behind a call reads */
/* Is the code at pc a stub of a procedure linkage table (a jump through memory)? Its instruction, or false. */
bool emit_plt_stub(struct emit *e, u64 pc, struct insn *jump);
/* A label that leaves the region for a guest address; flags `live` there are completed on the way. */
u32 exit_label(struct emit *e, u64 target, u8 live);
void exit_link(struct emit *e, u64 target, u8 live);		/* unconditional jump out of the region */
void exit_indirect(struct emit *e, unsigned target, bool call);	/* target in a host register */
void exit_call_through(struct emit *e, const struct insn *jump);	/* direct call of a stub that jumps through memory */
void exit_call(struct emit *e, u64 target, u8 live);		/* direct call: pushes, BL, landing */
void exit_exact_call(struct emit *e, u64 target, unsigned reg);	/* landing reads flags; reg: indirect, else HR_ZR */
void exit_return(struct emit *e, u32 pop);			/* pop: bytes beside the return address */
void exit_syscall(struct emit *e);
void exit_step(struct emit *e, u64 next);			/* single-instruction mode */
/* Calls a helper (state.h). Leaf: arguments in x16, x17. */
void emit_call(struct emit *e, enum helper h);
static inline void st_load(struct emit *e, unsigned log2, unsigned rt, u32 off) { put(e, a64_ldr_uoff(log2, rt, HR_STATE, off)); }
static inline void st_store(struct emit *e, unsigned log2, unsigned rt, u32 off) { put(e, a64_str_uoff(log2, rt, HR_STATE, off)); }

/* ---- the driver's side: translate.c ---- */

/* The group commits before its last word. */
static inline void mark_close(struct emit *e, struct xlate_mark *m)
{
	u32 commit = e->committed - 1 - m->host;

	if (commit >= MARK_LAST)
		emit_fail(e, "group too long");
	m->commit = commit;
}
/* A new group begins here. */
static inline void mark(struct emit *e, s32 guest, u8 live)
{
	struct xlate_mark *m = e->mark;
	u32 n = e->n;
	u64 word = n | MARK_LAST << 16 | (u64)(live | e->flags.held << 6) << 24 | (u64)guest << 32;

	if (n != m->host) {
		if (e->committed)
			mark_close(e, m);
		m++;
	}
	__builtin_memcpy(m, &word, sizeof(word));	/* one store */
	e->mark = m;
	e->committed = 0;
}

/* There is room for what an instruction adds, and nothing has failed. */
bool emit_no_room(struct emit *e);
static inline bool emit_has_room(struct emit *e)
{
	return e->n < e->word_limit && e->mark < e->mark_limit ? true : emit_no_room(e);
}
/* And for what so many add. */
static inline bool emit_has_much_room(const struct emit *e, unsigned insns)
{
	return e->n + insns * INSN_WORDS < e->word_limit && e->mark + insns * INSN_MARKS < e->mark_limit;
}
/* The next instruction, and its mark; there is room for it. */
static inline void emit_begin_insn(struct emit *e, const struct insn *in)
{
	e->in = in;
	mark(e, (s32)(in->pc - e->pc), live_before(in));
	e->ntmp = e->slot_busy = e->spare_used = 0;
	e->vbusy = e->written = e->committed = 0;
}
void marks_begin(struct emit *e);
u32 marks_end(struct emit *e);			/* how many there are */
void cold_emit_all(struct emit *e);
void exit_stubs(struct emit *e);		/* behind all other code */
void labels_resolve(struct emit *e);
void addr_forget(struct emit *e);		/* contents of x20-x22, v26-v31 and known alignments: at block starts */
/* Behind an instruction. in: the one that was emitted; 0: several. */
void addr_end_written(struct emit *e, const struct insn *in);
static inline void addr_end_insn(struct emit *e, const struct insn *in)
{
	if (e->written && (e->written & e->watched || e->align_known))
		addr_end_written(e, in);
}
bool align_is_known(const struct emit *e, const struct insn *in);	/* align.c: the memory operand's check is no code and does not trap */
void align_forget(struct emit *e);
void align_write(struct emit *e, unsigned reg);
void align_end_insn(struct emit *e, const struct insn *in);
void addr_rebuild(struct emit *e, const struct addr_slot *slots);	/* code for these contents of x20-x22 */

#endif
