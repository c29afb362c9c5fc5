#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Adapter: ours. The same .mc as the sendmail adapter's, compiled by our library, run by our programs.
export SENDMAIL=${OURS_SENDMAIL:?} SENDMAIL_CF=${OURS_CF:?} MAKEMAP=${OURS_MAKEMAP:?}
exec bash "$(dirname "$0")/sendmail.sh" "$@"
