// SPDX-License-Identifier: GPL-2.0-only
/*
 * vec_int.c - integer elements, one by one: PADD PSUB, saturating ones, PAVG PMIN PMAX PABS PSIGN, PCMPEQ PCMPGT. SDM 2B.
 */
#include "vec.h"

VEC_EMIT3(emit_paddb, A64_16B, a64_vadd)
VEC_EMIT3(emit_paddw, A64_8H, a64_vadd)
VEC_EMIT3(emit_paddd, A64_4S, a64_vadd)
VEC_EMIT3(emit_paddq, A64_2D, a64_vadd)
VEC_EMIT3(emit_paddsb, A64_16B, a64_vsqadd)
VEC_EMIT3(emit_paddsw, A64_8H, a64_vsqadd)
VEC_EMIT3(emit_paddusb, A64_16B, a64_vuqadd)
VEC_EMIT3(emit_paddusw, A64_8H, a64_vuqadd)
VEC_EMIT3_IDIOM(emit_psubb, A64_16B, a64_vsub, 0)
VEC_EMIT3_IDIOM(emit_psubw, A64_8H, a64_vsub, 0)
VEC_EMIT3_IDIOM(emit_psubd, A64_4S, a64_vsub, 0)
VEC_EMIT3_IDIOM(emit_psubq, A64_2D, a64_vsub, 0)
VEC_EMIT3_IDIOM(emit_psubsb, A64_16B, a64_vsqsub, 0)
VEC_EMIT3_IDIOM(emit_psubsw, A64_8H, a64_vsqsub, 0)
VEC_EMIT3_IDIOM(emit_psubusb, A64_16B, a64_vuqsub, 0)
VEC_EMIT3_IDIOM(emit_psubusw, A64_8H, a64_vuqsub, 0)

VEC_EMIT3(emit_pavgb, A64_16B, a64_vurhadd)
VEC_EMIT3(emit_pavgw, A64_8H, a64_vurhadd)
VEC_EMIT3(emit_pminub, A64_16B, a64_vumin)
VEC_EMIT3(emit_pminuw, A64_8H, a64_vumin)
VEC_EMIT3(emit_pminud, A64_4S, a64_vumin)
VEC_EMIT3(emit_pminsb, A64_16B, a64_vsmin)
VEC_EMIT3(emit_pminsw, A64_8H, a64_vsmin)
VEC_EMIT3(emit_pminsd, A64_4S, a64_vsmin)
VEC_EMIT3(emit_pmaxub, A64_16B, a64_vumax)
VEC_EMIT3(emit_pmaxuw, A64_8H, a64_vumax)
VEC_EMIT3(emit_pmaxud, A64_4S, a64_vumax)
VEC_EMIT3(emit_pmaxsb, A64_16B, a64_vsmax)
VEC_EMIT3(emit_pmaxsw, A64_8H, a64_vsmax)
VEC_EMIT3(emit_pmaxsd, A64_4S, a64_vsmax)
VEC_EMIT2(emit_pabsb, A64_16B, a64_vabs)
VEC_EMIT2(emit_pabsw, A64_8H, a64_vabs)
VEC_EMIT2(emit_pabsd, A64_4S, a64_vabs)

VEC_EMIT3_IDIOM(emit_pcmpeqb, A64_16B, a64_vcmeq, 0xff)
VEC_EMIT3_IDIOM(emit_pcmpeqw, A64_8H, a64_vcmeq, 0xff)
VEC_EMIT3_IDIOM(emit_pcmpeqd, A64_4S, a64_vcmeq, 0xff)
VEC_EMIT3_IDIOM(emit_pcmpeqq, A64_2D, a64_vcmeq, 0xff)
VEC_EMIT3_IDIOM(emit_pcmpgtb, A64_16B, a64_vcmgt, 0)
VEC_EMIT3_IDIOM(emit_pcmpgtw, A64_8H, a64_vcmgt, 0)
VEC_EMIT3_IDIOM(emit_pcmpgtd, A64_4S, a64_vcmgt, 0)
VEC_EMIT3_IDIOM(emit_pcmpgtq, A64_2D, a64_vcmgt, 0)

/* PSIGN: times the source's sign, -1, 0 or 1. */
static void emit_psign(struct emit *e, const struct insn *in)
{
	static const u8 arrs[] = { A64_16B, A64_8H, A64_4S };	/* 0F38 08-0A */
	enum a64_arr arr = arrs[in->opcode - 8];
	unsigned d = in->op[0].reg, s = xmm(e, in, 1), negative = vtmp(e), positive = vtmp(e);

	put(e, a64_vcmlt0(arr, negative, s));
	put(e, a64_vcmgt0(arr, positive, s));
	put(e, a64_vsub(arr, negative, negative, positive));
	put(e, a64_vmul(arr, d, d, negative));
}

const struct row vec_int_rows[] = {
	/*  encoding		operands	written read undef	cpuid	attributes	emitter */
	ROW("66 0F FC /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_paddb),
	ROW("66 0F FD /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_paddw),
	ROW("66 0F FE /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_paddd),
	ROW("66 0F D4 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_paddq),
	ROW("66 0F EC /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_paddsb),
	ROW("66 0F ED /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_paddsw),
	ROW("66 0F DC /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_paddusb),
	ROW("66 0F DD /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_paddusw),
	ROW("66 0F F8 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_psubb),
	ROW("66 0F F9 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_psubw),
	ROW("66 0F FA /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_psubd),
	ROW("66 0F FB /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_psubq),
	ROW("66 0F E8 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_psubsb),
	ROW("66 0F E9 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_psubsw),
	ROW("66 0F D8 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_psubusb),
	ROW("66 0F D9 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_psubusw),

	ROW("66 0F E0 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_pavgb),
	ROW("66 0F E3 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_pavgw),
	ROW("66 0F DA /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_pminub),
	ROW("66 0F DE /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_pmaxub),
	ROW("66 0F EA /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_pminsw),
	ROW("66 0F EE /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_pmaxsw),
	ROW("66 0F 38 38 /r",	"Vdq Wdq",	0, 0, 0,	SSE41,	A_ALIGN | A_FOLD,	emit_pminsb),
	ROW("66 0F 38 39 /r",	"Vdq Wdq",	0, 0, 0,	SSE41,	A_ALIGN | A_FOLD,	emit_pminsd),
	ROW("66 0F 38 3A /r",	"Vdq Wdq",	0, 0, 0,	SSE41,	A_ALIGN | A_FOLD,	emit_pminuw),
	ROW("66 0F 38 3B /r",	"Vdq Wdq",	0, 0, 0,	SSE41,	A_ALIGN | A_FOLD,	emit_pminud),
	ROW("66 0F 38 3C /r",	"Vdq Wdq",	0, 0, 0,	SSE41,	A_ALIGN | A_FOLD,	emit_pmaxsb),
	ROW("66 0F 38 3D /r",	"Vdq Wdq",	0, 0, 0,	SSE41,	A_ALIGN | A_FOLD,	emit_pmaxsd),
	ROW("66 0F 38 3E /r",	"Vdq Wdq",	0, 0, 0,	SSE41,	A_ALIGN | A_FOLD,	emit_pmaxuw),
	ROW("66 0F 38 3F /r",	"Vdq Wdq",	0, 0, 0,	SSE41,	A_ALIGN | A_FOLD,	emit_pmaxud),
	ROW("66 0F 38 1C /r",	"Vdq Wdq",	0, 0, 0,	SSSE3,	A_WO | A_ALIGN,	emit_pabsb),
	ROW("66 0F 38 1D /r",	"Vdq Wdq",	0, 0, 0,	SSSE3,	A_WO | A_ALIGN,	emit_pabsw),
	ROW("66 0F 38 1E /r",	"Vdq Wdq",	0, 0, 0,	SSSE3,	A_WO | A_ALIGN,	emit_pabsd),
	ROW("66 0F 38 08 /r",	"Vdq Wdq",	0, 0, 0,	SSSE3,	A_ALIGN,	emit_psign),
	ROW("66 0F 38 09 /r",	"Vdq Wdq",	0, 0, 0,	SSSE3,	A_ALIGN,	emit_psign),
	ROW("66 0F 38 0A /r",	"Vdq Wdq",	0, 0, 0,	SSSE3,	A_ALIGN,	emit_psign),

	ROW("66 0F 74 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_pcmpeqb),
	ROW("66 0F 75 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_pcmpeqw),
	ROW("66 0F 76 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_pcmpeqd),
	ROW("66 0F 38 29 /r",	"Vdq Wdq",	0, 0, 0,	SSE41,	A_ALIGN | A_FOLD,	emit_pcmpeqq),
	ROW("66 0F 64 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_pcmpgtb),
	ROW("66 0F 65 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_pcmpgtw),
	ROW("66 0F 66 /r",	"Vdq Wdq",	0, 0, 0,	SSE2,	A_ALIGN | A_FOLD,	emit_pcmpgtd),
	ROW("66 0F 38 37 /r",	"Vdq Wdq",	0, 0, 0,	SSE42,	A_ALIGN | A_FOLD,	emit_pcmpgtq),

	ROW("NP 0F FC /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_paddb),
	ROW("NP 0F FD /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_paddw),
	ROW("NP 0F FE /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_paddd),
	ROW("NP 0F D4 /r",	"Pq Qq",	0, 0, 0,	SSE2,	A_X87 | A_MMX,	emit_paddq),
	ROW("NP 0F EC /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_paddsb),
	ROW("NP 0F ED /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_paddsw),
	ROW("NP 0F DC /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_paddusb),
	ROW("NP 0F DD /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_paddusw),
	ROW("NP 0F F8 /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_psubb),
	ROW("NP 0F F9 /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_psubw),
	ROW("NP 0F FA /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_psubd),
	ROW("NP 0F FB /r",	"Pq Qq",	0, 0, 0,	SSE2,	A_X87 | A_MMX,	emit_psubq),
	ROW("NP 0F E8 /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_psubsb),
	ROW("NP 0F E9 /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_psubsw),
	ROW("NP 0F D8 /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_psubusb),
	ROW("NP 0F D9 /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_psubusw),
	ROW("NP 0F E0 /r",	"Pq Qq",	0, 0, 0,	SSE,	A_X87 | A_MMX,	emit_pavgb),
	ROW("NP 0F E3 /r",	"Pq Qq",	0, 0, 0,	SSE,	A_X87 | A_MMX,	emit_pavgw),
	ROW("NP 0F DA /r",	"Pq Qq",	0, 0, 0,	SSE,	A_X87 | A_MMX,	emit_pminub),
	ROW("NP 0F DE /r",	"Pq Qq",	0, 0, 0,	SSE,	A_X87 | A_MMX,	emit_pmaxub),
	ROW("NP 0F EA /r",	"Pq Qq",	0, 0, 0,	SSE,	A_X87 | A_MMX,	emit_pminsw),
	ROW("NP 0F EE /r",	"Pq Qq",	0, 0, 0,	SSE,	A_X87 | A_MMX,	emit_pmaxsw),
	ROW("NP 0F 74 /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_pcmpeqb),
	ROW("NP 0F 75 /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_pcmpeqw),
	ROW("NP 0F 76 /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_pcmpeqd),
	ROW("NP 0F 64 /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_pcmpgtb),
	ROW("NP 0F 65 /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_pcmpgtw),
	ROW("NP 0F 66 /r",	"Pq Qq",	0, 0, 0,	MMX,	A_X87 | A_MMX,	emit_pcmpgtd),
	ROW("NP 0F 38 1C /r",	"Pq Qq",	0, 0, 0,	SSSE3,	A_X87 | A_MMX | A_WO,	emit_pabsb),
	ROW("NP 0F 38 1D /r",	"Pq Qq",	0, 0, 0,	SSSE3,	A_X87 | A_MMX | A_WO,	emit_pabsw),
	ROW("NP 0F 38 1E /r",	"Pq Qq",	0, 0, 0,	SSSE3,	A_X87 | A_MMX | A_WO,	emit_pabsd),
	ROW("NP 0F 38 08 /r",	"Pq Qq",	0, 0, 0,	SSSE3,	A_X87 | A_MMX,	emit_psign),
	ROW("NP 0F 38 09 /r",	"Pq Qq",	0, 0, 0,	SSSE3,	A_X87 | A_MMX,	emit_psign),
	ROW("NP 0F 38 0A /r",	"Pq Qq",	0, 0, 0,	SSSE3,	A_X87 | A_MMX,	emit_psign),
};
