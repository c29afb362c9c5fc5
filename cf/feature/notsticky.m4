dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`notsticky')
dnl
dnl Obsolete: this is what happens without any feature.
dnl Example:  FEATURE(`notsticky')dnl

define(`_NOT_STICKY_', `1')
