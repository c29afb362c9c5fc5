dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl OSTYPE(`osf1'): OSF/1, Digital UNIX, Tru64.

_DEFIFNOT(`STATUS_FILE', `/usr/adm/sendmail/sendmail.st')
define(`confDEF_USER_ID', `daemon')
define(`confEBINDIR', `/usr/lbin')
