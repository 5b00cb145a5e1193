#!/usr/bin/env python3
"""profile.sh [--cpu n1|max] [-n REGIONS] [--min PERCENT] [--hist] WORKLOAD or -- PROGRAM ARGS...: the hottest generated code.

Runs a workload under xlate with the counting plugin profile.c and prints the regions that execute most, each guest
instruction beside its A64 code: executions in thousands a line. --hist: what guest instructions cost over the whole run,
by mnemonic and operand kinds. Cold code stands at a region's end under the guest instruction that it belongs to."""
import argparse, bisect, collections, os, re, subprocess, sys, tempfile
import bench, quick

A64 = "" if os.uname().machine == "aarch64" else "aarch64-linux-gnu-"
X86 = "" if os.uname().machine == "x86_64" else "x86_64-linux-gnu-"

def run(wl, cpu, tmp):
    command = quick.COLUMNS["xlate"][2].replace("{Q}", f"-E XLATE_STATS=2 {{Q}} -plugin {tmp}/profile.so,out={tmp}/pieces")
    keep = bench.spawn
    def spawn(argv, env, stdin, out, err, limit):
        with open(tmp + "/regions", "wb") as e: return keep(argv, env, stdin, out, e, limit)
    bench.spawn = spawn
    r = bench.one("profile", "amd64", command, wl, cpu, 600)
    if r["status"]: sys.exit(f"profile: {wl[0]} ended with {r['status']}")

def read_marks(path):
    """sorted host addresses, and for each (region, guest pc, bytes)"""
    host, what, region = [], [], None
    for line in open(path, errors="replace"):
        f = line.split()
        if f[:2] == ["xlate:", "region"]: region = (int(f[2], 16), int(f[3], 16), int(f[4]))
        if f[:2] == ["xlate:", "mark"] and len(f) > 4: host.append(int(f[2], 16)); what.append((region, int(f[3], 16), f[4]))
        elif f[:2] == ["xlate:", "mark"]: host.append(int(f[2], 16)); what.append((region, 0, ""))
    order = sorted(range(len(host)), key=host.__getitem__)
    return [host[i] for i in order], [what[i] for i in order]

def read_pieces(path):
    """host address -> (word, executions)"""
    count = {}
    for line in open(path):
        addr, times, words = line.split()
        addr, times = int(addr, 16), int(times)
        for k in range(len(words) // 8):
            w = words[8 * k:8 * k + 8]
            count[addr + 4 * k] = (w, count.get(addr + 4 * k, (w, 0))[1] + times)
    return count

def x86_text(codes, tmp):
    """{bytes: text of the first instruction in them}; NOPs between them bring the disassembler back in step"""
    codes = sorted(codes)
    blob = b"".join(bytes.fromhex(c).ljust(15, b"\x90") + b"\x90" * 17 for c in codes)
    open(tmp + "/blob", "wb").write(blob)
    o = subprocess.run([X86 + "objdump", "-D", "-b", "binary", "-mi386:x86-64", "-Mintel", "--no-show-raw-insn", tmp + "/blob"],
                       capture_output=True, text=True).stdout
    at = dict((int(m[1], 16), re.sub(r"\s+", " ", m[2]).strip()) for m in re.finditer(r"^ *([0-9a-f]+):\t(.*)$", o, re.M))
    return {c: re.sub(r"^(j\w+|call) 0x[0-9a-f]+$", r"\1 @", at.get(32 * i, "?")) for i, c in enumerate(codes)}

def a64_text(words, tmp):
    words = sorted(words)
    open(tmp + "/blob", "wb").write(b"".join(bytes.fromhex(w)[::-1] for w in words))
    o = subprocess.run([A64 + "objdump", "-D", "-b", "binary", "-m", "aarch64", "--no-show-raw-insn", tmp + "/blob"],
                       capture_output=True, text=True).stdout
    at = dict((int(m[1], 16), re.sub(r"\s+", " ", re.sub(r"\s*//.*", "", m[2])).strip()) for m in re.finditer(r"^ *([0-9a-f]+):\t(.*)$", o, re.M))
    return {w: re.sub(r"^(b|bl|b\.\w+|cbz|cbnz|tbz|tbnz|adr)( .*?)?0x[0-9a-f]+$", r"\1\2@", at.get(4 * i, "?")) for i, w in enumerate(words)}

class Profile:
    def __init__(self, tmp):
        self.host, self.what = read_marks(tmp + "/regions")
        self.regions = collections.defaultdict(list)    # (pc, host, words) -> [(host address, word, executions, guest pc, bytes)]
        self.total = self.all = 0
        for addr, (word, times) in sorted(read_pieces(tmp + "/pieces").items()):
            self.all += times
            i = bisect.bisect_right(self.host, addr) - 1
            if i < 0: continue
            region, guest, code = self.what[i]
            if not region[1] <= addr < region[1] + 4 * region[2]: continue
            self.total += times
            self.regions[region].append((addr, word, times, guest, code))
        rows = [r for rs in self.regions.values() for r in rs]
        self.x86 = x86_text({r[4] for r in rows if r[4]}, tmp)
        self.a64 = a64_text({r[1] for r in rows}, tmp)

    def show(self, region):
        rows = self.regions[region]
        n = sum(r[2] for r in rows)
        print(f"\n== {region[0]:x}: {n / 1e6:.2f} M, {100 * n / self.total:.1f} % of the generated code, host {region[1]:x}, {region[2]} words")
        last = None
        for addr, word, times, guest, code in rows:
            key = (guest, code)
            left = f"{guest:x} {self.x86.get(code, '(register)')}" if key != last else ""
            last = key
            print(f"  {left:52.52} {times / 1e3:11.1f}  {(addr - region[1]) // 4:4} {self.a64[word]}")

    def hist(self):
        cost, seen = collections.Counter(), collections.Counter()
        for rows in self.regions.values():
            last = None
            for addr, word, times, guest, code in rows:
                text = re.sub(r"0x[0-9a-f]+|\b\d+\b", "#", self.x86.get(code, "(register)"))
                text = re.sub(r"\br(1?\d|[a-ds][ix]|[sb]p|1\dd?)\b|\b[a-z]?[a-d]x\b|\be?[sd]i\b", "R", text)
                cost[text] += times
                if guest != last: seen[text] += times
                last = guest
        print(f"\n{'A64':>10} {'%':>5} {'times':>10} {'each':>6}  instruction")
        for text, n in cost.most_common(40):
            print(f"{n / 1e3:10.0f}k {100 * n / self.total:5.1f} {seen[text] / 1e3:9.0f}k {n / max(1, seen[text]):6.2f}  {text}")

    def hist_a64(self):
        """A64 instructions by form: guest registers are r, temporaries t, flags' holders pf and af"""
        cost = collections.Counter()
        name = lambda m: {"23": "af", "24": "pf"}.get(m[1]) or ("r" if int(m[1]) < 16 else "t" if int(m[1]) < 23 else m[0])
        for rows in self.regions.values():
            for addr, word, times, guest, code in rows:
                text = re.sub(r"\b[xw](\d+)\b", name, self.a64[word])
                cost[re.sub(r"#?-?0x[0-9a-f]+|#-?\d+", "#", text)] += times
        print(f"\n{'A64':>10} {'%':>5}  form")
        for text, n in cost.most_common(80):
            print(f"{n / 1e3:10.0f}k {100 * n / self.total:5.1f}  {text}")

def main():
    args, command = sys.argv[1:], []
    if "--" in args: args, command = args[:args.index("--")], args[args.index("--") + 1:]
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("workload", nargs="?")
    ap.add_argument("--cpu", choices=list(quick.CPUS), default="n1")
    ap.add_argument("-n", type=int, default=10)
    ap.add_argument("--min", type=float, default=0.5)
    ap.add_argument("--hist", action="store_true")
    a = ap.parse_args(args)
    wls = [("command", "misc", command[0], command[1:], {})] if command else [w for w in bench.W if w[0] == a.workload]
    if not wls: ap.error("no such workload")
    os.makedirs(bench.H, exist_ok=True)
    with tempfile.TemporaryDirectory() as tmp:
        subprocess.run(["gcc", "-O2", "-Wall", "-shared", "-fPIC", "-fvisibility=hidden", "-o", tmp + "/profile.so", bench.HERE + "/profile.c"], check=True)
        run(wls[0], quick.CPUS[a.cpu], tmp)
        p = Profile(tmp)
    print(f"{wls[0][0]}: {p.all / 1e6:.2f} M instructions, {p.total / 1e6:.2f} M in generated code, {len(p.regions)} regions executed")
    if a.hist: p.hist(); p.hist_a64()
    hot = sorted(p.regions, key=lambda r: -sum(x[2] for x in p.regions[r]))
    for region in hot[:a.n]:
        if sum(x[2] for x in p.regions[region]) * 100 >= a.min * p.total: p.show(region)

main()
