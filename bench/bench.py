#!/usr/bin/env python3
"""Driver: see README.md. Runs columns x workloads, keeps one JSON file per cell,
writes the report from all cells kept."""
import argparse, hashlib, json, math, os, re, shlex, shutil, signal, subprocess, sys, time
HERE = os.path.dirname(os.path.abspath(__file__))
CACHE = os.environ.get("XLATE_CACHE") or os.path.expanduser("~/.cache/xlate")
LAB = os.environ.get("XLATE_BENCH_DIR") or CACHE + "/bench"
WORK, TRANS = LAB + "/work", LAB + "/trans"
X, A, L = CACHE + "/sysroot-amd64", LAB + "/sysroot-arm64", LAB + "/sysroot-box64"
XLATE = os.path.dirname(HERE) + "/build/arm64/xlate"
D, S, H = WORK + "/data", HERE + "/s", WORK + "/home"
sys.path.insert(0, HERE)
from workloads import W

def columns():
    c = {}
    for line in open(HERE + "/columns.conf"):
        if line.strip() and line[0] != "#":
            n, arch, setup, cmd = [f.strip() for f in line.split("|", 3)]
            c[n] = (arch, setup, cmd)
    return c

def place(s):
    return s.format(X=X, A=A, L=L, B=TRANS, H=H, bench=HERE, xlate=XLATE)

def exists(cmd):
    """is the translator of a column's command there?"""
    return all(os.path.exists(place(t)) for t in cmd.split() if t.startswith(("{B}", "{L}", "{xlate}")))

def prog_path(p, arch, opt):
    if arch == "arm64" and "arm64" in opt: p = opt["arm64"]
    return f"{WORK}/bin-{arch}/{p[1:]}" if p[0] == "@" else f"{X if arch == 'amd64' else A}/{p}"

def subst(s, arch, tmp):
    return s.format(D=D, S=S, T=tmp, R=X if arch == "amd64" else A, A=arch)

def spawn(argv, env, stdin, out, err, limit):
    """run; returns (status, seconds, peak RSS in KiB); kills the group at the limit"""
    t0 = time.monotonic()
    p = subprocess.Popen(argv, env=env, stdin=stdin, stdout=out, stderr=err, cwd=WORK + "/tmp", start_new_session=True)
    rss = 0
    while True:
        pid, st, ru = os.wait4(p.pid, os.WNOHANG)
        if pid:
            p.returncode = st
            return os.waitstatus_to_exitcode(st), time.monotonic() - t0, rss
        try:                            # VmHWM: since exec (ru_maxrss would include this driver)
            rss = max(rss, int(re.search(r"VmHWM:\s*(\d+)", open(f"/proc/{p.pid}/status").read())[1]))
        except (OSError, TypeError): pass
        if time.monotonic() - t0 > limit:
            os.killpg(p.pid, signal.SIGKILL); os.wait4(p.pid, 0); p.returncode = 0
            return "timeout", time.monotonic() - t0, rss
        time.sleep(0.005 if time.monotonic() - t0 < 1 else 0.05)

def base_env():
    return {"PATH": LAB + "/host/bin:/usr/bin:/bin", "HOME": H, "LANG": "C", "LC_ALL": "C", "TZ": "UTC",
            "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "PERL_HASH_SEED": "0", "PERL_PERTURB_KEYS": "0"}

def digest(path, keep):
    b = open(path, "rb").read()
    if keep: b = b"\n".join(l for l in b.split(b"\n") if re.search(keep.encode(), l))
    return hashlib.md5(b).hexdigest()

def one(col, arch, cmd, wl, cpu, limit, ref=False):
    name, cls, prog, args, opt = wl
    tmp = f"{WORK}/tmp/{col}.{name}"; shutil.rmtree(tmp, ignore_errors=True); os.makedirs(tmp)
    env = base_env(); env["HOME"] = tmp + "/home"; os.makedirs(env["HOME"])   # no caches from run to run
    for k, v in opt.get("env", {}).items(): env[k] = subst(v, arch, tmp)
    P = [prog_path(prog, arch, opt)] + [subst(a, arch, tmp) for a in args]
    cf = tmp + "/count"
    if ref:
        argv = P if prog[0] == "@" else [X + "/lib64/ld-linux-x86-64.so.2", "--library-path", f"{X}/lib/x86_64-linux-gnu:{X}/usr/lib/x86_64-linux-gnu"] + P
    else:
        Q = f"-cpu {cpu} -seed 1 -plugin {TRANS}/count.so,out={cf}"
        argv = ["setarch", "x86_64", "-R"]
        for t in shlex.split(cmd):
            if t == "{Q}": argv += Q.split()
            elif t == "{P}": argv += P
            else: argv.append(place(t))
    fin = open(subst(opt["stdin"], arch, tmp)) if "stdin" in opt else subprocess.DEVNULL
    with open(tmp + "/out", "wb") as o, open(tmp + "/err", "wb") as e:
        st, sec, rss = spawn(argv, env, fin, o, e, limit)
    r = {"status": st, "sec": round(sec, 3), "rss": rss,
         "md5": digest(tmp + "/out", opt.get("keep"))}
    tot, procs = {}, 0
    if os.path.exists(cf):
        for line in open(cf):
            procs += 1
            for k, v in re.findall(r"(\w+)=(\d+)", line):
                if k != "pid": tot[k] = tot.get(k, 0) + int(v)
    r.update(tot); r["procs"] = procs
    if st != 0: r["err"] = open(tmp + "/err", errors="replace").read()[-400:]
    if not ref: shutil.rmtree(tmp, ignore_errors=True)
    return r

RES = WORK + "/results"
def cell(col, name): return f"{RES}/{col}/{name}.json"
KEY = {wl[0]: hashlib.md5(repr(wl[2:]).encode()).hexdigest()[:12] for wl in W}
def load(col, name):
    try: r = json.load(open(cell(col, name)))
    except OSError: return None
    return r if r.get("key", KEY[name]) == KEY[name] else None    # made with other arguments: gone
def save(col, name, r):
    r["key"] = KEY[name]
    os.makedirs(os.path.dirname(cell(col, name)), exist_ok=True)
    json.dump(r, open(cell(col, name), "w"))

def bad(r, ref):
    if r is None: return "-"
    if r["status"] == "timeout": return "timeout"
    if not r.get("insn"): return "no count"
    if ref and r["status"] != ref["status"]: return f"rc {r['status']}"
    if ref and r["md5"] != ref["md5"]: return "wrong output"
    return None

CL = [("int", "Integer"), ("fp", "FP / SIMD / crypto"), ("jit", "Guest JIT"), ("start", "Start-up"), ("misc", "Atomics, threads, fork")]
def geo(v): return math.exp(sum(map(math.log, v)) / len(v)) if v else None
def f2(v): return "-" if v is None else f"{v:.2f}" if v < 100 else f"{v:.0f}"

def table(o, cols, title, fn, ref_of, mean=True, note=""):
    o.append(f"\n## {title}\n"); o.append(note)
    o.append("| workload | " + " | ".join(cols) + " |"); o.append("|---|" + "---:|" * len(cols))
    means = []
    for cl, label in CL:
        acc = {c: {} for c in cols}
        for wl in W:
            if wl[1] != cl or not load("native", wl[0]): continue
            row = []
            for c in cols:
                r, n = load(c, wl[0]), load("native", wl[0])
                b = bad(r, ref_of(c, wl[0]))
                v = None if b else fn(c, r, n)
                if isinstance(v, (int, float)):
                    acc[c][wl[0]] = v; row.append(f2(v))
                else: row.append(b or v)
            o.append(f"| {wl[0]} | " + " | ".join(row) + " |")
        if mean:
            nrows = sum(wl[1] == cl and load("native", wl[0]) is not None for wl in W)
            full = [c for c in cols if c != "native" and len(acc[c]) > nrows / 2]
            common = set.intersection(*[set(acc[c]) for c in full]) if full else set()
            row = [f2(geo([acc[c][k] for k in common])) if c in full and common else "" for c in cols]
            row2 = [f"{f2(geo(list(acc[c].values())))} ({len(acc[c])})" if acc[c] and c != "native" else "" for c in cols]
            o.append(f"| **geomean {label}** (all that passed) | " + " | ".join(row2) + " |")
            means.append((f"{label} ({len(common)} common)", row))
    return means

def report(cols, cpu, path):
    allc = [c for c in cols if c == "native" or any(load(c, w[0]) for w in W)]
    cols = [c for c in allc if c[0] != "+"]
    ref_of = lambda c, n: None if c == "native" else load("ref", n)
    ver = {}
    try: ver = json.load(open(TRANS + "/versions.json"))
    except OSError: pass
    o = ["# Translators under qemu-aarch64: executed AArch64 instructions\n",
         f"Written by bench/run.sh, {time.strftime('%Y-%m-%d %H:%M')} UTC; outer CPU model `{cpu}`. Columns: " +
         "; ".join(f"**{c}**" + (f" = {ver[c]}" if c in ver else "") for c in cols) + ".",
         "\nA cell is the translator's executed AArch64 instructions (translator and translated code, whole run, "
         "start-up included) divided by those of the native arm64 build. Output is compared with the amd64 program run directly on this x86-64 host; "
         "a cell with words did not pass.\n"]
    body = []
    M = lambda r, k: r.get(k, 0)
    means = table(body, cols, "Instruction ratio (translator / native)",
        lambda c, r, n: f"{n['insn'] / 1e6:.1f} M" if c == "native" else r["insn"] / n["insn"], ref_of)
    o.append("## Geometric means of the instruction ratio, over the workloads that every column passed\n\nColumns that passed fewer than half of a class are left out of its row.\n")
    o.append("| class | " + " | ".join(cols) + " |"); o.append("|---|" + "---:|" * len(cols))
    for l, row in means: o.append(f"| {l} | " + " | ".join(row) + " |")
    o += body
    table(o, cols, "Generated-code instructions / native instructions (code quality, without start-up and translation)",
        lambda c, r, n: f"{n['insn'] / 1e6:.1f} M" if c == "native" else max(r.get("jit", 0), 1) / n["insn"], ref_of,
        note="Instructions executed from mappings without a file. box64 also runs native glibc functions, which are not in here.\n")
    table(o, cols, "Wall-clock ratio under qemu (noisy: shared 2-core machine, plugin on)",
        lambda c, r, n: f"{n['sec']:.2f} s" if c == "native" else r["sec"] / n["sec"], ref_of)
    table(o, cols, "Peak RSS of the outer process, MiB (outer emulator's own memory included)",
        lambda c, r, n: r["rss"] / 1024, ref_of, mean=False)
    table(o, cols, "Loads + stores ratio", lambda c, r, n: f"{(M(n,'load') + M(n,'store')) / 1e6:.1f} M" if c == "native" else
        (M(r,'load') + M(r,'store')) / max(1, M(n,'load') + M(n,'store')), ref_of)
    table(o, cols, "Per 1000 native instructions: barriers / ordered accesses / atomics / indirect branches / returns / NZCV moves",
        lambda c, r, n: " / ".join(f"{M(r,k) * 1000 / n['insn']:.1f}" for k in ("barrier", "acqrel", "atomic", "ind", "ret", "nzcv")), ref_of, mean=False)
    table(o, cols, "Share of instructions executed in generated code (mappings without a file), %",
        lambda c, r, n: 100 * M(r, "jit") / r["insn"], ref_of, mean=False)
    if allc != cols:
        vs = [c for c in allc if c[0] == "+"]
        bs = [c for c in cols if any(v[1:].startswith(c + "-") for v in vs)]
        o.append("\n## Variants (instruction ratio)\n"); o.append("| workload | " + " | ".join(bs + vs) + " |"); o.append("|---|" + "---:|" * len(bs + vs))
        for wl in W:
            if not any(load(c, wl[0]) for c in vs): continue
            n = load("native", wl[0])
            o.append(f"| {wl[0]} | " + " | ".join(bad(load(c, wl[0]), ref_of(c, wl[0])) or f2(load(c, wl[0])["insn"] / n["insn"]) for c in bs + vs) + " |")
    if os.path.exists(LAB + "/reports/bench-notes.md"): o.append("\n" + open(LAB + "/reports/bench-notes.md").read())
    o.append("\n## Failures\n")
    for c in allc:
        for wl in W:
            r, ref = load(c, wl[0]), ref_of(c, wl[0])
            b = bad(r, ref)
            if r and b: o.append(f"* {c} / {wl[0]}: {b}" + (f": `{(r.get('err') or '').strip().splitlines()[-1][:160]}`" if (r.get('err') or '').strip() else ""))
    open(path, "w").write("\n".join(o) + "\n")
    print("\n".join(o[: 6 + len(CL) + 3]))

HOSTS = [("Neoverse N1", "neoverse-n1"), ("all features", "max,sve=off")]
FIGURES = {"xlate": "xlate", "box64": "box64", "qemu72": "qemu-user 7.2"}
KERNELS = ["nbody", "mandel", "matmul", "stream"]

def figures():
    """README's table, from the cells kept for both hosts"""
    global RES
    base, got = RES, {}
    for _, cpu in HOSTS:
        RES = f"{base}/{cpu}"
        for c in FIGURES:
            for wl in W:
                n, r = load("native", wl[0]), load(c, wl[0])
                if n and not bad(r, load("ref", wl[0])): got[cpu, c, wl[0]] = (r["insn"] / n["insn"], max(r["jit"], 1) / n["insn"])
    def row(label, names, k):
        cells = []
        for _, cpu in HOSTS:
            for c in FIGURES:
                v = [got[cpu, c, n][k] for n in names if (cpu, c, n) in got]
                cells.append(f2(geo(v)) + ("" if len(v) == len(names) else f" ({len(v)} of {len(names)})") if v else "-")
        print(f"| {label} | " + " | ".join(cells) + " |")
    of = lambda cls: [wl[0] for wl in W if wl[1] == cls]
    print("| executed instructions / native | " + " | ".join(f"{c}, {h}" for h, _ in HOSTS for c in FIGURES.values()) + " |")
    print("|---|" + "---:|" * len(HOSTS) * len(FIGURES))
    row("**integer, geometric mean**", of("int"), 0)
    row("integer, generated code only", of("int"), 1)
    row("**floating point kernels**, generated code only", KERNELS, 1)
    for n in of("int") + of("fp") + of("start"): row(n, [n], 0)

def main():
    global RES
    ap = argparse.ArgumentParser()
    ap.add_argument("--only", help="columns, comma-separated (default: all whose translator exists)")
    ap.add_argument("--work", default="", help="regular expression on workload names")
    ap.add_argument("--cls", help="classes, comma-separated")
    ap.add_argument("--cpu", default="max,sve=off")
    ap.add_argument("--results", help="default: one folder per --cpu")
    ap.add_argument("--limit", type=float, default=300)
    ap.add_argument("--slow", action="store_true", help="also the workloads marked slow")
    ap.add_argument("--missing", action="store_true", help="only cells without a kept result")
    ap.add_argument("--report-only", action="store_true")
    ap.add_argument("--figures", action="store_true", help="print README's table and end")
    ap.add_argument("--report", help="default: reports/bench-CPU.md in the bench folder")
    a = ap.parse_args()
    if a.figures: return figures()
    RES = os.path.abspath(a.results or f"{RES}/{a.cpu}")
    cs = columns()
    names = a.only.split(",") if a.only else [c for c, v in cs.items() if c[0] != "+" and exists(v[2])]
    for d in (WORK + "/tmp", H, RES): os.makedirs(d, exist_ok=True)
    if not a.report_only:
        for c in names:
            if c != "ref" and cs[c][1]:
                subprocess.run(place(cs[c][1]), shell=True, env=base_env(), stdout=subprocess.DEVNULL)
        for wl in W:
            if not re.search(a.work, wl[0]) or (a.cls and wl[1] not in a.cls.split(",")) or (wl[4].get("slow") and not a.slow): continue
            if not os.path.exists(prog_path(wl[2], "amd64", wl[4])):
                print(wl[0], "skipped: no program"); continue
            if not load("ref", wl[0]) or "ref" in names: save("ref", wl[0], one("ref", "amd64", "", wl, "", a.limit, ref=True))
            ref = load("ref", wl[0])
            for c in names:
                if c == "ref" or (a.missing and load(c, wl[0])): continue
                r = one(c, cs[c][0], cs[c][2], wl, a.cpu, a.limit)
                save(c, wl[0], r)
                n = load("native", wl[0])
                b = bad(r, None if c == "native" else ref)
                print(f"{time.strftime('%H:%M:%S')} {wl[0]:16} {c:9} {r.get('insn', 0) / 1e6:10.1f}M "
                      f"{(r.get('insn', 0) / n['insn']) if n and n.get('insn') else 0:7.2f}x {r['sec']:7.2f}s {r['rss'] >> 10:5}M {b or 'ok'}", flush=True)
    report(list(cs), a.cpu, a.report or f"{LAB}/reports/bench-{a.cpu.split(',')[0]}.md")
if __name__ == "__main__": main()
