#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# What ./Build run shows a newcomer, with ports and a directory of its own: every "yes" is a pass.
#   10-tour.sh BUILD_DIR
set -u
build=$(cd "$1" && pwd) || exit 2
top=$(cd "$(dirname "$0")/../.." && pwd)
run=$(mktemp -d) || exit 2
chmod 755 "$run"
port=$(python3 -c 'import random, socket
while True:
    p = random.randrange(20000, 60000)
    try:
        for i in (0, 1):
            s = socket.socket(); s.bind(("127.0.0.1", p + i)); s.close()
        print(p); break
    except OSError: pass')
MAILWRIGHT_PORT=$port timeout 300 "$top/dist/tour.sh" start "$build" "$run/host" >"$run/out" 2>&1 </dev/null
rc=$?
MAILWRIGHT_PORT=$port "$top/dist/tour.sh" stop "$build" "$run/host" >"$run/stop" 2>&1
yes=$(grep -c '^   yes:' "$run/out")
no=$(grep -c '^   NO:' "$run/out")
if [ $rc != 0 ] || [ "$no" != 0 ] || [ -s "$run/stop" ]; then
    cat "$run/out" "$run/stop"
    tail -n 20 "$run"/host/log/*.log "$run"/host/peer/log/*.log
    [ "$no" != 0 ] || no=1
fi
# Nothing of the two daemons may be left.
if pgrep -f "$run/host/" >/dev/null; then
    echo "FAIL processes are left:"
    pgrep -af "$run/host/"
    no=$((no + 1))
fi
rm -rf "$run"
echo "tour: $yes passed, $no failed, 0 skipped"
[ "$no" = 0 ]
