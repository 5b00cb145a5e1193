#!/usr/bin/env python3
"""quick.sh [--cpu n1|max|both] WORKLOAD... or -- PROGRAM ARGS...: instructions of a few workloads under xlate beside native.

For developers while they optimise: nothing is kept but the native counts. WORKLOAD is a name of workloads.py (or a
regular expression); PROGRAM a path below the sysroots, as in usr/bin/xz, present in both."""
import argparse, os, re, sys
import bench

CPUS = {"max": "max,sve=off", "n1": "neoverse-n1"}
COLUMNS = bench.columns()

def count(col, wl, cpu, limit):
    return bench.one(col, COLUMNS[col][0], COLUMNS[col][2], wl, cpu, limit)

def native(wl, cpu, limit):
    """the native count, kept with the benchmark's own results where the workload is one of its"""
    known = wl[0] in bench.KEY
    r = bench.load("native", wl[0]) if known else None
    if not r:
        r = count("native", wl, cpu, limit)
        if known: bench.save("native", wl[0], r)
    return r

def expected(wl, limit):
    return bench.one("ref", "amd64", "", wl, "", limit, ref=True)

def compare(wl, a):
    ref = expected(wl, a.limit)
    for short in CPUS if a.cpu == "both" else [a.cpu]:
        bench.RES = f"{bench.WORK}/results/{CPUS[short]}"
        os.makedirs(bench.RES, exist_ok=True)
        n, x = native(wl, CPUS[short], a.limit), count(a.column, wl, CPUS[short], a.limit)
        say = bench.bad(x, ref) or "ok"
        print(f"{wl[0]:14} {short:4} {n['insn'] / 1e6:11.2f}M {x.get('insn', 0) / 1e6:11.2f}M "
              f"{x.get('insn', 0) / n['insn']:9.2f} {x.get('jit', 0) / n['insn']:10.2f} {x['sec']:8.2f}  {say}", flush=True)
        if x.get("err"): print("  " + x["err"].strip().replace("\n", "\n  "))

def main():
    args, command = sys.argv[1:], []
    if "--" in args: args, command = args[:args.index("--")], args[args.index("--") + 1:]
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("workload", nargs="*")
    ap.add_argument("--cpu", choices=[*CPUS, "both"], default="both")
    ap.add_argument("--column", default="xlate", help="another column of columns.conf")
    ap.add_argument("--limit", type=float, default=300)
    a = ap.parse_args(args)
    wls = [w for w in bench.W if any(re.fullmatch(p, w[0]) for p in a.workload)]
    if command: wls.append(("command", "misc", command[0], command[1:], {}))
    if not wls: ap.error("no such workload; there are: " + " ".join(w[0] for w in bench.W))
    os.makedirs(bench.H, exist_ok=True)
    print(f"{'workload':14} {'cpu':4} {'native':>12} {a.column:>12} {'whole run':>9} {'generated':>10} {'seconds':>8}")
    for wl in wls: compare(wl, a)

if __name__ == "__main__": main()
