# The kernel module's tests, run in a virtual machine with Debian's kernels; HOST=1 on an arm64 machine: on itself, as root.
KSELFTEST := build/kselftest/tools/testing/selftests

CHECK += build/kselftest/built $(KERNELS:%=build/kmod/%/xlate.ko)

.PHONY: kselftest kselftest-debug
kselftest:				## the kernel module's tests in a VM (HOST=1: on this arm64 machine, as root)
	@[ -z "$(HOST)" ] || [ $(MACHINE) = aarch64 ] || { echo "HOST=1: this is no arm64 machine; the tests run in a virtual one without"; exit 2; }
	@tools/deps.sh
	@tools/fetch.sh libs kselftest sysroot $(if $(HOST),,$(KERNELS:%=kernel-%))
	@$(MAKE) build/arm64/xlate build/arm64/xlatectl build/kselftest/built $(if $(HOST),build/arm64/xlate.ko,$(KERNELS:%=build/kmod/%/xlate.ko))
	@selftests/run $(if $(HOST),--host)

kselftest-debug:			## the same on a kernel with KASAN, lockdep, and failing allocations (builds it once: 15 CPU minutes)
	@tools/deps.sh kernel
	@tools/fetch.sh libs kselftest sysroot source
	@tools/kernel-debug.sh
	@$(MAKE) build/arm64/xlate build/arm64/xlatectl build/kselftest/built build/kmod/debug/xlate.ko
	@selftests/run debug

build/kselftest/built: $(wildcard selftests/*.[ch] selftests/*.sh) selftests/settings selftests/Makefile common/module.c common/module.h include/uapi/linux/xlate.h
	$(call say,KSELFTEST)
	$(Q)rm -rf build/kselftest && mkdir -p $(KSELFTEST)
	$(Q)cp -r $(XLATE_CACHE)/kselftest/tools/testing/selftests/* $(KSELFTEST)/
	$(Q)cp -r common include build/kselftest/ && cp -r selftests $(KSELFTEST)/xlate
	$(Q)$(MAKE) -C $(KSELFTEST)/xlate ARCH=arm64 CROSS_COMPILE=$(CROSS) NL=$(abspath $(NL)) OUTPUT=$(abspath $(KSELFTEST)/xlate) > build/kselftest/log 2>&1 || \
		{ cat build/kselftest/log; exit 1; }
	$(Q)touch $@
