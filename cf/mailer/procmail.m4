dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl MAILER(procmail): procmail as a filter, for use in the mailer table; the host part names the rcfile.
dnl (As the local delivery agent it is FEATURE(local_procmail).)
dnl
dnl Changed by PROCMAIL_MAILER_PATH (or PROCMAIL_PATH), _ARGS, _FLAGS, _MAX, _QGRP, MODIFY_MAILER_FLAGS(`PROCMAIL', ...).
dnl Example, in the mailer table:  lists.example.com   procmail:/etc/procmailrcs/lists

_DEFIFNOT(`PROCMAIL_MAILER_PATH', `ifdef(`PROCMAIL_PATH', `PROCMAIL_PATH', `/usr/local/bin/procmail')')
_DEFIFNOT(`PROCMAIL_MAILER_ARGS', `procmail -Y -m $h $f $u')
_DEFIFNOT(`PROCMAIL_MAILER_FLAGS', `SPhnu9')

PUSHDIVERT(7)
######  Mailer procmail

_MAILER_LINE(`procmail', `PROCMAIL_MAILER_PATH', `PROCMAIL', `DFM'PROCMAIL_MAILER_FLAGS,
	`EnvFromSMTP/HdrFromSMTP', `EnvToSMTP/HdrFromSMTP',
	_EQUATE(`M=', `PROCMAIL_MAILER_MAX')`,
		T=DNS/RFC822/X-Unix'_QUEUE_GROUP(`PROCMAIL_MAILER_QGRP'),
	`PROCMAIL_MAILER_ARGS')
POPDIVERT
