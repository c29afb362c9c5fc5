dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl How senders and recipients look outside. Mailers name MasqHdr (93) for headers and MasqEnv (94) for the
dnl envelope. Both want user < @ host . > and give it back. The host *LOCAL* stands for "no host was
dnl written": it becomes the masquerade name or our own.
dnl
dnl genericstable first, and an address with a host from there stays as it is; then MASQUERADE_AS, unless user or domain
dnl is excepted.
divert(0)dnl

######  How addresses look outside: MasqHdr and MasqEnv

SMasqHdr=93
ifdef(`_GENERICS_', `dnl
_BY(`genericstable')dnl
R$+ < @ $+ >		$: $>Generics $1 < @ $2 >
R< done > $*		$@ $1
')dnl
ifdef(`MASQUERADE_NAME', `dnl
_BY(`MASQUERADE_AS')dnl
R$=E < @ *LOCAL* >	$@ $1 < @ $j . >
R$=E < @ $=w . >	$@ $1 < @ $2 . >
R$=E < @ $=M . >	$@ $1 < @ $2 . >
ifdef(`_MASQUERADE_ENTIRE_', `dnl
_BY(`masquerade_entire_domain')dnl
R$=E < @ $* . $=M . >	$@ $1 < @ $2 . $3 . >
')dnl
ifdef(`_MASQUERADE_EXCEPTIONS_', `dnl
R$* < @ $=N . > $*	$@ $1 < @ $2 . > $3
R$* < @ $* . $=N . > $*	$@ $1 < @ $2 . $3 . > $4
')dnl
R$* < @ $=M . > $*	$@ $1 < @ $M . > $3
ifdef(`_MASQUERADE_ENTIRE_', `dnl
_BY(`masquerade_entire_domain')dnl
R$* < @ $+ . $=M . > $*	$@ $1 < @ $M . > $4
')dnl
ifdef(`_MASQUERADE_LIMITED_', `', `dnl
R$* < @ $=w . > $*	$@ $1 < @ $M . > $3
')dnl
R$* < @ *LOCAL* > $*	$@ $1 < @ $M . > $2
', `dnl
R$* < @ *LOCAL* > $*	$@ $1 < @ $j . > $2
')dnl

SMasqEnv=94
ifdef(`_MASQUERADE_ENVELOPE_', `dnl
_BY(`masquerade_envelope')dnl
R$*			$@ $>MasqHdr $1
', `dnl
R$* < @ *LOCAL* > $*	$@ $1 < @ $j . > $2
')dnl

ifdef(`_GENERICS_', `dnl
_BY(`genericstable')dnl
# genericstable, for hosts of class G and for names without host. Keys, first to last: user@host,
# user+*@host, user@host (detail off), @host, user, user+*, user (detail off). %1 is the detail. < done >: found, with a host.
SGenerics
R$+ < @ *LOCAL* >	$: < ! > < *LOCAL* > < $1 > < $j >
R$+ < @ $=G . >		$: < ! > < $2 . > < $1 > < $2 >
ifdef(`_GENERICS_ENTIRE_', `dnl
_BY(`generics_entire_domain')dnl
R$+ < @ $+ . $=G . >	$: < ! > < $2 . $3 . > < $1 > < $2 . $3 >
')dnl
R< ! > $*		$: < > $1
R< > < $+ > < $+ > < $+ >	$: < $(generics $2 @ $3 $: $) > < $1 > < $2 > < $3 >
R< > < $+ > < $+ + $* > < $+ >	$: < $(generics $2 + * @ $4 $@ $3 $: $) > < $1 > < $2 + $3 > < $4 >
R< > < $+ > < $+ + $* > < $+ >	$: < $(generics $2 @ $4 $: $) > < $1 > < $2 + $3 > < $4 >
R< > < $+ . > < $+ > < $+ >	$: < $(generics @ $3 $@ $2 $: $) > < $1 . > < $2 > < $3 >
R< > < $+ > < $+ > < $+ >	$: < $(generics $2 $: $) > < $1 > < $2 > < $3 >
R< > < $+ > < $+ + $* > < $+ >	$: < $(generics $2 + * $@ $3 $: $) > < $1 > < $2 + $3 > < $4 >
R< > < $+ > < $+ + $* > < $+ >	$: < $(generics $2 $: $) > < $1 > < $2 + $3 > < $4 >
R< > < $+ > < $+ > < $+ >	$@ $2 < @ $1 >
R< $* @ $+ > < $+ > < $+ > < $+ >	$@ < done > $>canonify $1 @ $2
R< $+ > < $+ > < $+ > < $+ >	$@ $1 < @ *LOCAL* >
')dnl
divert(-1)
