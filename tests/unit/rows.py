#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""tools/rows.py: what it refuses, naming the encoding and the rows. The last line is `N passed, M failed`."""

import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def row(encoding, operands="", written="0", read="0", undefined="0", cpuid="BASE", attributes="0", emitter="emit"):
	return f'\tROW("{encoding}", "{operands}", {written}, {read}, {undefined}, {cpuid}, {attributes}, {emitter}),'


# Lines of a table -> a part of the message. Line 1 of the file is the table's first.
REFUSED = [
	([row("00 /r", "Eb Gb"), row("00 /3 mem", "Eb")], '00 /3 mem: 2 rows: {file}:2 "00 /r", {file}:3 "00 /3 mem"'),
	([row("NFx 0F 28 /r"), row("66 0F 28-29 /r")], "66 0F 28: 2 rows"),
	([row("D8 C0+i", "ST0 STi"), row("D8 C3")], "D8 /0 mod3 rm=3: 2 rows"),
	([row("REX.B 90"), row("F3 90")], "F3 REX.B1 90: 2 rows"),
	([row("VEX.LZ.0F38 F2 /r", "Gy By Ey"), row("VEX.NP.0F38 F2 /r", "Gy By Ey")], "NP L0 VEX.0F38 F2: 2 rows"),
	([row("66 90")], "NP,F3,F2 90: no row"),
	([row("80 /0-6", "Eb Ib")], "80 /7: no row"),
	([row("D9 D8-DE")], "D9 /3 mod3 rm=7: no row"),
	([row("00 /r", "Eb Gx")], 'encoding "00 /r": what is operand Gx?'),
	([row("00", "Eb Gb")], "operand Eb without /r"),
	([row("8D /r", "Gv M")], "operand M needs mem"),
	([row("NP 0F 50 /r", "Gd Udq")], "operand Udq needs mod3"),
	([row("48")], "contains a prefix or an escape byte"),
	([row("0F 38")], "no opcode"),
	([row("D9 B0")], "a fixed ModRM byte is C0-FF"),
	([row("D9 E0-E9")], "a range stays within one digit"),
	([row("01 /r", "Ev Gv", written="F_CF", undefined="F_AF")], "undefined flags are not a subset"),
	([row("01 /r", "Ev Gv", written="F_XF")], "F_XF"),
	([row("EB", "Jb", attributes="A_JMP | A_CALL")], "more than one kind of control flow"),
	([row("01 /r", "Ev Gv", cpuid="SSE9")], "no CPUID bit SSE9"),
	([row("01 /r mem", "Ev Mv")], "two memory operands"),
	([row("C8", "Ib Iw")], "no encoding has immediates"),
	([row("0F 04"), row("0F 04 /1", "Ev")], "rows with and without ModRM"),
	([row("0F38 *")], "only UD and ABSENT rows take the rest"),
	(['\tROW("00 /r", "Eb Gb", 0, 0),'], "ROW takes 8 arguments, not 4"),
	(["\tNOT_A_ROW,"], "{file}:2: not a row: NOT_A_ROW"),
]


def run(lines, *options):
	with tempfile.TemporaryDirectory() as folder:
		path = os.path.join(folder, "table.c")
		with open(path, "w", encoding="utf-8") as f:
			f.write("const struct row table_rows[] = {\n" + "\n".join(lines) + "\n};\n")
		command = [sys.executable, os.path.join(ROOT, "tools/rows.py"), *options, "--out", folder, path]
		result = subprocess.run(command, capture_output=True, text=True, check=False)
		return result.returncode, result.stdout, result.stderr, path


def check_refused():
	for lines, message in REFUSED:
		hole = message.endswith("no row")
		status, out, err, path = run(lines, *(["--holes"] if hole else []))
		message = message.replace("{file}", path)
		ok = message in (out if hole else err) and hole == (status == 0)
		yield ok, f"{lines}: expected \"{message}\", got {status}, \"{(out if hole else err)[:300]}\""


def check_holes():
	status, _, err, _ = run([row("00 /r", "Eb Gb")])
	yield status == 1 and "01: no row" in err and "more" in err, "holes are not refused"


def check_offered():
	absent = '\tROW_ABSENT("0F 0E", SSE3DNOW),\n\tROW_ABSENT("0F 05", SSE),'
	lines = [row("NP 0F 28 /r", "Vps Wps", cpuid="SSE"), row("66 0F 28 /r", cpuid="SSE2"), row("F3 0F 28 /r", cpuid="SSE3",
		 emitter="0"), absent]
	status, out, _, _ = run(lines, "--cpuid")
	yield status == 0 and out.split() == ["SSE2"], f"offered: {out.split()}"


def check_list():
	status, out, _, path = run([row("80 /0", "Eb Ib"), '\tROW_UD("82 /r", "alias"), /* "no row" */'], "--list")
	expected = f"3\t{path}:2\t80 /0\tEb Ib\tBASE\tinsn\temit\n4\t{path}:3\t82 /r\t\tBASE\tud\talias\n"
	yield status == 0 and out == expected, f"--list: {out!r}"


def check_supported():
	command = [sys.executable, os.path.join(ROOT, "tools/rows.py"), "--supported"]
	out = subprocess.run(command, capture_output=True, text=True, check=False).stdout
	with open(os.path.join(ROOT, "docs/supported.md"), encoding="utf-8") as f:
		yield f.read() == out, "docs/supported.md is not what the rows say: make docs"


def main():
	passed = failed = 0
	for check in (check_refused, check_holes, check_offered, check_list, check_supported):
		for ok, text in check():
			passed += ok
			failed += not ok
			if not ok:
				print("FAIL", text)
	print(f"{passed} passed, {failed} failed")
	return failed != 0


if __name__ == "__main__":
	sys.exit(main())
