dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`allmasquerade')
dnl
dnl Recipients in headers are masqueraded like senders. Before MAILER lines.
dnl Example:  FEATURE(`allmasquerade')dnl

define(`_ALL_MASQUERADE_', `1')
