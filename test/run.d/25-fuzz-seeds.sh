#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# What fuzzing has found, and a start for it: each file of test/fuzz/seeds once through its driver.
#   25-fuzz-seeds.sh BUILD_DIR
set -u
build=$(cd "$1" && pwd) || exit 2
seeds=$(cd "$(dirname "$0")/../fuzz/seeds" && pwd)
passed=0 failed=0
for dir in "$seeds"/*/; do
    name=$(basename "$dir")
    count=$(find "$dir" -type f | wc -l)
    if said=$(timeout 60 "$build/test/fuzz/replay_$name" "$dir" 2>&1); then
        passed=$((passed + count))
    else
        echo "$name: $said" | tail -30
        failed=$((failed + 1))
    fi
done
echo "fuzz-seeds: $passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
