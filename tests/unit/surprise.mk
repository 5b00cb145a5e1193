# xlate with a translate() that fails where its guest program asks for it: see surprise.sh.
SURPRISE := build/tests/surprise
CHECK += $(SURPRISE)/xlate $(SURPRISE)/guest

$(SURPRISE)/xlate: tests/unit/surprise.c $(RUNTIME_ARM64) build/arm64/libtranslator.a $(wildcard translator/*.h)
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CROSS)gcc $(CFLAGS) $(ARM64) $(LTO) $(LDFLAGS_ARM64) -Wl,--wrap=translate -o $@ $< $(RUNTIME_ARM64) \
		build/arm64/libtranslator.a -lgcc

$(SURPRISE)/guest: tests/unit/surprise_guest.S
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(if $(filter x86_64,$(MACHINE)),gcc,x86_64-linux-gnu-gcc) -nostdlib -static -Wl,--build-id=none -o $@ $<
