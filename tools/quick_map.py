# SPDX-License-Identifier: GPL-2.0-only
"""quick_map and quick_forms of rows.h: what decode() and glance() ask of the usual instructions, put together beforehand.

A state is what the bytes before have said: a mandatory prefix, REX.W or neither. It has the one-byte map, where REX may come,
the same behind a REX, and that of 0F.
An instruction that no form tells in full, or that compilers do not write, has form 0.
"""

import itertools

from decode_map import FULL, MOD3, PP, REG, W, X

MAPS = FIRST, BEHIND_REX, ESCAPED = range(3)
NP, OSZ, REP, REPNE, REX_W = range(5)	# the states: mandatory prefixes as in VEX.pp, and REX.W without one
STATES = {NP: "0", OSZ: "P_OSZ", REP: "P_REP", REPNE: "P_REPNE", REX_W: "P_W"}	# and what they add to struct insn's prefix
PREFIXES = {0x66: OSZ, 0xF3: REP, 0xF2: REPNE}
UNUSUAL = {"segment", "string"}


def immediate(row, size):
	"""Bytes; None: an odd one."""
	if row.imm == ("1",):
		return 0
	return row.IMM_BYTES.get(row.imm, (None,) * 3)[size]


def glance_modrm():
	"""Bytes from ModRM to the displacement's end; GLANCE_BASE5: 4 more with a SIB whose base is 5."""
	for modrm in range(256):
		mod, sib = modrm >> 6, modrm & 7 == 4
		if mod == 3:
			yield 1
		elif mod == 0:
			yield "2 | GLANCE_BASE5" if sib else 5 if modrm & 7 == 5 else 1
		else:
			yield 1 + sib + (1 if mod == 1 else 4)


class QuickMap:
	"""map: 256 entries of each of MAPS of each state, behind them groups of 32; forms: the arguments of QUICK()."""

	OPCODE_MAPS = ("", "0F")

	def __init__(self, consts, kinds):
		self.consts, self.kinds = consts, kinds
		self.map = [0] * (len(STATES) * len(MAPS) * 256)
		self.forms, self.groups = {None: 0}, {}
		for state in STATES:
			for mp in (FIRST, BEHIND_REX):
				self.map[self.index(state, mp, 0x0F)] = f"QUICK_NEXT | {self.index(state, ESCAPED, 0)}"
			for rex in range(0x40, 0x50 if state == NP else 0x48):
				after = self.index(REX_W if rex & 8 else state, BEHIND_REX, 0)
				self.map[self.index(state, FIRST, rex)] = f"QUICK_NEXT | QUICK_REX | {after}"
		for byte, state in PREFIXES.items():
			self.map[self.index(NP, FIRST, byte)] = f"QUICK_NEXT | {self.index(state, FIRST, 0)}"

	@staticmethod
	def index(state, mp, byte):
		return (state * len(MAPS) + mp) * 256 + byte

	def add_opcode(self, opcode, by_id):
		for state in STATES:
			cells = self.cells(opcode, by_id, state)
			entry = cells[0] if len(set(cells)) == 1 else self.group(cells)
			for mp in (FIRST, BEHIND_REX) if opcode.mp == 0 else (ESCAPED,):
				self.map[self.index(state, mp, opcode.op)] = entry

	def cells(self, opcode, by_id, state):
		"""The entries by ModRM >> 3."""
		fixed = {PP: state % REX_W, W: state == REX_W, X: 0}
		rows = [set() for _ in range(16)]
		for cell, row in opcode.table.items():
			at = dict(zip(opcode.dims, cell))
			if any(at.get(d, v) != v for d, v in fixed.items()):
				continue
			for reg, mod3 in itertools.product([at[REG]] if REG in at else range(8), [at[MOD3]] if MOD3 in at else range(2)):
				rows[reg + 8 * mod3].add(row)
		entries = [self.entry(by_id.get(r.pop()) if len(r) == 1 else None, opcode, state) for r in rows]
		return entries[:8] * 3 + entries[8:]

	def group(self, cells):
		key = tuple(cells)
		if key not in self.groups:
			self.groups[key] = len(self.map)
			self.map += cells
			assert len(self.map) <= 0x2000, "QUICK_INDEX"
		return f"QUICK_NEXT | QUICK_GROUP | {self.groups[key]}"

	def entry(self, row, opcode, state):
		return self.forms.setdefault(row and self.form(row, opcode, state), len(self.forms))

	def is_usual(self, row, state):
		"""Nothing special, and no prefix without a meaning."""
		special = row.is_nomem() or row.is_rexless() or row.attr & (self.consts["A_X87"] | self.consts["A_TRAP"])
		sized = any(len(set(o.size)) > 1 for o in row.operands)
		named = row.enc.dims[W] != FULL[W] if state == REX_W else row.enc.dims[PP] != FULL[PP]
		if special or row.family in UNUSUAL or not row.has_emitter():
			return False
		return state == NP or named or (sized and state in (OSZ, REX_W))

	def form(self, row, opcode, state):
		"""The arguments of QUICK(); None: form 0."""
		is_64 = state == REX_W or row.attr & self.consts["A_F64"]
		size = 2 if is_64 else 0 if state == OSZ else 2 if row.attr & self.consts["A_D64"] else 1
		imm = immediate(row, size)
		if imm is None or not self.is_usual(row, state):
			return None
		words = row.form(self.kinds)
		first, second = words[2 * size:2 * size + 2]
		rm, reg, _, memory = words[6:]
		return (row, 2 << size, STATES[state], self.flags(row, opcode, imm), first, second, rm, reg, first + memory,
			self.glance(row, opcode.modrm, imm) if X not in opcode.dims else "GLANCE_MORE")

	def flags(self, row, opcode, imm):
		rare = [f for f in ("BYTE_RM", "BYTE_REG") if row.has_flag("RF_" + f)] + ["NO_B"] * (X in opcode.dims)
		flags = ["MODRM"] * opcode.modrm + ["ONE"] * (row.imm == ("1",)) + ["IMM"] * (imm > 0) + ["REL"] * row.has_flag("RF_REL")
		flags += ["RARE"] * bool(rare) + rare + ["END"] * bool(row.attr & (self.consts["A_FLOW"] | self.consts["A_FMAY"]))
		return " | ".join(["QUICK_" + f for f in flags] + [str(imm)])

	def glance(self, row, modrm, imm):
		may = row.attr & self.consts["A_FMAY"]
		counted = may and row.imm == ("b",)	# a shift: certain unless its count is 0
		kills = row.written if not may or counted or row.imm == ("1",) else 0
		what = [n for n, v in self.consts.items() if n.startswith("A_") and v & v - 1 == 0 and v & self.consts["A_FLOW"] & row.attr]
		what += ["GLANCE_COUNT"] * bool(counted)
		what += ["GLANCE_MORE"] * bool(what) + ["GLANCE_MODRM"] * modrm
		cheap = not row.operands or row.family == "sha" or row.family.startswith("vec_")
		return f"GLANCE({row.read}, {kills}, {' | '.join(what) or 0}, {imm}, {1 if cheap else 'GLANCE_LOOK'})"
