/* SPDX-License-Identifier: GPL-2.0-only */
/* The processor that xlate shows: CPUID, AT_HWCAP, /proc/cpuinfo and uname agree. cpu.out has what is expected. */
#include "show.h"
#include <sys/auxv.h>
#include <sys/utsname.h>

static char buf[1 << 20];

static void read_file(int fd)
{
	long n, len = 0;

	while ((n = read(fd, buf + len, sizeof(buf) - 1 - len)) > 0)
		len += n;
	buf[len] = 0;
	close(fd);
}

static void cpuid(unsigned leaf, unsigned sub, unsigned *r)
{
	asm volatile("cpuid" : "=a"(r[0]), "=b"(r[1]), "=c"(r[2]), "=d"(r[3]) : "a"(leaf), "c"(sub));
}

static int flag(const char *name)
{
	char *line = strstr(buf, "flags\t"), word[40];
	int n = snprintf(word, sizeof(word), " %s", name);

	for (char *s = line; s && (s = strstr(s, word)); s += n)
		if (s[n] == ' ' || s[n] == '\n')
			return s < strchr(line, '\n');
	return 0;
}

static void test_flags(void)
{
	static const struct {
		unsigned leaf;
		int reg, bit;
		const char *name;
	} flags[] = {
		{ 1, 3, 0, "fpu" }, { 1, 3, 4, "tsc" }, { 1, 3, 8, "cx8" }, { 1, 3, 15, "cmov" }, { 1, 3, 23, "mmx" },
		{ 1, 3, 24, "fxsr" }, { 1, 3, 25, "sse" }, { 1, 3, 26, "sse2" }, { 1, 2, 0, "pni" }, { 1, 2, 9, "ssse3" },
		{ 1, 2, 12, "fma" }, { 1, 2, 13, "cx16" }, { 1, 2, 19, "sse4_1" }, { 1, 2, 20, "sse4_2" }, { 1, 2, 22, "movbe" },
		{ 1, 2, 23, "popcnt" }, { 1, 2, 25, "aes" }, { 1, 2, 26, "xsave" }, { 1, 2, 28, "avx" },
		{ 7, 1, 3, "bmi1" }, { 7, 1, 5, "avx2" }, { 7, 1, 8, "bmi2" }, { 7, 1, 19, "adx" }, { 7, 1, 29, "sha_ni" },
		{ 0x80000001, 2, 0, "lahf_lm" }, { 0x80000001, 2, 5, "abm" }, { 0x80000001, 3, 29, "lm" },
		{ 0x80000001, 3, 27, "rdtscp" }, { 0x80000001, 3, 11, "syscall" },
	};
	unsigned r[4];

	for (unsigned i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		cpuid(flags[i].leaf, 0, r);
		if ((int)(r[flags[i].reg] >> flags[i].bit & 1) != flag(flags[i].name))
			printf("%s: CPUID and /proc/cpuinfo differ\n", flags[i].name);
	}
	cpuid(1, 0, r);
	show_true("hwcap is CPUID.1:EDX", getauxval(AT_HWCAP) == r[3]);
	show_true("XSAVE only with OSXSAVE", !(r[2] >> 26 & 1) == !(r[2] >> 27 & 1));
}

static void test_names(void)
{
	unsigned r[4];
	char vendor[13] = "", brand[49] = "", line[80];

	cpuid(0, 0, r);
	memcpy(vendor, &r[1], 4);
	memcpy(vendor + 4, &r[3], 4);
	memcpy(vendor + 8, &r[2], 4);
	for (unsigned i = 0; i < 3; i++) {
		cpuid(0x80000002 + i, 0, r);
		memcpy(brand + 16 * i, r, 16);
	}
	printf("%s, %s\n", vendor, brand);
	snprintf(line, sizeof(line), "vendor_id\t: %s\n", vendor);
	show_true("vendor", !!strstr(buf, line));
	snprintf(line, sizeof(line), "model name\t: %s\n", brand);
	show_true("model name", !!strstr(buf, line));
}

static void test_leaves(void)
{
	unsigned r[4], last[4], i;

	cpuid(0x80000000, 0, r);
	printf("last extended leaf %x\n", r[0]);
	cpuid(0, 0, r);
	show_true("leaves 4, 7, 11", r[0] >= 13);
	cpuid(r[0], 0, last);
	cpuid(r[0] + 1, 0, r);
	show_true("beyond is as the last one", !memcmp(r, last, sizeof(r)));
	for (i = 0; cpuid(4, i, r), r[0] & 31; i++)
		printf("cache type %d level %d size %d KiB\n", r[0] & 31, r[0] >> 5 & 7,
		       ((r[1] >> 22) + 1) * ((r[1] & 4095) + 1) * (r[2] + 1) / 1024);
	for (i = 0; cpuid(11, i, r), r[2] >> 8 & 255; i++)
		printf("topology level %d type %d\n", i, r[2] >> 8 & 255);
	cpuid(0x80000008, 0, r);
	printf("address bits %d %d\n", r[0] & 255, r[0] >> 8 & 255);
}

int main(void)
{
	struct utsname u;
	long blocks = 0;

	read_file(openat(open("/proc", O_RDONLY | O_DIRECTORY), "cpuinfo", O_RDONLY));
	test_names();
	read_file(open("/proc/cpuinfo", O_RDONLY));
	test_names();
	test_flags();
	for (char *s = buf; (s = strstr(s, "processor\t:")); s++)
		blocks++;
	show_true("a block a processor", blocks == sysconf(_SC_NPROCESSORS_ONLN));
	test_leaves();
	uname(&u);
	printf("machine %s platform %s\n", u.machine, (char *)getauxval(AT_PLATFORM));
	return 0;
}
