#!/bin/bash
# elf.sh [N [RUNS [SEED]]]: the ELF reader natively, with sanitizers: a real file cut at every 64th byte and N changes of
# its headers (default 100,000), then RUNS inputs of libFuzzer (default 0). The last line is `N passed, M failed`.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
count=${1:-100000} runs=${2:-0} seed=${3:-1}
out=build/tests/elf_fuzz
flags=(-std=gnu11 -g -O1 -fno-sanitize-recover=all -Wall -Wextra -Itranslator -Iruntime)
mkdir -p $out/corpus

fail() # LOG
{
	tail -n 20 "$1"
	echo "0 passed, 1 failed"
	exit 1
}

gcc "${flags[@]}" -fsanitize=address,undefined -o $out/program tests/fuzz/elf_fuzz.c runtime/elf.c 2> $out/log || fail $out/log
printf 'int main(void) { return 0; }\n' | gcc -x c -o $out/native - 2> $out/log || fail $out/log
if [ "$(uname -m)" = x86_64 ]; then
	sample=$out/native
else
	sample=${XLATE_CACHE:-$HOME/.cache/xlate}/sysroot-amd64/usr/bin/true
fi
$out/program "$sample" "$count" "$seed" > $out/log 2>&1 || fail $out/log
if [ "$runs" = 0 ]; then
	tail -n 1 $out/log
	exit 0
fi

clang=$(command -v clang clang-14 | head -n 1)
if [ -z "$clang" ]; then
	echo "SKIP libFuzzer: no clang"
	tail -n 1 $out/log | sed 's/$/, 1 skipped/'
	exit 0
fi
head -c 2048 "$sample" > $out/corpus/sample
$clang "${flags[@]}" -fsanitize=fuzzer,address,undefined -DLIBFUZZER -o $out/fuzzer tests/fuzz/elf_fuzz.c runtime/elf.c \
	2> $out/fuzzer.log || fail $out/fuzzer.log
$out/fuzzer -seed="$seed" -runs="$runs" -max_len=4096 -artifact_prefix=$out/ $out/corpus > $out/fuzzer.log 2>&1 ||
	fail $out/fuzzer.log
awk -v runs="$runs" '/passed/ { print $1 + runs " passed, 0 failed" }' $out/log
