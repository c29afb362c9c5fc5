dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl Where an address goes: rule set 0.
dnl
dnl     parse (0)       Parse0, then the rules of the site (LOCAL_RULE_0 in ParseLocal), then Parse1
dnl     Parse0          refuses what cannot be an address and takes our own name off: a%b@ourhost is a@b
dnl     ParseLocal (98) the rules of the site
dnl     Parse1          the first of these that knows the address: LDAP, literal address, virtual users,
dnl                     names of this host, mailer table, UUCP, pseudo domains, LOCAL_NET_CONFIG,
dnl                     smart host, the name service (SMTP), a local name
dnl     MailerToTriple (95)  < mailer:host > address -> the triple; tables and relays are written like that

dnl _PSEUDO(domain, define, letter): mail to host.DOMAIN goes to a relay when one is defined.
define(`_PSEUDO', `ifdef(`$2', `R`$'* < @ `$'+ . $1 > `$'*	`$': `$'>MailerToTriple < $'`$3 > `$'1 < @ `$'2 . $1 > `$'3
R`$'* < @ `$'+ . $1 . > `$'*	`$': `$'>MailerToTriple < $'`$3 > `$'1 < @ `$'2 . $1 . > `$'3
')')

dnl compatible: without MAILER(smtp) there is no mailer for relays, and the mailer "unknown" says so.
define(`_RELAY_BY_', `ifdef(`_MAILER_smtp_', `confRELAY_MAILER', `ifelse(defn(`confRELAY_MAILER'), `relay', `unknown', `confRELAY_MAILER')')')
divert(0)dnl

######  Where mail goes: parse

Sparse=0
R< @ >			$#confLOCAL_MAILER $: < @ >
R$+			$: $>Parse0 $1
R$+			$: $>ParseLocal $1
R$*			$@ $>Parse1 $1

SParse0
R< @ >			$@ < @ >
R$* : ; < @ >		$#error $@ 5.1.3 $: "553 List:; syntax illegal for recipient addresses"
R< @ $+ >		$#error $@ 5.1.3 $: "553 User address required"
R$+ < @ >		$#error $@ 5.1.3 $: "553 Hostname required"
R@ < @ $+ >		$#error $@ 5.1.3 $: "553 User address required"
R$* < @ : $* > $*	$#error $@ 5.1.3 $: "553 Colon illegal in host name part"
R$* < @ $~[ $* : $* > $*	$#error $@ 5.1.3 $: "553 Colon illegal in host name part"
R$+ < @ $* @ $* > $*	$#error $@ 5.1.2 $: "553 Invalid route address"
R$* < @ [ $* ] $+ > $*	$#error $@ 5.1.2 $: "553 Invalid address"
R$+ < @ . $* > $*	$#error $@ 5.1.2 $: "553 Invalid host name"
R$+ < @ $+ . . $* > $*	$#error $@ 5.1.2 $: "553 Invalid host name"
R$* @ $* < @ $+ > $*	$#error $@ 5.1.3 $: "553 Invalid route address"
ifdef(`_USE_DEPRECATED_ROUTE_ADDR_', `dnl
R< @ $=w . > : $*	$@ $>Parse0 $>canonify $2
')dnl
R$- < @ $=w . >		$: < here $2 > $(dequote $1 $)
R< here $+ > $@		$#error $@ 5.1.3 $: "553 User address required"
R< here $+ > $+		$: $2 < @ $1 . >
R$* $=O $* < @ $=w . >	$@ $>Parse0 $>canonify $1 $2 $3
R$-			$: < quoted > $(dequote $1 $: < not > $1 $)
R< quoted > < not > $*	$: $1
R< quoted > $@		$#error $@ 5.1.3 $: "553 User address required"
R< quoted > $* $=O $*	$@ $>Parse0 $>canonify $1 $2 $3
R< quoted > $*		$: $1
undivert(17)dnl

# What is decided goes through the next sets untouched.
SParseLocal=98
undivert(3)dnl

SParse1
ifdef(`_LDAP_ROUTING_', `dnl
_BY(`ldap_routing')dnl
undivert(15)dnl
')dnl
# [1.2.3.4]: no name to look up; a smart host still comes first.
ifdef(`_MAILER_smtp_', `dnl
R$* < @ [ $+ ] > $*	$: < $S > $1 < @ [ $2 ] > $3
R< > $* < @ [ $+ ] > $*	$#confSMTP_MAILER $@ [ $2 ] $: $1 < @ [ $2 ] > $3
R< $- : $+ > $* < @ [ $+ ] > $*	$#$1 $@ $2 $: $3 < @ [ $4 ] > $5
R< $+ > $* < @ [ $+ ] > $*	$#confSMTP_MAILER $@ $1 $: $2 < @ [ $3 ] > $4
')dnl
ifdef(`_VIRTUSERS_', `dnl
_BY(`virtusertable')dnl
# Virtual users; what the table gives is parsed from the start.
R$+ < @ $+ . >		$: $>VirtualUser $1 < @ $2 . >
')dnl
ifdef(`_MAILER_usenet_', `dnl
R$+ . USENET < @ $=w . >	$#usenet $@ usenet $: $1
')dnl
# Names of this host
R$+ < @ *LOCAL* >	$#confLOCAL_MAILER $: $1
R$=L			$#confLOCAL_MAILER $: @ $1
ifdef(`_STICKY_HOST_', `dnl
_BY(`stickyhost')dnl
R$+ < @ $=w . >		$: < $H > $1 < @ $2 . >
R< $- : $* > $+ < @ $+ >	$@ $>MailerToTriple < $1 : $2 > $3 < @ $4 >
R< $=w > $+ < @ $+ >	$: $2 < @ $3 >
R< $+ > $+ < @ $+ >	$@ $>MailerToTriple < $1 > $2 < @ $3 >
R< > $+ + $* < @ $+ >	$#confLOCAL_MAILER $: $1 + $2
R< > $+ < @ $+ >	$#confLOCAL_MAILER $: @ $1
R< > $*			$: $1
')dnl
R$=L < @ $=w . >	$#confLOCAL_MAILER $: @ $1
R$+ < @ $=w . >		$#confLOCAL_MAILER $: $1
ifdef(`_MAILERTABLE_', `dnl
_BY(`mailertable')dnl
# The mailer table, by whole name, then by parent domains
R$* < @ $+ > $*		$: < $2 > $1 < @ $2 > $3
R< $+ . > $*		$: < $1 > $2
R< $+ > $*		$: < $(mailertable $1 $: $1 $) > $2
R< $- : $* > $*		$: $>MailerToTriple < $1 : $2 > $3
R< $+ > $*		$: $>Mailertable < $1 > $2
')dnl
undivert(4)dnl
undivert(16)dnl
_PSEUDO(`BITNET', `BITNET_RELAY', `B')dnl
_PSEUDO(`DECNET', `DECNET_RELAY', `C')dnl
_PSEUDO(`FAX', `FAX_RELAY', `F')dnl
ifdef(`DECNET_RELAY', `dnl
R$- : : $+		$: $>MailerToTriple < $C > $1 : : $2
')dnl
ifdef(`UUCP_RELAY', `dnl
R$* < @ $+ . UUCP . > $*	$: $>MailerToTriple < $Y > $1 < @ $2 . UUCP . > $3
', `ifdef(`_MAILER_uucp_', `dnl
R$* < @ $+ . UUCP . > $*	$#confUUCP_MAILER $@ $2 $: $1 < @ $2 . UUCP . > $3
')')dnl
undivert(1)dnl
R$* < @ $+ > $*		$: $>MailerToTriple < $S > $1 < @ $2 > $3
ifdef(`_MAILER_smtp_', `dnl
R$* < @ $+ > $*		$#confSMTP_MAILER $@ $2 $: $1 < @ $2 > $3
', `dnl
R$* < @ $+ > $*		$#error $@ 5.1.2 $: "553 Unrecognized host name " $2
')dnl
R$+			$#confLOCAL_MAILER $: $1

######  < mailer : host > address

SMailerToTriple=95
R< > $*			$@ $1
R< $+ > $*		$: $2 $| < $1 >
R$* $| < error : $- . $- . $- : $+ >	$#error $@ $2 . $3 . $4 $: $5
R$* $| < error : $- : $+ >	$#error $@ $2 $: $3
R$* $| < error : $+ >	$#error $: $2
R$* $| < confLOCAL_MAILER : $+ @ $* >	$@ $>CanonLocal < $2 > $1
R$* $| < confLOCAL_MAILER : $* >	$@ $>CanonLocal < $2 > $1
R$* $| < $- : $+ @ $+ >	$#$2 $@ $4 $: $3 < @ $4 >
R$* $| < $- : $+ >	$#$2 $@ $3 $: $1
R$* $| < $=w >		$@ $1
R$* < @ $+ > $* $| < $- : >	$#$4 $@ $2 $: $1 < @ $2 > $3
R$* $| < $+ >		$#_RELAY_BY_ $@ $2 $: $1

# local:user, or local: for the user of the address; the address itself is the host part.
SCanonLocal
ifdef(`_USE_DEPRECATED_ROUTE_ADDR_', `dnl
R< $* > < @ $+ > : $+	$@ $>Recurse $3
')dnl
R< $* > $* $=O $* < @ $+ >	$@ $>Recurse $2 $3 $4
R< $* > $* < @ $+ . >	$: < $1 > $2 < @ $3 >
R< > $+ < @ $+ >	$#confLOCAL_MAILER $@ $1 @ $2 $: $1
R< $+ > $* < @ $+ >	$#confLOCAL_MAILER $@ $2 @ $3 $: $1
R< > $+			$#confLOCAL_MAILER $@ $1 $: $1
R< $+ > $*		$#confLOCAL_MAILER $@ $2 $: $1

ifdef(`_MAILERTABLE_', `dnl
_BY(`mailertable')dnl
# < host > address: the parents of the host, or of a value without a mailer, which is a name to go on with.
# compatible: below a dot only the last, ".".
SMailertable=90
R< $+ > $*		$: < $1 > $>MailertableUp < > < $1 > $2
R< $+ > $# $*		$@ $# $2
R< $+ > < > $*		$@ $2

# < names taken off, each with its dot > < names left > address
SMailertableUp
R< $* > < $- . > $*	$: < $(mailertable . $@ $1 $2 . $: $) > $3
R< $* > < $- . $+ > $*	$: < $1 > < $2 > < $3 > < $(mailertable . $3 $@ $1 $2 $@ $2 $: $) > $4
R< $* > < $- > < $+ > < $- : $* > $*	$@ $>MailerToTriple < $4 : $5 > $6
R< $* > < $- > < $+ > < > $*	$@ $>MailertableUp < $1 $2 . > < $3 > $4
R< $* > < $- > < $+ > < $+ > $*	$: < $1 $2 . > < $4 > $5
R< $* > < $+ > $*	$: < $(mailertable . $@ $1 $2 $: $) > $3
R< $- : $* > $*		$@ $>MailerToTriple < $1 : $2 > $3
R< $* > $*		$@ < > $2
')dnl

ifdef(`_LDAP_ROUTING_', `dnl
_BY(`ldap_routing')dnl
# < mailHost > address: the directory names a host, but the mailer table may know better. compatible: below a name that
# ends in a dot it only knows ".".
SMailHost
ifdef(`_MAILERTABLE_', `dnl
_BY(`mailertable')dnl
R< $+ > $+		$: < $(mailertable $1 $: ? $) > < $1 > $2
R< ? > < $+ > $+	$: < $1 > $2
R< $+ > < $+ > $+	$: < $1 > $3
R< $- : $* > $+		$@ $>MailerToTriple < $1 : $2 > $3
R< $+ > $+		$: < $1 > $>Mailertable < $1 > $2
R< $+ > $# $*		$@ $# $2
')dnl
R< $+ > $+		$#_RELAY_BY_ $@ $1 $: $2
')dnl

ifdef(`_VIRTUSERS_', `dnl
_BY(`virtusertable')dnl
# user@domain, from the most to the least particular key; what is found is parsed anew.
#     user + detail @ domain:  the whole, user++ (detail not empty), user+*; then user@domain;
#     then ++@domain, +*@domain, @domain.    %1 is the user, %2 the detail, %3 the detail with its plus.
SVirtualUser
R$+ < @ $={VirtHost} . >	$: $1 < @ $2 . > !
R$+ < @ $=w . >		$: $1 < @ $2 . > !
ifdef(`_VIRTUSER_ENTIRE_', `dnl
_BY(`virtuser_entire_domain')dnl
R$+ < @ $+ . $={VirtHost} . >	$: $1 < @ $2 . $3 . > !
')dnl
R$+ < @ $+ . > !		$: < ! > $1 < @ $2 . >
ifdef(`_VIRTUSER_STOP_ONE_LEVEL_RECURSION_', `dnl
R< ! > $+ < @ $+ . >	$: < ! > $(macro {RHS} $@ $1@$2 $) $1 < @ $2 . >
')dnl
R< ! > $+ < @ $+ . >	$: < $(virtuser $1 @ $2 $@ $1 $: ? $) > $1 < @ $2 . >
R< ? > $+ + $* < @ $+ . >	$: < ? > < $1 > < $2 > < $3 >
R< ? > < $+ > < $+ > < $+ >	$: < $(virtuser $1 + + @ $3 $@ $1 $@ $2 $@ + $2 $: ? $) > < $1 > < $2 > < $3 >
R< ? > < $+ > < $* > < $+ >	$: < $(virtuser $1 + * @ $3 $@ $1 $@ $2 $@ + $2 $: ? $) > < $1 > < $2 > < $3 >
R< ? > < $+ > < $* > < $+ >	$: < $(virtuser $1 @ $3 $@ $1 $@ $2 $@ + $2 $: ? $) > < $1 > < $2 > < $3 >
R< ? > < $+ > < $+ > < $+ >	$: < $(virtuser + + @ $3 $@ $1 $@ $2 $@ + $2 $: ? $) > < $1 > < $2 > < $3 >
R< ? > < $+ > < $* > < $+ >	$: < $(virtuser + * @ $3 $@ $1 $@ $2 $@ + $2 $: ? $) > < $1 > < $2 > < $3 >
R< ? > < $+ > < $* > < $+ >	$: < $(virtuser @ $3 $@ $1 $@ $2 $@ + $2 $: ? $) > < $1 > < $2 > < $3 >
R< ? > $+ < @ $+ . >	$: < $(virtuser @ $2 $@ $1 $: ? $) > $1 < @ $2 . >
R< > $*			$: < ? > $1
R< ? > < $+ > < > < $+ >	$@ $1 + < @ $2 . >
R< ? > < $+ > < $+ > < $+ >	$@ $1 + $2 < @ $3 . >
R< ? > $*		$@ $1
R< error : $- . $- . $- : $+ > $*	$#error $@ $1 . $2 . $3 $: $4
R< error : $- $+ > $*	$#error $@ $1 $: $2
ifdef(`_VIRTUSER_STOP_ONE_LEVEL_RECURSION_', `dnl
R< $&{RHS} > $* < @ $+ >	$@ $1 < @ $2 >
')dnl
ifdef(`_NO_VIRTUSER_RECURSION_', `dnl
R< $+ > $* < @ $+ >	$@ $>canonify $1
R< $+ > < $+ > < $* > < $+ >	$@ $>canonify $1
', `dnl
R< $+ > $* < @ $+ >	$: $>Recurse $1
R< $+ > < $+ > < $* > < $+ >	$: $>Recurse $1
')dnl
')dnl
divert(-1)
