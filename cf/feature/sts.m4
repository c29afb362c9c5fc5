dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`sts' [, `map' [, `NO_SAN_TST']])
dnl
dnl MTA-STS for mail that goes out: a map (else the resolver at socket inet:5461@127.0.0.1) says for the domain of a
dnl recipient that its servers must show a good certificate, and which they are: secure match=mx.example.com:.example.com
dnl (with a leading dot: any host right below), and perhaps servername=name, what to ask for in TLS (SNI). The certificate
dnl must carry the server's name, unless NO_SAN_TST.
dnl Example:  FEATURE(`sts', `socket -d5 -T<TMPF> inet:8461@127.0.0.1')dnl

define(`_STS_', `1')
define(`_TLS_CLASSES_', `1')
ifelse(defn(`_ARG2_'), `NO_SAN_TST', `', `define(`_SET_CERT_ALTNAMES_', `1')define(`_CERT_ALTNAMES_', `1')')
define(`_MACRO_MAP_', `1')
PUSHDIVERT(6)Ksts ifelse(defn(`_ARG1_'), `', `socket -d5 -T<TMPF> inet:5461@127.0.0.1', `_ARG1_')
Kstsxmatch regex -a: -s2 (match=)(.*)
Kstsxsni2 regex -a: -s2 (.*)(servername=.*)
# For rule sets of a site: flags and server name of a policy
Kstsxnodaneflag regex -a@ -s3 (.*)(flags=)([^;]*d)(.*)
Kstsxsni regex -a: -s3 (.*)(servername=)(.*)
POPDIVERT
PUSHDIVERT(9)
# recipient -> what the policy of its domain says, "none" without one
SSTS_policy
R$*			$: $>CanonAddr $1
R$+ < @ $+ . >		$: $1 < @ $2 >
R$+ < @ $+ >		$@ $(sts $2 $: none $)
R$-			$@ none
R$+			$@ $(sts $1 $: none $)
R$*			$@ none

# tls_server asks with ${verify}: is this connection good enough for ${rcpt_addr}?
SSTS_secure
R$*			$: $1 $| $>STS_policy $&{rcpt_addr}
R$* $| $* < TMPF > $*	$#error $@ 4.7.0 $: 450 STS lookup temp fail
R$* $| secure $*	$@ $>TLS_connection $1 $| < TEMP + VERIFY : 128 >
R$*			$@ OK

# tls_rcpt asks: is ${server_name} a server of this recipient's domain?
# (Nobody, when the client names no recipient at all: so test mode needs .D{rcpt_addr}...)
SSTS_Check
R$*			$: $1 $| $&{rcpt_addr}
R$* $| $@		$@ OK
R$* $| $*		$: $>STS_policy $1
R$* < TMPF > $*		$#error $@ 4.7.0 $: 450 STS lookup temp fail
Rsecure $*		$: < $(stsxmatch $1 $: none $) >
R< $* : >		$: $1 $| $>TLS_NameInList $1
R$* $| no		$#error $@ 4.7.0 $: 450 $&{server_name} not found in " " $1
R$* $| $*		$: < none >
R< none >		$@ $>STS_SAN $&{server_name}
R$*			$@ OK

# Names with colons between them: is ${server_name} one of them, or right below one that begins with a dot?
STLS_NameInList
R$*			$: : $1 : $| $&{server_name}
R$* : $&{server_name} : $* $| $+	$@ OK
R$* $| $- . $+		$: $1 $| $(macro {sts_above} $@ $3 $)
R$* : . $&{sts_above} : $* $| $*	$@ OK
R$*			$@ no

# The certificate must be for that name.
SSTS_SAN
ifelse(defn(`_ARG2_'), `NO_SAN_TST', `', `dnl
R$={cert_altnames}	$@ OK
R$*			$#error $@ 4.7.0 $: 450 $&{server_name} not listed in SANs
')dnl
R$*			$@ OK

# tls_clt_features asks: what TLS has to know of the policy for ${rcpt_addr}
SSet_SNI
R$*			$: $&{sts_sni}
R$+			$@ ""
R$*			$: $>STS_policy $&{rcpt_addr}
R$* < TMPF > $*		$#error $@ 4.7.0 $: 450 STS lookup temp fail
Rsecure $*		$: < $(stsxsni2 $1 $: : $) >
R< : >			$@ sts=secure; :
R< $+ : >		$@ $(macro {sts_sni} $@ $&{server_name} $) sts=secure; $1
R$*			$@ ""
POPDIVERT
