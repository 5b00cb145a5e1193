#!/bin/bash
# install.sh PREFIX: xlate into PREFIX/bin, and on a running arm64 system registers it for x86-64 programs
# (binfmt_misc, flags P: argv[0] is kept, O and C: the program's file and credentials, F: works in chroots and containers).
set -euo pipefail
cd "$(dirname "$0")/.."
prefix=${1:?usage: tools/install.sh PREFIX}
[ "$(uname -m)" = aarch64 ] || { echo "install.sh: this is not an arm64 machine" >&2; exit 1; }

magic='\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x3e\x00'
mask='\xff\xff\xff\xff\xff\xfe\xfe\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff'
line=":xlate:M::$magic:$mask:${prefix#"${DESTDIR:-}"}/bin/xlate:POCF"

install -D -m 0755 build/arm64/xlate "$prefix/bin/xlate"
install -d "$prefix/lib/binfmt.d"
printf '%s\n' "$line" > "$prefix/lib/binfmt.d/xlate.conf"
echo "installed $prefix/bin/xlate"
[ -z "${DESTDIR:-}" ] || exit 0

entry=/proc/sys/fs/binfmt_misc
[ -e $entry/register ] || mount -t binfmt_misc binfmt_misc $entry
[ ! -e $entry/xlate ] || echo -1 > $entry/xlate
printf '%s' "$line" > $entry/register
echo "registered: x86-64 programs run through xlate"
