dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`lookupdotdomain')
dnl
dnl The access map is asked for .domain too, which means hosts below it but not the domain itself.
dnl Needs access_db before it; of no use with relay_hosts_only.
dnl Example:  FEATURE(`lookupdotdomain')dnl

_NEEDS_ACCESS(`lookupdotdomain')
define(`_LOOKUP_DOT_DOMAIN_', `1')
