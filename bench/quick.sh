#!/bin/bash
# quick.sh [--cpu n1|max|both] WORKLOAD... or -- PROGRAM ARGS...: see quick.py.
exec "$(dirname "$0")/run.sh" --quick "$@"
