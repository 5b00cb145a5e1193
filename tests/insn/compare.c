/* SPDX-License-Identifier: GPL-2.0-only */
/* compare.c - is the translator's result the expected one? Everything that is defined counts. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "case.h"

enum { FSW_PE = 0x20, FSW_C1 = 0x200 };

struct report {
	char *text;
	unsigned size, n;
	bool differs;
};

static const char *const reg_name[16] = {
	"rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15",
};

__attribute__((format(printf, 2, 3)))
static void say(struct report *o, const char *fmt, ...)
{
	va_list ap;
	int n;

	o->differs = true;
	if (o->n >= o->size)
		return;
	va_start(ap, fmt);
	n = vsnprintf(o->text + o->n, o->size - o->n, fmt, ap);
	va_end(ap);
	o->n += n > 0 ? n : 0;
}

static const char *flags_text(u32 f, u32 mask, char *buf)
{
	static const struct { u32 bit; char name; } names[] = {
		{ FL_OF, 'O' }, { FL_DF, 'D' }, { FL_SF, 'S' }, { FL_ZF, 'Z' }, { FL_AF, 'A' }, { FL_PF, 'P' }, { FL_CF, 'C' },
	};
	char *p = buf;

	for (unsigned i = 0; i < 7; i++)
		*p++ = !(mask & names[i].bit) ? '-' : f & names[i].bit ? names[i].name : '.';
	*p = 0;
	return buf;
}

static u32 any_flags(u64 any)
{
	static const u32 rflag[6] = { FL_CF, FL_PF, FL_AF, FL_ZF, FL_SF, FL_OF };
	u32 out = any >> ANY_FLAGS & 1 ? ~0u : 0;

	for (unsigned i = 0; i < 6; i++)
		if (any >> (ANY_FLAG0 + i) & 1)
			out |= rflag[i];
	return out;
}

static const char *hex16(const u8 *v, char *buf)
{
	for (unsigned i = 0; i < 16; i++)
		sprintf(buf + 2 * i, "%02x", v[15 - i]);
	return buf;
}

/* Hosts without AFP flush before rounding: 0 where rounding makes the smallest normal number (docs/exactness.md). */
static bool flushed_early(const u8 *want, const u8 *got)
{
	u32 w[4], g[4];
	unsigned i, low;

	memcpy(w, want, 16);
	memcpy(g, got, 16);
	for (i = 0; i < 4; i++) {
		low = w[i] & 0x7fffffff;
		if (w[i] != g[i] && ((w[i] ^ g[i]) != low || (low != 0x00800000 && (low != 0x00100000 || !(i & 1) || w[i - 1]))))
			return false;
	}
	return true;
}

static bool xmm_differs(const struct tstate *want, const struct tstate *got, unsigned i, bool exact)
{
	enum { DAZ_FTZ = 0x8040 };

	if (!memcmp(want->xmm[i], got->xmm[i], 16))
		return false;
	return exact || (want->mxcsr & DAZ_FTZ) != DAZ_FTZ || !flushed_early(want->xmm[i], got->xmm[i]);
}

/* exact: not a host without AFP, which does not know DE, and UE only before rounding. */
static void compare_registers(struct report *o, const struct tcase *c, const struct tstate *want, const struct tstate *got, bool exact)
{
	u32 mxcsr_mask = exact ? ~0u : ~0x12u;
	char a[40], b[40];

	for (unsigned i = 0; i < 16; i++)
		if (want->gpr[i] != got->gpr[i] && !(c->any >> i & 1))
			say(o, "  %s: want %016llx got %016llx\n", reg_name[i], (long long)want->gpr[i], (long long)got->gpr[i]);
	for (unsigned i = 0; i < 16; i++)
		if (xmm_differs(want, got, i, exact) && !(c->any >> (16 + i) & 1))
			say(o, "  xmm%u: want %s got %s\n", i, hex16(want->xmm[i], a), hex16(got->xmm[i], b));
	if ((want->mxcsr ^ got->mxcsr) & mxcsr_mask && !(c->any >> ANY_MXCSR & 1))
		say(o, "  mxcsr: want %04x got %04x\n", want->mxcsr, got->mxcsr);
}

/* The same, or two finite neighbours: of equal exponents, or 2^64 - 1 below 2^63 of the next. */
static bool close_enough(const u8 *a, const u8 *b)
{
	u64 m, n;
	u16 x, y;

	memcpy(&m, a, 8);
	memcpy(&n, b, 8);
	memcpy(&x, a + 8, 2);
	memcpy(&y, b + 8, 2);
	if (m == n && x == y)
		return true;
	if ((x & 0x7fff) == 0x7fff || (y & 0x7fff) == 0x7fff || !m || !n)
		return false;
	if (x == y)
		return m - n == 1 || n - m == 1;
	return (x == y + 1 && m == 1ull << 63 && n == ~0ull) || (y == x + 1 && n == 1ull << 63 && m == ~0ull);
}

static void compare_x87(struct report *o, const struct tcase *c, const struct tstate *want, const struct tstate *got)
{
	char a[40], b[40];
	u16 fsw_mask = c->any >> ANY_FSW & 1 ? ~0x4700 : 0xffff;
	bool ulp = c->flags & CF_ULP;
	unsigned i, top = want->fsw >> 11 & 7;

	if (!(c->flags & CF_X87) || c->any >> ANY_X87 & 1)
		return;
	if (c->any >> ANY_C1 & 1 || (ulp && want->fsw & FSW_PE))
		fsw_mask &= ~FSW_C1;
	if (want->fcw != got->fcw)
		say(o, "  fcw: want %04x got %04x\n", want->fcw, got->fcw);
	if ((want->fsw ^ got->fsw) & fsw_mask)
		say(o, "  fsw: want %04x got %04x\n", want->fsw, got->fsw);
	if (want->ftw != got->ftw)
		say(o, "  ftw: want %02x got %02x\n", want->ftw, got->ftw);
	for (i = 0; i < 8; i++)
		if (want->ftw >> ((top + i) & 7) & 1 &&
		    (ulp ? !close_enough(want->st[i], got->st[i]) : memcmp(want->st[i], got->st[i], 10)))
			say(o, "  st%u: want %s got %s\n", i, hex16(want->st[i], a) + 12, hex16(got->st[i], b) + 12);
}

static void compare_memory(struct report *o, const struct tresult *want, const struct memword *wm,
			   const struct tresult *got, const struct memword *gm)
{
	unsigned i = 0, k = 0, shown = 0;

	while ((i < want->nmem || k < got->nmem) && shown < 8) {
		u64 wa = i < want->nmem ? wm[i].addr : ~0ull, ga = k < got->nmem ? gm[k].addr : ~0ull;

		if (wa == ga && wm[i].value == gm[k].value) {
			i++, k++;
			continue;
		}
		shown++;
		if (wa < ga)
			say(o, "  [%llx]: want %016llx got no change\n", (long long)wa, (long long)wm[i++].value);
		else if (ga < wa)
			say(o, "  [%llx]: want no change got %016llx\n", (long long)ga, (long long)gm[k++].value);
		else
			say(o, "  [%llx]: want %016llx got %016llx\n", (long long)wa, (long long)wm[i++].value, (long long)gm[k++].value);
	}
}

/*
 * Exceptions of the same kind. #SS and #GP for addresses that are not canonical are one; from a page fault the host's signal
 * does not tell them (it has no top byte): the runtime looks at the instruction.
 */
static bool same_trap(const struct tresult *want, const struct tresult *got)
{
	unsigned w = want->trap == TR_SS ? TR_GP : want->trap, g = got->trap == TR_SS ? TR_GP : got->trap;

	return w == g || (w == TR_GP && g == TR_PF);
}

static void compare_end(struct report *o, const struct tcase *c, const struct tresult *want, const struct tresult *got)
{
	if (!same_trap(want, got))
		say(o, "  trap: want %d got %d (vector + 1; 0: none)\n", want->trap, got->trap);
	if (want->s.rip != got->s.rip)
		say(o, "  rip: want %llx got %llx\n", (long long)want->s.rip, (long long)got->s.rip);
	if (want->trap == TR_PF && got->trap == TR_PF && want->addr / G_PAGE != got->addr / G_PAGE && !(c->any >> ANY_ADDR & 1))
		say(o, "  address: want %llx got %llx\n", (long long)want->addr, (long long)got->addr);
}

bool result_differs(const struct tcase *c, const struct tresult *want, const struct memword *want_mem,
		    const struct tresult *got, const struct memword *got_mem, char *text, unsigned size)
{
	u32 mask = ((FL_ARITH & want->known & got->known & ~want->undef) | FL_DF) & ~any_flags(c->any);
	struct report o = { text, size, 0, false };
	char a[8], b[8];

	if (got->trap == TR_BROKEN) {
		say(&o, "  %.80s\n", got->text);
		return true;
	}
	compare_end(&o, c, want, got);
	compare_registers(&o, c, &want->s, &got->s, got->known & KNOWN_MXCSR);
	if ((want->s.rflags ^ got->s.rflags) & mask)
		say(&o, "  flags: want %s got %s\n", flags_text(want->s.rflags, mask, a), flags_text(got->s.rflags, mask, b));
	compare_x87(&o, c, &want->s, &got->s);
	if (!(c->any >> ANY_MEM & 1))
		compare_memory(&o, want, want_mem, got, got_mem);
	return o.differs;
}
