/* SPDX-License-Identifier: GPL-2.0-only */
/* oracle_write.c - files of expected results (case.h). */
#include "oracle.h"

void oracle_write(FILE *out, struct tcase *c, struct tresult *r, const struct memword *mem)
{
	c->any |= any_at_fault(c, r);
	r->undef = undefined_flags(c, r->s.rip);
	fwrite(c, sizeof(*c), 1, out);
	fwrite(r, sizeof(*r), 1, out);
	fwrite(mem, sizeof(mem[0]), r->nmem, out);
}
