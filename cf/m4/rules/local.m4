dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl localaddr (5): a local name that is no alias. Plain text back means "deliver it here"; a triple sends
dnl it elsewhere. A site may answer first in Local_localaddr ($#ok keeps the name).
dnl
dnl In this order: user+detail is tried without the detail, then LUSER_RELAY takes names that have no
dnl account, MAIL_HUB takes everything, LOCAL_RELAY too. Names in class L (LOCAL_USER) stay here.
divert(0)dnl

######  Local names that are no aliases: localaddr

# A site may decide first.
SLocal_localaddr

Slocaladdr=5
R$+			$: < asked > $1 $| $>"Local_localaddr" $1
R< asked > $+ $| $#ok $*	$@ $1
R< asked > $+ $| $# $*	$@ $# $2
R< asked > $+ $| $*	$: $1
ifdef(`_PLUS_DETAIL_KEPT_', `', `dnl
R$+ + *			$: $1 $| $&h
R$+ $| + $*		$#confLOCAL_MAILER $@ $2 $: $1
R$+ $| $*		$#confLOCAL_MAILER $@ $2 $: $1
R$+ + $*		$#confLOCAL_MAILER $@ + $2 $: $1 + *
')dnl
ifdef(`LUSER_RELAY', `dnl
R$+			$: < $(user $1 $: none $) > $1
R< $* <> > $*		$: $1
ifdef(`_LUSER_HOST_KEPT_', `dnl
_BY(`preserve_luser_host')dnl
# The host the recipient was sent to, when the one who asks has said it ($h).
R< none > $*		$: < $L > $1 $| $&h
R< $* > $* $| $+	$: < $1 > $2 $(macro {Host} $@ @ $3 $) $| $3
R< $* > $* $| $*	$: < $1 > $2 $&{Host}
R< local : $* > $+	$@ $>MailerToTriple < local : $1 > $2
R< error : $+ > $+	$@ $>MailerToTriple < error : $1 > $2
R< $+ > $+ @ $+		$@ $>MailerToTriple < $1 > $2 < @ $3 >
', `dnl
R< none > $*		$: < $L > $1
R< local : $* > $+	$@ $>MailerToTriple < local : $1 > $2
R< error : $+ > $+	$@ $>MailerToTriple < error : $1 > $2
')dnl
R< $- : $+ @ $+ > $*	$#$1 $@ $3 $: $2 < @ $3 >
R< $- : $+ > $+		$@ $>MailerToTriple < $1 : $2 > $3 < @ $2 >
R< $+ > $+		$@ $>MailerToTriple < $1 > $2 < @ $1 >
')dnl
ifdef(`MAIL_HUB', `dnl
R$+			$: < $H > $1
', `ifdef(`LOCAL_RELAY', `dnl
R$+			$: < $R > $1
')')dnl
ifdef(`_LOCAL_DETOUR_', `dnl
R< local : $* > $+	$@ $>MailerToTriple < local : $1 > $2
R< error : $+ > $+	$@ $>MailerToTriple < error : $1 > $2
R< $- : $+ @ $+ > $*	$#$1 $@ $3 $: $2 < @ $3 >
R< $- : $+ > $+		$@ $>MailerToTriple < $1 : $2 > $3 < @ $2 >
R< $+ > $+		$@ $>MailerToTriple < $1 > $2 < @ $1 >
')dnl
divert(-1)
