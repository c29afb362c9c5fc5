#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Recorded answers need the recorded host, users and name server: namespaces with mounts of their own.
# Says nothing when they can be had; else prints why not and exits with 77, so that a test can skip.
[ "$(id -u)" = 0 ] || { echo "it wants root and namespaces"; exit 77; }
command -v unshare >/dev/null || { echo "it wants unshare (util-linux)"; exit 77; }
said=$(timeout 60 python3 "$(dirname "$0")/oracle/box/probe.py" 2>&1 </dev/null) && exit 0
echo "no private namespaces here: $(echo "$said" | tail -1)"
exit 77
