#!/bin/bash
# demo.sh: installs what is missing, builds xlate, and runs six Debian 12 amd64 programs. On an x86-64 machine in a virtual
# machine with Debian's arm64 kernel, xlate's module, and the programs started by their own names; on arm64 through the
# translator directly, which needs no privileges.
set -euo pipefail
cd "$(dirname "$0")/.."
export XLATE_CACHE=${XLATE_CACHE:-$HOME/.cache/xlate}
root=$XLATE_CACHE/sysroot-amd64
begin=$SECONDS

title()
{
	printf '\n=== %s\n' "$*"
}

# Ends the demonstration.
finish()
{
	title "$([ "$1" = 0 ] && echo "all ran" || echo "not all ran"), $((SECONDS - begin)) s"
	exit "$1"
}

on_this_machine()
{
	guest()
	{
		local program=$1

		shift
		build/arm64/xlate -L "$root" "$root/usr/bin/$program" "$@"
	}

	tools/fetch.sh sysroot
	title "building"
	make build/arm64/xlate | tail -n 3
	printf '\nEverything below is x86-64 code.\n'
	# shellcheck source=tools/demo-programs.sh
	. tools/demo-programs.sh
	finish "$([ "$failed" = 0 ] && echo 0 || echo 1)"
}

# What the test machine runs: the programs' root writable in memory, the module, the programs by their own names.
machine_script()
{
	cat <<-'END'
	mkdir -p /guest
	mount -t 9p -o trans=virtio,version=9p2000.L,cache=loose,ro guest /guest || exit 1
	. /root.sh
	guest_root /guest || exit 1
	guest() { chroot /tmp/root /usr/bin/env PATH=/usr/bin "$@"; }
	echo "Linux $(uname -r) on $(uname -m) is up"
	insmod /xlate.ko && xlatectl module start /bin/xlate || exit 1
	. /demo-programs.sh
	step "xlatectl status"
	xlatectl status
	[ $failed = 0 ]
	END
}

in_a_machine()
{
	local kernel=$XLATE_CACHE/kernel/6.1 initrd=build/demo/initrd.gz status=0

	tools/fetch.sh sysroot libs kernel-6.1
	title "building translator, kernel module, xlatectl"
	make build/arm64/xlate build/arm64/xlatectl build/kmod/6.1/xlate.ko | tail -n 4
	mkdir -p build/demo
	machine_script > build/demo/run
	selftests/vm/pack "$kernel" $initrd build/demo/run build/kmod/6.1/xlate.ko=xlate.ko build/arm64/xlate=bin/xlate \
		build/arm64/xlatectl=bin/xlatectl tools/demo-programs.sh=demo-programs.sh selftests/root.sh=root.sh
	title "starting an emulated arm64 machine; everything below is x86-64 code, run by its own name"
	selftests/vm/boot "$kernel" $initrd 300 -virtfs "local,path=$root,mount_tag=guest,security_model=none,readonly=on" |
		grep -v '^VM-END\|reboot: Power down' || status=1
	finish $status
}

title "what is needed: compilers, emulator, amd64 programs"
tools/deps.sh
[ "$(uname -m)" = aarch64 ] && on_this_machine || in_a_machine
