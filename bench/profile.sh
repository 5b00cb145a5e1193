#!/bin/bash
# profile.sh [--cpu n1|max] [--hist] WORKLOAD or -- PROGRAM ARGS...: see profiler.py.
exec "$(dirname "$0")/run.sh" --profile "$@"
