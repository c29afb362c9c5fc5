#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Lines in the log, at LogLevel 9, against recorded ones. Wants root and namespaces.
#   95-logs.sh BUILD_DIR
. "$(dirname "$0")/../lib.sh" "$1"
dir=$top/test/oracle/logs
all=$(ls "$dir"/lines/*.case | wc -l)
need_namespaces logs "$all"
sendmail=$build/sendmail/sendmail
# The sandbox has an environment of its own, so a sanitizer's options go in with the command.
[ "${MW_SANITIZED:-}" = 1 ] && sendmail="env ASAN_OPTIONS=abort_on_error=1:detect_leaks=0 $sendmail"
# Cases that differ as test/oracle/logs/ours says are not played: some of them wait for long.
ours=$(sed 's/#.*//; s/[[:space:]]*$//; /^$/d' "$dir/ours")
names=$(ls "$dir"/lines/*.case | sed 's|.*/||; s|\.case$||' | grep -vxF -e "$ours")
skip "$(echo "$ours" | wc -l) cases: they differ as test/oracle/logs/ours says" "$(echo "$ours" | wc -l)"
# They wait more than they work, and each run has namespaces of its own.
runs=4
for ((i = 0; i < runs; i++)); do
    # shellcheck disable=SC2046
    PATH=$build/makemap:$PATH python3 "$dir/logs.py" --sendmail "$sendmail" --levels 9 -v \
        --only $(echo "$names" | awk "NR % $runs == $i") >"$tmp/$i" 2>&1 &
done
wait
for ((i = 0; i < runs; i++)); do
    grep -q '^--- totals' "$tmp/$i" && continue
    tail -20 "$tmp/$i"
    failed=$((all - skipped))
    finish logs
done
for ((i = 0; i < runs; i++)); do sed '/^--- totals/,$d' "$tmp/$i"; done
failed=$(cat "$tmp"/? | grep -c '^[^ ].* differs at level')
passed=$((all - skipped - failed))
finish logs
