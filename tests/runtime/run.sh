#!/bin/bash
# run.sh [REGEX]: builds tests/runtime/*.c as static x86-64 musl programs, runs each natively and through xlate in a
# fresh folder, and compares what they print and how they end. NAME.out, where it is there, stands for the native run.
# Outputs: build/tests/runtime/.
set -uo pipefail
cd "$(dirname "$0")/../.."

want=${1:-.}
out=$PWD/build/tests/runtime
cache=${XLATE_CACHE:-$HOME/.cache/xlate}
xlate=("$PWD/build/arm64/xlate")
passed=0 failed=0
mkdir -p "$out"

if [ "$(uname -m)" = aarch64 ]; then
	echo "SKIP: an arm64 machine has no native run to compare with"
	echo "0 passed, 0 failed, $(ls tests/runtime/*.c | wc -l) skipped"
	exit 0
fi
qemu=("$cache/qemu/qemu-aarch64" -cpu "${XLATE_TEST_CPU:-max,pauth-impdef=on}")

run() # LABEL COMMAND...
{
	local dir=$out/run

	rm -rf "$dir"
	mkdir -p "$dir"
	(cd "$dir" && exec timeout -k 5 120 "${@:2}") > "$out/$name.$1" 2> "$out/$name.$1.err" < /dev/null
	echo "exit status $?" >> "$out/$name.$1"
	chmod -R u+rwx "$dir"
	rm -rf "$dir"
}

for source in tests/runtime/*.c; do
	name=$(basename "$source" .c)
	[[ $name =~ $want ]] || continue
	program=$out/$name
	if [ ! -x "$program" ] || [ "$source" -nt "$program" ] || [ tests/runtime/show.h -nt "$program" ]; then
		musl-gcc -static -O1 -g -Wall -Wno-unused-result -Wno-stringop-overread -Wno-infinite-recursion \
			-o "$program" "$source" || { failed=$((failed + 1)); continue; }
	fi
	if [ -e "tests/runtime/$name.out" ]; then
		cp "tests/runtime/$name.out" "$out/$name.native"
	else
		run native "$program"
	fi
	run xlate "${qemu[@]}" "${xlate[@]}" "$program"
	if diff=$(diff "$out/$name.native" "$out/$name.xlate"); then
		echo "ok   $name"
		passed=$((passed + 1))
	else
		echo "FAIL $name: native < > xlate"
		head -n 20 <<< "$diff"
		head -n 3 "$out/$name.xlate.err"
		failed=$((failed + 1))
	fi
done

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
