dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl check_relay: may this client talk to us at all? Input: client name $| client address.
dnl
dnl Local_check_relay answers first. Then: the access map (Connect:), lists and limits (dnsbl and its kin,
dnl ratecontrol, conncontrol) in the order of the .mc, reverse DNS (require_rdns).
dnl With delay_checks the same is called checkrelay and asked at RCPT.
divert(0)dnl

######  Clients: check_relay

SLocal_check_relay
S`'ifdef(`_DELAY_CHECKS_', `checkrelay', `check_relay')
R$* $| $*		$: < asked > $1 $| $2 $| $>"Local_check_relay" $1 $| $2
R< asked > $* $| $* $| $# $*	$@ $# $3
R< asked > $* $| $* $| $*	$@ $>"Basic_check_relay" $1 $| $2

SBasic_check_relay
R$*			$: mode $&{deliveryMode} $| $1
Rmode d $| $*		$@ deferred
Rmode $* $| $*		$: $2
ifdef(`_ACCESS_', `dnl
_BY(`access_db')dnl
ifdef(`_USE_CLIENT_PTR_', `dnl
_BY(`use_client_ptr')dnl
R$* $| $*		$: $&{client_ptr} $| $2
')dnl
R$+ $| $+		$: $>D < $1 > < ? > < + Connect > < $2 >
R$* $| $*		$: < ? > < $2 >
R< ? > < $+ >		$: $>A < $1 > < ? > < + Connect > < $1 >
R< ? > < $* >		$: $1
R< $={Accept} > < $* >	$@ $1
R< $* > < $* >		$@ $>Judge < $1 >
', `dnl
R$* $| $*		$: $2
')dnl
undivert(8)dnl
ifdef(`_REQUIRE_RDNS_', `dnl
_BY(`require_rdns')dnl
R$*			$: < $&{client_resolve} > $&{client_addr}
R< $* > $=R $*		$: < OK > $2 $3
R< FAIL > $*		$#error $@ 5.7.1 $: 550 Fix reverse DNS for $1
R< TEMP > $*		$#error $@ 4.1.8 $: 451 Client IP address $1 does not resolve
R< FORGED > $*		$#error $@ 4.1.8 $: 451 Possibly forged hostname for $1
R< $* > $*		$: $2
')dnl
ifdef(`_DELAY_CHECKS_', `ifdef(`_RATE_CONTROL_EARLY_', `define(`_EARLY_', `1')')ifdef(`_CONN_CONTROL_EARLY_', `define(`_EARLY_', `1')')')dnl
ifdef(`_EARLY_', `
# Limits that do not wait for RCPT
Scheck_relay
ifdef(`_RATE_CONTROL_EARLY_', `dnl
R$*			$: $1 $| $>"RateControl" $1
R$* $| $# $*		$@ $# $2
R$* $| $*		$: $1
')dnl
ifdef(`_CONN_CONTROL_EARLY_', `dnl
R$*			$: $1 $| $>"ConnControl" $1
R$* $| $# $*		$@ $# $2
R$* $| $*		$: $1
')')dnl

divert(-1)
