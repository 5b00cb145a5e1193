#!/bin/sh
# programs.sh - ten real x86-64 programs by their own names through xlate.ko and the real translator. $guest is a root
# folder of Debian's amd64 packages.
dir=$(cd "$(dirname "$0")" && pwd)
. "$dir/machine"
. "$dir/root.sh"
failed=0

# expect TEXT COMMAND...: in the guest's root, exactly this output and exit status 0
expect()
{
	want=$1
	shift
	got=$(chroot /tmp/root "$@" 2>&1)
	status=$?
	[ $status = 0 ] && [ "$got" = "$want" ] && return
	echo "$*: exit status $status, expected \"$want\", got \"$got\""
	failed=1
}

xlatectl module start "$translator" || exit 1
guest_root "$guest" || exit 1

expect x86_64 /usr/bin/uname -m
expect x86_64 /usr/bin/busybox sh -c '/usr/bin/dash -c "exec /bin/uname -m"'
expect "4950" /usr/bin/mawk 'BEGIN { for (i = 0; i < 100; i++) n += i; print n }'
expect "3.14159265358979323844" /usr/bin/dash -c 'echo "scale=20; 4*a(1)" | bc -l'
expect "a-b-c" /usr/bin/perl -e 'print join "-", sort { $a cmp $b } qw(c a b)'
expect "[1, 4, 9] x86_64" /usr/bin/python3.11 -c 'import os; print([x * x for x in (1, 2, 3)], os.uname().machine)'
expect "6765" /usr/bin/lua5.4 -e 'local function f(n) return n < 2 and n or f(n - 1) + f(n - 2) end io.write(f(20))'
expect "55" /usr/bin/sqlite3 :memory: 'with recursive n(i) as (select 1 union all select i + 1 from n where i < 10) select sum(i) from n'
expect "42" /usr/bin/jq -n '[range(43)] | max'
expect "same" /usr/bin/dash -c 'xz -c /etc/passwd | xz -dc | cmp - /etc/passwd && gzip -c /etc/passwd | gzip -dc | cmp - /etc/passwd && echo same'
expect "SHA2-256(/etc/hosts)= $(sha256sum "$guest/etc/hosts" | cut -d' ' -f1)" /usr/bin/openssl dgst -sha256 /etc/hosts

# Their files while they run: ETXTBSY is 26. They have the descriptors that a native program has.
cp "$guest/usr/bin/python3.11" /tmp/root/tmp/python
expect "$(ls /proc/self/fd)" /usr/bin/ls /proc/self/fd
expect "26 26" /tmp/python -c '
import os, subprocess
def busy(path):
    try:
        os.close(os.open(path, os.O_WRONLY))
        return 0
    except OSError as e:
        return e.errno
subprocess.run(["/bin/true"], check=True)
os.closerange(3, 100)
r, w = os.pipe()
if os.fork():
    os.close(r)
    print(busy("/tmp/python"), flush=True, end=" ")
    os._exit(0)
os.close(w)
os.read(r, 1)
print(busy("/tmp/python"))
'
expect "0 26 0" /usr/bin/dash -c '
write() { (: >> /tmp/nap) 2> /dev/null && echo 0 || echo 26; }
cp /usr/bin/sleep /tmp/nap
before=$(write)
/tmp/nap 100 &
until read -r comm < /proc/$!/comm && [ "$comm" = nap ]; do :; done
during=$(write)
kill $!
wait $! 2> /dev/null
echo "$before $during $(write)"'

mkdir /tmp/root/tmp/squashfs
mount -t squashfs -o loop,ro "$dir/programs.squashfs" /tmp/root/tmp/squashfs
expect x86_64 /tmp/squashfs/busybox uname -m
umount /tmp/root/tmp/squashfs

guest_root_end
xlatectl status
xlatectl module start "$dir/report" > /dev/null
exit $failed
