#!/usr/bin/env python3
"""syscalls.py: the table of system calls against the kernel's headers: each x86-64 number has its row with its name, each
number of the host is right, and a call that both have is passed on. The last line is `N passed, M failed`."""
import platform, re, sys

INCLUDE = {"x86_64": "/usr/include/x86_64-linux-gnu", "aarch64": "/usr/x86_64-linux-gnu/include"}[platform.machine()]
GENERIC = {"x86_64": "/usr/aarch64-linux-gnu/include", "aarch64": "/usr/include"}[platform.machine()]
# Calls that both have and that do not go to the host: the page docs/system-calls.md says why.
REFUSED = {"remap_file_pages", "map_shadow_stack", "nfsservctl"}
OTHER_NAMES = {"newfstatat": "fstatat"}
passed = failed = 0


def check(holds, what):
    global passed, failed
    passed, failed = passed + bool(holds), failed + (not holds)
    if not holds:
        print("FAIL", what)

def numbers(path):
    """{name: number} of the header's __NR_ lines, those that only other architectures have left out"""
    text = re.sub(r"#if.*__ARCH_WANT_(NEW_STAT|RENAMEAT|SET_GET_RLIMIT).*", "", open(path).read())
    found = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", text))
    return {name: int(n) for name, n in found.items() if name not in ("arch_specific_syscall", "syscalls")}

def rows():
    """{number: (kind of row, name, the host's call or None)}"""
    found = {}
    for kind, n, name, rest in re.findall(r"^\t([A-Z]+)\((\d+), (\w+)(.*)\),$", open("runtime/syscall_table.c").read(), re.M):
        host = {"PASS": name, "PATH": name, "TAKE": name, "NONE": None}.get(kind, rest.split(",")[1].strip() if rest else None)
        check(int(n) not in found, f"row {n} ({name}) is there once")
        found[int(n)] = kind, name, host
    return found

def main():
    guest, table = numbers(INCLUDE + "/asm/unistd_64.h"), rows()
    host = numbers(GENERIC + "/asm-generic/unistd.h")
    ours = {name: int(n) for name, n in re.findall(r"HN_(\w+) = (\d+)", open("runtime/hostnr.h").read())}
    check(len(guest) > 300 and len(host) > 280, "the headers have been understood")
    for name, n in guest.items():
        check(table.get(n, (0, ""))[1] == name, f"number {n} has a row and is {name}")
    for name, n in ours.items():
        known = host.get(OTHER_NAMES.get(name, name), host.get(name))
        check(known == n or (known is None and n > max(host.values())), f"the host's {name} is {n}: {known}")
    for n, (kind, name, call) in table.items():
        if name in host and name not in REFUSED:
            check(kind == "FIX" or call == name, f"{name} is the same call on both and is passed on")
    for n in range(424, max(guest.values()) + 1):
        check(n in table, f"number {n} is known to all architectures")
    print(f"{passed} passed, {failed} failed")
    return failed

if __name__ == "__main__":
    sys.exit(1 if main() else 0)
