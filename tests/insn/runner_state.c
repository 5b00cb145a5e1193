/* SPDX-License-Identifier: GPL-2.0-only */
/* runner_state.c - the guest's registers between a case, the thread state and the host registers. */
#include <string.h>
#include "mxcsr.h"
#include "runner.h"

struct xstate st;
struct frame frame;

_Static_assert(__builtin_offsetof(struct frame, sp) == 248 && __builtin_offsetof(struct frame, v) == 256 &&
	       __builtin_offsetof(struct frame, nzcv) == 768 && __builtin_offsetof(struct frame, host_sp) == 800,
	       "runner_entry.S");

static u64 shadow[1024] __attribute__((aligned(16)));
static struct table_entry table[(1 << TABLE_BITS) + 4] __attribute__((aligned(4096)));

static void flags_load(u64 rflags)
{
	st.nzcv = (rflags & FL_SF ? 1u << 31 : 0) | (rflags & FL_ZF ? 1u << 30 : 0) | (rflags & FL_CF ? 1u << 29 : 0) |
		  (rflags & FL_OF ? 1u << 28 : 0);
	st.pf = rflags & FL_PF ? 0x81 : 0x80;
	st.af = rflags & FL_AF ? 0xff : 0xef;
	st.df = rflags & FL_DF ? 1 : 0;
}

static u64 flags_store(void)
{
	return (st.nzcv >> 31 & 1 ? FL_SF : 0) | (st.nzcv >> 30 & 1 ? FL_ZF : 0) | (st.nzcv >> 29 & 1 ? FL_CF : 0) |
	       (st.nzcv >> 28 & 1 ? FL_OF : 0) | (__builtin_parity(st.pf) ? 0 : FL_PF) | (st.af & 16 ? FL_AF : 0) |
	       (st.df ? FL_DF : 0);
}

/* Two-bit tag of FSTENV from the value. */
static unsigned full_tag(const u8 *v)
{
	u64 mant;
	u16 sexp;

	memcpy(&mant, v, 8);
	memcpy(&sexp, v + 8, 2);
	sexp &= 0x7fff;
	if (!sexp && !mant)
		return 1;
	return sexp && sexp != 0x7fff && mant >> 63 ? 0 : 2;
}

void x87_load(const struct tstate *s)
{
	unsigned top = s->fsw >> 11 & 7, i, p;

	st.x87_cw = s->fcw;
	st.x87_sw = s->fsw;
	st.x87_tag = 0;
	for (i = 0; i < 8; i++) {
		p = (top + i) & 7;
		memset(&st.x87[p], 0, sizeof(st.x87[p]));
		memcpy(&st.x87[p].mant, s->st[i], 8);
		memcpy(&st.x87[p].sexp, s->st[i] + 8, 2);
		st.x87_tag |= (s->ftw >> p & 1 ? full_tag(s->st[i]) : 3) << 2 * p;
	}
}

void x87_store(struct tstate *s)
{
	unsigned top = st.x87_sw >> 11 & 7, i, p;

	s->fcw = st.x87_cw;
	s->fsw = st.x87_sw;
	s->ftw = 0;
	for (i = 0; i < 8; i++) {
		p = (top + i) & 7;
		memcpy(s->st[i], &st.x87[p].mant, 8);
		memcpy(s->st[i] + 8, &st.x87[p].sexp, 2);
		if ((st.x87_tag >> 2 * p & 3) != 3)
			s->ftw |= 1 << p;
	}
}

u8 state_fp;

/* Above the shadow stack there are zeros. */
static void drop_pairs(void)
{
	frame.x[HR_SHADOW] = (u64)(shadow + 1000);
	frame.x[HR_RET] = 0;
	frame.x[HR_LINK] = 0;
}

static void note_fp(u32 mxcsr, bool afp)
{
	if (mxcsr_strict(mxcsr, afp))
		state_fp |= FP_STRICT;
	if (!afp && mxcsr & MXCSR_DAZ)
		state_fp |= FP_DAZ;
}

void state_load(const struct tcase *c, bool afp)
{
	unsigned i;

	memcpy(st.gpr, c->in.gpr, sizeof(st.gpr));
	memcpy(st.xmm, c->in.xmm, sizeof(st.xmm));
	flags_load(c->in.rflags);
	x87_load(&c->in);
	state_fp = 0;
	note_fp(c->in.mxcsr, afp);
	st.mxcsr = c->in.mxcsr;
	st.fpcr = mxcsr_fpcr(st.mxcsr, afp);
	st.fs_base = G_FS;
	st.gs_base = G_GS;
	memset(st.seg, 0, sizeof(st.seg));
	st.ac = st.id = st.tf = 0;
	st.table = (u64)table;
	st.shadow_bottom = (u64)shadow;
	st.shadow_top = (u64)(shadow + 1024);
	for (i = 0; i < DOOR_COUNT; i++)
		st.door[i] = (u64)(run_doors + i);
	for (i = 0; i < HELPER_COUNT; i++)
		st.helper[i] = (u64)(run_doors + FIRST_HELPER_DOOR + i);
	memset(&frame, 0, sizeof(frame));
	drop_pairs();
	memset(shadow + 960, 0, 64 * 8);
	if (!table[0].host)
		for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
			table[i].host = (u64)(run_doors + DOOR_INDIRECT);
	frame.fpcr = st.fpcr;
}

u32 state_mxcsr(void)
{
	return st.mxcsr | mxcsr_sticky(frame.fpsr, st.mxcsr, st.fpcr & FPCR_AH);
}

bool state_set_mxcsr(u32 mxcsr)
{
	u8 before = state_fp;

	note_fp(mxcsr, st.fpcr & FPCR_AH);
	st.mxcsr = mxcsr;
	st.fpcr = mxcsr_fpcr(mxcsr, st.fpcr & FPCR_AH);
	frame.fpcr = st.fpcr;
	frame.fpsr = 0;
	if (state_fp == before)
		return false;
	drop_pairs();		/* they lead back into code for the old one */
	return true;
}

void state_store(const struct tcase *c, struct tstate *s)
{
	memcpy(s->gpr, st.gpr, sizeof(st.gpr));
	memcpy(s->xmm, st.xmm, sizeof(st.xmm));
	s->rflags = flags_store();
	s->mxcsr = state_mxcsr();
	if (c->flags & CF_X87)
		x87_store(s);
}

/* What the contract calls dead is garbage. Behind a helper x16-x18 are its results, x20-x24 and NZCV are kept. */
void state_to_frame(bool behind_helper)
{
	unsigned i;

	memcpy(frame.x, st.gpr, sizeof(st.gpr));
	for (i = HR_T0; i <= HR_PF; i++)
		if (i == HR_T3 || !behind_helper)
			frame.x[i] = 0xdead0000deadbe00 + i * 0x1111;
	frame.x[HR_FS] = st.fs_base;
	frame.x[HR_STATE] = (u64)&st;
	frame.x[HR_TABLE] = (u64)table;
	memcpy(frame.v, st.xmm, sizeof(st.xmm));
	for (i = VR_T0; i < 32; i++)
		memset(frame.v[i], 0xd0 + i, 16);
	if (!behind_helper)
		frame.nzcv = (frame.nzcv + 0x50000000) & 0xf0000000;
}

void state_from_frame(void)
{
	memcpy(st.gpr, frame.x, sizeof(st.gpr));
	memcpy(st.xmm, frame.v, sizeof(st.xmm));
}

void state_flags_from_mark(const struct xlate_mark *m)
{
	unsigned held = m->flags >> 6;
	u64 live = 0, nzcv = frame.nzcv;
	bool n = nzcv >> 31 & 1, z = nzcv >> 30 & 1, c = nzcv >> 29 & 1, v = nzcv >> 28 & 1;
	u64 f = (n ? FL_SF : 0) | (z ? FL_ZF : 0) | (c != (held == HELD_SUB) ? FL_CF : 0) | (v ? FL_OF : 0) |
		(__builtin_parity(frame.x[HR_PF] & 0xff) ? 0 : FL_PF) | (frame.x[HR_AF] & 16 ? FL_AF : 0);
	static const u16 bit[6] = { FL_CF, FL_PF, FL_AF, FL_ZF, FL_SF, FL_OF };

	if (held == HELD_FCMP)
		f = (n != v ? FL_CF : 0) | (v ? FL_PF : 0) | (z || v ? FL_ZF : 0);
	for (unsigned i = 0; i < 6; i++)
		if (m->flags >> i & 1)
			live |= bit[i];
	flags_load((f & live) | (st.df ? FL_DF : 0));
}
