/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * glance.h - what liveness asks of an instruction, for a third of what decoding it costs: length, flags, where it leads.
 */
#ifndef XLATE_GLANCE_H
#define XLATE_GLANCE_H

#include "rows.h"

enum { GLANCE_ROOM = DECODE_SLACK };	/* bytes that may be read: more than it looks at, what decode() is quick with */

struct glance {
	u64 target;	/* of a direct jump or call */
	u32 what;	/* GLANCE_*, A_FLOW, F_* (rows.h) */
	u32 len;
};

static inline u32 glance_reads(struct glance g) { return g.what & OSZAPC; }
static inline u32 glance_kills(struct glance g) { return g.what >> GLANCE_KILLS & OSZAPC; }

/* By decode(); n bytes may be read. */
struct glance glance_decode(const u8 *code, unsigned long n, u64 pc);
/* The same, by one of 66, F2, F3 before the rest, else by decode(); GLANCE_ROOM bytes may be read. */
struct glance glance_prefixed(const u8 *code, u64 pc);

/* SIB and displacement behind a ModRM with mod != 3; sib: the byte behind it. */
static inline u32 glance_memory(u32 modrm, const u8 *sib)
{
	u32 n = (modrm & 7) == 4;

	if (modrm & 0x40)
		return n + 1;
	if (modrm & 0x80 || (modrm & 7) == 5 || (n && (*sib & 7) == 5))
		return n + 4;
	return n;
}

/* The target of a branch whose displacement, 1 or 4 bytes, ends at `end`, behind which is pc. */
static inline u64 glance_target(const u8 *end, u32 bytes, u64 pc)
{
	s32 v;

	if (bytes == 1)
		return pc + (u64)(s64)(s8)end[-1];
	__builtin_memcpy(&v, end - 4, sizeof(v));
	return pc + (u64)(s64)v;
}

/* From p on by one of glance_map[]; code is where the instruction begins. GLANCE_OTHER in `what`: the rest is not said. */
static inline struct glance glance_by(const u32 *map, const u8 *p, const u8 *code, u64 pc)
{
	u32 op = *p++, rex = 0, modrm;
	struct glance g;

	if ((op & 0xf0) == 0x40) {
		rex = op;
		op = *p++;
	}
	if (op == 0x0f) {
		map += 256;
		op = *p++;
	}
	g.what = map[op];
	if (g.what & GLANCE_MODRM) {
		modrm = *p++;
		if (g.what & GLANCE_OTHER)
			g.what = glance_groups[g.what >> GLANCE_IMM][modrm >> 3 & 7];
		if (modrm < 0xc0)
			p += glance_memory(modrm, p);
		else
			g.what |= g.what & GLANCE_MEM ? GLANCE_OTHER : 0;
	}
	if (g.what & (GLANCE_COUNT | GLANCE_WIDE)) {
		if (g.what & GLANCE_WIDE)
			p += rex & 8 ? 4 : 0;
		else if (!(*p & 31))
			g.what |= GLANCE_OTHER;
	}
	p += g.what >> GLANCE_IMM & 7;
	g.len = p - code;
	if (g.what & (A_JMP | A_JCC | A_CALL))
		g.target = glance_target(p, g.what >> GLANCE_IMM & 7, pc + g.len);
	return g;
}

/* GLANCE_ROOM bytes may be read. */
static inline struct glance glance(const u8 *code, u64 pc)
{
	struct glance g = glance_by(glance_map[0], code, code, pc);

	return __builtin_expect(g.what & GLANCE_OTHER, 0) ? glance_prefixed(code, pc) : g;
}

#endif
