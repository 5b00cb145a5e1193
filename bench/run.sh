#!/bin/bash
# Everything: build what is missing (plugin, kernels, data), run, write the report.
# Options: see README.md (e.g. run.sh --only native,box64,xlate --work '^lua'); --quick ...: quick.py instead.
set -e
cd "$(dirname "$0")"
export XLATE_CACHE=${XLATE_CACHE:-$HOME/.cache/xlate}
export XLATE_BENCH_DIR=${XLATE_BENCH_DIR:-$XLATE_CACHE/bench}
W=$XLATE_BENCH_DIR/work
D=$W/data

[ "$(uname -m)" = x86_64 ] || { echo "run.sh: needs an x86-64 machine, whose CPU gives the expected output" >&2; exit 1; }
[ -x "$XLATE_BENCH_DIR/host/bin/qemu-aarch64" ] && [ -e "$XLATE_BENCH_DIR/sysroot-box64/.complete" ] || ./setup.sh
mkdir -p "$D" "$W/bin-amd64" "$W/bin-arm64" "$XLATE_BENCH_DIR/reports"
for f in count cost; do
	[ "$XLATE_BENCH_DIR/trans/$f.so" -nt $f.c ] ||
		gcc -O2 -Wall -shared -fPIC -fvisibility=hidden -o "$XLATE_BENCH_DIR/trans/$f.so" $f.c
done
[ "$W/data.stamp" -nt gen.py ] || python3 gen.py "$D"

[ -e "$W/true.c" ] || printf 'int main(void){return 0;}\n' > "$W/true.c"
for a in amd64 arm64; do
	cc=gcc
	[ $a = amd64 ] || cc=aarch64-linux-gnu-gcc
	for f in c/*.c "$W/true.c"; do
		n=$(basename "$f" .c) o="-O2 -ffp-contract=off"
		case $n in matmul | stream) o="-O3 -ffp-contract=off" ;; esac
		[ "$W/bin-$a/$n" -nt "$f" ] || $cc $o -o "$W/bin-$a/$n" "$f" -lm -pthread
		[ "$W/bin-$a/$n.s" -nt "$f" ] || $cc $o -static -o "$W/bin-$a/$n.s" "$f" -lm -pthread
	done
done

[ -s "$D/cc.i" ] || gcc -E -P "${CC_INPUT:-c/nbody.c}" > "$D/cc.i"
[ "$W/data.stamp" -nt gen.py ] || { touch -d @1700000000 "$D"/*; touch "$W/data.stamp"; }
[ "$1" != --quick ] || { shift; exec python3 quick.py "$@"; }
[ "$1" != --cost ] || { shift; exec python3 cost.py "$@"; }
[ "$1" != --profile ] || { shift; exec python3 profiler.py "$@"; }
exec python3 bench.py "$@"
