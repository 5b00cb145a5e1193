#!/bin/bash
# a64_encode.sh: every encoder function against objdump's text, immediates against the Arm ARM's
# expansion. One line per failure; the last line is `N passed, M failed`.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
out=build/tests/a64_encode
mkdir -p $out

objdump=aarch64-linux-gnu-objdump
[ "$(uname -m)" = aarch64 ] && objdump=objdump
flags="-std=gnu11 -Wall -Wextra -Wconversion -Wno-unused-function -Itranslator"

# The headers: silent under strict warnings, freestanding, for both machines.
problems=0
for cc in gcc aarch64-linux-gnu-gcc; do
	command -v $cc > /dev/null || continue
	for define in "" -DA64_CHECK; do
		echo '#include "a64/a64.h"' |
		$cc $flags -O2 -ffreestanding $define -Werror -x c -c -o $out/headers.o - || {
			echo "FAIL headers with $cc $define"
			problems=$((problems + 1))
		}
	done
done

gcc -std=gnu11 -Wall -Wextra -O1 -Itranslator -o $out/program tests/unit/a64_encode.c &&
$out/program $out/words $out/rows > $out/checks &&
$objdump -D -z -b binary -m aarch64 $out/words > $out/disassembly || {
	echo "FAIL building, running or disassembling"
	echo "0 passed, 1 failed"
	exit 1
}
grep ^FAIL $out/checks
read -r _ passed failed < <(tail -n 1 $out/checks)

# Each function has a row; each predicate and helper is named in the program.
gcc -E -P -Itranslator -include a64/a64.h -x c /dev/null | tr '\n' ' ' > $out/expanded
grep -oE 'static inline u32 a64_\w+' $out/expanded | sed 's/.* //' | sort > $out/functions
grep -oE '^a64_\w+' $out/rows | sort -u > $out/covered
for name in $(comm -23 $out/functions $out/covered); do
	echo "FAIL $name has no row"
	problems=$((problems + 1))
done
others='static inline (bool|unsigned|s64|enum a64_cond) a64_\w+'
for name in $(grep -oE "$others" $out/expanded | sed 's/.* //'); do
	grep -qw "$name" tests/unit/a64_encode.c || {
		echo "FAIL $name is not checked"
		problems=$((problems + 1))
	}
done

# "   0:	8b030041 	add	x1, x2, x3  // comment" -> "8b030041 add x1, x2, x3"
grep -P '^ *[0-9a-f]+:\t' $out/disassembly |
sed -E 's/^ *[0-9a-f]+:\t//; s/ *\/\/ .*$//; s/ *<.*>$//; s/[ \t]+/ /g; s/ $//' > $out/texts

awk -F '\t' -v passed="$passed" -v failed="$failed" -v problems="$problems" '
	FNR == NR { word[FNR] = substr($0, 1, 8); text[FNR] = substr($0, 10); words = FNR; next }
	{ rows = FNR }
	index("|" $2 "|", "|" text[FNR] "|") { passed++; next }
	{ failed++; printf "FAIL %s: %s is \"%s\", expected \"%s\"\n", $1, word[FNR], text[FNR], $2 }
	END {
		failed += problems
		if (words != rows) { failed++; printf "FAIL %d words disassembled, %d rows\n", words, rows }
		printf "%d passed, %d failed\n", passed, failed
		exit failed != 0
	}' $out/texts $out/rows
