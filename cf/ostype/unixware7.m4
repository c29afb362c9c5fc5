_PART_HEAD_
dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl OSTYPE(`unixware7'): UnixWare 7.

_DEFIFNOT(`QUEUE_DIR', `/var/spool/mqueue')
define(`confEBINDIR', `/usr/lib')
define(`confTIME_ZONE', `USE_TZ')
_DEFIFNOT(`LOCAL_MAILER_PATH', `/usr/bin/rmail')
_DEFIFNOT(`LOCAL_MAILER_FLAGS', `fhCEn9')
_DEFIFNOT(`LOCAL_MAILER_ARGS', `rmail $u')
_DEFIFNOT(`LOCAL_SHELL_FLAGS', `ehuP')
