/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_form.c - forms of the rows: every opcode with every mandatory prefix, W and ModRM (registers, and memory in its simplest
 * form), also behind VEX, is decoded, and some of those that belong to a row are kept for it.
 */
#include <string.h>
#include "insn.h"
#include "rows.h"
#include "oracle.h"

enum { MAX_ROWS = 2048, PER_ROW = 32 };

struct row_forms {
	struct form form[PER_ROW];
	u32 seen;		/* PER_ROW of them are kept */
};

static struct row_forms rows[MAX_ROWS];
static u16 list[FORM_CLASSES][MAX_ROWS];
static u32 count[FORM_CLASSES];

/* Not for random use: they leave the process, change segments, depend on the machine, or are approximations. */
static const u16 excluded[] = {
	0x6c, 0x6d, 0x6e, 0x6f, 0x8e, 0x9d, 0xc2, 0xc3, 0xca, 0xcb, 0xcd, 0xcf, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xec, 0xed, 0xee, 0xef, 0xf1, 0xfa,
	0xfb, 0x0f00, 0x0f01, 0x0f02, 0x0f03, 0x0f05, 0x0f06, 0x0f07, 0x0f08, 0x0f09, 0x0f0d, 0x0f20, 0x0f21, 0x0f22, 0x0f23, 0x0f30,
	0x0f31, 0x0f32, 0x0f33, 0x0f34, 0x0f35, 0x0f52, 0x0f53, 0x0fa1, 0x0fa2, 0x0fa9, 0x0fb2, 0x0fb4, 0x0fb5, 0x0f37, 0x0ff7,
};

bool form_usable(const struct insn *in, const u8 *code)
{
	u32 op = opcode_of(code, in->len), digit = in->modrm >> 3 & 7;
	bool mod3 = in->modrm >= 0xc0;

	for (unsigned i = 0; i < sizeof(excluded) / sizeof(excluded[0]); i++)
		if (op == excluded[i])
			return false;
	if (in->attr & (A_SYSCALL | A_CALL | A_RET | A_IJMP | A_ICALL))
		return false;
	if (op == 0xff && (digit == 3 || digit == 5))
		return false;
	if (!mod3 && ((op >= 0x38c8 && op <= 0x38cd) || op == 0x3acc))
		return false;		/* SHA: this processor may not check alignment */
	if (op == 0x0fae && (mod3 ? digit < 5 : digit < 7))
		return false;
	if (op == 0x0fc7 && digit != 1)
		return false;
	if ((op == 0xd9 || op == 0xdd) && !mod3 && (digit == 4 || digit == 6))
		return false;		/* FLDENV FNSTENV FRSTOR FNSAVE: this processor has no pointers without an exception */
	if (op == 0xd9 && in->modrm >= 0xf0 && strchr("\xf0\xf1\xf2\xf3\xf9\xfb\xfe\xff", in->modrm))
		return false;		/* transcendental */
	return true;
}

static enum form_class class_of(const struct insn *in)
{
	if (in->attr & A_X87)
		return FORM_X87;
	for (unsigned k = 0; k < in->nops; k++)
		if (in->op[k].kind == OPK_XMM)
			return FORM_VECTOR;
	return FORM_INTEGER;
}

unsigned form_put(const struct form *f, u8 *p, u8 rex, u8 vvvv)
{
	unsigned n = 0, pp = f->pp == 0x66 ? 1 : f->pp == 0xf3 ? 2 : f->pp == 0xf2 ? 3 : 0;

	if (f->vex) {
		p[n++] = 0xc4;
		p[n++] = (~rex & 7) << 5 | f->vex;
		p[n++] = f->w << 7 | (~vvvv & 15) << 3 | pp;
	} else {
		if (f->pp)
			p[n++] = f->pp;
		rex |= f->w << 3;
		if (rex)
			p[n++] = 0x40 | rex;
	}
	memcpy(p + n, f->bytes, f->nbytes);
	return n + f->nbytes;
}

static void try_form(const struct form *f, struct rng *r)
{
	u8 code[24] = { 0 };
	unsigned n = form_put(f, code, 0, 0), slot;
	struct row_forms *row;
	struct insn in;

	code[n] = f->modrm;
	decode(&in, code, sizeof(code), G_START);
	if (in.row >= MAX_ROWS || !row_emit(in.row) || !form_usable(&in, code))
		return;
	row = &rows[in.row];
	if (!row->seen) {
		enum form_class class = class_of(&in);

		list[class][count[class]++] = in.row;
	}
	slot = row->seen < PER_ROW ? row->seen : rng_below(r, row->seen + 1);
	row->seen++;
	if (slot < PER_ROW)
		row->form[slot] = *f;
}

static void try_opcode(struct form f, struct rng *r)
{
	static const u8 pp[] = { 0, 0x66, 0xf3, 0xf2 };
	unsigned i;

	for (i = 0; i < 4; i++)
		for (f.pp = pp[i], f.w = 0; f.w < 2; f.w++)
			for (unsigned m = 0; m < 128; m++) {
				f.modrm = m < 64 ? m : 0x80 + m;
				try_form(&f, r);
			}
}

static u32 x87_share = 6;

void forms_prefer_x87(void)
{
	x87_share = 75;
}

void forms_init(void)
{
	static const u8 escape[4][2] = { { 0 }, { 0x0f }, { 0x0f, 0x38 }, { 0x0f, 0x3a } };
	static const u8 escapes[4] = { 0, 1, 2, 2 };
	struct rng r = { 1 };

	for (unsigned map = 0; map < 4; map++)
		for (unsigned op = 0; op < 256; op++) {
			struct form f = { .nbytes = escapes[map] + 1 };

			if (map == 0 && (strchr("\x0f\x26\x2e\x36\x3e\x64\x65\x66\x67\xf0\xf2\xf3\xc4\xc5", op) ||
					 (op & 0xf0) == 0x40) && op)
				continue;
			if (map == 1 && (op == 0x38 || op == 0x3a))
				continue;
			memcpy(f.bytes, escape[map], 2);
			f.bytes[escapes[map]] = op;
			try_opcode(f, &r);
		}
	for (unsigned map = 1; map < 4; map++)
		for (unsigned op = 0; op < 256; op++)
			try_opcode((struct form){ .nbytes = 1, .bytes = { op }, .vex = map }, &r);
}

bool forms_pick(struct rng *r, struct form *f)
{
	u32 dice = rng_below(r, 100);
	enum form_class class = dice < x87_share ? FORM_X87 : dice < x87_share + (100 - x87_share) / 4 ? FORM_VECTOR : FORM_INTEGER;
	struct row_forms *row;

	if (!count[class])
		class = FORM_INTEGER;
	if (!count[class])
		return false;
	row = &rows[list[class][rng_below(r, count[class])]];
	*f = row->form[rng_below(r, row->seen < PER_ROW ? row->seen : PER_ROW)];
	return true;
}
