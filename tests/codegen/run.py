#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""run.py [-u] [FILE.txt ...]: the A64 code of single instructions and short sequences, by text and count.

A line: x86 instructions separated by ';' -> A64 instructions separated by ';' : count
Flags are dead behind the sequence unless its last part is "live"; "f=HEX" gives host features (translate.h HF_*), none
by default; "ordered" the ordered policy. The label L is code behind the sequence. Cold code does not count.
A line may end in "# why": where the count is above what is thought to be the least.
-u prints the lines as they would have to be. Text is compared but for branch targets, addresses of literals and places in the thread state, "@"; "*" as
the A64 side: count only. Last line: N passed, M failed."""
import os, re, subprocess, sys, tempfile
HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
DUMP = os.environ.get("XLATE_DUMP") or f"{TOP}/build/tests/codegen/dump"
X86 = "" if os.uname().machine == "x86_64" else "x86_64-linux-gnu-"
A64 = "aarch64-linux-gnu-" if os.uname().machine == "x86_64" else ""

class Case:
    def __init__(self, name, line):
        self.name, self.line = name, line
        body, _, why = line.partition(" # ")
        self.left, right = body.split("->")
        self.why = f" # {why}" if why else ""
        self.want, self.count = right.rsplit(":", 1)
        parts = [p.strip() for p in self.left.split(";")]
        opts = [p for p in parts if p in ("live", "ordered") or p.startswith("f=")]
        self.asm = "\n".join(p for p in parts if p not in opts)
        self.live, self.ordered = "live" in opts, "ordered" in opts
        self.features = next((o[2:] for o in opts if o.startswith("f=")), "0")

    def differs(self):
        """what is wrong with the code that was made, or None"""
        if len(self.got) != int(self.count): return f"{len(self.got)} instructions, not {self.count.strip()}: {'; '.join(self.got)}"
        norm = lambda s: [re.sub(r"\s+", " ", x.strip()) for x in s.split(";") if x.strip()]
        if self.want.strip() != "*" and norm(self.want) != norm("; ".join(self.got)): return f"other code: {'; '.join(self.got)}"

    def text(self):
        want = "*" if self.want.strip() == "*" else "; ".join(self.got)
        return f"{self.left.rstrip()} -> {want} : {len(self.got)}{self.why}"

def assemble(cases, tmp):
    """code: the sequence, then RET unless the flags are live, then another where L is; end: length of the sequence"""
    with open(tmp + "/c.s", "w") as f:
        f.write(".intel_syntax noprefix\n")
        for i, c in enumerate(cases):
            asm = re.sub(r"\bL\b", f"L{i}", c.asm)
            f.write(f"# {c.name}: {c.line}\nS{i}:\n{asm}\nE{i}: ret\nL{i}: ret\n")
    subprocess.run([X86 + "as", "-o", tmp + "/c.o", tmp + "/c.s"], check=True)
    subprocess.run([X86 + "objcopy", "-O", "binary", "-j", ".text", tmp + "/c.o", tmp + "/c.bin"], check=True)
    nm = subprocess.run([X86 + "nm", tmp + "/c.o"], capture_output=True, text=True, check=True).stdout
    at = {name: int(value, 16) for value, name in re.findall(r"^(\w+) t (\w+)$", nm, re.M)}
    code = open(tmp + "/c.bin", "rb").read()
    for i, c in enumerate(cases):
        start, end = at[f"S{i}"], at[f"E{i}"]
        c.end = end - start
        c.code = code[start:end if c.live else at[f"L{i}"] + 1]

def translate(cases):
    lines = "".join(f"{c.features} {int(c.ordered)} 0 0 {c.code.hex()}\n" for c in cases)
    out = subprocess.run([DUMP], input=lines, capture_output=True, text=True).stdout
    answers = out.split("# ")[1:]
    if len(answers) != len(cases): sys.exit(f"run.py: {len(answers)} answers to {len(cases)} cases")
    for c, answer in zip(cases, answers):
        head, *rows = answer.strip().split("\n")
        if not head.startswith("insns"): sys.exit(f"{c.name}: {c.left}: {head}")
        head = head.split()
        c.words = []
        for row in rows[max(0, int(head[-1])):int(head[5])]:
            word, guest = row.split()[1:3]
            if c.end <= int(guest, 16) < 0x80000000: break
            c.words.append(word)

def disassemble(cases, tmp):
    words = [w for c in cases for w in c.words]
    open(tmp + "/w", "wb").write(b"".join(bytes.fromhex(w)[::-1] for w in words))
    o = subprocess.run([A64 + "objdump", "-D", "-b", "binary", "-m", "aarch64", tmp + "/w"], capture_output=True, text=True, check=True).stdout
    text = [re.sub(r"\s+", " ", re.sub(r"\s*//.*", "", t)).strip() for t in re.findall(r"^ *[0-9a-f]+:\t\w{8} \t(.*)$", o, re.M)]
    text = [re.sub(r"^((?:b|bl|b\.\w+|cbz|cbnz|tbz|tbnz|adr|adrp|ldr) (?:[^\[]*, )?)0x[0-9a-f]+$", r"\1@", t) for t in text]
    text = [re.sub(r"\[x28, #\d+\]", "[x28, @]", t) for t in text]
    for c in cases:
        c.got, text = text[:len(c.words)], text[len(c.words):]

def main():
    args = sys.argv[1:]; update = "-u" in args
    files = [a for a in args if a != "-u"] or sorted(f"{HERE}/{f}" for f in os.listdir(HERE) if f.endswith(".txt"))
    lines = [(f"{os.path.basename(f)}:{n}", line.rstrip("\n")) for f in files for n, line in enumerate(open(f), 1)]
    cases = [Case(name, line) for name, line in lines if line.strip() and line[0] != "#"]
    with tempfile.TemporaryDirectory() as tmp:
        assemble(cases, tmp)
        translate(cases)
        disassemble(cases, tmp)
    bad = 0
    for c in cases:
        if update: print(c.text())
        elif c.differs(): bad += 1; print(f"FAIL {c.name}: {c.left.strip()}: {c.differs()}")
    if not update: print(f"{len(cases) - bad} passed, {bad} failed")
    return bad != 0

if __name__ == "__main__":
    sys.exit(main())
