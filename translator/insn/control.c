// SPDX-License-Identifier: GPL-2.0-only
/*
 * control.c - JMP Jcc LOOP JRCXZ CALL RET SYSCALL INT3 UD. SDM 2A, 2B. How control leaves a region is in link.c.
 */
#include "../emit.h"

/* The driver continues at the target: in line, by a branch, or by a link. */
static void emit_jmp(struct emit *e, const struct insn *in)
{
}

static void emit_jcc(struct emit *e, const struct insn *in)
{
	unsigned cc = in->opcode & 15;
	enum a64_cond cond;

	flags_cond(e, cc, &cond);	/* brings NZCV into the form that both sides will see */
	flags_branch(e, cc, emit_taken(e));
	if (cc == 10 && e->flags.held == HELD_FCMP)
		e->flags.ordered = 1;
}

/* a: the taken label, b: address size. The counter moves on the way, so that the branch itself changes nothing. */
static void cold_loop(struct emit *e, const struct insn *in, u32 a, u32 b)
{
	put(e, a64_sub_imm(b == 8 ? X64 : W32, REG_RCX, REG_RCX, 1));
	mark_at(e, in->imm);
	br(e, a);
}

/* E0 LOOPNE, E1 LOOPE, E2 LOOP */
static void emit_loop(struct emit *e, const struct insn *in)
{
	enum a64_sf sf = in->asz == 8 ? X64 : W32;
	unsigned t = tmp(e), z;
	u32 taken, fall = label_new(e);

	if (in->opcode != 0xe2 && e->flags.held == HELD_FCMP)
		flags_want(e, HELD_ADD);
	taken = cold(e, cold_loop, emit_taken(e), in->asz);
	put(e, a64_sub_imm(sf, t, REG_RCX, 1));
	if (in->opcode == 0xe2) {
		br_cbnz(e, sf, t, taken);
	} else {
		br_cbz(e, sf, t, fall);
		z = tmp(e);
		flags_bool(e, in->opcode == 0xe1 ? 4 : 5, z);
		br_cbnz(e, W32, z, taken);
	}
	label_bind(e, fall);
	put(e, a64_sub_imm(sf, guest_write(e, REG_RCX), REG_RCX, 1));
}

static void emit_jrcxz(struct emit *e, const struct insn *in)
{
	u32 label = emit_taken(e);

	br_cbz(e, in->asz == 8 ? X64 : W32, REG_RCX, label);
}

/* A call through a PLT stub reads the stub's pointer itself: one inline cache instead of a call and a jump. */
static void emit_call_near(struct emit *e, const struct insn *in)
{
	struct insn jump;

	if (emit_landing_live(e))
		exit_exact_call(e, in->imm, HR_ZR);
	else if (emit_plt_stub(e, in->imm, &jump))
		exit_call_through(e, &jump);
	else
		exit_call(e, in->imm, in->live);
}

/* The target in place, or loaded into x16. */
static unsigned target_of(struct emit *e, const struct insn *in)
{
	if (in->op[0].kind == OPK_GPR)
		return in->op[0].reg;
	e->ntmp = 2;			/* x16 and x17 belong to the way out */
	mem_load(e, in, 3, HR_T0, 0);
	return HR_T0;
}

static void emit_jmp_indirect(struct emit *e, const struct insn *in)
{
	exit_indirect(e, target_of(e, in), false);
}

static void emit_call_indirect(struct emit *e, const struct insn *in)
{
	unsigned target = target_of(e, in);

	if (emit_landing_live(e))
		exit_exact_call(e, 0, target);
	else
		exit_indirect(e, target, true);
}

static void emit_ret(struct emit *e, const struct insn *in)
{
	exit_return(e, in->nops ? (u16)in->imm : 0);
}

static void emit_syscall(struct emit *e, const struct insn *in)
{
	exit_syscall(e);
}

/* The mark is at the instruction, so that a signal just before the trap does not lose it; the runtime adds the length. */
static void emit_int3(struct emit *e, const struct insn *in)
{
	trap(e, TRAP_BP);
}

/* Far transfers and interrupts that a user process has no gate for. */
static void emit_gp(struct emit *e, const struct insn *in)
{
	trap(e, TRAP_GP);
}

const struct row control_rows[] = {
	/*  encoding	operands	written	read	undefined	cpuid	attributes	emitter */
	ROW("EB",	"Jb",	0,	0,			0, BASE, A_JMP | A_F64, emit_jmp),
	ROW("E9",	"Jz",	0,	0,			0, BASE, A_JMP | A_F64, emit_jmp),
	ROW("70-71",	"Jb",	0,	F_OF,			0, BASE, A_JCC | A_F64, emit_jcc),
	ROW("72-73",	"Jb",	0,	F_CF,			0, BASE, A_JCC | A_F64, emit_jcc),
	ROW("74-75",	"Jb",	0,	F_ZF,			0, BASE, A_JCC | A_F64, emit_jcc),
	ROW("76-77",	"Jb",	0,	F_CF | F_ZF,		0, BASE, A_JCC | A_F64, emit_jcc),
	ROW("78-79",	"Jb",	0,	F_SF,			0, BASE, A_JCC | A_F64, emit_jcc),
	ROW("7A-7B",	"Jb",	0,	F_PF,			0, BASE, A_JCC | A_F64, emit_jcc),
	ROW("7C-7D",	"Jb",	0,	F_SF | F_OF,		0, BASE, A_JCC | A_F64, emit_jcc),
	ROW("7E-7F",	"Jb",	0,	F_ZF | F_SF | F_OF,	0, BASE, A_JCC | A_F64, emit_jcc),
	ROW("0F 80-81",	"Jz",	0,	F_OF,			0, BASE, A_JCC | A_F64, emit_jcc),
	ROW("0F 82-83",	"Jz",	0,	F_CF,			0, BASE, A_JCC | A_F64, emit_jcc),
	ROW("0F 84-85",	"Jz",	0,	F_ZF,			0, BASE, A_JCC | A_F64, emit_jcc),
	ROW("0F 86-87",	"Jz",	0,	F_CF | F_ZF,		0, BASE, A_JCC | A_F64, emit_jcc),
	ROW("0F 88-89",	"Jz",	0,	F_SF,			0, BASE, A_JCC | A_F64, emit_jcc),
	ROW("0F 8A-8B",	"Jz",	0,	F_PF,			0, BASE, A_JCC | A_F64, emit_jcc),
	ROW("0F 8C-8D",	"Jz",	0,	F_SF | F_OF,		0, BASE, A_JCC | A_F64, emit_jcc),
	ROW("0F 8E-8F",	"Jz",	0,	F_ZF | F_SF | F_OF,	0, BASE, A_JCC | A_F64, emit_jcc),
	ROW("E0-E1",	"Jb",	0,	F_ZF,			0, BASE, A_JCC | A_F64, emit_loop),
	ROW("E2",	"Jb",	0,	0,			0, BASE, A_JCC | A_F64, emit_loop),
	ROW("E3",	"Jb",	0,	0,			0, BASE, A_JCC | A_F64, emit_jrcxz),
	ROW("E8",	"Jz",	0,	0,			0, BASE, A_CALL | A_F64, emit_call_near),
	ROW("FF /2",	"Ev",	0,	0,			0, BASE, A_ICALL | A_F64 | A_RO, emit_call_indirect),
	ROW("FF /4",	"Ev",	0,	0,			0, BASE, A_IJMP | A_F64 | A_RO, emit_jmp_indirect),
	ROW("C3",	"",	0,	0,			0, BASE, A_RET | A_F64, emit_ret),
	ROW("C2",	"Iw",	0,	0,			0, BASE, A_RET | A_F64 | A_RO, emit_ret),
	ROW("0F 05",	"",	0,	OSZAPC,			0, BASE, A_SYSCALL, emit_syscall),
	ROW("CC",	"",	0,	0,			0, BASE, A_TRAP, emit_int3),
	ROW("FF /3 mem", "Mp",	0,	0,			0, BASE, A_TRAP | A_RO, emit_gp),
	ROW("FF /5 mem", "Mp",	0,	0,			0, BASE, A_TRAP | A_RO, emit_gp),
	ROW("CA",	"Iw",	0,	0,			0, BASE, A_TRAP | A_RO, emit_gp),
	ROW("CB",	"",	0,	0,			0, BASE, A_TRAP, emit_gp),
	ROW("CD",	"Ib",	0,	0,			0, BASE, A_TRAP | A_RO, emit_gp),
	ROW("CF",	"",	0,	0,			0, BASE, A_TRAP, emit_gp),
	ROW_UD("0F 0B", "UD2"),
};
