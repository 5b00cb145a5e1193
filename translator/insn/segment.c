// SPDX-License-Identifier: GPL-2.0-only
/*
 * segment.c - MOV, PUSH and POP of segment registers, LSS LFS LGS. SDM 2A, 2B; 3A, 3.4, 5.
 *
 * The descriptors are those of a Linux process: what a user may load is null, the user's code and data segments, and the one that
 * names the processor. CS and SS are constant. All bases are 0 but those of FS and GS, which a load makes 0 too.
 */
#include "../emit.h"

enum { SREG_ES, SREG_CS, SREG_SS, SREG_DS, SREG_FS, SREG_GS };
enum { USER_CS = 0x33, USER_DS = 0x2b };

/* A bit for each selector >> 2 below 32 that DS, ES, FS and GS take: null, 32-bit code, data, code, the processor's number. */
enum { LOADABLE = 1 << 0 | 1 << 8 | 1 << 10 | 1 << 12 | 1 << 30 };

static u32 seg_off(unsigned sreg)
{
	return ST_OFF(seg) + (sreg == SREG_ES ? 0 : sreg - 2);
}

/* A register that holds the selector of sreg. */
static unsigned seg_read(struct emit *e, unsigned sreg)
{
	unsigned t = tmp(e);

	if (sreg == SREG_CS || sreg == SREG_SS)
		mov_imm(e, W32, t, sreg == SREG_CS ? USER_CS : USER_DS);
	else
		st_load(e, 0, t, seg_off(sreg));
	return t;
}

/* #GP unless the selector in s (zero-extended) can be loaded. */
static void seg_check(struct emit *e, unsigned sreg, unsigned s)
{
	struct tmps taken = tmps_taken(e);
	unsigned t = tmp(e), u = tmp(e);

	if (sreg == SREG_SS) {
		put(e, a64_sub_imm(W32, t, s, USER_DS));
		br_cbnz(e, W32, t, cold_trap(e, TRAP_GP));
	} else {
		put(e, a64_lsr_imm(W32, t, s, 7));
		br_cbnz(e, W32, t, cold_trap(e, TRAP_GP));
		put(e, a64_lsr_imm(W32, t, s, 2));
		mov_imm(e, W32, u, LOADABLE);
		put(e, a64_lsrv(W32, u, u, t));
		br_tbz(e, u, 0, cold_trap(e, TRAP_GP));
	}
	tmps_release(e, taken);
}

/* Behind the commit point. Addresses that the block shares may have the segment's base in them. */
static void seg_write(struct emit *e, unsigned sreg, unsigned s)
{
	if (sreg == SREG_SS)
		return;
	st_store(e, 0, s, seg_off(sreg));
	if (sreg == SREG_FS) {
		st_store(e, 3, HR_ZR, ST_OFF(fs_base));
		put(e, a64_mov_reg(X64, HR_FS, HR_ZR));
	} else if (sreg == SREG_GS) {
		st_store(e, 3, HR_ZR, ST_OFF(gs_base));
	}
	addr_forget(e);
}

static void emit_mov_from_seg(struct emit *e, const struct insn *in)
{
	unsigned t = seg_read(e, in->op[1].reg & 7);

	if (in->op[0].kind == OPK_MEM)
		mem_store(e, in, 1, t, 0);
	else if (in->op[0].size >= 4)
		put(e, a64_mov_reg(W32, guest_write(e, in->op[0].reg), t));
	else
		gpr_put(e, in, 0, t);
}

static void emit_mov_to_seg(struct emit *e, const struct insn *in)
{
	unsigned s = gpr_zx(e, in, 1), sreg = in->op[0].reg;

	seg_check(e, sreg, s);
	commit(e);
	seg_write(e, sreg, s);
}

/* The offset, and the selector behind it. */
static void emit_load_far(struct emit *e, const struct insn *in)
{
	unsigned offset = tmp(e), s = tmp(e), sreg = in->opcode == 0xb2 ? SREG_SS : in->opcode == 0xb4 ? SREG_FS : SREG_GS;

	mem_load(e, in, log2_of(in->osz), offset, 0);
	mem_load(e, in, 1, s, in->osz);
	seg_check(e, sreg, s);
	guest_write(e, in->op[0].reg);
	commit(e);
	seg_write(e, sreg, s);
	gpr_put(e, in, 0, offset);
}

/* 0F A0, A1: FS; 0F A8, A9: GS */
static unsigned named_by_opcode(const struct insn *in)
{
	return in->opcode & 8 ? SREG_GS : SREG_FS;
}

static void emit_push_seg(struct emit *e, const struct insn *in)
{
	unsigned t = seg_read(e, named_by_opcode(in));

	guest_write(e, REG_RSP);
	commit(e);
	put(e, a64_str_pre(log2_of(in->osz), t, REG_RSP, -(s32)in->osz));
}

static void emit_pop_seg(struct emit *e, const struct insn *in)
{
	unsigned s = tmp(e), sreg = named_by_opcode(in);

	put(e, a64_ldr_uoff(1, s, REG_RSP, 0));
	seg_check(e, sreg, s);
	guest_write(e, REG_RSP);
	commit(e);
	seg_write(e, sreg, s);
	put(e, a64_add_imm(X64, REG_RSP, REG_RSP, in->osz));
}

const struct row segment_rows[] = {
	/*  encoding	operands	written	read	undefined	cpuid	attributes	emitter */
	ROW("8C /0-5",	"Ev Sw",	0,	0,	0,	BASE,	A_WO,	emit_mov_from_seg),
	ROW("8E /0",	"Sw Ew",	0,	0,	0,	BASE,	A_WO,	emit_mov_to_seg),
	ROW("8E /2-5",	"Sw Ew",	0,	0,	0,	BASE,	A_WO,	emit_mov_to_seg),
	ROW("0F B2 /r mem", "Gv Mp",	0,	0,	0,	BASE,	A_WO,	emit_load_far),
	ROW("0F B4 /r mem", "Gv Mp",	0,	0,	0,	BASE,	A_WO,	emit_load_far),
	ROW("0F B5 /r mem", "Gv Mp",	0,	0,	0,	BASE,	A_WO,	emit_load_far),
	ROW("0F A0",	"",		0,	0,	0,	BASE,	A_D64,	emit_push_seg),
	ROW("0F A8",	"",		0,	0,	0,	BASE,	A_D64,	emit_push_seg),
	ROW("0F A1",	"",		0,	0,	0,	BASE,	A_D64,	emit_pop_seg),
	ROW("0F A9",	"",		0,	0,	0,	BASE,	A_D64,	emit_pop_seg),
};
