dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`virtuser_entire_domain')
dnl
dnl Hosts below a VIRTUSER_DOMAIN are looked up in the virtual user table too.
dnl Example:  FEATURE(`virtuser_entire_domain')dnl

define(`_VIRTUSER_ENTIRE_', `1')
