dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl MAILER(cyrusv2): mailboxes of the Cyrus IMAP server, over the LMTP socket of its daemon.
dnl 
dnl Changed by CYRUSV2_MAILER_ARGS, _FLAGS, _MAXMSGS, _MAXRCPTS, _CHARSET, _QGRP and MODIFY_MAILER_FLAGS(`CYRUSV2', ...).
dnl Example:  define(`confLOCAL_MAILER', `cyrusv2')dnl  MAILER(`cyrusv2')dnl

_DEFIFNOT(`CYRUSV2_MAILER_ARGS', `FILE /var/run/cyrus/socket/lmtp')
_DEFIFNOT(`CYRUSV2_MAILER_FLAGS', `A@/:|m')

PUSHDIVERT(7)
######  Mailer cyrusv2

_MAILER_LINE(`cyrusv2', `[IPC]', `CYRUSV2', `lsDFMnqXz'CYRUSV2_MAILER_FLAGS,
	`EnvFromSMTP/HdrFromL', `EnvToL/HdrToL',
	`, E=\r\n'_EQUATE(`m=', `CYRUSV2_MAILER_MAXMSGS')_EQUATE(`r=', `CYRUSV2_MAILER_MAXRCPTS')_EQUATE(`C=', `CYRUSV2_MAILER_CHARSET')`,
		T=DNS/RFC822/SMTP'_QUEUE_GROUP(`CYRUSV2_MAILER_QGRP'),
	`CYRUSV2_MAILER_ARGS')
POPDIVERT
