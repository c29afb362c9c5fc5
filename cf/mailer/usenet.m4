dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl MAILER(usenet): group.USENET is posted to the news system.
dnl 
dnl Changed by USENET_MAILER_PATH, _ARGS, _FLAGS, _MAX, _QGRP and MODIFY_MAILER_FLAGS(`USENET', ...).
dnl Example:  mail to  comp.mail.misc.USENET

_DEFIFNOT(`USENET_MAILER_PATH', `/usr/lib/news/inews')
_DEFIFNOT(`USENET_MAILER_ARGS', `inews -m -h -n')
_DEFIFNOT(`USENET_MAILER_FLAGS', `rsDFMmn')
PUSHDIVERT(16)
R$+ . USENET		$#usenet $@ usenet $: $1
POPDIVERT

PUSHDIVERT(7)
######  Mailer usenet

_MAILER_LINE(`usenet', `USENET_MAILER_PATH', `USENET', `'USENET_MAILER_FLAGS,
	`EnvFromL', `EnvToL',
	_EQUATE(`M=', `USENET_MAILER_MAX')`,
		T=X-Usenet/X-Usenet/X-Unix'_QUEUE_GROUP(`USENET_MAILER_QGRP'),
	`USENET_MAILER_ARGS $u')
POPDIVERT
