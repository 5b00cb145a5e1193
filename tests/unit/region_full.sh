#!/bin/bash
# region_full.sh: see region_full.c.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
out=build/tests/region_full
native=build/$([ "$(uname -m)" = aarch64 ] && echo native || uname -m | tr _ -)
mkdir -p $out
gcc -std=gnu11 -O1 -g -Wall -Wextra -Itranslator -o $out/region_full tests/unit/region_full.c "$native/libtranslator.a" || {
	echo "0 passed, 1 failed"
	exit 1
}
$out/region_full
