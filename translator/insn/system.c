// SPDX-License-Identifier: GPL-2.0-only
/*
 * system.c - NOP and hints, fences and prefetch, CPUID, time stamps, XLATB, and what a user process may not do. SDM 2A, 2B.
 *
 * Privileged instructions, port I/O (IOPL 0, no ports permitted), and those that UMIP or CR4.TSD, PCE, FSGSBASE would keep from a
 * process raise #GP, or #UD where the bit is not offered. LAR LSL VERR VERW answer for Linux's user selectors.
 */
#include "nzcv.h"

/* ---- nothing, or nothing visible ---- */

static void emit_nop(struct emit *e, const struct insn *in)
{
}

static void emit_pause(struct emit *e, const struct insn *in)
{
	put(e, a64_yield());
}

static void prefetch(struct emit *e, const struct insn *in, enum a64_prfop op)
{
	struct ea a;

	if (in->seg == SEG_GS || in->asz == 4)		/* not worth an address */
		return;
	a = ea(e, in, 3, 0);
	if (a.index != HR_ZR)
		put(e, a64_prfm_reg(op, a.base, a.index, A64_UXTX, a.scaled));
	else if (a64_is_uoff(3, a.off))
		put(e, a64_prfm_uoff(op, a.base, a.off));
	else
		put(e, a64_prfum(op, a.base, a.off));
}

/* 0F 18: NTA T0 T1 T2 by the digit. */
static void emit_prefetch(struct emit *e, const struct insn *in)
{
	static const u8 op[4] = { A64_PLDL1STRM, A64_PLDL1KEEP, A64_PLDL2KEEP, A64_PLDL3KEEP };

	prefetch(e, in, op[in->modrm >> 3 & 3]);
}

static void emit_prefetchw(struct emit *e, const struct insn *in)
{
	prefetch(e, in, A64_PSTL1KEEP);
}

static void emit_mfence(struct emit *e, const struct insn *in)
{
	mem_fence(e, true, true);
}

static void emit_lfence(struct emit *e, const struct insn *in)
{
	mem_fence(e, true, false);
}

static void emit_sfence(struct emit *e, const struct insn *in)
{
	mem_fence(e, false, true);
}

/* A load: it faults where CLFLUSH does. The caches are coherent. */
static void emit_clflush(struct emit *e, const struct insn *in)
{
	mem_load(e, in, 0, tmp(e), 0);
}

/* ---- helpers that work on the thread state; NZCV survives in x20 ---- */

static void call_full(struct emit *e, const struct insn *in, enum helper h)
{
	bool keep = in->live & (F_NZCV | F_PF);
	unsigned r;

	if (keep) {
		e->slot_busy |= 1;
		e->slot[0].valid = 0;
		put(e, a64_mrs(HR_A0, A64_NZCV));
	}
	emit_call(e, h);
	e->committed = e->n;		/* the branch to it */
	if (keep)
		put(e, a64_msr(A64_NZCV, HR_A0));
	for (r = REG_RAX; r <= REG_RBX; r++)
		guest_write(e, r);
}

static void emit_cpuid(struct emit *e, const struct insn *in)
{
	call_full(e, in, HELPER_cpuid);
}

static void emit_rdtsc(struct emit *e, const struct insn *in)
{
	put(e, a64_movz(W32, HR_T0, 0, 0));
	call_full(e, in, HELPER_rdtsc);
}

/* 1: RCX is the processor's number. */
static void emit_rdtscp(struct emit *e, const struct insn *in)
{
	put(e, a64_movz(W32, HR_T0, 1, 0));
	call_full(e, in, HELPER_rdtsc);
}

/* ---- XLATB ---- */

static void emit_xlat(struct emit *e, const struct insn *in)
{
	unsigned t = tmp(e), base;

	put(e, a64_uxtb(t, REG_RAX));
	put(e, a64_add_reg(in->asz == 8 ? X64 : W32, t, REG_RBX, t, A64_LSL, 0));
	if (in->seg == SEG_FS) {
		put(e, a64_add_reg(X64, t, HR_FS, t, A64_LSL, 0));
	} else if (in->seg == SEG_GS) {
		base = tmp(e);
		st_load(e, 3, base, ST_OFF(gs_base));
		put(e, a64_add_reg(X64, t, base, t, A64_LSL, 0));
	}
	at_load(e, 0, t, t, 0);
	put(e, a64_bfi(X64, guest_write(e, REG_RAX), t, 0, 8));
}

/* ---- LAR LSL VERR VERW: what Linux's table of segments says to a user process ---- */

enum selector_op { SEL_LAR, SEL_LSL, SEL_VERR, SEL_VERW };

static const struct segment {
	u8 selector;		/* without RPL, of which any will do */
	bool writable;
	u32 rights, limit;
} segments[] = {
	{ 0x28, true, 0xcff300, 0xffffffff },	/* data */
	{ 0x30, false, 0xaffb00, 0xffffffff },	/* code */
	{ 0x20, false, 0xcffb00, 0xffffffff },	/* 32-bit code */
	{ 0x78, false, 0x40f500, 0 },		/* its limit is the processor's number: always 0 here */
};
enum { SEGMENTS = sizeof(segments) / sizeof(segments[0]) };

/* a: where to go on, b: NZCV. */
static void cold_unknown(struct emit *e, const struct insn *in, u32 a, u32 b)
{
	zero_put(e, in, b, false);
	mark_at(e, insn_next(in));
	br(e, a);
}

static void selector(struct emit *e, const struct insn *in, enum selector_op op)
{
	unsigned s = gpr_zx(e, in, in->nops - 1), t = tmp(e), clear, set, value, i, left = op == SEL_VERW ? 1 : SEGMENTS;
	u32 found = label_new(e), done = label_new(e), enc = 0;

	if (e->flags.held == HELD_FCMP && live_before(in))
		flags_want(e, HELD_ADD);
	clear = zero_word(e, in, false);
	set = zero_word(e, in, true);
	value = tmp(e);
	a64_logimm(W32, 0xfffc, &enc);
	for (i = 0; left; i++) {
		if (op == SEL_VERW && !segments[i].writable)
			continue;
		if (op < SEL_VERR)
			mov_imm(e, W32, value, op == SEL_LAR ? segments[i].rights : segments[i].limit);
		put(e, a64_and_imm(W32, t, s, enc));
		put(e, a64_sub_imm(W32, t, t, segments[i].selector));
		if (--left)
			br_cbz(e, W32, t, found);
		else
			br_cbnz(e, W32, t, cold(e, cold_unknown, done, clear));
	}
	label_bind(e, found);
	if (op < SEL_VERR)
		gpr_put(e, in, 0, value);
	zero_put(e, in, set, true);
	label_bind(e, done);
}

static void emit_lar(struct emit *e, const struct insn *in)
{
	selector(e, in, SEL_LAR);
}

static void emit_lsl(struct emit *e, const struct insn *in)
{
	selector(e, in, SEL_LSL);
}

static void emit_verr(struct emit *e, const struct insn *in)
{
	selector(e, in, SEL_VERR);
}

static void emit_verw(struct emit *e, const struct insn *in)
{
	selector(e, in, SEL_VERW);
}

/* ---- what is not for user processes ---- */

static void emit_gp(struct emit *e, const struct insn *in)
{
	trap(e, TRAP_GP);
}

/* CR0 CR2 CR3 CR4 CR8 and DR0-7 exist. */
static void emit_mov_control(struct emit *e, const struct insn *in)
{
	unsigned n = in->op[1].reg;
	bool exists = in->opcode & 1 ? n < 8 : n == 0 || (n >= 2 && n <= 4) || n == 8;

	trap(e, exists ? TRAP_GP : TRAP_UD);
}

static void emit_int1(struct emit *e, const struct insn *in)
{
	trap(e, TRAP_DB);
}

const struct row system_rows[] = {
	/*  encoding	operands	written	read	undefined	cpuid	attributes	emitter */
	ROW("NFx REX.B0 90", "",	0,	0,	0,	BASE,	0,	emit_nop),
	ROW("F2 REX.B0 90", "",		0,	0,	0,	BASE,	0,	emit_nop),
	ROW("F3 90",	"",		0,	0,	0,	BASE,	0,	emit_pause),	/* AMD: an exchange with REX.B */
	ROW("0F 0D /0 mem", "Mb",	0,	0,	0,	PREFETCHW, A_RO | A_NOFAULT,	emit_prefetch),
	ROW("0F 0D /1-3 mem", "Mb",	0,	0,	0,	PREFETCHW, A_RO | A_NOFAULT,	emit_prefetchw),
	ROW("0F 0D /4-7 mem", "Mb",	0,	0,	0,	PREFETCHW, A_RO | A_NOFAULT,	emit_nop),
	ROW("0F 0D /r mod3", "Ev",	0,	0,	0,	PREFETCHW, A_RO | A_NOFAULT,	emit_nop),	/* AMD: #UD */
	ROW("0F 18 /0-3 mem", "Mb",	0,	0,	0,	BASE,	A_RO | A_NOFAULT,	emit_prefetch),
	ROW("0F 18 /0-3 mod3", "Ev",	0,	0,	0,	BASE,	A_RO | A_NOFAULT,	emit_nop),
	ROW("0F 18 /4-7", "Ev",		0,	0,	0,	BASE,	A_RO | A_NOFAULT,	emit_nop),
	ROW("0F 19-1F /r", "Ev",	0,	0,	0,	BASE,	A_RO | A_NOFAULT,	emit_nop),

	ROW("NP 0F AE /5 mod3", "",	0,	0,	0,	SSE2,	0,	emit_lfence),
	ROW("NP 0F AE /6 mod3", "",	0,	0,	0,	SSE2,	0,	emit_mfence),
	ROW("NP 0F AE /7 mod3", "",	0,	0,	0,	SSE,	0,	emit_sfence),
	ROW("NP 0F AE /7 mem", "Mb",	0,	0,	0,	CLFSH,	A_RO,	emit_clflush),

	ROW("0F A2",	"",		0,	0,	0,	BASE,	0,	emit_cpuid),
	ROW("0F 31",	"",		0,	0,	0,	TSC,	0,	emit_rdtsc),
	ROW("0F 01 F9",	"",		0,	0,	0,	RDTSCP,	0,	emit_rdtscp),
	ROW("D7",	"",		0,	0,	0,	BASE,	0,	emit_xlat),

	ROW("0F 02 /r",	"Gv Ew",	F_ZF,	0,	0,	BASE,	0,	emit_lar),
	ROW("0F 03 /r",	"Gv Ew",	F_ZF,	0,	0,	BASE,	0,	emit_lsl),
	ROW("0F 00 /4",	"Ew",		F_ZF,	0,	0,	BASE,	A_RO,	emit_verr),
	ROW("0F 00 /5",	"Ew",		F_ZF,	0,	0,	BASE,	A_RO,	emit_verw),

	/* UMIP */
	ROW("0F 00 /0-1", "Ew",		0,	0,	0,	BASE,	A_TRAP | A_WO,	emit_gp),	/* SLDT STR */
	ROW("0F 01 /0-1 mem", "Mt",	0,	0,	0,	BASE,	A_TRAP | A_WO,	emit_gp),	/* SGDT SIDT */
	ROW("0F 01 /4",	"Ew",		0,	0,	0,	BASE,	A_TRAP | A_WO,	emit_gp),	/* SMSW */

	ROW("0F 00 /2-3", "Ew",		0,	0,	0,	BASE,	A_TRAP | A_RO,	emit_gp),	/* LLDT LTR */
	ROW("0F 01 /2-3 mem", "Mt",	0,	0,	0,	BASE,	A_TRAP | A_RO,	emit_gp),	/* LGDT LIDT */
	ROW("0F 01 /6",	"Ew",		0,	0,	0,	BASE,	A_TRAP | A_RO,	emit_gp),	/* LMSW */
	ROW("0F 01 /7 mem", "Mb",	0,	0,	0,	BASE,	A_TRAP | A_RO,	emit_gp),	/* INVLPG */
	ROW("0F 01 F8",	"",		0,	0,	0,	BASE,	A_TRAP,	emit_gp),		/* SWAPGS */
	ROW("0F 06-09",	"",		0,	0,	0,	BASE,	A_TRAP,	emit_gp),		/* CLTS SYSRET INVD WBINVD */
	ROW("0F 20 /r",	"Rq Gq",	0,	0,	0,	BASE,	A_TRAP | A_WO,	emit_mov_control),
	ROW("0F 21 /r",	"Rq Gq",	0,	0,	0,	BASE,	A_TRAP | A_WO,	emit_mov_control),
	ROW("0F 22 /r",	"Rq Gq",	0,	0,	0,	BASE,	A_TRAP | A_RO,	emit_mov_control),
	ROW("0F 23 /r",	"Rq Gq",	0,	0,	0,	BASE,	A_TRAP | A_RO,	emit_mov_control),
	ROW("0F 30",	"",		0,	0,	0,	BASE,	A_TRAP,	emit_gp),		/* WRMSR */
	ROW("0F 32-33",	"",		0,	0,	0,	BASE,	A_TRAP,	emit_gp),		/* RDMSR RDPMC */
	ROW("0F 34-35",	"",		0,	0,	0,	BASE,	A_TRAP,	emit_gp),		/* SYSENTER SYSEXIT */
	ROW("6C-6D",	"",		0,	0,	0,	BASE,	A_TRAP,	emit_gp),		/* INS */
	ROW("6E-6F",	"",		0,	0,	0,	BASE,	A_TRAP,	emit_gp),		/* OUTS */
	ROW("E4-E5",	"Ib",		0,	0,	0,	BASE,	A_TRAP | A_RO,	emit_gp),	/* IN */
	ROW("E6-E7",	"Ib",		0,	0,	0,	BASE,	A_TRAP | A_RO,	emit_gp),	/* OUT */
	ROW("EC-EF",	"",		0,	0,	0,	BASE,	A_TRAP,	emit_gp),		/* IN OUT */
	ROW("F1",	"",		0,	0,	0,	BASE,	A_TRAP,	emit_int1),
	ROW("F4",	"",		0,	0,	0,	BASE,	A_TRAP,	emit_gp),		/* HLT */
	ROW("FA-FB",	"",		0,	0,	0,	BASE,	A_TRAP,	emit_gp),		/* CLI STI */
};
