dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl OSTYPE(`freebsd6'): FreeBSD and its kin: UUCP is an added package.

_DEFIFNOT(`STATUS_FILE', `/var/log/sendmail.st')
_DEFIFNOT(`LOCAL_MAILER_PATH', `/usr/libexec/mail.local')
_DEFIFNOT(`LOCAL_MAILER_ARGS', `mail $u')
_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -z -a$g $h!rmail ($u)')
_DEFIFNOT(`UUCP_MAILER_PATH', `/usr/local/bin/uux')
MODIFY_MAILER_FLAGS(`LOCAL', `+S')
