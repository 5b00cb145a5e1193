// SPDX-License-Identifier: GPL-2.0-only
/*
 * binfmt.c - which binfmt_misc entries take x86-64 programs. The files below /proc/sys/fs/binfmt_misc are those of the kernel's
 * Documentation/admin-guide/binfmt-misc.rst: "enabled", then "interpreter PATH", "offset N", "magic HEX", "mask HEX".
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli.h"

#define BINFMT_DIR "/proc/sys/fs/binfmt_misc"

enum { MAGIC_MAX = 128 };

/* The first bytes of an x86-64 program: ELF64, little endian, System V, ET_EXEC or ET_DYN, EM_X86_64. */
static const unsigned char guest_head[2][MAGIC_MAX] = {
	{ 0x7f, 'E', 'L', 'F', 2, 1, 1, [16] = 2, [18] = 62, [20] = 1 },
	{ 0x7f, 'E', 'L', 'F', 2, 1, 1, [16] = 3, [18] = 62, [20] = 1 },
};

struct match {
	bool enabled, magic_given;
	unsigned offset, size;
	unsigned char magic[MAGIC_MAX], mask[MAGIC_MAX];
};

static unsigned take_hex(const char *text, unsigned char *out)
{
	unsigned n = 0, byte;

	while (n < MAGIC_MAX && sscanf(text + 2 * n, "%2x", &byte) == 1)
		out[n++] = (unsigned char)byte;
	return n;
}

static void take_line(const char *line, struct match *m, struct binfmt_entry *entry)
{
	if (!strncmp(line, "enabled", 7)) {
		m->enabled = true;
	} else if (!strncmp(line, "interpreter ", 12)) {
		snprintf(entry->interpreter, sizeof(entry->interpreter), "%.*s", (int)strcspn(line + 12, "\n"), line + 12);
	} else if (!strncmp(line, "offset ", 7)) {
		m->offset = (unsigned)strtoul(line + 7, NULL, 10);
	} else if (!strncmp(line, "magic ", 6)) {
		m->size = take_hex(line + 6, m->magic);
		m->magic_given = true;
	} else if (!strncmp(line, "mask ", 5)) {
		take_hex(line + 5, m->mask);
	}
}

static bool matches(const struct match *m)
{
	for (int type = 0; type < 2 && m->enabled && m->magic_given; type++) {
		unsigned i = 0;

		while (i < m->size && m->offset + i < MAGIC_MAX &&
		       !((m->magic[i] ^ guest_head[type][m->offset + i]) & m->mask[i]))
			i++;
		if (i == m->size)
			return true;
	}
	return false;
}

static bool read_entry(const char *name, struct binfmt_entry *entry)
{
	struct match m = { .enabled = false };
	char path[sizeof(BINFMT_DIR) + 256], line[4200];
	FILE *f;

	memset(m.mask, 0xff, sizeof(m.mask));
	snprintf(entry->name, sizeof(entry->name), "%s", name);
	entry->interpreter[0] = 0;
	snprintf(path, sizeof(path), BINFMT_DIR "/%s", name);
	f = fopen(path, "r");
	if (!f)
		return false;
	while (fgets(line, sizeof(line), f))
		take_line(line, &m, entry);
	fclose(f);
	return matches(&m);
}

int binfmt_rivals(void (*found)(const struct binfmt_entry *entry, void *arg), void *arg)
{
	DIR *dir = opendir(BINFMT_DIR);
	struct binfmt_entry entry;
	struct dirent *d;
	int n = 0;

	if (!dir)
		return -errno;
	while ((d = readdir(dir))) {
		if (d->d_name[0] == '.' || !strcmp(d->d_name, "register") || !strcmp(d->d_name, "status"))
			continue;
		if (!read_entry(d->d_name, &entry))
			continue;
		found(&entry, arg);
		n++;
	}
	closedir(dir);
	return n;
}

/* /proc/modules begins with the module that was loaded last; a binfmt_misc that is built in came before all. */
bool binfmt_comes_first(void)
{
	FILE *f = fopen("/proc/modules", "r");
	bool first = false;
	char name[128];

	if (!f)
		return false;
	while (fscanf(f, "%127s%*[^\n]", name) == 1) {
		first = !strcmp(name, "binfmt_misc");
		if (first || !strcmp(name, "xlate"))
			break;
	}
	fclose(f);
	return first;
}
