#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# The long tests: crashes and kills by the thousand, and clients that test patience. Loopback only; about
# half an hour. usage: soak.sh BUILDDIR
set -u
build=$(cd "$1" && pwd) || exit 2
here=$(cd "$(dirname "$0")" && pwd)
bad=0
run() {
    echo "== $*"
    "$@" || bad=$((bad + 1))
}
for _ in 1 2 3 4 5; do
    run python3 "$here/kill/kill_daemon.py" "$build" --messages 5000
done
for _ in 1 2 3 4 5; do
    run "$here/run.d/50-crash.sh" "$build"
done
run python3 "$here/smtp/loopback.py" "$build" --soak
echo "soak: $bad of 11 runs failed"
[ "$bad" = 0 ]
