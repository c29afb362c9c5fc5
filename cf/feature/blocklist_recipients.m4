dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`blocklist_recipients')
dnl
dnl The access map may refuse recipients too: To:user@, To:user@host, To:host. Needs access_db before it.
dnl Example:  FEATURE(`access_db')dnl  FEATURE(`blocklist_recipients')dnl

_NEEDS_ACCESS(`blocklist_recipients')
define(`_BLOCKLIST_RECIPIENTS_', `1')
