# The instruction tests: the oracle (x86-64 machines only) and the runner (arm64, under qemu elsewhere), see README.
INSN := build/tests/insn
INSN_FLAGS := -std=gnu11 -O2 -g -Wall -Wextra -Wno-unused-parameter -fno-strict-aliasing -Itranslator -Ibuild/gen -Itests/insn
INSN_HEADERS := $(wildcard tests/insn/*.h translator/*.h translator/a64/*.h runtime/helper*.h runtime/softfloat*.h)
INSN_RUNNER := $(wildcard tests/insn/runner*.c) tests/insn/runner_entry.S tests/insn/compare.c tests/insn/world.c \
	$(wildcard runtime/helper*.c runtime/softfloat*.c)
INSN_ORACLE := $(addprefix tests/insn/,oracle.c oracle_run.c oracle_write.c oracle_entry.S corner.c comparable.c undefined.c vendor.c rng.c world.c)

CHECK += $(INSN)/runner $(INSN)/coverage $(if $(filter x86_64,$(MACHINE)),$(INSN)/oracle)

# The translator's data has to be within 1 MiB of its code (-mcmodel=tiny), and the C library lies between: as little else as can be.
INSN_NEAR := -fno-lto -Wl,-z,norelro -Wl,-z,max-page-size=4096
$(INSN)/runner: tests/insn/insn.mk $(INSN_RUNNER) $(INSN_HEADERS) build/arm64/libtranslator.a
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CROSS)gcc $(INSN_FLAGS) -march=armv8-a $(INSN_NEAR) -fPIE -static-pie -o $@ $(INSN_RUNNER) build/arm64/libtranslator.a

$(INSN)/oracle: $(INSN_ORACLE) $(INSN_HEADERS) build/$(NATIVE)/libtranslator.a
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(INSN_FLAGS) -o $@ $(INSN_ORACLE) build/$(NATIVE)/libtranslator.a

$(INSN)/coverage: tests/insn/coverage.c $(INSN_HEADERS) build/$(NATIVE)/libtranslator.a
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(INSN_FLAGS) -o $@ tests/insn/coverage.c build/$(NATIVE)/libtranslator.a

INSN_FUZZ := $(addprefix tests/insn/,fuzz.c fuzz_case.c fuzz_insn.c fuzz_special.c fuzz_form.c comparable.c oracle_run.c oracle_write.c oracle_entry.S undefined.c vendor.c rng.c world.c)
CHECK += $(if $(filter x86_64,$(MACHINE)),$(INSN)/fuzz)

$(INSN)/fuzz: $(INSN_FUZZ) $(INSN_HEADERS) build/$(NATIVE)/libtranslator.a
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(INSN_FLAGS) -o $@ $(INSN_FUZZ) build/$(NATIVE)/libtranslator.a
