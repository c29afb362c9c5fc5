dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`use_client_ptr')
dnl
dnl check_relay looks up the name that the address points to, even when it is not confirmed.
dnl Example:  FEATURE(`use_client_ptr')dnl

define(`_USE_CLIENT_PTR_', `1')
