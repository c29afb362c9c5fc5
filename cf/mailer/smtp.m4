dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl MAILER(smtp): smtp (plain SMTP), esmtp (the default), smtp8 (8-bit without asking), dsmtp (held until the
dnl other side asks by ETRN) and relay (to a hub or smart host of ours).
dnl
dnl Changed by, all before this line: SMTP_MAILER_FLAGS, _MAX, _MAXMSGS, _MAXRCPTS, _CHARSET, _ARGS, _LL, _QGRP;
dnl ESMTP_, SMTP8_, DSMTP_MAILER_ARGS and _QGRP; RELAY_MAILER_FLAGS, _ARGS, _LL, _MAXMSGS, _CHARSET, _QGRP;
dnl MODIFY_MAILER_FLAGS(`ESMTP', ...) and so on.
dnl Example:  define(`RELAY_MAILER_ARGS', `TCP $h 587')dnl
dnl           MAILER(`smtp')dnl

_DEFIFNOT(`SMTP_MAILER_FLAGS', `')
_DEFIFNOT(`RELAY_MAILER_FLAGS', `SMTP_MAILER_FLAGS')
_DEFIFNOT(`SMTP_MAILER_LL', `990')
_DEFIFNOT(`RELAY_MAILER_LL', `2040')
_DEFIFNOT(`SMTP_MAILER_ARGS', `TCP $h')
_DEFIFNOT(`ESMTP_MAILER_ARGS', `TCP $h')
_DEFIFNOT(`SMTP8_MAILER_ARGS', `TCP $h')
_DEFIFNOT(`DSMTP_MAILER_ARGS', `TCP $h')
_DEFIFNOT(`RELAY_MAILER_ARGS', `TCP $h')

dnl _SMTP_EQUATES(longest line, NAME of largest message, of messages a connection, of charset, of queue group)
define(`_SMTP_EQUATES', `, E=\r\n, L=$1`'_EQUATE(`M=', `$2')_EQUATE(`m=', `$3')_EQUATE(`r=', `SMTP_MAILER_MAXRCPTS')_EQUATE(`C=', `$4'),
		T=DNS/RFC822/SMTP`'_QUEUE_GROUP(`$5')')
define(`_SMTP_TO', `ifdef(`_ALL_MASQUERADE_', `EnvToSMTP/HdrFromSMTP', `EnvToSMTP')')

PUSHDIVERT(7)
######  Mailers smtp, esmtp, smtp8, dsmtp and relay

_MAILER_LINE(`smtp', `[IPC]', `SMTP', `mDFMuX'SMTP_MAILER_FLAGS, `EnvFromSMTP/HdrFromSMTP', _SMTP_TO,
	`_SMTP_EQUATES(`SMTP_MAILER_LL', `SMTP_MAILER_MAX', `SMTP_MAILER_MAXMSGS', `SMTP_MAILER_CHARSET', `SMTP_MAILER_QGRP')', `SMTP_MAILER_ARGS')
_MAILER_LINE(`esmtp', `[IPC]', `ESMTP', `mDFMuXa'SMTP_MAILER_FLAGS, `EnvFromSMTP/HdrFromSMTP', _SMTP_TO,
	`_SMTP_EQUATES(`SMTP_MAILER_LL', `SMTP_MAILER_MAX', `SMTP_MAILER_MAXMSGS', `SMTP_MAILER_CHARSET', `ESMTP_MAILER_QGRP')', `ESMTP_MAILER_ARGS')
_MAILER_LINE(`smtp8', `[IPC]', `SMTP8', `mDFMuX8'SMTP_MAILER_FLAGS, `EnvFromSMTP/HdrFromSMTP', _SMTP_TO,
	`_SMTP_EQUATES(`SMTP_MAILER_LL', `SMTP_MAILER_MAX', `SMTP_MAILER_MAXMSGS', `SMTP_MAILER_CHARSET', `SMTP8_MAILER_QGRP')', `SMTP8_MAILER_ARGS')
_MAILER_LINE(`dsmtp', `[IPC]', `DSMTP', `mDFMuXa%'SMTP_MAILER_FLAGS, `EnvFromSMTP/HdrFromSMTP', _SMTP_TO,
	`_SMTP_EQUATES(`SMTP_MAILER_LL', `SMTP_MAILER_MAX', `SMTP_MAILER_MAXMSGS', `SMTP_MAILER_CHARSET', `DSMTP_MAILER_QGRP')', `DSMTP_MAILER_ARGS')
_MAILER_LINE(`relay', `[IPC]', `RELAY', `mDFMuXa8'RELAY_MAILER_FLAGS, `EnvFromSMTP/HdrFromSMTP',
	ifdef(`_ALL_MASQUERADE_', `MasqSMTP/MasqRelay', `MasqSMTP'),
	`_SMTP_EQUATES(`RELAY_MAILER_LL', `', `RELAY_MAILER_MAXMSGS', `RELAY_MAILER_CHARSET', `RELAY_MAILER_QGRP')', `RELAY_MAILER_ARGS')

# Senders: what cannot travel by SMTP is hidden behind a relay, then names are completed and masqueraded.
SEnvFromSMTP
R: ; < @ >		$@
R$*			$: $>PseudoToReal $1
R$*			$: $>MasqSMTP $1
R$*			$@ $>MasqEnv $1

# In a field, what has no user stays as it is.
SHdrFromSMTP
R: ; < @ >		$@
R< @ $* > $*		$@ < @ $1 > $2
R$*			$: $>PseudoToReal $1
R$*			$: $>MasqSMTP $1
R$*			$@ $>MasqHdr $1

# Recipients: the same without masquerading
SEnvToSMTP
R$*			$: $>PseudoToReal $1
R$*			$: $>MasqSMTP $1
R$* < @ *LOCAL* > $*	$: $1 < @ $j . > $2

SMasqRelay
R$*			$: $>MasqSMTP $1
R$*			$@ $>MasqHdr $1

# A name without host
SMasqSMTP
R$* < @ $* > $*		$@ $1 < @ $2 > $3
R$+			$@ $1 < @ *LOCAL* >

# host.UUCP and the like mean nothing outside: user%host.PSEUDO@relay, for UUCP host!user@relay.
SPseudoToReal
R< @ $+ > $*		$@ < @ $1 > $2
ifdef(`_NO_UUCP_', `', `dnl
# The host that the mail is given to ($h) does not want to read its own name; it passes on host!user.
R$* < @ $&h . UUCP . >	$: < next > $1
R< next > $- ! $+	$@ $2 < @ $1 . UUCP . >
R< next > $- . $+ ! $+	$@ $3 < @ $1 . $2 >
R< next > $*		$@ $1 < @ $&h . UUCP . >
R$+ < @ $+ . UUCP . >	$: < $Y > $2 ! $1
')dnl
ifdef(`BITNET_RELAY', `dnl
R$+ < @ $+ . BITNET . >	$: < $B > $1 % $2 . BITNET
')dnl
R< > $+			$@ $1 < @ *LOCAL* >
R< $- : $+ > $+		$@ $3 < @ $2 >
R< $+ > $+		$@ $2 < @ $1 >
POPDIVERT
