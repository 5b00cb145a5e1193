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

/*
 * Opcodes that are not drawn: with any operands, or with those of `digits` (bits; 8 higher: registers). Why a row is not compared
 * in random sequences stands here alone; .def lines have them all.
 */
static const struct {
	u16 first, last;
	u16 digits;
} excluded[] = {
	{ 0x6c, 0x6f, 0xffff },	/* INS OUTS: always #GP */
	{ 0x8e, 0x8e, 0xffff },	/* MOV to a segment register: fuzz_special.c, with selectors that are the same everywhere */
	{ 0x9d, 0x9d, 0xffff },	/* POPF: fuzz_special.c, without AC and TF */
	{ 0xc2, 0xc3, 0xffff },	/* RET: fuzz_special.c */
	{ 0xca, 0xcb, 0xffff },	/* far RET: depends on the machine's segments */
	{ 0xcd, 0xcf, 0xffff },	/* INT n, INTO, IRET: the kernel's */
	{ 0xe4, 0xe9, 0xffff },	/* IN OUT: always #GP; CALL JMP: fuzz_special.c */
	{ 0xec, 0xef, 0xffff },	/* IN OUT: always #GP */
	{ 0xf1, 0xf1, 0xffff },	/* INT1 */
	{ 0xfa, 0xfb, 0xffff },	/* CLI STI: always #GP */
	{ 0xff, 0xff, 0x3c3c },	/* indirect CALL JMP: fuzz_special.c; the far ones depend on the machine's segments */
	{ 0x0f00, 0x0f00, 0xffff },	/* SLDT STR: kernels imitate them where UMIP forbids them; VERR VERW: the machine's segments */
	{ 0x0f01, 0x0f03, 0xffff },	/* SGDT SIDT SMSW, LAR LSL: as before */
	{ 0x0f05, 0x0f09, 0xffff },	/* SYSCALL and what only the kernel may do */
	{ 0x0f20, 0x0f23, 0xffff },	/* MOV of control and debug registers: always #GP or #UD */
	{ 0x0f30, 0x0f37, 0xffff },	/* WRMSR to GETSEC: always #GP; RDTSC */
	{ 0x0f52, 0x0f53, 0xffff },	/* RSQRTPS RCPPS: approximations */
	{ 0x0fa1, 0x0fa2, 0xffff },	/* POP FS: fuzz_special.c; CPUID */
	{ 0x0fa9, 0x0fa9, 0xffff },	/* POP GS: fuzz_special.c */
	{ 0x0fae, 0x0fae, 0x1f09 },	/* FXSAVE (pointers, MXCSR) and STMXCSR: fuzz_special.c; RDFSBASE and its like change this process */
	{ 0x0fb2, 0x0fb2, 0xffff },	/* LSS: fuzz_special.c */
	{ 0x0fb4, 0x0fb5, 0xffff },	/* LFS LGS: fuzz_special.c */
	{ 0x0fc7, 0x0fc7, 0xfdfd },	/* RDRAND and its like */
	{ 0x38c8, 0x38cd, 0x00ff },	/* SHA from memory: not all processors check alignment */
	{ 0x3acc, 0x3acc, 0x00ff },	/* SHA from memory */
	{ 0xd9, 0xd9, 0x0040 },	/* FNSTENV: fuzz_special.c, without the pointers */
	{ 0xdd, 0xdd, 0x0040 },	/* FNSAVE: fuzz_special.c, without the pointers */
};

bool form_usable(const struct insn *in, const u8 *code)
{
	u32 op = opcode_of(code, in->len), digit = (in->modrm >> 3 & 7) + (in->modrm >= 0xc0 ? 8 : 0);

	for (unsigned i = 0; i < sizeof(excluded) / sizeof(excluded[0]); i++)
		if (op >= excluded[i].first && op <= excluded[i].last && excluded[i].digits >> digit & 1)
			return false;
	if (in->attr & (A_SYSCALL | A_CALL | A_RET | A_IJMP | A_ICALL))
		return false;
	if (op == 0xd9 && in->modrm >= 0xf0 && strchr("\xf0\xf1\xf2\xf3\xf9\xfb\xfe\xff", in->modrm))
		return false;		/* transcendental: processors differ in the last place */
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
	if (in.row >= MAX_ROWS || !row_emit(&in) || !form_usable(&in, code))
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
