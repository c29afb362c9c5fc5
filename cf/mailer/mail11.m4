dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl MAILER(mail11): DECnet: node::user and user@node.DECNET.
dnl 
dnl Changed by MAIL11_MAILER_PATH, _ARGS, _FLAGS, _MAX, _QGRP and MODIFY_MAILER_FLAGS(`MAIL11', ...).
dnl Example:  mail to  vax1::jane

_DEFIFNOT(`MAIL11_MAILER_PATH', `/usr/etc/mail11')
_DEFIFNOT(`MAIL11_MAILER_ARGS', `mail11 $g $x $h $u')
_DEFIFNOT(`MAIL11_MAILER_FLAGS', `nsFx')
PUSHDIVERT(5)CPDECNET
POPDIVERT
define(`_DECNET_NAMES_', `1')
PUSHDIVERT(3)
R$+ < @ $+ . DECNET . >	$#mail11 $@ $2 $: $1
POPDIVERT

PUSHDIVERT(7)
######  Mailer mail11

_MAILER_LINE(`mail11', `MAIL11_MAILER_PATH', `MAIL11', `'MAIL11_MAILER_FLAGS,
	`Mail11From', `Mail11To',
	_EQUATE(`M=', `MAIL11_MAILER_MAX')`,
		T=DNS/X-DECnet/X-Unix'_QUEUE_GROUP(`MAIL11_MAILER_QGRP'),
	`MAIL11_MAILER_ARGS')

# node::user, also for names of this host and of the Internet
SMail11From
R$+ < @ $+ . DECNET . >	$@ $2 :: $1
R$+ < @ $+ >		$@ $w :: "$1@$2"
R$+			$@ $w :: $1

SMail11To
R$+ < @ $+ . DECNET . >	$@ $1
POPDIVERT
