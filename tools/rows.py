#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Reads the instruction rows in translator/insn/*.c and generates the decode map.

The notation is described in translator/insn.h. The encoding space is: maps (one-byte, 0F, 0F38,
0F3A and their VEX counterparts) x opcode x mandatory prefix x W x (REX.B | VEX.L) x ModRM. Each
encoding must belong to exactly one row; a row whose encoding ends in "*" takes what is left of
its opcode or map.

  rows.py [--out DIR] [FILE...]   writes DIR/rows_gen.h and DIR/rows_gen.c
  rows.py --list                                  one line per row, separated by tabs:
                                                  id, file:line, encoding, operands, CPUID bit, kind, emitter
  rows.py --supported                             docs/supported.md
  rows.py --cpuid                                 the CPUID bits offered
  rows.py --holes                                 the encodings without a row, which the first form refuses
"""

import argparse
import glob
import itertools
import os
import re
import sys

from decode_map import DIMS, FIRST_ROW, FULL, MAPS, MOD3, PP, REG, RM, ROW_UD_ROW, W, X, Layout, name_cells
from quick_map import QuickMap, glance_modrm
from supported import print_supported

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)

# Bytes that are prefixes or lead to another map: enum byte_class in rows.h.
BYTES = {0x26: "SEGMENT", 0x2E: "SEGMENT", 0x36: "SEGMENT", 0x3E: "SEGMENT", 0x64: "FS", 0x65: "GS", 0x66: "OSZ",
	 0x67: "ASZ", 0xF0: "LOCK", 0xF2: "REPNE", 0xF3: "REP", 0x0F: "0F", 0xC4: "VEX", 0xC5: "VEX",
	 **{b: "REX" for b in range(0x40, 0x50)}}
BYTES_0F = {0x38: "0F38", 0x3A: "0F3A"}


class Error(Exception):
	pass


# ---------------------------------------------------------------- the C source

def strip_comments(text):
	"""Comments become blanks of the same lines, so that line numbers stay."""
	def blank(m):
		s = m.group(0)
		return s if s[0] in "\"'" else re.sub(r"[^\n]", " ", s)
	return re.sub(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", blank, text, flags=re.S)


def split_args(text, where):
	args, depth, start, quoted = [], 0, 0, False
	for i, c in enumerate(text):
		if c == '"':
			quoted = not quoted
		elif quoted:
			continue
		elif c == "(":
			depth += 1
		elif c == ")":
			depth -= 1
		elif c == "," and depth == 0:
			args.append(text[start:i].strip())
			start = i + 1
	if quoted or depth:
		raise Error(f"{where}: unbalanced row")
	args.append(text[start:].strip())
	return args


def close_paren(text, start, where):
	depth, quoted = 0, False
	for i in range(start, len(text)):
		c = text[i]
		if c == '"':
			quoted = not quoted
		elif not quoted and c == "(":
			depth += 1
		elif not quoted and c == ")":
			depth -= 1
			if depth == 0:
				return i
	raise Error(f"{where}: row without end")


def literal(arg, where):
	m = re.fullmatch(r'"([^"\\]*)"', arg)
	if not m:
		raise Error(f"{where}: not a plain string: {arg}")
	return m.group(1)


def read_tables(path):
	"""Yields (family, line, macro, arguments) of every row of a file, in order."""
	text = strip_comments(open(path, encoding="utf-8").read())
	name = os.path.relpath(path, ROOT) if os.path.abspath(path).startswith(ROOT) else path
	for table in re.finditer(r"\bconst\s+struct\s+row\s+(\w+)_rows\s*\[\s*\]\s*=\s*\{", text):
		pos = table.end()
		while True:
			m = re.compile(r"[\s,]*").match(text, pos)
			pos = m.end()
			where = f"{name}:{text.count(chr(10), 0, pos) + 1}"
			if text[pos] == "}":
				break
			m = re.compile(r"(ROW|ROW_UD|ROW_ABSENT)\s*(?=\()").match(text, pos)
			if not m:
				raise Error(f"{where}: not a row: {text[pos:pos + 40].splitlines()[0]}")
			end = close_paren(text, m.end(), where)
			yield table.group(1), where, m.group(1), split_args(text[m.end() + 1:end], where)
			pos = end + 1


def read_constants(path):
	"""What rows use of insn.h: F_* and OSZAPC..., A_*; the CPUID bits; the numbers of OPK_*."""
	text = strip_comments(open(path, encoding="utf-8").read()).replace("\\\n", " ")
	consts = {}
	for body in re.findall(r"\benum\s*\w*\s*\{([^}]*)\}", text):
		for name, value in re.findall(r"\b([A-Z]\w*)\s*=\s*([^,}]+)", body):
			try:
				consts[name] = eval(value, {"__builtins__": {}}, consts)
			except (NameError, SyntaxError):
				pass
	kinds = re.findall(r"\bOPK_(\w+)", re.search(r"\benum opk\s*\{([^}]*)\}", text).group(1))
	cpuid = re.search(r"#define\s+CPUID_BITS\(X\)([^\n]*)", text)
	return consts, re.findall(r"\bX\((\w+)\)", cpuid.group(1)), {k: i for i, k in enumerate(kinds)}


def evaluate(arg, consts, where):
	if not re.fullmatch(r"[\w\s|&~()]*", arg):
		raise Error(f"{where}: not a mask: {arg}")
	try:
		return eval(arg, {"__builtins__": {}}, consts)
	except (NameError, SyntaxError) as e:
		raise Error(f"{where}: {e}")


# ---------------------------------------------------------------- encodings

class Encoding:
	"""map, opcodes, the values of each dimension; rest: takes only what other rows leave."""

	def __init__(self, text, where):
		self.text, self.where = text, where
		self.dims = list(FULL)
		self.modrm = self.rest = False
		self.plus_r = False
		self.vex = False
		self.map = self.opcodes = None
		tokens = text.split()
		if not tokens:
			self.fail("empty")
		tokens = self.take_qualifiers(tokens)
		tokens = self.take_opcode(tokens)
		self.take_modrm(tokens)

	def fail(self, why):
		raise Error(f"{self.where}: encoding \"{self.text}\": {why}")

	def limit(self, dim, values):
		if self.dims[dim] != FULL[dim]:
			self.fail(f"{DIMS[dim][0]} given twice")
		self.dims[dim] = frozenset(values)

	def take_qualifiers(self, tokens):
		words = {"NP": (PP, [0]), "NFx": (PP, [0, 1]), "66": (PP, [1]), "F3": (PP, [2]), "F2": (PP, [3]),
			 "W0": (W, [0]), "REX.W": (W, [1]), "W1": (W, [1]), "REX.B0": (X, [0]), "REX.B": (X, [1])}
		if tokens[0].startswith("VEX."):
			self.take_vex(tokens[0].split(".")[1:])
			return tokens[1:]
		while tokens and tokens[0] in words:
			self.limit(*words[tokens[0]])
			tokens = tokens[1:]
		return tokens

	def take_vex(self, parts):
		words = {"LZ": (X, [0]), "L0": (X, [0]), "128": (X, [0]), "L1": (X, [1]), "256": (X, [1]),
			 "LIG": None, "W0": (W, [0]), "W1": (W, [1]), "WIG": None,
			 "NP": (PP, [0]), "66": (PP, [1]), "F3": (PP, [2]), "F2": (PP, [3])}
		self.vex = True
		for part in parts:
			if "VEX." + part in MAPS:
				self.map = MAPS.index("VEX." + part)
			elif part not in words:
				self.fail(f"what is {part}?")
			elif words[part]:
				self.limit(*words[part])
		if self.map is None:
			self.fail("no map")

	def take_opcode(self, tokens):
		if self.map is None:
			self.map = 0
			if tokens and tokens[0] in ("0F38", "0F3A"):
				self.map = MAPS.index(tokens[0])
				tokens = tokens[1:]
			elif tokens[:2] in (["0F", "38"], ["0F", "3A"]):
				self.map = MAPS.index("".join(tokens[:2]))
				tokens = tokens[2:]
			elif tokens and tokens[0] == "0F" and len(tokens) > 1:
				self.map = 1
				tokens = tokens[1:]
		if tokens == ["*"]:
			self.opcodes = range(256)
			return tokens
		m = re.fullmatch(r"([0-9A-F]{2})(?:-([0-9A-F]{2})|(\+r))?", tokens[0] if tokens else "")
		if not m:
			self.fail("no opcode")
		first = int(m.group(1), 16)
		last = int(m.group(2), 16) if m.group(2) else first
		if m.group(3):
			self.plus_r, last = True, first + 7
			if first & 7:
				self.fail("+r needs an opcode that is a multiple of 8")
		self.opcodes = range(first, last + 1)
		if first > last:
			self.fail("empty range")
		if any(byte_class(self.map, op) for op in self.opcodes):
			self.fail("contains a prefix or an escape byte")
		return tokens[1:]

	def take_modrm(self, tokens):
		# A missing pp means none in VEX notation, but for a row that only takes the rest.
		if tokens and tokens[-1] == "*":
			self.rest = True
			tokens = tokens[:-1]
		elif self.vex and self.dims[PP] == FULL[PP]:
			self.dims[PP] = frozenset([0])
		for t in tokens:
			self.take_modrm_token(t)

	def take_modrm_token(self, t):
		m = re.fullmatch(r"/([0-7])(?:-([0-7]))?", t)
		fixed = re.fullmatch(r"([0-9A-F]{2})(?:-([0-9A-F]{2})|(\+i))?", t)
		self.modrm = True
		if m:
			self.limit(REG, range(int(m.group(1)), int(m.group(2) or m.group(1)) + 1))
		elif t in ("mem", "mod3"):
			self.limit(MOD3, [int(t == "mod3")])
		elif fixed:
			self.take_fixed_modrm(int(fixed.group(1), 16), fixed.group(2), fixed.group(3))
		elif t != "/r":
			self.fail(f"what is {t}?")

	def take_fixed_modrm(self, first, last, plus_i):
		last = first + 7 if plus_i else int(last, 16) if last else first
		if first < 0xC0 or last < first or first >> 3 != last >> 3 or (plus_i and first & 7):
			self.fail("a fixed ModRM byte is C0-FF, a range stays within one digit")
		self.limit(MOD3, [1])
		self.limit(REG, [first >> 3 & 7])
		self.limit(RM, range(first & 7, (last & 7) + 1))

	def rank(self):
		"""Rows take their encodings in this order; equal ranks must not meet."""
		return 0 if not self.rest else 1 if len(self.opcodes) < 256 else 2


def byte_class(mp, op):
	return BYTES.get(op) if mp == 0 else BYTES_0F.get(op) if mp == 1 else None


# ---------------------------------------------------------------- operands

# Bytes at operand sizes 2, 4, 8.
SIZES = {"0": (0, 0, 0), "b": (1, 1, 1), "w": (2, 2, 2), "d": (4, 4, 4), "q": (8, 8, 8), "v": (2, 4, 8), "y": (4, 4, 8),
	 "z": (2, 4, 4), "dq": (16, 16, 16), "t": (10, 10, 10), "p": (4, 6, 10)}
SIZE_NAMES = {"ss": "d", "sd": "q", "ps": "dq", "pd": "dq", "": "0"}
GPR = ["AX", "CX", "DX", "BX", "SP", "BP", "SI", "DI"]
SEGMENTS = ["ES", "CS", "SS", "DS", "FS", "GS"]
# Letter -> kind (enum opk), where the register number comes from, and the number if that is FIXED.
LETTERS = {"E": ("GPR", "RM", 0), "G": ("GPR", "REG", 0), "M": ("MEM", "RM", 0), "R": ("GPR", "RM", 0),
	   "Z": ("GPR", "OPCODE", 0), "B": ("GPR", "VVVV", 0), "V": ("XMM", "REG", 0), "W": ("XMM", "RM", 0),
	   "U": ("XMM", "RM", 0), "H": ("XMM", "VVVV", 0), "P": ("MMX", "REG", 0), "Q": ("MMX", "RM", 0),
	   "N": ("MMX", "RM", 0), "S": ("SEG", "REG", 0), "O": ("MEM", "FIXED", 255), "J": ("REL", "FIXED", 0)}


class Operand:
	"""kind (enum opk), where the register number comes from, the number if that is FIXED, bytes at
	operand sizes 2, 4, 8, kind of immediate."""

	def __init__(self, text, fail):
		self.text, self.imm = text, None
		self.letter = text[0]
		spec = self.parse_fixed(text) or self.parse_letter(text, fail)
		self.kind, self.source, self.reg, size = spec
		self.size = SIZES[size] if size in SIZES else (int(size),) * 3

	def parse_letter(self, t, fail):
		letter, size = t[0], SIZE_NAMES.get(t[1:], t[1:])
		if letter == "I" and t[1:] in ("b", "bs", "w", "d", "z", "v"):
			self.imm = t[1:].replace("bs", "b")
			return "IMM", "FIXED", 0, {"bs": "v", "z": "v"}.get(t[1:], t[1:])
		if letter in "XY" and size in ("b", "w", "d", "q", "v", "z"):
			return "STR", "FIXED", 6 if letter == "X" else 7, size
		if letter in "MQW" and size.isdigit() and int(size) < 256:
			return LETTERS[letter] + (size,)
		if letter not in LETTERS or size not in SIZES or (size == "0" and letter != "M"):
			fail(f"what is operand {t}?")
		if letter in "JO":
			self.imm = size if letter == "J" else "o"
		return LETTERS[letter] + (size,)

	def parse_fixed(self, t):
		self.letter = ""
		if t == "1":
			self.imm = "1"
			return "IMM", "FIXED", 0, "b"
		if t == "ST0":
			return "ST", "FIXED", 0, "t"
		if t == "STi":
			self.letter = "STi"
			return "ST", "RM", 0, "t"
		if t in SEGMENTS:
			return "SEG", "FIXED", SEGMENTS.index(t), "w"
		if t == "XMM0":
			return "XMM", "FIXED", 0, "dq"
		if re.fullmatch(r"[ACDB][LH]", t):
			return "GPRH" if t[1] == "H" else "GPR", "FIXED", "ACDB".index(t[0]), "b"
		if t[-2:] in GPR and t[:-2] in ("", "E", "R", "r", "e"):
			return "GPR", "FIXED", GPR.index(t[-2:]), {"": "w", "E": "d", "R": "q", "r": "v", "e": "z"}[t[:-2]]
		self.letter = t[0]
		return None

	def is_byte(self):
		return self.kind == "GPR" and self.size == SIZES["b"]


WORD = (1 << 64) - 1
NEEDS_MODRM = {"E", "G", "M", "R", "V", "W", "U", "P", "Q", "N", "S", "STi"}
# Operands by letter -> the value of mod3 that their row must ask for.
NEEDS_MOD = {"M": 0, "U": 1, "N": 1, "STi": 1}
# Kinds of the operands' immediates -> bytes at operand sizes 2, 4, 8, or enum imm_odd in rows.h.
IMM_BYTES = {(): (0, 0, 0), ("b",): (1, 1, 1), ("d",): (4, 4, 4), ("z",): (2, 4, 4), ("v",): (2, 4, 8)}
IMM_ODD = {("1",): "ONE", ("w",): "W", ("w", "b"): "WB", ("b", "b"): "BB", ("o",): "MOFFS"}


class Row:
	IMM_BYTES = IMM_BYTES

	def __init__(self, family, where, macro, args, consts, bits):
		self.family, self.where, self.id = family, where, None
		self.kind = {"ROW": "insn", "ROW_UD": "ud", "ROW_ABSENT": "absent"}[macro]
		want = {"ROW": 8, "ROW_UD": 2, "ROW_ABSENT": 2}[macro]
		if len(args) != want:
			raise Error(f"{where}: {macro} takes {want} arguments, not {len(args)}")
		self.enc = Encoding(literal(args[0], where), where)
		self.operands, self.why, self.emitter = [], "", ""
		self.attr = self.written = self.read = self.undef = 0
		self.cpuid = "BASE"
		if self.kind == "insn":
			self.init_insn(args, consts)
		elif self.kind == "ud":
			self.why = literal(args[1], where)
		else:
			self.cpuid = args[1]
		if self.cpuid not in bits:
			raise Error(f"{where}: no CPUID bit {self.cpuid} in insn.h")
		if self.kind != "insn":
			self.attr = consts["A_TRAP"]
		self.imm = tuple(o.imm for o in self.operands if o.imm)
		if self.imm not in IMM_BYTES and self.imm not in IMM_ODD:
			self.enc.fail(f"no encoding has immediates {self.imm}")

	@property
	def file(self):
		return self.where.rpartition(":")[0]

	def init_insn(self, args, consts):
		if self.enc.rest:
			raise Error(f"{self.where}: only UD and ABSENT rows take the rest")
		self.operands = [Operand(t, self.enc.fail) for t in literal(args[1], self.where).split()]
		self.written, self.read, self.undef = (evaluate(a, consts, self.where) for a in args[2:5])
		self.cpuid = args[5]
		self.attr = evaluate(args[6], consts, self.where)
		self.emitter = args[7]
		if len(self.operands) > 4:
			self.enc.fail("more than 4 operands")
		if self.undef & ~self.written:
			self.enc.fail("undefined flags are not a subset of the written ones")
		flow = self.attr & consts["A_FLOW"]
		if flow & flow - 1:
			self.enc.fail("more than one kind of control flow")
		for o in self.operands:
			self.check_operand(o)
		if sum(o.letter in ("E", "M", "W", "Q", "O") for o in self.operands) > 1:
			self.enc.fail("two memory operands")

	def check_operand(self, o):
		if o.letter in NEEDS_MODRM and not self.enc.modrm:
			self.enc.fail(f"operand {o.text} without /r, digit or ModRM byte")
		if o.source == "VVVV" and not self.enc.vex:
			self.enc.fail(f"operand {o.text} without VEX")
		if o.letter == "Z" and len(self.enc.opcodes) > 8:
			self.enc.fail(f"operand {o.text} without +r")
		if o.letter in NEEDS_MOD and self.enc.dims[MOD3] != {NEEDS_MOD[o.letter]}:
			self.enc.fail(f"operand {o.text} needs {('mem', 'mod3')[NEEDS_MOD[o.letter]]}")

	def imm_text(self):
		if self.imm in IMM_ODD:
			return f"IMM_{IMM_ODD[self.imm]} << 12"
		return hex(sum(n << 4 * i for i, n in enumerate(IMM_BYTES[self.imm])))

	def is_nomem(self):
		"""mod is ignored (MOV from and to CRn, DRn): an R operand, and mod3 is not asked for."""
		return any(o.letter == "R" for o in self.operands) and self.enc.dims[MOD3] == FULL[MOD3]

	def has_emitter(self):
		return self.kind == "insn" and self.emitter not in ("0", "NULL")

	def flags(self):
		have = {(o.kind, o.source) for o in self.operands}
		conditions = [
			("RF_NOMEM", self.is_nomem()),
			("RF_VEX_1111", self.enc.vex and self.kind == "insn" and not any(s == "VVVV" for _, s in have)),
			("RF_ODD_IMM", self.imm in IMM_ODD),
			("RF_RM7", have & {("ST", "RM"), ("MMX", "RM")}),
			("RF_REG7", have & {("MMX", "REG"), ("SEG", "REG")}),
			("RF_REL", any(o.kind == "REL" for o in self.operands)),
			("RF_BYTE_RM", any(o.is_byte() and o.source in ("RM", "OPCODE") for o in self.operands)),
			("RF_BYTE_REG", any(o.is_byte() and o.source == "REG" for o in self.operands)),
			("RF_EMIT", self.has_emitter())]
		return " | ".join(name for name, holds in conditions if holds) or "0"

	def has_flag(self, name):
		return name in self.flags().split(" | ")

	def is_rexless(self):
		return self.has_flag("RF_RM7") or self.has_flag("RF_REG7")

	def form(self, kinds):
		"""The five pairs of operand_forms (rows.h)."""
		fixed, factors, memory = [0, 0, 0], {"RM": 0, "REG": 0, "VVVV": 0}, 0
		for i, o in enumerate(self.operands):
			at = 24 * i
			for size in range(3):
				fixed[size] |= (kinds[o.kind] | o.reg << 8 | o.size[size] << 16) << at
			source = "RM" if o.source == "OPCODE" else o.source
			if source != "FIXED":
				if i == 3:
					self.enc.fail("the fourth operand cannot be a register")
				factors[source] += 1 << at + 8
			if o.source == "RM":
				memory += (kinds["MEM"] - kinds[o.kind] + 0xFF00) << at
		words = [w for f in fixed for w in (f & WORD, f >> 64)]
		return tuple(words + list(factors.values()) + [memory & WORD])

	def name(self):
		return f"{self.where} \"{self.enc.text}\""


def read_rows(files, consts, bits):
	rows = []
	families = {}
	for path in files:
		for family, where, macro, args in read_tables(path):
			if families.setdefault(family, path) != path:
				raise Error(f"{where}: {family}_rows is already in {families[family]}")
			rows.append(Row(family, where, macro, args, consts, bits))
	for i, r in enumerate(rows):
		r.id = FIRST_ROW + i
	return rows


# ---------------------------------------------------------------- the map

class Opcode:
	"""An opcode's rows: which row has which cell of its relevant dimensions."""

	def __init__(self, mp, op, rows):
		self.mp, self.op = mp, op
		self.dims = tuple(d for d in range(len(DIMS)) if any(r.enc.dims[d] != FULL[d] for r in rows))
		named = [r for r in rows if not r.enc.rest]
		self.modrm = any(r.enc.modrm for r in named) if named else mp > 1
		self.problems, self.holes = [], []
		self.table, cells = {}, {}
		for values in itertools.product(*(sorted(FULL[d]) for d in self.dims)):
			hits = self.hits(dict(zip(self.dims, values)), rows)
			self.table[values] = hits[0].id if hits else ROW_UD_ROW
			if len(hits) != 1:
				cells.setdefault(tuple(hits), set()).add(values)
		self.complain(cells, named)

	@staticmethod
	def hits(cell, rows):
		hits = [r for r in rows if all(v in r.enc.dims[d] for d, v in cell.items())]
		best = min((r.enc.rank() for r in hits), default=0)
		return [r for r in hits if r.enc.rank() == best]

	def complain(self, cells, named):
		for rows, where in cells.items():
			for name in name_cells(self.mp, self.op, self.dims, where):
				if rows:
					self.problems.append(f"{name}: {len(rows)} rows: " + ", ".join(r.name() for r in rows))
				else:
					self.holes.append(f"{name}: no row")
		plain = [r for r in named if not r.enc.modrm and r.kind == "insn"]
		if plain and self.modrm:
			self.problems.append(f"{self.op:02X}: rows with and without ModRM: {plain[0].name()}")


def build_map(rows, consts, kinds):
	"""The laid-out map, the quick one, and what is wrong with them."""
	by_opcode, by_id = {}, {r.id: r for r in rows}
	for r in rows:
		for op in r.enc.opcodes:
			by_opcode.setdefault((r.enc.map, op), []).append(r)
	layout, quick, problems, holes = Layout(), QuickMap(consts, kinds), [], []
	for mp in range(len(MAPS)):
		for op in range(256):
			if byte_class(mp, op):
				layout.map.append(f"MAP_BYTE | BYTE_{byte_class(mp, op)}")
				continue
			opcode = Opcode(mp, op, by_opcode.get((mp, op), []))
			layout.add_opcode(opcode.dims, opcode.table, opcode.modrm)
			if MAPS[mp] in QuickMap.OPCODE_MAPS:
				quick.add_opcode(opcode, by_id)
			problems += opcode.problems
			holes += opcode.holes
	return layout, quick, problems, holes


# ---------------------------------------------------------------- output

BANNER = "/* Generated by tools/rows.py from translator/insn/. */\n"


def c_array(values, width=16):
	out = []
	for i in range(0, len(values), width):
		out.append("\t" + ", ".join(str(v) for v in values[i:i + width]) + ",\n")
	return "".join(out)


def family_names(rows):
	return list(dict.fromkeys(r.family for r in rows))


def write_header(path, rows, bits):
	families = family_names(rows)
	lines = [BANNER, "#ifndef XLATE_ROWS_GEN_H\n#define XLATE_ROWS_GEN_H\n\n",
		 "enum row_id {\n\tROW_UD_ROW,\t/* no row: #UD */\n\tROW_FETCH,\t/* needs bytes that are not there */\n",
		 "\tROW_TOOLONG,\t/* over 15 bytes: #GP */\n"]
	for f in families:
		lines.append(f"\tROW_FIRST_{f} = {min(r.id for r in rows if r.family == f)},\n")
	lines.append(f"\tROW_COUNT = {FIRST_ROW + len(rows)}\n}};\n\nenum family {{\n\tFAMILY_SPECIAL,\t/* the three without a row */\n")
	lines += [f"\tFAMILY_{f},\n" for f in families] + ["};\n\n"]
	for f in families:
		lines.append(f"extern const struct row {f}_rows[{sum(r.family == f for r in rows)}];\n")
	offered = offered_bits(rows, bits)
	lines.append("\n/* CPUID bits offered: some row needs the bit, and no row says that it is absent. */\n#define CPUID_OFFERED(X)")
	lines += ((" \\\n\t" if i % 12 == 0 else " ") + f"X({b})" for i, b in enumerate(offered))
	lines.append("\n\n#endif\n")
	replace(path, "".join(lines))


def mask_text(value, consts, prefix):
	names = [n for n, v in consts.items() if n.startswith(prefix) and v and not v & v - 1 and value & v]
	return " | ".join(names) or "0"


def info_line(r, form, consts):
	return ("\t{ %s, %d, %d, FAMILY_%s, %d, %s, %s, %d, CPUID_%s, %d },\t/* %s %s */\n" % (
		mask_text(r.attr, consts, "A_"), r.read, r.written, r.family, len(r.operands), r.imm_text(), r.flags(),
		form, r.cpuid, r.undef, r.where, r.enc.text.replace("*", "rest")))


def form_line(form):
	w = [hex(v) if v > 9 else str(v) for v in form]
	return "\t{ %s, %s }, { %s, %s }, { %s, %s }, { %s, %s }, { %s, %s },\n" % tuple(w)


def quick_line(form, consts):
	r, osz, prefix, flags, *words, what = form
	return "\tQUICK(%s, %d, %d, FAMILY_%s, %d, %d, %d, %s, %s, %s, %s),\n" % (
		mask_text(r.attr, consts, "A_"), r.read, r.written, r.family, len(r.operands), r.id, osz, prefix, flags,
		", ".join(map(hex, words)), what)


def quick_lines(quick, consts):
	out = [f"const u16 quick_map[] = {{\n{c_array(quick.map, 8)}}};\n\nconst struct quick quick_forms[] = {{\n"]
	out.append("\tQUICK(0, 0, 0, 0, 0, 0, 0, 0, QUICK_RARE, 0, 0, 0, 0, 0, GLANCE_MORE),\n")
	out += [quick_line(f, consts) for f in quick.forms if f]
	return out + [f"}};\n\nconst u8 glance_modrm[256] = {{\n{c_array(list(glance_modrm()))}}};\n\n"]


def write_source(path, rows, layout, quick, consts, kinds):
	families = family_names(rows)
	forms = {}
	for r in rows:
		forms.setdefault(r.form(kinds), 5 * len(forms))
	nothing = (0,) * 10
	forms.setdefault(nothing, 5 * len(forms))
	out = [BANNER, '#include "insn.h"\n#include "rows.h"\n\n']
	out.append("/* Opcode maps: " + ", ".join(m or "one-byte" for m in MAPS) + ". */\n")
	out.append(f"const u16 decode_map[{len(MAPS)} * 256] = {{\n{c_array(layout.map, 8)}}};\n\n")
	nodes = ["DECODE_NODE(%d, %d, %d)" % n for n in layout.nodes] or ["0"]
	out.append(f"const u32 decode_nodes[] = {{\n{c_array(nodes, 4)}}};\n\n")
	out.append(f"const u16 decode_leaves[] = {{\n{c_array(layout.leaves or [0])}}};\n\n")
	out += quick_lines(quick, consts)
	out.append("const u64 operand_forms[][2] = {\n" + "".join(map(form_line, forms)) + "};\n\n")
	out.append("const struct row_info row_infos[ROW_COUNT] = {\n")
	out.append("\t{ A_TRAP, 0, 0, 0, 0, 0, 0, %d, CPUID_BASE, 0 },\n" % forms[nothing] * FIRST_ROW)
	out += [info_line(r, forms[r.form(kinds)], consts) for r in rows]
	out.append("};\n\n/* Tests of the decoder alone do without emitters. */\n#ifndef ROWS_DECODE_ONLY\n")
	out.append("static const struct row special_rows[ROW_TOOLONG + 1];\nconst struct row *const row_families[] = {\n\tspecial_rows,\n")
	out += [f"\t{f}_rows - ROW_FIRST_{f},\n" for f in families]
	out.append("};\n#endif\n")
	replace(path, "".join(out))


def replace(path, text):
	"""Never leaves a half-written file, and keeps the time stamp of one that has not changed."""
	tmp = path + ".tmp"
	with open(tmp, "w", encoding="utf-8") as f:
		f.write(text)
	os.replace(tmp, path)


def offered_bits(rows, bits):
	need = {r.cpuid for r in rows if r.has_emitter()}
	absent = {r.cpuid for r in rows if r.kind == "absent"}
	return [b for b in bits if b in need - absent]


def print_list(rows):
	for r in rows:
		ops = " ".join(o.text for o in r.operands)
		print(r.id, r.where, r.enc.text, ops, r.cpuid, r.kind, r.emitter or r.why or "-", sep="\t")


def shorten(lines, most=60):
	return lines[:most] + ([f"... and {len(lines) - most} more"] if len(lines) > most else [])


def parse_args():
	p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
	p.add_argument("--out", default=os.path.join(ROOT, "build/gen"))
	p.add_argument("--insn-h", default=os.path.join(ROOT, "translator/insn.h"))
	for what in ("list", "supported", "cpuid", "holes"):
		p.add_argument("--" + what, action="store_true")
	p.add_argument("files", nargs="*")
	return p.parse_args()


def main():
	args = parse_args()
	files = args.files or sorted(glob.glob(os.path.join(ROOT, "translator/insn/*.c")))
	consts, bits, kinds = read_constants(args.insn_h)
	rows = read_rows(files, consts, bits)
	layout, quick, problems, holes = build_map(rows, consts, kinds)
	if not problems and not (args.list or args.supported or args.cpuid or args.holes):
		problems = holes
	if problems:
		print("\n".join("rows: " + s for s in shorten(problems)), file=sys.stderr)
		return 1
	if args.list:
		print_list(rows)
	elif args.supported:
		print_supported(rows, bits, offered_bits(rows, bits), consts)
	elif args.cpuid:
		print("\n".join(offered_bits(rows, bits)))
	elif args.holes:
		print("".join(h + "\n" for h in holes), end="")
	else:
		os.makedirs(args.out, exist_ok=True)
		write_header(os.path.join(args.out, "rows_gen.h"), rows, bits)
		write_source(os.path.join(args.out, "rows_gen.c"), rows, layout, quick, consts, kinds)
	return 0


if __name__ == "__main__":
	try:
		sys.exit(main())
	except BrokenPipeError:
		sys.exit(1)
	except Error as e:
		print(f"rows: {e}", file=sys.stderr)
		sys.exit(1)
