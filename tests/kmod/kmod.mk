# The module built for a kernel that it is not tested with, and installed.
.PHONY: kmod-sid install-vm
kmod-sid:				## the module built for Debian unstable's kernel, W=1
	@tools/deps.sh
	@tools/fetch.sh build-sid
	@tests/kmod/build.sh sid build/kmod/sid

install-vm:				## make install, tried in a VM with DKMS and gcc
	@tools/deps.sh
	@tools/fetch.sh libs sysroot system
	@$(MAKE) build/arm64/xlate build/arm64/xlatectl
	@tests/kmod/install.sh
