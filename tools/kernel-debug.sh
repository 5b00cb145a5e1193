#!/bin/bash
# kernel-debug.sh: an arm64 kernel that finds bugs (selftests/vm/debug.config), out of what `tools/fetch.sh source` downloads, in
# $XLATE_CACHE/kernel/debug like the other kernels: vmlinuz, modules/, build/. Does nothing when it is there, of the same configuration.
set -euo pipefail
cd "$(dirname "$0")/.."
cache=${XLATE_CACHE:-$HOME/.cache/xlate}
dir=$cache/kernel/debug config=selftests/vm/debug.config
jobs=$(nproc)
PATH+=:/sbin
mkdir -p "$cache/kernel"
exec 9> "$cache/kernel/.debug.lock"
flock 9
! cmp -s $config "$dir/.complete" || exit 0
echo "building $dir"
cross=(ARCH=arm64)
[ "$(uname -m)" = aarch64 ] || cross+=(CROSS_COMPILE=aarch64-linux-gnu- CC=aarch64-linux-gnu-gcc-12)

rm -rf "$dir"
mkdir -p "$dir/root"
dpkg-deb --fsys-tarfile "$cache"/debs/source/archives/linux-source-*.deb | tar -xO --wildcards './usr/src/linux-source-*.tar.xz' |
	xz -dc | tar -x -C "$dir/root" --strip-components=1
make=(env MAKEFLAGS= make -s -C "$dir/root" "${cross[@]}")
"${make[@]}" tinyconfig
(cd "$dir/root" && ARCH=arm64 scripts/kconfig/merge_config.sh -m .config "$OLDPWD/$config" > /dev/null)
"${make[@]}" olddefconfig
# A name that this kernel does not know, or cannot have, must not go unnoticed.
grep -E '^(CONFIG_|# CONFIG_.* is not set$)' $config | while read -r line; do
	grep -qxF "$line" "$dir/root/.config" || case $line in
	"#"*) grep -q "^$(cut -d' ' -f2 <<< "$line")=" "$dir/root/.config" && echo "kernel-debug.sh: not as asked for: $line" && exit 1 ;;
	*) echo "kernel-debug.sh: not as asked for: $line"; exit 1 ;;
	esac
done
nice -n 19 "${make[@]}" -j"$jobs" Image modules
"${make[@]}" INSTALL_MOD_PATH="$dir/installed" modules_install > /dev/null
ln -s root "$dir/build"
ln -s "installed/lib/modules/$(ls "$dir/installed/lib/modules")" "$dir/modules"
cp "$dir/root/arch/arm64/boot/Image" "$dir/vmlinuz"
# What modules are built with stays.
find "$dir/root" \( -path "$dir/root/scripts" -o -path "$dir/root/include" -o -path "$dir/root/tools" \) -prune -o \
	-type f \( -name '*.[coS]' -o -name '*.a' -o -name '*.cmd' -o -name 'vmlinux*' -o -name 'Image*' \) -exec rm -f {} +
rm -rf "$dir/root/Documentation" "$dir/root/tools/testing"
cp $config "$dir/.complete"
