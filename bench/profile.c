/* TCG plugin (as count.c): how often each piece of code was executed; bench/profiler.py reads it.
 * At exit of the first process one line a piece goes to out=PATH: host address, executions, words in hex.
 * Pieces are qemu's translation blocks, which may overlap. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stdbool.h>
#include <unistd.h>
#include <pthread.h>

#define EXPORT __attribute__((visibility("default")))
typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb; struct qemu_plugin_insn; struct qemu_info_t; struct qemu_plugin_scoreboard;
typedef struct { struct qemu_plugin_scoreboard *score; size_t offset; } qemu_plugin_u64;
enum { QEMU_PLUGIN_INLINE_ADD_U64 };
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *, size_t);
size_t qemu_plugin_insn_data(const struct qemu_plugin_insn *, void *, size_t);
struct qemu_plugin_scoreboard *qemu_plugin_scoreboard_new(size_t element_size);
uint64_t qemu_plugin_u64_sum(qemu_plugin_u64);
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t, void (*)(qemu_plugin_id_t, struct qemu_plugin_tb *));
void qemu_plugin_register_vcpu_tb_exec_inline_per_vcpu(struct qemu_plugin_tb *, int, qemu_plugin_u64, uint64_t);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t, void (*)(qemu_plugin_id_t, void *), void *);
EXPORT int qemu_plugin_version = 4;

enum { MAX_PIECES = 1 << 18 };

struct piece {
	uint64_t addr;
	uint32_t n;
	uint32_t *words;
};

static struct piece pieces[MAX_PIECES];
static size_t npieces;
static struct qemu_plugin_scoreboard *score;	/* one array of counters */
static char outpath[4096];
static pid_t first_pid;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static qemu_plugin_u64 counter(size_t i)
{
	return (qemu_plugin_u64){ score, i * sizeof(uint64_t) };
}

static void tb_trans(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t n = qemu_plugin_tb_n_insns(tb);
	struct piece *p;

	pthread_mutex_lock(&lock);
	if (npieces < MAX_PIECES) {
		p = &pieces[npieces];
		p->addr = qemu_plugin_tb_vaddr(tb);
		p->n = n;
		p->words = malloc(4 * n);
		for (size_t k = 0; k < n; k++)
			qemu_plugin_insn_data(qemu_plugin_tb_get_insn(tb, k), &p->words[k], 4);
		qemu_plugin_register_vcpu_tb_exec_inline_per_vcpu(tb, QEMU_PLUGIN_INLINE_ADD_U64, counter(npieces), 1);
		npieces++;
	}
	pthread_mutex_unlock(&lock);
}

static void at_exit(qemu_plugin_id_t id, void *u)
{
	FILE *f = getpid() == first_pid ? fopen(outpath, "w") : NULL;

	if (!f)
		return;
	for (size_t i = 0; i < npieces; i++) {
		uint64_t times = qemu_plugin_u64_sum(counter(i));

		if (!times)
			continue;
		fprintf(f, "%lx %lu ", (long)pieces[i].addr, (long)times);
		for (uint32_t k = 0; k < pieces[i].n; k++)
			fprintf(f, "%08x", pieces[i].words[k]);
		fputc('\n', f);
	}
	fclose(f);
}

EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info_t *info, int argc, char **argv)
{
	for (int k = 0; k < argc; k++)
		if (!strncmp(argv[k], "out=", 4))
			snprintf(outpath, sizeof(outpath), "%s", argv[k] + 4);
	first_pid = getpid();
	score = qemu_plugin_scoreboard_new(MAX_PIECES * sizeof(uint64_t));
	qemu_plugin_register_vcpu_tb_trans_cb(id, tb_trans);
	qemu_plugin_register_atexit_cb(id, at_exit, NULL);
	return 0;
}
