# SPDX-License-Identifier: GPL-2.0-only
"""docs/supported.md from the instruction rows: `rows.py --supported`."""

import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def family_heading(path):
	"""What a family's file says of itself: its first sentence, without the file's name and the manual's volume."""
	text = open(path, encoding="utf-8").read()
	m = re.search(r"/\*\s*(?:\*\s)?(\w+)\.c - (.*?)\*/", text, flags=re.S)
	if not m:
		sys.exit(f"{path}: no heading")
	words = re.sub(r"\s*\n \*\s?", " ", m.group(2))
	sentence = re.split(r"\.(?:\s|$)", words)[0]
	return sentence[0].upper() + sentence[1:]


def flag_letters(mask, consts):
	return "".join(letter for letter in "OSZAPC" if mask & consts[f"F_{letter}F"])


def supported_row(r, consts):
	flags = flag_letters(r.written & ~r.undef, consts) or "-"
	undefined = flag_letters(r.undef, consts)
	flags += f" ({undefined} undefined)" if undefined else ""
	return f"| `{r.enc.text}` | {' '.join(o.text for o in r.operands)} | {flags} | {r.cpuid} |"


SUPPORTED_INTRO = """# Supported instructions

Made from the rows in `translator/insn/` by `make docs`: do not edit. [exactness.md](exactness.md) says where results
may differ from a processor's.

An instruction form is one row: encoding, operands and flags in the notation of the Intel SDM, volume 2 (`translator/insn.h`
explains the letters). A feature is offered by CPUID and /proc/cpuinfo when all of its forms are there; forms of features that are not
offered raise #UD.

| CPUID bit | offered | instruction forms | absent forms |
| --- | --- | ---: | ---: |"""


def print_supported(rows, bits, offered, consts):
	"""rows: as read by rows.py; bits: all CPUID bits, in order; consts: F_* and A_* of insn.h."""
	print(SUPPORTED_INTRO)
	for b in bits:
		mine = [r for r in rows if r.cpuid == b and r.kind != "ud"]
		if mine:
			insns = sum(r.kind == "insn" for r in mine)
			print(f"| {b} | {'yes' if b in offered else 'no'} | {insns} | {len(mine) - insns} |")
	print(f"\n{sum(r.kind == 'insn' for r in rows)} instruction forms in all; every other encoding has a row that says why it raises #UD.")
	for file in dict.fromkeys(r.file for r in rows):
		mine = [r for r in rows if r.file == file and r.kind == "insn"]
		if mine:
			print(f"\n## {os.path.basename(file)[:-2]}\n\n{family_heading(os.path.join(ROOT, file))}.\n")
			print("| encoding | operands | flags written | CPUID bit |\n| --- | --- | --- | --- |")
			print("\n".join(supported_row(r, consts) for r in mine))
