dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl MAILER(local): the mailers "local" (mailboxes on this host) and "prog" (|program in aliases and .forward).
dnl
dnl Changed by, all before this line: LOCAL_MAILER_PATH, _ARGS, _FLAGS, _MAX, _MAXMSGS, _MAXRCPTS, _CHARSET,
dnl _EOL, _DSN_DIAGNOSTIC_CODE, _QGRP; LOCAL_SHELL_PATH, _ARGS, _FLAGS, _DIR; LOCAL_PROG_QGRP;
dnl MODIFY_MAILER_FLAGS(`LOCAL', ...) and (`SHELL', ...); FEATURE(local_procmail), (local_lmtp), (smrsh),
dnl (always_add_domain).
dnl Example:  define(`LOCAL_MAILER_PATH', `/usr/libexec/mail.local')dnl
dnl           MAILER(`local')dnl

_DEFIFNOT(`LOCAL_MAILER_PATH', `/bin/mail')
_DEFIFNOT(`LOCAL_MAILER_ARGS', `mail -d $u')
_DEFIFNOT(`LOCAL_MAILER_FLAGS', `Prmn9')
_DEFIFNOT(`LOCAL_MAILER_DSN_DIAGNOSTIC_CODE', `X-Unix')
_DEFIFNOT(`LOCAL_SHELL_PATH', `/bin/sh')
_DEFIFNOT(`LOCAL_SHELL_ARGS', `sh -c $u')
_DEFIFNOT(`LOCAL_SHELL_FLAGS', `eu9')
_DEFIFNOT(`LOCAL_SHELL_DIR', `$z:/')
_DEFIFNOT(`_LOCAL_FIXED_FLAGS_', `lsDFMAw5:/|@q')
_DEFIFNOT(`_SHELL_FIXED_FLAGS_', `lsDFMoq')

PUSHDIVERT(7)
######  Mailers local and prog

_MAILER_LINE(`local', `LOCAL_MAILER_PATH', `LOCAL', _LOCAL_FIXED_FLAGS_`'LOCAL_MAILER_FLAGS,
	ifdef(`_LOCAL_LMTP_', `EnvFromSMTP/HdrFromL', `EnvFromL/HdrFromL'), `EnvToL/HdrToL',
	_EQUATE(`E=', `LOCAL_MAILER_EOL')_EQUATE(`M=', `LOCAL_MAILER_MAX')_EQUATE(`m=', `LOCAL_MAILER_MAXMSGS')_EQUATE(`r=', `LOCAL_MAILER_MAXRCPTS')_EQUATE(`C=', `LOCAL_MAILER_CHARSET')`,
		T=DNS/RFC822/'LOCAL_MAILER_DSN_DIAGNOSTIC_CODE`'_QUEUE_GROUP(`LOCAL_MAILER_QGRP'),
	`LOCAL_MAILER_ARGS')
_MAILER_LINE(`prog', `LOCAL_SHELL_PATH', `SHELL', _SHELL_FIXED_FLAGS_`'LOCAL_SHELL_FLAGS,
	`EnvFromL/HdrFromL', `EnvToL/HdrToL',
	_EQUATE(`M=', `LOCAL_MAILER_MAX')`, D='LOCAL_SHELL_DIR`,
		T=X-Unix/X-Unix/X-Unix'_QUEUE_GROUP(`LOCAL_PROG_QGRP'),
	`LOCAL_SHELL_ARGS')

# Envelope and header senders, envelope and header recipients of local mail
SEnvFromL
R< @ >			$@ $n
R$*			$: $>AddDomain $1
ifdef(`_LOCAL_NO_MASQUERADE_', `dnl
R$* < @ *LOCAL* > $*	$: $1 < @ $j . > $2
', `dnl
R$*			$: $>MasqEnv $1
')dnl

SHdrFromL
R< @ >			$: $n
R$*			$: $>AddDomain $1
ifdef(`_LOCAL_NO_MASQUERADE_', `dnl
R$* < @ *LOCAL* > $*	$: $1 < @ $j . > $2
', `dnl
R$*			$: $>MasqHdr $1
')dnl

# A sender of this host is the user alone, without detail.
SEnvToL
R$+ < @ $* >		$: $1
R$+ + $*		$: < $&{addr_type} > $1 + $2
R< e s > $+ + $*	$@ $1
R< $* > $+ + $*		$@ $2 + $3

SHdrToL
R$*			$: $>AddDomain $1
ifdef(`_ALL_MASQUERADE_', `ifdef(`_LOCAL_NO_MASQUERADE_', `', `dnl
R$*			$: $>MasqHdr $1
')')dnl
R$* < @ *LOCAL* > $*	$: $1 < @ $j . > $2

# Feature always_add_domain: names without host get one.
SAddDomain
R$* < @ $* > $*		$@ $1 < @ $2 > $3
ifdef(`_ALWAYS_ADD_DOMAIN_', `dnl
R$+			$@ $1 < @ _ALWAYS_ADD_DOMAIN_ >
')dnl
POPDIVERT
