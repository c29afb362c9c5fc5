#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The SMTP server from outside: recorded dialogues (as root, in namespaces of their own), and what
# hostile clients can do to a daemon on loopback (as anybody).
#   60-smtp.sh BUILD_DIR
set -u
build=$(cd "$1" && pwd) || exit 2
top=$(cd "$(dirname "$0")/../.." && pwd)
passed=0 failed=0 skipped=0

count() { # passed failed skipped
    passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
}

dialogues() {
    n=$(ls "$top"/test/oracle/smtp/*.smtp | wc -l)
    if ! why=$("$top/test/namespaces.sh"); then
        echo "SKIP dialogues: $why"
        count 0 0 "$n"
        return
    fi
    out=$(mktemp -d) || exit 2
    # They wait more than they work, and each run has namespaces of its own.
    names=$(ls "$top"/test/oracle/smtp/*.smtp | sed 's|.*/||; s|\.smtp$||')
    for i in 0 1 2 3; do
        mine=$(echo "$names" | awk "NR % 4 == $i")
        # shellcheck disable=SC2046,SC2086
        python3 "$top/test/oracle/run.py" --data "$top/test/oracle" --sendmail "$build/sendmail/sendmail" \
            --cfdir "$top/cf" --makemap "$build/makemap/makemap" --out "$out" --no-questions \
            --only $(echo "$mine" | sed 's|\..*||' | sort -u) --dialogues $mine >"$out/run.$i" 2>&1 ||
            tail -5 "$out/run.$i" &
    done
    wait
    python3 "$top/test/smtp/dialogues.py" "$top/test/oracle/expected" "$out" >"$out/result"
    grep -v '^count ' "$out/result"
    # shellcheck disable=SC2046
    count $(sed -n 's/^count //p' "$out/result")
    rm -rf "$out"
}

loopback() {
    result=$(python3 "$top/test/smtp/loopback.py" "$build")
    echo "$result"
    # shellcheck disable=SC2046
    count $(echo "$result" | sed -n 's/^smtp-loopback: \([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped.*/\1 \2 \3/p')
}

dialogues
loopback
echo "60-smtp: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
