dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`relay_hosts_only')
dnl
dnl Names in class R and in the access map mean that host, not everything below it.
dnl Example:  FEATURE(`relay_hosts_only')dnl

define(`_RELAY_HOSTS_ONLY_', `1')
