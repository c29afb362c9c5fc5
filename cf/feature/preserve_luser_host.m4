dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`preserve_luser_host')
dnl
dnl Mail for unknown users keeps the host it was sent to on its way to LUSER_RELAY, which must be defined before.
dnl Example:  define(`LUSER_RELAY', `relay:users.example.com')dnl  FEATURE(`preserve_luser_host')dnl

ifdef(`LUSER_RELAY', `', `_ERROR(`define LUSER_RELAY before FEATURE(preserve_luser_host)')')
define(`_MACRO_MAP_', `1')
define(`_LUSER_HOST_KEPT_', `1')
