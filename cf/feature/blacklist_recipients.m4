dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`blacklist_recipients')
dnl
dnl The older name of blocklist_recipients.
dnl Example:  FEATURE(`blocklist_recipients')dnl

_WARNING(`FEATURE(blacklist_recipients) is the old name of FEATURE(blocklist_recipients)')
FEATURE(`blocklist_recipients')
