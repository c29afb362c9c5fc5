dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`require_rdns')
dnl
dnl Clients need a name that leads back to their address.
dnl Example:  FEATURE(`require_rdns')dnl

define(`_REQUIRE_RDNS_', `1')
