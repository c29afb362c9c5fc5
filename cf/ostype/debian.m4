_PART_HEAD_
dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl OSTYPE(`debian'): Debian: /etc/mail, sensible-mda delivers local mail.

define(`confCF_VERSION', `Debian')
_DEFIFNOT(`MAIL_SETTINGS_DIR', `/etc/mail/')
define(`_USE_ETC_MAIL_', `1')
define(`confSMTP_LOGIN_MSG', `$j Sendmail $v/$Z; $b; (No UCE/UBE) $?{client_addr}logging access from: ${client_name}(${client_resolve})-$_$.')
_DEFIFNOT(`confDEAD_LETTER_DROP', `/var/lib/sendmail/dead.letter')
_DEFIFNOT(`STATUS_FILE', `/var/lib/sendmail/sendmail.st')
_DEFIFNOT(`confHOST_STATUS_DIRECTORY', `/var/lib/sendmail/host_status')
define(`confCR_FILE', `-o MAIL_SETTINGS_DIR`'relay-domains')
define(`confCT_FILE', `-o MAIL_SETTINGS_DIR`'trusted-users')
define(`confCW_FILE', `-o MAIL_SETTINGS_DIR`'local-host-names')
define(`confEBINDIR', `/usr/lib/sm.bin')
_DEFIFNOT(`confME_TOO', `True')
_DEFIFNOT(`confDEF_USER_ID', `mail:mail')
_DEFIFNOT(`confREJECT_NUL', `true')
_DEFIFNOT(`LOCAL_MAILER_PATH', `/usr/sbin/sensible-mda')
_DEFIFNOT(`LOCAL_MAILER_ARGS', `sensible-mda $g $u $h ${client_addr}')
_DEFIFNOT(`PROCMAIL_MAILER_PATH', `/usr/bin/procmail')
_DEFIFNOT(`PROCMAIL_MAILER_ARGS', `procmail -m $h $g $u')
_DEFIFNOT(`USENET_MAILER_PATH', `/usr/lib/news/inews')
_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -a$g $h!rmail ($u)')
_DEFIFNOT(`confBIND_OPTS', `+WorkAroundBrokenAAAA')
MODIFY_MAILER_FLAGS(`LOCAL', `+S')
MODIFY_MAILER_FLAGS(`LOCAL', `-r')
MODIFY_MAILER_FLAGS(`LOCAL', `-m')
