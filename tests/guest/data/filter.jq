def mean: if length > 0 then add / length else null end;
def fac: if . <= 1 then 1 else . * (. - 1 | fac) end;
(map(.tags[]) | group_by(.) | map("\(.[0])\t\(length)") | .[:10][]),
([.[] | .score] | "mean \(mean * 1000 | round / 1000) min \(min) max \(max)"),
(map(select(.at.y == null)) | length),
(.[3] | to_entries | map("\(.key)=\(.value | tojson)") | join("; ")),
(.[:5] | map({(.name): .id}) | add | tojson),
([limit(8; .[] | select(.name | test("^[a-m].*[aeiou]$"; "i"))) | .name | gsub("(?<v>[aeiou])"; "<\(.v)>")] | join(",")),
(reduce .[].id as $i (0; . + $i)), (10 | fac), ([range(0; 20; 3)] | tojson), ([paths] | length),
(.[0].name | explode | implode | ltrimstr("x") | [splits("[aeiou]")] | tojson), ("a,b" | split(",") | tojson), ([1, [2, [3]]] | flatten | tojson),
(1.5, 3, 1e1000, -0, 1e17, 0.1 + 0.2, (7 % 3), (2 | sqrt), (2 | pow(.; 10)), (100 | log10), (3.7 | floor)),
("2015-03-05T23:51:47Z" | fromdate | ., todate), ("test" | @base64, @uri, @html, @json, @sh), ([1, "a", null] | @csv, @tsv),
(try error("caught") catch .), ([.[] | .id] | [foreach .[:6][] as $x (0; . + $x)] | tojson), (["b", "a"] | sort | index("b")), ({} | .a.b.c = 1 | tojson), (input_line_number >= 0)
