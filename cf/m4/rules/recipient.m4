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
divert(0)dnl

######  Recipients: check_rcpt

SLocal_check_rcpt
Scheck_rcpt
R$*			$: < asked > $1 $| $>"Local_check_rcpt" $1
R< asked > $* $| $# $*	$: < done > $1 $| $# $2
R< asked > $* $| $*	$: < done > $1 $| $>"Basic_check_rcpt" $1
ifdef(`_DELAY_CHECKS_', `dnl
# Who has proven himself is only asked for TLS.
R< done > $* $| $# RELAY	$: < proven > $>"tls_client" $&{verify} $| RCPT
R< proven > $#error $*	$#error $1
R< proven > $*		$@ RELAY
')dnl
R< done > $* $| $# $*	$@ $# $2
ifdef(`_DELAY_CHECKS_', `dnl
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
ifdef(`_PROMISCUOUS_', `dnl
R$*			$: $1 $| $>"Rcpt_ok" $1
R$* $| $# $*		$@ $# $2
ifdef(`_BLOCK_BAD_HELO_', `ifdef(`_DELAY_CHECKS_', `', `dnl
R$* $| $*		$: $>BadHelo
R$#error $*		$#error $1
')')dnl
R$*			$@ RELAY
', `dnl
R$*			$: $1 $| $>"Rcpt_ok" $1
R$* $| RELAY		$@ RELAY
R$* $| $#TEMP $+	$: $1 $| < $2 >
R$* $| $# $*		$@ $# $2
R$* $| < $+ >		$: < $2 > $| $>"Relay_ok" $1
R$* $| $*		$: < > $| $>"Relay_ok" $1
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

ifdef(`_BLOCK_BAD_HELO_', `dnl
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
R< $+ > < $+ > RELAY	$@ $>ParseRecipient $1
R< $+ > < $+ > $*	$: $1 < @ $2 >
')dnl

# RELAY for a host name that mail is relayed to, else "no"
SMayRelayTo
R$+ .			$: $1
R$=R			$@ RELAY
ifdef(`_RELAY_HOSTS_ONLY_', `', `dnl
R$* . $=R		$@ RELAY
')dnl
ifdef(`_RELAY_ENTIRE_DOMAIN_', `dnl
R$=m			$@ RELAY
R$* . $=m		$@ RELAY
')dnl
ifdef(`_RELAY_BY_MX_', `dnl
R$+			$: $1 $| : $(mxserved $1 $) :
R$+ $| $* < TEMP > :	$#TEMP $@ 4.4.0 $: "450 Can not check MX records for recipient host " $1
R$+ $| $* : $=w . : $*	$@ RELAY
R$+ $| $*		$: $1
')dnl
ifdef(`_ACCESS_', `dnl
ifdef(`_RELAY_HOSTS_ONLY_', `dnl
R$+			$: < $(access To : $1 $: ? $) > $1
R< ? > $+		$: < $(access $1 $: ? $) > $1
R< $+ > $+		$: < $1 > < >
', `dnl
R$+			$: $>D < $1 > < ? > < + To > < >
')dnl
R< RELAY > < >		$@ RELAY
R< $* < TMPF > > < >	$#TEMP $@ 4.3.0 $: "451 Temporary system failure. Please try again later."
')dnl
R$*			$@ no

# Who the recipient is, and what client and connection have proven
SRcpt_ok
R$*			$: $>ParseRecipient $1
R< @ >			$@ RELAY
ifdef(`_REQUIRE_QUAL_RCPT_', `dnl
# A listener may ask for whole addresses (Modifiers=r), but the postmaster needs none.
Rpostmaster		$@ RELAY
R$-			$: $1 $| $&{daemon_flags}
R$- $| $* r $*		$#error $@ 5.5.4 $: "553 Domain name required for recipient address"
R$- $| $*		$: $1
')dnl
R$+ < @ $+ . >		$: $1 < @ $2 >
ifdef(`_BLOCKLIST_RECIPIENTS_', `dnl
R$*			$: < ? > $1
R< ? > $+ < @ $+ >	$: $1 < @ $2 > $| $1 $| $2
R< ? > $+		$: $1 $| $>SearchList < + To > $| < U : $1 @ > < >
R$* $| $+ $| $=w	$: $1 $| $>SearchList < + To > $| < F : $2 @ $3 > < U : $2 @ > < D : $3 > < >
R$* $| $+ $| $+		$: $1 $| $>SearchList < + To > $| < F : $2 @ $3 > < D : $3 > < >
R$* $| < REJECT >	$#error $@ 5.2.1 $: confRCPTREJ_MSG
R$* $| < ? >		$: $1
R$* $| < $={Accept} >	$: $1
ifdef(`_OLD_SPAM_TAGS_', `dnl
R$* $| < $={SpamTag} >	$: $1
')dnl
R$* $| < $* >		$@ $>Judge < $2 >
')dnl
ifdef(`_RELAY_TO_FULL_ADDRESS_', `dnl
R$+ + $* < @ $+ >	$: $1 + $2 < @ $3 > $| $>SearchList < + To > $| < F : $1 + $2 @ $3 > < >
R$+ < @ $+ >		$: $1 < @ $2 > $| $>SearchList < + To > $| < F : $1 @ $2 > < U : $1 @ > < >
R$* $| < RELAY >	$@ RELAY
R$* $| $*		$: $1
')dnl
undivert(13)dnl
ifdef(`_NO_UUCP_REJECT_', `dnl
R$* ! $* < @ $=w >	$@ no
R$* ! $*		$@ no
')dnl
ifdef(`_NO_PERCENT_REJECT_', `dnl
R$* % $*		$@ no
')dnl
R$* < @ $=w >		$@ RELAY
R$* < @ $+ >		$: < ask > $>MayRelayTo $2
R< ask > RELAY		$@ RELAY
R< ask > $#TEMP $*	$: < $1 > $>ClientProof
R< ask > $*		$: < > $>ClientProof
# compatible: a result, so that who has proven himself is not asked again behind delay_checks
R< $* > RELAY		$# RELAY
R< > $*			$@ no
R< $+ > $*		$#TEMP $1
R$*			$@ RELAY

# RELAY when authentication or a certificate allows it
SLocal_Relay_Auth
SClientProof
R$*			$: $&{auth_type}
R$@			$: < none >
R< none >		$@ ifdef(`_ACCESS_', `$>RelayTLS', `no')
R$+			$: $1 $| $>"Local_Relay_Auth" $1
R$+ $| $# $*		$@ RELAY
R$+ $| NO		$@ ifdef(`_ACCESS_', `$>RelayTLS', `no')
R$+ $| $*		$: $1
ifdef(`_TRUST_AUTH_', `dnl
R$={TrustAuthMech}	$@ RELAY
')dnl
R$*			$@ ifdef(`_ACCESS_', `$>RelayTLS', `no')

ifdef(`_ACCESS_', `dnl
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
R$*			$: < ? > $>CanonAddr $&f
R< ? > $+ < @ $=w . >	$@ RELAY
')dnl
ifdef(`_RELAY_MAIL_FROM_', `dnl
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
# An address of this host
R$*			$: < $1 > [ $1 ]
R< $* > $=w		$@ RELAY
R< $* > $*		$: $1
# What is no Internet address (a socket in the file system, say) is nobody we know.
R$-			$@ no
ifdef(`_RELAY_HOSTS_ONLY_', `', `dnl
R$=R . $+		$@ RELAY
R$=R : $+		$@ RELAY
')dnl
undivert(18)dnl
ifdef(`_ACCESS_', `dnl
ifdef(`_RELAY_HOSTS_ONLY_', `dnl
R$+			$: < $(access Connect : $1 $: ? $) > $1
R< ? > $+		$: < $(access $1 $: ? $) > $1
R< $+ > $+		$: < $1 > < $2 >
', `dnl
R$+			$: $>A < $1 > < ? > < + Connect > < $1 >
')dnl
R< RELAY > < $* >	$@ RELAY
R< $* < TMPF > > < $* >	$#TEMP $@ 4.3.0 $: "451 Temporary system failure. Please try again later."
')dnl
# By name only when the name is certain
R$*			$: $&{client_resolve}
RTEMP			$#TEMP $@ 4.4.0 $: "450 Relaying temporarily denied. Cannot resolve PTR record for " $&{client_addr}
RFORGED			$#error $@ 5.7.1 $: "550 Relaying denied. IP name possibly forged " $&{client_name}
RFAIL			$#error $@ 5.7.1 $: "550 Relaying denied. IP name lookup failed " $&{client_name}
R$*			$: $&{client_name}
R$@			$@ no
Rlocalhost		$@ no
R$=w			$@ RELAY
R$+			$: $>MayRelayFrom $1
R$*			$@ $1

SMayRelayFrom
R$=R			$@ RELAY
ifdef(`_RELAY_HOSTS_ONLY_', `', `dnl
R$* . $=R		$@ RELAY
')dnl
ifdef(`_RELAY_ENTIRE_DOMAIN_', `dnl
R$=m			$@ RELAY
R$* . $=m		$@ RELAY
')dnl
ifdef(`_ACCESS_', `dnl
ifdef(`_RELAY_HOSTS_ONLY_', `dnl
R$+			$: < $(access Connect : $1 $: ? $) > $1
R< ? > $+		$: < $(access $1 $: ? $) > $1
R< $+ > $+		$: < $1 > < >
', `dnl
R$+			$: $>D < $1 > < ? > < + Connect > < >
')dnl
R< RELAY > < >		$@ RELAY
')dnl
R$*			$@ no

ifdef(`_DELAY_CHECKS_', `dnl
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
R$*			$: $>checkmail < $&f >
R$#error $*		$#error $1
R$#discard $*		$#discard $1
R$*			$: $>checkrelay $&{client_name} $| $&{client_addr}
R$# $*			$# $1
ifdef(`_BLOCK_BAD_HELO_', `dnl
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
