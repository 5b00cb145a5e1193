# SPDX-License-Identifier: GPL-2.0-only
"""Reads the lines of .def files, assembles them and makes cases of them. The format is described in README."""
import copy
import ctypes as C
import itertools
import os
import re
import struct
import subprocess
import sys
import tempfile
from caseformat import *	# noqa: F401,F403

TRAPS = {"DE": 1, "DB": 2, "BP": 4, "OF": 5, "UD": 7, "NP": 12, "SS": 13, "GP": 14, "PF": 15, "MF": 17, "AC": 18, "XM": 20}
SIGNALS = {"FPE": {1, 17, 20}, "TRAP": {2, 4}, "ILL": {7}, "SEGV": {12, 13, 14, 15, 5}, "BUS": {13, 18}}
PARTS = {}
for n, r in enumerate(["ax", "cx", "dx", "bx", "sp", "bp", "si", "di"]):
	PARTS[r], PARTS["e" + r] = (n, 0, 16), (n, 0, 32)
for n, r in enumerate(["al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil"]):
	PARTS[r] = (n, 0, 8)
for n, r in enumerate(["ah", "ch", "dh", "bh"]):
	PARTS[r] = (n, 8, 8)
for n in range(8, 16):
	PARTS[f"r{n}d"], PARTS[f"r{n}w"], PARTS[f"r{n}b"] = (n, 0, 32), (n, 0, 16), (n, 0, 8)


class Line:
	def __init__(self, where, text, code, before, after):
		self.where, self.text, self.code = where, text, code
		self.before, self.after = before, after
		self.corner = False
		self.count = 96
		self.words = set()
		self.symbols = {"m": G_M, "done": G_DONE, "alt": G_ALT, "data": G_DATA, "end": G_DATA + G_PAGE, "ro": G_RO,
				"stack": G_STACK, "start": G_START}
		self.bytes = b""


def fail(where, why):
	print(f"{where}: {why}")
	sys.exit(2)


def expand(text):
	"""{a,b} alternatives, all combinations."""
	parts = re.split(r"\{([^{}]*,[^{}]*)\}", text)
	choices = [[p] if i % 2 == 0 else [c.strip() for c in p.split(",")] for i, p in enumerate(parts)]
	return ["".join(c) for c in itertools.product(*choices)]


def parse(where, raw):
	text = re.split(r"\s#", raw)[0].strip()
	if not text or text.startswith("#"):
		return []
	code, rest = re.fullmatch(r"(.*?)(?:\s+:(?:\s+(.*))?)?", text).groups()
	rest = rest or ""
	before, arrow, after = rest.partition("=>")
	out = []
	for one in expand(code):
		line = Line(where, one.strip() + (" : " + rest if rest else ""), one.strip(), [], None)
		line.before = before.split()
		if arrow and after.strip() != "*":
			line.after = after.split()
		settle(line)
		out.append(line)
	return out


def settle(line):
	"""Words without "=" and the placement of m."""
	fields = []
	for w in line.before:
		key, eq, value = w.partition("=")
		if not eq:
			if w not in ("corner", "calm", "intel", "fixmem", "x87", "ulp"):
				fail(line.where, f"what is {w}?")
			line.words.add(w)
		elif key == "n":
			line.count = int(value)
		elif key in ("fault", "half", "ro", "at"):
			line.symbols["m"] = {"fault": G_DATA + G_PAGE + 0x40, "half": G_DATA + G_PAGE - 1, "ro": G_RO + 0x40,
					     "at": G_DATA + (int(value, 16) if key == "at" else 0)}[key]
		else:
			fields.append((key, value))
	line.before = fields
	line.corner = "corner" in line.words
	line.any = [v for k, v in fields if k == "any"]
	line.before = [f for f in fields if f[0] != "any"]
	if line.after is not None:
		line.after = [(w.partition("=")[0], w.partition("=")[2]) for w in line.after]
		line.any += [v for k, v in line.after if k == "any"]
		line.after = [f for f in line.after if f[0] != "any"]


def read(files, texts):
	lines = []
	for path in files:
		with open(path, encoding="utf-8") as f:
			for n, raw in enumerate(f, 1):
				lines += parse(f"{os.path.basename(path)}:{n}", raw.rstrip("\n"))
	for n, raw in enumerate(texts, 1):
		lines += parse(f"-e {n}", raw)
	return lines


# ---------------------------------------------------------------- values

def value(line, text):
	m = re.fullmatch(r"([a-z]+)(?:([+-])([0-9a-f]+))?", text)
	if m and m.group(1) in line.symbols:
		return line.symbols[m.group(1)] + int((m.group(2) or "+") + (m.group(3) or "0"), 16) & (1 << 64) - 1
	try:
		return int(text.replace("_", ""), 16)
	except ValueError:
		fail(line.where, f"not a number: {text}")


def flags_value(text):
	if any(c not in FLAGS for c in text.strip(".-")):
		return None
	return sum(FLAGS[c] for c in text.strip(".-"))


def memory_words(line, key, text):
	"""m, m+8, ...: up to 16 digits are one 8-byte word, more are as many words."""
	m = re.fullmatch(r"m(?:([+-])([0-9a-f]+))?", key)
	if not m:
		return None
	addr = line.symbols["m"] + int((m.group(1) or "+") + (m.group(2) or "0"), 16)
	v = value(line, text)
	n = max(1, (len(text.replace("_", "").lstrip("-")) + 15) // 16)
	return [(addr + 8 * i, v >> 64 * i & (1 << 64) - 1) for i in range(n)]


def x87_bytes(text):
	return int(text, 16).to_bytes(10, "little") + bytes(6)


def put_field(line, case, key, text):
	s = case.in_
	if key in GPRS:
		s.gpr[GPRS.index(key)] = value(line, text) & (1 << 64) - 1
		case.fixed |= 1 << GPRS.index(key)
	elif key in PARTS:
		reg, shift, bits = PARTS[key]
		mask = (1 << bits) - 1 << shift
		s.gpr[reg] = s.gpr[reg] & ~mask | value(line, text) << shift & mask
		case.fixed |= 1 << reg
	elif key == "flags":
		s.rflags = 0x202 | (flags_value(text) or 0) | s.rflags & 0x400
		case.fixed |= 1 << ANY_FLAGS
	elif key == "df":
		s.rflags |= 0x400 if int(text) else 0
	elif re.fullmatch(r"xmm\d+", key):
		n = int(key[3:])
		s.xmm[n][:] = (value(line, text) & (1 << 128) - 1).to_bytes(16, "little")
		case.fixed |= 1 << 16 + n
	elif key in ("mxcsr", "fcw", "fsw", "ftw"):
		setattr(s, key, value(line, text))
		case.fixed |= 1 << (ANY_MXCSR if key == "mxcsr" else ANY_X87)
		case.flags |= 0 if key == "mxcsr" else CF_X87
	elif re.fullmatch(r"(st|mm)[0-7]", key):
		n = int(key[2:])
		s.st[n][:] = x87_bytes(text if key[0] == "s" else "ffff" + text.zfill(16))
		s.ftw |= 1 << (n + (s.fsw >> 11 & 7) & 7)
		case.flags |= CF_X87
		case.fixed |= 1 << ANY_X87
	elif memory_words(line, key, text):
		for addr, v in memory_words(line, key, text):
			case.mem[case.nmem] = Word(addr, v)
			case.nmem += 1
	else:
		fail(line.where, f"what is {key}?")


def any_mask(line):
	mask = 0
	named = {"flags": ANY_FLAGS, "mem": ANY_MEM, "mxcsr": ANY_MXCSR, "x87": ANY_X87, "fsw": ANY_FSW, "addr": ANY_ADDR,
		 "c1": ANY_C1}
	for i, c in enumerate(FLAG_ORDER):
		named[c.lower() + "f"] = ANY_FLAG0 + i
	for word in ",".join(line.any).split(","):
		if word in named:
			mask |= 1 << named[word]
		elif word in GPRS:
			mask |= 1 << GPRS.index(word)
		elif re.fullmatch(r"xmm\d+", word):
			mask |= 1 << 16 + int(word[3:])
		elif word:
			fail(line.where, f"any={word}?")
	return mask


# ---------------------------------------------------------------- assembling

def elf_sections(data):
	shoff, = struct.unpack_from("<Q", data, 40)
	shentsize, shnum, shstrndx = struct.unpack_from("<HHH", data, 58)
	heads = [struct.unpack_from("<IIQQQQIIQQ", data, shoff + i * shentsize) for i in range(shnum)]
	if shnum == 0:		# more than 65280 sections: the number is in section 0
		shnum = struct.unpack_from("<IIQQQQIIQQ", data, shoff)[5]
		heads = [struct.unpack_from("<IIQQQQIIQQ", data, shoff + i * shentsize) for i in range(shnum)]
	if shstrndx == 0xffff:
		shstrndx = heads[0][6]
	names = heads[shstrndx][4]
	return [(cstring(data, names + h[0]), h) for h in heads]


def cstring(data, at):
	return data[at:data.index(b"\0", at)].decode()


def relocate(line, code, kind, offset, symbol, addend):
	width = {1: 8, 2: 4, 4: 4, 10: 4, 11: 4, 12: 2, 13: 2, 14: 1, 15: 1}[kind]
	v = line.symbols[symbol] + addend if symbol else line_start(line) + addend
	if kind in (2, 4, 13, 15):
		v -= line_start(line) + offset
	code[offset:offset + width] = (v & (1 << 8 * width) - 1).to_bytes(width, "little")


def line_start(line):
	return G_START


def assemble_text(lines):
	out = [".intel_syntax noprefix"]
	for i, line in enumerate(lines):
		name, _, number = line.where.rpartition(":")
		out.append(f'.section .t.{i},"ax",@progbits')
		out.append(f'# {number if number else 1} "{name or line.where}"')
		out.append(line.code)
	return "\n".join(out) + "\n"


def read_object(lines, data):
	sections = elf_sections(data)
	symbols = []
	for symtab in (h for n, h in sections if n == ".symtab"):
		strtab = sections[symtab[6]][1][4]
		for at in range(symtab[4], symtab[4] + symtab[5], 24):
			name, info, _, _ = struct.unpack_from("<IBBH", data, at)
			symbols.append("" if info & 15 == 3 else cstring(data, strtab + name))
	code = {}
	for n, h in sections:
		if n.startswith(".t."):
			code[int(n[3:])] = bytearray(data[h[4]:h[4] + h[5]])
	for n, h in sections:
		if not n.startswith(".rela.t."):
			continue
		i = int(n[8:])
		for at in range(h[4], h[4] + h[5], 24):
			offset, info, addend = struct.unpack_from("<QQq", data, at)
			symbol = symbols[info >> 32]
			if symbol and symbol not in lines[i].symbols:
				fail(lines[i].where, f"what is {symbol}?")
			relocate(lines[i], code[i], info & 0xffffffff, offset, symbol, addend)
	for i, line in enumerate(lines):
		line.bytes = bytes(code[i])


def assemble(lines, out):
	"""Writes the cases of all lines; returns the numbers of those that do not assemble."""
	tool = "as" if os.uname().machine == "x86_64" else "x86_64-linux-gnu-as"
	with tempfile.TemporaryDirectory() as d:
		src, obj = os.path.join(d, "lines.s"), os.path.join(d, "lines.o")
		with open(src, "w") as f:
			f.write(assemble_text(lines))
		run = subprocess.run([tool, "--64", "-o", obj, src], capture_output=True, text=True)
		errors = [x for x in run.stderr.splitlines() if "Error" in x or "Warning" not in x]
		if run.returncode:
			print("\n".join(errors))
			sys.exit(2)
		read_object(lines, open(obj, "rb").read())
	with open(out, "wb") as f:
		for i, line in enumerate(lines):
			f.write(bytes(make_case(line, i)))
	return set()


def make_case(line, i):
	c = Case(line=i, code_off=G_START - G_CODE, kind=CASE_CORNER if line.corner else CASE_PLAIN, count=line.count)
	code = line.bytes
	jump = b"\xe9" + ((line.symbols["done"] - (G_START + len(code) + 5)) & 0xffffffff).to_bytes(4, "little")
	code += jump
	if len(code) > 192:
		fail(line.where, "more than 187 bytes of code")
	c.code[:len(code)] = code
	c.code_len = len(code)
	s = c.in_
	for n in range(16):
		s.gpr[n] = 0x1111111111111111 * n + 0x0f0e0d0c0b0a0900
		s.xmm[n][:] = bytes((0x10 * n + k) & 255 for k in range(16))
	s.gpr[4], s.gpr[6], s.gpr[7] = G_STACK, line.symbols["m"], line.symbols["m"] + 0x80
	s.rflags, s.mxcsr, s.fcw = 0x202, 0x1f80, 0x37f
	c.any = any_mask(line)
	if "intel" in line.words:
		c.flags |= CF_INTEL
	if line.corner and "calm" not in line.words:
		c.flags |= CF_HOSTILE
	if "ulp" in line.words:
		c.flags |= CF_ULP
	if "fixmem" in line.words:
		c.flags |= CF_FIXMEM
	if re.search(r"\bl?[fg]s\b", line.code):
		c.flags |= CF_FS
	if "x87" in line.words or not line.corner and re.search(r"\b(f[a-z0-9]+|mm[0-7]|emms)\b", line.code):
		c.flags |= CF_X87
	for key, text in sorted(line.before, key=lambda f: f[0] != "fsw"):
		put_field(line, c, key, text)
	return c


# ---------------------------------------------------------------- expectations

def compare_literal(line, case, result, mem):
	"""What of the line's right side the result does not fulfil."""
	wrong = []
	s = result.s
	expect_trap = False
	mask = 0x8d5 & ~result.undef
	for key, text in line.after:
		if key == "sig":
			expect_trap = True
			if result.trap not in SIGNALS.get(text, {TRAPS.get(text, -1)}):
				wrong.append(f"sig: trap is {result.trap - 1 if result.trap else 'none'}")
		elif key == "rip":
			if s.rip != value(line, text):
				wrong.append(f"rip={s.rip:x}")
		elif key == "flags":
			want = case.in_.rflags if text == "same" else flags_value(text)
			if want is None:
				fail(line.where, f"flags={text}?")
			if (s.rflags ^ want) & mask & ~any_flags(case.any):
				wrong.append("flags=" + flags_text(s.rflags))
		else:
			wrong += compare_field(line, s, mem, case, key, text)
	if result.trap and not expect_trap:
		wrong.append(f"exception {result.trap - 1}")
	return wrong


def any_flags(mask):
	return sum(FLAGS[c] for i, c in enumerate(FLAG_ORDER) if mask >> ANY_FLAG0 + i & 1) | (0xfff if mask >> ANY_FLAGS & 1 else 0)


def flags_text(v):
	return "".join(c for c in "OSZAPC" if v & FLAGS[c]) or "."


def compare_field(line, s, mem, case, key, text):
	want = Case()
	want.in_ = copy.copy(s)
	want.in_ = State.from_buffer_copy(bytes(s))
	put_field(line, want, key, text)
	got, now = bytes(s), bytes(want.in_)
	if want.nmem:
		wrong = []
		for w in want.mem[:want.nmem]:
			v = memory_at(case, mem, w.addr)
			if v is not None and v != w.value:
				wrong.append(f"[{w.addr:x}]={v:x}")
		return wrong
	if key.startswith("st") or key.startswith("mm"):
		want.in_.ftw = s.ftw
		now = bytes(want.in_)
	return [f"{key}={show_field(s, key)}"] if got != now else []


def show_field(s, key):
	if key in GPRS:
		return f"{s.gpr[GPRS.index(key)]:x}"
	if key in PARTS:
		reg, shift, bits = PARTS[key]
		return f"{s.gpr[reg] >> shift & (1 << bits) - 1:x}"
	if key.startswith("xmm"):
		return bytes(s.xmm[int(key[3:])])[::-1].hex()
	if key.startswith("st") or key.startswith("mm"):
		return bytes(s.st[int(key[2:])])[9::-1].hex()
	return f"{getattr(s, key, 0):x}"


def memory_at(case, mem, addr):
	"""The 8 bytes at addr after the case, if the case or its input say anything about them."""
	known = {}
	for w in list(case.mem[:case.nmem]) + list(mem):
		for i, b in enumerate(int(w.value).to_bytes(8, "little")):
			known[w.addr + i] = b
	data = [known.get(addr + i) for i in range(8)]
	return None if None in data else int.from_bytes(bytes(data), "little")


def expected_by_line(line, case):
	"""The result that the line itself asks for: what it does not name is unchanged."""
	r = Result(seq=case.seq, known=0x8d5)
	want = Case()
	want.in_ = State.from_buffer_copy(bytes(case.in_))
	want.in_.rip = line.symbols["done"]
	for key, text in line.after:
		if key == "sig":
			r.trap = TRAPS.get(text) or min(SIGNALS[text])
			want.in_.rip = G_START
		elif key == "rip":
			want.in_.rip = value(line, text)
		elif key == "flags":
			if text != "same":
				want.in_.rflags = flags_value(text)
		else:
			put_field(line, want, key, text)
	r.s = want.in_
	before = {w.addr: w.value for w in case.mem[:case.nmem]}
	mem = [Word(w.addr, w.value) for w in want.mem[:want.nmem] if before.get(w.addr) != w.value]
	return r, sorted(mem, key=lambda w: w.addr)


def aliases(n):
	name = GPRS[n]
	if n >= 8:
		return name
	return name[1:3].rstrip("x") + "|" + name[1:]


def describe(line, case, everything):
	"""The inputs of a case as a line would give them: those that differ from the usual and that the code names."""
	usual = make_usual()
	s = case.in_
	out = []
	for i, n in enumerate(GPRS):
		named = i < 3 or re.search(rf"\b[re]?(?:{aliases(i)})[lhxdwb]?\b", line.code)
		if s.gpr[i] != usual.gpr[i] and (named or everything):
			out.append(f"{n}={s.gpr[i]:x}")
	if (s.rflags & 0x8d5):
		out.append("flags=" + flags_text(s.rflags))
	if s.rflags & 0x400:
		out.append("df=1")
	code = bytes(case.code[:case.code_len])
	out += [f"m{w.addr - G_M:+x}={w.value:016x}" for w in case.mem[:case.nmem]]
	if s.mxcsr != 0x1f80:
		out.append(f"mxcsr={s.mxcsr:x}")
	for i in range(16):
		if bytes(s.xmm[i]) != bytes(usual.xmm[i]) and (everything or re.search(rf"\bxmm{i}\b", line.code)):
			out.append(f"xmm{i}={bytes(s.xmm[i])[::-1].hex()}")
	if case.flags & CF_X87:
		out.append(f"fcw={s.fcw:x} fsw={s.fsw:x} ftw={s.ftw:x}")
		out += [f"st{i}={bytes(s.st[i])[9::-1].hex()}" for i in range(8)]
	if case.delta:
		out.append("(moved)")
	return " ".join(out) + f"\n  bytes {code[:-5].hex(' ')}"


def make_usual():
	s = State()
	for n in range(16):
		s.gpr[n] = 0x1111111111111111 * n + 0x0f0e0d0c0b0a0900
		s.xmm[n][:] = bytes((0x10 * n + k) & 255 for k in range(16))
	s.gpr[4], s.gpr[6], s.gpr[7] = G_STACK, G_M, G_M + 0x80
	return s
