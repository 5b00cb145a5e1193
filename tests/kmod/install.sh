#!/bin/bash
# install.sh: what `make install` does on an arm64 machine, tried in a virtual one: Debian 12 with DKMS and gcc, Linux 6.1.
# The last line is `N passed, M failed`.
set -uo pipefail
cd "$(dirname "$0")/../.."
cache=${XLATE_CACHE:-$HOME/.cache/xlate}
log=build/tests/install.log initrd=build/tests/install.cpio.gz

selftests/vm/pack "$cache/kernel/6.1" $initrd tests/kmod/install-vm.sh &&
	selftests/vm/boot "$cache/kernel/6.1" $initrd 3600 \
		-virtfs "local,path=$cache/system-arm64,mount_tag=system,security_model=none,readonly=on" \
		-virtfs "local,path=$PWD,mount_tag=project,security_model=none,readonly=on" \
		-virtfs "local,path=$cache/sysroot-amd64,mount_tag=guest,security_model=none,readonly=on" > $log
status=$?
passed=$(grep -c '^ok ' $log) failed=$(grep -c '^not ok ' $log)
[ $status = 0 ] || [ "$failed" != 0 ] || failed=1
[ "$failed" = 0 ] || tail -n 60 $log
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
