dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`conncontrol' [, `nodelay' [, `terminate']])
dnl
dnl ClientConn:address in the access map limits the connections of a client at one time; 0 is no limit, ClientConn:
dnl alone the limit of all others. Needs access_db before it.
dnl   nodelay    at once, although delay_checks is on (delay_checks before it)
dnl   terminate  the answer is 421 and the session ends, instead of 452
dnl Example:  FEATURE(`conncontrol', `nodelay', `terminate')dnl   and in access  ClientConn:  10

_NEEDS_ACCESS(`conncontrol')
define(`_SEARCH_BY_ADDRESS_', `1')
ifelse(defn(`_ARG1_'), `', `', defn(`_ARG1_'), `nodelay', `define(`_CONN_CONTROL_EARLY_', `1')ifdef(`_DELAY_CHECKS_', `', `_ERROR(`FEATURE(conncontrol, nodelay) needs FEATURE(delay_checks) before it')')', `_ERROR(`FEATURE(conncontrol) does not know the argument '_ARG1_)')
ifdef(`_CONN_CONTROL_EARLY_', `', `PUSHDIVERT(8)
R$*			$: $1 $| $>"ConnControl" $1
R$* $| $# $*		$@ $# $2
R$* $| $*		$: $1
POPDIVERT')
PUSHDIVERT(9)
SConnControl
R$*			$: $>A < $&{client_addr} > < ? > < ! ClientConn > < >
R< ? > < >		$: $>E < > < 0 > < ! ClientConn > < >
R< 0 > < >		$@ OK
R< $* < TMPF > > < >	$#error $@ 4.3.0 $: "451 Temporary system failure. Please try again later."
R< $+ > < >		$: < $1 > $| $(arith l $@ $1 $@ $&{client_connections} $)
R< $+ > $| TRUE		$#error $@ 4.3.2 $: ifelse(defn(`_ARG2_'), `terminate', `421', `452') Too many open connections.
POPDIVERT
