# The module built for kernels that are not tested with it.
.PHONY: kmod-sid
kmod-sid:				## the module built for Debian unstable's kernel, W=1
	@tools/deps.sh
	@tools/fetch.sh build-sid
	@tests/kmod/build.sh sid build/kmod/sid
