dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`rhsbl', `zone' [, `message' [, `t' | `text']])
dnl
dnl Senders whose domain is listed in the DNS zone are refused, except those with rhs:address or rhs:domain OK or
dnl RELAY in the access map.
dnl Example:  FEATURE(`rhsbl', `rhsbl.example.net')dnl

_DNS_LIST_NEEDED(`FEATURE(rhsbl)')
dnl The map is that of dnsbl when there is one, above or below.
_DEFIFNOT(`_DNSBL_MAP_', `host -T<TMP>')
PUSHDIVERT(12)
# List of domains _ARG1_
R$+ < @ $+ >		$: < ? > $1 < @ $2 >
ifdef(`_ACCESS_', `dnl
R< ? > $+ < @ $+ >	$: $1 < @ $2 > $| $>SearchList < ! rhs > $| < F : $1 @ $2 > < D : $2 > < >
R$+ $| < $={Accept} >	$: $1
R$+ $| < $* >		$: < ? > $1
')dnl
R< ? > $+ < @ $+ >	$: < $(dnsbl $2 . _ARG1_ . $: ? $) > $1 < @ $2 >
_DNS_LIST_LATER(`$3', `$+ < @ $+ >')dnl
R< ? > $*		$: $1
R< $+ > $+ < @ $+ >	$#error $@ 5.7.1 $: _DNS_LIST_TEXT(`$3')
POPDIVERT
