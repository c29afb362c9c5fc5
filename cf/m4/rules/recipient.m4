dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl check_rcpt: may this client send to this recipient through us? Input: the argument of RCPT TO as written.
dnl
dnl Local_check_rcpt answers first. Rcpt_ok looks at the address: ours, or one we relay for, or refused by
dnl the access map; and at who the client is (certificate, authentication). Relay_ok looks at where the
dnl client comes from. Both say RELAY, or a $# result; else relaying is denied.
dnl
dnl With delay_checks the checks of sender and client follow here, unless the recipient is a friend of
dnl spam (Spam:user@ FRIEND) or, with hater, not one who hates it.
define(`_TO_NOT_LOOKED_UP_', ``$'#TEMP `$'@ 4.3.0 `$': "451 Temporary system failure. Please try again later."')
divert(0)dnl

######  Recipients: check_rcpt

SLocal_check_rcpt
Scheck_rcpt
R$*			$: < asked > $1 $| $>"Local_check_rcpt" $1
R< asked > $* $| $# $*	$: < done > $1 $| $# $2
R< asked > $* $| $*	$: < done > $1 $| $>"Basic_check_rcpt" $1
ifdef(`_DELAY_CHECKS_', `dnl
_BY(`delay_checks')dnl
# Who has proven himself is only asked for TLS.
R< done > $* $| $#error $*	$@ $#error $2
R< done > $* $| $#discard $*	$@ $#discard $2
R< done > $* $| $# $*	$: < proven > $# $2 $| $>"tls_client" $&{verify} $| RCPT
R< proven > $* $| $#error $*	$#error $2
R< proven > $* $| $*	$@ $1
')dnl
R< done > $* $| $# $*	$@ $# $2
ifdef(`_DELAY_CHECKS_', `dnl
_BY(`delay_checks')dnl
R< done > $* $| deferred	$@ deferred
R< done > $* $| $*	$@ $>DelayedChecks $1
', `dnl
R< done > $* $| $*	$@ $2
')dnl

SBasic_check_rcpt
R<>			$#error $@ nouser $: "553 User address required"
R$@			$#error $@ nouser $: "553 User address required"
R$*			$: mode $&{deliveryMode} $| $1
Rmode d $| $*		$@ deferred
Rmode $* $| $*		$: $2
ifdef(`_STRICT_RFC821_', `dnl
R$*			$: < ? > $1
R< ? > < $* > $@	$: < $1 >
R< ? > $*		$#error $@ 5.5.2 $: "501 the recipient address must stand in angle brackets"
')dnl
ifdef(`_REQUIRE_QUAL_RCPT_', `dnl
R$*			$: $1 $| $>WholeAddress $1
R$* $| $#error $*	$#error $2
R$* $| $*		$: $1
')dnl
ifdef(`_PROMISCUOUS_', `dnl
_BY(`promiscuous_relay')dnl
R$*			$: $1 $| $>"Rcpt_ok" $1
# Whoever is relayed for anyway need not be found out about.
R$* $| $#TEMP $*	$: $1 $| no
R$* $| $# $*		$@ $# $2
ifdef(`_BLOCK_BAD_HELO_', `ifdef(`_DELAY_CHECKS_', `', `dnl
R$* $| $*		$: $>BadHelo
R$#error $*		$#error $1
')')dnl
R$*			$@ RELAY
', `dnl
R$*			$: $1 $| $>"Rcpt_ok" $1
R$* $| RELAY		$@ RELAY
# What could not be found out is said when the client is nobody for whom we relay.
R$* $| $#TEMP $+	$: < $2 > $1
R$* $| $# $*		$@ $# $2
R$* $| $*		$: < > $1
R< $* > $*		$: < $1 > $| $>"Relay_ok" $2
R< $* > $| RELAY	$@ RELAY
R< $* > $| $#TEMP $+	$#error $2
R< $* > $| $# $*	$@ $# $2
R< $+ > $| $*		$#error $1
ifdef(`_BLOCK_BAD_HELO_', `ifdef(`_DELAY_CHECKS_', `', `dnl
R$*			$: $>BadHelo
R$#error $*		$#error $1
')')dnl
R$*			$#error $@ 5.7.1 $: confRELAY_MSG
')dnl

ifdef(`_REQUIRE_QUAL_RCPT_', `dnl
# A listener may ask all but this host for whole addresses (Modifiers=r); the postmaster needs none.
SWholeAddress
R$* < $* > $*		$: $2
Rpostmaster		$@ yes
R$* @ $*		$@ yes
R$*			$: $&{client_name}
R$@			$@ yes
R$=w			$@ yes
R$*			$: $&{daemon_flags}
R$* r $*		$#error $@ 5.5.4 $: "553 Fully qualified domain name required"
')dnl

ifdef(`_BLOCK_BAD_HELO_', `dnl
_BY(`block_bad_helo')dnl
# A client that is neither in class R nor authenticated must not use our name, and must use one with a domain.
SBadHelo
R$*			$: $&{auth_authen}
R$+			$@ OK
R$*			$: < ? > $&{client_addr}
R< ? > $=R $*		$@ OK
R$*			$: $&s
R$=w			$#error $@ 5.7.1 $: "550 bogus HELO name used: " $&s
R[ $* ]			$@ OK
R$+ . $+		$@ OK
R$*			$#error $@ 5.7.1 $: "550 bogus HELO name used: " $&s
')dnl

# The address that counts: behind hosts that we relay for, too.
SParseRecipient
R$*			$: $>CanonAddr $1
ifdef(`_LOOSE_RELAY_', `', `dnl
R$+ $=O $+ < @ $+ >	$: < $1 $2 $3 > < $4 > $>MayRelayTo $4
ifdef(`_RELAY_BY_MX_', `dnl
_BY(`relay_based_on_MX')dnl
R< $+ > < $+ > no	$: < $1 > < $2 > $>MayRelayByMX $2
')dnl
R< $+ > < $+ > RELAY	$@ $>ParseRecipient $1
R< $+ > < $+ > $*	$: $1 < @ $2 >
')dnl

# RELAY for a host name in one of the classes, else "no"
SRelayName
R$+ .			$: $1
ifdef(`_RELAY_HOSTS_ONLY_', `dnl
R$=R			$@ RELAY
', `dnl
R$* $=R			$@ RELAY
')dnl
ifdef(`_RELAY_ENTIRE_DOMAIN_', `dnl
_BY(`relay_entire_domain')dnl
R$* $=m			$@ RELAY
')dnl
R$*			$@ no

# RELAY for a host name that mail is relayed to, else "no", or "denied" when the access map has another word for it
SMayRelayTo
R$+ .			$: $1
R$+			$: $1 $| $>RelayName $1
R$* $| RELAY		$@ RELAY
R$* $| $*		$: $1
ifdef(`_ACCESS_', `dnl
_BY(`access_db')dnl
ifdef(`_RELAY_HOSTS_ONLY_', `dnl
R$+			$: $(access To : $1 $: ? $) $| $1
R? $| $+		$: $(access $1 $: ? $) $| $1
R$+ $| $+		$: < $1 > < >
', `dnl
R$+			$: $>D < $1 > < ? > < + To > < >
')dnl
R< RELAY > < >		$@ RELAY
R< $* < TMPF > > < >	_TO_NOT_LOOKED_UP_
R< ? > < >		$@ no
R< $* > < >		$@ denied
')dnl
R$*			$@ no

ifdef(`_RELAY_BY_MX_', `dnl
_BY(`relay_based_on_MX')dnl
# The same for a host name whose MX records name us
SMayRelayByMX
R$+ .			$: $1
R$+			$: $1 $| : $(mxserved $1 $) :
R$+ $| $* < TEMP > :	$#TEMP $@ 4.4.0 $: "450 Can not check MX records for recipient host " $1
R$+ $| $* : $=w . : $*	$@ RELAY
R$*			$@ no
')dnl

# Who the recipient is, and what client and connection have proven
SRcpt_ok
R$*			$: $>ParseRecipient $1
R$+ < @ $+ . >		$: $1 < @ $2 >
ifdef(`_BESTMX_', `dnl
_BY(`bestmx_is_local')dnl
# A domain whose best MX is this host is taken for that host, in the access map too.
ifelse(_BESTMX_, `all', `dnl
R$+ < @ $+ >		$: < $(bestmx $2 $) > $1 < @ $2 >
', `dnl
R$+ < @ $* $=B >	$: < $(bestmx $2 $3 $) > $1 < @ $2 $3 >
')dnl
R< $=w . > $* $=O $* < @ $+ >	$@ $>Rcpt_ok $2 $3 $4
R< $=w . > $+ < @ $+ >	$: $2 < @ $1 >
R< $* > $+		$: $2
')dnl
ifdef(`_BLOCKLIST_RECIPIENTS_', `dnl
_BY(`blocklist_recipients')dnl
R$*			$: < ? > $1
R< ? > $+ < @ $+ >	$: $1 < @ $2 > $| $1 $| $2
R< ? > $+		$: $1 $| $>SearchList < + To > $| < U : $1 @ > < >
R$* $| $+ $| $=w	$: $1 $| $>SearchList < + To > $| < F : $2 @ $3 > < U : $2 @ > < D : $3 > < >
R$* $| $+ $| $+		$: $1 $| $>SearchList < + To > $| < F : $2 @ $3 > < D : $3 > < >
R$* $| < REJECT >	$#error $@ 5.2.1 $: confRCPTREJ_MSG
R$* $| < ? >		$: $1
R$* $| < $={Accept} >	$: $1
ifdef(`_ACCESS_SKIP_', `dnl
R$* $| < SKIP >		$: $1
')dnl
ifdef(`_OLD_SPAM_TAGS_', `dnl
R$* $| < $={SpamTag} >	$: $1
')dnl
R$* $| < $* >		$@ $>Judge < $2 >
')dnl
ifdef(`_PROMISCUOUS_', `', `dnl
# What client and connection have proven. A result, so that behind delay_checks they are not asked again.
R$*			$: $1 $| $>ClientProof
R$* $| RELAY		$# RELAY
R$* $| $# $*		$@ $# $2
R$* $| $*		$: $1
')dnl
R< @ >			$@ RELAY
undivert(13)dnl
ifdef(`_NO_UUCP_REJECT_', `dnl
_BY(`nouucp')dnl
R$* ! $* < @ $=w >	$@ no
R$* ! $*		$@ no
')dnl
ifdef(`_NO_PERCENT_REJECT_', `dnl
_BY(`nopercenthack')dnl
R$* % $*		$@ no
')dnl
R$* < @ $=w >		$@ RELAY
ifdef(`_RELAY_TO_FULL_ADDRESS_', `dnl
R$+ < @ $+ >		$: $1 < @ $2 > $| $>RelayName $2
R$* $| RELAY		$@ RELAY
R$+ $| $*		$: $1
ifdef(`_RELAY_HOSTS_ONLY_', `dnl
R$+ < @ $+ >		$: $1 < @ $2 > $| < $(access To : $1 @ $2 $: ? $) >
', `dnl
R$+ < @ $+ >		$: < ? > $1 < @ $2 >
R< ? > $+ + $* < @ $+ >	$: $1 + $2 < @ $3 > $| $>SearchList < + To > $| < F : $1 + $2 @ $3 > < D : $3 > < E : $1 + $2 @ > < >
R< ? > $+ < @ $+ >	$: $1 < @ $2 > $| $>SearchList < + To > $| < F : $1 @ $2 > < D : $2 > < U : $1 @ > < >
')dnl
R$* $| < RELAY >	$@ RELAY
R$* $| < ? >		$: $1
R$+ < @ $+ > $| < $* < TMPF > >	$: $2 $| < ask > _TO_NOT_LOOKED_UP_
R$+ < @ $+ > $| < $* >	$: $2 $| < ask > denied
')dnl
R$* < @ $+ >		$: $2 $| < ask > $>MayRelayTo $2
ifdef(`_RELAY_BY_MX_', `dnl
_BY(`relay_based_on_MX')dnl
R$* $| < ask > denied	$: $1 $| < ask > no
R$* $| < ask > no	$: $1 $| < ask > $>MayRelayByMX $1
')dnl
R$* $| < ask > $*	$: < ask > $2
R< ask > RELAY		$@ RELAY
R< ask > $#TEMP $*	$#TEMP $1
R< ask > $*		$@ no
R$*			$@ RELAY

# RELAY when authentication or a certificate allows it; a $# result of Local_Relay_Auth is the answer
SLocal_Relay_Auth
SClientProof
R$*			$: $&{auth_type}
R$@			$: < none >
R< none >		$@ ifdef(`_ACCESS_', `$>RelayTLS', `no')
R$+			$: $1 $| $>"Local_Relay_Auth" $1
R$+ $| $# $*		$@ $# $2
R$+ $| NO		$@ ifdef(`_ACCESS_', `$>RelayTLS', `no')
R$+ $| $*		$: $1
ifdef(`_TRUST_AUTH_', `dnl
R$={TrustAuthMech}	$@ RELAY
')dnl
R$*			$@ ifdef(`_ACCESS_', `$>RelayTLS', `no')

ifdef(`_ACCESS_', `dnl
_BY(`access_db')dnl
# Certificates: CERTISSUER:dn RELAY, or CERTISSUER:dn SUBJECT and then CERTSUBJECT:dn RELAY
SRelayTLS
R$*			$: < $&{verify} >
R< $={TlsVerified} >	$: < issuer > $&{cert_issuer}
R< $* >			$@ no
ifdef(`_CERT_REGEX_ISSUER_', `dnl
R< issuer > $+		$: < issuer > $(CERTIssuer $1 $)
')dnl
R< issuer > $+		$: < issuer > $(access CERTISSUER : $1 $: ? $)
R< issuer > RELAY	$@ RELAY
R< issuer > SUBJECT	$: < subject > $&{cert_subject}
ifdef(`_CERT_REGEX_SUBJECT_', `dnl
R< subject > $+		$: < subject > $(CERTSubject $1 $)
')dnl
R< subject > $+		$: < subject > $(access CERTSUBJECT : $1 $: ? $)
R< subject > RELAY	$@ RELAY
R$*			$@ no
')dnl

# Where the client comes from
SRelay_ok
ifdef(`_RELAY_LOCAL_FROM_', `dnl
_BY(`relay_local_from')dnl
R$*			$: < ? > $>CanonAddr $&f
R< ? > $+ < @ $=w . >	$@ RELAY
')dnl
ifdef(`_RELAY_MAIL_FROM_', `dnl
_BY(`relay_mail_from')dnl
R$*			$: < ? > $>CanonAddr $&f
R< ? > $+ < @ $+ . >	$: < ? > $1 < @ $2 >
R< ? > $+ < @ $+ >	$: $>SearchList < ! From > $| < F : $1 @ $2 > ifelse(_RELAY_MAIL_FROM_, `domain', `< D : $2 > ')< >
R< RELAY >		$@ RELAY
')dnl
R$*			$: $&{client_addr}
R$=R			$@ RELAY
RIPv6:::1		$@ RELAY
R127.0.0.1		$@ RELAY
R$@			$@ RELAY
RIPv6:0:0:0:0:0:0:0:1	$@ RELAY
R0			$@ RELAY
# What is no Internet address (a socket in the file system, say) is nobody we know.
R$-			$@ no
R$=R . $+		$@ RELAY
R$=R : $+		$@ RELAY
undivert(18)dnl
ifdef(`_ACCESS_', `dnl
_BY(`access_db')dnl
R$+			$: $>A < $1 > < ? > < + Connect > < $1 >
R< RELAY > < $* >	$@ RELAY
R< $* < TMPF > > < $* >	$#TEMP $@ 4.3.0 $: "451 Temporary system failure. Please try again later."
')dnl
# An address of this host
R$*			$: [ $&{client_addr} ]
R$=w			$@ RELAY
# By name only when the name is certain
R$*			$: $&{client_resolve}
RTEMP			$#TEMP $@ 4.4.0 $: "450 Relaying temporarily denied. Cannot resolve PTR record for " $&{client_addr}
RFORGED			$#error $@ 5.7.1 $: "550 Relaying denied. IP name possibly forged " $&{client_name}
RFAIL			$#error $@ 5.7.1 $: "550 Relaying denied. IP name lookup failed " $&{client_name}
R$*			$: $&{client_name}
R$@			$@ no
# compatible: a short name, localhost even, is one in our domain
R$*			$: $[ $1 $: $1 $]
R$+ .			$: $1
R$=w			$@ RELAY
R$+			$: $>MayRelayFrom $1
R$*			$@ $1

SMayRelayFrom
R$+			$: $1 $| $>RelayName $1
R$* $| RELAY		$@ RELAY
R$* $| $*		$: $1
ifdef(`_ACCESS_', `dnl
_BY(`access_db')dnl
ifdef(`_RELAY_HOSTS_ONLY_', `dnl
R$+			$: $(access Connect : $1 $: ? $) $| $1
R? $| $+		$: $(access $1 $: ? $) $| $1
R$+ $| $+		$: < $1 > < >
', `dnl
R$+			$: $>D < $1 > < ? > < + Connect > < >
')dnl
R< RELAY > < >		$@ RELAY
')dnl
R$*			$@ no

ifdef(`_DELAY_CHECKS_', `dnl
_BY(`delay_checks')dnl
# Sender and client, now that the recipient is known
SDelayedChecks
R$*			$: $1 $| $>"tls_client" $&{verify} $| RCPT
R$* $| $#error $*	$#error $2
R$* $| $*		$: $1
ifdef(`_DELAY_LIST_', `dnl
R$*			$: $1 $| $>FullAddr $1
R$* $| SPAMFRIEND	$@ ifelse(_DELAY_LIST_, `FRIEND', `SPAMFRIEND', `no checks')
R$* $| ifelse(_DELAY_LIST_, `FRIEND', `$*', `SPAMHATER')	$: check
R$* $| $*		$@ no checks
')dnl
R$*			$: $>checkmail ifdef(`_FFR_MAIL_MACRO', `$&{mail_from}', `< $&f >')
R$#error $*		$#error $1
R$#discard $*		$#discard $1
R$*			$: $>checkrelay $&{client_name} $| $&{client_addr}
R$# $*			$# $1
ifdef(`_BLOCK_BAD_HELO_', `dnl
_BY(`block_bad_helo')dnl
R$*			$: $>BadHelo
R$#error $*		$#error $1
')dnl
R$*			$@ OK

ifdef(`_DELAY_LIST_', `dnl
# What the recipient thinks of unwanted mail: SPAMFRIEND, SPAMHATER or nothing
SFullAddr
R$*			$: $>ParseRecipient $1
R$+ < @ $+ . >		$: $1 < @ $2 >
R$*			$: < ? > $1
R< ? > $+ < @ $+ >	$: $1 $| $2 $|
R< ? > $+		$@ $>FriendOrHater $>SearchList < ! Spam > $| < F : $1 @ $j > < U : $1 @ > < D : $j > < >
R$+ $| $=w $|		$: $1 $| $2 $| < U : $1 @ >
R$+ $| $+ $| $*		$: $1 $| $2 $| $>SearchList < ! Spam > $| < F : $1 @ $2 > $3 < D : $2 > < >
ifdef(`_OLD_SPAM_TAGS_', `dnl
R$+ $| $+ $| < ? >	$: $1 $| $2 $| $>SearchList < + To > $| < F : $1 @ $2 > < D : $2 > < >
R$* $| < $={SpamTag} >	$@ $2
')dnl
R$* $| $* $| $*		$@ $>FriendOrHater $3

SFriendOrHater
R< FRIEND >		$@ SPAMFRIEND
R< HATER >		$@ SPAMHATER
R$*			$@ no
')')dnl
divert(-1)
