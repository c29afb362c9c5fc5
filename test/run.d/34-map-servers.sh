#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Servers and databases behind maps that are stopped, killed, started again, locked, damaged, slow or lying.
#   34-map-servers.sh BUILD_DIR
build=$(cd "$1" && pwd) || exit 2
exec timeout 400 python3 "$(dirname "$0")/../maps/outages.py" "$build"
