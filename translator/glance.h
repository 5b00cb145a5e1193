/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * glance.h - what liveness asks of an instruction, for half of what decoding it costs: length, flags, where it leads.
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

/* The target of a branch whose displacement, 1 or 4 bytes, ends at `end`, behind which is pc. */
static inline u64 glance_target(const u8 *end, u32 bytes, u64 pc)
{
	s32 v;

	if (bytes == 1)
		return pc + (u64)(s64)(s8)end[-1];
	__builtin_memcpy(&v, end - 4, sizeof(v));
	return pc + (u64)(s64)v;
}

/* From behind the opcode to the immediate. */
static inline const u8 *glance_operand(const u8 *p, u32 what)
{
	u32 n;

	if (!(what & GLANCE_MODRM))
		return p;
	n = glance_modrm[*p];
	if (n & GLANCE_BASE5)
		n = 2 + ((p[1] & 7) == 5) * 4;
	return p + n;
}

static inline u32 glance_immediate(u32 what) { return what >> GLANCE_IMM & 15; }

/* The `what` of the instruction at *code; unless it has GLANCE_MORE, *code is behind it then. GLANCE_ROOM bytes may be read. */
static inline u32 glance_plain(const u8 **code)
{
	const u8 *p = *code;
	u64 opcode, rex;
	u32 what;

	what = quick_find(&p, &opcode, &rex)->what;
	if (!(what & GLANCE_MORE))
		*code = glance_operand(p, what) + glance_immediate(what);
	return what;
}

/* GLANCE_ROOM bytes may be read. */
static inline struct glance glance(const u8 *code, u64 pc)
{
	const u8 *p = code;
	u64 opcode, rex;
	struct glance g;

	g.what = quick_find(&p, &opcode, &rex)->what;
	p = glance_operand(p, g.what);
	if (!(g.what >> GLANCE_COST) || (g.what & GLANCE_COUNT && !(*p & 31)))
		return glance_decode(code, GLANCE_ROOM, pc);
	p += glance_immediate(g.what);
	g.len = p - code;
	if (g.what & (A_JMP | A_JCC | A_CALL))
		g.target = glance_target(p, glance_immediate(g.what), pc + g.len);
	return g;
}

#endif
