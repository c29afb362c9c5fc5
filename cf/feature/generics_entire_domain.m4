dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`generics_entire_domain')
dnl
dnl Hosts below a GENERICS_DOMAIN are looked up in the generics table too.
dnl Example:  FEATURE(`generics_entire_domain')dnl

define(`_GENERICS_ENTIRE_', `1')
