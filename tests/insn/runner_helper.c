/* SPDX-License-Identifier: GPL-2.0-only */
/* runner_helper.c - helpers of generated code, executed outside of it on the thread state. */
#include <string.h>
#include "mxcsr.h"
#include "../../runtime/helpers.h"
#include "runner.h"

static void div64(bool is_signed)
{
	unsigned __int128 n = (unsigned __int128)st.gpr[REG_RDX] << 64 | st.gpr[REG_RAX], q, r;
	u64 d = frame.x[16];

	if (!d)
		goto fail;
	if (is_signed) {
		__int128 sn = n, sd = (s64)d;

		if (sd == -1 && n == (unsigned __int128)1 << 127)
			goto fail;
		q = sn / sd;
		r = sn % sd;
		if ((__int128)q != (s64)q)
			goto fail;
	} else {
		q = n / d;
		r = n % d;
		if (q >> 64)
			goto fail;
	}
	frame.x[16] = q;
	frame.x[17] = r;
	frame.x[18] = 0;
	return;
fail:
	frame.x[18] = 1;
}

/* Generated code calls it only for what has no reserved bits. */
static void ldmxcsr(void)
{
	st.mxcsr = (u32)st.arg[0];
	st.fpcr = mxcsr_fpcr(st.mxcsr, st.fpcr & FPCR_AH);
	frame.fpcr = st.fpcr;
	frame.fpsr = 0;
	frame.x[16] = 0;
}

bool helper_run(unsigned h)
{
	switch ((enum helper)h) {
	case HELPER_ldmxcsr:
		ldmxcsr();
		return true;
	case HELPER_pcmpstr:
		rt_pcmpstr(&st);
		frame.x[16] = st.arg[0];
		frame.x[17] = st.arg[1];
		return true;
	case HELPER_div64:
	case HELPER_idiv64:
		div64(h == HELPER_idiv64);
		return true;
	default:
		return false;
	}
}
