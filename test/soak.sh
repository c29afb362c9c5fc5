#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# What takes minutes: not part of ./Build test.   soak.sh BUILD_DIR
set -u
top=$(cd "$(dirname "$0")/.." && pwd)
exec python3 "$top/test/smtp/loopback.py" "$1" --soak
