/* SPDX-License-Identifier: GPL-2.0-only */
/* offsets.c - places in struct thread for assembly: absolute symbols off_FIELD, used as `[x28, :lo12:off_FIELD]`. */
#include <stddef.h>
#include "thread.h"

#define OFFSET(name, field)										\
	_Static_assert(offsetof(struct thread, field) < 4096, "reached by :lo12:");			\
	asm volatile(".globl off_" #name "\n.hidden off_" #name "\n.set off_" #name ", %c0"		\
		     : : "i"(offsetof(struct thread, field)))

_Static_assert(offsetof(struct thread, st.gpr) == 0, "doors.S stores pairs of gpr[] at x28");

/* Never called: the symbols are what counts. */
__attribute__((used)) static void offsets(void)
{
	OFFSET(save_link, st.save_link);
	OFFSET(save_shadow, st.save_shadow);
	OFFSET(save_ret, st.save_ret);
	OFFSET(fs_base, st.fs_base);
	OFFSET(table, st.table);
	OFFSET(host_sp, st.host_sp);
	OFFSET(arg0, st.arg[0]);
	OFFSET(arg1, st.arg[1]);
	OFFSET(arg2, st.arg[2]);
	OFFSET(xmm, st.xmm);
	OFFSET(fpcr, st.fpcr);
	OFFSET(pending, pending);
	OFFSET(resume, resume);
	OFFSET(helper_ret, helper_ret);
	OFFSET(ctx, ctx);
	OFFSET(ctx_pc, ctx.pc);
	OFFSET(ctx_pstate, ctx.pstate);
	OFFSET(guard_sp, guard_sp);
}
