#!/bin/sh
# load.sh - the module is unloaded and loaded again 20 times while loops start x86-64 programs.
dir=$(cd "$(dirname "$0")" && pwd)
. "$dir/machine"
guest=/tmp/xlate-load-guest
stop=/tmp/xlate-load-stop

printf '\177ELF\002\001\001\000\000\000\000\000\000\000\000\000\002\000\076\000' > $guest
chmod 0755 $guest
rm -f $stop

# 42: run by the stand-in; 2, 126, 127: no module just then (a shell takes the file for its own script). Anything else is wrong.
loop()
{
	n=0
	while [ ! -e $stop ]; do
		sh -c "exec $guest" > /dev/null 2>&1
		case $? in
		42) n=$((n + 1)) ;;
		2 | 126 | 127) ;;
		*) echo "exit status $?" > $stop.bad ;;
		esac
	done
	echo $n > $stop.$1
}

fail()
{
	echo "$1 failed in round $round"
	touch $stop
	wait
	exit 1
}

# Refused while an exec is inside the module.
unload()
{
	tries=0
	until rmmod xlate 2> /dev/null; do
		tries=$((tries + 1))
		[ $tries -lt 500 ] || return 1
	done
}

rm -f $stop.*
for i in 1 2 3; do
	loop $i &
done
round=0
while [ $round -lt 20 ]; do
	unload || fail rmmod
	insmod "$module" translator="$dir/report" || fail insmod
	round=$((round + 1))
done
touch $stop
wait
[ ! -e $stop.bad ] || { cat $stop.bad; exit 1; }
total=$(cat $stop.1 $stop.2 $stop.3 | awk '{ n += $1 } END { print n }')
echo "$round rounds, $total programs started"
[ "$total" -gt 0 ]
