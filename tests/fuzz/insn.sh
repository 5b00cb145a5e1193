#!/bin/bash
# insn.sh N SEED [check] [x87]: N random instruction sequences, on this machine's processor and through the translator; those that differ
# are shrunk to .def lines (the first few). x87: mostly x87 and MMX. Last line: N sequences, M differ; with `check`: N passed, M failed.
set -uo pipefail
cd "$(dirname "$0")/../.."

n=${1:-100000} seed=${2:-1} style= prefer=
for word in "${@:3}"; do
	case $word in
	check) style=check ;;
	x87) prefer=x87 ;;
	esac
done
build=build/tests/insn
batch=5000 show=8
emulator=()
[ "$(uname -m)" = aarch64 ] || emulator=("${XLATE_CACHE:-$HOME/.cache/xlate}/qemu/qemu-aarch64" -cpu max)
[ "$(uname -m)" = x86_64 ] || { echo "SKIP random sequences: no x86-64 processor"; echo "0 passed, 0 failed, 1 skipped"; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One batch from sequence $1 on; keeps its cases if any differ.
run_batch()
{
	local count=$((n - $1 < batch ? n - $1 : batch))

	"$build/fuzz" "$seed" "$1" "$count" "$work/$1.cases" $prefer || { echo "FAIL line=$1 the generator died" > "$work/$1.out"; return; }
	"${emulator[@]}" "$build/runner" -r "$work/$1.cases" > "$work/$1.out" 2>&1
	tail -n 1 "$work/$1.out" | grep -q ' runs, ' || echo "FAIL line=$1 the runner died" >> "$work/$1.out"
	grep -q '^FAIL' "$work/$1.out" || rm "$work/$1.cases"
}

for ((first = 0; first < n; first += batch)); do
	while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do
		wait -n
	done
	run_batch "$first" &
done
wait

differ=$(cat "$work"/*.out | grep '^FAIL' | sed 's/ seq=.*//' | sort -u | wc -l)
if [ "$differ" -gt 0 ]; then
	cat "$work"/*.out | grep -h -A 6 '^FAIL' | head -n $((show * 7))
	for out in "$work"/*.out; do
		cases=${out%.out}.cases
		[ -s "$cases" ] || continue
		for seq in $(sed -n 's/^FAIL.* seq=\([0-9]*\) .*/\1/p' "$out" | sort -un | head -n "$show"); do
			[ $((show--)) -gt 0 ] || break 2
			combos=$(sed -n "s/^FAIL.* seq=$seq combo=\([0-9]*\) .*/\1/p" "$out" | head -n 1)
			timeout 120 tests/insn/shrink "$cases" "$seq" $((1 << combos))
		done
	done
fi
if [ "$style" = check ]; then
	echo "$((n - differ)) passed, $differ failed"
else
	echo "$n sequences, $differ differ"
fi
[ "$differ" = 0 ]
