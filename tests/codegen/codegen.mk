# The translator as a filter, for run.py.
CHECK += build/tests/codegen/dump

build/tests/codegen/dump: tests/codegen/dump.c tests/codegen/codegen.mk $(wildcard translator/*.h) build/$(NATIVE)/libtranslator.a
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) -std=gnu11 -O2 -g -Wall -Wextra -Itranslator -o $@ tests/codegen/dump.c build/$(NATIVE)/libtranslator.a
