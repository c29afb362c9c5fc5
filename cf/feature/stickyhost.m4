dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`stickyhost')
dnl
dnl user@this-host is not sent to LOCAL_RELAY, only names without host; MAIL_HUB still takes it.
dnl Example:  FEATURE(`stickyhost')dnl

define(`_STICKY_HOST_', `1')
