/* SPDX-License-Identifier: GPL-2.0-only */
/* fpu.c - MXCSR, FXSAVE; see fpu.h. */
#include "fpu.h"
#include "lib.h"
#include "mxcsr.h"
#include "process.h"
#include "x87.h"

static u32 fpsr_read(void)
{
	u64 v;

	asm volatile("mrs %0, fpsr" : "=r"(v));
	return (u32)v;
}

u32 fpu_mxcsr(const struct xstate *st)
{
	return st->mxcsr | mxcsr_sticky(fpsr_read(), st->mxcsr, process.features & HF_AFP);
}

/* What the host cannot do is left to code of its own, for the whole process and from then on. */
static bool need_code(u32 mxcsr)
{
	bool afp = process.features & HF_AFP, strict = mxcsr_strict(mxcsr, afp), daz = !afp && mxcsr & MXCSR_DAZ;

	if ((!strict || process.opt.fp_strict) && (!daz || process.opt.fp_daz))
		return false;
	process.opt.fp_strict |= strict;
	process.opt.fp_daz |= daz;
	process.flush = true;
	return true;
}

bool fpu_set_mxcsr(struct xstate *st, u32 mxcsr)
{
	st->mxcsr = mxcsr;
	st->fpcr = mxcsr_fpcr(mxcsr, process.features & HF_AFP);
	asm volatile("msr fpcr, %0\n\tmsr fpsr, xzr" : : "r"((u64)st->fpcr));
	return need_code(mxcsr);
}

void fpu_reset(struct xstate *st)
{
	fpu_set_mxcsr(st, MXCSR_INIT);
	memset(st->xmm, 0, sizeof(st->xmm));
	memset(st->ymmh, 0, sizeof(st->ymmh));
	memset(st->x87, 0, sizeof(st->x87));
	st->x87_cw = 0x37f;
	st->x87_sw = 0;
	st->x87_tag = 0xffff;
	st->x87_op = 0;
	st->x87_ip = st->x87_dp = 0;
}

/* FSTENV's two bits a register (valid, zero, special, empty) and FXSAVE's one. */
static u8 tag_abridge(u16 tag)
{
	u8 bits = 0;

	for (int i = 0; i < 8; i++)
		bits |= ((tag >> i * 2 & 3) != 3) << i;
	return bits;
}

static unsigned tag_of(const struct x87_reg *r)
{
	unsigned exponent = r->sexp & 0x7fff;

	if (exponent == 0 && r->mant == 0)
		return 1;
	return exponent == 0 || exponent == 0x7fff || !(r->mant >> 63) ? 2 : 0;
}

void fpu_save(const struct xstate *st, struct fxsave *fx)
{
	unsigned top = st->x87_sw >> 11 & 7;

	memset(fx, 0, offsetof(struct fxsave, software));
	fx->cw = st->x87_cw;
	fx->sw = st->x87_sw;
	fx->tag = tag_abridge(st->x87_tag);
	fx->op = st->x87_op;
	fx->ip = st->x87_ip;
	fx->dp = st->x87_dp;
	fx->mxcsr = fpu_mxcsr(st);
	fx->mxcsr_mask = MXCSR_MASK;
	for (unsigned i = 0; i < 8; i++)
		memcpy(fx->st[i], &st->x87[(top + i) & 7], 10);
	memcpy(fx->xmm, st->xmm, sizeof(fx->xmm));
}

bool fpu_load(struct xstate *st, const struct fxsave *fx)
{
	unsigned top = fx->sw >> 11 & 7, tag = 0;

	st->x87_cw = x87_control(fx->cw);
	st->x87_sw = x87_summary(st->x87_cw, fx->sw);
	st->x87_op = fx->op & 0x7ff;
	st->x87_ip = fx->ip;
	st->x87_dp = fx->dp;
	for (unsigned i = 0; i < 8; i++) {
		struct x87_reg *r = &st->x87[(top + i) & 7];

		memcpy(r, fx->st[i], 10);
	}
	for (unsigned i = 0; i < 8; i++)
		tag |= (fx->tag >> i & 1 ? tag_of(&st->x87[i]) : 3) << i * 2;
	st->x87_tag = (u16)tag;
	memcpy(st->xmm, fx->xmm, sizeof(st->xmm));
	return fpu_set_mxcsr(st, fx->mxcsr & MXCSR_MASK);
}
