dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`limited_masquerade')
dnl
dnl Only the domains of MASQUERADE_DOMAIN are masqueraded, not all names of this host.
dnl Example:  FEATURE(`limited_masquerade')dnl

define(`_MASQUERADE_LIMITED_', `1')
