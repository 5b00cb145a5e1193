/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vendor.c - where processors differ without being wrong. The translator does as Intel's: on another one (AMD's) what differs
 * there is passed over. What is every model's own choice is not compared anywhere.
 */
#include "insn.h"
#include "oracle.h"

enum { OP_CMPSB = 0xa6, OP_CMPS = 0xa7, OP_MASKMOV = 0x0ff7, OP_FXSAVE = 0x0fae, OP_DPPS = 0x3a40, OP_DPPD = 0x3a41 };

static bool faulted(const struct tresult *r)
{
	return r->trap == TR_PF || r->trap == TR_GP || r->trap == TR_SS;
}

u64 any_at_fault(const struct tcase *c, const struct tresult *r)
{
	struct insn in;
	u32 op;

	if ((!faulted(r) && r->trap != TR_XM) || !last_insn(c, r, &in, &op))
		return 0;
	/* MMX stores: Intel's processors have TOP 0 already, with the tags of before. Conversions: docs/exactness.md. */
	if (in.attr & A_MMX && (in.op[0].kind == OPK_MEM || op == OP_MASKMOV || r->trap == TR_XM))
		return 1ull << ANY_X87;
	/* FXSAVE, FXRSTOR: the first byte or the last. */
	if (op == OP_FXSAVE && in.op[0].kind == OPK_MEM && (in.modrm >> 3 & 7) < 2)
		return 1ull << ANY_ADDR;
	/* Ten bytes in two pages: the first eight may be there. */
	if (in.nops && in.op[0].kind == OPK_MEM && in.op[0].size == 10 && !(in.attr & A_RO))
		return 1ull << ANY_MEM;
	return 0;
}

static bool has_nan(const struct tstate *s)
{
	const u32 *lane = (const u32 *)s->xmm;

	for (unsigned i = 0; i < 64; i++)
		if ((lane[i] & 0x7fffffff) > 0x7f800000)
			return true;
	return false;
}

static bool mapped(const struct tcase *c, u64 at)
{
	at -= c->delta;
	return (at >= G_DATA && at < G_DATA + G_PAGE - 8) || (at >= G_RO && at < G_RO + G_PAGE - 8);
}

/* Instructions that differ wherever they stand. */
static bool differs(const struct insn *in, const u8 *code, const struct tcase *c, const struct tresult *r)
{
	u32 op = opcode_of(code, in->len);

	if (in->attr & A_STR && in->prefix & (P_REP | P_REPNE) && in->asz == 4)		/* truncated registers */
		return true;
	if (op == 0x90 && in->prefix & P_REP && (code[in->len - 2] & 0xf1) == 0x41)	/* PAUSE with REX.B */
		return true;
	if (op == 0x0f0d && in->op[0].kind != OPK_MEM)
		return true;
	return (op == OP_DPPS || op == OP_DPPD) && (in->len < c->code_len || has_nan(&r->s));		/* which NaN */
}

bool vendors_differ(const struct tcase *c, const struct tresult *r)
{
	struct insn in;
	u32 off, op;

	if (__builtin_cpu_is("intel"))
		return false;
	for (off = 0; off < c->code_len; off += in.len) {
		decode(&in, c->code + off, c->code_len - off, G_CODE + c->code_off + off);
		if (!in.len)
			break;
		if (differs(&in, c->code + off, c, r))
			return true;
	}
	if (!faulted(r) || !last_insn(c, r, &in, &op))
		return false;
	if (op == OP_CMPSB || op == OP_CMPS)			/* which operand's fault */
		return !mapped(c, r->s.gpr[REG_RSI]) && !mapped(c, r->s.gpr[REG_RDI]);
	/* x87 stores: page faults before unmasked exceptions. */
	return (op & ~7u) == 0xd8 && in.nops && in.op[0].kind == OPK_MEM && (r->s.fcw & 0x3f) != 0x3f;
}
