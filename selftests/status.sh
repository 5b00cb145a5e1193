#!/bin/sh
# status.sh - what xlatectl says of the module, and of wrong command lines.
dir=$(cd "$(dirname "$0")" && pwd)
. "$dir/machine"
. "$dir/says.sh"

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
says 1 'translator is no 64-bit ELF file' xlatectl module start "$dir/status.sh"

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
