#!/bin/bash
# Fetches what the benchmark runs beside the guest's sysroot of tools/fetch.sh: the same Debian 12 packages for arm64, the
# peers that come as Debian packages, and builds the emulator that counts (qemu-user 10 with plugins, from Debian's source
# package: Debian's own builds have none, and 7.2 lacks AFP, MOPS and exact threads). Run once, 3 minutes on 2 cores;
# what is there is not made again. Wants root for apt-get install of the build's needs.
set -euo pipefail
cd "$(dirname "$0")"
. ../tools/debs.sh
LAB=${XLATE_BENCH_DIR:-$XLATE_CACHE/bench}
arm64_packages="xz-utils gzip lua5.4 luajit python3 openssl gcc-12 cpp-12 cpp-12-x86-64-linux-gnu perl bash dash coreutils
	sed libc-bin qemu-user-static"
mkdir -p "$LAB/host/bin" "$LAB/trans"
exec 8> "$LAB/.lock"
flock 8

# $LAB/host/bin/qemu-aarch64, from Debian trixie's source package; its build tools come from there too.
host_emulator()
{
	local work=$LAB/host/work st

	[ ! -x "$LAB/host/bin/qemu-aarch64" ] || return 0
	echo "building the counting emulator"
	need_to_build
	st=$(debs_open qemu-source "$(dpkg --print-architecture)" trixie)
	rm -rf "$work"
	mkdir -p "$work/source/build" "$work/deb"
	(cd "$work"; debs_apt apt-get "$st" -qq --download-only source qemu; debs_apt apt-get "$st" -qq download meson python3-pycotap)
	tar -xf "$work"/qemu_*.orig.tar.xz -C "$work/source" --strip-components=1
	host_meson "$work"
	cd "$work/source/build"
	if ! { ../configure --python="$work/venv/bin/python" --target-list=aarch64-linux-user --enable-plugins --disable-docs \
			--disable-system --disable-tools --disable-install-blobs && nice ninja qemu-aarch64; } > "$LAB/host/build.log" 2>&1; then
		tail -n 20 "$LAB/host/build.log" >&2
		echo "setup.sh: the emulator does not build" >&2
		exit 1
	fi
	cd - > /dev/null
	cp "$work/source/build/qemu-aarch64" "$LAB/host/bin/"
	rm -rf "$work"
}

need_to_build()
{
	local as_root=

	[ "$(id -u)" = 0 ] || as_root=sudo
	$as_root apt-get -o DPkg::Lock::Timeout=300 -qq update
	$as_root apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends gcc ninja-build pkg-config \
		libglib2.0-dev dpkg-dev python3-minimal python3-venv bzip2 xz-utils > /dev/null
}

# A Python environment with trixie's meson, which qemu's configure insists on.
host_meson()
{
	local venv=$1/venv deb

	for deb in "$1"/*.deb; do
		dpkg -x "$deb" "$1/deb"
	done
	/usr/bin/python3 -m venv --without-pip "$venv"
	cp -r "$1"/deb/usr/lib/python3/dist-packages/* "$1"/deb/usr/share/python3/dist-packages/* "$venv"/lib/python3*/site-packages/ \
		2>/dev/null || true
	printf '#!%s/bin/python\nfrom mesonbuild.mesonmain import main\nimport sys\nsys.exit(main())\n' "$venv" > "$venv/bin/meson"
	chmod +x "$venv/bin/meson"
}

arm64_configure()
{
	cp "$1/usr/bin/qemu-x86_64-static" "$LAB/trans/qemu-x86_64-72"
	"$LAB/host/bin/qemu-aarch64" -L "$1" "$1/sbin/ldconfig" -r "$1" 2>/dev/null || true
}

deb_version() # NAME PACKAGE
{
	basename "$XLATE_CACHE/debs/$1/archives/$2"_*.deb | cut -d _ -f 2 | sed 's/%3a/:/'
}

../tools/fetch.sh sysroot
host_emulator
# shellcheck disable=SC2086 # a list
debs_root bench-arm64 "$LAB/sysroot-arm64" arm64_configure arm64 bookworm $arm64_packages
debs_root bench-box64 "$LAB/sysroot-box64" : arm64 sid box64
cat > "$LAB/trans/versions.json" << END
{"native": "Debian 12 arm64", "qemu72": "qemu-user $(deb_version bench-arm64 qemu-user-static)",
"box64": "box64 $(deb_version bench-box64 box64)", "xlate": "xlate $(cat ../VERSION)"}
END
echo "benchmark ready in $LAB"
