#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Every fuzz_*.c under libFuzzer with AddressSanitizer and UBSan, one after the other; then random
# rule sets and configurations against a classic sendmail, where $MAILWRIGHT_REFERENCE names one.
# usage: fuzz.sh BUILDDIR [SECONDS-EACH [NAME...]]   (60, all; findings are left in build-fuzz/)
#        fuzz.sh --build BUILDDIR                    only makes the drivers
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
only_build=0
if [ "${1:-}" = --build ]; then
    only_build=1
    shift
fi
build=$(cd "${1:-.}" && pwd) || exit 2
seconds=${2:-60}
shift $(($# < 2 ? $# : 2))
out=${FUZZ_OUT:-$here/build-fuzz}
command -v clang >/dev/null || { echo "fuzz: clang is missing: apt-get install clang libclang-rt-14-dev" >&2; exit 69; }
flags="-std=c17 -D_GNU_SOURCE -g -O1 -I$here/lib -I$here -fsanitize=address,undefined -fno-sanitize-recover=undefined"
flags="$flags -fno-sanitize=pointer-overflow" # NULL + 0, which every compiler we have takes for NULL
libs="-ldb-5.3 -lpthread -ldl"
mkdir -p "$out/objects"
cd "$out" || exit 2

# makemap's reader stands beside the program that it is a part of.
object_of() {
    echo "objects/$(basename "$(dirname "$1")")-$(basename "$1" .c).o"
}
# What the build compiled, with its definitions: optional libraries may be missing here.
sources() {
    python3 - "$build" "$here" <<'END'
import json, os, shlex, sys
build, here = sys.argv[1:]
for c in json.load(open(os.path.join(build, 'compile_commands.json'))):
    path = os.path.relpath(os.path.join(c['directory'], c['file']), here)
    if (path.startswith('lib/') and path.count('/') == 2 or path == 'makemap/source.c' or
            path.startswith('cfcompile/') and path != 'cfcompile/main.c') and \
            not os.path.basename(path).startswith(('test_', 'fuzz_')):
        words = shlex.split(c['command'])
        words = [w for w in words if w.startswith('-D') and w != '-D_FORTIFY_SOURCE=2' or w.startswith('-I/')]
        print(os.path.join(here, path), *sorted(set(words), key=words.index))
END
}
while read -r source defines; do
    object=$(object_of "$source")
    [ "$object" -nt "$source" ] && [ "$object" -nt "$here/test/fuzz.sh" ] && continue
    # shellcheck disable=SC2086
    clang $flags $defines -fsanitize=fuzzer-no-link -c "$source" -o "$object" || exit 1
done < <(sources | sort -u -k1,1)
rm -f objects/all.a
ar rcs objects/all.a objects/*.o || exit 1
drivers=$(ls "$here"/lib/*/fuzz_*.c "$here"/makemap/fuzz_*.c "$here"/cfcompile/fuzz_*.c)
failed=0 passed=0 skipped=0
for source in $drivers; do
    name=$(basename "$source" .c)
    [ $# = 0 ] || [[ " $* " == *" $name "* ]] || continue
    # shellcheck disable=SC2086
    clang $flags -fsanitize=fuzzer "$source" objects/all.a $libs -o "$name" || { failed=$((failed + 1)); continue; }
    [ $only_build = 0 ] || continue
    mkdir -p "corpus-$name"
    echo "== $name, $seconds seconds"
    # Seeds are read only; what is new goes into the corpus.
    if ./"$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=16384 -print_final_stats=0 \
        -artifact_prefix="$name-" "corpus-$name" "$here/test/fuzz/seeds/$name" >"$name.log" 2>&1; then
        passed=$((passed + 1))
        grep -E '^(Done|#[0-9]+.*DONE)' "$name.log" | tail -1
    else
        failed=$((failed + 1))
        tail -30 "$name.log"
    fi
done
[ $only_build = 0 ] || exit $((failed > 0))
# Two programs and one question.
for diff in rules_diff cf_diff cli_diff mapfile_diff maps_diff alias_diff access_diff routing_diff mc_facts smtp_diff; do
    [ $# = 0 ] || [[ " $* " == *" $diff "* ]] || continue
    if [ -z "${MAILWRIGHT_REFERENCE:-}" ]; then
        echo "== $diff: skipped, MAILWRIGHT_REFERENCE does not name a classic sendmail"
        skipped=$((skipped + 1))
        continue
    fi
    if [[ $diff =~ ^(access_diff|routing_diff|mc_facts)$ ]] && [ -z "${MAILWRIGHT_REFERENCE_CF:-}" ]; then
        echo "== $diff: skipped, MAILWRIGHT_REFERENCE_CF does not name a classic m4 library"
        skipped=$((skipped + 1))
        continue
    fi
    echo "== $diff, $seconds seconds"
    if "$here/test/fuzz/$diff.py" "$build" --seconds "$seconds"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
done
echo "fuzz: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
