_PART_HEAD_
dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl OSTYPE(linux): procmail delivers local mail.
_DEFIFNOT(`PROCMAIL_MAILER_PATH', `/usr/bin/procmail')
define(`confEBINDIR', `/usr/sbin')
FEATURE(`local_procmail')
