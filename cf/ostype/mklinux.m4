dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl OSTYPE(`mklinux'): MkLinux: procmail delivers local mail.

define(`confEBINDIR', `/usr/sbin')
_DEFIFNOT(`STATUS_FILE', `/var/log/sendmail.st')
_DEFIFNOT(`PROCMAIL_MAILER_PATH', `/usr/bin/procmail')
FEATURE(`local_procmail')
