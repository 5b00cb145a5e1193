#!/bin/bash
# errors.sh: programs that cannot be run, and wrong uses: one line that says which file and why, exit status as a
# shell's; files cut at every 64th byte. The translator never crashes.
set -uo pipefail
cd "$(dirname "$0")/../.."

out=$PWD/build/tests/errors
cache=${XLATE_CACHE:-$HOME/.cache/xlate}
xlate=("$PWD/build/arm64/xlate")
[ "$(uname -m)" = aarch64 ] || xlate=("$cache/qemu/qemu-aarch64" -cpu "${XLATE_TEST_CPU:-max,pauth-impdef=on}" "${xlate[@]}")
passed=0 failed=0 skipped=0
rm -rf "$out"
mkdir -p "$out"
cd "$out" || exit 1

fail() # TEXT...
{
	echo "FAIL $*"
	failed=$((failed + 1))
}

expect() # STATUS LINE ARGS...
{
	local status text

	text=$(timeout 20 "${xlate[@]}" "${@:3}" 2>&1 < /dev/null)
	status=$?
	if [ "$status" = "$1" ] && [ "$text" = "$2" ]; then
		passed=$((passed + 1))
	else
		fail "${*:3}: status $status \`$text', expected $1 \`$2'"
	fi
}

# A program of one segment that makes system calls (calls="NUMBER[:ARGUMENT]...") and exits.
elf() # FILE [FIELD=VALUE...]
{
	python3 - "$@" << 'END'
import struct, sys
f = dict(eclass=2, data=1, type=2, machine=62, phentsize=56, phnum=1, ptype=1, flags=5, offset=0, vaddr=0x400000, filesz=None,
         memsz=None, align=0x1000, interp=None, interpsz=None, entry=0x4000b0, vaddr2=None, exit=5, calls="")
for a in sys.argv[2:]:
    k, v = a.split("=", 1)
    f[k] = v if k in ("interp", "calls") else int(v, 0)
call = lambda n, arg=0: b"\xbf" + struct.pack("<I", arg) + b"\xb8" + struct.pack("<I", n) + b"\x0f\x05"
code = b"".join(call(*(int(n, 0) for n in c.split(":"))) for c in f["calls"].split()) + call(60, f["exit"])
n = f["phnum"] if f["phnum"] < 10 else 1
extra = f["interp"] is not None
base = 64 + 56 * 2
name = (f["interp"] or "").encode() + b"\0"
size = base + len(code) + len(name)
filesz = size if f["filesz"] is None else f["filesz"]
memsz = filesz if f["memsz"] is None else f["memsz"]
ph = struct.pack("<IIQQQQQQ", f["ptype"], f["flags"], f["offset"], f["vaddr"], f["vaddr"], filesz, memsz, f["align"])
if extra:
    size_i = len(name) if f["interpsz"] is None else f["interpsz"]
    ph += struct.pack("<IIQQQQQQ", 3, 4, base + len(code), 0, 0, size_i, size_i, 1)
elif f["vaddr2"] is not None:
    ph += struct.pack("<IIQQQQQQ", 1, 7, 0, f["vaddr2"], f["vaddr2"], filesz, memsz, 0x1000)
count = f["phnum"] + (extra or f["vaddr2"] is not None)
h = b"\x7fELF" + bytes([f["eclass"], f["data"], 1]) + bytes(9)
h += struct.pack("<HHIQQQIHHHHHH", f["type"], f["machine"], 1, f["entry"], 64, 0, 0, 64, f["phentsize"], count & 0xffff, 0, 0, 0)
open(sys.argv[1], "wb").write((h + ph).ljust(base, b"\0") + code + name)
END
	chmod +x "$1"
}

mkdir folder
echo text > text
echo '#!/bin/sh' > script
: > empty
chmod +x text script empty
elf good
cp good noexec
chmod -x noexec
elf class eclass=1
elf order data=2
elf arm machine=183
elf object type=1
elf entsize phentsize=32
elf none phnum=0
elf many phnum=60000
elf bigger filesz=500 memsz=400
elf outside filesz=0x100000 memsz=0x100000
elf high vaddr=0x7ffffffff000 memsz=0x10000
elf wrap vaddr=0xfffffffffffff000
elf odd vaddr=0x400010
elf huge type=3 vaddr=0 entry=0xb0 memsz=0x7fffffffffff
elf dynamic interp=/no/such/loader
elf empty_name interp= interpsz=1
elf long_name interp=/lib/ld interpsz=9999
elf twice vaddr2=0x400000
head -c 100 good > cut
chmod +x cut
mkfifo -m 0755 fifo
elf absent calls="134 335 134 400 134 335 423 70000 70000"
elf thread calls="56:0x3d0f00 435 56:0x3d0f00"
elf passed calls="424 461 469 600 39"

expect 2 'xlate: no program given (xlate --help)'
expect 2 'xlate: unknown option: --wrong (xlate --help)' --wrong good
expect 2 'xlate: a value is missing behind -L (xlate --help)' -L
expect 5 '' good
expect 5 '' -- good
expect 5 '' --argv0 name -L / good
expect 5 '' --sysroot=/nothing ./good
expect 5 '' twice
expect 127 'xlate: nothing: no such file' nothing
expect 127 'xlate: good/x: a part of the path is no folder' good/x
expect 126 'xlate: folder: is a directory' folder
expect 126 'xlate: fifo: is not a regular file' fifo
expect 126 'xlate: /dev/null: permission denied' /dev/null
expect 126 'xlate: /dev/null: is not a regular file' --fd 0 /dev/null
expect 126 'xlate: noexec: permission denied' noexec
expect 126 'xlate: text: not an ELF file' text
expect 126 'xlate: empty: not an ELF file' empty
expect 126 'xlate: script: not an ELF file' script
expect 126 'xlate: class: not a 64-bit ELF file' class
expect 126 'xlate: order: not a little-endian ELF file' order
expect 126 'xlate: arm: not an x86-64 program' arm
expect 126 'xlate: object: not an executable ELF file' object
expect 126 'xlate: entsize: program headers of a wrong size' entsize
expect 126 'xlate: none: no program headers, or too many' none
expect 126 'xlate: many: no program headers, or too many' many
expect 126 'xlate: bigger: a segment has more bytes in the file than in memory' bigger
expect 126 'xlate: outside: the file is truncated' outside
expect 126 'xlate: high: a segment is outside of the address space' high
expect 126 'xlate: wrap: a segment is outside of the address space' wrap
expect 126 'xlate: odd: a segment is not aligned as its place in the file' odd
expect 126 'xlate: huge: a segment is outside of the address space' huge
expect 127 'xlate: dynamic: /no/such/loader: interpreter not found' dynamic
expect 126 'xlate: empty_name: the interpreter'\''s name has a wrong length' empty_name
expect 126 'xlate: long_name: the interpreter'\''s name has a wrong length' long_name
expect 126 'xlate: cut: the file is truncated' cut

expect 5 '' absent
XLATE_LOG=1 expect 5 'xlate: system call 134 (uselib) is not supported: ENOSYS
xlate: system call 335 (?) is not supported: ENOSYS
xlate: system call 400 (?) is not supported: ENOSYS
xlate: system call 423 (?) is not supported: ENOSYS
xlate: system call 70000 (?) is not supported: ENOSYS' absent
XLATE_LOG=1 expect 5 '' passed
expect 5 'xlate: threads are not supported' thread
XLATE_LOG=9 XLATE_STATS=0 XLATE_NOTHING=1 expect 2 'xlate: no program given (xlate --help)'

# A file that may be executed and not read: root reads all.
if [ "$(id -u)" = 0 ] && command -v setpriv > /dev/null; then
	shared=$(mktemp -d)
	cp good "${xlate[@]:0:1}" "${xlate[@]: -1}" "$shared/"
	chmod 0755 "$shared" "$shared"/*
	chmod 0711 "$shared/good"
	nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	for i in 0 "$((${#xlate[@]} - 1))"; do
		nobody+=("$shared/$(basename "${xlate[i]}")")
		[ ${#xlate[@]} -gt 1 ] || break
	done
	text=$("${nobody[@]}" "$shared/good" 2>&1)
	status=$?
	[ "$status $text" = "126 xlate: $shared/good: permission denied" ] && passed=$((passed + 1)) || fail "unreadable: $status $text"
	rm -rf "$shared"
else
	echo "SKIP: not root, so no other user's file"
	skipped=$((skipped + 1))
fi

# XLATE_STATS=1: what was translated, at exit.
text=$(XLATE_STATS=1 timeout 20 "${xlate[@]}" good 2>&1)
[[ $text =~ "regions 1, guest instructions "[0-9]+" ("[0-9]+" bytes), host instructions "[0-9]+" ("[0-9]+" bytes)" &&
	$text =~ "links 0, inline caches 0, table entries "[0-9]+", table misses "[0-9]+ && $text =~ "system calls 1," ]] &&
	passed=$((passed + 1)) || fail "XLATE_STATS: $text"

# No memory: from nearly nothing on until it runs, one line each time. Below that the emulator itself has not enough.
limited=("${xlate[@]}")
[ ${#xlate[@]} = 1 ] || limited=("${xlate[0]}" -tb-size 4 "${xlate[@]:1}")
refused=0
for ((kib = 24000; kib < 120000; kib += 700)); do
	text=$(ulimit -v $kib; timeout 20 "${limited[@]}" good 2>&1)
	status=$?
	[ "$status" != 5 ] || break
	if [ "$status" = 126 ] && [[ $text == "xlate: good: "* ]] && [ "$(grep -c . <<< "$text")" = 1 ]; then
		passed=$((passed + 1)) refused=$((refused + 1))
	elif ! [[ $text =~ ^(qemu-aarch64|mmap\ stack|qemu:\ qemu_thread_create): ]]; then	# not the emulator's own
		fail "$kib KiB: status $status $text"
	fi
done
[ "$status" = 5 ] && [ "$refused" -gt 3 ] && passed=$((passed + 1)) || fail "no memory: status $status, $refused refusals"

[[ $("${xlate[@]}" --version) == "xlate $(cat ../../../VERSION)" ]] && passed=$((passed + 1)) || fail "--version"
[[ $("${xlate[@]}" --help) == usage:* ]] && passed=$((passed + 1)) || fail "--help"

# Cut at every 64th byte: refused with one line, or it runs as far as it can, as the kernel lets it.
cut_everywhere() # FILE STATUS-OF-THE-WHOLE
{
	local at text status

	for ((at = 0; at < $(stat -c %s "$1"); at += 64)); do
		head -c "$at" "$1" > cut
		text=$(XLATE_LOG=2 timeout 20 "${xlate[@]}" -L "$cache/sysroot-amd64" ./cut 2>&1 < /dev/null)
		status=$?
		if { [ "$status" = 126 ] && [[ $text == "xlate: ./cut: "* ]] && [ "$(grep -c . <<< "$text")" = 1 ]; } ||
			{ [ "$status" = "$2" ] && [[ $text != *xlate:* ]]; } ||
			{ [ "$status" = 139 ] && [[ $text == *"at guest pc"* ]]; }; then
			passed=$((passed + 1))
		else
			fail "$1 cut at $at: status $status $text"
		fi
	done
}

elf whole exit=5
dd if=/dev/zero bs=1 count=3000 >> whole 2> /dev/null
cut_everywhere whole 5
cp "$cache/sysroot-amd64/usr/bin/bzip2recover" real
cut_everywhere real 1

[ "$skipped" = 0 ] && note= || note=", $skipped skipped"
echo "$passed passed, $failed failed$note"
[ "$failed" = 0 ]
