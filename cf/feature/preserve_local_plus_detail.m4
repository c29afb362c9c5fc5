dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`preserve_local_plus_detail')
dnl
dnl user+detail goes to the local mailer as it is, when there is no such alias.
dnl Example:  FEATURE(`preserve_local_plus_detail')dnl

define(`_PLUS_DETAIL_KEPT_', `1')
