#!/bin/bash
# vectors.sh: generated code has the guest's vectors in v0-v31 all the time, so nothing of xlate but what saves and loads them may
# touch a vector register, not even a function of the compiler's library. Counts functions; last line: N passed, M failed.
set -uo pipefail
cd "$(dirname "$0")/../.."
cross=$([ "$(uname -m)" = aarch64 ] || echo aarch64-linux-gnu-)

"${cross}objdump" -d --no-show-raw-insn build/arm64/xlate | awk '
	/^[0-9a-f]+ <.*>:$/ { name = $2; all++ }
	name ~ /^<vec_(save|load)>/ { next }
	/\t(b|bl|b\.[a-z]+|cbn?z|tbn?z|adrp?)\t/ { next }	# their addresses look like registers
	{ sub(/<.*/, "") }
	/[\t {][vqdshb][0-9]+([.,} ]|$)/ && !seen[name]++ { print "FAIL " name " " $0; failed++ }
	END { printf "%d passed, %d failed\n", all - failed, failed; exit failed > 0 }'
