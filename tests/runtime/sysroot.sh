#!/bin/bash
# sysroot.sh: -L DIR: which file a path names. The program is static, built here.
set -uo pipefail
cd "$(dirname "$0")/../.."

out=$PWD/build/tests/sysroot
cache=${XLATE_CACHE:-$HOME/.cache/xlate}
xlate=("$PWD/build/arm64/xlate")
passed=0 failed=0
if [ "$(uname -m)" = aarch64 ]; then
	echo "SKIP: no compiler for static x86-64 programs on an arm64 machine"
	echo "0 passed, 0 failed, 1 skipped"
	exit 0
fi
xlate=("$cache/qemu/qemu-aarch64" -cpu "${XLATE_TEST_CPU:-max,pauth-impdef=on}" "${xlate[@]}")
rm -rf "$out"
mkdir -p "$out/root"/{bin,etc,tmp,opt/deep} "$out/host"
cd "$out" || exit 1

# Prints what each argument names: "l" what a link says, "x" by executing it.
musl-gcc -static -O1 -x c -o root/bin/look - << 'END' || exit 1
#include <stdio.h>
#include <string.h>
#include <errno.h>
#include <unistd.h>
#include <fcntl.h>
#include <sys/stat.h>
int main(int argc, char **argv)
{
	char buf[4096] = "";
	struct stat st;
	int fd;

	if (argc < 3)
		return puts(argc > 1 ? argv[1] : "run") < 0;
	if (argv[1][0] == 'x') {
		execv(argv[2], argv + 2);
	} else if (argv[1][0] == 'l') {
		if (readlink(argv[2], buf, sizeof(buf) - 1) > 0 && !lstat(argv[2], &st))
			return printf("%s %d\n", buf, S_ISLNK(st.st_mode)) < 0;
	} else {
		fd = open(argv[2], O_RDONLY);
		if (fd >= 0 && !stat(argv[2], &st) && !access(argv[2], R_OK) && read(fd, buf, sizeof(buf) - 1) >= 0)
			return printf("%s", buf) < 0;
	}
	printf("error %d\n", errno);
	return 1;
}
END
ln -s look root/bin/sh
echo guest > root/etc/file
echo host > host/both
echo host > host/only
ln -s file root/etc/relative
ln -s /etc/file root/etc/absolute
ln -s /etc/absolute root/opt/deep/chain
ln -s /nothing/there root/etc/dangling
ln -s "$out/host/only" root/etc/outside
echo guest > root/tmp/xlate-sysroot-test
printf '#!/bin/sh\n' > root/bin/script
chmod +x root/bin/script

expect() # TEXT ARGS...
{
	local text

	text=$(timeout 20 "${xlate[@]}" -L "${root:-$out/root}" /bin/look "${@:2}" 2>&1)
	if [ "$text" = "$1" ]; then
		passed=$((passed + 1))
	else
		echo "FAIL ${*:2}: \`$text', expected \`$1'"
		failed=$((failed + 1))
	fi
}

expect guest f /etc/file
expect guest f /etc/relative
expect guest f /etc/absolute
expect guest f /opt/deep/chain
expect 'error 2' f /etc/dangling
expect host f /etc/outside
expect host f host/both
expect host f "$out/host/only"
expect 'error 2' f /tmp/xlate-sysroot-test
expect 'file 1' l /etc/relative
expect '/etc/file 1' l /etc/absolute
expect run x /bin/look
expect run x /bin/sh
expect /bin/script x /bin/script
expect 'error 2' x /bin/nothing
root=root expect guest f /etc/file
root=root/ expect guest f /etc/absolute
cd root && root=. expect run x /bin/sh

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
