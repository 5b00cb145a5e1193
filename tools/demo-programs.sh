# shellcheck shell=sh
# demo-programs.sh: the six programs of `make demo`, sourced by tools/demo.sh on an arm64 machine and by the test machine's
# shell elsewhere. Whoever sources it defines guest(): runs a program of the amd64 root by its name and arguments.
failed=0

step()
{
	printf '\n=== %s\n' "$*"
}

# hundredths of a second since the machine was started
now()
{
	read -r up rest < /proc/uptime
	echo "${up%.*}${up#*.}"
}

# run TITLE PROGRAM ARGS...: shows what it prints and how long it took
run()
{
	title=$1 start=$(now) status=0
	shift
	step "$title"
	guest "$@" > "${TMPDIR:-/tmp}/demo.out" 2>&1 || status=$?
	took=$(($(now) - start))
	sed 's/^/    /' "${TMPDIR:-/tmp}/demo.out"
	[ $status = 0 ] || failed=$((failed + 1))
	printf '    [%d.%02d s%s]\n' $((took / 100)) $((took % 100)) "$([ $status = 0 ] || echo ", exit status $status")"
}

run "busybox: a shell, a loop, arithmetic" \
	busybox sh -c 'i=1; while [ $i -lt 1000 ]; do i=$((i * 3)); echo -n "$i "; done; echo; busybox factor 600851475143'
run "coreutils: ls and sort" \
	sh -c 'ls -s --block-size=K --color=never /usr/lib/x86_64-linux-gnu | sort -n -r | head -n 4'
run "grep and sed in a pipeline" \
	sh -c 'grep -n -E ":/(root|):" /etc/passwd | sed -E "s/([0-9]+):([a-z]+):.*/\2 is in line \1/"'
run "sqlite3: primes below 60 by a recursive query" \
	sqlite3 :memory: "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
		SELECT group_concat(i, ' ') FROM n WHERE NOT EXISTS (SELECT 1 FROM n AS d WHERE d.i < n.i AND n.i % d.i = 0);"
run "lua5.4: fib(24), pi, a table" \
	lua5.4 -e 'local function f(n) return n < 2 and n or f(n - 1) + f(n - 2) end print(f(24), math.pi, table.concat({1, 2, 3}, "+"))'
run "python3.11: a big number, a digest, a regular expression" \
	python3.11 -c 'import hashlib, re, sys; print(sys.version.split()[0], 3**200 % 10**20, hashlib.sha256(b"xlate").hexdigest()[:16], re.findall(r"\d+", "x86-64 on arm64"))'
run "what the program sees: uname -m" uname -m
run "what the program sees: /proc/cpuinfo" grep -m 1 '^model name' /proc/cpuinfo
