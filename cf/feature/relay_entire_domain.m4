dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`relay_entire_domain')
dnl
dnl Hosts of our own domain ($=m) may relay and may be relayed to.
dnl Example:  FEATURE(`relay_entire_domain')dnl

define(`_RELAY_ENTIRE_DOMAIN_', `1')
