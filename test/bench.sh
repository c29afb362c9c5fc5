#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Throughput beside Debian's sendmail and Postfix, in one run, on one machine: SMTP in -> SMTP out with
# 10 KiB messages at 1, 10 and 50 sessions, then system calls a message. Loopback only, bounded in count
# and time. The peers are unpacked beside the build, never installed.
# usage: bench.sh BUILDDIR [--quick] [--peers A,B,...] [--reps N]
set -eu
build=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
quick= reps= peers=mailwright,postfix,sendmail
while [ $# -gt 0 ]; do
    case $1 in
    --quick) quick=yes ;;
    --peers) peers=$2; shift ;;
    --reps) reps=$2; shift ;;
    *) echo "bench: unknown argument $1" >&2; exit 64 ;;
    esac
    shift
done
[ "$(id -u)" = 0 ] || { echo "bench: needs root (private mount namespaces and cgroups)" >&2; exit 77; }

export BENCH_WORK=$build/bench BENCH_PEERS=$build/bench/peers
mkdir -p "$BENCH_PEERS" "$BENCH_WORK/debs"
fetch() { # DIRECTORY PACKAGE: unpack a Debian package once
    [ -d "$BENCH_PEERS/$1" ] && [ -e "$BENCH_PEERS/$1/.$2" ] && return
    (cd "$BENCH_WORK/debs" && apt-get download -q "$2" >/dev/null)
    mkdir -p "$BENCH_PEERS/$1"
    dpkg -x "$BENCH_WORK"/debs/"$2"_*.deb "$BENCH_PEERS/$1"
    : >"$BENCH_PEERS/$1/.$2"
}
libraries() { apt-get install -y -q --no-install-recommends "$@" >/dev/null; }
fetch postfix postfix
libraries libicu72 libcap2-bin ssl-cert libdb5.3 >/dev/null 2>&1 || true
case ,$peers, in *,sendmail,*)
    fetch sendmail sendmail-bin
    fetch sendmail sendmail-cf
    libraries m4 libwrap0 libsasl2-2 libldap-2.5-0 libnsl2
    export SENDMAIL=$BENCH_PEERS/sendmail/usr/libexec/sendmail/sendmail
    export MAKEMAP=$BENCH_PEERS/sendmail/usr/libexec/sendmail/makemap
    export SENDMAIL_CF=$BENCH_PEERS/sendmail/usr/share/sendmail/cf ;;
esac
export OURS_SENDMAIL=$build/sendmail/sendmail OURS_MAKEMAP=$build/makemap/makemap
export OURS_CF=$here/../cf

matrix=1:d:2000,10:d:6000,50:d:6000
[ -z "$quick" ] || matrix=1:d:300,10:d:1000,50:d:1000
[ -n "$reps" ] || reps=$([ -z "$quick" ] && echo 3 || echo 1)
python3 "$here/bench/smtp.py" relay --peers "$peers" --matrix "$matrix" --reps "$reps" --limit 60
echo
python3 "$here/bench/smtp.py" syncs --peers "$peers" --n 200 --size 10240 --sessions 10 --persist --warm
