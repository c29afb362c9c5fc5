dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`loose_relay_check')
dnl
dnl user%site@relayed-host is relayed without a look at site.
dnl Example:  FEATURE(`loose_relay_check')dnl

define(`_LOOSE_RELAY_', `1')
