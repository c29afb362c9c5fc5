#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Delivery to the network: a name server and scripted next hops on loopback addresses.
#   70-deliver.sh BUILD_DIR
set -u
build=$(cd "$1" && pwd) || exit 2
top=$(cd "$(dirname "$0")/../.." && pwd)
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
timeout 300 python3 "$top/test/deliver/deliver.py" "$build/sendmail/sendmail" "$tmp"
