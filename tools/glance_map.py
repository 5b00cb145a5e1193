# SPDX-License-Identifier: GPL-2.0-only
"""glance_map and glance_groups of rows.h: what liveness asks of the usual opcodes, in one word each.

An entry stands for all encodings of its opcode (or digit) with its mandatory prefix. Where they do not agree, or ask for
more than the word says, it is GLANCE_OTHER: decode() is asked.
"""

from decode_map import MOD3, PP, REG

WAYS = 2	# maps: one-byte, 0F
NOTHING = "GLANCE_OTHER"


def immediate(row, pp, w, consts):
	"""Bytes, by decode()'s rules of the operand size; None: not that simple."""
	if row.imm in (("1",), ("w",)):
		return 2 * (row.imm == ("w",))
	if row.imm not in row.IMM_BYTES:
		return None
	size = 2 if w or row.attr & consts["A_F64"] else 0 if pp == 1 else 2 if row.attr & consts["A_D64"] else 1
	return row.IMM_BYTES[row.imm][size]


def entry(row, pp, modrm, consts):
	imm = [immediate(row, pp, w, consts) for w in range(2)]
	may = row.attr & consts["A_FMAY"]
	if row.kind != "insn" or row.enc.vex or None in imm or row.is_nomem() or imm[1] - imm[0] not in (0, 4):
		return NOTHING
	counted = may and row.imm == ("b",)	# a shift: certain unless its count is 0
	kills = row.written if not may or counted or row.imm == ("1",) else 0
	flow = [n for n, v in consts.items() if n.startswith("A_") and v & v - 1 == 0 and v & consts["A_FLOW"] & row.attr]
	what = flow + ["GLANCE_MODRM"] * modrm + ["GLANCE_COUNT"] * bool(counted)
	if not row.operands or row.family == "sha" or row.family.startswith("vec_"):
		what.append("GLANCE_CHEAP")
	what += ["GLANCE_WIDE"] * (imm[0] != imm[1])
	return f"GLANCE({row.read}, {kills}, {' | '.join(what) or 0}, {imm[0]})"


def common(by_mod3):
	"""One entry for what may stand in r/m: a set for memory, one for registers."""
	memory, registers = by_mod3
	if len(memory) > 1:
		return NOTHING
	one = min(memory)
	return one if one == NOTHING or registers == memory else one + " | GLANCE_MEM"


class GlanceMap:
	"""map: WAYS * 256 entries for each of NP, 66, F3, F2; groups: eight entries each, by ModRM.reg."""

	def __init__(self, consts):
		self.consts = consts
		self.map, self.groups = [[] for _ in range(4)], []

	def add_byte(self):
		for entries in self.map:
			entries.append(NOTHING)

	def add_opcode(self, opcode, by_id):
		for pp, entries in enumerate(self.map):
			by_reg = [(set(), set()) for _ in range(8)]
			for cell, row in opcode.table.items():
				at = dict(zip(opcode.dims, cell))
				if at.get(PP, pp) != pp:
					continue
				e = entry(by_id[row], pp, opcode.modrm, self.consts) if row in by_id else NOTHING
				for reg in [at[REG]] if REG in at else range(8):
					for mod3 in [at[MOD3]] if MOD3 in at else range(2):
						by_reg[reg][mod3].add(e)
			entries.append(self.one(tuple(map(common, by_reg)), opcode.modrm))

	def one(self, by_reg, modrm):
		if not modrm or len(set(by_reg)) == 1:
			return by_reg[0]
		if by_reg not in self.groups:
			self.groups.append(by_reg)
		return f"GLANCE_GROUP({self.groups.index(by_reg)})"
