#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Maps of class ldap against real directory servers that are stopped, killed and started again.
#   45-ldap.sh BUILD_DIR
exec timeout 250 python3 "$(dirname "$0")/../ldap/lookups.py" "$1"
