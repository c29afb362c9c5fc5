#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# What the daemon's workers are left with: identities (as root), locks and filters (as anybody).
#   65-sandbox.sh BUILD_DIR
top=$(cd "$(dirname "$0")/../.." && pwd)
exec python3 "$top/test/smtp/sandbox.py" "$1"
