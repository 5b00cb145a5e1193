# bash: arrays, associative arrays, [[ ]], regular expressions, process substitution, coproc, printf -v, mapfile
shopt -s extglob nullglob
declare -A count; declare -a list=(one "two three" [5]=six)
while read -ra w; do for k in "${w[@]:0:3}"; do (( count[${k,,}]++ )); done; done < "$1"
for k in "${!count[@]}"; do (( count[$k] > 7 )) && echo "$k ${count[$k]}"; done | sort
echo "${#list[@]} ${!list[*]} ${list[@]: -1} ${list[1]^^} ${list[@]/e/E}"
s="The Quick brown"; echo "${s:4:5} ${s//[aeiou]/_} ${s@Q} ${s,,} ${s^^[q]} ${#s}"
[[ $s =~ ([A-Z][a-z]+)\ (.*) ]] && echo "${BASH_REMATCH[1]}|${BASH_REMATCH[2]}"
[[ abc == a* && ! ( 5 -lt 3 ) && -e $1 ]] && echo matched
for ((i = 0, j = 10; i < j; i += 3, j--)); do echo -n "$i,$j "; done; echo
diff <(seq 1 5) <(seq 2 6); cat < <(echo from substitution)
printf -v padded '%08.3f|%-5s|%q' 3.14159 ab 'x y'; echo "$padded"
mapfile -t lines < <(head -n 4 "$1"); echo "${#lines[@]} ${lines[3]%% *}"
f() { local -n ref=$1; ref+=(added); return 4; }; f list; echo $? "${list[-1]}"
coproc { while read -r l; do echo "<$l>"; done; }; echo hello >&"${COPROC[1]}"; read -r reply <&"${COPROC[0]}"; echo "$reply"; eval "exec ${COPROC[1]}>&-"; wait
echo {a..e}{1..3} {10..1..3} $(( 2**40 )) $(( 16#ff )) $'tab\there' "${PIPESTATUS[*]}"
true | false | (exit 5); echo "${PIPESTATUS[*]}"
set -o pipefail; false | true; echo $?
case x in [[:alpha:]]) echo alpha ;;& x) echo also ;; esac
echo !(*.sh) *.none +([a-z]).txt; trap 'echo err $LINENO' ERR; false; trap - ERR
select_sort() { local a=("$@") n=$# i j t; for ((i = 0; i < n; i++)); do for ((j = i + 1; j < n; j++)); do ((a[j] < a[i])) && { t=${a[i]} a[i]=${a[j]} a[j]=$t; }; done; done; echo "${a[@]}"; }
select_sort 9 3 7 1 8 2 6; IFS=, read -r a b c <<< "1,2,3"; echo "$c$b$a"; exec -c env
