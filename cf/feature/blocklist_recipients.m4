dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`blocklist_recipients')
dnl
dnl The access map may refuse recipients too: To:user@, To:user@host, To:host. Needs access_db before it.
dnl Example:  FEATURE(`blocklist_recipients')dnl   and in access  To:joe@  ERROR:5.1.1:550 joe has left

_NEEDS_ACCESS(`blocklist_recipients')
define(`_BLOCKLIST_RECIPIENTS_', `1')
