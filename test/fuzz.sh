#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Every fuzz_*.c under libFuzzer with AddressSanitizer and UBSan, one after the other.
# usage: fuzz.sh BUILDDIR [SECONDS-EACH]      (60; findings are left in build-fuzz/)
# With MAILWRIGHT_REFERENCE=/path/of/a/classic/sendmail also random rule sets through both programs.
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
seconds=${2:-60}
out=$here/build-fuzz
build=$(cd "$1" && pwd) || exit 2
command -v clang >/dev/null || { echo "fuzz: clang is missing: apt-get install clang libclang-rt-14-dev" >&2; exit 69; }
flags="-std=c17 -D_GNU_SOURCE -g -O1 -I$here/lib -I$here -fsanitize=address,undefined -fno-sanitize-recover=undefined"
mkdir -p "$out/objects"
cd "$out" || exit 2
# shellcheck disable=SC2086
for source in "$here"/lib/*/*.c; do
    case ${source##*/} in test_* | fuzz_*) continue ;; esac
    object=objects/$(basename "$(dirname "$source")")-$(basename "$source" .c).o
    [ "$object" -nt "$source" ] && continue
    clang $flags -fsanitize=fuzzer-no-link -c "$source" -o "$object" || exit 1
done
failed=0 passed=0
for source in "$here"/lib/*/fuzz_*.c; do
    name=$(basename "$source" .c)
    # shellcheck disable=SC2086
    clang $flags -fsanitize=fuzzer "$source" -Wl,--start-group objects/*.o -Wl,--end-group -ldb-5.3 -lpthread -ldl -o "$name" || { failed=$((failed + 1)); continue; }
    mkdir -p "corpus-$name"
    echo "== $name, $seconds seconds"
    if ./"$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=16384 -print_final_stats=0 \
        -artifact_prefix="$name-" "corpus-$name" >"$name.log" 2>&1; then
        passed=$((passed + 1))
        grep -E '^(Done|#[0-9]+.*DONE)' "$name.log" | tail -1
    else
        failed=$((failed + 1))
        tail -30 "$name.log"
    fi
done
# Rule sets against another program, where one is named.
if [ -n "${MAILWRIGHT_REFERENCE:-}" ]; then
    echo "== rules_diff, $seconds seconds"
    if "$here/test/fuzz/rules_diff.py" "$build" --seconds "$seconds"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
fi
echo "fuzz: $passed passed, $failed failed"
[ "$failed" = 0 ]
