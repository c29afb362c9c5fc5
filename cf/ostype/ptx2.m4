dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl OSTYPE(`ptx2'): DYNIX/ptx 2.

_DEFIFNOT(`QUEUE_DIR', `/usr/spool/mqueue')
define(`LOCAL_MAILER_PATH', `/bin/mail')
_DEFIFNOT(`LOCAL_MAILER_FLAGS', `fmn9')
define(`LOCAL_SHELL_FLAGS', `eu')
define(`confEBINDIR', `/usr/lib')
