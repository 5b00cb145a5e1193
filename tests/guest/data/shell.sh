# POSIX shell: expansions, here documents, traps, getopts, functions, arithmetic, redirections, pipelines
set -u
words=$1
greet() { printf '%s, %s!\n' "${1:-nobody}" "${2-}"; return 3; }
greet a b; greet; echo "status $?"
x=path/to/file.tar.gz
echo "${x##*/} ${x%%.*} ${x#*/} ${x%.*} ${#x} ${y:-unset} ${y+set} ${x:+set}"
echo $((7 / 2)) $((-7 % 3)) $((1 << 20 | 5)) $((0x1f + 010)) $((x1 = 4)) $((x1 * x1)) $((3 > 2 ? 10 : 20))
i=0
while [ $i -lt 5 ]; do i=$((i + 1)); [ $i = 3 ] && continue; printf '%d ' $i; done; echo
for f in *.txt; do echo "$f"; done
for w in one "two three" four; do case $w in o*) echo o ;; *\ *) echo space ;; *) echo other ;; esac; done
cat <<END
here $((1 + 1)) $(echo sub) \$x
END
cat <<'END'
quoted $x $(no)
END
n=0
while read -r first rest; do
	n=$((n + 1))
	case $first in Z*) echo "$n $first ${rest%% *}" ;; esac
done < "$words"
sort "$words" | uniq | head -n 3 | tr a-z A-Z | while read -r l; do echo "[$l]"; done
(cd / && pwd; x=inner; echo $x); echo "$x"
{ echo out; echo err >&2; } > both 2>&1; wc -l < both
exec 3> third; echo three >&3; exec 3>&-; cat third
while getopts ab:c o -a -b val -c rest; do echo "$o ${OPTARG-}"; done; shift $((OPTIND > 1 ? 0 : 0))
trap 'echo leaving $?' EXIT
trap 'echo usr1' USR1; kill -USR1 $$
set -- x "y z" ''; echo $# "$*" "$2"; IFS=:; echo "$*"; unset IFS
false || echo or; true && echo and; ! false; echo $?
v=$(for k in 1 2 3; do echo $k; done); echo $v; echo "$v"
sleep 0.02 & pid=$!; wait $pid; echo "waited $?"
sh -c 'kill -TERM $$'; echo "killed $?"
eval 'e="a b"'; echo "$e" '~' "$(printf '%05.1f|%s\n' 3.14159 end)"
umask 027; : > masked; ls -l masked | cut -c1-10; umask
type greet cd > /dev/null; command -v sort; echo a b | { read -r p q; echo "$q $p"; }
test -n "" || exit 9
