# xlatectl. libnl is linked in: what it needs of it is small, and the program then needs the C library only.
NL ?= $(if $(CROSS),$(XLATE_CACHE)/libs-arm64/usr,/usr)
CLI_SOURCES := $(wildcard cli/*.c) common/module.c

build/arm64/xlatectl: $(CLI_SOURCES) $(wildcard cli/*.h common/*.h) include/uapi/linux/xlate.h VERSION cli/cli.mk
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CROSS)gcc $(CFLAGS) -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -DXLATE_VERSION='"$(VERSION)"' \
		-DXLATE_TRANSLATOR='"$(PREFIX)/bin/xlate"' -Iinclude/uapi -I$(NL)/include/libnl3 -o $@ $(CLI_SOURCES) \
		-L$(NL)/lib/aarch64-linux-gnu -Wl,-Bstatic -lnl-genl-3 -lnl-3 -Wl,-Bdynamic
