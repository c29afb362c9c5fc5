dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl OSTYPE(`riscos4.5'): RISC/os 4.5.

_DEFIFNOT(`LOCAL_MAILER_ARGS', `rmail -d $u')
_DEFIFNOT(`QUEUE_DIR', `/usr/spool/mqueue')
define(`confEBINDIR', `/usr/lib')
