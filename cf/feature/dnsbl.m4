dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`dnsbl', `zone' [, `message' | `quarantine' | `discard' [, `t' | `text']])
dnl
dnl Clients whose IPv4 address is listed in the DNS zone are refused. Repeatable; asked in the order of the .mc.
dnl   message   text for the client in double quotes, or quarantine or discard; else "550 Rejected: address listed at zone"
dnl   t         a list that cannot be asked makes the client wait (451), instead of letting it in; or the text to say
dnl DNSBL_MAP and DNSBL_MAP_OPT, defined before, change the map.
dnl Example:  FEATURE(`dnsbl', `bl.example.net', `"550 Mail from " $&{client_addr} " refused"', `t')dnl

ifelse(defn(`_ARG1_'), `', `_ERROR(`FEATURE(dnsbl) needs the zone of the list')', `')
dnl A message with a comma has come in pieces: what was meant cannot be known.
ifelse(eval(_ARGCOUNT_ > 3), `1', `_WARNING(`FEATURE(dnsbl): what follows the third argument counts for nothing; a comma in the message has to stand between quotes')')
_ONCE(`dnsbl_map', `PUSHDIVERT(6)Kdnsbl ifdef(`DNSBL_MAP', `DNSBL_MAP', `dns -R A') -T<TMP>ifdef(`DNSBL_MAP_OPT', ` DNSBL_MAP_OPT')
POPDIVERT')
PUSHDIVERT(8)
# DNS list _ARG1_
R$*			$: $&{client_addr}
R$- . $- . $- . $-	$: < $(dnsbl $4 . $3 . $2 . $1 . _ARG1_ . $: ? $) > $1 . $2 . $3 . $4
ifelse(defn(`_ARG3_'), `', `', `R< $* < TMP > > $*	$#error $@ 4.4.3 $: ifelse(defn(`_ARG3_'), `t', `"451 Temporary lookup failure of " $&{client_addr} " at _ARG1_"', `_ARG3_')
')dnl
R< $* < TMP > > $*	$: $2
R< ? > $*		$: $1
R< $+ > $*		ifelse(defn(`_ARG2_'), `quarantine', `$#error $@ quarantine $: _ARG1_', defn(`_ARG2_'), `discard', `$#discard $: discard', defn(`_ARG2_'), `', `$#error $@ 5.7.1 $: "550 Rejected: " $&{client_addr} " listed at _ARG1_"', `$#error $@ 5.7.1 $: _ARG2_')
POPDIVERT
