#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# What a service manager is told: ready, reloading, ending, alive; and what is amiss.
exec timeout 300 python3 "$(dirname "$0")/../kill/notify.py" "$1"
