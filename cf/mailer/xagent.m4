dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl MAILER(xagent): an agent that carries mail to another network. Used through the mailer table.
dnl 
dnl Changed by XAGENT_MAILER_PATH, _ARGS, _FLAGS, _MAX.
dnl compatible: its addresses are rewritten by the sets 11, 21 and 31, which a site has only if it wants them.
dnl Example, in the mailer table:  other.example.com   xagent:gate

_DEFIFNOT(`XAGENT_MAILER_PATH', `/usr/lib/xagent')
_DEFIFNOT(`XAGENT_MAILER_ARGS', `xagent $h $u')
_DEFIFNOT(`XAGENT_MAILER_FLAGS', `DFMueXLn')

PUSHDIVERT(7)
######  Mailer xagent

_MAILER_LINE(`xagent', `XAGENT_MAILER_PATH', `', XAGENT_MAILER_FLAGS,
	`11/31', `21/31',
	`, E=\n'_EQUATE(`M=', `XAGENT_MAILER_MAX')`,
		T=DNS/RFC822/X-Unix',
	`XAGENT_MAILER_ARGS')
POPDIVERT
