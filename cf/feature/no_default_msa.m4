dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`no_default_msa')
dnl
dnl No listener on port 587; DAEMON_OPTIONS may set up another.
dnl Example:  FEATURE(`no_default_msa')dnl

define(`_NO_MSA_', `1')
