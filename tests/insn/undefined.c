/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * undefined.c - which flags a case leaves undefined: the rows' word, made sharper where the manual's depends on a shift count
 * that the case fixes, and carried through the case's control flow. Flags that calls, returns and indirect jumps do not carry
 * to the end (docs/boundary.md, "Flags") count as undefined.
 */
#include <string.h>
#include "rows.h"
#include "oracle.h"

static const u32 rflag[6] = { FL_CF, FL_PF, FL_AF, FL_ZF, FL_SF, FL_OF };

u32 opcode_of(const u8 *code, unsigned n)
{
	unsigned i = 0;

	for (; i < n && strchr("\x26\x2e\x36\x3e\x64\x65\x66\x67\xf0\xf2\xf3", code[i]) && code[i]; i++)
		;
	if (i < n && (code[i] & 0xf0) == 0x40)
		i++;
	if (i >= n)
		return 0;
	if (code[i] != 0x0f || i + 1 >= n)
		return code[i];
	if ((code[i + 1] == 0x38 || code[i + 1] == 0x3a) && i + 2 < n)
		return code[i + 1] << 8 | code[i + 2];
	return 0x0f00 | code[i + 1];
}

enum { COUNT_UNKNOWN = 0xff };

/* The masked count of a shift or rotate, or COUNT_UNKNOWN. */
static unsigned shift_count(const struct insn *in, u32 op, const struct tstate *s)
{
	unsigned mask = in->op[0].size == 8 ? 63 : 31;

	switch (op) {
	case 0xc0: case 0xc1: case 0x0fa4: case 0x0fac:
		return in->imm & mask;
	case 0xd0: case 0xd1:
		return 1;
	default:
		return s ? s->gpr[1] & mask : COUNT_UNKNOWN;
	}
}

static bool is_shift(u32 op)
{
	return op == 0xc0 || op == 0xc1 || (op >= 0xd0 && op <= 0xd3);
}

static bool is_double_shift(u32 op)
{
	return op == 0x0fa4 || op == 0x0fa5 || op == 0x0fac || op == 0x0fad;
}

/* F_* that `in` leaves undefined; s: the state before, 0 where unknown. *written: those that it defines for certain. */
static u8 undefined_by(const struct insn *in, const u8 *code, const struct tstate *s, u8 *written)
{
	u32 op = opcode_of(code, in->len);
	unsigned count, most, bits = in->op[0].size * 8, digit = in->modrm >> 3 & 7;
	u8 undef = row_info(in->row)->fundef;

	*written = in->attr & A_FMAY ? 0 : in->fwritten;
	if (!is_shift(op) && !is_double_shift(op))
		return undef;
	count = shift_count(in, op, s);
	if (count == 0) {
		*written = 0;
		return 0;
	}
	most = count == COUNT_UNKNOWN ? (bits == 64 ? 63 : 31) : count;
	if (is_shift(op) && (digit == 4 || digit == 5 || digit == 6) && most >= bits)
		undef |= F_CF;
	if (is_double_shift(op) && most > bits)
		undef = OSZAPC;
	if (count == 1)
		undef &= ~F_OF;
	else
		undef |= F_OF & in->fwritten;
	if (count != COUNT_UNKNOWN)
		*written = in->fwritten;
	return undef;
}

/* Flags on entry of the instruction at each offset: undefined ones, and (bits 8-13) those that the way there has not carried. */
enum { NOT_CARRIED = OSZAPC << 8 };

struct flow {
	u8 start[256], reached[256];
	u16 undef[256];
	bool changed;
	bool anywhere;		/* there are indirect calls or returns */
	bool calls;		/* returns have something to return to */
	bool reads_undefined;
	u16 all;		/* whatever is undefined anywhere */
};

static void flow_to(struct flow *f, u64 off, u16 undef)
{
	if (off > 255)
		off = 255;	/* outside */
	if (f->reached[off] && !(undef & ~f->undef[off]))
		return;
	f->reached[off] = 1;
	f->undef[off] |= undef;
	f->changed = true;
}

/* To every instruction, with none of the flags in `undef`. */
static void flow_anywhere(struct flow *f, const struct tcase *c, u16 undef)
{
	for (unsigned to = 0; to < c->code_len; to++)
		if (f->start[to])
			flow_to(f, to, undef | NOT_CARRIED);
}

static void flow_step(struct flow *f, const struct tcase *c, unsigned off)
{
	u64 base = G_CODE + c->code_off;
	struct insn in;
	u16 undef;
	u8 written;

	decode(&in, c->code + off, c->code_len - off, base + off);
	if (in.fread & f->undef[off])
		f->reads_undefined = true;
	undef = undefined_by(&in, c->code + off, off == 0 && !f->undef[0] ? &c->in : NULL, &written);
	undef |= f->undef[off] & ~(written | written << 8);
	f->all |= undef & OSZAPC;
	if (in.attr & (A_JMP | A_JCC))
		flow_to(f, in.imm - base, undef);
	if (in.attr & A_CALL)
		flow_to(f, in.imm - base, undef | NOT_CARRIED);
	if (in.attr & A_IJMP)
		flow_anywhere(f, c, undef | F_PF | F_AF);
	if (in.attr & A_ICALL || (in.attr & A_RET && !f->calls))
		flow_anywhere(f, c, OSZAPC);
	if (in.attr & (A_ICALL | A_RET))
		f->anywhere = true;
	if (!(in.attr & (A_JMP | A_IJMP | A_RET)))
		flow_to(f, off + in.len, in.attr & (A_CALL | A_ICALL) ? f->all | NOT_CARRIED : undef);
}

static u32 to_rflags(u16 both)
{
	u8 mask = both | both >> 8;
	u32 out = 0;

	for (unsigned i = 0; i < 6; i++)
		if (mask & 1 << i)
			out |= rflag[i];
	return out;
}

static void flow_run(struct flow *f, const struct tcase *c)
{
	unsigned i, rounds = 0;
	struct insn in;

	*f = (struct flow){ .reached[0] = 1 };
	for (i = 0; i < c->code_len; i += in.len ? in.len : 1) {
		f->start[i] = 1;
		decode(&in, c->code + i, c->code_len - i, 0);
		f->calls |= (in.attr & (A_CALL | A_ICALL)) != 0;
	}
	do {
		f->changed = false;
		for (i = 0; i < c->code_len; i++)
			if (f->reached[i] || (f->anywhere && f->start[i]))
				flow_step(f, c, i);
	} while (f->changed && ++rounds < 20);
}

bool reads_undefined_flags(const struct tcase *c)
{
	struct flow f;

	flow_run(&f, c);
	return f.reads_undefined;
}

/* REP CMPS or SCAS that faults: Intel has the flags of before, AMD those of the last comparison. */
static bool interrupted_compare(const struct tcase *c, u64 off)
{
	struct insn in;

	decode(&in, c->code + off, c->code_len - off, G_START);
	return in.attr & A_STR && in.prefix & (P_REP | P_REPNE) && in.fwritten;
}

u32 undefined_flags(const struct tcase *c, u64 rip)
{
	u64 off = rip - G_CODE - c->code_off;
	struct flow f;

	flow_run(&f, c);
	if (f.anywhere)
		return to_rflags(OSZAPC);
	if (off < c->code_len && interrupted_compare(c, off))
		return to_rflags(OSZAPC);
	return to_rflags(off < c->code_len && f.reached[off] ? f.undef[off] : f.undef[255]);
}

bool outcome_defined(const struct tcase *c)
{
	unsigned off = 0, count;
	struct insn in;
	u32 op;

	for (; off < c->code_len; off += in.len) {
		decode(&in, c->code + off, c->code_len - off, G_CODE + c->code_off + off);
		if (!in.len)
			break;
		op = opcode_of(c->code + off, in.len);
		if (is_double_shift(op) && in.osz == 2) {
			count = shift_count(&in, op, off ? NULL : &c->in);
			if (count > 16)
				return false;
		}
		if ((op & ~7u) == 0x0fc8 && in.osz == 2)
			return false;		/* BSWAP of 16 bits */
	}
	return true;
}
