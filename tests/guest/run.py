#!/usr/bin/env python3
"""Runs the rows of tests/guest/programs natively and through xlate, and compares what they did. See programs.

run.py [-k REGEX] [-j JOBS] [--cpu MODEL] [--stand-in] [--vm KERNEL] [--record] [--prove] [--list]

Both runs happen below a private root folder, in the same working folder, with the same argv and environment:
  native	/ is the guest's sysroot
  xlate		/ has /proc, /dev, the sysroot at its own path and nothing else: no x86-64 loader at /lib64, so that
		a dynamic x86-64 program that the host kernel itself were asked to execute is not found
On an arm64 machine the reference is the digests in tests/guest/expected, which an x86-64 machine records (--record)
and compares with its own native runs. With --vm the programs run in a virtual machine (machine.py). Outputs of rows that fail are kept in build/tests/guest/NAME/."""
import argparse, concurrent.futures, contextlib, ctypes, hashlib, os, platform, re, resource, shlex, shutil, signal, subprocess, sys, tempfile, threading
from machine import Machine

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
CACHE = os.environ.get("XLATE_CACHE") or os.path.expanduser("~/.cache/xlate")
SYSROOT, QEMU = CACHE + "/sysroot-amd64", CACHE + "/qemu"
XLATE = TOP + "/build/arm64/xlate"
DATA, KEEP = TOP + "/build/tests/guest-data", TOP + "/build/tests/guest"
X86 = platform.machine() == "x86_64"
MTIME = 1700000000

ENV = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "LANG": "C", "TZ": "UTC0", "TERM": "dumb",
       "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "PERL_HASH_SEED": "0", "PERL_PERTURB_KEYS": "0",
       # libm chooses its functions by these bits, and xlate does not offer them
       "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX512F"}


class Row:
    """one line of the table"""
    def __init__(self, line, n):
        try:
            self.name, files, options, command = [f.strip() for f in line.split("|", 3)]
        except ValueError:
            sys.exit(f"programs:{n}: not `name | files | options | command`")
        self.files = [] if files == "-" else files.split()
        self.argv = shlex.split(command)
        self.options, self.env, self.drop = {}, dict(ENV), []
        for o in [] if options == "-" else shlex.split(options):
            key, _, value = o.partition("=")
            if key == "env":
                k, _, v = value.partition("=")
                self.env[k] = v
            elif key == "drop":
                self.drop.append(value.encode())
            elif key in ("stdin", "stderr", "limit", "sort", "cpu"):
                self.options[key] = value
            else:
                sys.exit(f"programs:{n}: no such option: {key}")
        self.limit = float(self.options.get("limit", 120))
        program = self.argv[0] if "/" in self.argv[0] else "usr/bin/" + self.argv[0]
        self.argv[0] = f"{SYSROOT}/{program}"


def read_table():
    rows = []
    for n, line in enumerate(open(HERE + "/programs"), 1):
        if line.strip() and line[0] != "#":
            rows.append(Row(line, n))
    names = [r.name for r in rows]
    twice = {n for n in names if names.count(n) > 1}
    if twice:
        sys.exit("programs: twice: " + " ".join(twice))
    return rows


class Result:
    """what a run did: exit status, outputs, files left in the working folder; CPU seconds"""
    def __init__(self, status, out, err, files, seconds):
        self.status, self.out, self.err, self.files, self.seconds = status, out, err, files, seconds

    def digests(self):
        short = lambda b: hashlib.sha256(b).hexdigest()[:12]
        return [str(self.status), short(self.out), short(self.err), short(repr(sorted(self.files.items())).encode())]


def tree(folder):
    """{path: (kind, mode, digest of the content)} of all below folder"""
    found = {}
    for at, dirs, files in os.walk(folder):
        for name in dirs + files:
            p = os.path.join(at, name)
            st = os.lstat(p)
            if os.path.islink(p):
                what = ("link", os.readlink(p))
            elif os.path.isfile(p):
                what = ("file", oct(st.st_mode), hashlib.sha256(open(p, "rb").read()).hexdigest())
            else:
                what = ("other", oct(st.st_mode))
            found[os.path.relpath(p, folder)] = what
    return found


class Stage:
    """the two root folders and the working folders, in a mount namespace of this process"""
    def __init__(self, a, loader):
        self.top = tempfile.mkdtemp(prefix="xlate-guest.")
        self.work = self.top + "/work"
        self.private = os.environ.get("XLATE_GUEST_NS") == "1"
        if self.private:
            mount("tmpfs", self.top, "tmpfs")
            os.chmod(self.top, 0o755)
        os.mkdir(self.work)
        self.native_root = self.make_root("native", ["usr", "etc", "var"]) if self.private and X86 else None
        self.xlate_root = self.make_root("xlate", ["usr", "etc", "var"] if loader else []) if self.private else None
        self.prefix = None if a.record else self.translator(a)

    def translator(self, a):
        """the command before the guest's own; below a private root its programs are copies there"""
        files = [QEMU + "/qemu-x86_64"] if a.stand_in else [QEMU + "/qemu-aarch64", XLATE] if X86 else [XLATE]
        for i, f in enumerate(files):
            if not os.path.exists(f):
                sys.exit(f"run.py: {f} is missing (make; tools/fetch.sh)")
            if self.xlate_root:
                shutil.copy(f, self.xlate_root)
                files[i] = "/" + os.path.basename(f)
        cpu = ["-cpu", a.cpu] if len(files) == 2 else []
        return [files[0], *cpu, *files[1:], "-L", SYSROOT]

    def make_root(self, name, parts):
        root = f"{self.top}/{name}"
        for d in parts:
            bind(f"{SYSROOT}/{d}", f"{root}/{d}", read_only=True)
        for d in ("bin", "sbin", "lib", "lib64") if parts else ():
            os.symlink("usr/" + d, f"{root}/{d}")
        os.makedirs(root + "/tmp", mode=0o1777)
        bind(SYSROOT, root + SYSROOT, read_only=True)
        for d in ("/proc", "/dev", self.work):
            bind(d, root + d)
        return root

    def close(self):
        if self.private:
            subprocess.run(["umount", "-l", self.top], check=False)     # with all that is mounted below
        shutil.rmtree(self.top, ignore_errors=True)

    def prepare(self, row):
        """a fresh working folder for row"""
        cwd = f"{self.work}/{row.name}"
        shutil.rmtree(cwd, ignore_errors=True)
        os.mkdir(cwd)
        for f in row.files:
            source = next((p for p in (f"{HERE}/data/{f}", f"{DATA}/{f}") if os.path.exists(p)), None)
            if not source:
                raise FileNotFoundError(f"no such working file: {f}")
            if os.path.isdir(source):
                shutil.copytree(source, f"{cwd}/{f}", symlinks=True)
            else:
                shutil.copy(source, f"{cwd}/{f}")
        for at, dirs, files in os.walk(cwd, topdown=False):
            for name in dirs + files:
                settle(f"{at}/{name}")
        settle(cwd)
        return cwd

    def run(self, row, native):
        cwd = self.prepare(row)
        root = self.native_root if native else self.xlate_root
        argv = row.argv if native else self.prefix + row.argv
        env = dict(row.env, HOME=cwd, PWD=cwd)
        stdin = open(f"{cwd}/{row.options['stdin']}") if "stdin" in row.options else open("/dev/null")
        with stdin, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            def enter():
                settle_signals()
                if root:
                    os.chroot(root)
                os.chdir(cwd)
                os.umask(0o022)
                resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            p = subprocess.Popen(argv, env=env, stdin=stdin, stdout=out, stderr=err, start_new_session=True, preexec_fn=enter)
            status, seconds = finish(p, row.limit)
            texts = []
            for f in (out, err):
                f.seek(0)
                texts.append(f.read())
        return self.result(row, status, texts, seconds)

    def result(self, row, status, texts, seconds):
        """of a run that has left its files in the row's working folder, which goes"""
        cwd = f"{self.work}/{row.name}"
        texts = [t.replace(cwd.encode(), b"@CWD@").replace(SYSROOT.encode(), b"") for t in texts]
        if "sort" in row.options:
            texts[0] = b"".join(sorted(texts[0].splitlines(True)))
        if row.options.get("stderr") == "ignore":
            texts[1] = b""
        for pattern in row.drop:
            texts = [drop_lines(t, pattern) for t in texts]
        files = tree(cwd)
        shutil.rmtree(cwd, ignore_errors=True)
        return Result(status, *texts, files, seconds)


def finish(p, limit):
    """waits for p, then kills what it may have left behind: exit status or "timeout", CPU seconds with its children's"""
    late = threading.Event()
    def kill():
        with contextlib.suppress(ProcessLookupError):
            os.killpg(p.pid, signal.SIGKILL)
    def expire():
        late.set()
        kill()
    timer = threading.Timer(limit, expire)
    timer.start()
    _, status, usage = os.wait4(p.pid, 0)
    timer.cancel()
    kill()
    p.returncode = os.waitstatus_to_exitcode(status)
    return "timeout" if late.is_set() else p.returncode, usage.ru_utime + usage.ru_stime

def settle_signals():
    """a shell's background job ignores SIGINT and SIGQUIT, nohup SIGHUP: programs see and inherit that"""
    for s in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(s, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())

def settle(path):
    """mode and times that do not depend on this machine's umask and clock"""
    if not os.path.islink(path):
        os.chmod(path, 0o755 if os.stat(path).st_mode & 0o100 else 0o644)
    os.utime(path, (MTIME, MTIME), follow_symlinks=False)

def drop_lines(text, pattern):
    return b"".join(l for l in text.splitlines(True) if not re.search(pattern, l))

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT, MS_BIND, MS_REC = 1, 2, 4, 32, 4096, 16384
libc = ctypes.CDLL(None, use_errno=True)

def mount(source, target, kind=None, flags=0):
    if libc.mount(source.encode(), target.encode(), kind and kind.encode(), ctypes.c_ulong(flags), None):
        e = ctypes.get_errno()
        raise OSError(e, os.strerror(e), target)

def bind(source, target, read_only=False):
    os.makedirs(target, exist_ok=True)
    mount(source, target, None, MS_BIND | MS_REC)
    if read_only:
        mount("none", target, None, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV)

def enter_namespace():
    """once, by executing this program again; without the right to, the runs share the machine's root"""
    if "XLATE_GUEST_NS" in os.environ:
        return
    unshare = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--map-root-user"]
    able = subprocess.run(unshare + ["true"], stderr=subprocess.DEVNULL).returncode == 0
    os.environ["XLATE_GUEST_NS"] = "1" if able else "0"
    if able:
        os.execvp(unshare[0], unshare + [sys.executable, os.path.abspath(__file__)] + sys.argv[1:])


def first_difference(a, b):
    a, b = a.split(b"\n"), b.split(b"\n")
    n = next((i for i in range(min(len(a), len(b))) if a[i] != b[i]), min(len(a), len(b)))
    line = lambda x: x[n][:100].decode(errors="backslashreplace") if n < len(x) else "(end)"
    return f"line {n + 1}: expected `{line(a)}`, got `{line(b)}`"

def compare(ref, got):
    """None, or what is different"""
    if got.status != ref.status:
        text = got.err.decode(errors="backslashreplace").strip().split("\n")[-1][:160]
        return f"exit status {got.status}, expected {ref.status}" + (f": {text}" if text else "")
    for what in ("out", "err"):
        a, b = getattr(ref, what), getattr(got, what)
        if a != b:
            return f"std{what} differs, {first_difference(a, b)}"
    for path in sorted({*ref.files, *got.files}):
        if ref.files.get(path) != got.files.get(path):
            return f"file {path} differs: expected {ref.files.get(path)}, got {got.files.get(path)}"
    return None

def compare_digests(want, got):
    bad = [what for what, a, b in zip(("exit status", "stdout", "stderr", "files"), want, got.digests()) if a != b]
    return f"{', '.join(bad)} not as recorded" if bad else None

def compare_cpu(got):
    """cpu rows print the model line of /proc/cpuinfo several times, each from another process"""
    lines = set(got.out.decode().split("\n")) - {""}
    if got.status != 0:
        return f"exit status {got.status}: {got.err.decode(errors='backslashreplace').strip()[-160:]}"
    if len(lines) != 1:
        return f"the processes do not agree on the CPU: {lines}"
    if X86 and lines.pop() in open("/proc/cpuinfo").read():
        return "ran on the machine's own CPU"
    return None


def packages():
    return hashlib.sha256(open(SYSROOT + "/.packages", "rb").read()).hexdigest()[:12]

def read_expected():
    """({name: digests}, whether recorded with the packages that are here)"""
    try:
        lines = open(HERE + "/expected").read().split("\n")
    except OSError:
        return {}, False
    want = {f[0]: f[1:] for f in (l.split() for l in lines if l and l[0] != "#")}
    return want, f"# packages {packages()}" in lines

def write_expected(results):
    """rows that did not run keep their line as long as they are in the table"""
    old, names = read_expected()[0], [r.name for r in read_table() if "cpu" not in r.options]
    with open(HERE + "/expected", "w") as f:
        f.write("# Made by run.py --record from native runs: name, exit status, digests of stdout, stderr and files written.\n")
        f.write(f"# packages {packages()}\n")
        for name in names:
            d = results[name].digests() if name in results else old.get(name)
            if d:
                f.write(f"{name} {' '.join(d)}\n")


def reference(stage, row):
    return stage.run(row, True) if stage.native_root and "cpu" not in row.options else None

def judge(row, ref, got, expected, same_packages):
    """what is wrong, or None"""
    if "cpu" in row.options:
        return compare_cpu(got)
    if not ref:
        return compare_digests(expected[row.name], got) if row.name in expected else "not recorded"
    bad = compare(ref, got)
    if not bad and same_packages and expected.get(row.name) != ref.digests():
        bad = "passed, but tests/guest/expected is not up to date: run.py --record"
    return bad

def keep(row, ref, got):
    folder = f"{KEEP}/{row.name}"
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for label, r in (("native", ref), ("xlate", got)):
        if r:
            open(f"{folder}/{label}.out", "wb").write(r.out)
            open(f"{folder}/{label}.err", "wb").write(r.err)
            open(f"{folder}/{label}.files", "w").write("".join(f"{k} {v}\n" for k, v in sorted(r.files.items())))

def run_here(stage, rows, jobs):
    """(row, reference, result) of each as it ends"""
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        running = {pool.submit(lambda r: (reference(stage, r), stage.run(r, False)), r): r for r in rows}
        for done in concurrent.futures.as_completed(running):
            yield running[done], *done.result()

def run_in_machine(stage, rows, kernel, jobs):
    """the same; a row without a result: the machine did not come to it"""
    machine = Machine(TOP, CACHE, kernel, SYSROOT, stage.work, MTIME)
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        refs = dict(zip([r.name for r in rows], pool.map(lambda r: reference(stage, r), rows)))
    machine.prepare(stage, rows)
    waiting = {r.name: r for r in rows}
    for line in machine.boot():
        row = waiting.pop(line[4:].strip(), None) if line.startswith("ran ") else None
        if row:
            yield row, refs[row.name], stage.result(row, *machine.result(row.name), 0.0)
        elif not re.search("VM-END 0|reboot: Power down", line):
            print("machine: " + line.rstrip())
    for row in waiting.values():
        yield row, refs[row.name], None

def check(rows, results):
    expected, same = read_expected()
    if not same:
        print("note: tests/guest/expected was recorded with other packages")
    failed = 0
    for row, ref, got in results:
        bad = judge(row, ref, got, expected, same) if got else "did not run"
        print(f"{'FAIL' if bad else 'ok':4} {row.name:24} {got.seconds if got else 0:6.1f} s" + (f"  {bad}" if bad else ""), flush=True)
        if bad:
            failed += 1
            keep(row, ref, got)
    print(f"{len(rows) - failed} passed, {failed} failed")
    return failed

def prove(stages, rows):
    """children run natively here, once with an x86-64 loader in / and once without: every row must notice it"""
    missed = 0
    for stage in stages:
        for row in rows:
            why = compare_cpu(stage.run(row, False))
            print(f"ok   {row.name}: {why.splitlines()[-1]}" if why else f"FAIL {row.name}: a child that ran natively went unnoticed")
            missed += not why
    print(f"{len(stages) * len(rows) - missed} passed, {missed} failed")
    return missed

def record(stage, rows, jobs):
    if not stage.native_root:
        sys.exit("run.py: --record needs an x86-64 machine and the right to make a mount namespace")
    rows = [r for r in rows if "cpu" not in r.options]
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        first = dict(zip([r.name for r in rows], pool.map(lambda r: stage.run(r, True), rows)))
        again = dict(zip([r.name for r in rows], pool.map(lambda r: stage.run(r, True), rows)))
    unsteady = {n: compare(first[n], again[n]) for n in first if compare(first[n], again[n])}
    for n, why in unsteady.items():
        print(f"{n}: two native runs differ: {why}")
    write_expected({n: r for n, r in first.items() if n not in unsteady})
    print(f"{len(rows) - len(unsteady)} recorded, {len(unsteady)} unsteady")
    return len(unsteady)

def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("-k", default="", help="rows whose name matches")
    ap.add_argument("-j", type=int, default=os.cpu_count())
    ap.add_argument("--cpu", default="max,sve=off", help="model of the emulated host")
    ap.add_argument("--stand-in", action="store_true", help="qemu-x86_64 in xlate's place and its children native: tries the rows")
    ap.add_argument("--vm", metavar="KERNEL", help="in a virtual machine, started by xlate.ko; KERNEL: 6.1, 6.12")
    ap.add_argument("--record", action="store_true", help="write tests/guest/expected from native runs")
    ap.add_argument("--prove", action="store_true", help="rows with `cpu` fail when children run natively (by the stand-in)")
    ap.add_argument("--list", action="store_true")
    a = ap.parse_args()
    rows = [r for r in read_table() if re.search(a.k, r.name)]
    if a.list:
        print("\n".join(f"{r.name:24} {shlex.join(r.argv).replace(SYSROOT + '/', '')}" for r in rows))
        return 0
    enter_namespace()
    subprocess.run([sys.executable, HERE + "/data/gen.py", DATA], check=True)
    a.stand_in |= a.prove
    if a.prove and not X86:
        print("SKIP: on this machine no child could run natively\n0 passed, 0 failed, 1 skipped")
        return 0
    stages = [Stage(a, a.stand_in)] + ([Stage(a, False)] if a.prove else [])
    try:
        if a.prove:
            return prove(stages, [r for r in rows if "cpu" in r.options])
        if a.record:
            return record(stages[0], rows, a.j)
        rows.sort(key=lambda r: -r.limit)
        return check(rows, run_in_machine(stages[0], rows, a.vm, a.j) if a.vm else run_here(stages[0], rows, a.j))
    finally:
        for s in stages:
            s.close()

if __name__ == "__main__":
    sys.exit(1 if main() else 0)
