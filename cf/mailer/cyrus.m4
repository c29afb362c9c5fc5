dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl MAILER(cyrus): mailboxes of the Cyrus IMAP server, by its deliver program; cyrusbb for its bulletin boards.
dnl 
dnl Changed by CYRUS_MAILER_PATH, _ARGS, _FLAGS, _MAX, _QGRP and MODIFY_MAILER_FLAGS(`CYRUS', ...).
dnl Further: CYRUS_MAILER_USER, CYRUS_BB_MAILER_FLAGS, CYRUS_BB_MAILER_ARGS.
dnl Example:  define(`confLOCAL_MAILER', `cyrus')dnl  MAILER(`cyrus')dnl

_DEFIFNOT(`CYRUS_MAILER_PATH', `/usr/sbin/cyrdeliver')
_DEFIFNOT(`CYRUS_MAILER_ARGS', `cyrdeliver -e -m $h -- $u')
_DEFIFNOT(`CYRUS_MAILER_FLAGS', `Ah5@/:|')
_DEFIFNOT(`CYRUS_MAILER_USER', `cyrus:mail')
_DEFIFNOT(`CYRUS_BB_MAILER_FLAGS', `u')
_DEFIFNOT(`CYRUS_BB_MAILER_ARGS', `cyrdeliver -e -m $u')

PUSHDIVERT(7)
######  Mailer cyrus

_MAILER_LINE(`cyrus', `CYRUS_MAILER_PATH', `CYRUS', `lsDFMnPq'CYRUS_MAILER_FLAGS,
	`EnvFromL', `EnvToL/HdrToL',
	_EQUATE(`U=', `CYRUS_MAILER_USER')_EQUATE(`M=', `CYRUS_MAILER_MAX')`,
		T=DNS/RFC822/X-Unix'_QUEUE_GROUP(`CYRUS_MAILER_QGRP'),
	`CYRUS_MAILER_ARGS')
_MAILER_LINE(`cyrusbb', `CYRUS_MAILER_PATH', `CYRUS', `lsDFMnP'CYRUS_BB_MAILER_FLAGS,
	`EnvFromL', `EnvToL/HdrToL',
	_EQUATE(`U=', `CYRUS_MAILER_USER')_EQUATE(`M=', `CYRUS_MAILER_MAX')`,
		T=DNS/RFC822/X-Unix'_QUEUE_GROUP(`CYRUS_MAILER_QGRP'),
	`CYRUS_BB_MAILER_ARGS')
POPDIVERT
