# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034
# What the scripts of run.d share. Sourced with the build directory, as the first thing:
#
#   . "$(dirname "$0")/../lib.sh" "$1" [BELOW]
#
# Then there are $build, $top (the source), $tmp (a scratch directory, below BELOW where that can be
# written; it goes when the script ends), and the three counts; `finish NAME` prints them and exits.
set -u
build=$(cd "$1" && pwd) || exit 2
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tmp=$(mktemp -d -p "${2:-${TMPDIR:-/tmp}}" 2>/dev/null || mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
passed=0 failed=0 skipped=0
recorded=8.17.1 # the release whose answers test/oracle has

finish() { # finish NAME: the closing line, which ./Build reads
    echo "$1: $passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ]
    exit
}
pass() { passed=$((passed + 1)); }
fail() { # fail "the sentence" [FILE]: with the first lines of the file
    failed=$((failed + 1))
    echo "FAIL: $1"
    [ $# = 1 ] || head -20 "$2" | sed 's/^/    /'
}
skip() { # skip "why" [CASES]
    echo "SKIP: $1"
    skipped=$((skipped + ${2:-1}))
}

check() { # check "the sentence" COMMAND...: it succeeds; what it prints is in $tmp/said
    local words=$1
    shift
    # The command itself may look at what was said before.
    if "$@" >"$tmp/out" 2>&1; then pass; else fail "$words" "$tmp/out"; fi
    cp "$tmp/out" "$tmp/said"
}
status() { # status N COMMAND...: it exits with N
    local wanted=$1
    shift
    "$@"
    [ $? = "$wanted" ]
}
says() { # says "the sentence" WORDS...: each stands in $tmp/said
    local words=$1 one
    shift
    for one in "$@"; do
        if grep -qF -- "$one" "$tmp/said"; then pass; else fail "$words: no \"$one\" in" "$tmp/said"; fi
    done
}
silent() { # silent "the sentence" WORDS: they do not stand in $tmp/said
    if grep -qF -- "$2" "$tmp/said"; then fail "$1: \"$2\" in" "$tmp/said"; else pass; fi
}

# Recorded answers need root and namespaces: where there are none, CASES are skipped and the script ends.
need_namespaces() { # need_namespaces NAME CASES
    local why
    why=$("$top/test/namespaces.sh") && return
    skip "$why" "$2"
    finish "$1"
}

# Prints the directory of classic sendmail's m4 library: $SENDMAIL_CF_DIR, or that of Debian's package
# sendmail-cf, which is unpacked into the scratch directory.
classic_library() {
    local package
    if [ -n "${SENDMAIL_CF_DIR:-}" ]; then
        echo "$SENDMAIL_CF_DIR"
        return
    fi
    (
        cd "$tmp" && timeout 60 apt-get download sendmail-cf && package=$(echo sendmail-cf_"$recorded"*.deb) &&
            [ -f "$package" ] && dpkg -x "$package" "$tmp/library"
    ) >/dev/null 2>&1 || return 1
    echo "$tmp/library/usr/share/sendmail/cf"
}
