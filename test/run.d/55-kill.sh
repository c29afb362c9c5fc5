#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# kill -9 of any process of the daemon while 2,000 messages flow through it.
exec python3 "$(dirname "$0")/../kill/kill_daemon.py" "$1"
