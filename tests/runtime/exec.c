/* SPDX-License-Identifier: GPL-2.0-only */
/* execve: arguments and environment exact, scripts, descriptors, errors before anything is lost. */
#include "show.h"
#include <sys/auxv.h>

extern char **environ;
static char self[4096];

static void print_args(int argc, char **argv)
{
	printf("argc %d:", argc);
	for (int i = 0; i < argc; i++)
		printf(" [%s]", argv[i]);
	printf(" env:");
	for (char **e = environ; *e; e++)
		printf(" [%s]", *e);
	printf(" execfn [%s]\n", (char *)getauxval(AT_EXECFN));
	fflush(stdout);
}

/* Runs fn in a child and shows how it ends. */
static void child(const char *what, void (*fn)(void))
{
	int status;
	pid_t pid;

	printf("%s\n", what);
	fflush(stdout);
	pid = fork();
	if (!pid) {
		fn();
		show("failed", -1);
		_exit(99);
	}
	waitpid(pid, &status, 0);
	show_status(what, status);
}

static char *const env_two[] = { "A=1", "B=two words", NULL };
static char *const env_none[] = { NULL };

#define EXEC(name, path, env, ...) \
	static void name(void) { char *argv[] = { __VA_ARGS__, NULL }; execve(path, argv, (char *const *)env); }

EXEC(plain, "./prog", env_two, "name of its own", "args", "", "-x", "--", "--argv0")
EXEC(no_env, "./prog", env_none, "p", "args")
EXEC(script, "./script", env_two, "lost", "one", "two")
EXEC(script_bare, "./bare", env_two, "lost")
EXEC(nested, "./nested", env_two, "lost", "end")
EXEC(endless, "./endless", env_two, "x")
EXEC(nothing, "./nothing", env_two, "x")
EXEC(no_interpreter, "./nointerp", env_two, "x")
EXEC(not_executable, "./notexec", env_two, "x")
EXEC(folder, "./folder", env_two, "x")
EXEC(below_file, "./notexec/x", env_two, "x")
EXEC(text, "./text", env_two, "x")
EXEC(empty, "./empty", env_two, "x")
EXEC(broken, "./broken", env_two, "x")
EXEC(other_machine, "./i386", env_two, "x")
EXEC(bad_path, (char *)8, env_two, "x")
EXEC(bad_env, "./prog", 8, "x")
EXEC(no_name, "", env_two, "x")
EXEC(proc_self, "/proc/self/exe", env_two, "p", "args")

static void null_argv(void)
{
	syscall(SYS_execve, "./prog", NULL, env_two);
}

static void by_descriptor(void)
{
	char *argv[] = { "fexec", "fd", NULL };
	int fd = open("prog", O_RDONLY);

	syscall(SYS_execveat, fd, "", argv, env_two, AT_EMPTY_PATH);
}

static void by_cloexec(void)
{
	char *argv[] = { "fexec", "fd", NULL };

	syscall(SYS_execveat, open("prog", O_PATH | O_CLOEXEC), "", argv, env_two, AT_EMPTY_PATH);
}

static void at_folder(void)
{
	char *argv[] = { "at", "args", NULL };

	syscall(SYS_execveat, open("folder", O_PATH), "prog", argv, env_two, 0);
}

static void script_by_cloexec(void)
{
	char *argv[] = { "at", "args", NULL };

	syscall(SYS_execveat, open("script", O_RDONLY | O_CLOEXEC), "", argv, env_two, AT_EMPTY_PATH);
}

static void handler(int sig)
{
}

static void ignored_signal(void)
{
	char *argv[] = { "p", "signals", NULL };
	sigset_t set;

	signal(SIGUSR1, SIG_IGN);
	signal(SIGUSR2, handler);
	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	execve("./prog", argv, env_two);
}

static void print_signals(void)
{
	sigset_t set;

	sigprocmask(SIG_BLOCK, NULL, &set);
	printf("USR1 ignored %d, USR2 default %d, HUP blocked %d, INT blocked %d\n", signal(SIGUSR1, SIG_DFL) == SIG_IGN,
	       signal(SIGUSR2, SIG_DFL) == SIG_DFL, sigismember(&set, SIGHUP), sigismember(&set, SIGINT));
}

static void many(void)
{
	static char *argv[3000];

	argv[0] = "p";
	argv[1] = "count";
	for (int i = 2; i < 2999; i++)
		argv[i] = "argument";
	execve("./prog", argv, env_two);
}

static void copy_self(const char *to)
{
	char buf[65536];
	int in = open(self, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0755);
	ssize_t n;

	while ((n = read(in, buf, sizeof(buf))) > 0)
		write(out, buf, n);
	close(in);
	close(out);
}

static void make_files(void)
{
	char elf[64] = "\177ELF\2\1\1";

	copy_self("prog");
	mkdir("folder", 0755);
	copy_self("folder/prog");
	put_file("script", "#! ./prog  args one  two \nrest\n", 0755);
	put_file("bare", "#!./prog\n", 0755);
	put_file("nested", "#!./script level\n", 0755);
	put_file("endless", "#!./endless\n", 0755);
	put_file("nointerp", "#!./nothing\n", 0755);
	put_file("notexec", "#!./prog\n", 0644);
	put_file("text", "echo text\n", 0755);
	put_file("empty", "", 0755);
	put_file("broken", "\177ELF\2\1\1", 0755);
	elf[4] = 1;
	elf[16] = 2;
	elf[18] = 3;
	elf[63] = 1;
	int fd = open("i386", O_WRONLY | O_CREAT, 0755);
	write(fd, elf, sizeof(elf));
	close(fd);
}

static void descriptors(void)
{
	int a = open("/dev/null", O_RDONLY | O_CLOEXEC), b = open("/dev/null", O_RDONLY);
	char text[20], *argv[] = { "p", "open", text, NULL };

	snprintf(text, sizeof(text), "%d,%d", a, b);
	execve("./prog", argv, env_two);
}

static int as_child(int argc, char **argv)
{
	int a, b;

	if (argc > 1 && !strcmp(argv[1], "signals")) {
		print_signals();
	} else if (argc > 1 && !strcmp(argv[1], "count")) {
		printf("argc %d last %s\n", argc, argv[argc - 1]);
	} else if (argc > 2 && !strcmp(argv[1], "open")) {
		sscanf(argv[2], "%d,%d", &a, &b);
		printf("close-on-exec %d, open %d\n", fcntl(a, F_GETFD), fcntl(b, F_GETFD));
	} else {
		print_args(argc, argv);
	}
	return argc;
}

int main(int argc, char **argv)
{
	if (argc != 1 || strcmp(argv[0] + (strlen(argv[0]) > 4 ? strlen(argv[0]) - 4 : 0), "exec"))
		return as_child(argc, argv);
	realpath(argv[0], self);
	make_files();
#define CHILD(fn) child(#fn, fn)
	CHILD(plain); CHILD(no_env); CHILD(null_argv); CHILD(script); CHILD(script_bare); CHILD(nested); CHILD(endless);
	CHILD(nothing); CHILD(no_interpreter); CHILD(not_executable); CHILD(folder); CHILD(below_file); CHILD(text);
	CHILD(empty); CHILD(broken); CHILD(other_machine); CHILD(bad_path); CHILD(bad_env); CHILD(no_name);
	CHILD(proc_self); CHILD(by_descriptor); CHILD(by_cloexec); CHILD(at_folder); CHILD(script_by_cloexec);
	CHILD(ignored_signal); CHILD(many); CHILD(descriptors);
	return 0;
}
