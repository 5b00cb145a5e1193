#!/bin/bash
# decode.sh [N [SEED]]: the decoder's libFuzzer target with sanitizers, N inputs (default 1,000,000). A failing input
# is left in build/tests/decode_fuzz/. The last line is `N passed, M failed`.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
count=${1:-1000000} seed=${2:-1}
out=build/tests/decode_fuzz
mkdir -p $out/corpus

clang=$(command -v clang clang-14 | head -n 1)
if [ -z "$clang" ]; then
	echo "SKIP decode_fuzz: no clang"
	echo "0 passed, 0 failed, 1 skipped"
	exit 0
fi
python3 tools/rows.py --out $out/gen &&
$clang -std=gnu11 -g -O2 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -DROWS_DECODE_ONLY \
	-Itranslator -I$out/gen -o $out/program \
	tests/fuzz/decode_fuzz.c translator/decode.c translator/glance.c $out/gen/rows_gen.c || {
	echo "0 passed, 1 failed"
	exit 1
}
if $out/program -seed="$seed" -runs="$count" -max_len=40 -artifact_prefix=$out/ $out/corpus > $out/log 2>&1; then
	echo "$count passed, 0 failed"
else
	grep -a '^FAIL' -A 8 $out/log
	tail -n 20 $out/log
	echo "0 passed, 1 failed"
	exit 1
fi
