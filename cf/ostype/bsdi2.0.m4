dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl OSTYPE(`bsdi2.0'): BSD/OS, as 4.4BSD.

_DEFIFNOT(`STATUS_FILE', `/var/log/sendmail.st')
_DEFIFNOT(`LOCAL_MAILER_PATH', `/usr/libexec/mail.local')
_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -z -a$g $h!rmail ($u)')
_WARNING(`OSTYPE(bsdi2.0) is an old name: use OSTYPE(bsdi)')
