/* Rows for a64/simd.h, simd_move.h and simd_crypto.h. */

#define T_8B "8b"
#define T_16B "16b"
#define T_4H "4h"
#define T_8H "8h"
#define T_2S "2s"
#define T_4S "4s"
#define T_1D "1d"
#define T_2D "2d"
#define T_1Q "1q"

/* d, n, m of one arrangement each; the register numbers see every bit in 0 and 1. */
#define V3_OF(f, m, arr, td, tn, tm)					\
	R(f(A64_##arr, 1, 2, 3),	m " v1." T_##td ", v2." T_##tn ", v3." T_##tm) \
	R(f(A64_##arr, 30, 29, 28),	m " v30." T_##td ", v29." T_##tn ", v28." T_##tm)
#define V3(f, m, arr)	V3_OF(f, m, arr, arr, arr, arr)
#define V3_B(f, m)	V3(f, m, 8B) V3(f, m, 16B)
#define V3_HS(f, m)	V3(f, m, 4H) V3(f, m, 8H) V3(f, m, 2S) V3(f, m, 4S)
#define V3_BHS(f, m)	V3_B(f, m) V3_HS(f, m)
#define V3_BHSD(f, m)	V3_BHS(f, m) V3(f, m, 2D)

/* Long: the destination is wide; wide: vn too; narrow: only vn and vm are. */
#define LONG_HS(f, m)							\
	V3_OF(f, m, 4H, 4S, 4H, 4H) V3_OF(f, m "2", 8H, 4S, 8H, 8H)	\
	V3_OF(f, m, 2S, 2D, 2S, 2S) V3_OF(f, m "2", 4S, 2D, 4S, 4S)
#define LONG(f, m)							\
	V3_OF(f, m, 8B, 8H, 8B, 8B) V3_OF(f, m "2", 16B, 8H, 16B, 16B)	\
	LONG_HS(f, m)
#define WIDE(f, m)							\
	V3_OF(f, m, 8B, 8H, 8H, 8B) V3_OF(f, m "2", 16B, 8H, 8H, 16B)	\
	V3_OF(f, m, 4H, 4S, 4S, 4H) V3_OF(f, m "2", 8H, 4S, 4S, 8H)	\
	V3_OF(f, m, 2S, 2D, 2D, 2S) V3_OF(f, m "2", 4S, 2D, 2D, 4S)
#define NARROW3(f, m)							\
	V3_OF(f, m, 8B, 8B, 8H, 8H) V3_OF(f, m "2", 16B, 16B, 8H, 8H)	\
	V3_OF(f, m, 4H, 4H, 4S, 4S) V3_OF(f, m "2", 8H, 8H, 4S, 4S)	\
	V3_OF(f, m, 2S, 2S, 2D, 2D) V3_OF(f, m "2", 4S, 4S, 2D, 2D)

#define V2_OF(f, m, arr, td, tn, tail)					\
	R(f(A64_##arr, 1, 2),		m " v1." T_##td ", v2." T_##tn tail) \
	R(f(A64_##arr, 30, 29),		m " v30." T_##td ", v29." T_##tn tail)
#define V2(f, m, arr)	V2_OF(f, m, arr, arr, arr, "")
#define V2_B(f, m)	V2(f, m, 8B) V2(f, m, 16B)
#define V2_BH(f, m)	V2_B(f, m) V2(f, m, 4H) V2(f, m, 8H)
#define V2_BHS(f, m)	V2_BH(f, m) V2(f, m, 2S) V2(f, m, 4S)
#define V2_BHSD(f, m)	V2_BHS(f, m) V2(f, m, 2D)
#define V2_ZERO(f, m)							\
	V2_OF(f, m, 8B, 8B, 8B, ", #0") V2_OF(f, m, 16B, 16B, 16B, ", #0") \
	V2_OF(f, m, 4H, 4H, 4H, ", #0") V2_OF(f, m, 8H, 8H, 8H, ", #0")	\
	V2_OF(f, m, 2S, 2S, 2S, ", #0") V2_OF(f, m, 4S, 4S, 4S, ", #0")	\
	V2_OF(f, m, 2D, 2D, 2D, ", #0")
#define PAIRWISE(f, m)							\
	V2_OF(f, m, 8B, 4H, 8B, "") V2_OF(f, m, 16B, 8H, 16B, "")	\
	V2_OF(f, m, 4H, 2S, 4H, "") V2_OF(f, m, 8H, 4S, 8H, "")		\
	V2_OF(f, m, 2S, 1D, 2S, "") V2_OF(f, m, 4S, 2D, 4S, "")
#define NARROW(f, m)							\
	V2_OF(f, m, 8B, 8B, 8H, "") V2_OF(f, m "2", 16B, 16B, 8H, "")	\
	V2_OF(f, m, 4H, 4H, 4S, "") V2_OF(f, m "2", 8H, 8H, 4S, "")	\
	V2_OF(f, m, 2S, 2S, 2D, "") V2_OF(f, m "2", 4S, 4S, 2D, "")
#define LENGTHEN(f, m, tail8, tail16, tail32)				\
	V2_OF(f, m, 8B, 8H, 8B, tail8) V2_OF(f, m "2", 16B, 8H, 16B, tail8) \
	V2_OF(f, m, 4H, 4S, 4H, tail16) V2_OF(f, m "2", 8H, 4S, 8H, tail16) \
	V2_OF(f, m, 2S, 2D, 2S, tail32) V2_OF(f, m "2", 4S, 2D, 4S, tail32)

#define ACROSS_OF(f, m, b, h, s)					\
	R(f(A64_8B, 1, 2),		m " " b "1, v2.8b")		\
	R(f(A64_16B, 30, 29),		m " " b "30, v29.16b")		\
	R(f(A64_4H, 1, 2),		m " " h "1, v2.4h")		\
	R(f(A64_8H, 30, 29),		m " " h "30, v29.8h")		\
	R(f(A64_4S, 1, 2),		m " " s "1, v2.4s")
#define ACROSS(f, m)		ACROSS_OF(f, m, "b", "h", "s")
#define ACROSS_LONG(f, m)	ACROSS_OF(f, m, "h", "s", "d")

#define VSH_OF(f, m, arr, td, tn, amount)				\
	R(f(A64_##arr, 1, 2, amount),	m " v1." T_##td ", v2." T_##tn ", #" #amount) \
	R(f(A64_##arr, 30, 29, amount),	m " v30." T_##td ", v29." T_##tn ", #" #amount)
#define VSH(f, m, arr, amount)	VSH_OF(f, m, arr, arr, arr, amount)
#define VSHR(f, m)							\
	VSH(f, m, 8B, 1) VSH(f, m, 16B, 8) VSH(f, m, 4H, 1) VSH(f, m, 8H, 16) \
	VSH(f, m, 2S, 1) VSH(f, m, 4S, 32) VSH(f, m, 2D, 1) VSH(f, m, 2D, 64) \
	VSH(f, m, 2D, 37)
#define VSHL(f, m)							\
	VSH(f, m, 8B, 0) VSH(f, m, 16B, 7) VSH(f, m, 4H, 0) VSH(f, m, 8H, 15) \
	VSH(f, m, 2S, 0) VSH(f, m, 4S, 31) VSH(f, m, 2D, 0) VSH(f, m, 2D, 63) \
	VSH(f, m, 2D, 37)
#define VSHR_NARROW(f, m)						\
	VSH_OF(f, m, 8B, 8B, 8H, 1) VSH_OF(f, m "2", 16B, 16B, 8H, 8)	\
	VSH_OF(f, m, 4H, 4H, 4S, 1) VSH_OF(f, m "2", 8H, 8H, 4S, 16)	\
	VSH_OF(f, m, 2S, 2S, 2D, 1) VSH_OF(f, m "2", 4S, 4S, 2D, 32)
#define VSHL_LONG(f, m)							\
	VSH_OF(f, m, 8B, 8H, 8B, 1) VSH_OF(f, m "2", 16B, 8H, 16B, 7)	\
	VSH_OF(f, m, 4H, 4S, 4H, 1) VSH_OF(f, m "2", 8H, 4S, 8H, 15)	\
	VSH_OF(f, m, 2S, 2D, 2S, 1) VSH_OF(f, m "2", 4S, 2D, 4S, 31)

#define ELEM_OF(f, m, arr, td, tn, vm, ts, index)			\
	R(f(A64_##arr, 1, 2, vm, index), m " v1." T_##td ", v2." T_##tn ", v" #vm "." ts "[" #index "]")
#define VELEM(f, m)							\
	ELEM_OF(f, m, 4H, 4H, 4H, 15, "h", 0) ELEM_OF(f, m, 8H, 8H, 8H, 3, "h", 7) \
	ELEM_OF(f, m, 8H, 8H, 8H, 3, "h", 1) ELEM_OF(f, m, 8H, 8H, 8H, 3, "h", 2) \
	ELEM_OF(f, m, 2S, 2S, 2S, 31, "s", 1) ELEM_OF(f, m, 4S, 4S, 4S, 3, "s", 2)
#define VELEM_LONG(f, m)						\
	ELEM_OF(f, m, 4H, 4S, 4H, 15, "h", 4) ELEM_OF(f, m "2", 8H, 4S, 8H, 3, "h", 7) \
	ELEM_OF(f, m, 2S, 2D, 2S, 31, "s", 1) ELEM_OF(f, m "2", 4S, 2D, 4S, 3, "s", 2)

static void rows_vector_same(void)
{
	V3_BHS(a64_vshadd, "shadd")
	V3_BHS(a64_vuhadd, "uhadd")
	V3_BHSD(a64_vsqadd, "sqadd")
	V3_BHSD(a64_vuqadd, "uqadd")
	V3_BHS(a64_vsrhadd, "srhadd")
	V3_BHS(a64_vurhadd, "urhadd")
	V3_BHS(a64_vshsub, "shsub")
	V3_BHS(a64_vuhsub, "uhsub")
	V3_BHSD(a64_vsqsub, "sqsub")
	V3_BHSD(a64_vuqsub, "uqsub")
	V3_BHSD(a64_vcmgt, "cmgt")
	V3_BHSD(a64_vcmhi, "cmhi")
	V3_BHSD(a64_vcmge, "cmge")
	V3_BHSD(a64_vcmhs, "cmhs")
	V3_BHSD(a64_vsshl, "sshl")
	V3_BHSD(a64_vushl, "ushl")
	V3_BHSD(a64_vsqshl, "sqshl")
	V3_BHSD(a64_vuqshl, "uqshl")
	V3_BHSD(a64_vsrshl, "srshl")
	V3_BHSD(a64_vurshl, "urshl")
	V3_BHSD(a64_vsqrshl, "sqrshl")
	V3_BHSD(a64_vuqrshl, "uqrshl")
	V3_BHS(a64_vsmax, "smax")
	V3_BHS(a64_vumax, "umax")
	V3_BHS(a64_vsmin, "smin")
	V3_BHS(a64_vumin, "umin")
	V3_BHS(a64_vsabd, "sabd")
	V3_BHS(a64_vuabd, "uabd")
	V3_BHS(a64_vsaba, "saba")
	V3_BHS(a64_vuaba, "uaba")
	V3_BHSD(a64_vadd, "add")
	V3_BHSD(a64_vsub, "sub")
	V3_BHSD(a64_vcmtst, "cmtst")
	V3_BHSD(a64_vcmeq, "cmeq")
	V3_BHS(a64_vmla, "mla")
	V3_BHS(a64_vmls, "mls")
	V3_BHS(a64_vmul, "mul")
	V3_B(a64_vpmul, "pmul")
	V3_BHS(a64_vsmaxp, "smaxp")
	V3_BHS(a64_vumaxp, "umaxp")
	V3_BHS(a64_vsminp, "sminp")
	V3_BHS(a64_vuminp, "uminp")
	V3_HS(a64_vsqdmulh, "sqdmulh")
	V3_HS(a64_vsqrdmulh, "sqrdmulh")
	V3_BHSD(a64_vaddp, "addp")
	V3_BHSD(a64_vuzp1, "uzp1")
	V3_BHSD(a64_vtrn1, "trn1")
	V3_BHSD(a64_vzip1, "zip1")
	V3_BHSD(a64_vuzp2, "uzp2")
	V3_BHSD(a64_vtrn2, "trn2")
	V3_BHSD(a64_vzip2, "zip2")
	V3_B(a64_vand, "and")
	V3_B(a64_vbic, "bic")
	V3_B(a64_vorr, "orr")
	V3_B(a64_vorn, "orn")
	V3_B(a64_veor, "eor")
	V3_B(a64_vbsl, "bsl")
	V3_B(a64_vbit, "bit")
	V3_B(a64_vbif, "bif")
	V2_B(a64_vmov, "mov")
	V3_OF(a64_vsdot, "sdot", 2S, 2S, 8B, 8B)
	V3_OF(a64_vsdot, "sdot", 4S, 4S, 16B, 16B)
	V3_OF(a64_vudot, "udot", 2S, 2S, 8B, 8B)
	V3_OF(a64_vudot, "udot", 4S, 4S, 16B, 16B)
	V3_OF(a64_vusdot, "usdot", 2S, 2S, 8B, 8B)
	V3_OF(a64_vusdot, "usdot", 4S, 4S, 16B, 16B)
}

static void rows_vector_width(void)
{
	LONG(a64_vsaddl, "saddl")
	LONG(a64_vuaddl, "uaddl")
	WIDE(a64_vsaddw, "saddw")
	WIDE(a64_vuaddw, "uaddw")
	LONG(a64_vssubl, "ssubl")
	LONG(a64_vusubl, "usubl")
	WIDE(a64_vssubw, "ssubw")
	WIDE(a64_vusubw, "usubw")
	NARROW3(a64_vaddhn, "addhn")
	NARROW3(a64_vraddhn, "raddhn")
	LONG(a64_vsabal, "sabal")
	LONG(a64_vuabal, "uabal")
	NARROW3(a64_vsubhn, "subhn")
	NARROW3(a64_vrsubhn, "rsubhn")
	LONG(a64_vsabdl, "sabdl")
	LONG(a64_vuabdl, "uabdl")
	LONG(a64_vsmlal, "smlal")
	LONG(a64_vumlal, "umlal")
	LONG_HS(a64_vsqdmlal, "sqdmlal")
	LONG(a64_vsmlsl, "smlsl")
	LONG(a64_vumlsl, "umlsl")
	LONG_HS(a64_vsqdmlsl, "sqdmlsl")
	LONG(a64_vsmull, "smull")
	LONG(a64_vumull, "umull")
	LONG_HS(a64_vsqdmull, "sqdmull")
	V3_OF(a64_vpmull, "pmull", 8B, 8H, 8B, 8B)
	V3_OF(a64_vpmull, "pmull2", 16B, 8H, 16B, 16B)
	V3_OF(a64_vpmull, "pmull", 1D, 1Q, 1D, 1D)
	V3_OF(a64_vpmull, "pmull2", 2D, 1Q, 2D, 2D)
	PAIRWISE(a64_vsaddlp, "saddlp")
	PAIRWISE(a64_vuaddlp, "uaddlp")
	PAIRWISE(a64_vsadalp, "sadalp")
	PAIRWISE(a64_vuadalp, "uadalp")
	NARROW(a64_vxtn, "xtn")
	NARROW(a64_vsqxtun, "sqxtun")
	NARROW(a64_vsqxtn, "sqxtn")
	NARROW(a64_vuqxtn, "uqxtn")
	LENGTHEN(a64_vshll, "shll", ", #8", ", #16", ", #32")
	LENGTHEN(a64_vsxtl, "sxtl", "", "", "")
	LENGTHEN(a64_vuxtl, "uxtl", "", "", "")
}

static void rows_vector_two(void)
{
	V2_BHS(a64_vrev64, "rev64")
	V2_B(a64_vrev16, "rev16")
	V2_BH(a64_vrev32, "rev32")
	V2_BHSD(a64_vsuqadd, "suqadd")
	V2_BHSD(a64_vusqadd, "usqadd")
	V2_BHS(a64_vcls, "cls")
	V2_BHS(a64_vclz, "clz")
	V2_B(a64_vcnt, "cnt")
	V2_BHSD(a64_vsqabs, "sqabs")
	V2_BHSD(a64_vsqneg, "sqneg")
	V2_ZERO(a64_vcmgt0, "cmgt")
	V2_ZERO(a64_vcmge0, "cmge")
	V2_ZERO(a64_vcmeq0, "cmeq")
	V2_ZERO(a64_vcmle0, "cmle")
	V2_ZERO(a64_vcmlt0, "cmlt")
	V2_BHSD(a64_vabs, "abs")
	V2_BHSD(a64_vneg, "neg")
	V2_B(a64_vnot, "mvn")
	V2_B(a64_vrbit, "rbit")
	ACROSS_LONG(a64_vsaddlv, "saddlv")
	ACROSS_LONG(a64_vuaddlv, "uaddlv")
	ACROSS(a64_vsmaxv, "smaxv")
	ACROSS(a64_vumaxv, "umaxv")
	ACROSS(a64_vsminv, "sminv")
	ACROSS(a64_vuminv, "uminv")
	ACROSS(a64_vaddv, "addv")
}

static void rows_vector_shift(void)
{
	VSHR(a64_vsshr, "sshr")
	VSHR(a64_vushr, "ushr")
	VSHR(a64_vssra, "ssra")
	VSHR(a64_vusra, "usra")
	VSHR(a64_vsrshr, "srshr")
	VSHR(a64_vurshr, "urshr")
	VSHR(a64_vsrsra, "srsra")
	VSHR(a64_vursra, "ursra")
	VSHR(a64_vsri, "sri")
	VSHR_NARROW(a64_vshrn, "shrn")
	VSHR_NARROW(a64_vsqshrun, "sqshrun")
	VSHR_NARROW(a64_vrshrn, "rshrn")
	VSHR_NARROW(a64_vsqrshrun, "sqrshrun")
	VSHR_NARROW(a64_vsqshrn, "sqshrn")
	VSHR_NARROW(a64_vuqshrn, "uqshrn")
	VSHR_NARROW(a64_vsqrshrn, "sqrshrn")
	VSHR_NARROW(a64_vuqrshrn, "uqrshrn")
	VSHL(a64_vshl, "shl")
	VSHL(a64_vsli, "sli")
	VSHL(a64_vsqshlu, "sqshlu")
	VSHL(a64_vsqshl_imm, "sqshl")
	VSHL(a64_vuqshl_imm, "uqshl")
	VSHL_LONG(a64_vsshll, "sshll")
	VSHL_LONG(a64_vushll, "ushll")
}

static void rows_vector_element(void)
{
	VELEM(a64_vmla_elem, "mla")
	VELEM(a64_vmls_elem, "mls")
	VELEM(a64_vmul_elem, "mul")
	VELEM(a64_vsqdmulh_elem, "sqdmulh")
	VELEM(a64_vsqrdmulh_elem, "sqrdmulh")
	VELEM_LONG(a64_vsmlal_elem, "smlal")
	VELEM_LONG(a64_vumlal_elem, "umlal")
	VELEM_LONG(a64_vsmull_elem, "smull")
	VELEM_LONG(a64_vumull_elem, "umull")
	R(a64_vext(A64_8B, 1, 2, 3, 7), "ext v1.8b, v2.8b, v3.8b, #7")
	R(a64_vext(A64_16B, 30, 29, 28, 15), "ext v30.16b, v29.16b, v28.16b, #15")
	R(a64_vtbl(A64_8B, 1, 1, 2, 3), "tbl v1.8b, {v2.16b}, v3.8b")
	R(a64_vtbl(A64_16B, 2, 30, 29, 28), "tbl v30.16b, {v29.16b, v30.16b}, v28.16b")
	R(a64_vtbl(A64_16B, 3, 1, 2, 3), "tbl v1.16b, {v2.16b-v4.16b}, v3.16b")
	R(a64_vtbl(A64_16B, 4, 1, 2, 3), "tbl v1.16b, {v2.16b-v5.16b}, v3.16b")
	R(a64_vtbx(A64_8B, 1, 1, 2, 3), "tbx v1.8b, {v2.16b}, v3.8b")
	R(a64_vtbx(A64_16B, 2, 30, 31, 28), "tbx v30.16b, {v31.16b, v0.16b}, v28.16b")
	R(a64_vdup_elem(A64_8B, 1, 2, 15), "dup v1.8b, v2.b[15]")
	R(a64_vdup_elem(A64_16B, 30, 29, 5), "dup v30.16b, v29.b[5]")
	R(a64_vdup_elem(A64_8H, 1, 2, 7), "dup v1.8h, v2.h[7]")
	R(a64_vdup_elem(A64_4S, 1, 2, 3), "dup v1.4s, v2.s[3]")
	R(a64_vdup_elem(A64_2D, 1, 2, 1), "dup v1.2d, v2.d[1]")
	R(a64_vdup_gen(A64_8B, 1, 2), "dup v1.8b, w2")
	R(a64_vdup_gen(A64_16B, 30, 29), "dup v30.16b, w29")
	R(a64_vdup_gen(A64_8H, 1, 2), "dup v1.8h, w2")
	R(a64_vdup_gen(A64_4S, 1, 2), "dup v1.4s, w2")
	R(a64_vdup_gen(A64_2D, 1, 2), "dup v1.2d, x2")
	R(a64_dup_scalar(0, 1, 2, 15), "mov b1, v2.b[15]")
	R(a64_dup_scalar(1, 30, 29, 7), "mov h30, v29.h[7]")
	R(a64_dup_scalar(2, 1, 2, 3), "mov s1, v2.s[3]")
	R(a64_dup_scalar(3, 1, 2, 1), "mov d1, v2.d[1]")
	R(a64_ins_elem(0, 1, 15, 2, 10), "mov v1.b[15], v2.b[10]")
	R(a64_ins_elem(1, 30, 7, 29, 5), "mov v30.h[7], v29.h[5]")
	R(a64_ins_elem(2, 1, 0, 2, 3), "mov v1.s[0], v2.s[3]")
	R(a64_ins_elem(3, 1, 1, 2, 0), "mov v1.d[1], v2.d[0]")
	R(a64_ins_elem(3, 1, 0, 2, 1), "mov v1.d[0], v2.d[1]")
	R(a64_ins_gen(0, 1, 15, 2), "mov v1.b[15], w2")
	R(a64_ins_gen(1, 30, 7, 29), "mov v30.h[7], w29")
	R(a64_ins_gen(2, 1, 3, 31), "mov v1.s[3], wzr")
	R(a64_ins_gen(3, 1, 1, 2), "mov v1.d[1], x2")
	R(a64_umov(0, 1, 2, 15), "umov w1, v2.b[15]")
	R(a64_umov(1, 30, 29, 7), "umov w30, v29.h[7]")
	R(a64_umov(2, 1, 2, 3), "mov w1, v2.s[3]")
	R(a64_umov(3, 1, 2, 1), "mov x1, v2.d[1]")
	R(a64_smov(0, W32, 1, 2, 15), "smov w1, v2.b[15]")
	R(a64_smov(0, X64, 30, 29, 5), "smov x30, v29.b[5]")
	R(a64_smov(1, W32, 1, 2, 7), "smov w1, v2.h[7]")
	R(a64_smov(2, X64, 1, 2, 3), "smov x1, v2.s[3]")
}

#define MODIMM_32(f, m)							\
	R(f(0, 1, 0xab, 0),		m " v1.2s, #0xab")		\
	R(f(1, 30, 0x54, 8),		m " v30.4s, #0x54, lsl #8")	\
	R(f(1, 30, 0x54, 16),		m " v30.4s, #0x54, lsl #16")	\
	R(f(1, 1, 0x80, 24),		m " v1.4s, #0x80, lsl #24")
#define MODIMM_16(f, m)							\
	R(f(0, 1, 0xab, 0),		m " v1.4h, #0xab")		\
	R(f(1, 30, 0x54, 8),		m " v30.8h, #0x54, lsl #8")
#define MODIMM_MSL(f, m)						\
	R(f(0, 1, 0xab, 8),		m " v1.2s, #0xab, msl #8")	\
	R(f(1, 30, 0x54, 16),		m " v30.4s, #0x54, msl #16")

static void rows_vector_constant(void)
{
	R(a64_movi_8b(0, 1, 0xab), "movi v1.8b, #0xab")
	R(a64_movi_8b(1, 30, 0x54), "movi v30.16b, #0x54")
	MODIMM_16(a64_movi_16, "movi")
	MODIMM_16(a64_mvni_16, "mvni")
	MODIMM_16(a64_vorr_imm_16, "orr")
	MODIMM_16(a64_vbic_imm_16, "bic")
	MODIMM_32(a64_movi_32, "movi")
	MODIMM_32(a64_mvni_32, "mvni")
	MODIMM_32(a64_vorr_imm_32, "orr")
	MODIMM_32(a64_vbic_imm_32, "bic")
	MODIMM_MSL(a64_movi_32_msl, "movi")
	MODIMM_MSL(a64_mvni_32_msl, "mvni")
	R(a64_movi_2d(1, 0x01), "movi v1.2d, #0xff")
	R(a64_movi_2d(30, 0xa5), "movi v30.2d, #0xff00ff0000ff00ff")
	R(a64_movi_1d(1, 0x00), "movi d1, #0x0")
	R(a64_movi_1d(30, 0xf0), "movi d30, #0xffffffff00000000")
	R(a64_vfmov_imm(A64_2S, 1, 0x70), "fmov v1.2s, #1.000000000000000000e+00")
	R(a64_vfmov_imm(A64_4S, 30, 0xf0), "fmov v30.4s, #-1.000000000000000000e+00")
	R(a64_vfmov_imm(A64_2D, 1, 0x08), "fmov v1.2d, #3.000000000000000000e+00")
}

#define D3(f, m)							\
	R(f(1, 2, 3),			m " d1, d2, d3")		\
	R(f(30, 29, 28),		m " d30, d29, d28")
#define D2(f, m, tail)							\
	R(f(1, 2),			m " d1, d2" tail)		\
	R(f(30, 29),			m " d30, d29" tail)
#define DSHR(f, m)							\
	R(f(1, 2, 1),			m " d1, d2, #1")		\
	R(f(30, 29, 64),		m " d30, d29, #64")		\
	R(f(30, 29, 42),		m " d30, d29, #42")
#define DSHL(f, m)							\
	R(f(1, 2, 0),			m " d1, d2, #0")		\
	R(f(30, 29, 63),		m " d30, d29, #63")		\
	R(f(30, 29, 42),		m " d30, d29, #42")

static void rows_vector_scalar(void)
{
	D3(a64_add_d, "add")
	D3(a64_sub_d, "sub")
	D3(a64_cmgt_d, "cmgt")
	D3(a64_cmhi_d, "cmhi")
	D3(a64_cmge_d, "cmge")
	D3(a64_cmhs_d, "cmhs")
	D3(a64_sshl_d, "sshl")
	D3(a64_ushl_d, "ushl")
	D3(a64_cmtst_d, "cmtst")
	D3(a64_cmeq_d, "cmeq")
	D2(a64_cmgt0_d, "cmgt", ", #0")
	D2(a64_cmge0_d, "cmge", ", #0")
	D2(a64_cmeq0_d, "cmeq", ", #0")
	D2(a64_cmle0_d, "cmle", ", #0")
	D2(a64_cmlt0_d, "cmlt", ", #0")
	D2(a64_abs_d, "abs", "")
	D2(a64_neg_d, "neg", "")
	R(a64_addp_d(1, 2), "addp d1, v2.2d")
	R(a64_addp_d(30, 29), "addp d30, v29.2d")
	DSHR(a64_sshr_d, "sshr")
	DSHR(a64_ushr_d, "ushr")
	DSHR(a64_ssra_d, "ssra")
	DSHR(a64_usra_d, "usra")
	DSHR(a64_sri_d, "sri")
	DSHL(a64_shl_d, "shl")
	DSHL(a64_sli_d, "sli")
}

#define CRYPTO2(f, m, d, n, tail)					\
	R(f(1, 2),			m " " d "1" tail ", " n "2" tail) \
	R(f(30, 29),			m " " d "30" tail ", " n "29" tail)
#define CRYPTO3(f, m, d, dtail, n, ntail, mtail)			\
	R(f(1, 2, 3),			m " " d "1" dtail ", " n "2" ntail ", v3." mtail) \
	R(f(30, 29, 28),		m " " d "30" dtail ", " n "29" ntail ", v28." mtail)
#define CRYPTO4(f, m)							\
	R(f(1, 2, 3, 4),		m " v1.16b, v2.16b, v3.16b, v4.16b") \
	R(f(30, 29, 28, 27),		m " v30.16b, v29.16b, v28.16b, v27.16b")

static void rows_crypto(void)
{
	CRYPTO2(a64_aese, "aese", "v", "v", ".16b")
	CRYPTO2(a64_aesd, "aesd", "v", "v", ".16b")
	CRYPTO2(a64_aesmc, "aesmc", "v", "v", ".16b")
	CRYPTO2(a64_aesimc, "aesimc", "v", "v", ".16b")
	CRYPTO2(a64_sha1h, "sha1h", "s", "s", "")
	CRYPTO2(a64_sha1su1, "sha1su1", "v", "v", ".4s")
	CRYPTO2(a64_sha256su0, "sha256su0", "v", "v", ".4s")
	CRYPTO3(a64_sha1c, "sha1c", "q", "", "s", "", "4s")
	CRYPTO3(a64_sha1p, "sha1p", "q", "", "s", "", "4s")
	CRYPTO3(a64_sha1m, "sha1m", "q", "", "s", "", "4s")
	CRYPTO3(a64_sha1su0, "sha1su0", "v", ".4s", "v", ".4s", "4s")
	CRYPTO3(a64_sha256h, "sha256h", "q", "", "q", "", "4s")
	CRYPTO3(a64_sha256h2, "sha256h2", "q", "", "q", "", "4s")
	CRYPTO3(a64_sha256su1, "sha256su1", "v", ".4s", "v", ".4s", "4s")
	CRYPTO3(a64_rax1, "rax1", "v", ".2d", "v", ".2d", "2d")
	CRYPTO4(a64_eor3, "eor3")
	CRYPTO4(a64_bcax, "bcax")
	R(a64_xar(1, 2, 3, 63), "xar v1.2d, v2.2d, v3.2d, #63")
	R(a64_xar(30, 29, 28, 1), "xar v30.2d, v29.2d, v28.2d, #1")
}

static void rows_simd(void)
{
	rows_vector_same();
	rows_vector_width();
	rows_vector_two();
	rows_vector_shift();
	rows_vector_element();
	rows_vector_constant();
	rows_vector_scalar();
	rows_crypto();
}
