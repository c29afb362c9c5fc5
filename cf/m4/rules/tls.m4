dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl What is asked of a connection: TLS, authentication, features of server and client.
dnl
dnl A requirement in the access map is  [PERM+|TEMP+]VERIFY[:bits]  or  [PERM+|TEMP+]ENCR:bits , and may go
dnl on with +CN[:name], ++CS:subject, ++CI:issuer, ++CITag:tag. define(`TLS_PERM_ERR', `1') makes a
dnl failed requirement permanent.
define(`_TLS_FAILURE_STATUS_', `ifdef(`TLS_PERM_ERR', `5.7.0', `4.7.0')')
define(`_TLS_FAILURE_CODE_', `ifdef(`TLS_PERM_ERR', `554', `454')')
define(`_TLS_FAILURE_', `_TLS_FAILURE_STATUS_ : _TLS_FAILURE_CODE_')

dnl _LOCAL_FIRST(set): ask Local_<set>; what it resolves is the answer.
define(`_LOCAL_FIRST', `SLocal_$1
S$1
R`$'*			`$': `$'1 `$'| `$'| `$'>"Local_$1" `$'1
R`$'* `$'| `$'| `$'# `$'*	`$'@ `$'# `$'2
R`$'* `$'| `$'| `$'*		`$': `$'1')

dnl _BY_PEER(name macro, address macro, tag): < value > < > for a peer: its name, its address, the default.
define(`_BY_PEER', `R`$'*			`$': peer `$'&{$1}
Rpeer `$'+		`$': `$'>D < `$'1 > < ? > < ! $3 > < >
Rpeer			`$': < ? > < >
R< ? > < >		`$': peer `$'&{$2}
Rpeer `$'+		`$': `$'>A < `$'1 > < ? > < ! $3 > < >
Rpeer			`$': < ? > < >
R< ? > < >		`$': `$'>E < > < ? > < ! $3 > < >')

dnl _SESSION_OPTIONS(tag): name $| address -> what the access map says for one of them, else "".
define(`_SESSION_OPTIONS', `ifdef(`_ACCESS_', `dnl
R`$'* `$'| `$'*		`$': `$'>D < `$'1 > < ? > < ! $1 > < `$'2 >
R< ? > < `$'+ >		`$': `$'>A < `$'1 > < ? > < ! $1 > < >
R< ? > < `$'* >		`$'@ ""
R< `$'+ > < `$'* >	`$'@ `$'1
', `dnl
R`$'*			`$'@ ""
')')

dnl _UNVERIFIED(verify, words): what VERIFY says when ${verify} is that.
dnl _NO_SESSION(verify, words): TLS was begun and is not there; what a demand says first decides how long for.
define(`_NO_SESSION', `R< `$'+ : `$'- > $1 `$'| `$'*	`$'#error `$'@ `$'1 `$': `$'2 " $2"
')
define(`_NO_SESSION_UNASKED', `R$1 `$'| < `$'* >	`$'#error `$'@ _TLS_FAILURE_STATUS_ `$': "_TLS_FAILURE_CODE_ $2"
')
define(`_UNVERIFIED', `R< `$'+ : `$'- > $1 `$'| VERIFY `$'*	`$'#error `$'@ `$'1 `$': `$'2 " $2"
')
divert(0)dnl

######  TLS, authentication, features of a session

_LOCAL_FIRST(`tls_client')
ifdef(`_ACCESS_', `dnl
_BY(`access_db')dnl
R$* $| $*		$: < $1 > $(macro {TLS_Name} $@ $&{client_name} $)
R< $* >			$: < $1 > $>PeerTLSClient
R< $* > < $+ > < >	$@ $>TLS_connection $1 $| < $2 >
R$*			$@ OK
', `dnl
R$* $| $*		$@ $>TLS_connection $1 $| < ? >
')dnl

_LOCAL_FIRST(`tls_server')
ifdef(`_STS_', `dnl
_BY(`sts')dnl
R$*			$: $1 $| $| $>STS_secure $1
R$* $| $| $#error $*	$#error $2
R$* $| $| $*		$: $1
')dnl
ifdef(`_ACCESS_', `dnl
_BY(`access_db')dnl
R$*			$: < $1 > $(macro {TLS_Name} $@ $&{server_name} $)
R< $* >			$: < $1 > $>PeerTLSServer
R< $* > < $+ > < >	$@ $>TLS_connection $1 $| < $2 >
R$*			$@ OK
', `dnl
R$*			$@ $>TLS_connection $1 $| < ? >
')dnl

_LOCAL_FIRST(`tls_rcpt')
ifdef(`_STS_', `dnl
_BY(`sts')dnl
R$*			$: $1 $| $| $>STS_Check $1
R$* $| $| $#error $*	$#error $2
R$* $| $| $*		$: $1
')dnl
ifdef(`_ACCESS_', `dnl
_BY(`access_db')dnl
R$*			$: $(macro {TLS_Name} $@ $&{server_name} $) $1
R$*			$: $>CanonAddr $1
R$# $*			$@ $# $1
R$+ < @ $+ . >		$: $1 < @ $2 >
R$+			$: < ? > $1
R< ? > < @ >		$: $>SearchList < ! TLS_Rcpt > $| < E : > < >
R< ? > $+ < @ $+ >	$: $1 < @ $2 >
R< ? > $+		$: $>SearchList < ! TLS_Rcpt > $| < U : $1 @ > < E : > < >
R$+ < @ $+ >		$: $>SearchList < ! TLS_Rcpt > $| < F : $1 @ $2 > < U : $1 @ > < D : $2 > < E : > < >
R< ? >			$@ OK
R< $+ >			$@ $>TLS_connection $&{verify} $| < $1 >
R$*			$@ OK
')dnl

_LOCAL_FIRST(`try_tls')
ifdef(`_ACCESS_', `dnl
_BY(`access_db')dnl
_BY_PEER(`server_name', `server_addr', `Try_TLS')
R< NO > < >		$#error $@ 5.7.1 $: "550 do not try TLS with " $&{server_name} " [" $&{server_addr} "]"
R< $* < TMPF > > < >	$#error $@ 4.3.0 $: "451 Temporary system failure. Please try again later."
R$*			$@ OK
')dnl

_LOCAL_FIRST(`srv_features')
ifdef(`_ACCESS_', `dnl
_BY(`access_db')dnl
_BY_PEER(`client_name', `client_addr', `Srv_Features')
R< ? > < >		$@ OK
R< $* < TMPF > > < >	$#temp
R< $+ > < >		$# $1
')dnl

_LOCAL_FIRST(`clt_features')
ifdef(`_ACCESS_', `dnl
_BY(`access_db')dnl
_BY_PEER(`server_name', `server_addr', `Clt_Features')
R< ? > < >		$@ OK
R< $* < TMPF > > < >	$#temp
R< $+ > < >		$# $1
')dnl

ifdef(`_TLS_SESSION_FEATURES_', `dnl
_BY(`tls_session_features')dnl
# Options of a TLS session: name $| address -> key=value; ...
Stls_srv_features
_SESSION_OPTIONS(`TLS_Srv_Features')dnl
')dnl
ifdef(`_STS_', `dnl
_BY(`sts')dnl
# The same as a client: the policy for the recipient adds its own.
Stls_clt_features
R$* $| $*		$: $>Tls_clt_options $1 $| $2
R$#$*			$@ $#$1
R""			$@ $>Set_SNI
R$+			$: $1 $| $>Set_SNI
R$* $| $# $*		$@ $# $2
R$* $| $*		$@ $1; $2
R$*			$@ ""

STls_clt_options
_SESSION_OPTIONS(`TLS_Clt_Features')dnl
', `ifdef(`_TLS_SESSION_FEATURES_', `dnl
Stls_clt_features
_SESSION_OPTIONS(`TLS_Clt_Features')dnl
')')dnl

ifdef(`_AUTHINFO_', `dnl
_BY(`authinfo')dnl
# Who we are for a server that wants us to authenticate
Sauthinfo
R$*			$: < $(authinfo AuthInfo : $&{server_name} $: ? $) >
R< ? >			$: < $(authinfo AuthInfo : $&{server_addr} $: ? $) >
R< ? >			$: < $(authinfo AuthInfo : $: ? $) >
R< ? >			$@ no
R< $* >			$# $1
', `ifdef(`_ACCESS_', `dnl
# Who we are for a server that wants us to authenticate
Sauthinfo
_BY_PEER(`server_name', `server_addr', `AuthInfo')
R< ? > < >		$@ no
R< $* > < >		$# $1
')')dnl

# May an authenticated client say AUTH=someone in MAIL?
SLocal_trust_auth
Strust_auth
R$*			$: < $&{auth_type} > $1
R< > $*			$#error $@ 5.7.1 $: "550 not authenticated"
R< $+ > $&{auth_authen}	$@ identical
R< $+ > < $&{auth_authen} >	$@ identical
R< $+ > $*		$: $2 $| $>"Local_trust_auth" $2
R$* $| $# $*		$@ $# $2
R$*			$#error $@ 5.7.1 $: "550 " $&{auth_authen} " not allowed to act as " $&{auth_author}

ifdef(`_ACCESS_', `dnl
_BY(`access_db')dnl
SPeerTLSClient
_BY_PEER(`client_name', `client_addr', `TLS_Clt')

SPeerTLSServer
_BY_PEER(`server_name', `server_addr', `TLS_Srv')
')dnl

# verify $| < requirement >  ->  OK or an error
STLS_connection
R$* $| < $* < TMPF > >	$#error $@ 4.3.0 $: "451 Temporary system failure. Please try again later."
R$* $| < PERM + $={Tls} $* >	$: < 5.7.0 : 503 > $1 $| $2 $3
R$* $| < TEMP + $={Tls} $* >	$: < 4.7.0 : 403 > $1 $| $2 $3
R$* $| < $={Tls} $* >	$: < _TLS_FAILURE_ > $1 $| $2 $3
_NO_SESSION(`SOFTWARE', `TLS handshake failed.')dnl
_NO_SESSION(`PROTOCOL', `STARTTLS failed.')dnl
_NO_SESSION(`CONFIG', `STARTTLS temporarily not possible.')dnl
# What is no requirement asks only that TLS, once begun, is there.
_NO_SESSION_UNASKED(`SOFTWARE', `TLS handshake failed.')dnl
_NO_SESSION_UNASKED(`PROTOCOL', `STARTTLS failed.')dnl
_NO_SESSION_UNASKED(`CONFIG', `STARTTLS temporarily not possible.')dnl
R$* $| < $* >		$@ OK
R< $+ > $* $| $={Tls}	$: < $1 > $2 $| $3 : 0 $|
R< $+ > $* $| $={Tls} : $-	$: < $1 > $2 $| $3 : $4 $|
R< $+ > $* $| $={Tls} + $+	$: < $1 > $2 $| $3 : 0 $| $4
R< $+ > $* $| $={Tls} : $- + $+	$: < $1 > $2 $| $3 : $4 $| $5
R< $+ > $={TlsVerified} $| VERIFY : $- $| $*	$: < $1 > $2 $| ENCR : $3 $| $4
_UNVERIFIED(`NONE', `other side does not support STARTTLS')dnl
_UNVERIFIED(`CLEAR', `STARTTLS disabled locally')dnl
_UNVERIFIED(`NO', `not authenticated')dnl
_UNVERIFIED(`NOT', `no authentication requested')dnl
_UNVERIFIED(`FAIL', `authentication failed')dnl
_UNVERIFIED(`$@', `authentication required')dnl
R< $+ : $- > $* $| VERIFY $* $| $*	$#error $@ $1 $: $2 " authentication failure " $5
R< $+ > $* $| ENCR : 0 $| $*	$: < $1 > $3
R< $+ > $* $| ENCR : $- $| $*	$: < $1 > $&{cipher_bits} $| $3 $| $4
R< $+ > $| $- $| $*	$: < $1 > 0 $| $2 $| $3
R< $+ > $- $| $- $| $*	$: < $1 > $2 $| $3 $| $4 $| $(arith l $@ $2 $@ $3 $)
R< $+ : $- > $- $| $- $| $* $| TRUE	$#error $@ $1 $: $2 " encryption too weak " $3 " less than " $4
R< $+ > $- $| $- $| $* $| $*	$: < $1 > $4
R< $+ > $@		$@ OK
R< $+ > $+		$@ $>TLS_req < $1 > $2

# Demands on the certificate, one after the other
STLS_req
R< $+ > $+ + + $+	$: < $1 > $3 $| $>TLS_req < $1 > $2
R< $+ > $* $| $# $*	$@ $# $3
R< $+ > $+ $| $*	$@ $>TLS_req < $1 > $2
ifdef(`_CERT_ALTNAMES_', `dnl
_BY(`check_cert_altnames')dnl
R< $+ > CN		$: < $1 > CN : $&{TLS_Name}
R< $+ > CN : $={cert_altnames}	$@ OK
')dnl
R< $+ > CN		$: < $1 > CN : $&{TLS_Name}
R< $+ > CN : $&{cn_subject}	$@ OK
R< $+ : $- > CN : $*	$#error $@ $1 $: $2 " CN " $&{cn_subject} " does not match " $3
R< $+ > CS : $&{cert_subject}	$@ OK
R< $+ : $- > CS : $*	$#error $@ $1 $: $2 " Cert Subject " $&{cert_subject} " does not match " $3
R< $+ > CI : $&{cert_issuer}	$@ OK
R< $+ : $- > CI : $*	$#error $@ $1 $: $2 " Cert Issuer " $&{cert_issuer} " does not match " $3
ifdef(`_ACCESS_', `dnl
_BY(`access_db')dnl
R< $+ > CITag : $-	$: < $1 > CITag : $2 $| $(access $2 : $&{cert_issuer} $: ? $)
R< $+ > CITag : $- $| OK	$@ OK
R< $+ : $- > CITag : $*	$#error $@ $1 $: $2 " Cert Issuer " $&{cert_issuer} " not acceptable"
')dnl
# compatible: what is no demand that we know is no demand (cfcompile check tells of it)
R$*			$@ OK
divert(-1)
