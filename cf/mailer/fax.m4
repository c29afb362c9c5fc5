dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl MAILER(fax): number@host.FAX is sent by a fax program.
dnl 
dnl Changed by FAX_MAILER_PATH, _ARGS, _MAX, _QGRP. Its flags are fixed.
dnl Example:  mail to  5551234@office.FAX

_DEFIFNOT(`FAX_MAILER_PATH', `/usr/bin/faxmail')
_DEFIFNOT(`FAX_MAILER_ARGS', `faxmail -d $u@$h $f')
_DEFIFNOT(`FAX_MAILER_MAX', `100000')
PUSHDIVERT(5)CPFAX
POPDIVERT
PUSHDIVERT(16)
R$+ < @ $+ . FAX . >	$#fax $@ $2 $: $1
POPDIVERT

PUSHDIVERT(7)
######  Mailer fax

_MAILER_LINE(`fax', `FAX_MAILER_PATH', `', `DFMhu',
	`14', `24',
	_EQUATE(`M=', `FAX_MAILER_MAX')`,
		T=X-Phone/X-FAX/X-Unix'_QUEUE_GROUP(`FAX_MAILER_QGRP'),
	`FAX_MAILER_ARGS')

# Senders and recipients are written as they are; a site may say otherwise here.
S14
S24
POPDIVERT
