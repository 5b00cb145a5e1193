#!/bin/bash
# demo.sh: installs what is missing, builds xlate, runs six Debian 12 amd64 programs through it. On an x86-64 machine
# xlate itself runs under qemu-aarch64; on arm64 directly.
set -euo pipefail
cd "$(dirname "$0")/.."
export XLATE_CACHE=${XLATE_CACHE:-$HOME/.cache/xlate}
root=$XLATE_CACHE/sysroot-amd64
failed=0

step()
{
	printf '\n=== %s\n' "$*"
}

# guest PROGRAM ARGS...: a program of the amd64 root, through xlate
guest()
{
	local program=$1

	shift
	${host:+"$host"} build/arm64/xlate -L "$root" "$root/usr/bin/$program" "$@"
}

# run TITLE PROGRAM ARGS...: shows what it prints and how long it took
run()
{
	local title=$1 start=${EPOCHREALTIME/./} status=0 ms

	shift
	step "$title"
	guest "$@" 2>&1 | sed 's/^/    /' || status=$?
	ms=$(( (${EPOCHREALTIME/./} - start) / 1000 ))
	[ $status = 0 ] || failed=$((failed + 1))
	printf '    [%d.%02d s%s]\n' $((ms / 1000)) $((ms % 1000 / 10)) "$([ $status = 0 ] || echo ", exit status $status")"
}

begin=$SECONDS
step "what is needed: compilers, emulator, amd64 programs"
tools/deps.sh
tools/fetch.sh
step "building"
make build/arm64/xlate | tail -n 3
build/arm64/xlate --version 2>/dev/null || true
host=
[ "$(uname -m)" = aarch64 ] || host=$XLATE_CACHE/qemu/qemu-aarch64
printf '\nThis machine: %s. Everything below is x86-64 code, run by %s\n' "$(uname -m)" \
	"build/arm64/xlate${host:+ under $(basename "$host"), an emulated arm64 machine}."

run "busybox: a shell, a loop, arithmetic" \
	busybox sh -c 'i=1; while [ $i -lt 1000 ]; do i=$((i * 3)); echo -n "$i "; done; echo; busybox factor 600851475143'
run "coreutils: ls and sort" \
	sh -c "ls -s --block-size=K --color=never $root/usr/lib/x86_64-linux-gnu | sort -n -r | head -n 4"
run "grep and sed in a pipeline" \
	sh -c 'grep -n -E "^[a-z-]+:.*##" Makefile | sed -E "s/:([a-z-]+):[^#]*## (.*)/\t\1\t\2/" | head -n 5'
run "sqlite3: primes below 60 by a recursive query" \
	sqlite3 :memory: "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
		SELECT group_concat(i, ' ') FROM n WHERE NOT EXISTS (SELECT 1 FROM n AS d WHERE d.i < n.i AND n.i % d.i = 0);"
run "lua5.4: fib(24), pi, a table" \
	lua5.4 -e 'local function f(n) return n < 2 and n or f(n - 1) + f(n - 2) end print(f(24), math.pi, table.concat({1, 2, 3}, "+"))'
run "python3.11: a big number, a digest, a regular expression" \
	python3.11 -c 'import hashlib, re, sys; print(sys.version.split()[0], 3**200 % 10**20, hashlib.sha256(b"xlate").hexdigest()[:16], re.findall(r"\d+", "x86-64 on arm64"))'
run "what the guest sees: uname -m" uname -m
run "what the guest sees: /proc/cpuinfo" grep -m 1 '^model name' /proc/cpuinfo

step "$([ $failed = 0 ] && echo "all ran" || echo "$failed did not run"), $((SECONDS - begin)) s"
[ $failed = 0 ]
