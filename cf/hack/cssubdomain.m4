dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl HACK(`cssubdomain')
dnl
dnl Does nothing any more: it once found hosts of CS.Berkeley.EDU by their short names. Files that name it keep working.
dnl Example:  HACK(`cssubdomain')dnl
