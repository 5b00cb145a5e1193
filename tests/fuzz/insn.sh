#!/bin/bash
# insn.sh N SEED [check] [x87] [interrupts]: N random instruction sequences, on this machine's processor and through the translator;
# those that differ are shrunk to .def lines (the first few). x87: mostly x87 and MMX. interrupts: also interrupted at every host pc.
#
# A sequence that differs, and does not when the emulator translates one host instruction at a time, is the emulator's fault
# (qemu 10.0: BIT of a register and a mask that are both known to be all ones) and counted apart.
# Last line: N sequences, M differ[, K that the emulator gets wrong]; with `check`: N passed, M failed[, K skipped].
set -uo pipefail
cd "$(dirname "$0")/../.."

n=${1:-100000} seed=${2:-1} style= prefer= how=(-r)
for word in "${@:3}"; do
	case $word in
	check) style=check ;;
	x87) prefer=x87 ;;
	interrupts) how+=(-p) ;;
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
	"${emulator[@]}" "$build/runner" "${how[@]}" "$work/$1.cases" > "$work/$1.out" 2>&1
	tail -n 1 "$work/$1.out" | grep -q ' runs, ' || echo "FAIL line=$1 the runner died" >> "$work/$1.out"
	grep -q '^FAIL' "$work/$1.out" || rm "$work/$1.cases"
}

# Sequence $1 alone, one host instruction at a time: the same as this machine's processor?
emulator_fault()
{
	[ ${#emulator[@]} -gt 0 ] && "$build/fuzz" "$seed" "$1" 1 "$work/one" $prefer &&
		"${emulator[@]}" -one-insn-per-tb "$build/runner" "${how[@]}" "$work/one" | tail -n 1 | grep -qE '^[1-9][0-9]* runs, 0 differ$'
}

for ((first = 0; first < n; first += batch)); do
	while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do
		wait -n
	done
	run_batch "$first" &
done
wait

differ=0 emulators=0
while IFS=: read -r out line; do
	seq=$(sed -n 's/^FAIL.* seq=\([0-9]*\) .*/\1/p' <<< "$line")
	if [ -n "$seq" ] && emulator_fault "$seq"; then
		emulators=$((emulators + 1))
		[ "$style" = check ] && echo -n "SKIP "
		echo "sequence $seq: right when the emulator translates one instruction at a time"
		continue
	fi
	differ=$((differ + 1))
	[ $((show--)) -gt 0 ] || continue
	grep -h -A 6 -m 1 -F "$line" "$out"
	combo=$(sed -n 's/.* combo=\([0-9]*\) .*/\1/p' <<< "$line")
	[ -z "$seq" ] || timeout 120 tests/insn/shrink "${out%.out}.cases" "$seq" $((1 << combo)) "${how[@]:1}"
done < <(grep -H '^FAIL' "$work"/*.out | sort -u -t ' ' -k 2,2)

passed=$((n - differ - emulators)) note=
if [ "$style" = check ]; then
	[ "$emulators" = 0 ] || note=", $emulators skipped"
	echo "$passed passed, $differ failed$note"
else
	[ "$emulators" = 0 ] || note=", $emulators that the emulator gets wrong"
	echo "$n sequences, $differ differ$note"
fi
[ "$differ" = 0 ]
