dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl OSTYPE(linux): procmail delivers local mail.
define(`PROCMAIL_MAILER_PATH', `/usr/bin/procmail')
define(`confEBINDIR', `/usr/sbin')
FEATURE(`local_procmail')
