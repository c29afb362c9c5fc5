#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# SIGHUP with good and bad configurations, SIGTERM: nobody's mail is lost and nobody is left behind.
exec timeout 200 python3 "$(dirname "$0")/../kill/reload.py" "$1"
