dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl MAILER(mail11): DECnet: node::user and user@node.DECNET.
dnl 
dnl Changed by MAIL11_MAILER_PATH, _ARGS, _FLAGS, _QGRP and MODIFY_MAILER_FLAGS(`MAIL11', ...).
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
	`,
		T=DNS/X-DECnet/X-Unix'_QUEUE_GROUP(`MAIL11_MAILER_QGRP'),
	`MAIL11_MAILER_ARGS')

# Users of this host are names alone; others keep their host, one of DECnet in its own form (as in rule set final).
SMail11From
R$+ < @ $=w . >		$@ $1
R$+ < @ $+ . DECNET >	$@ $2 : : $1

SMail11To
R$*			$@ $>Mail11From $1
POPDIVERT
