dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`domainmap', `domain', `class [flags] file')
dnl
dnl Users of one domain of this host are looked up in a map of their own: user gives an address. user+detail is looked
dnl up without its detail, which an address with a host gets back. Who is not in the map is unknown (550); a map that
dnl cannot be asked makes the client wait (451). a%b and b!a are no users: the mail goes on to b.
dnl Envelope senders are not looked up, and neither are names of LOCAL_USER when the domain is one of this host.
dnl Example:  FEATURE(`domainmap', `example.org', `hash /etc/mail/example.org')dnl

ifelse(defn(`_ARG2_'), `', `_ERROR(`FEATURE(domainmap) needs a domain and its map')', `')
define(`_DOMAINMAP_NAME_', `domain_'translit(defn(`_ARG1_'), `.-', `__'))
PUSHDIVERT(6)K`'_DOMAINMAP_NAME_ _ARG2_ -T<TEMP>
C{MappedDomain}_ARG1_
POPDIVERT
_ONCE(`domainmap', `PUSHDIVERT(3)
R$+ < @ $={MappedDomain} . >	$: $1 < @ $2 . > $| $>DomainMapLookup $1 < @ $2 . >
R$+ $| $# $*		$@ $# $2
R$+ $| $*		$: $1
POPDIVERT')
PUSHDIVERT(9)
SDomainMapLookup
R$* $=O $* < @ _ARG1_ . >	$@ $>Recurse $1 $2 $3
R$=L < @ $=w . >	$@ $1 < @ $2 . >
R$+ < @ _ARG1_ . >	$: < $&{addr_type} > $1 < @ _ARG1_ . >
R< e s > $+ < @ $+ >	$#smtp $@ $2 $: $1 @ $2
R< $* > $+ < @ $+ >	$: $2 < @ $3 >
# < what the map says of the user > < detail with its plus >
R$+ < @ _ARG1_ . >	$: < $1 > < >
R< $+ + $* > < >	$: < $1 > < + $2 >
R< $+ > < $* >		$: < $(_DOMAINMAP_NAME_ $1 $: ? $) > < $2 >
R< ? > $*		$#error $@ 5.1.1 $: "550 email address lookup in domain map failed"
R< $* < TEMP > > $*	$#error $@ 4.3.0 $: "451 Temporary system failure. Please try again later."
R< $+ @ $+ > < $* >	$@ $>Recurse $1 $3 @ $2
R< $+ > < $* >		$@ $>Recurse $1
POPDIVERT
