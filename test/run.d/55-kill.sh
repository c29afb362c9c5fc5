#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# kill -9 of any process of the daemon while 2,000 messages flow through it (300 under sanitizers).
exec python3 "$(dirname "$0")/../kill/kill_daemon.py" "$1" --messages "$([ -n "${MW_SANITIZED:-}" ] && echo 300 || echo 2000)"
