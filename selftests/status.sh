#!/bin/sh
# status.sh - what xlatectl says of the module, of rivals in binfmt_misc, and of wrong command lines.
dir=$(cd "$(dirname "$0")" && pwd)
module=$(cat "$dir/module-path")
misc=/proc/sys/fs/binfmt_misc
failed=0

# says STATUS TEXT COMMAND...: exit status, and a part of the output
says()
{
	want=$1 text=$2
	shift 2
	got=$("$@" 2>&1)
	status=$?
	case $got in
	*"$text"*) [ $status != "$want" ] || return ;;
	esac
	echo "$*: expected exit status $want and \"$text\", got $status: $got"
	failed=1
}

rival()
{
	echo ':rival:M::\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x3e\x00:\xff\xff\xff\xff\xff\xfe\xfe\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:/bin/rival:' > $misc/register
	echo ':other:M::\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xf3\x00::/bin/other:' > $misc/register
}

xlatectl module start "$dir/report" > /dev/null
says 0 'x86-64 programs are taken' xlatectl status
says 0 "translator  $dir/report" xlatectl status
says 0 '"enabled":true' xlatectl status --json
says 0 '"problems":[]' xlatectl status --json
says 2 'unknown verb: nothing' xlatectl nothing
says 2 'status takes --json, not --xml' xlatectl status --xml
says 2 'usage: xlatectl' xlatectl
says 0 'usage: xlatectl' xlatectl --help
says 2 'module start [TRANSLATOR], or module stop' xlatectl module
says 1 '/nothing: No such file or directory' xlatectl module start /nothing
says 1 'translator is no 64-bit ELF file' xlatectl module start "$dir/load.sh"

# As long as the module was loaded after binfmt_misc, its entries are harmless.
rival
says 0 '"problems":[]' xlatectl status --json
umount $misc && rmmod binfmt_misc && insmod /modules/binfmt_misc.ko && mount -t binfmt_misc binfmt_misc $misc
rival
says 1 'entry rival (/bin/rival) takes x86-64 programs before xlate' xlatectl status
got=$(xlatectl status)
case $got in
*other*) echo "an entry for another machine is reported: $got"; failed=1 ;;
esac
echo -1 > $misc/rival
echo -1 > $misc/other
says 0 'x86-64 programs are taken' xlatectl status

cp "$dir/report" /tmp/translator
xlatectl module start /tmp/translator > /dev/null
cp "$dir/report" /tmp/translator.new && mv /tmp/translator.new /tmp/translator
says 1 'is not the file in use any more' xlatectl status
rm /tmp/translator
says 1 'is no longer at /tmp/translator' xlatectl status

says 0 'the module is unloaded' xlatectl module stop
says 0 'the module is not loaded' xlatectl module stop
says 1 'the kernel module is not loaded: xlatectl module start' xlatectl status
says 1 '"loaded":false' xlatectl status --json
insmod "$module"
says 1 'no translator is configured' xlatectl status
says 0 'x86-64 programs run through' xlatectl module start "$dir/report"
exit $failed
