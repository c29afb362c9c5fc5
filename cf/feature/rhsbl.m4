dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`rhsbl', `zone' [, `message' [, `t' | `text']])
dnl
dnl Senders whose domain is listed in the DNS zone are refused, except those with rhs:address or rhs:domain OK or
dnl RELAY in the access map.
dnl Example:  FEATURE(`rhsbl', `rhsbl.example.net')dnl

ifelse(defn(`_ARG1_'), `', `_ERROR(`FEATURE(rhsbl) needs the zone of the list')', `')
_ONCE(`dnsbl_map', `PUSHDIVERT(6)Kdnsbl _OR(`DNSBL_MAP', `host') -T<TMP>ifdef(`DNSBL_MAP_OPT', ` DNSBL_MAP_OPT')
POPDIVERT')
define(`_RHSBL_', `1')
PUSHDIVERT(12)
# List of domains _ARG1_
R$+ < @ $+ >		$: < ? > $1 < @ $2 >
ifdef(`_ACCESS_', `dnl
R< ? > $+ < @ $+ >	$: $1 < @ $2 > $| $>SearchList < ! rhs > $| < F : $1 @ $2 > < D : $2 > < >
R$+ $| < $={Accept} >	$: $1
R$+ $| < $* >		$: < ? > $1
')dnl
R< ? > $+ < @ $+ >	$: < $(dnsbl $2 . _ARG1_ . $: ? $) > $1 < @ $2 >
ifelse(defn(`_ARG3_'), `', `', `R< $* < TMP > > $+ < @ $+ >	$#error $@ 4.4.3 $: ifelse(defn(`_ARG3_'), `t', `"451 Temporary lookup failure of " $3 " at _ARG1_"', `_ARG3_')
')dnl
R< $* < TMP > > $*	$: $2
R< ? > $*		$: $1
R< $+ > $+ < @ $+ >	$#error $@ 5.7.1 $: ifelse(defn(`_ARG2_'), `', `"550 Rejected: " $3 " listed at _ARG1_"', `_ARG2_')
POPDIVERT
