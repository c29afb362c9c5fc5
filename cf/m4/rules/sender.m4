dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl check_mail: is this sender acceptable? Input: the argument of MAIL FROM as it was written.
dnl
dnl Local_check_mail answers first. Then: the access map (From:), features, a domain that can be answered
dnl to. With delay_checks the same is called checkmail and asked at RCPT.
divert(0)dnl

######  Senders: check_mail

SLocal_check_mail
S`'ifdef(`_DELAY_CHECKS_', `checkmail', `check_mail')
R$*			$: < asked > $1 $| $>"Local_check_mail" $1
R< asked > $* $| $# $*	$@ $# $2
R< asked > $* $| $*	$@ $>"Basic_check_mail" $1

SBasic_check_mail
R$*			$: mode $&{deliveryMode} $| $1
Rmode d $| $*		$@ deferred
Rmode $* $| $*		$: < tls > $2 $| $>"tls_client" $&{verify} $| MAIL
R< tls > $* $| $#error $*	$#error $2
R< tls > $* $| $*	$: $1
R<>			$@ < OK >
ifdef(`_STRICT_RFC821_', `dnl
R$*			$: < ? > $1
R< ? > < $* > $@	$: < $1 >
R< ? > $*		$#error $@ 5.5.2 $: "501 the sender address must stand in angle brackets"
')dnl
ifdef(`_ACCEPT_UNQUALIFIED_', `', `dnl
# What was written $| place of the client
R$*			$: $1 $| $>ClientPlace
R< $* > $| $-		$: $1 $| $2
R$* @ $- $| strict	$: < real >
R$* @ $- $| stricthere	$: < real >
R$* $| strict		$: $1 $| there
R$* @ localhost $| there	$: < real >
R$* @ localhost . $m $| there	$: < real >
R$* @ localhost . UUCP $| there	$: < real >
R$* @ [ 127 . 0 . 0 . 1 ] $| there	$: < real >
R< real >		$#error $@ 5.5.4 $: "553 Real domain name required for sender address"
R$* $| $-		$: $1
')dnl
# < state > address;   "?" is undecided, "dom" a qualified domain
R$*			$: < ? > $>CanonAddr $1
R< ? > $* < @ $+ . >	$: < ? > $1 < @ $2 >
ifdef(`_ACCESS_', `dnl
_BY(`access_db')dnl
R< ? > $+ < @ $+ >	$: < ? > $1 < @ $2 > $| $>SearchList < + From > $| < F : $1 @ $2 > < U : $1 @ > < D : $2 > < >
R< ? > $+		$: < name > $1
R< name > $+ $| $+	$: < ? > $1 $| $2
R< name > $+		$: < ? > $1 $| $>SearchList < + From > $| < U : $1 @ > < >
R< ? > $* $| < ? >	$: < ? > $1
R< ? > $* $| < $={Accept} >	$# $2
R< ? > $* $| < $+ >	$@ $>Judge < $2 >
')dnl
R< ? > $+ < @ $+ >	$: < dom > $1 < @ $2 >
ifdef(`_ACCEPT_UNQUALIFIED_', `', `dnl
# A name without domain: only in mail given to the command, or where the listener says "u" (Modifiers=u).
R< ? > $*		$: < ? > < $&{client_addr} > < $&{daemon_flags} >
R< ? > < $* > < $* u $* >	$@ < OKR >
R< ? > < $+ > < $* >	$#error $@ 5.5.4 $: "553 Domain name required for sender address " $&f
')dnl
R< ? > $*		$@ < OKR >
ifdef(`_ACCEPT_UNRESOLVABLE_', `', `dnl
# Could an answer get there?
R< dom > $+ < @ $j >	$@ < OKR >
# A pseudo domain is nothing that the name service knows.
R< dom > $+ < @ $* $=P >	$@ < OKR >
R< dom > $+ < @ $+ >	$: $1 < @ $2 > $| $(resolve $2 $: $2 < PERM > $)
R$* $| $* < $={ResOk} >	$: < dom > $1
R$* $| $* < TEMP >	$#error $@ 4.1.8 $: "451 Domain of sender address " $&f " does not resolve"
R$* $| $* < PERM >	$#error $@ 5.1.8 $: "553 Domain of sender address " $&f " does not exist"
')dnl
R< dom > $*		$: $1
undivert(12)dnl

divert(-1)
