#!/bin/bash
# build.sh SUITE OUT: xlate.ko for a later Debian's kernel, W=1, in the folder OUT, built by that Debian's tools (tools/fetch.sh build-SUITE).
# Fails, and shows what the compiler said, when there is a warning.
set -euo pipefail
cd "$(dirname "$0")/../.."
suite=$1 out=$2
root=${XLATE_CACHE:-$HOME/.cache/xlate}/build/$suite
space=(unshare --mount)
[ "$(id -u)" = 0 ] || space+=(--map-root-user)
cross="CROSS_COMPILE=aarch64-linux-gnu- CC=aarch64-linux-gnu-gcc"
[ "$(uname -m)" != aarch64 ] || cross=CC=gcc

rm -rf "$out"
mkdir -p "$out"
cp -r Kbuild VERSION include kmod "$out/"
status=0
"${space[@]}" sh -c 'mount --bind "$1" "$2/xlate" && mount --rbind /dev "$2/dev" && exec chroot "$2" /usr/bin/sh -c "$3"' sh "$out" "$root" \
	"PATH=/usr/bin PERL_BADLANG=0 MAKEFLAGS= make -C /headers M=/xlate ARCH=arm64 $cross W=1 CONFIG_DEBUG_INFO_BTF_MODULES= modules" > "$out/log" 2>&1 ||
	status=$?
if [ $status != 0 ] || [ ! -e "$out/xlate.ko" ] || grep -qE ':[0-9]+: warning:' "$out/log"; then
	cat "$out/log"
	exit 1
fi
