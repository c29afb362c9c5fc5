dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl HACK(`dnsblaccess', `zone' [, `message' [, `t' | `text' [, `tag']]])
dnl
dnl A DNS list whose answers the access map may judge: for the answer 127.0.0.2 the keys are dnsblaccess:127.0.0.2,
dnl dnsblaccess:127.0.0 and so on, at last dnsblaccess: (or another tag). OK and RELAY let the client in, as far as this
dnl list is concerned; DISCARD takes the mail and drops it; ERROR: as everywhere, with %1 for the address of the client
dnl and %2 for the zone; anything else, and an answer without a key, refuses the client.
dnl   message   text for the client in double quotes; else "550 Rejected: address listed at zone"
dnl   t         a list that cannot be asked makes the client wait (451), instead of letting it in; or the text to say
dnl Needs FEATURE(`access_db') before it. EDNSBL_TO, defined before, is the number of retries (5).
dnl Example:  HACK(`dnsblaccess', `bl.example.net')dnl   and in access  dnsblaccess:127.0.0.4  OK

_NEEDS_ACCESS_FOR(`HACK(dnsblaccess)')
_DNS_LIST_NEEDED(`HACK(dnsblaccess)')
_EDNSBL_MAP_
define(`_DNSBLACCESS_TAG_', ifelse(defn(`_ARG4_'), `', ``dnsblaccess'', `defn(`_ARG4_')'))
PUSHDIVERT(8)
_DNS_LIST_ASK(`ednsbl')dnl
_DNS_LIST_LATER(`$&{client_addr}', `$*')dnl
R< ? > $*		$: $1
R< $+ . > $*		$: $>DnsblAccess < _DNSBLACCESS_TAG_ > < _ARG1_ > < $1 > < $2 >
R< $* > < $* >		$: < $1 > $2
R< $={Accept} > $*	$: $2
R< DISCARD > $*	$#discard $: discard
R< ERROR : $- . $- . $- : $+ > $*	$#error $@ $1 . $2 . $3 $: $4
R< ERROR : $+ > $*	$#error $: $1
R< $* < TMPF > > $*	$#error $@ 4.3.0 $: "451 Temporary system failure. Please try again later."
R< $+ > $*		$#error $@ 5.7.1 $: _DNS_LIST_TEXT(`$&{client_addr}')
POPDIVERT
_ONCE(`dnsblaccess', `PUSHDIVERT(9)
# < tag > < zone > < answer of the list > < rest > -> < what the access map says > < rest >
SDnsblAccess
R< $- > < $+ > < $+ > < $* >	$: < $(access $1 : $3 $@ $&{client_addr} $@ $2 $: ? $) > < $1 > < $2 > < $3 > < $4 >
R< ? > < $- > < $+ > < $+ . $- > < $* >	$@ $>DnsblAccess < $1 > < $2 > < $3 > < $5 >
R< ? > < $- > < $+ > < $* > < $* >	$: < $(access $1 : $@ $&{client_addr} $@ $2 $: ? $) > < $1 > < $2 > < $3 > < $4 >
R< $* > < $- > < $+ > < $* > < $* >	$@ < $1 > < $5 >
POPDIVERT')
