dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`local_no_masquerade')
dnl
dnl Mail that stays on this host keeps its real addresses.
dnl Example:  FEATURE(`local_no_masquerade')dnl

define(`_LOCAL_NO_MASQUERADE_', `1')
