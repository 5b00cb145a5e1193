# make help lists the targets; V=1 shows the commands.
# Products: build/arm64/xlate, xlatectl, xlate.ko; build/$(NATIVE)/ the same sources for this machine's tests and tools;
# build/gen/ generated sources; build/tests/ test programs and logs.

ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell nproc)
endif
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

MACHINE := $(shell uname -m)
VERSION := $(shell cat VERSION)
NATIVE := $(if $(filter aarch64,$(MACHINE)),native,x86-64)
CROSS ?= $(if $(filter aarch64,$(MACHINE)),,aarch64-linux-gnu-)
CC := gcc
PREFIX ?= /usr
Q := $(if $(V),,@)
say = @echo '  $(1)	$@'

# Wraps and aliasing as in the kernel: guest memory is read and written through pointers of every type.
CFLAGS ?= -O2 -g
COMMON := -std=gnu11 -ffreestanding -fPIE -fno-stack-protector -fno-strict-aliasing -fwrapv -fno-common \
	-fno-asynchronous-unwind-tables -fvisibility=hidden -ffunction-sections -fdata-sections \
	-Wall -Wextra -Wno-unused-parameter -Wno-missing-field-initializers -Wno-override-init -Wstrict-prototypes \
	-Wmissing-prototypes -Werror=implicit -Werror=int-conversion -Werror=incompatible-pointer-types -Werror=return-type \
	-Iinclude -Itranslator -Ibuild/gen -DXLATE_VERSION='"$(VERSION)"'
# No vector registers outside generated code: the guest's stay in v0-v31. Base Armv8.0, atomics in place.
# Everything lies within 1 MiB, and nobody walks its frames: 2 % fewer instructions.
ARM64 := $(COMMON) -mgeneral-regs-only -march=armv8-a -mno-outline-atomics -mcmodel=tiny -fomit-frame-pointer
LDFLAGS_ARM64 := -nostdlib -static-pie -Wl,--no-dynamic-linker -Wl,-z,max-page-size=65536 -Wl,-z,noexecstack \
	-Wl,-z,norelro -Wl,--gc-sections -Wl,--build-id=sha1

TRANSLATOR := $(wildcard translator/*.c translator/insn/*.c translator/a64/*.c)
RUNTIME := $(wildcard runtime/*.c runtime/*.S)
GEN := build/gen/rows_gen.c build/gen/rows_gen.h
LDSCRIPT := $(wildcard runtime/xlate.lds)

objects = $(patsubst %,$(1)/%.o,$(basename $(2)))
TRANSLATOR_ARM64 := $(call objects,build/arm64,$(TRANSLATOR) build/gen/rows_gen.c)
TRANSLATOR_NATIVE := $(call objects,build/$(NATIVE),$(TRANSLATOR) build/gen/rows_gen.c)
RUNTIME_ARM64 := $(call objects,build/arm64,$(RUNTIME))

# Test folders say in their own .mk files how their programs are built, and append those to CHECK.
CHECK :=
-include kmod/kmod.mk cli/cli.mk selftests/selftests.mk $(wildcard tests/*/*.mk)

.PHONY: all native demo check check-interrupts install bench cost fuzz fuzz-insn docs clean help
all:					## translator, kernel module, xlatectl (default)
	@tools/deps.sh
	@tools/fetch.sh $(if $(CROSS),libs kernel-$(KERNEL),libs)
	@$(MAKE) build/arm64/xlate build/arm64/xlatectl build/arm64/xlate.ko

native: build/$(NATIVE)/libtranslator.a	## the translator's core for this machine, for tests and tools

demo:					## installs what is missing, builds, runs real programs
	+@tools/demo.sh

check:					## builds and runs every test (SUITES=REGEX: some)
	@tools/deps.sh
	@tools/fetch.sh
	@$(MAKE) build/arm64/xlate build/arm64/xlatectl build/arm64/xlate.ko native $(CHECK)
	@tests/run.sh $(if $(SUITES),'$(SUITES)')

install: build/arm64/xlate build/arm64/xlatectl	## on an arm64 machine: x86-64 programs run from now on
	@DESTDIR=$(DESTDIR) tools/install.sh $(DESTDIR)$(PREFIX)

bench:					## instruction counts beside native, qemu-user, box64
	@tools/deps.sh
	@$(MAKE) build/arm64/xlate
	@for cpu in neoverse-n1 max,sve=off; do \
		bench/run.sh --cpu $$cpu --only native,qemu72,box64 --missing && bench/run.sh --cpu $$cpu --only xlate || exit 1; \
	done
	@bench/run.sh --figures

cost: build/arm64/xlate		## what translation costs: host instructions executed per guest instruction translated
	@bench/run.sh --cost

fuzz:					## decoder and ELF reader on hostile bytes: libFuzzer, sanitizers (N=...)
	@tools/deps.sh clang
	@tests/fuzz/decode.sh $(or $(N),1000000) $(or $(SEED),1)
	@tests/fuzz/elf.sh 100000 $(or $(N),1000000) $(or $(SEED),1)

fuzz-insn: native			## random instruction sequences (N=..., SEED=...)
	@tools/fetch.sh qemu
	@$(MAKE) build/arm64/xlate $(CHECK)
	@tests/fuzz/insn.sh $(or $(N),100000) $(or $(SEED),1)

check-interrupts: native		## instruction tests interrupted at every host instruction, in all ways to translate (SETS=..., N=..., SEED=...)
	@tools/fetch.sh qemu
	@$(MAKE) build/arm64/xlate $(CHECK)
	@tests/insn/run --no-build -p -n $(or $(SETS),2)
	@tests/fuzz/insn.sh $(or $(N),10000) $(or $(SEED),1) interrupts

docs:					## docs/supported.md from the rows
	$(Q)python3 tools/rows.py --supported > docs/supported.md

clean:					## removes build/
	$(Q)rm -rf build

help:					## this list
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/\1\t\2/p' Makefile */*.mk | expand -t 16

build/arm64/xlate: $(RUNTIME_ARM64) build/arm64/libtranslator.a $(LDSCRIPT)
	$(call say,LINK)
	$(Q)$(CROSS)gcc $(CFLAGS) $(ARM64) $(LTO) $(LDFLAGS_ARM64) $(LDSCRIPT:%=-Wl,-T,%) -o $@ $(RUNTIME_ARM64) build/arm64/libtranslator.a -lgcc

build/arm64/libtranslator.a: $(TRANSLATOR_ARM64)
	$(Q)rm -f $@
	$(Q)$(CROSS)gcc-ar rcs $@ $^

build/$(NATIVE)/libtranslator.a: $(TRANSLATOR_NATIVE)
	$(Q)rm -f $@
	$(Q)ar rcs $@ $^

build/arm64/runtime/%.o: ARM64 += -Iruntime
# Translation is what a short program spends its time on: 8 % fewer instructions. The objects hold machine code too, for tools.
LTO := -O3 -flto -flto-partition=one --param early-inlining-insns=60
build/arm64/translator/%.o: CFLAGS += $(LTO) -ffat-lto-objects

build/arm64/%.o: %.c VERSION Makefile | $(GEN)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CROSS)gcc $(CFLAGS) $(ARM64) -MMD -MP -c -o $@ $<

build/arm64/%.o: %.S VERSION Makefile | $(GEN)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CROSS)gcc $(CFLAGS) $(ARM64) -MMD -MP -c -o $@ $<

build/$(NATIVE)/%.o: %.c VERSION Makefile | $(GEN)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CFLAGS) $(COMMON) -MMD -MP -c -o $@ $<

$(GEN) &: tools/rows.py tools/decode_map.py tools/quick_map.py translator/insn.h $(wildcard translator/insn/*.c)
	@mkdir -p build/gen
	$(call say,ROWS)
	$(Q)python3 tools/rows.py

-include $(patsubst %.o,%.d,$(TRANSLATOR_ARM64) $(TRANSLATOR_NATIVE) $(RUNTIME_ARM64))
