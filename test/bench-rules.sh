#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Speed of rule sets, of test mode and of starting, beside Debian's sendmail where it is installed or
# unpacked (SENDMAIL, as test/bench.sh leaves it), on the same .cf, maps and input:
#   - "3,0", "/parse", check_rcpt and check_mail with an access map, virtusertable, single lookups:
#     microseconds of process time (user and system) an address, net of start-up, and their ratio
#   - instructions an address, counted by callgrind where valgrind is installed
#   - start-up: milliseconds from exec to the end of "-bt </dev/null", the best of many
#   - makemap of a million lines: seconds, and the most memory it had
# Nothing is sent; everything runs in private namespaces without a network.
# usage: bench-rules.sh BUILDDIR [--n ADDRESSES] [--quick]
# env: SENDMAIL, MAKEMAP: the original's programs; SENDMAIL_CF: its cf/ tree (else ours is used)
set -eu
build=$(cd "$1" && pwd)
shift
here=$(cd "$(dirname "$0")" && pwd)
command -v m4 >/dev/null || { echo "bench-rules: needs m4" >&2; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '127.0.0.1 mta.bench.test localhost\n' >"$work/hosts"
export BENCH_HERE=$here BENCH_BUILD=$build BENCH_WORK=$work
run='mount --bind "$BENCH_WORK/hosts" /etc/hosts; hostname mta.bench.test; ip link set lo up 2>/dev/null || true
     exec python3 "$BENCH_HERE/bench/rules.py" "$@"'
[ "$(id -u)" = 0 ] || { echo "bench-rules: needs root (private namespaces)" >&2; exit 77; }
unshare -m -u -n bash -c "$run" rules "$@"
