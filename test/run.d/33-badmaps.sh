#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Map files that are damaged, of another kind, out of reach, or changed while they are open.
#   33-badmaps.sh BUILD_DIR
build=$(cd "$1" && pwd) || exit 2
exec python3 "$(dirname "$0")/../maps/badmaps.py" "$build/sendmail/sendmail" "$build/makemap/makemap"
