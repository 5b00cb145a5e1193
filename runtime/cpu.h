/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cpu.h - the processor that the guest sees. One table (cpu.c) of features feeds CPUID, AT_HWCAP and
 * /proc/cpuinfo; what instructions exist is said by the rows of translator/insn/ alone.
 * Source: Intel SDM 2A, CPUID.
 */
#ifndef XLATE_CPU_H
#define XLATE_CPU_H

#include "lib.h"
#include "state.h"

struct cpuid_regs {
	u32 a, b, c, d;
};

void cpu_cpuid(u32 leaf, u32 sub, struct cpuid_regs *out);
u64 cpu_hwcap(void);		/* AT_HWCAP: CPUID.1:EDX */
u64 cpu_hwcap2(void);		/* AT_HWCAP2: bit 1 FSGSBASE */
#define CPU_PLATFORM "x86_64"	/* AT_PLATFORM and uname's machine */

/* Time stamp counter: the host's virtual counter times a factor that makes it about 1 GHz. */
u64 cpu_tsc(void);
u64 cpu_tsc_hz(void);

/* The text of /proc/cpuinfo: one block per processor online. */
void cpu_info_text(struct text *out);

/* Helpers of generated code (state.h). rt_rdtsc: arg[0] = 1 for RDTSCP, RCX is then the processor's number. */
void rt_cpuid(struct xstate *st);
void rt_rdtsc(struct xstate *st);

#endif
