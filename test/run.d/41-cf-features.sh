#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# What features decide: a few lines of .mc, tables, and questions to test mode with their answers.
#   41-cf-features.sh BUILD_DIR
set -u
build=$(cd "$1" && pwd) || exit 2
top=$(cd "$(dirname "$0")/../.." && pwd)
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
passed=0 failed=0

# with "title" <<MC: the configuration of the questions that follow; @T@.NAME is a table that `table NAME` writes.
with() {
    title=$1
    rm -f "$tmp"/t.*
    {
        echo "OSTYPE(\`linux')dnl"
        echo "define(\`confDOMAIN_NAME', \`mail.example.com')dnl"
        echo "define(\`confDONT_PROBE_INTERFACES', \`True')dnl"
        echo "define(\`confCR_FILE', \`-o $tmp/none')dnl"
        echo "define(\`confDONT_BLAME_SENDMAIL', \`MapInUnsafeDirPath,TextFileInUnsafeDirPath,ClassFileInUnsafeDirPath')dnl"
        sed "s#@T@#$tmp/t#g"
    } >"$tmp/x.mc"
    m4 -D_CF_DIR_="$top/cf/" "$top/cf/m4/cf.m4" "$tmp/x.mc" >"$tmp/x.cf" 2>"$tmp/said"
    if [ -s "$tmp/said" ]; then
        failed=$((failed + 1))
        echo "FAIL: $title: m4 says"
        head -3 "$tmp/said"
    fi
}
table() { # table NAME <<LINES
    cat >"$tmp/t.$1"
    "$build/makemap/makemap" -s -C /dev/null hash "$tmp/t.$1" <"$tmp/t.$1" || failed=$((failed + 1))
}
# asked <<LINES: "question => the last workspace"; a line that begins with .D sets a macro; $| is what stands
# between two arguments.
asked() {
    local line question answer got
    : >"$tmp/set"
    while IFS= read -r line; do
        case $line in
        .D*) echo "$line" >>"$tmp/set" && continue ;;
        esac
        question=${line%% => *} answer=${line#* => }
        got=$(printf '%s\n%s\n' "$(cat "$tmp/set")" "$question" | "$build/sendmail/sendmail" -bt -C "$tmp/x.cf" 2>&1 |
            sed -n 's/^.* returns: *//p' | tail -1)
        if [ "$got" = "$answer" ]; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
            printf 'FAIL: %s: %s\n  wanted %s\n  got    %s\n' "$title" "$question" "$answer" "$got"
        fi
    done
}

with "a UUCP neighbour does not read its own name" <<'MC'
define(`UUCP_RELAY', `uucp-new:hub')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
MAILER(`uucp')dnl
MC
asked <<'END'
EnvToSMTP joe < @ far . UUCP . > => far ! joe < @ hub . >
.Dhfar
EnvToSMTP joe < @ far . UUCP . > => joe < @ far . UUCP . >
EnvToSMTP next ! joe < @ far . UUCP . > => joe < @ next . UUCP . >
EnvToSMTP next . example ! joe < @ far . UUCP . > => joe < @ next . example >
EnvToSMTP joe < @ other . UUCP . > => other ! joe < @ hub . >
END

echo "cf-features: $passed passed, $failed failed"
[ "$failed" = 0 ]
