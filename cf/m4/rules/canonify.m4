dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl From what a person wrote to what rules can work with, and back.
dnl
dnl     canonify (3)   any address            ->  user < @ host . >      the "focus" marks the next hop
dnl     Canonify2 (96) a focused address      ->  the same with the host made canonical; a trailing dot
dnl                                               says that nothing is left to find out about the name
dnl     final (4)      a focused address      ->  user@host
dnl
dnl canonify works in three steps of our own: Bare takes off everything that is not the address, Focus
dnl finds the host, Canonify2 looks at it.

dnl _KNOWN_HERE(class): names of a class are canonical.
define(`_KNOWN_HERE', `R`$'* < @ `$'=$1 > `$'*	`$'@ `$'1 < @ `$'2 . > `$'3
')
divert(0)dnl

######  Addresses in: canonify

Scanonify=3
R$@			$@ < @ >
R@			$@ < @ >
R$*			$: $>Bare $1
R$* : ; < @ >		$@ $1 : ; < @ >
R< @ >			$@ < @ >
ifdef(`_USE_DEPRECATED_ROUTE_ADDR_', `dnl
R< @ $+ > : $+		$@ $>Canonify2 < @ $1 > : $2
')dnl
R$*			$: $>Focus $1
R$*			$@ $>Canonify2 $1

# The address alone: what stands in the last and innermost brackets; without any, the name of a list goes too.
# compatible: a colon in brackets is part of the address; one before the end of [a literal] ends a name of a list.
SBare
R$* : $* [ $* ]		$: < $2 [ $3 ] >
R< $+ : ; >		$@ $1 : ; < @ >
R$* ; >			$: $1 >
R$* ;			$1
R< @ >			$@ : ; < @ >
R$+ < @ >		$: $1
R$* > $* < $+ > $*	< $3 > $4
R$* < > $*		$@ < @ >
R$* < $* < $*		< $3
R$* < $* > $*		$@ $>Unrouted $2
R$* < $*		$1 $2
R$@			$@ : ; < @ >
R@ $*			$@ $>Unrouted @ $1
R: include : $*		$@ : include : $1
R$* : : $*		$@ $>Unrouted $1 : : $2
R$* : $+		$@ $>Unrouted $2
R$* :			$@ : ; < @ >
R$*			$@ $>Unrouted $1

SUnrouted
R@			$@ < @ >
R$@			$@ < @ >
ifdef(`_USE_DEPRECATED_ROUTE_ADDR_', `dnl
# Source routes go to their first host: @a,@b:user@host is < @ a > : @ b : user @ host.
R@ $+ , $+		@ $1 : $2
R@ [ $* ] : $+		$@ < @ [ $1 ] > : $2
R@ $+ : $+		$@ < @ $1 > : $2
', `dnl
# No source route: @a,@b:user@host is user@host.
R@ $+ , $+		$2
R@ [ $* ] : $+		$2
R@ $+ : $+		$2
')dnl

# Who is the next hop: what follows the last "@", else what precedes the first "!" (or "::"), else what follows
# the last "%".
SFocus
R$+ @ $+		$: $1 < @ $2 >
R$* < @ $* @ $+ >	$1 @ $2 < @ $3 >
R$* < @ $+ >		$@ $1 < @ $2 >
ifdef(`_NO_UUCP_', `', `dnl
R$- ! $+		$@ $2 < @ $1 . UUCP >
R$+ . ! $+		$@ $2 < @ $1 . >
R$+ . $- ! $+		$@ $3 < @ $1 . $2 >
R$+ ! $+		$@ $2 < @ $1 . UUCP >
')dnl
ifdef(`_DECNET_NAMES_', `dnl
R$- : : $+		$@ $2 < @ $1 . DECNET >
R$- . $- : : $+		$@ $3 < @ $1 . $2 . DECNET >
')dnl
ifdef(`_NO_PERCENT_', `', `dnl
R$* % $*		$1 @ $2
R$* @ $* @ $*		$1 % $2 @ $3
')dnl
R$* @ $*		$: $1 < @ $2 >

# The host part: local names, pseudo domains, tables, local rules, at last the name service.
SCanonify2=96
R$* < @ [ $+ ] > $*	$: $1 < literal [ $2 ] > $3
R$* < literal $=w > $*	$@ $1 < @ $j . > $3
R$* < literal $+ > $*	$@ $1 < @ $2 > $3
R$* < @ localhost . $m > $*	$: $1 < @ localhost > $2
R$* < @ localhost > $*	$@ $1 < @ $j . > $2
R$* < @ $* . . > $*	$1 < @ $2 . > $3
ifdef(`_NO_UUCP_', `', `dnl
R$* < @ localhost . UUCP > $*	$@ $1 < @ $j . > $2
')dnl
undivert(14)dnl
undivert(2)dnl
ifdef(`_NO_UUCP_', `', `dnl
ifdef(`UUCP_RELAY', `dnl
R$* < @ $+ . UUCP > $*	$@ $1 < @ $2 . UUCP . > $3
', `ifdef(`_NO_CANONIFY_', `', `dnl
R$* < @ $+ . UUCP > $*	$: $1 < @ $[ $2 $: $2 . UUCP . $] > $3
')')')dnl
R$* < @ $* . > $*	$@ $1 < @ $2 . > $3
R$* < @ $* $=P > $*	$@ $1 < @ $2 $3 . > $4
R$* < @ > $*		$@ $1 < @ > $2
ifdef(`_NO_CANONIFY_', `dnl
_BY(`nocanonify')dnl
# Feature nocanonify: names stay as they are, unless the listener says "c" (Modifiers=c).
R$* < @ $+ > $*		$: $&{daemon_flags} $| $1 < @ $2 > $3
R$* c $* $| $*		$: $>AskNames $3
ifdef(`_CANONIFY_DOMAINS_', `dnl
R$* $| $* < @ $={Canonify} > $*	$: $>AskNames $2 < @ $3 > $4
R$* $| $* < @ $* . $={Canonify} > $*	$: $>AskNames $2 < @ $3 . $4 > $5
')dnl
ifdef(`_CANONIFY_HOSTS_', `dnl
R$* $| $* < @ $- > $*	$: $>AskNames $2 < @ $3 > $4
')dnl
R$* $| $* < @ $+ . $+ > $*	$@ $2 < @ $3 . $4 . > $5
R$* $| $*		$: $2
', `dnl
# A listener may say "C" (Modifiers=C): leave names alone.
R$* < @ $+ > $*		$: $&{daemon_flags} $| $1 < @ $2 > $3
R$* CC $* $| $*		$: $3
R$* $| $*		$: $>AskNames $2
')dnl
# What the name service does not know may still be known here.
R$* < @ $* . > $*	$@ $1 < @ $2 . > $3
_KNOWN_HERE(`w')dnl
ifdef(`_VIRTUSERS_', `_KNOWN_HERE(`{VirtHost}')')dnl
ifdef(`_GENERICS_', `_KNOWN_HERE(`G')dnl
ifdef(`_GENERICS_ENTIRE_', `dnl
_BY(`generics_entire_domain')dnl
R$* < @ $* . $=G > $*	$@ $1 < @ $2 . $3 . > $4
')')dnl
ifdef(`_VIRTUSER_ENTIRE_', `dnl
_BY(`virtuser_entire_domain')dnl
R$* < @ $* . $={VirtHost} > $*	$@ $1 < @ $2 . $3 . > $4
')dnl
_KNOWN_HERE(`M')dnl
ifdef(`_MASQUERADE_ENTIRE_', `dnl
_BY(`masquerade_entire_domain')dnl
R$* < @ $* . $=M > $*	$@ $1 < @ $2 . $3 . > $4
')dnl

SAskNames
R$* < @ $+ > $*		$@ $1 < @ $[ $2 $] > $3

######  Addresses out: final

Sfinal=4
R: ; < @ >		$@
R$* ; < @ >		$@ $1
R$* < @ >		$@
ifdef(`_DECNET_NAMES_', `dnl
R$+ < @ $+ . DECNET . >	$@ $2 : : $1
')dnl
R$* < @ *LOCAL* >	$: $1 < @ $j >
R$* < @ $+ . > $*	$: $1 < @ $2 > $3
R$* < $+ > $*		$1 $2 $3
ifdef(`_NO_UUCP_', `', `dnl
R@ $* @ $- . UUCP	$@ @ $1 @ $2 . UUCP
R$+ @ $- . UUCP		$@ $2 ! $1
')dnl
ifdef(`_USE_DEPRECATED_ROUTE_ADDR_', `dnl
R@ $+ : @ $+ : $+	@ $1 , @ $2 : $3
')dnl
R$+ % $=w @ $=w		$1 @ $2

# Parse again, from the start: for addresses that tables gave.
SRecurse=97
R$*			$: $>canonify $1
R$*			$@ $>parse $1

divert(-1)
