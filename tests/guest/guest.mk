# The programs of tests/guest in the module's virtual machine.
.PHONY: guest-vm
guest-vm:				## tests/guest in a VM, its programs started by the module (23 CPU minutes, emulated)
	@tools/deps.sh
	@tools/fetch.sh libs sysroot kernel-$(KERNEL)
	@$(MAKE) build/arm64/xlate build/tests/guest-enter build/kmod/$(KERNEL)/xlate.ko
	@tests/guest/run.py --vm $(KERNEL)

build/tests/guest-enter: tests/guest/enter.c
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CROSS)gcc $(CFLAGS) -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -static -o $@ $<
