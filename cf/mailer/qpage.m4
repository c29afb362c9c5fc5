dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl MAILER(qpage): messages to pagers. Use it in the mailer table or in an alias of the site.
dnl 
dnl Changed by QPAGE_MAILER_PATH, _ARGS, _FLAGS, _MAX, _QGRP and MODIFY_MAILER_FLAGS(`QPAGE', ...).
dnl Example, in the mailer table:  pager.example.com   qpage:pager

_DEFIFNOT(`QPAGE_MAILER_PATH', `/usr/local/bin/qpage')
_DEFIFNOT(`QPAGE_MAILER_ARGS', `qpage -l0 -m -P$u')
_DEFIFNOT(`QPAGE_MAILER_FLAGS', `mDFMs')
_DEFIFNOT(`QPAGE_MAILER_MAX', `4096')

PUSHDIVERT(7)
######  Mailer qpage

_MAILER_LINE(`qpage', `QPAGE_MAILER_PATH', `QPAGE', `'QPAGE_MAILER_FLAGS,
	`', `',
	_EQUATE(`M=', `QPAGE_MAILER_MAX')`,
		T=DNS/RFC822/X-Unix'_QUEUE_GROUP(`QPAGE_MAILER_QGRP'),
	`QPAGE_MAILER_ARGS')
POPDIVERT
