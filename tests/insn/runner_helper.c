/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * runner_helper.c - helpers of generated code: the runtime's own, on the thread state and outside of the guest; here is what
 * they ask the runtime for. The frame stands for the host's floating-point registers.
 */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "runner.h"
#include "x87.h"
#include "../../runtime/fpu.h"
#include "../../runtime/helpers.h"

u32 fpu_mxcsr(const struct xstate *s)
{
	return state_mxcsr();
}

bool fpu_set_mxcsr(struct xstate *s, u32 mxcsr)
{
	return state_set_mxcsr(mxcsr);
}

void fpu_save(const struct xstate *s, struct fxsave *fx)
{
	struct tstate t = { 0 };

	x87_store(&t);
	memset(fx, 0, offsetof(struct fxsave, software));
	fx->cw = t.fcw;
	fx->sw = t.fsw;
	fx->tag = t.ftw;
	fx->op = s->x87_op;
	fx->ip = s->x87_ip;
	fx->dp = s->x87_dp;
	fx->mxcsr = fpu_mxcsr(s);
	fx->mxcsr_mask = MXCSR_MASK;
	memcpy(fx->st, t.st, sizeof(fx->st));
	memcpy(fx->xmm, s->xmm, sizeof(fx->xmm));
}

bool fpu_load(struct xstate *s, const struct fxsave *fx)
{
	u16 cw = x87_control(fx->cw);
	struct tstate t = { .fcw = cw, .fsw = x87_summary(cw, fx->sw), .ftw = fx->tag };

	memcpy(t.st, fx->st, sizeof(t.st));
	x87_load(&t);
	memcpy(s->xmm, fx->xmm, sizeof(fx->xmm));
	return fpu_set_mxcsr(s, fx->mxcsr);
}

/* The runner has moved them already. */
void vec_save(struct xstate *s)
{
}

void vec_load(struct xstate *s)
{
}

void die(const char *fmt, ...)
{
	fprintf(stderr, "runner: %s\n", fmt);
	exit(3);
}

/* What these two say is not compared, only which registers they write. */
static void say_cpuid(struct xstate *s)
{
	s->gpr[REG_RAX] = s->gpr[REG_RBX] = s->gpr[REG_RCX] = s->gpr[REG_RDX] = 1;
}

static void say_time(struct xstate *s)
{
	s->gpr[REG_RAX] = s->gpr[REG_RDX] = 1;
	if (s->arg[0] == 1)
		s->gpr[REG_RCX] = 1;
}

static void (*function(unsigned h))(struct xstate *)
{
	switch ((enum helper)h) {
	case HELPER_cpuid:
		return say_cpuid;
	case HELPER_rdtsc:
		return say_time;
	case HELPER_div64:
		return rt_div64;
	case HELPER_idiv64:
		return rt_idiv64;
	case HELPER_fxsave:
		return rt_fxsave;
	case HELPER_fxrstor:
		return rt_fxrstor;
	case HELPER_ldmxcsr:
		return rt_ldmxcsr;
	case HELPER_stmxcsr:
		return rt_stmxcsr;
	case HELPER_sse:
		return rt_sse;
	case HELPER_x87:
		return rt_x87;
	case HELPER_pcmpstr:
		return rt_pcmpstr;
	default:
		return NULL;
	}
}

bool helper_run(unsigned h)
{
	void (*fn)(struct xstate *) = function(h);

	if (!fn)
		return false;
	fn(&st);
	frame.x[16] = st.arg[0];
	frame.x[17] = st.arg[1];
	frame.x[18] = st.arg[2];
	return true;
}
