#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Address test mode, line for line: 10,185 recorded questions on 51 configurations, and 1,819 random
# lines, whole and broken, on one more (test/oracle/bt, made by test/fuzz/testmode_diff.py).
#
# The .cf files are made by classic sendmail's own m4 library, because a trace shows every rule set on
# the way. It is Debian's package sendmail-cf, unpacked into a scratch directory; $SENDMAIL_CF_DIR may
# name a directory that has m4/cf.m4 instead. Fixed host name, hosts, users and name server need
# private namespaces.
#   20-oracle-rules.sh BUILD_DIR
. "$(dirname "$0")/../lib.sh" "$1"

need_namespaces oracle-rules 1
cf=$(classic_library) && [ -f "$cf/m4/cf.m4" ] || {
    skip "the package sendmail-cf $recorded cannot be had (apt-get download sendmail-cf)"
    finish oracle-rules
}

play() { # play DATA: asks the questions of one directory and counts
    rm -rf "$tmp/out"
    "$top/test/oracle/run.py" --data "$1" --sendmail "$build/sendmail/sendmail" --cfdir "$cf" \
        --makemap "$build/makemap/makemap" --out "$tmp/out" --trace --no-smtp >"$tmp/log" 2>&1 || {
        fail "questions of $1" "$tmp/log"
        return
    }
    "$top/test/oracle/run.py" --compare "$1/expected" "$tmp/out" --quiet --limit 200 >"$tmp/compared"
    grep -A3 '^   trace' "$tmp/compared" | cut -c1-200 | head -40
    counts=$(sed -n 's/^traces *\([0-9]*\)\/\([0-9]*\).*/\1 \2/p' "$tmp/compared")
    # shellcheck disable=SC2086
    set -- ${counts:-0 1}
    passed=$((passed + $1)) failed=$((failed + $2 - $1))
}
play "$top/test/oracle"
play "$top/test/oracle/bt"
finish oracle-rules
