# SPDX-License-Identifier: GPL-2.0-only
"""The encoding space of one opcode, and how the decode map lays it out.

A cell gives each relevant dimension a value; a table maps every cell (a tuple of values, in the
order of dims) to a row id.
"""

import itertools

MAPS = ["", "0F", "0F38", "0F3A", "VEX.0F", "VEX.0F38", "VEX.0F3A"]
PREFIXES = ["NP", "66", "F3", "F2"]		# in the order of VEX.pp
# Dimensions of an opcode, from the key's low bits up: name, bits. X is REX.B, in VEX maps L.
DIMS = [("rm", 3), ("reg", 3), ("mod3", 1), ("pp", 2), ("w", 1), ("x", 1)]
NDIMS = len(DIMS)
SHIFT = [sum(b for _, b in DIMS[:i]) for i in range(NDIMS)]
FULL = [frozenset(range(1 << b)) for _, b in DIMS]
RM, REG, MOD3, PP, W, X = range(NDIMS)
ROW_UD_ROW, ROW_FETCH, ROW_TOOLONG, FIRST_ROW = range(4)	# the special ids, as in rows_gen.h


def name_cells(mp, op, dims, cells):
	"""The names, close to the rows' notation, of boxes that cover the cells."""
	boxes = {tuple(frozenset([v]) for v in c) for c in cells}
	for i in range(len(dims)):
		merged = {}
		for box in boxes:
			key = box[:i] + box[i + 1:]
			merged[key] = merged.get(key, frozenset()) | box[i]
		boxes = {k[:i] + (v,) + k[i:] for k, v in merged.items()}
	return sorted(name_box(mp, op, dict(zip(dims, box))) for box in boxes)


def name_box(mp, op, box):
	box = {d: box.get(d, FULL[d]) for d in range(NDIMS)}
	out = []

	def add(dim, text):
		if box[dim] != FULL[dim]:
			out.append(text)

	add(PP, ",".join(PREFIXES[v] for v in sorted(box[PP])))
	add(W, f"W{min(box[W])}")
	add(X, ("L%d" if mp > 3 else "REX.B%d") % min(box[X]))
	out += [MAPS[mp], f"{op:02X}"] if mp else [f"{op:02X}"]
	add(REG, "/" + ",".join(str(v) for v in sorted(box[REG])))
	add(MOD3, ("mem", "mod3")[min(box[MOD3])])
	add(RM, "rm=" + ",".join(str(v) for v in sorted(box[RM])))
	return " ".join(out)


class Layout:
	"""map: a row or node per opcode; nodes: (base, shift, mask); leaves. See rows.h."""

	NODE, MODRM = 0x8000, 0x4000

	def __init__(self):
		self.map, self.nodes, self.leaves = [], [], []
		self.known, self.lists = {}, {}

	def add_opcode(self, dims, table, modrm):
		self.map.append(self.build(dims, table) | (self.MODRM if modrm else 0))

	def build(self, dims, table):
		dims, table = self.reduce(dims, table)
		if not dims:
			return table[()]
		key = (dims, tuple(table[k] for k in sorted(table)))
		if key not in self.known:
			span = min(self.spans(dims), key=lambda s: self.cost(s, dims, table))
			parts = [self.build(*p) for p in self.split(span, dims, table)]
			self.known[key] = self.node(span, parts)
		return self.known[key]

	def node(self, span, parts):
		key = tuple(parts)
		if key not in self.lists:
			self.lists[key] = len(self.leaves)
			self.leaves += parts
		bits = sum(DIMS[d][1] for d in range(span[0], span[1] + 1))
		self.nodes.append((self.lists[key], SHIFT[span[0]], (1 << bits) - 1))
		return self.NODE | (len(self.nodes) - 1)

	@staticmethod
	def reduce(dims, table):
		"""Drops dimensions that do not matter."""
		for i in reversed(range(len(dims))):
			small = {}
			for k, v in table.items():
				if small.setdefault(k[:i] + k[i + 1:], v) != v:
					break
			else:
				dims, table = dims[:i] + dims[i + 1:], small
		return dims, table

	@staticmethod
	def spans(dims):
		for i, first in enumerate(dims):
			for last in dims[i:]:
				if sum(DIMS[d][1] for d in range(first, last + 1)) <= 8:
					yield first, last

	@staticmethod
	def split(span, dims, table):
		"""The functions that remain for each value of the span's bits."""
		inside = [d for d in dims if span[0] <= d <= span[1]]
		outside = tuple(d for d in dims if d not in inside)
		bits = sum(DIMS[d][1] for d in range(span[0], span[1] + 1))
		for value in range(1 << bits):
			fixed = {d: value >> (SHIFT[d] - SHIFT[span[0]]) & len(FULL[d]) - 1 for d in inside}
			part = {}
			for k in itertools.product(*(sorted(FULL[d]) for d in outside)):
				at = dict(zip(outside, k))
				at.update(fixed)
				part[k] = table[tuple(at[d] for d in dims)]
			yield outside, part

	def cost(self, span, dims, table):
		"""Entries, and a level counts as many as make a second node worth it."""
		total = 24
		for part_dims, part in self.split(span, dims, table):
			part_dims, part = self.reduce(part_dims, part)
			total += 1 + (6 + len(part)) * bool(part_dims)
		return total
