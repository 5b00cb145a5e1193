// SPDX-License-Identifier: GPL-2.0-only
/* main.c - xlatectl: the table of verbs. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "cli.h"

static const struct verb {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *arguments, *help;
} verbs[] = {
	{ "status", verb_status, "[--json]", "is the kernel module there, what does it do, what is wrong" },
	{ "module", verb_module, "start [TRANSLATOR] | stop", "x86-64 programs run through xlate, or no longer" },
};

enum { VERBS = sizeof(verbs) / sizeof(verbs[0]) };

static int usage(FILE *out)
{
	fputs("usage: xlatectl VERB [ARGUMENTS]\n\n", out);
	for (unsigned i = 0; i < VERBS; i++)
		fprintf(out, "  %-8s %-27s %s\n", verbs[i].name, verbs[i].arguments, verbs[i].help);
	fputs("\n  --help, --version\n\nExit status: 0, 1 where there is a problem, 2 for a wrong command line.\n", out);
	return out == stdout ? 0 : 2;
}

static void say(const char *format, va_list ap, const char *end)
{
	fputs("xlatectl: ", stderr);
	vfprintf(stderr, format, ap);
	fputs(end, stderr);
}

int misuse(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say(format, ap, " (xlatectl --help)\n");
	va_end(ap);
	return 2;
}

int problem(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say(format, ap, "\n");
	va_end(ap);
	return 1;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return usage(stderr);
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		return usage(stdout);
	if (!strcmp(argv[1], "--version")) {
		puts("xlatectl " XLATE_VERSION);
		return 0;
	}
	for (unsigned i = 0; i < VERBS; i++)
		if (!strcmp(argv[1], verbs[i].name))
			return verbs[i].run(argc - 1, argv + 1);
	return misuse("unknown verb: %s", argv[1]);
}
