#!/bin/sh
# rivals.sh - what xlatectl says of binfmt_misc entries for x86-64. Takes binfmt_misc apart: for a machine of one's own.
dir=$(cd "$(dirname "$0")" && pwd)
misc=/proc/sys/fs/binfmt_misc
. "$dir/says.sh"

rival()
{
	echo ':rival:M::\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x3e\x00:\xff\xff\xff\xff\xff\xfe\xfe\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:/bin/rival:' > $misc/register
	echo ':other:M::\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xf3\x00::/bin/other:' > $misc/register
}

# Mount namespaces of processes that have ended may hold it for a moment more.
unload_misc()
{
	for try in 1 2 3 4 5 6 7 8 9 10; do
		rmmod binfmt_misc && return
		sleep 1
	done
	return 1
}

xlatectl module start "$dir/report" > /dev/null
# As long as the module was loaded after binfmt_misc, its entries are harmless.
rival
says 0 '"problems":[]' xlatectl status --json
umount $misc && unload_misc && insmod /modules/binfmt_misc.ko && mount -t binfmt_misc binfmt_misc $misc
rival
says 1 'entry rival (/bin/rival) takes x86-64 programs before xlate' xlatectl status
got=$(xlatectl status)
case $got in
*other*) echo "an entry for another machine is reported: $got"; failed=1 ;;
esac
echo -1 > $misc/rival
echo -1 > $misc/other
says 0 'x86-64 programs are taken' xlatectl status
exit $failed
