dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`use_cw_file')
dnl
dnl Names of this host (class w) are read from confCW_FILE, /etc/mail/local-host-names.
dnl Example:  FEATURE(`use_cw_file')dnl

define(`_USE_CW_FILE_', `1')
