# shellcheck shell=bash
# debs.sh - Debian packages of any architecture and suite, downloaded and unpacked, never installed. Sourced by
# tools/fetch.sh and bench/setup.sh, which set -euo pipefail.
#
# $XLATE_CACHE/debs/NAME/ keeps the .deb files and the list they were made from: the same list again needs no network.

XLATE_CACHE=${XLATE_CACHE:-$HOME/.cache/xlate}
debs_keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# The Debian mirror that this machine itself uses (one-line and deb822 sources), else the default.
debs_mirror()
{
	local url

	url=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | sed 's/#.*//' |
		grep -oE 'https?://[^] ]+/debian/?( |$)' | head -n 1 | tr -d ' ') || true
	echo "${url:-http://deb.debian.org/debian}"
}

# debs_apt TOOL DIR ARGS...: apt-get or apt-cache with all of its state in DIR, so that the machine's is not touched.
debs_apt()
{
	local tool=$1 st=$2 arch

	shift 2
	arch=$(cat "$st/arch")
	"$tool" -oAPT::Architecture="$arch" -oAPT::Architectures="$arch" -oDir::State="$st" -oDir::State::lists="$st/lists" \
		-oDir::State::status="$st/status" -oDir::Cache="$st" -oDir::Cache::archives="$st/archives" \
		-oDir::Etc::sourcelist="$st/sources.list" -oDir::Etc::sourceparts=/dev/null -oDir::Etc::preferencesparts=/dev/null \
		-oAPT::Sandbox::User= -oAcquire::Retries=3 "$@"
}

# debs_open NAME ARCH "SUITE...": prints the folder of NAME, its apt state ready to be used and up to date.
debs_open()
{
	local st=$XLATE_CACHE/debs/$1 suite

	mkdir -p "$st/lists/partial" "$st/archives/partial"
	echo "$2" > "$st/arch"
	: > "$st/status"
	for suite in $3; do
		echo "deb [signed-by=$debs_keyring] $(debs_mirror) $suite main"
		echo "deb-src [signed-by=$debs_keyring] $(debs_mirror) $suite main"
	done > "$st/sources.list"
	debs_apt apt-get "$st" -qq update
	echo "$st"
}

# debs_get NAME ARCH "SUITE..." PACKAGE...: the packages with all that they depend on (without Recommends).
debs_get()
{
	local name=$1 arch=$2 suites=$3 st=$XLATE_CACHE/debs/$1 want

	shift 3
	want="$arch | $suites | $*"
	[ "$(cat "$st/have" 2>/dev/null)" = "$want" ] && return
	echo "downloading $name ($arch, $suites)"
	rm -rf "$st"
	debs_open "$name" "$arch" "$suites" > /dev/null
	debs_apt apt-get "$st" -y -qq --no-install-recommends --download-only install "$@" > /dev/null
	rm -rf "$st/lists" "$st"/*.bin
	echo "$want" > "$st/have"
}

# debs_only NAME ARCH "SUITE..." PACKAGE...: these packages without what they depend on, added to those that are there.
# Where a name begins with ~, the package that the one so named depends on (a meta package: linux-image-arm64).
debs_only()
{
	local name=$1 arch=$2 suites=$3 st want package

	shift 3
	st=$XLATE_CACHE/debs/$name
	want="$arch | $suites | $*"
	! grep -qsxF "$want" "$st/have" || return 0
	echo "downloading $* ($arch, $suites)"
	debs_open "$name" "$arch" "$suites" > /dev/null
	for package in "$@"; do
		[ "${package#\~}" = "$package" ] || package=$(debs_meta "$st" "${package#\~}")
		(cd "$st/archives" && debs_apt apt-get "$st" -qq download "$package" 2> /dev/null)
	done
	rm -rf "$st/lists" "$st"/*.bin
	echo "$want" >> "$st/have"
}

# debs_meta STATE PACKAGE: what the newest version of a meta package stands for: linux-image-arm64 for linux-image-6.1.0-50-arm64.
debs_meta()
{
	debs_apt apt-cache "$1" show --no-all-versions "$2" | sed -n 's/^Depends: //p' | tr -s ', ' '\n' | grep -m 1 "^${2%-*}-[0-9]"
}

# debs_unpack NAME DIR [PATTERN...]: the .deb files of NAME into DIR, which appears as a whole or not at all. DIR/usr is
# merged as on an installed Debian, and absolute symbolic links are made relative, so that DIR works without chroot.
debs_unpack()
{
	local st=$XLATE_CACHE/debs/$1 dir=$2 d deb

	shift 2
	echo "unpacking $dir"
	rm -rf "$dir.part" "$dir"
	for d in bin sbin lib lib64; do
		mkdir -p "$dir.part/usr/$d"
		ln -s "usr/$d" "$dir.part/$d"
	done
	for deb in "$st"/archives/*.deb; do
		dpkg-deb --fsys-tarfile "$deb" | tar -x -p --keep-directory-symlink --no-same-owner -C "$dir.part" "$@"
	done
	debs_relative_links "$dir.part"
	mv "$dir.part" "$dir"
}

# debs_root NAME DIR FINISH ARCH "SUITE..." PACKAGE...: a root folder of these packages; FINISH DIR is run on it. Made
# again when the list has changed.
debs_root()
{
	local name=$1 dir=$2 finish=$3

	debs_get "$name" "${@:4}"
	[ ! -e "$dir/.complete" ] || [ "$XLATE_CACHE/debs/$name/have" -nt "$dir/.complete" ] || return 0
	debs_unpack "$name" "$dir"
	"$finish" "$dir"
	touch "$dir/.complete"
}

debs_relative_links()
{
	local link target up

	find "$1" -type l -lname '/*' -printf '%P\t%l\n' | while IFS=$'\t' read -r link target; do
		up=$(dirname "$link" | sed -E 's,[^/]+,..,g')
		ln -snf "$up$target" "$1/$link"
	done
}
