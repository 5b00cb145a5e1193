/* SPDX-License-Identifier: GPL-2.0-only */
/* cpu.c - the processor that the guest sees; see cpu.h. */
#include "cpu.h"
#include "host.h"
#include "insn.h"
#include "rows_gen.h"

#define BIT(name) | (CPUID_##name < 64 ? 1ull << (CPUID_##name & 63) : 0)
#define OFFERED (0ull CPUID_OFFERED(BIT))

enum { LEAF_1C, LEAF_1D, LEAF_7B, LEAF_7C, LEAF_7D, LEAF_81C, LEAF_81D, LEAF_D1A, LEAF_WORDS };
enum { BY_ROWS_NOT = CPUID_COUNT };	/* properties of the system, not of instructions */

/* In the order of /proc/cpuinfo. */
static const struct feature {
	u8 cpuid;	/* enum cpuid_bit, or BY_ROWS_NOT: always there (x87 and MMX: no C library starts without) */
	u8 word, bit;
	const char *name;	/* NULL: not shown */
} features[] = {
	{ BY_ROWS_NOT, LEAF_1D, 0, "fpu" },
	{ BY_ROWS_NOT, LEAF_1D, 3, "pse" },
	{ CPUID_TSC, LEAF_1D, 4, "tsc" },
	{ BY_ROWS_NOT, LEAF_1D, 5, "msr" },
	{ BY_ROWS_NOT, LEAF_1D, 6, "pae" },
	{ CPUID_CX8, LEAF_1D, 8, "cx8" },
	{ BY_ROWS_NOT, LEAF_1D, 9, "apic" },
	{ CPUID_SEP, LEAF_1D, 11, "sep" },
	{ BY_ROWS_NOT, LEAF_1D, 13, "pge" },
	{ CPUID_CMOV, LEAF_1D, 15, "cmov" },
	{ BY_ROWS_NOT, LEAF_1D, 16, "pat" },
	{ BY_ROWS_NOT, LEAF_1D, 17, "pse36" },
	{ CPUID_CLFSH, LEAF_1D, 19, "clflush" },
	{ BY_ROWS_NOT, LEAF_1D, 23, "mmx" },
	{ CPUID_FXSR, LEAF_1D, 24, "fxsr" },
	{ CPUID_SSE, LEAF_1D, 25, "sse" },
	{ CPUID_SSE2, LEAF_1D, 26, "sse2" },
	{ BY_ROWS_NOT, LEAF_1D, 28, "ht" },
	{ BY_ROWS_NOT, LEAF_81D, 11, "syscall" },
	{ BY_ROWS_NOT, LEAF_81D, 20, "nx" },
	{ CPUID_RDTSCP, LEAF_81D, 27, "rdtscp" },
	{ BY_ROWS_NOT, LEAF_81D, 29, "lm" },
	{ CPUID_SSE3, LEAF_1C, 0, "pni" },
	{ CPUID_PCLMULQDQ, LEAF_1C, 1, "pclmulqdq" },
	{ CPUID_SSSE3, LEAF_1C, 9, "ssse3" },
	{ CPUID_FMA, LEAF_1C, 12, "fma" },
	{ CPUID_CX16, LEAF_1C, 13, "cx16" },
	{ CPUID_SSE41, LEAF_1C, 19, "sse4_1" },
	{ CPUID_SSE42, LEAF_1C, 20, "sse4_2" },
	{ CPUID_MOVBE, LEAF_1C, 22, "movbe" },
	{ CPUID_POPCNT, LEAF_1C, 23, "popcnt" },
	{ CPUID_AES, LEAF_1C, 25, "aes" },
	{ CPUID_XSAVE, LEAF_1C, 26, "xsave" },
	{ CPUID_OSXSAVE, LEAF_1C, 27, NULL },
	{ CPUID_AVX, LEAF_1C, 28, "avx" },
	{ CPUID_F16C, LEAF_1C, 29, "f16c" },
	{ CPUID_RDRAND, LEAF_1C, 30, "rdrand" },
	{ CPUID_LAHF, LEAF_81C, 0, "lahf_lm" },
	{ CPUID_LZCNT, LEAF_81C, 5, "abm" },
	{ CPUID_PREFETCHW, LEAF_81C, 8, "3dnowprefetch" },
	{ CPUID_FSGSBASE, LEAF_7B, 0, "fsgsbase" },
	{ CPUID_BMI1, LEAF_7B, 3, "bmi1" },
	{ CPUID_AVX2, LEAF_7B, 5, "avx2" },
	{ CPUID_BMI2, LEAF_7B, 8, "bmi2" },
	{ BY_ROWS_NOT, LEAF_7B, 9, "erms" },
	{ CPUID_RDSEED, LEAF_7B, 18, "rdseed" },
	{ CPUID_ADX, LEAF_7B, 19, "adx" },
	{ CPUID_CLFLUSHOPT, LEAF_7B, 23, "clflushopt" },
	{ CPUID_CLWB, LEAF_7B, 24, "clwb" },
	{ CPUID_SHA, LEAF_7B, 29, "sha_ni" },
	{ CPUID_XSAVEOPT, LEAF_D1A, 0, "xsaveopt" },
	{ CPUID_XSAVEC, LEAF_D1A, 1, "xsavec" },
	{ CPUID_GFNI, LEAF_7C, 8, "gfni" },
	{ CPUID_RDPID, LEAF_7C, 22, "rdpid" },
	{ CPUID_MOVDIRI, LEAF_7C, 27, "movdiri" },
	{ CPUID_MOVDIR64B, LEAF_7C, 28, "movdir64b" },
	{ CPUID_SERIALIZE, LEAF_7D, 14, "serialize" },
};
_Static_assert(CPUID_SERIALIZE < 64, "every instruction feature in the table fits the mask");

static bool feature_offered(const struct feature *f)
{
	return f->cpuid == BY_ROWS_NOT || (f->cpuid < 64 && OFFERED >> f->cpuid & 1);
}

static u32 feature_word(int word)
{
	u32 bits = 0;

	for (size_t i = 0; i < ARRAY_SIZE(features); i++)
		if (features[i].word == word && feature_offered(&features[i]))
			bits |= 1u << features[i].bit;
	return bits;
}

static bool has(enum cpuid_bit bit)
{
	return OFFERED >> (bit & 63) & 1;
}

u64 cpu_hwcap(void)
{
	return feature_word(LEAF_1D);
}

u64 cpu_hwcap2(void)
{
	return has(CPUID_FSGSBASE) ? 2 : 0;
}

/* ---- time ---- */

static u64 counter_hz(void)
{
	u64 hz;

	asm("mrs %0, cntfrq_el0" : "=r"(hz));
	return hz ? hz : 1;
}

/* A whole factor, so that the clock is exact and leaf 15H can say it. */
static u64 counter_factor(void)
{
	u64 hz = counter_hz();

	return hz < 1000000000 ? (1000000000 + hz / 2) / hz : 1;
}

u64 cpu_tsc_hz(void)
{
	return counter_hz() * counter_factor();
}

u64 cpu_tsc(void)
{
	u64 now;

	asm volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(now));
	return now * counter_factor();
}

/* ---- CPUID ---- */

static const char vendor[] = "GenuineIntel";
static const char brand[48] = "Xlate x86-64 on AArch64";

enum { LEAF_MAX = 0x16, LEAF_EXT_MAX = 0x80000008, LINE = 64 };
enum { FAMILY = 6, STEPPING = 2 };

/* Westmere is the last one without AVX, Haswell the first with AVX2. */
static u32 model(void)
{
	return has(CPUID_AVX2) ? 0x3f : 0x2c;
}

static u32 signature(void)
{
	return (model() >> 4) << 16 | FAMILY << 8 | (model() & 15) << 4 | STEPPING;
}

/* Processors online: the list file ("0-3,8"), else those this process may run on. */
struct cpu_list {
	u64 mask[16];	/* 1024 processors */
	u32 count;
};

static void list_add(struct cpu_list *l, u64 from, u64 to)
{
	for (u64 i = from; i <= to && i < 1024; i++) {
		l->count += !(l->mask[i / 64] >> (i % 64) & 1);
		l->mask[i / 64] |= 1ull << (i % 64);
	}
}

static bool list_read(struct cpu_list *l)
{
	char buf[512];
	int fd = (int)host_open("/sys/devices/system/cpu/online", HOST_O_RDONLY | HOST_O_CLOEXEC);
	long n = fd < 0 ? fd : host_read(fd, buf, sizeof(buf) - 1);

	if (fd >= 0)
		host_close(fd);
	if (n <= 0)
		return false;
	buf[n] = 0;
	for (const char *s = buf; *s >= '0' && *s <= '9'; s += *s == ',') {
		u64 from = str_number(&s), to = from;

		if (*s == '-') {
			s++;
			to = str_number(&s);
		}
		list_add(l, from, to);
	}
	return l->count > 0;
}

static void cpus_online(struct cpu_list *l)
{
	memset(l, 0, sizeof(*l));
	if (list_read(l))
		return;
	if (host_call(HN_sched_getaffinity, 0, sizeof(l->mask), l->mask) <= 0)
		l->mask[0] = 1;
	for (int i = 0; i < 1024; i++)
		l->count += l->mask[i / 64] >> (i % 64) & 1;
}

/* For CPUID, which programs ask often. */
static u32 cpu_count(void)
{
	static u32 count;
	struct cpu_list l;

	if (!count) {
		cpus_online(&l);
		count = l.count;
	}
	return count;
}

static u32 log2_up(u32 n)
{
	return n <= 1 ? 0 : 32 - (u32)__builtin_clz(n - 1);
}

static u32 current_cpu(void)
{
	u32 cpu = 0;

	host_call(HN_getcpu, &cpu, NULL, NULL);
	return cpu;
}

static const struct cache {
	u8 type, level, ways;	/* type 1 data, 2 instruction, 3 unified */
	bool shared;
	u32 sets;
} caches[] = {
	{ 1, 1, 8, false, 64 },
	{ 2, 1, 8, false, 64 },
	{ 3, 2, 16, false, 1024 },
	{ 3, 3, 16, true, 8192 },
};

static void leaf_cache(u32 sub, struct cpuid_regs *r)
{
	const struct cache *c = &caches[sub];
	u32 n;

	if (sub >= ARRAY_SIZE(caches))
		return;
	n = 1u << log2_up(cpu_count());
	r->a = c->type | c->level << 5 | 1 << 8 | (c->shared ? (n - 1) << 14 : 0) | (n > 64 ? 63 : n - 1) << 26;
	r->b = (LINE - 1) | (u32)(c->ways - 1) << 22;
	r->c = c->sets - 1;
}

static void leaf_topology(u32 sub, struct cpuid_regs *r)
{
	u32 n = cpu_count();

	r->c = sub & 0xff;
	r->d = current_cpu();
	if (sub == 0) {		/* threads of a core: one */
		r->b = 1;
		r->c |= 1 << 8;
	} else if (sub == 1) {	/* cores */
		r->a = log2_up(n);
		r->b = n;
		r->c |= 2 << 8;
	}
}

static void leaf_version(struct cpuid_regs *r)
{
	u32 n = 1u << log2_up(cpu_count());

	r->a = signature();
	r->b = (LINE / 8) << 8 | (n & 0xff) << 16 | current_cpu() << 24;
	r->c = feature_word(LEAF_1C);
	r->d = feature_word(LEAF_1D);
}

/* x87 and SSE state, legacy layout; the AVX half joins it when there is AVX. */
static void leaf_xsave(u32 sub, struct cpuid_regs *r)
{
	u32 size = has(CPUID_AVX) ? 576 + 256 : 576;

	if (!has(CPUID_XSAVE))
		return;
	if (sub == 0)
		*r = (struct cpuid_regs){ has(CPUID_AVX) ? 7 : 3, size, size, 0 };
	else if (sub == 1)
		r->a = feature_word(LEAF_D1A);
	else if (sub == 2 && has(CPUID_AVX))
		*r = (struct cpuid_regs){ 256, 576, 0, 0 };
}

static void leaf_basic(u32 leaf, u32 sub, struct cpuid_regs *r)
{
	switch (leaf) {
	case 0:
		r->a = LEAF_MAX;
		memcpy(&r->b, vendor, 4);
		memcpy(&r->d, vendor + 4, 4);
		memcpy(&r->c, vendor + 8, 4);
		break;
	case 1:
		leaf_version(r);
		break;
	case 2:			/* FFH: leaf 4 tells; FEH: leaf 18H would; F0H: 64-byte prefetch */
		*r = (struct cpuid_regs){ 0x00feff01, 0xf0, 0, 0 };
		break;
	case 4:
		leaf_cache(sub, r);
		break;
	case 7:
		if (sub == 0)
			*r = (struct cpuid_regs){ 0, feature_word(LEAF_7B), feature_word(LEAF_7C),
						  feature_word(LEAF_7D) };
		break;
	case 0xb:
		leaf_topology(sub, r);
		break;
	case 0xd:
		leaf_xsave(sub, r);
		break;
	case 0x15:
		*r = (struct cpuid_regs){ 1, (u32)counter_factor(), (u32)counter_hz(), 0 };
		break;
	case 0x16:
		r->a = r->b = (u32)(cpu_tsc_hz() / 1000000);
		r->c = (u32)(counter_hz() / 1000000);
		break;
	}
}

static void leaf_extended(u32 leaf, struct cpuid_regs *r)
{
	switch (leaf) {
	case 0x80000000:
		r->a = LEAF_EXT_MAX;
		break;
	case 0x80000001:
		r->c = feature_word(LEAF_81C);
		r->d = feature_word(LEAF_81D);
		break;
	case 0x80000002 ... 0x80000004:
		memcpy(r, brand + 16 * (leaf - 0x80000002), 16);
		break;
	case 0x80000006:	/* L2: 64-byte lines, 16 ways, 1024 KiB */
		r->c = LINE | 8 << 12 | 1024 << 16;
		break;
	case 0x80000007:	/* invariant TSC */
		r->d = 1 << 8;
		break;
	case 0x80000008:
		r->a = 48 | 48 << 8;
		break;
	}
}

void cpu_cpuid(u32 leaf, u32 sub, struct cpuid_regs *r)
{
	memset(r, 0, sizeof(*r));
	if (leaf >= 0x80000000 && leaf <= LEAF_EXT_MAX)
		leaf_extended(leaf, r);
	else	/* beyond the last one, Intel processors answer as for the last basic leaf */
		leaf_basic(leaf <= LEAF_MAX ? leaf : LEAF_MAX, sub, r);
}

/* ---- /proc/cpuinfo ---- */

static void info_flags(struct text *out)
{
	for (size_t i = 0; i < ARRAY_SIZE(features); i++)
		if (features[i].name && feature_offered(&features[i]))
			text_add(out, " %s", features[i].name);
	text_add(out, " constant_tsc rep_good nopl nonstop_tsc cpuid");
}

static void info_block(struct text *out, u32 cpu, u32 index, u32 count)
{
	u64 khz = cpu_tsc_hz() / 1000;
	const struct cache *l3 = &caches[3];

	text_add(out, "processor\t: %u\nvendor_id\t: %s\n", cpu, vendor);
	text_add(out, "cpu family\t: %d\nmodel\t\t: %u\nmodel name\t: %s\n", FAMILY, model(), brand);
	text_add(out, "stepping\t: %d\nmicrocode\t: 0x1\n", STEPPING);
	text_add(out, "cpu MHz\t\t: %lu.%03lu\n", khz / 1000, khz % 1000);
	text_add(out, "cache size\t: %u KB\n", l3->sets * l3->ways * LINE / 1024);
	text_add(out, "physical id\t: 0\nsiblings\t: %u\n", count);
	text_add(out, "core id\t\t: %u\ncpu cores\t: %u\n", index, count);
	text_add(out, "apicid\t\t: %u\ninitial apicid\t: %u\n", cpu, cpu);
	text_add(out, "fpu\t\t: yes\nfpu_exception\t: yes\ncpuid level\t: %d\nwp\t\t: yes\nflags\t\t:", LEAF_MAX);
	info_flags(out);
	text_add(out, "\nbugs\t\t:\nbogomips\t: %lu.%02lu\nclflush size\t: %d\ncache_alignment\t: %d\n", khz / 500,
		 khz / 5 % 100, LINE, LINE);
	text_add(out, "address sizes\t: 48 bits physical, 48 bits virtual\npower management:\n\n");
}

void cpu_info_text(struct text *out)
{
	struct cpu_list l;
	u32 index = 0;

	cpus_online(&l);
	for (u32 cpu = 0; cpu < 1024; cpu++)
		if (l.mask[cpu / 64] >> (cpu % 64) & 1)
			info_block(out, cpu, index++, l.count);
}

/* ---- helpers of generated code ---- */

void rt_cpuid(struct xstate *st)
{
	struct cpuid_regs r;

	cpu_cpuid((u32)st->gpr[REG_RAX], (u32)st->gpr[REG_RCX], &r);
	st->gpr[REG_RAX] = r.a;
	st->gpr[REG_RBX] = r.b;
	st->gpr[REG_RCX] = r.c;
	st->gpr[REG_RDX] = r.d;
}

void rt_rdtsc(struct xstate *st)
{
	u64 now = cpu_tsc();

	if (st->arg[0] == 1)
		st->gpr[REG_RCX] = current_cpu();
	st->gpr[REG_RAX] = (u32)now;
	st->gpr[REG_RDX] = now >> 32;
}
