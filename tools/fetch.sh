#!/bin/bash
# fetch.sh [qemu] [sysroot] [libs] [kernel-6.1] [kernel-6.12] [build-trixie] [kselftest]: downloads what building, tests, demo and benchmark need; without
# arguments, all but build-sid, source and system. Does nothing when all is there; a second run after the products were removed needs no network.
#
#   $XLATE_CACHE		default ~/.cache/xlate; all below it can be removed at any time
#     qemu/qemu-aarch64		the host emulator: qemu-user 10 (bookworm-backports), static; not fetched on an arm64 machine
#     qemu/qemu-x86_64		of the same package, runs on this machine: a stand-in to try the guest tests with
#     sysroot-amd64/		Debian 12 amd64 packages, unpacked: the guest's root (xlate -L)
#     libs-arm64/		Debian 12 arm64 packages: libraries to link with, busybox for the test machine
#     kernel/NAME/		Debian's arm64 kernels for the module: vmlinuz, modules/, build/ (headers); NAME: 6.1, 6.12
#     kernel/debug/		the same, made by tools/kernel-debug.sh
#     system-arm64/		Debian 12 for arm64 with DKMS and gcc, and the headers of kernel/6.1
#     build/SUITE/		root folders with a later Debian's kernel headers and its compiler: trixie, sid
#     kselftest/		harness and runner of the kernel's selftests, checkpatch
#     debs/			the downloaded packages; source: linux-source, for tools/kernel-debug.sh
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

fetch_libs()
{
	debs_root libs-arm64 "$XLATE_CACHE/libs-arm64" true arm64 bookworm libnl-3-dev libnl-genl-3-dev busybox-static
}

# fetch_one_kernel NAME SUITE: image and headers as Debian builds them, the headers' tools for this machine.
fetch_one_kernel()
{
	local name=$1 suite=$2 dir=$XLATE_CACHE/kernel/$1 arch=amd64 version

	[ ! -e "$dir/.complete" ] || return 0
	[ "$(uname -m)" = x86_64 ] || arch=arm64
	debs_only "kernel-$name" arm64 "$suite" ~linux-image-arm64 ~linux-headers-arm64
	version=$(cd "$XLATE_CACHE/debs/kernel-$name/archives" && ls linux-image-*.deb | sed -E 's/linux-image-([^_]*)-arm64_.*/\1/' | tail -n 1)
	debs_only "kernel-$name" arm64 "$suite" "linux-headers-$version-common"
	debs_only "kbuild-$name" $arch "$suite" "$(kbuild_package "$version")"
	echo "unpacking $dir"
	rm -rf "$dir"
	mkdir -p "$dir/root"
	for deb in "$XLATE_CACHE/debs/kernel-$name"/archives/*.deb "$XLATE_CACHE/debs/kbuild-$name"/archives/*.deb; do
		dpkg-deb --fsys-tarfile "$deb" | tar -x --no-same-owner -C "$dir/root" --wildcards './boot/vmlinuz*' './lib/modules/*' \
			'./usr/src/*' './usr/lib/linux-kbuild*' 2> /dev/null || true	# not every package has each
	done
	sed -i "s,/usr/src/,$dir/root/usr/src/," "$dir/root/usr/src/linux-headers-$version-arm64/Makefile"
	PATH=$PATH:/sbin:/usr/sbin depmod -b "$dir/root" "$version-arm64"
	ln -s "root/usr/src/linux-headers-$version-arm64" "$dir/build"
	ln -s "root/lib/modules/$version-arm64" "$dir/modules"
	ln -s "root/boot/vmlinuz-$version-arm64" "$dir/vmlinuz"
	touch "$dir/.complete"
}

# A system that `make install` is tried on.
fetch_system()
{
	fetch_kernel-6.1
	debs_root system-arm64 "$XLATE_CACHE/system-arm64" system_configure arm64 bookworm bash coreutils kmod mount dash dkms gcc-12 make libc6-dev \
		linux-kbuild-6.1 grep sed mawk findutils diffutils tar xz-utils
}

system_configure()
{
	local deb

	for deb in "$XLATE_CACHE"/debs/kernel-6.1/archives/linux-{headers,image}-*.deb; do
		dpkg-deb --fsys-tarfile "$deb" | tar -x --keep-directory-symlink --no-same-owner -C "$1" --wildcards './lib/modules/*' './usr/src/*' 2> /dev/null ||
			true		# not every package has each
	done
	mkdir -p "$1"/{proc,sys,dev,tmp,root,run}
	ln -snf mawk "$1/usr/bin/awk"
	ln -snf dash "$1/usr/bin/sh"
	ln -snf gcc-12 "$1/usr/bin/gcc"
	printf 'root:x:0:0:root:/root:/bin/bash\n' > "$1/etc/passwd"
	printf 'root:x:0:\n' > "$1/etc/group"
	PATH=$PATH:/sbin:/usr/sbin depmod -b "$1" "$(ls "$1/lib/modules")"
}

fetch_source()
{
	debs_only source arm64 bookworm-backports linux-source-6.12
}

# fetch_build SUITE: what the module is built with for that Debian's kernel, to be entered with chroot. The tools are this machine's, or
# cross tools.
fetch_build()
{
	local suite=$1 dir=$XLATE_CACHE/build/$1 arch=amd64 compiler=gcc-aarch64-linux-gnu version deb

	[ ! -e "$dir/.complete" ] || return 0
	[ "$(uname -m)" = x86_64 ] || arch=arm64 compiler=gcc
	debs_get "build-$suite" $arch "$suite" make $compiler libc6-dev dash coreutils grep sed bash gawk findutils pahole perl python3
	debs_only "headers-$suite" arm64 "$suite" ~linux-headers-arm64
	version=$(cd "$XLATE_CACHE/debs/headers-$suite/archives" && ls linux-headers-*-arm64_* | sed -E 's/linux-headers-([^_]*)-arm64_.*/\1/' | tail -n 1)
	debs_only "headers-$suite" arm64 "$suite" "linux-headers-$version-common"
	debs_only "build-$suite-kbuild" $arch "$suite" "linux-kbuild-$version"
	debs_unpack "build-$suite" "$dir"
	for deb in "$XLATE_CACHE/debs/headers-$suite"/archives/*.deb "$XLATE_CACHE/debs/build-$suite-kbuild"/archives/*.deb; do
		dpkg-deb --fsys-tarfile "$deb" | tar -x --keep-directory-symlink --no-same-owner -C "$dir"
	done
	ln -snf gawk "$dir/usr/bin/awk"
	ln -snf dash "$dir/usr/bin/sh"
	ln -snf "usr/src/linux-headers-$version-arm64" "$dir/headers"
	mkdir -p "$dir"/{dev,tmp,xlate}
	touch "$dir/.complete"
}

fetch_build-trixie()
{
	fetch_build trixie
}

fetch_build-sid()
{
	fetch_build sid
}

# The package with modpost and its like: by the whole version since 6.12, by the series before.
kbuild_package()
{
	case $1 in
	6.1.*) echo linux-kbuild-6.1 ;;
	*) echo "linux-kbuild-$1" ;;
	esac
}

fetch_kernel-6.1()
{
	fetch_one_kernel 6.1 bookworm
}

fetch_kernel-6.12()
{
	fetch_one_kernel 6.12 bookworm-backports
}

# Of linux-source only what the tests use; the rest is 1.4 GB.
fetch_kselftest()
{
	local dir=$XLATE_CACHE/kselftest tree=linux-source-6.1

	[ ! -e "$dir/.complete" ] || return 0
	debs_only kselftest arm64 bookworm linux-source-6.1
	echo "unpacking $dir"
	rm -rf "$dir"
	mkdir -p "$dir"
	dpkg-deb --fsys-tarfile "$XLATE_CACHE"/debs/kselftest/archives/linux-source-*.deb | tar -xO "./usr/src/$tree.tar.xz" | xz -dc |
		tar -x -C "$dir" --strip-components=1 --wildcards "$tree/tools/testing/selftests/kselftest*" \
			"$tree"/tools/testing/selftests/{lib.mk,run_kselftest.sh} \
			"$tree"/scripts/{checkpatch.pl,spelling.txt,const_structs.checkpatch,subarch.include}
	touch "$dir/.complete"
}

mkdir -p "$XLATE_CACHE"
exec 9> "$XLATE_CACHE/.fetch.lock"
flock 9
everything=(qemu sysroot libs kernel-6.1 kernel-6.12 build-trixie kselftest)
[ $# -gt 0 ] || set -- "${everything[@]}"
for what in "$@"; do
	case " ${everything[*]} build-sid source system " in
	*" $what "*) "fetch_$what" ;;
	*) echo "usage: tools/fetch.sh ${everything[*]}" >&2; exit 2 ;;
	esac
done
