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
set -u
build=$(cd "$1" && pwd) || exit 2
top=$(cd "$(dirname "$0")/../.." && pwd)
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
recorded=8.17.1 # whose answers these are

end() { # end PASSED FAILED SKIPPED
    echo "oracle-rules: $1 passed, $2 failed, $3 skipped"
    [ "$2" = 0 ]
    exit
}
skip() {
    echo "SKIP: $1"
    end 0 0 1
}

library() { # prints the directory of the library
    local package
    if [ -n "${SENDMAIL_CF_DIR:-}" ]; then
        echo "$SENDMAIL_CF_DIR"
        return
    fi
    cd "$tmp" || return 1
    timeout 60 apt-get download sendmail-cf >/dev/null 2>&1 || return 1
    package=$(echo sendmail-cf_*.deb)
    [ -f "$package" ] || return 1
    case $package in
    sendmail-cf_$recorded*) ;;
    *) return 1 ;;
    esac
    dpkg -x "$package" "$tmp/library" && echo "$tmp/library/usr/share/sendmail/cf"
}

why=$("$top/test/namespaces.sh") || skip "$why"
cf=$(library) && [ -f "$cf/m4/cf.m4" ] ||
    skip "the package sendmail-cf $recorded cannot be had (apt-get download sendmail-cf)"

total=0 agree=0
play() { # play DATA: asks the questions of one directory and counts
    rm -rf "$tmp/out"
    "$top/test/oracle/run.py" --data "$1" --sendmail "$build/sendmail/sendmail" --cfdir "$cf" \
        --makemap "$build/makemap/makemap" --out "$tmp/out" --trace --no-smtp >"$tmp/log" 2>&1 || {
        tail -5 "$tmp/log"
        end 0 1 0
    }
    "$top/test/oracle/run.py" --compare "$1/expected" "$tmp/out" --quiet --limit 200 >"$tmp/compared"
    grep -A3 '^   trace' "$tmp/compared" | cut -c1-200 | head -40
    counts=$(sed -n 's/^traces *\([0-9]*\)\/\([0-9]*\).*/\1 \2/p' "$tmp/compared")
    [ -n "$counts" ] || end 0 1 0
    set -- $counts
    agree=$((agree + $1)) total=$((total + $2))
}
play "$top/test/oracle"
play "$top/test/oracle/bt"
end "$agree" $((total - agree)) 0
