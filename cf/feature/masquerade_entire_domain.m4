dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`masquerade_entire_domain')
dnl
dnl Hosts below a MASQUERADE_DOMAIN are masqueraded too.
dnl Example:  FEATURE(`masquerade_entire_domain')dnl

define(`_MASQUERADE_ENTIRE_', `1')
