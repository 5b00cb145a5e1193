#!/bin/bash
# install.sh PREFIX: xlate and xlatectl into PREFIX/bin, the module's sources for DKMS. On a running arm64 system x86-64 programs
# run through xlate from now on: by the module where DKMS can build it, else by binfmt_misc (flags P: argv[0] is kept, O and
# C: the program's file and credentials, F: works in chroots and containers).
set -euo pipefail
cd "$(dirname "$0")/.."
prefix=${1:?usage: tools/install.sh PREFIX}
version=$(cat VERSION)
translator=${prefix#"${DESTDIR:-}"}/bin/xlate
[ "$(uname -m)" = aarch64 ] || [ -n "${DESTDIR:-}" ] || { echo "install.sh: this is not an arm64 machine" >&2; exit 1; }

install -D -m 0755 build/arm64/xlate "$prefix/bin/xlate"
install -D -m 0755 build/arm64/xlatectl "$prefix/bin/xlatectl"
tools/dkms-source.sh "${DESTDIR:-}/usr/src/xlate-$version"
install -d "${DESTDIR:-}/etc/modprobe.d" "${DESTDIR:-}/etc/modules-load.d"
echo "options xlate translator=$translator" > "${DESTDIR:-}/etc/modprobe.d/xlate.conf"
echo "installed $prefix/bin/xlate, $prefix/bin/xlatectl, ${DESTDIR:-}/usr/src/xlate-$version"
[ -z "${DESTDIR:-}" ] || exit 0

by_module()
{
	command -v dkms > /dev/null || return 1
	dkms install --force "xlate/$version" || return 1
	echo xlate > /etc/modules-load.d/xlate.conf
	xlatectl module start "$translator"
}

by_binfmt_misc()
{
	local magic='\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x3e\x00'
	local mask='\xff\xff\xff\xff\xff\xfe\xfe\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff'
	local line=":xlate:M::$magic:$mask:$translator:POCF" entry=/proc/sys/fs/binfmt_misc

	install -d /usr/lib/binfmt.d
	printf '%s\n' "$line" > /usr/lib/binfmt.d/xlate.conf
	[ -e $entry/register ] || mount -t binfmt_misc binfmt_misc $entry
	[ ! -e $entry/xlate ] || echo -1 > $entry/xlate
	printf '%s' "$line" > $entry/register
	echo "the module is not built: x86-64 programs run through xlate by binfmt_misc"
}

by_module || by_binfmt_misc
