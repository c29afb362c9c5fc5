dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`accept_unqualified_senders')
dnl
dnl MAIL FROM:<name> without a domain is accepted from everybody, not only from this host.
dnl Example:  FEATURE(`accept_unqualified_senders')dnl

define(`_ACCEPT_UNQUALIFIED_', `1')
