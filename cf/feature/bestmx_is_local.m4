dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`bestmx_is_local' [, `domains'])
dnl
dnl A domain for which this host is the best MX is taken for ours, in routing and in check_rcpt; only the domains listed, when there are any.
dnl Example:  FEATURE(`bestmx_is_local', `example.com example.org')dnl

define(`_BESTMX_', ifelse(defn(`_ARG1_'), `', ``all'', ``listed''))
PUSHDIVERT(6)Kbestmx bestmx
ifelse(defn(`_ARG1_'), `', `', `CB defn(`_ARG1_')
')POPDIVERT
PUSHDIVERT(1)
ifelse(defn(`_ARG1_'), `', `R$* < @ $+ > $*	$: < $(bestmx $2 $) > $1 < @ $2 > $3
', `R$* < @ $* $=B . > $*	$: < $(bestmx $2 $3 . $) > $1 < @ $2 $3 . > $4
')dnl
ifdef(`_USE_DEPRECATED_ROUTE_ADDR_', `dnl
R< $=w . > < @ $+ > : $*	$@ $>Recurse $3
')dnl
R< $=w . > $* $=O $* < @ $+ > $*	$@ $>Recurse $2 $3 $4
R< $=w . > $+ < @ $+ > $*	$#_OR(`confLOCAL_MAILER', `local') $@ $: $2
R< $+ > $* < @ $+ > $*	$: $2 < @ $3 > $4
POPDIVERT
