dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`enhdnsbl', `zone' [, `message' | `quarantine' | `discard' [, `t' | `text' [, `result' ...]]])
dnl
dnl As dnsbl, but the answer of the list counts: up to six results such as 127.0.0.2. ; without one any answer does.
dnl   message   text for the client in double quotes, or quarantine or discard; else "550 Rejected: address listed at zone"
dnl   t         a list that cannot be asked makes the client wait (451), instead of letting it in; or the text to say
dnl EDNSBL_TO, defined before, is the number of retries (5).
dnl Example:  FEATURE(`enhdnsbl', `bl.example.net', `"550 Refused"', `t', `127.0.0.2.', `127.0.0.4.')dnl

_DNS_LIST_NEEDED(`FEATURE(enhdnsbl)')
_EDNSBL_MAP_
PUSHDIVERT(8)
_DNS_LIST_ASK(`ednsbl')dnl
_DNS_LIST_LATER(`$&{client_addr}', `$*')dnl
R< ? > $*		$: $1
ifelse(defn(`_ARG4_'), `', `_DNS_LIST_REFUSE(`$+', `discard')', `_DNS_LIST_RESULTS(_ARG4_, _ARG5_, _ARG6_, _ARG7_, _ARG8_, _ARG9_)')dnl
R< $* > $*		$: $2
POPDIVERT
