#!/bin/bash
# decode.sh [N]: the decoder against objdump over the text of this machine's programs, and against the CPU for N
# (default 100,000) random byte strings. The last line is `N passed, M failed`.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
count=${1:-100000}
out=build/tests/decode
mkdir -p $out

if [ "$(uname -m)" != x86_64 ]; then
	echo "SKIP decode: needs an x86-64 machine and its objdump"
	echo "0 passed, 0 failed, 1 skipped"
	exit 0
fi
python3 tools/rows.py --out $out/gen || { echo "0 passed, 1 failed"; exit 1; }
for program in decode_text decode_cpu; do
	gcc -std=gnu11 -O1 -g -Wall -DROWS_DECODE_ONLY -Itranslator -I$out/gen -o $out/$program \
		tests/unit/$program.c translator/decode.c $out/gen/rows_gen.c || {
		echo "FAIL building $program"
		echo "0 passed, 1 failed"
		exit 1
	}
done

# objdump -d: "  2f000:	48 83 ec 08          	sub    rsp,0x8" -> "2f000 48 83 ec 08;sub    rsp,0x8"
lines()
{
	objdump -d -M intel --insn-width=16 "$1" | awk -F '\t' '
		/^ *[0-9a-f]+:\t/ && $3 != "" { gsub(/[ :]/, "", $1); sub(/ +$/, "", $2); print $1 " " $2 ";" $3 }'
}

passed=0 failed=0
add()
{
	local last

	grep -v 'passed, [0-9]* failed$' $out/result
	last=$(tail -n 1 $out/result)
	[[ $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]] || { BASH_REMATCH=(0 0 1); echo "FAIL $1: no result"; }
	passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
}
for file in /bin/bash /usr/bin/perl /lib/x86_64-linux-gnu/{libc.so.6,libm.so.6,libstdc++.so.6}; do
	[ -e "$file" ] || continue
	echo "objdump: $file"
	lines "$file" | $out/decode_text > $out/result
	add "$file"
done
echo "cpu: $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)"
$out/decode_cpu "$count" 1 > $out/result
add cpu
echo "$passed passed, $failed failed"
[ $failed = 0 ]
