# xlate.ko. On an arm64 machine for the running kernel; elsewhere, and for the tests, for Debian's kernels of tools/fetch.sh.
XLATE_CACHE ?= $(HOME)/.cache/xlate
KERNELS := 6.1 6.12
KERNEL ?= 6.1
KMOD_SOURCES := Kbuild VERSION include/uapi/linux/xlate.h $(wildcard kmod/*.[ch])
KERNEL_HEADERS ?= $(if $(filter aarch64,$(MACHINE)),/lib/modules/$(shell uname -r)/build,$(XLATE_CACHE)/kernel/$(KERNEL)/build)

# $(call kmod_build,FOLDER,HEADERS): Kbuild writes beside the sources, so these are copied. Warnings fail the build. Without BTF,
# which would need pahole and the kernel's vmlinux.
kmod_build = @rm -rf $(1) && mkdir -p $(1) && cp -r Kbuild VERSION include kmod $(1)/
kmod_build += && if ! MAKEFLAGS= $(MAKE) -C $(2) M=$(CURDIR)/$(1) ARCH=arm64 CROSS_COMPILE=$(CROSS) $(and $(CROSS),CC=$(CROSS)gcc-12) W=1 \
	CONFIG_DEBUG_INFO_BTF_MODULES= modules > $(1)/log 2>&1 || grep -qE ':[0-9]+: warning:' $(1)/log; then cat $(1)/log; rm -f $(1)/xlate.ko; exit 1; fi

.PHONY: kmod
kmod: build/arm64/xlate.ko		## the kernel module (KERNEL_HEADERS=DIR: for another kernel)

build/arm64/xlate.ko: $(KMOD_SOURCES) kmod/kmod.mk
	$(call say,KMOD)
	$(call kmod_build,build/kmod/default,$(KERNEL_HEADERS))
	$(Q)cp build/kmod/default/xlate.ko $@

build/kmod/%/xlate.ko: $(KMOD_SOURCES) kmod/kmod.mk
	$(call say,KMOD)
	$(call kmod_build,build/kmod/$*,$(XLATE_CACHE)/kernel/$*/build)
