#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The queue process is killed before each of its first steps (writes, syncs, renames, unlinks,
# answers) and at random moments under load, or the power is cut before such a step; nothing that was
# acknowledged may be lost.
build=$1
dir=$(mktemp -d) || exit 2
trap 'rm -rf "$dir" "$dir.synced"' EXIT
chmod 700 "$dir"
if "$build/test/crash/crash-queue" "$dir" 100 30 20; then
    echo "crash: 1 passed, 0 failed, 0 skipped"
else
    echo "crash: 0 passed, 1 failed, 0 skipped"
    exit 1
fi
