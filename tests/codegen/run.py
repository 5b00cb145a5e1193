#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""run.py [-u] [FILE.txt ...]: the A64 code of single instructions and short sequences, by text and count.

A line: x86 instructions separated by ';' -> A64 instructions separated by ';' : count
Flags are dead behind the sequence unless its last part is "live"; "f=HEX" gives host features (translate.h HF_*), none
by default; "ordered" the ordered policy. The label L is code behind the sequence. Cold code does not count.
-u prints the lines as they would have to be. Text is compared but for branch targets; '*' as the A64 side: count only."""
import os, re, subprocess, sys, tempfile
HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
DUMP = os.environ.get("XLATE_DUMP") or f"{TOP}/build/tests/codegen/dump"
X86 = "" if os.uname().machine == "x86_64" else "x86_64-linux-gnu-"
A64 = "aarch64-linux-gnu-" if os.uname().machine == "x86_64" else ""

def assemble(asm, tmp):
    src = ".intel_syntax noprefix\n" + asm.replace(";", "\n") + "\nEND_OF_CASE: ret\nL: ret\n"
    open(tmp + "/c.s", "w").write(src)
    r = subprocess.run([X86 + "as", "-o", tmp + "/c.o", tmp + "/c.s"], capture_output=True, text=True)
    if r.returncode:
        return None, r.stderr.split("\n")[1] if "\n" in r.stderr else r.stderr
    nm = subprocess.run([X86 + "nm", tmp + "/c.o"], capture_output=True, text=True).stdout
    subprocess.run([X86 + "objcopy", "-O", "binary", "-j", ".text", tmp + "/c.o", tmp + "/c.bin"], check=True)
    return int(re.search(r"(\w+) t END_OF_CASE", nm)[1], 16), None

def translate(end, opts, tmp):
    code = open(tmp + "/c.bin", "rb").read()
    live = "live" in opts
    open(tmp + "/c.bin", "wb").write(code[:end] if live else code)
    args = [DUMP]
    for o in opts:
        if o.startswith("f="): args += ["-f", o[2:]]
        if o == "ordered": args.append("-o")
    r = subprocess.run(args + [tmp + "/c.bin"], capture_output=True, text=True)
    if r.returncode: return None, r.stderr.strip()
    words, lines = [], r.stdout.split("\n")
    head = lines[0].split()
    for l in lines[1 + max(0, int(head[-1])):1 + int(head[6])]:
        f = l.split()
        if not f: continue
        guest = int(f[2], 16)
        if end <= guest < 0x80000000: break
        words.append(f[1])
    return words, None

def disassemble(words, tmp):
    open(tmp + "/w", "wb").write(b"".join(bytes.fromhex(w)[::-1] for w in words))
    o = subprocess.run([A64 + "objdump", "-D", "-b", "binary", "-m", "aarch64", tmp + "/w"], capture_output=True, text=True).stdout
    out = []
    for l in o.split("\n"):
        m = re.match(r" *[0-9a-f]+:\t\w{8} \t(.*)", l)
        if m:
            t = re.sub(r"\s*//.*", "", m[1]).replace("\t", " ").strip()
            out.append(re.sub(r"\b(0x[0-9a-f]+)$", "@", t) if re.match(r"(b|bl|b\.\w+|cbz|cbnz|tbz|tbnz|adr|adrp)\b", t) else t)
    return out

def case(line, tmp):
    left, right = line.split("->")
    want, count = right.rsplit(":", 1)
    parts = [p.strip() for p in left.split(";")]
    opts = [p for p in parts if p in ("live", "ordered") or p.startswith("f=")]
    asm = ";".join(p for p in parts if p not in opts)
    end, err = assemble(asm, tmp)
    if err: return f"does not assemble: {err}", None
    words, err = translate(end, opts, tmp)
    if err: return f"does not translate: {err}", None
    got = disassemble(words, tmp)
    text = f"{left.rstrip()} -> {'; '.join(got)} : {len(got)}"
    if len(got) != int(count.split()[0]): return f"{len(got)} instructions, not {count.strip()}: {'; '.join(got)}", text
    norm = lambda s: [re.sub(r"\s+", " ", x.strip()) for x in s.split(";") if x.strip()]
    if want.strip() != "*" and norm(want) != norm("; ".join(got)): return f"other code: {'; '.join(got)}", text
    return None, text

def main():
    args = sys.argv[1:]; update = "-u" in args
    files = [a for a in args if a != "-u"] or sorted(f"{HERE}/{f}" for f in os.listdir(HERE) if f.endswith(".txt"))
    good = bad = 0
    with tempfile.TemporaryDirectory() as tmp:
        for f in files:
            for n, line in enumerate(open(f), 1):
                if not line.strip() or line[0] == "#": continue
                err, text = case(line.rstrip("\n"), tmp)
                if update and text: print(text)
                if err: bad += 1; print(f"{os.path.basename(f)}:{n}: {line.split('->')[0].strip()}: {err}")
                else: good += 1
    print(f"{good} passed, {bad} failed")
    return bad != 0

if __name__ == "__main__":
    sys.exit(main())
