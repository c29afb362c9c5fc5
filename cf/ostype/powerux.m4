_PART_HEAD_
dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl OSTYPE(`powerux'): PowerUX.

_DEFIFNOT(`LOCAL_MAILER_PATH', `/usr/bin/mail')
_DEFIFNOT(`LOCAL_MAILER_FLAGS', `fmn9')
_DEFIFNOT(`LOCAL_MAILER_ARGS', `mail $u')
_DEFIFNOT(`LOCAL_SHELL_FLAGS', `ehuP')
_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -a$g -gmedium $h!rmail ($u)')
define(`confEBINDIR', `/usr/lib')
