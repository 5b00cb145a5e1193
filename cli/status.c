// SPDX-License-Identifier: GPL-2.0-only
/* status.c - xlatectl status: the module, its counters, what is wrong and what to do about it. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "../common/module.h"
#include "cli.h"

enum { PROBLEMS_MAX = 32, PROBLEM_SIZE = 640 };

struct status {
	bool loaded, config_known;
	struct module_config config;
	struct module_stats stats;
	unsigned nproblems;
	char problems[PROBLEMS_MAX][PROBLEM_SIZE];
};

static void __attribute__((format(printf, 2, 3))) add_problem(struct status *s, const char *format, ...)
{
	va_list ap;

	if (s->nproblems == PROBLEMS_MAX)
		return;
	va_start(ap, format);
	vsnprintf(s->problems[s->nproblems++], PROBLEM_SIZE, format, ap);
	va_end(ap);
}

/* ---- what there is ---- */

static void found_rival(const struct binfmt_entry *entry, void *arg)
{
	struct status *s = arg;

	if (s->loaded && !binfmt_comes_first())
		return;			/* the module takes the programs before it is asked */
	add_problem(s, "the binfmt_misc entry %s (%.200s) takes x86-64 programs%s: "
		    "echo -1 > /proc/sys/fs/binfmt_misc/%s removes it%s", entry->name, entry->interpreter,
		    s->loaded ? " before xlate" : "", entry->name,
		    s->loaded ? ", or load the module again: rmmod xlate; xlatectl module start" : "");
}

static void check_translator(struct status *s)
{
	struct stat st;

	if (!s->config.translator[0])
		add_problem(s, "no translator is configured: xlatectl module start");
	else if (stat(s->config.translator, &st))
		add_problem(s, "the translator in use is no longer at %.300s: install it again, then xlatectl module start",
			    s->config.translator);
	else if (st.st_ino != s->config.ino || st.st_dev != s->config.dev)
		add_problem(s, "%.300s is not the file in use any more: xlatectl module start takes the one that is there now",
			    s->config.translator);
	if (!s->config.enabled)
		add_problem(s, "the module takes no programs: xlatectl module start");
}

static void ask_module(struct status *s, struct module *m)
{
	int err = module_get_stats(m, &s->stats);

	if (err)
		add_problem(s, "counters: %s", module_error(m));
	err = module_get_config(m, &s->config);
	if (err == -EPERM)
		add_problem(s, "translator and version are shown to root only");
	else if (err)
		add_problem(s, "configuration: %s", module_error(m));
	else
		s->config_known = true;
	if (s->config_known)
		check_translator(s);
}

static void collect(struct status *s)
{
	struct module *m;
	int err = module_open(&m);

	s->loaded = !err;
	if (!err) {
		ask_module(s, m);
		module_close(m);
	} else {
		add_problem(s, err == -ENOENT ? "the kernel module is not loaded: xlatectl module start" :
			    "netlink: %s", strerror(-err));
	}
	binfmt_rivals(found_rival, s);
}

/* ---- for people ---- */

static void print_text(const struct status *s)
{
	unsigned long long failed = 0;

	printf("module      %s%s%s\n", s->loaded ? "loaded" : "not loaded", s->config_known ? ", version " : "",
	       s->config.version);
	if (s->config_known) {
		printf("programs    %s\n", s->config.enabled ? "x86-64 programs are taken" : "none are taken");
		printf("translator  %s\n", s->config.translator[0] ? s->config.translator : "none");
	}
	if (s->loaded) {
		for (int why = 1; why <= XLATE_FAIL_MAX; why++)
			failed += s->stats.failed[why];
		printf("execs       %llu taken, %llu started, %llu failed\n", (unsigned long long)s->stats.matched,
		       (unsigned long long)s->stats.started, failed);
		for (int why = 1; why <= XLATE_FAIL_MAX; why++)
			if (s->stats.failed[why])
				printf("            %llu %s\n", (unsigned long long)s->stats.failed[why], module_fail_text(why));
	}
	for (unsigned i = 0; i < s->nproblems; i++)
		printf("%s%s\n", i ? "            " : "problems    ", s->problems[i]);
}

/* ---- for machines ---- */

static void json_string(const char *s)
{
	putchar('"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			printf("\\%c", *s);
		else if ((unsigned char)*s < 0x20)
			printf("\\u%04x", (unsigned char)*s);
		else
			putchar(*s);
	}
	putchar('"');
}

static void json_member(const char *name, const char *value)
{
	printf(",\"%s\":", name);
	json_string(value);
}

static void print_json(const struct status *s)
{
	printf("{\"loaded\":%s", s->loaded ? "true" : "false");
	if (s->config_known) {
		json_member("version", s->config.version);
		json_member("translator", s->config.translator);
		printf(",\"enabled\":%s", s->config.enabled ? "true" : "false");
	}
	if (s->loaded) {
		printf(",\"matched\":%llu,\"started\":%llu,\"failed\":{\"execfd\":%llu,\"open\":%llu,\"memory\":%llu,\"late\":%llu}",
		       (unsigned long long)s->stats.matched, (unsigned long long)s->stats.started,
		       (unsigned long long)s->stats.failed[XLATE_FAIL_EXECFD], (unsigned long long)s->stats.failed[XLATE_FAIL_OPEN],
		       (unsigned long long)s->stats.failed[XLATE_FAIL_MEMORY], (unsigned long long)s->stats.failed[XLATE_FAIL_LATE]);
	}
	printf(",\"problems\":[");
	for (unsigned i = 0; i < s->nproblems; i++) {
		printf("%s", i ? "," : "");
		json_string(s->problems[i]);
	}
	puts("]}");
}

int verb_status(int argc, char **argv)
{
	bool json = argc > 1 && !strcmp(argv[1], "--json");
	struct status *s;
	int result;

	if (argc > 2 || (argc == 2 && !json))
		return misuse("status takes --json, not %s", argv[argc - 1]);
	s = calloc(1, sizeof(*s));
	if (!s)
		return problem("no memory");
	collect(s);
	(json ? print_json : print_text)(s);
	result = s->nproblems != 0;
	free(s);
	return result;
}
