#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Lines in the log, at LogLevel 9, against recorded ones. Wants root and namespaces.
#   95-logs.sh BUILD_DIR
set -u
build=$(cd "$1" && pwd) || exit 2
top=$(cd "$(dirname "$0")/../.." && pwd)
dir=$top/test/oracle/logs
all=$(ls "$dir"/lines/*.case | wc -l)
if ! why=$("$top/test/namespaces.sh"); then
    echo "SKIP logs: $why"
    echo "logs: 0 passed, 0 failed, $all skipped"
    exit 0
fi
sendmail=$build/sendmail/sendmail
# The sandbox has an environment of its own, so a sanitizer's options go in with the command.
[ "${MW_SANITIZED:-}" = 1 ] && sendmail="env ASAN_OPTIONS=abort_on_error=1:detect_leaks=0 $sendmail"
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
# Cases that differ as test/oracle/logs/ours says are not played: some of them wait for long.
ours=$(sed 's/#.*//; s/[[:space:]]*$//; /^$/d' "$dir/ours")
names=$(ls "$dir"/lines/*.case | sed 's|.*/||; s|\.case$||' | grep -vxF -e "$ours")
known=$(echo "$ours" | wc -l)
skipped=$known
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
    echo "logs: 0 passed, $((all - skipped)) failed, $skipped skipped"
    exit 1
done
for ((i = 0; i < runs; i++)); do sed '/^--- totals/,$d' "$tmp/$i"; done
failed=$(cat "$tmp"/? | grep -c '^[^ ].* differs at level')
echo "SKIP $known cases: they differ as test/oracle/logs/ours says"
echo "logs: $((all - skipped - failed)) passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
