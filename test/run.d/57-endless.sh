#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Rule sets that loop and recur without end, called by check_mail of a daemon: it goes on.
exec timeout 200 python3 "$(dirname "$0")/../kill/endless.py" "$1"
