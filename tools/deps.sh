#!/bin/bash
# deps.sh [clang | kernel]: installs what building and testing need and what is missing; with clang what fuzzing needs too, with kernel
# what building a kernel does. Does nothing when all is there.
set -euo pipefail

missing=()
PATH=$PATH:/usr/sbin:/sbin
need() # COMMAND PACKAGE...
{
	command -v "$1" > /dev/null || missing+=("${@:2}")
}

need make make
need gcc gcc libc6-dev
need python3 python3
need flock util-linux
need xz xz-utils
need cpio cpio
need mksquashfs squashfs-tools
need depmod kmod
need bc bc			# kernel headers
need qemu-system-aarch64 qemu-system-arm
need sparse sparse
need dkms dkms
[ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || missing+=(debian-archive-keyring)
case $(uname -m) in
x86_64)
	need aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu libc6-dev-arm64-cross
	need musl-gcc musl-tools ;;
aarch64)
	need x86_64-linux-gnu-gcc gcc-x86-64-linux-gnu libc6-dev-amd64-cross
	[ -e /usr/include/libnl3/netlink/genl/genl.h ] || missing+=(libnl-3-dev libnl-genl-3-dev)
	[ -e "/lib/modules/$(uname -r)/build" ] || missing+=("linux-headers-$(uname -r)") ;;
*)
	echo "deps.sh: neither x86-64 nor arm64: $(uname -m)" >&2
	exit 1 ;;
esac
if [ "${1:-}" = clang ]; then
	need clang clang
	ls /usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-* > /dev/null 2>&1 || missing+=(libclang-rt-14-dev)
fi
if [ "${1:-}" = kernel ]; then
	need flex flex
	need bison bison
fi
[ ${#missing[@]} -gt 0 ] || exit 0

echo "installing ${missing[*]}"
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get -o DPkg::Lock::Timeout=300 -qq update
$as_root apt-get -o DPkg::Lock::Timeout=300 -y -qq --no-install-recommends install "${missing[@]}" > /dev/null
