#!/usr/bin/env python3
"""make cost, or run.sh --cost [--cpu n1|max] [--top N] [PROGRAM ARGS...]: what translation costs, in executed host instructions.

Runs a program of the guest's sysroot (default: bin/true) under build/arm64/xlate in the counting emulator and prints
host instructions per guest instruction translated (the translator, all of xlate), and the functions that they go to (inlined ones count as their caller)."""
import argparse, bisect, os, re, subprocess, tempfile
import bench
from quick import CPUS

CROSS = "" if os.uname().machine == "aarch64" else "aarch64-linux-gnu-"

def symbols(path):
    out = subprocess.check_output([CROSS + "nm", "--defined-only", path], text=True)
    return [(int(a, 16), n) for a, t, n in re.findall(r"^([0-9a-f]+) (\w) (\S+)$", out, re.M) if t in "tTwW" and n[0] != "$"]

def translator_functions(path):
    """those whose source is not the runtime's (link-time optimisation gives some no file)"""
    syms = symbols(path)
    places = subprocess.run([CROSS + "addr2line", "-e", path], input="\n".join(hex(a) for a, _ in syms), text=True, check=True,
                            stdout=subprocess.PIPE).stdout.split("\n")
    return {n for (_, n), place in zip(syms, places) if place[0] != "?" and "/runtime/" not in place}

def run(cpu, argv):
    """(functions {name: [entries, instructions]}, instructions elsewhere, text of XLATE_STATS)"""
    syms = sorted(symbols(bench.XLATE))
    starts = [a for a, _ in syms]
    with tempfile.TemporaryDirectory() as tmp:
        env = dict(bench.base_env(), HOME=tmp, XLATE_STATS="1")
        r = subprocess.run(["setarch", "x86_64", "-R", "qemu-aarch64", "-cpu", CPUS[cpu], "-seed", "1",
                            "-plugin", f"{bench.TRANS}/cost.so,of={bench.XLATE},out={tmp}/profile", bench.XLATE, "-L", bench.X, *argv],
                           env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        lines = open(tmp + "/profile").read().split("\n")
    functions, other = {}, 0
    for line in filter(None, lines):
        place, entries, insns = line.split()
        if place == "other":
            other = int(insns)
            continue
        a, name = syms[bisect.bisect(starts, int(place, 16)) - 1]
        f = functions.setdefault(name, [0, 0])
        f[0] += int(entries) if a == int(place, 16) else 0
        f[1] += int(insns)
    return functions, other, r.stderr

def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--cpu", choices=CPUS, default="n1")
    ap.add_argument("--top", type=int, default=40)
    ap.add_argument("program", nargs=argparse.REMAINDER)
    a = ap.parse_args()
    program, *args = a.program or ["bin/true"]
    os.environ["PATH"] = bench.base_env()["PATH"]
    functions, other, stats = run(a.cpu, [os.path.join(bench.X, program), *args])
    if "regions" not in stats: raise SystemExit(stats.strip() or f"{program}: it closed its standard error, where the statistics go")
    regions, guest, size, host = map(int, re.search(r"regions (\d+), guest instructions (\d+) \((\d+) bytes\), host instructions (\d+)",
                                                    stats).groups())
    core = translator_functions(bench.XLATE)
    total = sum(n for _, n in functions.values())
    translator = sum(f[1] for n, f in functions.items() if n in core)
    for name, (entries, insns) in sorted(functions.items(), key=lambda f: -f[1][1])[:a.top]:
        print(f"{insns:10d} {insns / guest:7.1f} {entries:8d}  {'' if name in core else 'runtime: '}{name}")
    print(f"{total + other} instructions: translator {translator}, runtime {total - translator}, generated code {other}")
    print(f"{guest} guest instructions translated ({size} bytes) in {regions} regions, code {host * 4 / size:.2f} times theirs")
    print(f"{translator / guest:.1f} host instructions each in the translator, {total / guest:.1f} with the runtime")

main()
