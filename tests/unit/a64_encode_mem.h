/* Rows for a64/mem.h and a64/atomic.h. */

/* General accesses of every size; M is the mnemonic without its size suffix. */
#define UOFF(f, m)							\
	R(f(0, 1, 2, 4095),		m "b w1, [x2, #4095]")		\
	R(f(1, 30, 29, 8190),		m "h w30, [x29, #8190]")	\
	R(f(2, 31, 31, 16380),		m " wzr, [sp, #16380]")		\
	R(f(3, 5, 21, 32760),		m " x5, [x21, #32760]")		\
	R(f(3, 5, 21, 0),		m " x5, [x21]")
#define SOFF(f, m)							\
	R(f(0, 1, 2, -256),		m "b w1, [x2, #-256]")		\
	R(f(1, 30, 29, 255),		m "h w30, [x29, #255]")		\
	R(f(2, 31, 31, 1),		m " wzr, [sp, #1]")		\
	R(f(3, 5, 21, -1),		m " x5, [x21, #-1]")
#define PRE(f, m)							\
	R(f(0, 1, 2, -256),		m "b w1, [x2, #-256]!")		\
	R(f(1, 30, 29, 255),		m "h w30, [x29, #255]!")	\
	R(f(2, 5, 31, 16),		m " w5, [sp, #16]!")		\
	R(f(3, 5, 21, -8),		m " x5, [x21, #-8]!")
#define POST(f, m)							\
	R(f(0, 1, 2, -256),		m "b w1, [x2], #-256")		\
	R(f(1, 30, 29, 255),		m "h w30, [x29], #255")		\
	R(f(2, 5, 31, 16),		m " w5, [sp], #16")		\
	R(f(3, 5, 21, -8),		m " x5, [x21], #-8")
#define ROFF(f, m)							\
	R(f(0, 1, 2, 3, A64_UXTX, false), m "b w1, [x2, x3]")		\
	R(f(1, 30, 29, 28, A64_UXTX, true), m "h w30, [x29, x28, lsl #1]") \
	R(f(2, 31, 31, 3, A64_UXTW, true), m " wzr, [sp, w3, uxtw #2]")	\
	R(f(3, 5, 21, 10, A64_SXTW, true), m " x5, [x21, w10, sxtw #3]") \
	R(f(3, 5, 21, 10, A64_SXTX, false), m " x5, [x21, x10, sxtx]")

#define SIGNED(f, m, tail, ...)						\
	R(f(0, W32, 1, 2, __VA_ARGS__),	m "b w1, [x2" tail)		\
	R(f(0, X64, 30, 29, __VA_ARGS__), m "b x30, [x29" tail)		\
	R(f(1, W32, 5, 21, __VA_ARGS__), m "h w5, [x21" tail)		\
	R(f(1, X64, 1, 2, __VA_ARGS__),	m "h x1, [x2" tail)		\
	R(f(2, X64, 1, 2, __VA_ARGS__),	m "w x1, [x2" tail)

#define VUOFF(f, m)							\
	R(f(0, 1, 2, 4095),		m " b1, [x2, #4095]")		\
	R(f(1, 31, 29, 8190),		m " h31, [x29, #8190]")		\
	R(f(2, 31, 31, 16380),		m " s31, [sp, #16380]")		\
	R(f(3, 5, 21, 32760),		m " d5, [x21, #32760]")		\
	R(f(4, 5, 21, 65520),		m " q5, [x21, #65520]")
#define VSOFF(f, m, left, right)					\
	R(f(0, 1, 2, -256),		m " b1, [x2" left "#-256" right) \
	R(f(1, 31, 29, 255),		m " h31, [x29" left "#255" right) \
	R(f(2, 31, 31, 1),		m " s31, [sp" left "#1" right)	\
	R(f(3, 5, 21, -1),		m " d5, [x21" left "#-1" right)	\
	R(f(4, 5, 21, 16),		m " q5, [x21" left "#16" right)
#define VROFF(f, m)							\
	R(f(0, 1, 2, 3, A64_UXTX, false), m " b1, [x2, x3]")		\
	R(f(1, 31, 29, 28, A64_UXTX, true), m " h31, [x29, x28, lsl #1]") \
	R(f(2, 31, 31, 3, A64_UXTW, true), m " s31, [sp, w3, uxtw #2]")	\
	R(f(3, 5, 21, 10, A64_SXTW, true), m " d5, [x21, w10, sxtw #3]") \
	R(f(4, 5, 21, 10, A64_UXTX, true), m " q5, [x21, x10, lsl #4]")

#define PAIR(f, m, left, right)						\
	R(f(W32, 1, 2, 3, -256),	m " w1, w2, [x3" left "#-256" right) \
	R(f(W32, 30, 29, 28, 252),	m " w30, w29, [x28" left "#252" right) \
	R(f(X64, 5, 10, 31, 504),	m " x5, x10, [sp" left "#504" right) \
	R(f(X64, 30, 29, 28, -512),	m " x30, x29, [x28" left "#-512" right)
#define VPAIR(f, m, left, right)					\
	R(f(2, 1, 2, 3, -256),		m " s1, s2, [x3" left "#-256" right) \
	R(f(3, 5, 10, 31, 504),		m " d5, d10, [sp" left "#504" right) \
	R(f(4, 31, 30, 29, -1024),	m " q31, q30, [x29" left "#-1024" right) \
	R(f(4, 1, 2, 3, 1008),		m " q1, q2, [x3" left "#1008" right)

#define LD1(f, m, tail8, tail16)					\
	R(f(A64_8B, 1, 2),		m " {v1.8b}, [x2]" tail8)	\
	R(f(A64_16B, 31, 30),		m " {v31.16b}, [x30]" tail16)	\
	R(f(A64_4H, 1, 2),		m " {v1.4h}, [x2]" tail8)	\
	R(f(A64_8H, 1, 2),		m " {v1.8h}, [x2]" tail16)	\
	R(f(A64_2S, 1, 2),		m " {v1.2s}, [x2]" tail8)	\
	R(f(A64_4S, 1, 2),		m " {v1.4s}, [x2]" tail16)	\
	R(f(A64_1D, 1, 2),		m " {v1.1d}, [x2]" tail8)	\
	R(f(A64_2D, 1, 31),		m " {v1.2d}, [sp]" tail16)
#define LANE(f, m)							\
	R(f(0, 1, 15, 2),		m " {v1.b}[15], [x2]")		\
	R(f(0, 31, 5, 30),		m " {v31.b}[5], [x30]")		\
	R(f(1, 1, 7, 2),		m " {v1.h}[7], [x2]")		\
	R(f(1, 1, 2, 2),		m " {v1.h}[2], [x2]")		\
	R(f(2, 1, 3, 2),		m " {v1.s}[3], [x2]")		\
	R(f(2, 1, 1, 2),		m " {v1.s}[1], [x2]")		\
	R(f(3, 1, 1, 2),		m " {v1.d}[1], [x2]")		\
	R(f(3, 1, 0, 31),		m " {v1.d}[0], [sp]")

/* Accesses with a bare address. */
#define BARE(f, m)							\
	R(f(0, 1, 2),			m "b w1, [x2]")			\
	R(f(1, 30, 29),			m "h w30, [x29]")		\
	R(f(2, 31, 31),			m " wzr, [sp]")			\
	R(f(3, 5, 21),			m " x5, [x21]")
#define STXR(f, m)							\
	R(f(0, 3, 1, 2),		m "b w3, w1, [x2]")		\
	R(f(1, 28, 30, 29),		m "h w28, w30, [x29]")		\
	R(f(2, 3, 31, 31),		m " w3, wzr, [sp]")		\
	R(f(3, 10, 5, 21),		m " w10, x5, [x21]")
#define LSE_SIZES(f, m, mb, acq, rel)					\
	R(f(0, acq, rel, 1, 2, 3),	m mb "b w1, w2, [x3]")		\
	R(f(1, acq, rel, 30, 29, 28),	m mb "h w30, w29, [x28]")	\
	R(f(2, acq, rel, 1, 2, 31),	m mb " w1, w2, [sp]")		\
	R(f(3, acq, rel, 5, 21, 10),	m mb " x5, x21, [x10]")
#define LSE(f, m)							\
	LSE_SIZES(f, m, "", false, false)				\
	LSE_SIZES(f, m, "a", true, false)				\
	LSE_SIZES(f, m, "l", false, true)				\
	LSE_SIZES(f, m, "al", true, true)
#define CASP(acq, rel, m)						\
	R(a64_casp(W32, acq, rel, 2, 4, 6), m " w2, w3, w4, w5, [x6]")	\
	R(a64_casp(X64, acq, rel, 28, 26, 31), m " x28, x29, x26, x27, [sp]")

static void rows_load(void)
{
	UOFF(a64_ldr_uoff, "ldr")
	UOFF(a64_str_uoff, "str")
	SOFF(a64_ldur, "ldur")
	SOFF(a64_stur, "stur")
	PRE(a64_ldr_pre, "ldr")
	PRE(a64_str_pre, "str")
	POST(a64_ldr_post, "ldr")
	POST(a64_str_post, "str")
	ROFF(a64_ldr_reg, "ldr")
	ROFF(a64_str_reg, "str")
	SIGNED(a64_ldrs_uoff, "ldrs", ", #4]", 4)
	SIGNED(a64_ldurs, "ldurs", ", #-3]", -3)
	SIGNED(a64_ldrs_pre, "ldrs", ", #-3]!", -3)
	SIGNED(a64_ldrs_post, "ldrs", "], #255", 255)
	SIGNED(a64_ldrs_reg, "ldrs", ", x17]", 17, A64_UXTX, false)
	R(a64_ldrs_reg(2, X64, 1, 2, 3, A64_SXTW, true), "ldrsw x1, [x2, w3, sxtw #2]")
	RB(a64_ldr_lit(W32, 1, OFF), "ldr w1,", 0xffffc)
	RB(a64_ldr_lit(X64, 30, OFF), "ldr x30,", -0x100000)
	RB(a64_ldrsw_lit(1, OFF), "ldrsw x1,", 0xffffc)
	RB(a64_ldrsw_lit(30, OFF), "ldrsw x30,", -0x100000)
	R(a64_prfm_uoff(A64_PLDL1KEEP, 1, 0), "prfm pldl1keep, [x1]")
	R(a64_prfm_uoff(A64_PSTL3STRM, 30, 32760), "prfm pstl3strm, [x30, #32760]")
	R(a64_prfm_uoff(A64_PLIL1KEEP, 1, 8), "prfm plil1keep, [x1, #8]")
	R(a64_prfum(A64_PLDL1STRM, 1, -256), "prfum pldl1strm, [x1, #-256]")
	R(a64_prfum(A64_PLDL3KEEP, 30, 255), "prfum pldl3keep, [x30, #255]")
	R(a64_prfm_reg(A64_PSTL1KEEP, 1, 2, A64_UXTX, true), "prfm pstl1keep, [x1, x2, lsl #3]")
	R(a64_prfm_reg(A64_PLDL2KEEP, 30, 29, A64_SXTW, false), "prfm pldl2keep, [x30, w29, sxtw]")
}

static void rows_pair(void)
{
	PAIR(a64_ldp, "ldp", ", ", "]")
	PAIR(a64_stp, "stp", ", ", "]")
	PAIR(a64_ldp_pre, "ldp", ", ", "]!")
	PAIR(a64_stp_pre, "stp", ", ", "]!")
	PAIR(a64_ldp_post, "ldp", "], ", "")
	PAIR(a64_stp_post, "stp", "], ", "")
	PAIR(a64_ldnp, "ldnp", ", ", "]")
	PAIR(a64_stnp, "stnp", ", ", "]")
	R(a64_ldpsw(1, 2, 3, -256), "ldpsw x1, x2, [x3, #-256]")
	R(a64_ldpsw(30, 29, 31, 252), "ldpsw x30, x29, [sp, #252]")
	VPAIR(a64_vldp, "ldp", ", ", "]")
	VPAIR(a64_vstp, "stp", ", ", "]")
	VPAIR(a64_vldp_pre, "ldp", ", ", "]!")
	VPAIR(a64_vstp_pre, "stp", ", ", "]!")
	VPAIR(a64_vldp_post, "ldp", "], ", "")
	VPAIR(a64_vstp_post, "stp", "], ", "")
	VPAIR(a64_vldnp, "ldnp", ", ", "]")
	VPAIR(a64_vstnp, "stnp", ", ", "]")
}

static void rows_vector_load(void)
{
	VUOFF(a64_vldr_uoff, "ldr")
	VUOFF(a64_vstr_uoff, "str")
	VSOFF(a64_vldur, "ldur", ", ", "]")
	VSOFF(a64_vstur, "stur", ", ", "]")
	VSOFF(a64_vldr_pre, "ldr", ", ", "]!")
	VSOFF(a64_vstr_pre, "str", ", ", "]!")
	VSOFF(a64_vldr_post, "ldr", "], ", "")
	VSOFF(a64_vstr_post, "str", "], ", "")
	VROFF(a64_vldr_reg, "ldr")
	VROFF(a64_vstr_reg, "str")
	RB(a64_vldr_lit(2, 1, OFF), "ldr s1,", 0xffffc)
	RB(a64_vldr_lit(3, 31, OFF), "ldr d31,", -0x100000)
	RB(a64_vldr_lit(4, 5, OFF), "ldr q5,", 16)
	LD1(a64_ld1, "ld1", "", "")
	LD1(a64_st1, "st1", "", "")
	LD1(a64_ld1_post, "ld1", ", #8", ", #16")
	LD1(a64_st1_post, "st1", ", #8", ", #16")
	LD1(a64_ld1r, "ld1r", "", "")
	LANE(a64_ld1_lane, "ld1")
	LANE(a64_st1_lane, "st1")
}

static void rows_atomic(void)
{
	BARE(a64_ldar, "ldar")
	BARE(a64_stlr, "stlr")
	BARE(a64_ldapr, "ldapr")
	BARE(a64_ldxr, "ldxr")
	BARE(a64_ldaxr, "ldaxr")
	STXR(a64_stxr, "stxr")
	STXR(a64_stlxr, "stlxr")
	R(a64_ldxp(W32, 1, 2, 3), "ldxp w1, w2, [x3]")
	R(a64_ldxp(X64, 30, 29, 31), "ldxp x30, x29, [sp]")
	R(a64_ldaxp(W32, 1, 2, 3), "ldaxp w1, w2, [x3]")
	R(a64_ldaxp(X64, 30, 29, 31), "ldaxp x30, x29, [sp]")
	R(a64_stxp(W32, 4, 1, 2, 3), "stxp w4, w1, w2, [x3]")
	R(a64_stxp(X64, 28, 30, 29, 31), "stxp w28, x30, x29, [sp]")
	R(a64_stlxp(W32, 4, 1, 2, 3), "stlxp w4, w1, w2, [x3]")
	R(a64_stlxp(X64, 28, 30, 29, 31), "stlxp w28, x30, x29, [sp]")
	SOFF(a64_ldapur, "ldapur")
	SOFF(a64_stlur, "stlur")
	SIGNED(a64_ldapurs, "ldapurs", ", #-3]", -3)
	RW(a64_vldapur(0, 1, 2, -256), "ldapur b1, [x2, #-256]", "0x1d500841")
	RW(a64_vldapur(1, 31, 29, 255), "ldapur h31, [x29, #255]", "0x5d4ffbbf")
	RW(a64_vldapur(2, 31, 31, 1), "ldapur s31, [sp, #1]", "0x9d401bff")
	RW(a64_vldapur(3, 5, 21, -1), "ldapur d5, [x21, #-1]", "0xdd5ffaa5")
	RW(a64_vldapur(4, 5, 21, 16), "ldapur q5, [x21, #16]", "0x1dc10aa5")
	RW(a64_vstlur(0, 1, 2, -256), "stlur b1, [x2, #-256]", "0x1d100841")
	RW(a64_vstlur(1, 31, 29, 255), "stlur h31, [x29, #255]", "0x5d0ffbbf")
	RW(a64_vstlur(2, 31, 31, 1), "stlur s31, [sp, #1]", "0x9d001bff")
	RW(a64_vstlur(3, 5, 21, -1), "stlur d5, [x21, #-1]", "0xdd1ffaa5")
	RW(a64_vstlur(4, 5, 21, 16), "stlur q5, [x21, #16]", "0x1d810aa5")
	LSE(a64_ldadd, "ldadd")
	LSE(a64_ldclr, "ldclr")
	LSE(a64_ldeor, "ldeor")
	LSE(a64_ldset, "ldset")
	LSE(a64_ldsmax, "ldsmax")
	LSE(a64_ldsmin, "ldsmin")
	LSE(a64_ldumax, "ldumax")
	LSE(a64_ldumin, "ldumin")
	LSE(a64_swp, "swp")
	LSE(a64_cas, "cas")
	R(a64_ldset(3, false, true, 1, 31, 2), "stsetl x1, [x2]")
	CASP(false, false, "casp")
	CASP(true, false, "caspa")
	CASP(false, true, "caspl")
	CASP(true, true, "caspal")
}

#define COPY(f, m)							\
	R(f(1, 2, 3),			m " [x1]!, [x2]!, x3!")		\
	R(f(30, 29, 28),		m " [x30]!, [x29]!, x28!")
#define SET(f, m)							\
	R(f(1, 2, 3),			m " [x1]!, x2!, x3")		\
	R(f(30, 29, 31),		m " [x30]!, x29!, xzr")

static void rows_copy(void)
{
	COPY(a64_cpyfp, "cpyfp")
	COPY(a64_cpyfm, "cpyfm")
	COPY(a64_cpyfe, "cpyfe")
	COPY(a64_cpyp, "cpyp")
	COPY(a64_cpym, "cpym")
	COPY(a64_cpye, "cpye")
	SET(a64_setp, "setp")
	SET(a64_setm, "setm")
	SET(a64_sete, "sete")
}

static void rows_mem(void)
{
	rows_load();
	rows_pair();
	rows_vector_load();
	rows_atomic();
	rows_copy();
}
