dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`relay_based_on_MX')
dnl
dnl Mail is relayed to every domain whose MX records name this host.
dnl Example:  FEATURE(`relay_based_on_MX')dnl

define(`_RELAY_BY_MX_', `1')
PUSHDIVERT(6)Kmxserved bestmx -z: -T<TEMP>
POPDIVERT
