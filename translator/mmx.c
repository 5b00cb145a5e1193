// SPDX-License-Identifier: GPL-2.0-only
/* mmx.c - see mmx.h. */
#include "mmx.h"

enum { SW_ES = 7, SW_TOP = 11 };

static u32 mant_of(unsigned reg) { return ST_OFF(x87) + reg * sizeof(struct x87_reg) + __builtin_offsetof(struct x87_reg, mant); }
static u32 sexp_of(unsigned reg) { return ST_OFF(x87) + reg * sizeof(struct x87_reg) + __builtin_offsetof(struct x87_reg, sexp); }

/* Is operand k read before it is written? */
static bool is_read(const struct insn *in, unsigned k)
{
	return k || !(in->attr & A_WO);
}

/* MMX operands become temporaries, the same one for the same register. */
static void load_operands(struct emit *e, struct insn *in)
{
	u8 temporary[8] = { 0 }, loaded = 0;
	unsigned k, reg;

	for (k = 0; k < in->nops; k++) {
		if (in->op[k].kind != OPK_MMX)
			continue;
		reg = in->op[k].reg;
		if (!temporary[reg])
			temporary[reg] = vtmp(e);
		if (is_read(in, k) && !(loaded >> reg & 1)) {
			put(e, a64_vldr_uoff(3, temporary[reg], HR_STATE, mant_of(reg)));
			loaded |= 1u << reg;
		}
		in->op[k].kind = OPK_XMM;
		in->op[k].reg = temporary[reg];
	}
}

void mmx_emit(struct emit *e, const struct insn *in, emitter *fn)
{
	struct insn on_vectors = *in;
	unsigned status = tmp(e), ones = HR_T1;

	st_load(e, 1, status, ST_OFF(x87_sw));
	br_tbnz(e, status, SW_ES, cold_trap(e, TRAP_MF));
	load_operands(e, &on_vectors);
	if (in->op[0].kind == OPK_GPR)
		commit(e);
	fn(e, &on_vectors);
	if (e->opt->fp_strict)		/* a helper may have used the temporary */
		st_load(e, 1, status, ST_OFF(x87_sw));
	commit(e);
	if (in->op[0].kind == OPK_MMX && !(in->attr & A_RO)) {
		put(e, a64_vstr_uoff(3, on_vectors.op[0].reg, HR_STATE, mant_of(in->op[0].reg)));
		put(e, a64_movn(W32, ones, 0, 0));
		st_store(e, 1, ones, sexp_of(in->op[0].reg));
	}
	put(e, a64_bfi(W32, status, HR_ZR, SW_TOP, 3));
	st_store(e, 2, status, ST_OFF(x87_sw));		/* and the tags */
}
