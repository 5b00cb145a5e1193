/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * runner_run.c - executes a case through the translator: a dispatcher of the simplest kind, which resolves every exit by itself
 * and patches none. After a fault the instruction is repeated in single-instruction mode, as the runtime does.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "mxcsr.h"
#include "runner.h"

/* The runtime's ways into a region: with flags in the state at word 0, at fast_entry, or whichever there is. */
enum entry { ENTRY_COMPLETED, ENTRY_FAST, ENTRY_EITHER };

struct run {
	const struct tcase *c;
	struct combo k;
	struct tresult *r;
	struct plant *plant;
	u64 pc;			/* where the guest is */
	u32 known;		/* F_*: flags in st that are right */
	u8 entry;		/* enum entry: how the code at pc may be entered */
	bool single;		/* from here on one instruction at a time */
	u8 instead;		/* MODE_BARRIERS, MODE_PLAIN: how to do the next one; 0: as it should be */
	bool ended;
	u64 landing;		/* DOOR_EXACT: back to regions here; 0: none */
	struct region *rg;	/* entered last */
	u64 resume;		/* host address to continue at, instead of pc */
	bool in_helper;		/* ... behind a helper: temporaries other than its results are kept */
};

static u8 usual[G_PAGE], before[G_PAGE];

/* As the oracle's: two mappings for the guest, and one to write through. */
static u8 *map_twice(u64 at, u64 size, int prot)
{
	int fd = memfd_create("guest", 0);
	void *p;

	if (fd < 0 || ftruncate(fd, size) < 0)
		exit(2);
	for (unsigned i = 0; i < 2; i++)
		if (mmap((void *)(at + (u64)i * G_DELTA), size, prot, MAP_SHARED | MAP_FIXED, fd, 0) == MAP_FAILED)
			exit(2);
	p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		exit(2);
	close(fd);
	return p;
}

void run_init(void)
{
	u8 *code = map_twice(G_CODE, G_CODE_SIZE, PROT_READ);

	map_twice(G_DATA, G_PAGE, PROT_READ | PROT_WRITE);
	map_twice(G_DONE, G_PAGE, PROT_READ);
	world_fill(map_twice(G_RO, G_PAGE, PROT_READ), 2);
	world_fill(usual, 1);
	code_init(code);
	catch_init();
}

static void memory_reset(const struct tcase *c)
{
	memcpy(before, usual, G_PAGE);
	for (unsigned i = 0; i < c->nmem; i++)
		if (c->mem[i].addr >= G_DATA && c->mem[i].addr <= G_DATA + G_PAGE - 8)
			memcpy(before + (c->mem[i].addr - G_DATA), &c->mem[i].value, 8);
	memcpy((u8 *)G_DATA, before, G_PAGE);
}

static void memory_changes(struct tresult *r, struct memword *mem)
{
	const u64 *was = (const u64 *)before, *is = (const u64 *)(u64)G_DATA;

	r->nmem = 0;
	for (unsigned i = 0; i < G_PAGE / 8; i++)
		if (was[i] != is[i])
			mem[r->nmem++] = (struct memword){ G_DATA + 8 * i, is[i] };
}

static void end_with(struct run *x, unsigned trap, u64 addr)
{
	x->r->trap = trap;
	x->r->addr = addr;
	x->ended = true;
}

__attribute__((format(printf, 2, 3)))
static void broken(struct run *x, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(x->r->text, sizeof(x->r->text), fmt, ap);
	va_end(ap);
	end_with(x, TR_BROKEN, 0);
}

static bool canonical(u64 addr)
{
	return (u64)((s64)(addr << 16) >> 16) == addr;
}

/* Guest exception of a fault or BRK in translated code. */
static unsigned trap_of(const struct run *x, u64 *addr)
{
	static const struct { u16 brk; u8 trap; } map[] = {
		{ 0x100, TR_DE }, { 0x101, TR_UD }, { 0x102, TR_BP }, { 0x103, TR_GP }, { 0x104, TR_DB }, { 0x105, TR_AC },
		{ 0x106, TR_OF }, { 0x107, TR_XM }, { 0x108, TR_MF }, { 0x109, TR_PF },
		{ 0x10b, TR_GP },
	};
	u16 brk = caught.word >> 5 & 0xffff;

	*addr = caught.addr;
	if (caught.signal == SIGSEGV || caught.signal == SIGBUS)
		return canonical(caught.addr) ? TR_PF : TR_GP;
	if (caught.signal == SIGVTALRM)
		return TR_TIMEOUT;
	if (caught.signal == SIGTRAP)
		for (unsigned i = 0; i < sizeof(map) / sizeof(map[0]); i++)
			if (map[i].brk == brk) {
				*addr = G_CODE + x->c->code_off + x->c->code_len;
				return map[i].trap;
			}
	return TR_BROKEN;
}

static u64 mark_pc(const struct run *x, const struct region *rg, const struct xlate_mark *m)
{
	return mark_is_reg(m) ? frame.x[m->guest & 31] : rg->pc + m->guest;
}

/* Behind the one instruction of rg: flags that it wrote are known, others as before. */
static void step_done(struct run *x, const struct region *rg, u64 pc)
{
	x->pc = pc;
	x->known |= rg->first_written;
	if (x->landing == x->pc) {
		x->landing = 0;
		x->single = x->k.single;
	}
	x->instead = 0;
}

/*
 * The guest's state from the mark, to go on from there. Before a single instruction the state still has its flags, and what was
 * known of them still is.
 */
static void take_mark(struct run *x, const struct region *rg, const struct xlate_mark *m)
{
	u64 pc = mark_pc(x, rg, m);
	bool before = rg->mode != MODE_REGION && pc == rg->pc;

	state_from_frame();
	if (!before)
		state_flags_from_mark(m);
	frame.x[HR_RET] = 0;		/* x27 and x30 may be half of a pair */
	frame.x[HR_LINK] = (u64)(run_doors + DOOR_RETURN);
	if (rg->mode == MODE_REGION)
		x->known = m->flags & OSZAPC;
	else if (!before)
		step_done(x, rg, pc);
	x->pc = pc;
	x->resume = 0;
}

static void handle_plant(struct run *x, const struct region *rg);

static u64 commit_point(const struct region *rg, const struct xlate_mark *m)
{
	return rg->host + 4ull * mark_commit(m, m + 1 < rg->marks + rg->nmarks ? m[1].host : rg->words);
}

static void handle_fault(struct run *x)
{
	struct region *rg = code_region_of_host(frame.pc);
	const struct xlate_mark *m = rg ? region_mark(rg, frame.pc) : NULL;
	unsigned trap;
	u64 addr;

	if (caught.signal == SIGTRAP && x->plant && caught.word == (u32)BRK_PLANTED) {
		handle_plant(x, rg);
		return;
	}
	trap = trap_of(x, &addr);
	if (!m || trap == TR_BROKEN) {
		broken(x, "signal %d at host %llx, no mark or unknown trap (%08x)", caught.signal, (long long)frame.pc, caught.word);
		return;
	}
	if (frame.pc > commit_point(rg, m) && trap != TR_TIMEOUT) {
		broken(x, "fault at word %llu behind the commit point %u+%u", (long long)(frame.pc - rg->host) / 4, m->host, m->commit);
		return;
	}
	take_mark(x, rg, m);
	x->r->s.rip = x->pc + (trap == TR_BP || trap == TR_DB ? code_length_at(x->pc) : 0);
	if (caught.signal == SIGBUS && x->k.ordered && rg->mode != MODE_PLAIN)
		x->instead = rg->mode == MODE_BARRIERS ? MODE_PLAIN : MODE_BARRIERS;
	else if (rg->mode != MODE_REGION || trap == TR_TIMEOUT || trap == TR_BP || trap == TR_DB)
		end_with(x, trap, addr);
	else
		x->single = true;
}

/* Forward instructions work on registers: no loads and stores (but of literals, and of the thread state), no branches. */
static bool forward_allowed(u32 word)
{
	bool memory = (word & 0x0a000000) == 0x08000000, literal = (word & 0x3b000000) == 0x18000000;
	bool branch = (word & 0x1c000000) == 0x14000000, system = (word & 0xffc00000) == 0xd5000000;

	if (memory)
		return literal || (word >> 5 & 31) == HR_STATE;
	return !branch || system;
}

static struct run *now;

/* The end of a store-exclusive loop: when it would branch nothing has happened, else it is done. */
static bool exclusive_failed(struct plant *p, u64 *pc, const unsigned long long *x)
{
	if ((p->word & 0x7f000000) != 0x35000000)
		return false;
	p->back = (u32)x[p->word & 31] != 0;
	if (!p->back)
		*pc += 4;
	return p->back;
}

/*
 * In the signal handler: a planted BRK behind the commit point. The instructions up to the next mark are executed where
 * they are, up to a second BRK. True: go on with them at *where.
 */
bool plant_forward(unsigned long long *where, const unsigned long long *x)
{
	u64 pc = *where;
	struct plant *p = now ? now->plant : NULL;
	const struct region *rg = p && pc == p->at && !p->hit ? code_region_of_host(pc) : NULL;
	const struct xlate_mark *m = rg ? region_mark(rg, pc) : NULL, *next = m + 1;
	u64 at;

	if (!m || pc <= commit_point(rg, m) || next == rg->marks + rg->nmarks)
		return false;
	if (exclusive_failed(p, &pc, x))
		return false;
	p->end = rg->host + 4ull * next->host;
	for (at = pc; at < p->end; at += 4)
		if (!forward_allowed(at == p->at ? p->word : *(u32 *)at))
			p->bad = at;
	if (p->bad || p->end - pc > 4 * MAX_FORWARD)
		return false;
	p->hit = true;
	code_put_word(p->at, p->word);
	*where = pc;
	p->end_word = *(u32 *)p->end;
	code_put_word(p->end, BRK_PLANTED);
	return true;
}

/* The guest is at the mark. Before the first mark the region's entry is still loading its flags: they are in the state. */
static void handle_plant(struct run *x, const struct region *rg)
{
	const struct xlate_mark *m = region_mark(rg, frame.pc);
	struct plant *p = x->plant;

	if (p->end && p->hit) {
		code_put_word(p->end, p->end_word);
	} else {
		p->hit = true;
		code_put_word(p->at, p->word);
		if (m && !p->back && frame.pc > commit_point(rg, m)) {
			broken(x, "word %llu, mark %u+%u: not finished by a few instructions on registers",
			       (long long)(frame.pc - rg->host) / 4, m->host, m->commit);
			return;
		}
	}
	if (m) {
		take_mark(x, rg, m);
		return;
	}
	state_from_frame();
	x->pc = rg->pc;			/* before the first mark: the flags are still those of the state */
}

static void handle_link(struct run *x)
{
	struct region *rg = code_region_of_host(frame.x[16]);
	u32 word, i;

	for (i = 0, word = rg ? (frame.x[16] - rg->host) / 4 : 0; rg && i < rg->nexits; i++)
		if (rg->exits[i].stub == word && rg->exits[i].kind != EXIT_CACHE)
			break;
	if (!rg || i == rg->nexits) {
		broken(x, "DOOR_LINK from %llx, which is no exit's stub", (long long)frame.x[16]);
		return;
	}
	x->pc = rg->exits[i].target;
	x->entry = rg->exits[i].kind == EXIT_FLAGS ? ENTRY_COMPLETED : ENTRY_FAST;
	x->known = rg->exits[i].kind != EXIT_FLAGS ? 0 : rg->mode == MODE_REGION ? OSZAPC : x->known;
}

static void handle_syscall(struct run *x)
{
	struct tstate s;

	state_store(x->c, &s);
	st.gpr[0] = -38;
	st.gpr[1] = st.pc;
	st.gpr[11] = s.rflags | 0x202;
	x->known = OSZAPC;
	x->resume = frame.x[16];
}

static void handle_helper(struct run *x, unsigned h)
{
	x->resume = frame.x[18];
	x->in_helper = true;
	st.arg[0] = frame.x[16];
	st.arg[1] = frame.x[17];
	if (h >= HELPER_COUNT || !helper_run(h))
		broken(x, "no helper %u here", h);
}

static void handle_door(struct run *x, unsigned door)
{
	if (door == LEFT_BY_SIGNAL) {
		handle_fault(x);
		return;
	}
	if (frame.x[HR_STATE] != (u64)&st || frame.x[HR_TABLE] != st.table || frame.x[HR_FS] != st.fs_base) {
		broken(x, "door %u: x25, x28 or x29 has changed", door);
		return;
	}
	state_from_frame();
	if (door >= FIRST_HELPER_DOOR) {
		handle_helper(x, door - FIRST_HELPER_DOOR);
		return;
	}
	if (x->rg->mode != MODE_REGION && (door == DOOR_INDIRECT || door == DOOR_RETURN)) {
		step_done(x, x->rg, frame.x[16]);
		return;
	}
	switch ((enum door)door) {
	case DOOR_LINK:
		handle_link(x);
		break;
	case DOOR_INDIRECT:
		x->pc = frame.x[16];
		x->known = OSZAPC;
		x->entry = x->c->code_len & 1 ? ENTRY_EITHER : ENTRY_COMPLETED;
		break;
	case DOOR_RETURN:
		x->pc = frame.x[16];
		x->known = OSZAPC;
		x->entry = ENTRY_EITHER;
		frame.x[HR_RET] = 0;
		break;
	case DOOR_SYSCALL:
		handle_syscall(x);
		break;
	case DOOR_EXACT:
		st.gpr[REG_RSP] -= 8;
		if (!x->single)
			x->landing = st.pc;
		if (x->rg->mode == MODE_REGION)
			x->known = OSZAPC;
		x->single = true;
		step_done(x, x->rg, frame.x[16]);
		break;
	case DOOR_STEP:
		step_done(x, x->rg, st.pc);
		break;
	case DOOR_COUNT:
		broken(x, "door %u", door);
	}
}

static void plant_now(struct plant *p)
{
	if (!p || !p->at || p->hit || *(u32 *)p->at != p->word)
		return;
	code_put_word(p->at, BRK_PLANTED);
}

static void go(struct run *x)
{
	u64 start = G_CODE + x->c->code_off + x->c->delta;
	struct region *rg = NULL;
	unsigned door;

	if (x->resume) {
		frame.pc = x->resume;
		x->resume = 0;
	} else {
		if (x->pc < start || x->pc >= start + x->c->code_len) {
			end_with(x, canonical(x->pc) ? TR_PF : TR_GP, x->pc);
			x->r->s.rip = x->pc;
			if (x->pc == G_DONE + (u64)x->c->delta || x->pc == G_ALT + (u64)x->c->delta)
				x->r->trap = TR_NONE, x->r->addr = 0;
			return;
		}
		rg = code_region(x->pc, x->instead ? x->instead : x->single ? MODE_SINGLE : MODE_REGION, x->r->text);
		if (!rg) {
			end_with(x, TR_BROKEN, 0);
			return;
		}
		if (rg->fast_entry == NO_ENTRY && x->entry == ENTRY_FAST && rg->mode == MODE_REGION) {
			broken(x, "link without flags to %llx, which reads them", (long long)x->pc);
			return;
		}
		frame.pc = rg->host;
		if (x->entry != ENTRY_COMPLETED && rg->fast_entry != NO_ENTRY && rg->mode == MODE_REGION)
			frame.pc += 4 * rg->fast_entry;
		x->entry = ENTRY_COMPLETED;
		x->rg = rg;
	}
	state_to_frame(x->in_helper);
	x->in_helper = false;
	in_guest = 1;
	door = run_enter();
	in_guest = 0;
	handle_door(x, door);
}

static u32 known_rflags(u32 f)
{
	static const u16 bit[6] = { FL_CF, FL_PF, FL_AF, FL_ZF, FL_SF, FL_OF };
	u32 out = 0;

	for (unsigned i = 0; i < 6; i++)
		if (f >> i & 1)
			out |= bit[i];
	return out;
}

void run_case(const struct tcase *c, unsigned combo, struct plant *plant, struct tresult *r, struct memword *mem)
{
	struct run x = { .c = c, .k = combo_number(combo), .r = r, .plant = plant, .pc = G_CODE + c->code_off + (u64)c->delta,
		.known = OSZAPC };
	unsigned steps = 0;

	x.single = x.k.single;
	memset(r, 0, sizeof(*r));
	r->seq = c->seq;
	code_begin(c, combo);
	memory_reset(c);
	state_load(c, x.k.features && host_features() & HF_AFP);
	now = &x;
	plant_now(plant);
	while (!x.ended) {
		go(&x);
		if (++steps > 20000)
			broken(&x, "does not end");
	}
	if (plant && plant->at && *(u32 *)plant->at != plant->word)
		code_put_word(plant->at, plant->word);
	now = NULL;
	u64 rip = r->s.rip;

	state_store(c, &r->s);
	r->s.rip = rip - c->delta;
	r->known = known_rflags(x.known) | (st.fpcr & FPCR_AH || state_fp & FP_STRICT ? KNOWN_MXCSR : 0);
	memory_changes(r, mem);
}
