/* TCG plugin (as count.c): counts executed instructions by their place in one file. At exit
 * OUT gets a line `offset entries instructions` for each translation block of the file that ran, hexadecimal
 * offset; the last line, `other`, counts what ran from anywhere else. Arguments: of=FILE out=OUT. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stdbool.h>

/* --- the few prototypes of the plugin API v4 --- */
#define EXPORT __attribute__((visibility("default")))
typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb; struct qemu_plugin_insn; struct qemu_info_t; struct qemu_plugin_scoreboard;
typedef struct { struct qemu_plugin_scoreboard *score; size_t offset; } qemu_plugin_u64;
enum { QEMU_PLUGIN_INLINE_ADD_U64 };
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *, size_t);
void *qemu_plugin_insn_haddr(const struct qemu_plugin_insn *);
struct qemu_plugin_scoreboard *qemu_plugin_scoreboard_new(size_t element_size);
uint64_t qemu_plugin_u64_sum(qemu_plugin_u64);
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t, void (*)(qemu_plugin_id_t, struct qemu_plugin_tb *));
void qemu_plugin_register_vcpu_tb_exec_inline_per_vcpu(struct qemu_plugin_tb *, int, qemu_plugin_u64, uint64_t);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t, void (*)(qemu_plugin_id_t, void *), void *);
EXPORT int qemu_plugin_version = 4;

enum { SLOTS = 1 << 18 };	/* one for each word of the file; the last: other */

static struct qemu_plugin_scoreboard *entries, *insns;
static const char *of, *out;
static uintptr_t lo, hi, offset;	/* where the file is executable */

static qemu_plugin_u64 at(struct qemu_plugin_scoreboard *s, size_t slot)
{
	return (qemu_plugin_u64){ s, slot * sizeof(uint64_t) };
}

static void find_file(void)
{
	char line[4096], *path;
	FILE *f = fopen("/proc/self/maps", "r");

	while (f && fgets(line, sizeof(line), f)) {
		path = strchr(line, '/');
		if (!path || strncmp(path, of, strlen(of)) || path[strlen(of)] != '\n')
			continue;
		if (sscanf(line, "%lx-%lx %*s %lx", &lo, &hi, &offset) == 3 && !offset)
			break;
	}
	if (f)
		fclose(f);
}

static void tb_trans(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	uintptr_t a = (uintptr_t)qemu_plugin_insn_haddr(qemu_plugin_tb_get_insn(tb, 0));
	size_t n = qemu_plugin_tb_n_insns(tb), slot = SLOTS - 1;

	if (!hi)
		find_file();
	if (a >= lo && a < hi && (a - lo + offset) / 4 < SLOTS)
		slot = (a - lo + offset) / 4;
	qemu_plugin_register_vcpu_tb_exec_inline_per_vcpu(tb, QEMU_PLUGIN_INLINE_ADD_U64, at(entries, slot), 1);
	qemu_plugin_register_vcpu_tb_exec_inline_per_vcpu(tb, QEMU_PLUGIN_INLINE_ADD_U64, at(insns, slot), n);
}

static void at_exit(qemu_plugin_id_t id, void *user)
{
	FILE *f = fopen(out, "w");

	for (size_t i = 0; f && i < SLOTS; i++) {
		uint64_t n = qemu_plugin_u64_sum(at(insns, i)), k = qemu_plugin_u64_sum(at(entries, i));

		if (i == SLOTS - 1)
			fprintf(f, "other %lu %lu\n", (unsigned long)k, (unsigned long)n);
		else if (n)
			fprintf(f, "%zx %lu %lu\n", i * 4, (unsigned long)k, (unsigned long)n);
	}
	if (f)
		fclose(f);
}

EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info_t *info, int argc, char **argv)
{
	for (int k = 0; k < argc; k++) {
		if (!strncmp(argv[k], "of=", 3))
			of = strdup(argv[k] + 3);
		if (!strncmp(argv[k], "out=", 4))
			out = strdup(argv[k] + 4);
	}
	entries = qemu_plugin_scoreboard_new(SLOTS * sizeof(uint64_t));
	insns = qemu_plugin_scoreboard_new(SLOTS * sizeof(uint64_t));
	qemu_plugin_register_vcpu_tb_trans_cb(id, tb_trans);
	qemu_plugin_register_atexit_cb(id, at_exit, NULL);
	return !of || !out;
}
