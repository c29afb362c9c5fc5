dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl MAILER(phquery): a directory of people answers where mail goes. Used through the mailer table or rules of the site.
dnl 
dnl Changed by PH_MAILER_PATH, _ARGS, _FLAGS, _QGRP and MODIFY_MAILER_FLAGS(`PH', ...).
dnl Example, in the mailer table:  people.example.com   ph:people

_DEFIFNOT(`PH_MAILER_PATH', `/usr/local/etc/phquery')
_DEFIFNOT(`PH_MAILER_ARGS', `phquery -- $u')
_DEFIFNOT(`PH_MAILER_FLAGS', `ehmu')

PUSHDIVERT(7)
######  Mailer ph

_MAILER_LINE(`ph', `PH_MAILER_PATH', `PH', `nrDFM'PH_MAILER_FLAGS,
	`EnvFromL', `EnvToL/HdrToL',
	`,
		T=DNS/RFC822/X-Unix'_QUEUE_GROUP(`PH_MAILER_QGRP'),
	`PH_MAILER_ARGS')
POPDIVERT
