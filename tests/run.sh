#!/bin/bash
# run.sh [REGEX]: runs the suites of tests/suites (those whose name matches), in order, and sums them up. A suite that
# ends without its summary line counts as one failure. Full outputs: build/tests/log/NAME.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

want=${1:-.}
log=build/tests/log
passed=0 failed=0 skipped=0
mkdir -p "$log"

while IFS='|' read -r -u 3 name command; do
	name=${name//[[:space:]]/}
	[[ -n $name && $name != \#* && $name =~ $want ]] || continue
	start=${EPOCHREALTIME/./}
	bash -c "$command" > "$log/$name" 2>&1 < /dev/null
	status=$?
	seconds=$(( (${EPOCHREALTIME/./} - start) / 100000 ))
	last=$(tail -n 1 "$log/$name")
	if [[ $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed(,\ ([0-9]+)\ skipped)?$ ]]; then
		p=${BASH_REMATCH[1]} f=${BASH_REMATCH[2]} k=${BASH_REMATCH[4]:-0}
		[ "$f" -gt 0 ] || [ "$status" = 0 ] || { f=1 last="$last, exit status $status"; }
	else
		p=0 f=1 k=0 last="no summary line, exit status $status"
	fi
	passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + k))
	printf '%-4s %-16s %7s s  %s\n' "$([ "$f" = 0 ] && echo ok || echo FAIL)" "$name" \
		"$((seconds / 10)).$((seconds % 10))" "$last"
	[ "$f" = 0 ] || tail -n 25 "$log/$name" | sed 's/^/     | /'
	[ "$k" = 0 ] || grep -i '^skip' "$log/$name" | head -n 10 | sed 's/^/     | /'
done 3< tests/suites

[ "$skipped" = 0 ] && note= || note=", $skipped skipped"
echo "$passed passed, $failed failed$note"
[ "$failed" = 0 ]
