"""The rows of run.py in a virtual arm64 machine: xlate.ko starts the programs and their children by their own names, below a root folder
that is the guest's own. The machine shares a folder with this process:

  list, settings	names of the rows, in the order in which they start; paths for machine.sh
  in/NAME/		the working folder
  rows/NAME		a shell script that runs the row
  out/NAME/		status (enter.c), out, err, files.tar: the working folder after it"""
import os, shlex, shutil, subprocess

SLOWER = 4      # limits are meant for qemu-user with one row a processor


def copying(source, path, to):
    """shell commands that make `to` of `path`, which is `source` for us. In the order in which its files were made, which is the reverse of
    tmpfs': programs that do not sort print the same"""
    if os.path.islink(source):
        yield shlex.join(["ln", "-s", os.readlink(source), to])
    elif os.path.isdir(source):
        yield shlex.join(["mkdir", to])
        for entry in reversed(os.listdir(source)):
            yield from copying(f"{source}/{entry}", f"{path}/{entry}", f"{to}/{entry}")
    else:
        yield shlex.join(["cp", path, to])


class Machine:
    def __init__(self, top, cache, kernel, sysroot, work, mtime):
        self.top, self.cache, self.kernel, self.sysroot, self.work, self.mtime = top, cache, kernel, sysroot, work, mtime
        self.share = f"{top}/build/tests/guest-vm"

    def script(self, row, copy):
        cwd, root = f"{self.work}/{row.name}", "/tmp/root"
        env = [f"{k}={v}" for k, v in dict(row.env, HOME=cwd, PWD=cwd).items()]
        stdin = f"{root}{cwd}/{row.options['stdin']}" if "stdin" in row.options else "/dev/null"
        result = f"/share/out/{row.name}"
        enter = ["env", "-i", *env, "/bin/enter", root, cwd, str(int(row.limit * SLOWER)), result + "/status", *row.argv]
        temporary = f"/tmp/{row.name}"
        return f"""mkdir {result}
{copy}
find {root}{cwd} -exec touch -h -d @{self.mtime} {{}} +
{shlex.join(enter)} < {stdin} > {temporary}.out 2> {temporary}.err
cp {temporary}.out {result}/out
cp {temporary}.err {result}/err
tar -cf {result}/files.tar -C {root}{cwd} .
rm -rf {root}{cwd} {temporary}.out {temporary}.err
echo ran {row.name}
"""

    def prepare(self, stage, rows):
        shutil.rmtree(self.share, ignore_errors=True)
        for d in ("in", "rows", "out"):
            os.makedirs(f"{self.share}/{d}")
        for row in rows:
            cwd = stage.prepare(row)
            copy = "\n".join(copying(cwd, f"/share/in/{row.name}", f"/tmp/root{cwd}"))
            with open(f"{self.share}/rows/{row.name}", "w") as f:
                f.write(self.script(row, copy))
            shutil.move(cwd, f"{self.share}/in")
        with open(self.share + "/list", "w") as f:
            f.write("".join(row.name + "\n" for row in rows))
        with open(self.share + "/settings", "w") as f:
            f.write(f"sysroot={shlex.quote(self.sysroot)} work={shlex.quote(self.work)}\n")

    def boot(self):
        """the console's lines"""
        kernel, initrd = f"{self.cache}/kernel/{self.kernel}", self.share + "/initrd.gz"
        build = self.top + "/build"
        subprocess.run([f"{self.top}/selftests/vm/pack", kernel, initrd, f"{self.top}/tests/guest/machine.sh",
                        f"{build}/kmod/{self.kernel}/xlate.ko=xlate.ko", f"{build}/arm64/xlate=bin/xlate",
                        f"{build}/tests/guest-enter=bin/enter"], check=True)
        p = subprocess.Popen([f"{self.top}/selftests/vm/boot", kernel, initrd, "7200",
                              "-virtfs", f"local,path={self.sysroot},mount_tag=guest,security_model=none,readonly=on",
                              "-virtfs", f"local,path={self.share},mount_tag=share,security_model=none"],
                             stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, errors="replace")
        yield from p.stdout
        if p.wait():
            yield "not ok the machine"

    def result(self, name):
        """(exit status, stdout, stderr) of a row that has run; its working folder is there as it was left"""
        folder = f"{self.share}/out/{name}"
        status = open(folder + "/status").read()
        cwd = f"{self.work}/{name}"
        os.mkdir(cwd)
        subprocess.run(["tar", "-xpf", folder + "/files.tar", "-C", cwd], check=True)
        texts = [open(f"{folder}/{f}", "rb").read() for f in ("out", "err")]
        shutil.rmtree(folder)
        return status if status == "timeout" else int(status), texts
