_PART_HEAD_
dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl OSTYPE(`uxpds'): UXP/DS.

_DEFIFNOT(`confDEF_USER_ID', `1:6')
_DEFIFNOT(`LOCAL_MAILER_PATH', `/usr/ucblib/binmail')
_DEFIFNOT(`LOCAL_SHELL_FLAGS', `ehuP')
_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -a$g -gmedium $h!rmail ($u)')
define(`confEBINDIR', `/usr/ucblib')
