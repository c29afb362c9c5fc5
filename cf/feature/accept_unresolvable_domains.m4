dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`accept_unresolvable_domains')
dnl
dnl The domain of a sender need not be known to the name service.
dnl Example:  FEATURE(`accept_unresolvable_domains')dnl

define(`_ACCEPT_UNRESOLVABLE_', `1')
