# word statistics, string functions, arrays, printf, user functions: what every awk has
function max(a, b) { return a > b ? a : b }
function rev(s,    i, r) { for (i = length(s); i > 0; i--) r = r substr(s, i, 1); return r }
function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2) }
BEGIN { FS = "[ .!?]+"; pi = atan2(0, -1) }
{
	for (i = 1; i <= NF; i++) {
		w = tolower($i)
		if (w == "") continue
		n[w]++; total++; longest = max(longest, length(w))
		len[length(w)] += 1
	}
	if ($0 ~ /^[A-C].*z/) { gsub(/[aeiou]/, "<&>"); hit[++hits] = $0 }
	if (match($0, /[a-z]*z[a-z]*/)) found = found " " substr($0, RSTART, RLENGTH)
}
NR % 100 == 0 { $2 = "changed"; print NR ": " $0 }
/^Z/, /^[AEIOU]/ { range++ }
END {
	for (w in n) if (n[w] > 11) print n[w], w | "sort -k1nr -k2"
	close("sort -k1nr -k2")
	for (i = 1; i <= longest; i++) printf "%2d %5d %-6.2f%%|%s\n", i, len[i], 100 * len[i] / total, rev("ab" i)
	print hits, hit[1], hit[hits], range, length(found), substr(found, 1, 60)
	printf "%d %i %5.3f %e %g %x %o %c %c %s %%\n", 42.9, -7, pi, 1 / 3, 1e10, 255, 8, 65, "hello", "str"
	print 1e6, 1e20, 0.1 + 0.2, 2 ^ 31, -7 % 3, int(-3.7), 1 == 1.0, "a" < "b", "10" < "9", 10 < 9, sqrt(2), exp(1), log(10), sin(1), cos(1)
	print fib(16), index("hello", "ll"), split("a:b:c", p, ":"), p[3], sprintf("%05d", 42), toupper("abc"), length()
	for (i = 0; i < 20000; i++) s += i * i % 7
	print s, ("x" in n), (delete_all() + 0)
}
function delete_all(   k, c) { for (k in n) { delete n[k]; c++ } return c }
