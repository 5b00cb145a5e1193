# shellcheck shell=sh
# says.sh - sourced: says checks a command, and sets failed.
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
