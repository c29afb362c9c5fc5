#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Map classes that ask servers, programs and files of their own, with the servers stopped, killed and started again.
#   32-maps.sh BUILD_DIR
build=$(cd "$1" && pwd) || exit 2
exec python3 "$(dirname "$0")/../maps/classes.py" "$build/sendmail/sendmail"
