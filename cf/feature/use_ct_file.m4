dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`use_ct_file')
dnl
dnl Trusted users (class t) are read from confCT_FILE, /etc/mail/trusted-users.
dnl Example:  FEATURE(`use_ct_file')dnl

define(`_USE_CT_FILE_', `1')
