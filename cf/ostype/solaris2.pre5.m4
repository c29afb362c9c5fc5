dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl OSTYPE(`solaris2.pre5'): Solaris before 2.5: local mail by mail.

_DEFIFNOT(`LOCAL_MAILER_FLAGS', `SnE9')
_DEFIFNOT(`LOCAL_MAILER_ARGS', `mail -f $g -d $u')
_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -a$g $h!rmail ($u)')
define(`confEBINDIR', `/usr/lib')
