#!/bin/bash
# dkms-source.sh DIR: what DKMS builds the module from, into DIR.
set -euo pipefail
cd "$(dirname "$0")/.."
dir=${1:?usage: tools/dkms-source.sh DIR}
rm -rf "$dir"
mkdir -p "$dir"
cp -r Kbuild VERSION kmod include "$dir/"
rm -f "$dir"/kmod/*.mk
sed "s/@VERSION@/$(cat VERSION)/" dkms/dkms.conf.in > "$dir/dkms.conf"
