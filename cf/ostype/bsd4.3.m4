dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl OSTYPE(`bsd4.3'): 4.3BSD.

_DEFIFNOT(`QUEUE_DIR', `/usr/spool/mqueue')
_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -z -a$g $h!rmail ($u)')
