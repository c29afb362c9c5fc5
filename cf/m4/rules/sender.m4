dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl check_mail: is this sender acceptable? Input: the argument of MAIL FROM as it was written.
dnl
dnl Local_check_mail answers first. Then: the access map (From:), features, a domain that can be answered
dnl to. With delay_checks the same is called checkmail and asked at RCPT.
_PART_HEAD_
divert(0)dnl

######  Senders: check_mail

SLocal_check_mail
S`'ifdef(`_DELAY_CHECKS_', `checkmail', `check_mail')
R$*			$: < tls > $1 $| $>"tls_client" $&{verify} $| MAIL
R< tls > $* $| $#error $*	$#error $2
R< tls > $* $| $*	$: < asked > $1 $| $>"Local_check_mail" $1
R< asked > $* $| $# $*	$@ $# $2
R< asked > $* $| $*	$@ $>"Basic_check_mail" $1

SBasic_check_mail
R$*			$: mode $&{deliveryMode} $| $1
Rmode d $| $*		$@ deferred
Rmode $* $| $*		$: $2
R<>			$@ < OK >
ifdef(`_STRICT_RFC821_', `dnl
R$*			$: < ? > $1
R< ? > < $* > $@	$: < $1 >
R< ? > $*		$#error $@ 5.5.2 $: "501 the sender address must stand in angle brackets"
')dnl
# < state > < place of the client > address;   "?" is undecided, "dom" a qualified domain
R$*			$: < $1 > $>ClientPlace
R< < $* > > $-		$: < $1 > $2
R< $* > $-		$: < ? > < $2 > < $1 > $>CanonAddr $1
ifdef(`_ACCEPT_UNQUALIFIED_', `', `dnl
R< ? > < strict > < $* @ $- > $*	$: < real > < there > < > $2
R< ? > < strict > $*	$: < ? > < there > $1
R< ? > < there > < $* @ localhost > $*	$: < real > < there > < > $2
R< ? > < there > < $* @ localhost . $m > $*	$: < real > < there > < > $2
R< ? > < there > < $* @ localhost . UUCP > $*	$: < real > < there > < > $2
R< ? > < there > < $* @ [ 127 . 0 . 0 . 1 ] > $*	$: < real > < there > < > $2
')dnl
R< real > $*		$#error $@ 5.5.4 $: "553 Real domain name required for sender address"
R< $- > < $- > < $* > $*	$: < $1 > < $2 > $4
R< $- > < $- > $* < @ $+ . >	$: < $1 > < $2 > $3 < @ $4 >
ifdef(`_ACCESS_', `dnl
R< $- > < $- > $+ < @ $+ >	$: < $1 > < $2 > $3 < @ $4 > $| $>SearchList < + From > $| < F : $3 @ $4 > < U : $3 @ > < D : $4 > < >
R< $- > < $- > $-	$: < $1 > < $2 > $3 $| $>SearchList < + From > $| < F : $3 > < U : $3 @ > < >
R< $- > < $- > $* $| < ? >	$: < $1 > < $2 > $3
R< $- > < $- > $* $| < $={Accept} >	$# $4
R< $- > < $- > $* $| < $+ >	$@ $>Judge < $4 >
')dnl
R< ? > < $- > $+ < @ $+ >	$: < dom > $2 < @ $3 >
ifdef(`_ACCEPT_UNQUALIFIED_', `', `dnl
# A name without domain: only in mail given to the command, or where the listener says "u" (Modifiers=u).
R< ? > $*		$: < ? > < $&{client_addr} > < $&{daemon_flags} >
R< ? > < $* > < $* f $* >	$#error $@ 5.5.4 $: "553 Real domain name required for sender address"
R< ? > < $* > < $* u $* >	$@ < OKR >
R< ? > < $+ > < $* >	$#error $@ 5.5.4 $: "553 Domain name required for sender address " $&f
')dnl
R< ? > $*		$@ < OKR >
ifdef(`_ACCEPT_UNRESOLVABLE_', `', `dnl
# Could an answer get there?
R< dom > $+ < @ $j >	$@ < OKR >
ifdef(`_UUCP_KEPT_', `dnl
R< dom > $+ < @ $+ . UUCP >	$@ < OKR >
')dnl
R< dom > $+ < @ $+ >	$: $1 < @ $2 > $| $(resolve $2 $: $2 < PERM > $)
R$* $| $* < $={ResOk} >	$: < dom > $1
R$* $| $* < TEMP >	$#error $@ 4.1.8 $: "451 Domain of sender address " $&f " does not resolve"
R$* $| $* < PERM >	$#error $@ 5.1.8 $: "553 Domain of sender address " $&f " does not exist"
')dnl
R< dom > $*		$: $1
undivert(12)dnl

divert(-1)
