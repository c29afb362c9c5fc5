#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# SMTP sessions from the greeting to what is delivered and queued, as recorded from classic sendmail. Wants root and
# namespaces.
#   62-sessions.sh BUILD_DIR
. "$(dirname "$0")/../lib.sh" "$1"
dir=$top/test/oracle/sessions
cases=$(ls "$dir"/cases | wc -l)
need_namespaces 62-sessions "$cases"
sendmail=$build/sendmail/sendmail
# The sandbox has an environment of its own, so a sanitizer's options go in with the command.
[ "${MW_SANITIZED:-}" = 1 ] && sendmail="env ASAN_OPTIONS=abort_on_error=1:detect_leaks=0 $sendmail"
python3 "$dir/sessions.py" --sendmail "$sendmail" --makemap "$build/makemap/makemap" >"$tmp/log" 2>&1
grep -v '^sessions: ' "$tmp/log"
# shellcheck disable=SC2046
set -- $(sed -n 's/^sessions: \([0-9]*\) passed, \([0-9]*\) failed.*/\1 \2/p' "$tmp/log")
[ $# = 2 ] || set -- 0 "$cases" # it ended before its last line
passed=$1 failed=$2
finish 62-sessions
