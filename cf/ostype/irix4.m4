dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl OSTYPE(`irix4'): IRIX 4.

_DEFIFNOT(`LOCAL_MAILER_FLAGS', `Ehm9')
_DEFIFNOT(`QUEUE_DIR', `/usr/spool/mqueue')
define(`confEBINDIR', `/usr/lib')
