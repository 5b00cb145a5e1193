#!/bin/bash
# style.sh: the module's sources under checkpatch and sparse, built by DKMS for another machine, and for Debian 13 with its own compiler.
# The last line is `N passed, M failed`.
set -uo pipefail
cd "$(dirname "$0")/../.."
cache=${XLATE_CACHE:-$HOME/.cache/xlate}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# check NAME COMMAND...: it has to succeed and to say nothing
check()
{
	local name=$1

	shift
	if "$@" > "$work/log" 2>&1 && [ ! -s "$work/log" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL $name"
		tail -n 40 "$work/log"
	fi
}

# Lines may be as long as everywhere in the project; MAINTAINERS and the like are the kernel tree's.
checkpatch()
{
	perl "$cache/kselftest/scripts/checkpatch.pl" --no-tree --no-summary --terse --quiet --max-line-length=132 \
		--ignore SPDX_LICENSE_TAG,FILE_PATH_CHANGES -f "$1"
}

cross=()
[ "$(uname -m)" = aarch64 ] || cross=(CROSS_COMPILE=aarch64-linux-gnu- CC=aarch64-linux-gnu-gcc-12)

sparse()
{
	cp -r Kbuild VERSION include kmod "$work/sparse/" &&
		make -s -C "$cache/kernel/6.1/build" M="$work/sparse" ARCH=arm64 "${cross[@]}" C=2 CF=-Wsparse-all \
			CONFIG_DEBUG_INFO_BTF_MODULES= modules 2>&1 | grep -E "$work/sparse/kmod.*(warning|error)"
	return 0
}

dkms_build()
{
	local version

	version=$(cat VERSION)
	tools/dkms-source.sh "$work/src/xlate-$version"
	env "${cross[@]}" PATH="$PATH:/usr/sbin" dkms build -m xlate -v "$version" -k "$(basename "$(readlink "$cache/kernel/6.1/modules")")" \
		-a aarch64 --sourcetree "$work/src" --dkmstree "$work/dkms" --kernelsourcedir "$(readlink -f "$cache/kernel/6.1/build")" \
		> "$work/dkms.log" 2>&1 || { cat "$work/dkms.log"; return 1; }
	[ -n "$(find "$work/dkms" -name 'xlate.ko*')" ] || echo "no xlate.ko was built"
}

for file in kmod/*.[ch] include/uapi/linux/xlate.h; do
	check "checkpatch $file" checkpatch "$file"
done
mkdir "$work/sparse"
check sparse sparse
mkdir -p "$work/src" "$work/dkms"
check "dkms build" dkms_build
check "Debian 13's kernel" tests/kmod/build.sh trixie build/kmod/trixie
echo "$passed passed, $failed failed"
[ $failed = 0 ]
