dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`ratecontrol' [, `nodelay' [, `terminate']])
dnl
dnl ClientRate:address in the access map limits the connections of a client per minute; 0 is no limit, ClientRate:
dnl alone the limit of all others. Needs access_db before it.
dnl   nodelay    at once, although delay_checks is on (delay_checks before it)
dnl   terminate  the answer is 421 and the session ends, instead of 452
dnl Example:  FEATURE(`ratecontrol', `nodelay', `terminate')dnl   and in access  ClientRate:  10

_NEEDS_ACCESS(`ratecontrol')
define(`_SEARCH_BY_ADDRESS_', `1')
ifelse(defn(`_ARG1_'), `', `', defn(`_ARG1_'), `nodelay', `define(`_RATE_CONTROL_EARLY_', `1')ifdef(`_DELAY_CHECKS_', `', `_ERROR(`FEATURE(ratecontrol, nodelay) needs FEATURE(delay_checks) before it')')', `_ERROR(`FEATURE(ratecontrol) does not know the argument '_ARG1_)')
ifdef(`_RATE_CONTROL_EARLY_', `', `PUSHDIVERT(8)
R$*			$: $1 $| $>"RateControl" $1
R$* $| $# $*		$@ $# $2
R$* $| $*		$: $1
POPDIVERT')
PUSHDIVERT(9)
SRateControl
R$*			$: $>A < $&{client_addr} > < ? > < ! ClientRate > < >
R< ? > < >		$: $>E < > < 0 > < ! ClientRate > < >
R< 0 > < >		$@ OK
R< $* < TMPF > > < >	$#error $@ 4.3.0 $: "451 Temporary system failure. Please try again later."
R< $+ > < >		$: < $1 > $| $(arith l $@ $1 $@ $&{client_rate} $)
R< $+ > $| TRUE		$#error $@ 4.3.2 $: ifelse(defn(`_ARG2_'), `terminate', `421', `452') Connection rate limit exceeded.
POPDIVERT
