#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Code stands on floors: a file may include headers of its own folder and of folders below it, never
# of one above or beside. Prints every include that breaks this; exit status 1 if there is one.
cd "$(dirname "$0")/.." || exit 2

below() {
    case $1 in
    base) echo "" ;;
    os | mail) echo "base" ;;
    wire) echo "base mail" ;;
    net | ipc) echo "base os" ;;
    rule) echo "base mail" ;;
    map) echo "base os mail net" ;;
    disk) echo "base os mail ipc" ;;
    store) echo "base os mail" ;;
    conf) echo "base os mail net ipc rule map disk store" ;;
    route) echo "base os mail net ipc rule map disk store conf" ;;
    message) echo "base os mail net ipc rule map disk store conf route" ;;
    esac
}

bad=0
for dir in lib/*/; do
    floor=$(basename "$dir")
    allowed=" $floor $(below "$floor") "
    for file in "$dir"*.[ch]; do
        [ -e "$file" ] || continue
        case $file in */test_* | */fuzz_*) continue ;; esac
        for target in $(sed -n 's/^#include "\([a-z]*\)\/.*/\1/p' "$file" | sort -u); do
            case "$allowed" in
            *" $target "*) ;;
            *) echo "$file includes $target/, which is not below $floor"; bad=1 ;;
            esac
        done
    done
done

# Processes share message definitions (sendmail/proto), nothing else; main, master and tool compose.
for dir in smtpd queue deliver submit; do
    for file in sendmail/$dir/*.[ch]; do
        [ -e "$file" ] || continue
        case $file in */test_* | */fuzz_*) continue ;; esac
        for target in $(sed -n 's/^#include "sendmail\/\([a-z]*\)\/.*/\1/p' "$file" | sort -u); do
            case $target in
            "$dir" | proto) ;;
            *) echo "$file includes sendmail/$target/: process folders share sendmail/proto only"; bad=1 ;;
            esac
        done
    done
done
[ $bad = 0 ] && echo "floors: every include points down"
exit $bad
