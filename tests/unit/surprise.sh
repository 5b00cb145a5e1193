#!/bin/bash
# surprise.sh: what goes wrong inside the translator is the guest's SIGILL at that instruction, which it may handle, and
# one line with version, guest pc and what it was. surprise.mk builds the xlate that goes wrong. The last line is
# `N passed, M failed`.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1

out=build/tests/surprise
xlate=($out/xlate)
[ "$(uname -m)" = aarch64 ] || xlate=("${XLATE_CACHE:-$HOME/.cache/xlate}/qemu/qemu-aarch64" "${xlate[@]}")
start="xlate: $(cat VERSION): cannot translate at guest pc 0x[0-9a-f]*: "
passed=0 failed=0
ulimit -c 0

check() # STATUS PATTERN WAY [HANDLER]
{
	local text status

	text=$(timeout 20 "${xlate[@]}" $out/guest "${@:3}" 2>&1 < /dev/null)
	status=$?
	text=$(grep -v '^qemu: ' <<< "$text")	# the emulator says that its guest died
	# shellcheck disable=SC2053 # a pattern
	if [ "$status" = "$1" ] && [[ $text == $2 ]] && [ "$(grep -c . <<< "$text")" -le 1 ]; then
		passed=$((passed + 1))
	else
		echo "FAIL way ${*:3}: status $status \`$text', expected $1 \`$2'"
		failed=$((failed + 1))
	fi
}

ways=("asked for" "signal 11 in the translator, address 0x10, at xlate+0x*" "signal 11 in the translator, address 0x10, at xlate+0x*"
	"signal * in the translator, address 0x*, at xlate+0x*" "an output is too small"
	"signal 11 in the translator, address 0x*, at xlate+0x*")
for way in "${!ways[@]}"; do
	check 132 "$start${ways[way]}" "$way"
	check 7 "$start${ways[way]}" "$way" handler
done
check 5 "" 6
check 5 "" 6 handler

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
