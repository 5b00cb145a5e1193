// SPDX-License-Identifier: GPL-2.0-only
/* stats.c - counters, one set a processor: counting touches no shared cache line. */
#include <linux/percpu.h>
#include "xlate.h"

static DEFINE_PER_CPU(u64 [COUNTERS], counters);

void stats_count(enum counter counter)
{
	this_cpu_inc(counters[counter]);
}

u64 stats_sum(enum counter counter)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu(counters, cpu)[counter]);
	return sum;
}
