/*
 * Rows for a64/int.h and a64/branch.h: call, then the text a disassembler
 * gives for the word. Where it prefers an alias, the alias is the text.
 */

/* The same mnemonic in both widths, with all field bits seen in 0 and 1. */
#define SF_DNM(f, m)							\
	R(f(W32, 1, 2, 3),		m " w1, w2, w3")		\
	R(f(X64, 30, 29, 28),		m " x30, x29, x28")		\
	R(f(X64, 0, 21, 10),		m " x0, x21, x10")
#define SF_DN(f, m)							\
	R(f(W32, 1, 2),			m " w1, w2")			\
	R(f(X64, 30, 29),		m " x30, x29")
#define SHIFTED(f, m)							\
	R(f(W32, 1, 2, 3, A64_LSL, 0),	m " w1, w2, w3")		\
	R(f(X64, 30, 29, 28, A64_LSL, 63), m " x30, x29, x28, lsl #63") \
	R(f(X64, 0, 21, 10, A64_LSR, 1), m " x0, x21, x10, lsr #1")	\
	R(f(W32, 5, 6, 7, A64_ASR, 31),	m " w5, w6, w7, asr #31")
#define LOGICAL(f, m)							\
	SHIFTED(f, m)							\
	R(f(X64, 5, 6, 7, A64_ROR, 9),	m " x5, x6, x7, ror #9")
#define EXTENDED(f, m)							\
	R(f(W32, 1, 2, 3, A64_UXTB, 0),	m " w1, w2, w3, uxtb")		\
	R(f(X64, 1, 2, 3, A64_UXTH, 1),	m " x1, x2, w3, uxth #1")	\
	R(f(X64, 1, 31, 3, A64_UXTW, 2), m " x1, sp, w3, uxtw #2")	\
	R(f(X64, 1, 31, 3, A64_UXTX, 3), m " x1, sp, x3, lsl #3")	\
	R(f(X64, 30, 29, 28, A64_SXTB, 4), m " x30, x29, w28, sxtb #4") \
	R(f(W32, 1, 2, 3, A64_SXTH, 0),	m " w1, w2, w3, sxth")		\
	R(f(X64, 1, 2, 3, A64_SXTW, 0),	m " x1, x2, w3, sxtw")		\
	R(f(X64, 1, 2, 3, A64_SXTX, 0),	m " x1, x2, x3, sxtx")
#define ADDIMM(f, m)							\
	R(f(W32, 1, 2, 0xfff),		m " w1, w2, #0xfff")		\
	R(f(X64, 30, 29, 1),		m " x30, x29, #0x1")		\
	R(f(X64, 3, 31, 0x1000),	m " x3, sp, #0x1, lsl #12")	\
	R(f(W32, 3, 4, 0xfff000),	m " w3, w4, #0xfff, lsl #12")
#define LOGIMM(f, m)							\
	R(f(W32, 1, 2, logimm(W32, 0xff)), m " w1, w2, #0xff")		\
	R(f(X64, 30, 29, logimm(X64, 0x8000000000000001)), m " x30, x29, #0x8000000000000001") \
	R(f(X64, 5, 6, logimm(X64, 0x5555555555555555)), m " x5, x6, #0x5555555555555555") \
	R(f(X64, 5, 6, logimm(X64, ~(u64)15)), m " x5, x6, #0xfffffffffffffff0")
#define MINMAX_IMM(f, m, low, lowtext, high, hightext)			\
	R(f(W32, 1, 2, low),		m " w1, w2, #" lowtext)		\
	R(f(X64, 30, 29, high),		m " x30, x29, #" hightext)
#define DNMA_LONG(f, m)							\
	R(f(1, 2, 3, 4),		m " x1, w2, w3, x4")		\
	R(f(30, 29, 28, 27),		m " x30, w29, w28, x27")
#define DNM_FIXED(f, m, d, n, s)					\
	R(f(1, 2, 3),			m " " d "1, " n "2, " s "3")	\
	R(f(30, 29, 28),		m " " d "30, " n "29, " s "28")
#define CSEL(f, m)							\
	R(f(W32, 1, 2, 3, A64_EQ),	m " w1, w2, w3, eq")		\
	R(f(X64, 30, 29, 28, A64_LE),	m " x30, x29, x28, le")		\
	R(f(X64, 0, 1, 2, A64_HS),	m " x0, x1, x2, cs")
#define CCMP(f, m, reg32, reg64)					\
	R(f(W32, 1, 2, 0, A64_NE),	m " w1, " reg32 "2, #0x0, ne")	\
	R(f(X64, 30, 31, 15, A64_GT),	m " x30, " reg64 ", #0xf, gt")

static void rows_add(void)
{
	SHIFTED(a64_add_reg, "add")
	SHIFTED(a64_adds_reg, "adds")
	SHIFTED(a64_sub_reg, "sub")
	SHIFTED(a64_subs_reg, "subs")
	EXTENDED(a64_add_ext, "add")
	EXTENDED(a64_adds_ext, "adds")
	EXTENDED(a64_sub_ext, "sub")
	EXTENDED(a64_subs_ext, "subs")
	R(a64_sub_ext(X64, 31, 31, 3, A64_UXTX, 0), "sub sp, sp, x3")
	ADDIMM(a64_add_imm, "add")
	ADDIMM(a64_adds_imm, "adds")
	ADDIMM(a64_sub_imm, "sub")
	ADDIMM(a64_subs_imm, "subs")
	R(a64_sub_imm(X64, 31, 31, 32), "sub sp, sp, #0x20")
	SF_DNM(a64_adc, "adc")
	SF_DNM(a64_adcs, "adcs")
	SF_DNM(a64_sbc, "sbc")
	SF_DNM(a64_sbcs, "sbcs")
	R(a64_cmp_reg(W32, 1, 2, A64_LSL, 0), "cmp w1, w2")
	R(a64_cmp_reg(X64, 30, 29, A64_ASR, 3), "cmp x30, x29, asr #3")
	R(a64_cmp_imm(W32, 1, 2), "cmp w1, #0x2")
	R(a64_cmp_imm(X64, 31, 0x2000), "cmp sp, #0x2, lsl #12")
	R(a64_cmp_ext(W32, 1, 2, A64_UXTB, 0), "cmp w1, w2, uxtb")
	R(a64_cmp_ext(X64, 31, 2, A64_SXTW, 2), "cmp sp, w2, sxtw #2")
	R(a64_cmn_reg(W32, 1, 2, A64_LSL, 0), "cmn w1, w2")
	R(a64_cmn_reg(X64, 30, 29, A64_LSR, 3), "cmn x30, x29, lsr #3")
	R(a64_cmn_imm(W32, 1, 2), "cmn w1, #0x2")
	R(a64_cmn_imm(X64, 30, 0x2000), "cmn x30, #0x2, lsl #12")
	R(a64_neg(W32, 1, 2), "neg w1, w2")
	R(a64_neg(X64, 30, 29), "neg x30, x29")
	R(a64_negs(W32, 1, 2), "negs w1, w2")
	R(a64_negs(X64, 30, 29), "negs x30, x29")
}

static void rows_logic(void)
{
	LOGICAL(a64_and_reg, "and")
	LOGICAL(a64_bic_reg, "bic")
	LOGICAL(a64_orr_reg, "orr")
	LOGICAL(a64_orn_reg, "orn")
	LOGICAL(a64_eor_reg, "eor")
	LOGICAL(a64_eon_reg, "eon")
	LOGICAL(a64_ands_reg, "ands")
	LOGICAL(a64_bics_reg, "bics")
	LOGIMM(a64_and_imm, "and")
	LOGIMM(a64_orr_imm, "orr")
	LOGIMM(a64_eor_imm, "eor")
	LOGIMM(a64_ands_imm, "ands")
	R(a64_and_imm(X64, 31, 2, logimm(X64, ~(u64)15)), "and sp, x2, #0xfffffffffffffff0")
	R(a64_tst_reg(W32, 1, 2, A64_LSL, 0), "tst w1, w2")
	R(a64_tst_reg(X64, 30, 29, A64_ROR, 63), "tst x30, x29, ror #63")
	R(a64_tst_imm(W32, 1, logimm(W32, 0x80000000)), "tst w1, #0x80000000")
	R(a64_tst_imm(X64, 30, logimm(X64, 0x80)), "tst x30, #0x80")
	SF_DN(a64_mvn, "mvn")
	SF_DN(a64_mov_reg, "mov")
	R(a64_mov_reg(X64, 31, 31), "mov xzr, xzr")
	R(a64_mov_sp(X64, 1, 31), "mov x1, sp")
	R(a64_mov_sp(X64, 31, 29), "mov sp, x29")
	R(a64_movn(W32, 1, 0xfffe, 0), "mov w1, #0xffff0001")
	R(a64_movn(X64, 30, 1, 3), "mov x30, #0xfffeffffffffffff")
	R(a64_movn(X64, 30, 0, 1), "movn x30, #0x0, lsl #16")
	R(a64_movz(W32, 1, 0xffff, 1), "mov w1, #0xffff0000")
	R(a64_movz(X64, 30, 0x1234, 3), "mov x30, #0x1234000000000000")
	R(a64_movz(X64, 30, 0, 2), "movz x30, #0x0, lsl #32")
	R(a64_movk(W32, 1, 0xffff, 1), "movk w1, #0xffff, lsl #16")
	R(a64_movk(X64, 30, 0x1234, 3), "movk x30, #0x1234, lsl #48")
	R(a64_movk(X64, 30, 0x1234, 0), "movk x30, #0x1234")
}

static void rows_multiply(void)
{
	SF_DNM(a64_mul, "mul")
	SF_DNM(a64_mneg, "mneg")
	R(a64_madd(W32, 1, 2, 3, 4), "madd w1, w2, w3, w4")
	R(a64_madd(X64, 30, 29, 28, 27), "madd x30, x29, x28, x27")
	R(a64_msub(W32, 1, 2, 3, 4), "msub w1, w2, w3, w4")
	R(a64_msub(X64, 30, 29, 28, 27), "msub x30, x29, x28, x27")
	DNMA_LONG(a64_smaddl, "smaddl")
	DNMA_LONG(a64_smsubl, "smsubl")
	DNMA_LONG(a64_umaddl, "umaddl")
	DNMA_LONG(a64_umsubl, "umsubl")
	DNM_FIXED(a64_smull, "smull", "x", "w", "w")
	DNM_FIXED(a64_umull, "umull", "x", "w", "w")
	DNM_FIXED(a64_smulh, "smulh", "x", "x", "x")
	DNM_FIXED(a64_umulh, "umulh", "x", "x", "x")
	SF_DNM(a64_udiv, "udiv")
	SF_DNM(a64_sdiv, "sdiv")
	DNM_FIXED(a64_crc32b, "crc32b", "w", "w", "w")
	DNM_FIXED(a64_crc32h, "crc32h", "w", "w", "w")
	DNM_FIXED(a64_crc32w, "crc32w", "w", "w", "w")
	DNM_FIXED(a64_crc32x, "crc32x", "w", "w", "x")
	DNM_FIXED(a64_crc32cb, "crc32cb", "w", "w", "w")
	DNM_FIXED(a64_crc32ch, "crc32ch", "w", "w", "w")
	DNM_FIXED(a64_crc32cw, "crc32cw", "w", "w", "w")
	DNM_FIXED(a64_crc32cx, "crc32cx", "w", "w", "x")
}

static void rows_bits(void)
{
	SF_DNM(a64_lslv, "lsl")
	SF_DNM(a64_lsrv, "lsr")
	SF_DNM(a64_asrv, "asr")
	SF_DNM(a64_rorv, "ror")
	R(a64_ubfm(W32, 1, 2, 3, 10), "ubfx w1, w2, #3, #8")
	R(a64_ubfm(X64, 30, 29, 60, 10), "ubfiz x30, x29, #4, #11")
	R(a64_sbfm(W32, 1, 2, 3, 10), "sbfx w1, w2, #3, #8")
	R(a64_sbfm(X64, 30, 29, 60, 10), "sbfiz x30, x29, #4, #11")
	R(a64_bfm(W32, 1, 2, 3, 10), "bfxil w1, w2, #3, #8")
	R(a64_bfm(X64, 30, 29, 60, 10), "bfi x30, x29, #4, #11")
	R(a64_ubfx(W32, 1, 2, 8, 8), "ubfx w1, w2, #8, #8")
	R(a64_ubfx(X64, 30, 29, 8, 33), "ubfx x30, x29, #8, #33")
	R(a64_sbfx(W32, 1, 2, 8, 8), "sbfx w1, w2, #8, #8")
	R(a64_sbfx(X64, 30, 29, 8, 33), "sbfx x30, x29, #8, #33")
	R(a64_bfxil(W32, 1, 2, 8, 8), "bfxil w1, w2, #8, #8")
	R(a64_bfxil(X64, 30, 29, 0, 16), "bfxil x30, x29, #0, #16")
	R(a64_ubfiz(W32, 1, 2, 8, 8), "ubfiz w1, w2, #8, #8")
	R(a64_ubfiz(X64, 30, 29, 8, 33), "ubfiz x30, x29, #8, #33")
	R(a64_sbfiz(W32, 1, 2, 8, 8), "sbfiz w1, w2, #8, #8")
	R(a64_sbfiz(X64, 30, 29, 8, 33), "sbfiz x30, x29, #8, #33")
	R(a64_bfi(W32, 1, 2, 8, 8), "bfi w1, w2, #8, #8")
	R(a64_bfi(X64, 30, 29, 8, 33), "bfi x30, x29, #8, #33")
	R(a64_bfi(X64, 30, 29, 0, 8), "bfxil x30, x29, #0, #8")
	R(a64_bfc(W32, 1, 8, 8), "bfc w1, #8, #8")
	R(a64_bfc(X64, 30, 8, 33), "bfc x30, #8, #33")
	R(a64_lsl_imm(W32, 1, 2, 1), "lsl w1, w2, #1")
	R(a64_lsl_imm(X64, 30, 29, 63), "lsl x30, x29, #63")
	R(a64_lsl_imm(W32, 1, 2, 0), "lsr w1, w2, #0")
	R(a64_lsr_imm(W32, 1, 2, 1), "lsr w1, w2, #1")
	R(a64_lsr_imm(X64, 30, 29, 63), "lsr x30, x29, #63")
	R(a64_asr_imm(W32, 1, 2, 31), "asr w1, w2, #31")
	R(a64_asr_imm(X64, 30, 29, 1), "asr x30, x29, #1")
	R(a64_uxtb(1, 2), "uxtb w1, w2")
	R(a64_uxtb(30, 29), "uxtb w30, w29")
	R(a64_uxth(1, 2), "uxth w1, w2")
	R(a64_uxth(30, 29), "uxth w30, w29")
	R(a64_sxtb(W32, 1, 2), "sxtb w1, w2")
	R(a64_sxtb(X64, 30, 29), "sxtb x30, w29")
	R(a64_sxth(W32, 1, 2), "sxth w1, w2")
	R(a64_sxth(X64, 30, 29), "sxth x30, w29")
	R(a64_sxtw(1, 2), "sxtw x1, w2")
	R(a64_sxtw(30, 29), "sxtw x30, w29")
	R(a64_extr(W32, 1, 2, 3, 31), "extr w1, w2, w3, #31")
	R(a64_extr(X64, 30, 29, 28, 63), "extr x30, x29, x28, #63")
	R(a64_ror_imm(W32, 1, 2, 7), "ror w1, w2, #7")
	R(a64_ror_imm(X64, 30, 29, 63), "ror x30, x29, #63")
	SF_DN(a64_rbit, "rbit")
	SF_DN(a64_rev16, "rev16")
	SF_DN(a64_rev, "rev")
	SF_DN(a64_clz, "clz")
	SF_DN(a64_cls, "cls")
	R(a64_rev32(1, 2), "rev32 x1, x2")
	R(a64_rev32(30, 29), "rev32 x30, x29")
	SF_DN(a64_ctz, "ctz")
	SF_DN(a64_cnt, "cnt")
	SF_DN(a64_abs, "abs")
	SF_DNM(a64_smax, "smax")
	SF_DNM(a64_umax, "umax")
	SF_DNM(a64_smin, "smin")
	SF_DNM(a64_umin, "umin")
	MINMAX_IMM(a64_smax_imm, "smax", -128, "-128", 127, "127")
	MINMAX_IMM(a64_smin_imm, "smin", -1, "-1", 1, "1")
	MINMAX_IMM(a64_umax_imm, "umax", 1, "1", 255, "255")
	MINMAX_IMM(a64_umin_imm, "umin", 0, "0", 128, "128")
}

static void rows_select(void)
{
	CSEL(a64_csel, "csel")
	CSEL(a64_csinc, "csinc")
	CSEL(a64_csinv, "csinv")
	CSEL(a64_csneg, "csneg")
	R(a64_cset(W32, 1, A64_EQ), "cset w1, eq")
	R(a64_cset(X64, 30, A64_VC), "cset x30, vc")
	R(a64_csetm(W32, 1, A64_LO), "csetm w1, cc")
	R(a64_csetm(X64, 30, A64_MI), "csetm x30, mi")
	R(a64_cinc(W32, 1, 2, A64_PL), "cinc w1, w2, pl")
	R(a64_cinc(X64, 30, 29, A64_VS), "cinc x30, x29, vs")
	R(a64_cinv(W32, 1, 2, A64_HI), "cinv w1, w2, hi")
	R(a64_cinv(X64, 30, 29, A64_LS), "cinv x30, x29, ls")
	R(a64_cneg(W32, 1, 2, A64_GE), "cneg w1, w2, ge")
	R(a64_cneg(X64, 30, 29, A64_LT), "cneg x30, x29, lt")
	CCMP(a64_ccmn_reg, "ccmn", "w", "xzr")
	CCMP(a64_ccmn_imm, "ccmn", "#0x", "#0x1f")
	CCMP(a64_ccmp_reg, "ccmp", "w", "xzr")
	CCMP(a64_ccmp_imm, "ccmp", "#0x", "#0x1f")
	R(a64_cfinv(), "cfinv")
	R(a64_xaflag(), "xaflag")
	R(a64_axflag(), "axflag")
	R(a64_rmif(1, 63, 0), "rmif x1, #63, #0")
	R(a64_rmif(30, 1, A64_FLAG_N | A64_FLAG_V), "rmif x30, #1, #9")
	R(a64_setf8(1), "setf8 w1")
	R(a64_setf8(30), "setf8 w30")
	R(a64_setf16(1), "setf16 w1")
	R(a64_setf16(30), "setf16 w30")
}

static void rows_branch(void)
{
	RB(a64_b(OFF), "b", 0x7fffffc)
	RB(a64_b(OFF), "b", -0x8000000)
	RB(a64_bl(OFF), "bl", 0x7fffffc)
	RB(a64_bl(OFF), "bl", -0x8000000)
	RB(a64_b_cond(A64_EQ, OFF), "b.eq", 0xffffc)
	RB(a64_b_cond(A64_LE, OFF), "b.le", -0x100000)
	RB(a64_b_cond(A64_HI, OFF), "b.hi", 8)
	RB(a64_cbz(W32, 1, OFF), "cbz w1,", 0xffffc)
	RB(a64_cbz(X64, 30, OFF), "cbz x30,", -0x100000)
	RB(a64_cbnz(W32, 1, OFF), "cbnz w1,", 0xffffc)
	RB(a64_cbnz(X64, 30, OFF), "cbnz x30,", -0x100000)
	RB(a64_tbz(1, 31, OFF), "tbz w1, #31,", 0x7ffc)
	RB(a64_tbz(30, 63, OFF), "tbz x30, #63,", -0x8000)
	RB(a64_tbnz(1, 0, OFF), "tbnz w1, #0,", 0x7ffc)
	RB(a64_tbnz(30, 32, OFF), "tbnz x30, #32,", -0x8000)
	RB(a64_adr(1, OFF), "adr x1,", 0xfffff)
	RB(a64_adr(30, OFF), "adr x30,", -0x100000)
	RP(a64_adrp(1, OFF), "adrp x1,", 0xfffff000)
	RP(a64_adrp(30, OFF), "adrp x30,", -0x100000000)
	R(a64_br(1), "br x1")
	R(a64_br(30), "br x30")
	R(a64_blr(1), "blr x1")
	R(a64_blr(30), "blr x30")
	R(a64_ret(A64_LR), "ret")
	R(a64_ret(1), "ret x1")
}

static void rows_system(void)
{
	R(a64_svc(0), "svc #0x0")
	R(a64_svc(0xffff), "svc #0xffff")
	R(a64_brk(1), "brk #0x1")
	R(a64_brk(0xffff), "brk #0xffff")
	R(a64_udf(0), "udf #0")
	R(a64_udf(0xffff), "udf #65535")
	R(a64_hint(0x7f), "hint #0x7f")
	R(a64_nop(), "nop")
	R(a64_yield(), "yield")
	R(a64_bti_c(), "bti c")
	R(a64_dmb(A64_ISH), "dmb ish")
	R(a64_dmb(A64_ISHLD), "dmb ishld")
	R(a64_dmb(A64_ISHST), "dmb ishst")
	R(a64_dmb(A64_BARRIER_SY), "dmb sy")
	R(a64_dmb(A64_BARRIER_LD), "dmb ld")
	R(a64_dmb(A64_BARRIER_ST), "dmb st")
	R(a64_dmb(A64_NSH), "dmb nsh")
	R(a64_dmb(A64_NSHLD), "dmb nshld")
	R(a64_dmb(A64_NSHST), "dmb nshst")
	R(a64_dmb(A64_OSH), "dmb osh")
	R(a64_dmb(A64_OSHLD), "dmb oshld")
	R(a64_dmb(A64_OSHST), "dmb oshst")
	R(a64_dsb(A64_ISH), "dsb ish")
	R(a64_dsb(A64_BARRIER_SY), "dsb sy")
	R(a64_isb(), "isb")
	R(a64_sb(), "sb")
	R(a64_clrex(), "clrex")
	R(a64_mrs(1, A64_NZCV), "mrs x1, nzcv")
	R(a64_mrs(30, A64_FPCR), "mrs x30, fpcr")
	R(a64_mrs(1, A64_FPSR), "mrs x1, fpsr")
	R(a64_mrs(1, A64_TPIDR_EL0), "mrs x1, tpidr_el0")
	R(a64_mrs(1, A64_TPIDRRO_EL0), "mrs x1, tpidrro_el0")
	R(a64_mrs(1, A64_CNTVCT_EL0), "mrs x1, cntvct_el0")
	R(a64_mrs(1, A64_CNTVCTSS_EL0), "mrs x1, cntvctss_el0")
	R(a64_mrs(1, A64_CNTFRQ_EL0), "mrs x1, cntfrq_el0")
	R(a64_mrs(1, A64_DCZID_EL0), "mrs x1, dczid_el0")
	R(a64_mrs(1, A64_CTR_EL0), "mrs x1, ctr_el0")
	R(a64_mrs(1, A64_MIDR_EL1), "mrs x1, midr_el1")
	R(a64_mrs(1, A64_RNDR), "mrs x1, rndr")
	R(a64_mrs(1, A64_RNDRRS), "mrs x1, rndrrs")
	R(a64_msr(A64_NZCV, 1), "msr nzcv, x1")
	R(a64_msr(A64_FPCR, 30), "msr fpcr, x30")
	R(a64_msr(A64_FPSR, 1), "msr fpsr, x1")
	R(a64_msr(A64_TPIDR_EL0, 1), "msr tpidr_el0, x1")
	R(a64_dc_zva(1), "dc zva, x1")
	R(a64_dc_zva(30), "dc zva, x30")
	R(a64_dc_cvac(1), "dc cvac, x1")
	R(a64_dc_cvau(30), "dc cvau, x30")
	R(a64_dc_civac(1), "dc civac, x1")
	R(a64_ic_ivau(30), "ic ivau, x30")
}

static void rows_int(void)
{
	rows_add();
	rows_logic();
	rows_multiply();
	rows_bits();
	rows_select();
	rows_branch();
	rows_system();
}
