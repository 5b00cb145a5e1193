/* SPDX-License-Identifier: GPL-2.0-only */
/* options.c - command line and environment; see options.h. */
#include "options.h"
#include "host.h"

static const char help[] =
	"usage: xlate [OPTIONS] PROGRAM [ARGS...]\n"
	"Runs an unmodified x86-64 Linux program on AArch64.\n"
	"\n"
	"  -L DIR, --sysroot DIR  take the program's files (interpreter, libraries, what it opens by an absolute\n"
	"                         path) from below DIR where they are there\n"
	"  --argv0 NAME           the program's argv[0] is NAME\n"
	"  --execfn NAME          the name it was executed by, when that is not PROGRAM (a script's)\n"
	"  --fd N                 the program is the file open as descriptor N; PROGRAM is only its name\n"
	"  --help, --version\n"
	"\n"
	"Environment (ignored for setuid programs):\n"
	"  XLATE_LOG=1..3         messages: what is not supported, also what happens, also every system call\n"
	"  XLATE_STATS=1, 2       at exit: what was translated; also every region, when it is made\n"
	"  XLATE_FP=fast          NaN payloads and signs as the host makes them\n"
	"  XLATE_FP=strict        also the exception flags that hosts without AFP do not know; slow\n"
	"\n"
	"Exit status: the program's; 127 when it is not found, 126 when it cannot be run.\n";

enum option { OPT_SYSROOT, OPT_ARGV0, OPT_EXECFN, OPT_FD, OPT_HELP, OPT_VERSION };

static const struct option_row {
	const char *name;
	enum option what;
	bool value;
} rows[] = {
	{ "-L", OPT_SYSROOT, true },
	{ "--sysroot", OPT_SYSROOT, true },
	{ "--argv0", OPT_ARGV0, true },
	{ "--execfn", OPT_EXECFN, true },
	{ "--fd", OPT_FD, true },
	{ "--help", OPT_HELP, false },
	{ "-h", OPT_HELP, false },
	{ "--version", OPT_VERSION, false },
};

/* "--name=value" and "--name" both name a row; *value is what stands behind the '=', or NULL. */
static const struct option_row *option_find(const char *arg, const char **value)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t n = strlen(rows[i].name);

		if (strncmp(arg, rows[i].name, n))
			continue;
		*value = arg[n] == '=' && arg[1] == '-' ? arg + n + 1 : NULL;
		if (!arg[n] || *value)
			return &rows[i];
	}
	return NULL;
}

static int print(const char *text)
{
	host_write(1, text, strlen(text));
	return 0;
}

/* The folder without slashes at its end; "/" is no folder of its own. */
static const char *sysroot_trim(char *dir)
{
	size_t n = strlen(dir);

	while (n && dir[n - 1] == '/')
		dir[--n] = 0;
	return n ? dir : NULL;
}

/* -1: go on. */
static int option_take(struct options *o, const struct option_row *row, const char *value)
{
	switch (row->what) {
	case OPT_SYSROOT:
		o->sysroot = sysroot_trim((char *)value);
		return -1;
	case OPT_ARGV0:
		o->argv0 = value;
		return -1;
	case OPT_EXECFN:
		o->execfn = value;
		return -1;
	case OPT_FD:
		o->fd = (int)str_number(&value);
		return -1;
	case OPT_HELP:
		return print(help);
	case OPT_VERSION:
		return print("xlate " XLATE_VERSION "\n");
	}
	return -1;
}

static int misuse(const char *what, const char *arg)
{
	say("%s%s (xlate --help)", what, arg);
	return 2;
}

static void environment(struct options *o, char **envp)
{
	for (; *envp; envp++) {
		const char *s = *envp;

		if (str_starts(s, "XLATE_LOG=")) {
			s += 10;
			o->log = (int)str_number(&s);
		} else if (!strcmp(s, "XLATE_STATS=1") || !strcmp(s, "XLATE_STATS=2")) {
			o->stats = (u8)(s[12] - '0');
		} else if (!strcmp(s, "XLATE_FP=fast")) {
			o->fp_fast = true;
		} else if (!strcmp(s, "XLATE_FP=strict")) {
			o->fp_strict = true;
		}
	}
}

int options_parse(struct options *o, int argc, char **argv, char **envp, bool secure)
{
	int i = 1;

	*o = (struct options){ .fd = -1 };
	if (!secure)
		environment(o, envp);
	for (; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
		const char *value;
		const struct option_row *row;
		int status;

		if (!strcmp(argv[i], "--")) {
			i++;
			break;
		}
		row = option_find(argv[i], &value);
		if (!row)
			return misuse("unknown option: ", argv[i]);
		if (row->value && !value) {
			if (++i == argc)
				return misuse("a value is missing behind ", argv[i - 1]);
			value = argv[i];
		}
		status = option_take(o, row, value);
		if (status >= 0)
			return status;
	}
	if (i >= argc)
		return misuse("no program given", "");
	o->args = argv + i;
	o->nargs = argc - i;
	return -1;
}

/* ---- a program that cannot be run ---- */

static const struct {
	int err;
	const char *text;
} errors[] = {
	{ EPERM, "operation not permitted" },
	{ ENOENT, "no such file" },
	{ EIO, "input/output error" },
	{ ENOEXEC, "not an x86-64 program" },
	{ ENOMEM, "not enough memory" },
	{ EACCES, "permission denied" },
	{ ENODEV, "cannot be mapped" },
	{ ENOTDIR, "a part of the path is no folder" },
	{ EISDIR, "is a folder" },
	{ EINVAL, "invalid" },
	{ ENFILE, "too many open files" },
	{ EMFILE, "too many open files" },
	{ ETXTBSY, "is being written" },
	{ ENAMETOOLONG, "name too long" },
	{ ELOOP, "too many links" },
	{ ELIBBAD, "interpreter is no x86-64 ELF file" },
	{ EEXIST, "its addresses are taken" },
	{ E2BIG, "arguments too long" },
};

static const char *error_text(int err, char *buf, size_t size)
{
	for (size_t i = 0; i < ARRAY_SIZE(errors); i++)
		if (errors[i].err == err)
			return errors[i].text;
	fmt_text(buf, size, "error %d", err);
	return buf;
}

int options_fail(const char *program, const char *file, const char *why, int err)
{
	char buf[32];

	say("%s: %s%s%s", program, file ? file : "", file ? ": " : "", why ? why : error_text(err, buf, sizeof(buf)));
	return err == ENOENT || err == ENOTDIR ? 127 : 126;
}
