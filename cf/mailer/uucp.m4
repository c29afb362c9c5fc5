dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl MAILER(uucp): uucp, uucp-old (host!user, one recipient at a time), suucp, uucp-new (several), and after MAILER(smtp)
dnl uucp-dom (Internet addresses), uucp-uudom (Internet addresses, bang path in the envelope).
dnl 
dnl Neighbours: class U goes by uucp-old, Y by uucp-new, Z by uucp-uudom; other host!user to UUCP_RELAY.
dnl Changed by UUCP_MAILER_PATH, _ARGS, _FLAGS, _MAX, _CHARSET, _QGRP and MODIFY_MAILER_FLAGS(`UUCP', ...).
dnl Example:  define(`UUCP_RELAY', `uucp-new:hub')dnl  MAILER(`smtp')dnl  MAILER(`uucp')dnl

ifdef(`_MAILER_smtp_', `', `_WARNING(`MAILER(smtp) must come before MAILER(uucp), or the mailers uucp-dom and uucp-uudom are missing')')
define(`_UUCP_KEPT_', `1')
_DEFIFNOT(`UUCP_MAILER_PATH', `/usr/bin/uux')
_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -a$g -gC $h!rmail ($u)')
_DEFIFNOT(`UUCP_MAILER_FLAGS', `')
_DEFIFNOT(`UUCP_MAILER_MAX', `ifdef(`UUCP_MAX_SIZE', `UUCP_MAX_SIZE', `100000')')
define(`_UUCP_EQUATES', `, M=UUCP_MAILER_MAX`'_EQUATE(`C=', `UUCP_MAILER_CHARSET'),
		T=X-UUCP/X-UUCP/X-Unix`'_QUEUE_GROUP(`UUCP_MAILER_QGRP')')
define(`_UUCP_LINE', `_MAILER_LINE(`$1', `UUCP_MAILER_PATH', `UUCP', `$2'UUCP_MAILER_FLAGS, `$3', `$4', `_UUCP_EQUATES', `UUCP_MAILER_ARGS')')

PUSHDIVERT(4)
R$* < @ $=Z . UUCP . > $*	$#ifdef(`_MAILER_smtp_', `uucp-uudom', `uucp-new') $@ $2 $: $1 < @ $2 . UUCP . > $3
R$* < @ $=Y . UUCP . > $*	$#uucp-new $@ $2 $: $1 < @ $2 . UUCP . > $3
R$* < @ $=U . UUCP . > $*	$#uucp-old $@ $2 $: $1 < @ $2 . UUCP . > $3
ifdef(`_UUCP_VIA_V_', `R$* < @ $=V . UUCP . > $*	$#_OR(`confUUCP_MAILER', `uucp-old') $@ $V $: $1 < @ $2 . UUCP . > $3
')dnl
ifdef(`_UUCP_VIA_W_', `R$* < @ $=W . UUCP . > $*	$#_OR(`confUUCP_MAILER', `uucp-old') $@ $W $: $1 < @ $2 . UUCP . > $3
')dnl
ifdef(`_UUCP_VIA_X_', `R$* < @ $=X . UUCP . > $*	$#_OR(`confUUCP_MAILER', `uucp-old') $@ $X $: $1 < @ $2 . UUCP . > $3
')dnl
POPDIVERT
PUSHDIVERT(7)
######  Mailers uucp, uucp-old, suucp, uucp-new, uucp-dom and uucp-uudom

_UUCP_LINE(`uucp', `DFMhuUd', `FromU', `EnvToU/HdrToU')
_UUCP_LINE(`uucp-old', `DFMhuUd', `FromU', `EnvToU/HdrToU')
_UUCP_LINE(`suucp', `mDFMhuUd', `FromU', `EnvToU/HdrToU')
_UUCP_LINE(`uucp-new', `mDFMhuUd', `FromU', `EnvToU/HdrToU')
ifdef(`_MAILER_smtp_', `dnl
_UUCP_LINE(`uucp-dom', `mDFMhud', `EnvFromUD/HdrFromSMTP', ifdef(`_ALL_MASQUERADE_', `EnvToSMTP/HdrFromSMTP', `EnvToSMTP'))
_UUCP_LINE(`uucp-uudom', `mDFMhud', `EnvFromUUD/HdrFromSMTP', ifdef(`_ALL_MASQUERADE_', `EnvToSMTP/HdrFromSMTP', `EnvToSMTP'))
')dnl

# Senders start with our own name, we!host!user, unless the neighbour who gets it knows the next host of the path. Who
# sends bounces has a name here.
SFromU
R< @ >			$: $n
R$*			$@ $>ThroughUs $1

SThroughUs
R: ; < @ >		$@
R$+			$: $>BangPath $1
R$=w ! $@		$@
R$=w ! $+		$: $2
R$&h ! $+ ! $+		$@ $1 ! $2
R$&h ! $+		$@ $&h ! $1
R$+			$@ $j ! $1

# user < @ host . > as host!user
SBangPath
R$* < @ $* . > $*	$: $1 < @ $2 > $3
R$* < @ $- . UUCP >	$@ $2 ! $1
R$* < @ $+ >		$@ $2 ! $1

SEnvToU
R< @ >			$@ < @ >
R: ; < @ >		$@
R$* < @ $=w . >		$@ $1
R$+			$@ $>BangPath $1

# In headers the reader answers through us.
SHdrToU
R$*			$@ $>ThroughUs $1

ifdef(`_MAILER_smtp_', `dnl
SEnvFromUD
R< @ >			$: $n
R$* : ; < @ >		$@
R$*			$@ $>EnvFromSMTP $1

SEnvFromUUD
R$*			$: $>EnvFromUD $1
R$+ < @ *LOCAL* >	$@ $j ! $1
R$* < @ $+ >		$@ $>BangPath $1 < @ $2 >
R$* < @ $* . > $*	$@ $1 < @ $2 > $3
')dnl
POPDIVERT
