/* SPDX-License-Identifier: GPL-2.0-only */
/* comparable.c - of sequences made at random: those whose result on this machine's processor is every processor's, and the host's. */
#include "insn.h"
#include "oracle.h"

/* An indirect jump to where no code can be: at the jump here, at the target in the translator. */
static bool jumps_away(const struct tcase *c, u64 off)
{
	struct insn in;

	if (off >= c->code_len)
		return false;
	decode(&in, c->code + off, c->code_len - off, G_START);
	return in.attr & (A_IJMP | A_ICALL | A_RET);
}

/* The address of operand k, s being the state before the instruction. */
static u64 operand_address(const struct insn *in, unsigned k, const struct tstate *s, u32 op)
{
	u64 at = in->disp + (in->base < 16 ? s->gpr[in->base] : 0) + (in->index < 16 ? s->gpr[in->index] << in->scale : 0);
	unsigned bits = 8 * in->op[0].size;

	if (in->op[k].kind == OPK_STR)
		return s->gpr[in->op[k].reg];
	if (op == 0xd7)
		at = s->gpr[REG_RBX] + (u8)s->gpr[REG_RAX];
	if (op == 0x0fa3 || op == 0x0fab || op == 0x0fb3 || op == 0x0fbb)
		at += ((s64)(s->gpr[in->op[1].reg] << (64 - bits)) >> (64 - bits) >> (bits == 16 ? 4 : bits == 32 ? 5 : 6)) * (bits / 8);
	if (in->asz == 4)
		at = (u32)at;
	return at + (in->seg == SEG_FS ? G_FS : in->seg == SEG_GS ? G_GS : 0);
}

/* Not canonical because of its top byte alone, which the host ignores (docs/exactness.md). */
static bool top_byte_matters(const struct tresult *r, u64 at)
{
	return (r->trap == TR_GP || r->trap == TR_SS) && (u64)((s64)(at << 16) >> 16) != at && (s64)(at << 16) >> 16 == (s64)(at << 8) >> 8;
}

/* A store of more than 8 bytes over the end of a page: the host may have done a part of it (docs/exactness.md). 0: FXSAVE. */
static bool half_stored(const struct insn *in, const struct tresult *r, u64 at)
{
	u64 size = in->op[0].size ? in->op[0].size : 512;

	return r->trap == TR_PF && size > 8 && !(in->attr & A_RO) && at % G_PAGE > G_PAGE - size;
}

bool last_insn(const struct tcase *c, const struct tresult *r, struct insn *in, u32 *op)
{
	u64 off = r->s.rip - G_CODE - c->code_off;

	if (off >= c->code_len)
		return false;
	decode(in, c->code + off, c->code_len - off, r->s.rip);
	*op = opcode_of(c->code + off, in->len);
	return true;
}

/* The instruction that faulted did so in a way that is not the host's. */
static bool faults_otherwise(const struct tcase *c, const struct tresult *r)
{
	struct insn in;
	unsigned k;
	u32 op;
	u64 at;

	if (!last_insn(c, r, &in, &op))
		return false;
	if (top_byte_matters(r, r->s.gpr[REG_RSP]) || op == 0x0ff7)
		return true;	/* RET, PUSH, POP; MASKMOVDQU may fault for bytes that it does not store; RDI is not among its operands */
	for (k = 0; k < 4; k++) {
		at = operand_address(&in, k, &r->s, op);
		if ((in.op[k].kind == OPK_MEM || in.op[k].kind == OPK_STR || op == 0xd7) && top_byte_matters(r, at))
			return true;
	}
	return in.nops && in.op[0].kind == OPK_MEM && half_stored(&in, r, operand_address(&in, 0, &r->s, 0));
}

/* Not mapped here, but in the runner it is: its images. */
static bool in_runners_memory(u64 at)
{
	return at >= G_IMAGE - G_PAGE && at < G_IMAGE + G_DELTA + G_IMAGE_SIZE;
}

bool comparable(const struct tcase *c, const struct tresult *r)
{
	u64 start = G_CODE + c->code_off;

	if (r->trap == TR_TIMEOUT || r->trap == TR_AC || r->trap == TR_DB)
		return false;
	if (r->trap == TR_NONE)
		return r->s.rip == G_DONE;
	if (r->trap == TR_GP && jumps_away(c, r->s.rip - start))
		return false;
	if (faults_otherwise(c, r) || (r->trap == TR_PF && in_runners_memory(r->addr)))
		return false;
	return r->s.rip >= start && r->s.rip < start + c->code_len;
}
