#!/bin/bash
# fetch.sh [qemu] [sysroot]: downloads what tests, demo and benchmark run with; without arguments, both. Does nothing
# when all is there; a second run after the products were removed needs no network.
#
#   $XLATE_CACHE		default ~/.cache/xlate; all below it can be removed at any time
#     qemu/qemu-aarch64		the host emulator: qemu-user 10 (bookworm-backports), static; not fetched on an arm64 machine
#     qemu/qemu-x86_64		of the same package, runs on this machine: a stand-in to try the guest tests with
#     sysroot-amd64/		Debian 12 amd64 packages, unpacked: the guest's root (xlate -L)
#     debs/			the downloaded packages
set -euo pipefail
cd "$(dirname "$0")"
. ./debs.sh

guest_packages="busybox-static coreutils grep sed mawk gawk bc dc diffutils findutils file jq xz-utils gzip bzip2 zstd
	sqlite3 lua5.4 luajit perl python3.11 libpython3.11-testsuite openssl gcc-12 cpp-12 libc6-dev binutils dash bash libc-bin"

fetch_qemu()
{
	local dir=$XLATE_CACHE/qemu

	[ "$(uname -m)" != aarch64 ] || return 0
	[ ! -x "$dir/qemu-aarch64" ] || return 0
	debs_get qemu amd64 "bookworm bookworm-backports" qemu-user/bookworm-backports
	debs_unpack qemu "$dir.root"
	mkdir -p "$dir"
	mv "$dir.root/usr/bin/qemu-x86_64" "$dir.root/usr/bin/qemu-aarch64" "$dir/"
	rm -rf "$dir.root"
	"$dir/qemu-aarch64" --version | head -n 1
}

fetch_sysroot()
{
	# shellcheck disable=SC2086 # a list
	debs_root sysroot-amd64 "$XLATE_CACHE/sysroot-amd64" sysroot_configure amd64 bookworm $guest_packages
}

# What the packages' maintainer scripts would have made, as far as the test programs look at it.
sysroot_configure()
{
	mkdir -p "$1"/{proc,sys,dev,tmp,root,run}
	ln -snf mawk "$1/usr/bin/awk"
	ln -snf dash "$1/usr/bin/sh"
	printf 'root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n' > "$1/etc/passwd"
	printf 'root:x:0:\nnogroup:x:65534:\n' > "$1/etc/group"
	printf 'passwd: files\ngroup: files\nhosts: files\n' > "$1/etc/nsswitch.conf"
	printf '127.0.0.1 localhost\n' > "$1/etc/hosts"
	ls "$XLATE_CACHE/debs/sysroot-amd64/archives" | sed -n 's/\.deb$//p' > "$1/.packages"
	ldconfig -r "$1" 2>/dev/null || true	# the loader works without; needs root and an x86-64 machine
}

mkdir -p "$XLATE_CACHE"
exec 9> "$XLATE_CACHE/.fetch.lock"
flock 9
[ $# -gt 0 ] || set -- qemu sysroot
for what in "$@"; do
	case $what in
	qemu | sysroot) "fetch_$what" ;;
	*) echo "usage: tools/fetch.sh [qemu] [sysroot]" >&2; exit 2 ;;
	esac
done
