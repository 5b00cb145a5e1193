/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * frame.c - signal frames as the x86-64 kernel builds and reads them: arch/x86/kernel/signal_64.c, fpu/signal.c,
 * uapi/asm/sigcontext.h. The processor that the guest sees has XSAVE with x87 and SSE state only.
 */
#include "signal.h"
#include "fpu.h"
#include "lib.h"
#include "uaccess.h"
#include "syscall.h"

struct sigcontext {
	u64 r8, r9, r10, r11, r12, r13, r14, r15, di, si, bp, bx, dx, ax, cx, sp, ip, flags;
	u16 cs, gs, fs, ss;
	u64 err, trapno, oldmask, cr2, fpstate, reserved[8];
};

struct frame {
	u64 pretcode;
	u64 uc_flags, uc_link;
	struct guest_altstack stack;
	struct sigcontext mc;
	u64 sigmask;
	struct siginfo info;
};
_Static_assert(sizeof(struct sigcontext) == 256 && sizeof(struct frame) == 8 + 304 + 128, "struct rt_sigframe");

/* The software's bytes of the FXSAVE image: struct _fpx_sw_bytes. */
struct software {
	u32 magic1, extended_size;
	u64 xfeatures;
	u32 xstate_size, pad[7];
};

struct fpstate {
	struct fxsave fx;
	u64 xfeatures, xcomp, reserved[6];	/* XSAVE header */
	u32 magic2;
};
enum { FP_MAGIC1 = 0x46505853, FP_MAGIC2 = 0x46505845, XSTATE_SIZE = 576, FPSTATE_SIZE = XSTATE_SIZE + 4, XFEATURES = 3 };
_Static_assert(__builtin_offsetof(struct fpstate, magic2) == XSTATE_SIZE, "XSAVE area, standard form");

enum { UC_FP_XSTATE = 1, UC_SIGCONTEXT_SS = 2, UC_STRICT_RESTORE_SS = 4 };
enum { USER_CS = 0x33, USER_SS = 0x2b, REDZONE = 128, RF_DF = 1 << 10, RF_TF = 1 << 8, RF_RF = 1 << 16 };
enum { RFLAGS_RESTORED = 0x40000 | 0x800 | 0x400 | 0x100 | 0x80 | 0x40 | 0x10 | 0x4 | 0x1 };	/* AC OF DF TF SF ZF AF PF CF */
enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI };

u64 frame_min_size(void)
{
	return sizeof(struct frame) + FPSTATE_SIZE + 16 + 64;
}

static bool on_altstack(const struct thread *t, u64 sp)
{
	return sp > t->altstack.sp && sp - t->altstack.sp <= t->altstack.size;
}

u32 frame_altstack_flags(const struct thread *t, u64 sp)
{
	if (!t->altstack.size)
		return SS_DISABLE;
	return !(t->altstack.flags & SS_AUTODISARM) && on_altstack(t, sp) ? SS_ONSTACK : 0;
}

/* ---- building ---- */

static bool push_fpstate(struct thread *t, u64 at)
{
	struct fpstate fp = { .xfeatures = XFEATURES, .magic2 = FP_MAGIC2 };
	struct software sw = { FP_MAGIC1, FPSTATE_SIZE, XFEATURES, XSTATE_SIZE };

	vec_save(&t->st);
	fpu_save(&t->st, &fp.fx);
	memcpy(fp.fx.software, &sw, sizeof(sw));
	return !guest_put(at, &fp, FPSTATE_SIZE);
}

static void fill_context(const struct thread *t, struct sigcontext *mc)
{
	const u64 *g = t->st.gpr;

	memcpy(&mc->r8, &g[8], 8 * sizeof(u64));
	mc->di = g[RDI];
	mc->si = g[RSI];
	mc->bp = g[RBP];
	mc->bx = g[RBX];
	mc->dx = g[RDX];
	mc->ax = g[RAX];
	mc->cx = g[RCX];
	mc->sp = g[RSP];
	mc->ip = t->st.pc;
	mc->flags = thread_rflags(t);
	mc->cs = USER_CS;
	mc->ss = USER_SS;
	mc->err = t->err;
	mc->trapno = t->trapno;
	mc->cr2 = t->cr2;
}

/* The frame's address, *fp the FP state's; 0: it does not fit the alternate stack that it is to be on. */
static u64 place(struct thread *t, const struct sigaction *act, u64 *fp)
{
	u64 sp = t->st.gpr[RSP] - REDZONE;
	bool onto = false;

	if (act->flags & SA_ONSTACK && frame_altstack_flags(t, t->st.gpr[RSP]) == 0) {
		sp = t->altstack.sp + t->altstack.size;
		onto = true;
	} else if (frame_altstack_flags(t, t->st.gpr[RSP]) == SS_ONSTACK) {
		onto = true;
	}
	*fp = (sp - FPSTATE_SIZE) & ~63ull;
	sp = ((*fp - sizeof(struct frame)) & ~15ull) - 8;
	return onto && !on_altstack(t, sp) ? 0 : sp;
}

bool frame_push(struct thread *t, const struct siginfo *info, const struct sigaction *act, u64 saved_mask)
{
	struct frame f = { .pretcode = act->restorer, .uc_flags = UC_FP_XSTATE | UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS,
			   .stack = t->altstack, .sigmask = saved_mask, .info = *info };
	u64 *g = t->st.gpr, fp, sp = place(t, act, &fp);

	if (!sp || !(act->flags & SA_RESTORER))
		return false;
	f.mc.oldmask = saved_mask;
	f.mc.fpstate = fp;
	fill_context(t, &f.mc);
	if (!push_fpstate(t, fp) || guest_put(sp, &f, sizeof(f)))
		return false;
	if (t->altstack.flags & SS_AUTODISARM)
		t->altstack = (struct guest_altstack){ .flags = SS_DISABLE };
	g[RDI] = (u64)info->signo;
	g[RAX] = 0;
	g[RSI] = sp + __builtin_offsetof(struct frame, info);
	g[RDX] = sp + __builtin_offsetof(struct frame, uc_flags);
	g[RSP] = sp;
	t->st.pc = act->handler;
	thread_set_rflags(t, thread_rflags(t) & ~(u64)(RF_DF | RF_TF | RF_RF));
	fpu_reset(&t->st);
	vec_load(&t->st);
	return true;
}

/* ---- reading ---- */

static bool pop_fpstate(struct thread *t, u64 at)
{
	struct fpstate fp;
	struct software sw;

	if (!at) {
		fpu_reset(&t->st);
		vec_load(&t->st);
		return true;
	}
	if (guest_get(&fp.fx, at, sizeof(fp.fx)))
		return false;
	fp.xfeatures = XFEATURES;
	memcpy(&sw, fp.fx.software, sizeof(sw));
	/* With the magic the header says which parts are there; without, all is FXSAVE's. */
	if (sw.magic1 == FP_MAGIC1 && sw.xstate_size >= XSTATE_SIZE && sw.extended_size >= sw.xstate_size + 4) {
		if (guest_get(&fp.xfeatures, at + FXSAVE_SIZE, 8))
			return false;
		fp.xfeatures &= sw.xfeatures;
	}
	if (fp.fx.mxcsr & ~(u32)MXCSR_MASK)
		return false;
	vec_save(&t->st);
	if (fp.xfeatures != XFEATURES) {
		struct fxsave init;

		fpu_reset(&t->st);
		fpu_save(&t->st, &init);
		if (!(fp.xfeatures & 1))
			memcpy(&fp.fx, &init, 24), memcpy(fp.fx.st, init.st, sizeof(init.st));
		if (!(fp.xfeatures & 2))
			memset(fp.fx.xmm, 0, sizeof(fp.fx.xmm));
	}
	fpu_load(&t->st, &fp.fx);
	vec_load(&t->st);
	return true;
}

static void take_context(struct thread *t, const struct sigcontext *mc)
{
	u64 *g = t->st.gpr;

	memcpy(&g[8], &mc->r8, 8 * sizeof(u64));
	g[RDI] = mc->di;
	g[RSI] = mc->si;
	g[RBP] = mc->bp;
	g[RBX] = mc->bx;
	g[RDX] = mc->dx;
	g[RAX] = mc->ax;
	g[RCX] = mc->cx;
	g[RSP] = mc->sp;
	t->st.pc = mc->ip;
	thread_set_rflags(t, (thread_rflags(t) & ~(u64)RFLAGS_RESTORED) | (mc->flags & RFLAGS_RESTORED));
}

bool frame_pop(struct thread *t, u64 *mask)
{
	u64 at = t->st.gpr[RSP] - 8;
	struct frame f;

	if (guest_get(&f, at, __builtin_offsetof(struct frame, info)))
		return false;
	*mask = f.sigmask;
	take_context(t, &f.mc);
	if (!pop_fpstate(t, f.mc.fpstate))
		return false;
	/* As restore_altstack(): what sigaltstack() would refuse is left alone. */
	signal_set_altstack(t, &f.stack);
	return true;
}
