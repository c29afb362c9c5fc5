dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`dnsbl', `zone' [, `message' | `quarantine' | `discard' [, `t' | `text']])
dnl
dnl Clients whose IPv4 address is listed in the DNS zone are refused. Repeatable; asked in the order of the .mc.
dnl   message   text for the client in double quotes, or quarantine or discard; else "550 Rejected: address listed at zone"
dnl   t         a list that cannot be asked makes the client wait (451), instead of letting it in; or the text to say
dnl DNSBL_MAP and DNSBL_MAP_OPT, defined before, change the map.
dnl Example:  FEATURE(`dnsbl', `bl.example.net', `"550 Mail from " $&{client_addr} " refused"', `t')dnl

_DNS_LIST_NEEDED(`FEATURE(dnsbl)')
dnl A message with a comma has come in pieces: what was meant cannot be known.
ifelse(eval(_ARGCOUNT_ > 3), `1', `_WARNING(`FEATURE(dnsbl): what follows the third argument counts for nothing; a comma in the message has to stand between quotes')')
_ONCE(`dnsbl_map', `define(`_DNSBL_MAP_', _OR(`DNSBL_MAP', `dns -R A')` -T<TMP>'ifdef(`DNSBL_MAP_OPT', ` DNSBL_MAP_OPT'))')
PUSHDIVERT(8)
_DNS_LIST_ASK(`dnsbl')dnl
_DNS_LIST_LATER(`$&{client_addr}', `$*')dnl
R< ? > $*		$: $1
_DNS_LIST_REFUSE(`$+', _ARG1_)dnl
POPDIVERT
