dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl MAILER(pop): user@host.POP is put into the mailbox of a POP server of the MH kind.
dnl 
dnl Changed by POP_MAILER_PATH, _ARGS, _FLAGS, _QGRP and MODIFY_MAILER_FLAGS(`POP', ...).
dnl Example:  mail to  jane@here.POP

_DEFIFNOT(`POP_MAILER_PATH', `/usr/lib/mh/spop')
_DEFIFNOT(`POP_MAILER_ARGS', `pop $u')
_DEFIFNOT(`POP_MAILER_FLAGS', `Penu')
PUSHDIVERT(5)CPPOP
POPDIVERT
PUSHDIVERT(16)
R$+ < @ $* POP . >	$#pop $: $1
POPDIVERT

PUSHDIVERT(7)
######  Mailer pop

_MAILER_LINE(`pop', `POP_MAILER_PATH', `POP', `lsDFMq'POP_MAILER_FLAGS,
	`EnvFromL', `EnvToL/HdrToL',
	`,
		T=DNS/RFC822/X-Unix'_QUEUE_GROUP(`POP_MAILER_QGRP'),
	`POP_MAILER_ARGS')
POPDIVERT
