/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * insn.h - what an x86-64 instruction is to every part of the translator: the row that describes
 * its form, and the decoded instruction, one element of a region's linear array.
 *
 * Rows are the single source of facts about an instruction form. They stand in translator/insn/,
 * one family a file, in the notation of the Intel SDM, volume 2, appendix A; tools/rows.py reads
 * them and generates the decode map (build/gen/rows_gen.[ch]). It fails the build when an encoding
 * has no row or two, and names it.
 *
 *   ROW(encoding, operands, written, read, undefined, cpuid, attributes, emitter)
 *   ROW_UD(encoding, why)            raises #UD on every processor that xlate imitates
 *   ROW_ABSENT(encoding, cpuid)      belongs to a feature that is not offered; raises #UD
 *
 * encoding: [NP|NFx|66|F3|F2] [W0|REX.W] [REX.B0|REX.B] opcode bytes [/r | /0../7 | /2-5] [mem|mod3],
 *   or a fixed ModRM byte behind the opcode ("0F 01 D0", "D9 E8-EE", "D8 C0+i"). "50+r": the register
 *   is in the opcode's low three bits. Without NP/66/F3/F2 a row covers all four (66 is then the
 *   operand size; NFx = NP and 66); F2 and F3 win over 66; the last of F2 and F3 wins. Without
 *   W0/REX.W it covers both, without mem/mod3 both, without REX.B0/REX.B both (for 90 alone).
 *   Opcode ranges: "70-7F", "0F 90-9F /r". EVEX: "62". XOP: "8F /1-7".
 *   VEX: "VEX.LZ.F2.0F38.W1 F6 /r" as in the SDM: no 66/F3/F2 means none, no W or WIG both, no L or
 *   LIG both; vvvv must be 1111 unless an operand is in it. decode() takes the bytes C4 and C5 itself.
 *   UD and ABSENT rows may end in "*" and take what no other row names, of opcodes ("0F C7 *") or of a
 *   whole map ("0F38 *", "VEX.0F *"); those of opcodes go first.
 * operands: SDM letters and sizes, separated by blanks; the first is the destination:
 *   E G M(needs mem) R(GPR in r/m; without mod3 the mod is ignored) Z(opcode register) B(VEX.vvvv):
 *     b w d q v(2,4,8) y(4,4,8) z(2,4,4) at operand sizes 2,4,8   e.g. "Ev Gv", "Zq"
 *   M also without size (address only, LEA), and dq, t (10 bytes), p (far pointer), bytes ("M28");
 *     0 is also the size of what is over 255 bytes
 *   I: b, bs (byte sign-extended to the operand size), w, d, z (4 bytes at most), v: all but w (RET,
 *     ENTER) sign-extended to 64 bits
 *   Jb Jz, Ob Ov (moffs), Sw, "1", ST0 STi(needs mod3), FS GS, XMM0,
 *   fixed registers: AL AH (1), AX (2), EAX (4), RAX (8), rAX (operand size), eAX (2,4,4), so CL DX rDX ...
 *   V W U H (XMM: field reg, r/m, r/m only register, VEX.vvvv): dq ss sd ps pd q d w b, W also bytes;
 *   P Q N (MMX: field reg, r/m, r/m only register): q d; U and N need mod3
 *   Xb Xv Yb Yv (string operands, implicit)
 * written/read/undefined: OR of F_* ("OSZAPC" names all six). undefined is a subset of written.
 * cpuid: BASE or the bit without which the row does not exist (enum cpuid_bit).
 * attributes: OR of A_*.
 */
#ifndef XLATE_INSN_H
#define XLATE_INSN_H

#include "a64/types.h"

/* Arithmetic flags as a mask; the bit order is the translator's own. */
enum {
	F_CF = 1, F_PF = 2, F_AF = 4, F_ZF = 8, F_SF = 16, F_OF = 32,
	OSZAPC = 63, OSZAP = 62, OSZPC = 59, F_NONE = 0,
};

enum {
	A_LOCK   = 1 << 0,	/* LOCK is legal when the first operand is memory */
	A_D64    = 1 << 1,	/* operand size is 64 bits by default, 16 with 66 */
	A_F64    = 1 << 2,	/* operand size is 64 bits whatever the prefixes */
	A_FMAY   = 1 << 3,	/* flags "written" may also stay as they were */
	A_ALIGN  = 1 << 4,	/* a 16-byte memory operand must be aligned, else #GP */
	A_X87    = 1 << 5,	/* x87 or MMX state */
	A_STR    = 1 << 6,	/* string instruction: REP forms are loops */
	A_RO     = 1 << 7,	/* the first operand is not written (CMP, TEST, PUSH, stores of it ...) */
	A_WO     = 1 << 8,	/* the first operand is not read (MOV, LEA, SETcc ...) */
	/* control flow: at most one; all but A_SYSCALL end a block */
	A_JMP    = 1 << 9,	/* direct jump, target in imm */
	A_JCC    = 1 << 10,	/* conditional direct jump (also LOOP, JRCXZ) */
	A_CALL   = 1 << 11,	/* direct call */
	A_RET    = 1 << 12,
	A_IJMP   = 1 << 13,	/* indirect jump */
	A_ICALL  = 1 << 14,	/* indirect call */
	A_TRAP   = 1 << 15,	/* always ends in the runtime and never falls through: UD2, HLT, INT3 */
	A_SYSCALL = 1 << 16,	/* leaves to the runtime with every register in the state, comes back behind itself */
	A_FLOW   = A_JMP | A_JCC | A_CALL | A_RET | A_IJMP | A_ICALL | A_TRAP | A_SYSCALL,
	A_NOFAULT = 1 << 17,	/* has a memory operand but does not access it (LEA, NOP, PREFETCH) */
	/* what fusion rules look for (fuse.c) */
	A_FOLD   = 1 << 18,	/* two-operand form whose emitter reads operand 0 by gpr() or xmm_first(): a MOV before it can be folded */
	A_MOV    = 1 << 19,	/* plain move between registers, or of a register from or to memory */
	A_PUSH   = 1 << 20,
	A_POP    = 1 << 21,
	A_TEST   = 1 << 22,
	A_CMP    = 1 << 23,
	A_SETCC  = 1 << 24,
	A_VMOV   = 1 << 25,	/* plain move of 16 bytes between XMM registers, or of one from or to memory */
	A_JUDGE  = 1 << 26,	/* BT, PTEST, PMOVMSKB: shorter when a JCC decides by it */
	A_ZX     = 1 << 27,	/* MOVZX from a byte */
	A_DIV    = 1 << 29,	/* DIV, IDIV of RDX:RAX */
	A_MMX    = 1 << 28,	/* MMX operands: the emitter gets them as vector registers (mmx.h) */
};

/* CPUID features a row can depend on. BASE: every x86-64 processor. docs/supported.md lists them. */
#define CPUID_BITS(X) \
	X(BASE) X(FPU) X(TSC) X(CX8) X(SEP) X(CMOV) X(CLFSH) X(MMX) X(FXSR) X(SSE) X(SSE2) X(SSE3) \
	X(PCLMULQDQ) X(SSSE3) X(FMA) X(CX16) X(SSE41) X(SSE42) X(MOVBE) X(POPCNT) X(AES) X(XSAVE) \
	X(OSXSAVE) X(AVX) X(F16C) X(RDRAND) X(LAHF) X(LZCNT) X(PREFETCHW) X(RDTSCP) X(FSGSBASE) \
	X(BMI1) X(AVX2) X(BMI2) X(ERMS) X(RTM) X(RDSEED) X(ADX) X(CLFLUSHOPT) X(CLWB) X(SHA) \
	X(AVX512F) X(RDPID) X(GFNI) X(MOVDIRI) X(MOVDIR64B) X(SERIALIZE) X(CET) X(PKU) X(WAITPKG) \
	X(MPX) X(XOP) X(TBM) X(FMA4) X(SSE4A) X(SSE3DNOW) X(SVM) X(VMX) X(MONITOR) X(CLZERO) \
	X(XSAVEOPT) X(XSAVEC) X(ENQCMD) X(UINTR) X(KL) X(PTWRITE) X(CLDEMOTE) X(HRESET) X(RAOINT) \
	X(CMPCCXADD) X(LWP) X(AMXTILE) X(INVPCID) X(WBNOINVD) X(RDPRU) X(SNP) X(MCOMMIT) X(MSRLIST) X(PREFETCHI)
enum cpuid_bit {
#define X(n) CPUID_##n,
	CPUID_BITS(X)
#undef X
	CPUID_COUNT
};

struct emit;
struct insn;

/* Emits the host code of one instruction; the contract is in emit.h and docs/boundary.md. */
typedef void emitter(struct emit *e, const struct insn *in);

/* In C a row is only its emitter; the rest is data for tools/rows.py. */
struct row {
	emitter *emit;
};
#define ROW(enc, ops, wr, rd, undef, cpuid, attr, fn) { fn }
#define ROW_UD(enc, why) { 0 }
#define ROW_ABSENT(enc, cpuid) { 0 }

/* Decoded operand kinds. */
enum opk {
	OPK_NONE,
	OPK_GPR,	/* reg 0-15, low `size` bytes */
	OPK_GPRH,	/* AH CH DH BH: bits 8-15 of reg 0-3 */
	OPK_MEM,	/* the instruction's one memory operand */
	OPK_IMM,	/* insn.imm, sign-extended to 64 bits (second immediate of ENTER, EXTRQ: imm2) */
	OPK_REL,	/* insn.imm is the absolute target */
	OPK_XMM, OPK_MMX, OPK_ST, OPK_SEG,
	OPK_STR,	/* implicit string operand: reg 6 (RSI) or 7 (RDI) */
};

struct opnd {
	u8 kind;	/* enum opk */
	u8 reg;
	u8 size;	/* bytes: 1 2 4 8 10 16; 0: address only */
};

enum {
	P_LOCK = 1, P_REP = 2 /* F3 */, P_REPNE = 4 /* F2 */, P_OSZ = 8 /* 66 */, P_ASZ = 16 /* 67 */,
	P_REX = 32, P_W = 64,
};

enum { REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI, REG_NONE = 0xff };
enum seg { SEG_NONE, SEG_FS, SEG_GS };	/* CS DS ES SS bases are zero in 64-bit mode */

/* One element of the linear array. Made by decode(), annotated by the passes. */
struct insn {
	u64 pc;		/* guest address of the first byte */
	u64 imm;
	u64 disp;	/* sign-extended; RIP-relative: already the absolute address, base = index = REG_NONE */
	/* these eight bytes are the row's */
	u32 attr;	/* A_* */
	u8 fread, fwritten;	/* F_* */
	u8 family;	/* enum family: the file that the row is in */
	u8 nops;
	u16 row;	/* index into the row tables: enum row_id (rows_gen.h) */
	u8 len;		/* bytes, 1-15 */
	u8 osz;		/* operand size of v operands in bytes: 2 4 8 */
	u8 asz;		/* address size: 4 8 */
	u8 prefix;	/* P_*; of F2 and F3 only the last */
	u8 opcode;	/* last opcode byte: condition code, digit groups */
	u8 modrm;
	u8 base, index;	/* guest registers or REG_NONE */
	u8 scale;	/* 0-3 */
	u8 seg;		/* enum seg */
	u8 imm2;
	u8 live;	/* flags live behind the instruction (pass: liveness) */
	u8 block;	/* first of a block: 1 + its number (pass: region) */
	u8 live_before;	/* and before it (pass: liveness) */
	struct opnd op[4];	/* aligned: decode() writes words */
};

static inline u64 insn_next(const struct insn *in) { return in->pc + in->len; }

/*
 * decode - one instruction.
 * @code: its bytes; at most @n of them are read (n may be less than 15).
 * @pc: the guest address of code[0].
 * Never fails: bytes that are no instruction give a row without emitter (#UD), an instruction that
 * needs more than n bytes gives ROW_FETCH (page fault at pc + n), one over 15 bytes ROW_TOOLONG (#GP).
 * All fields are set, also for these.
 */
void decode(struct insn *in, const u8 *code, unsigned long n, u64 pc);

/*
 * Instructions one behind the other, at least one: up to the first with control flow or A_FMAY, up to `full` or until `stop`, behind
 * which DECODE_SLACK bytes can be read. Returns what is behind the last.
 */
enum { DECODE_SLACK = 32 };
struct insn *decode_run(struct insn *in, const struct insn *full, const u8 *code, const u8 *stop, u64 pc);

/* A shift by a constant changes its flags for certain, or, masked to 0, not at all: for A_FMAY instructions. */
static inline void insn_constant_shift(struct insn *in)
{
	if (in->op[in->nops - 1].kind != OPK_IMM)
		return;
	in->attr &= ~A_FMAY;
	if (!(in->imm & (in->op[0].size == 8 ? 63 : 31)))
		in->fread = in->fwritten = 0;
}

#endif
