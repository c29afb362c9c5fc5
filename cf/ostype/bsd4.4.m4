dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl OSTYPE(`bsd4.4'): 4.4BSD and what came from it.

_DEFIFNOT(`STATUS_FILE', `/var/log/sendmail.st')
_DEFIFNOT(`LOCAL_MAILER_PATH', `/usr/libexec/mail.local')
_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -z -a$g $h!rmail ($u)')
