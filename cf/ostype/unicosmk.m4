_PART_HEAD_
dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl OSTYPE(`unicosmk'): UNICOS/mk.

define(`ALIAS_FILE', `/usr/lib/aliases')
define(`HELP_FILE', `/usr/lib/sendmail.hf')
define(`QUEUE_DIR', `/usr/spool/mqueue')
_DEFIFNOT(`STATUS_FILE', `/usr/lib/sendmail.st')
_DEFIFNOT(`LOCAL_SHELL_FLAGS', `eu')
_DEFIFNOT(`confPID_FILE', `/etc/sendmail.pid')
MODIFY_MAILER_FLAGS(`SMTP', `+anpeLC')
