dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`domainmap', `domain', `class [flags] file')
dnl
dnl Users of one domain are looked up in a map of their own: user gives an address.
dnl Example:  FEATURE(`domainmap', `example.org', `hash /etc/mail/example.org')dnl

ifelse(defn(`_ARG2_'), `', `_ERROR(`FEATURE(domainmap) needs a domain and its map')', `')
define(`_DOMAINMAPS_', incr(ifdef(`_DOMAINMAPS_', `_DOMAINMAPS_', `0')))
PUSHDIVERT(6)Kdomainmap`'_DOMAINMAPS_ _ARG2_
C{MappedDomain}_ARG1_
POPDIVERT
_ONCE(`domainmap', `PUSHDIVERT(3)
R$+ < @ $={MappedDomain} . >	$: $1 < @ $2 . > $| $>DomainMapLookup $1 < @ $2 . >
R$+ $| $# $*		$@ $# $2
R$+ $| $*		$: $1
POPDIVERT')
PUSHDIVERT(9)
SDomainMapLookup
R$+ < @ _ARG1_ . >	$: < $(domainmap`'_DOMAINMAPS_ $1 $: ? $) > $1 < @ _ARG1_ . >
R< ? > $*		$: $1
R< $+ > $*		$@ $>Recurse $1
POPDIVERT
