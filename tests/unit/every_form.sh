#!/bin/bash
# every_form.sh: see every_form.c.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
out=build/tests/every_form
native=build/$([ "$(uname -m)" = aarch64 ] && echo native || uname -m | tr _ -)
mkdir -p $out
gcc -std=gnu11 -O1 -g -Wall -Wextra -Itranslator -Ibuild/gen -o $out/every_form tests/unit/every_form.c "$native/libtranslator.a" || {
	echo "0 passed, 1 failed"
	exit 1
}
$out/every_form
