dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`sts' [, `map' [, `NO_SAN_TST']])
dnl
dnl MTA-STS for mail that goes out: a map (else the resolver at socket inet:5461@127.0.0.1) says which hosts of a domain
dnl must show a good certificate: secure match=name ... The certificate must carry the name, unless NO_SAN_TST.
dnl Needs access_db.
dnl Example:  FEATURE(`sts')dnl

define(`_STS_', `1')
ifelse(defn(`_ARG2_'), `NO_SAN_TST', `', `define(`_SET_CERT_ALTNAMES_', `1')define(`_CERT_ALTNAMES_', `1')')
define(`_MACRO_MAP_', `1')
PUSHDIVERT(6)Ksts ifelse(defn(`_ARG1_'), `', `socket -d5 -T<TMPF> inet:5461@127.0.0.1', `_ARG1_')
Kstsxmatch regex -a: -s2 (match=)(.*)
# For rule sets of a site: flags and server name of a policy
Kstsxnodaneflag regex -a@ -s3 (.*)(flags=)([^;]*d)(.*)
Kstsxsni regex -a: -s3 (.*)(servername=)(.*)
Kstsxsni2 regex -a: -s2 (.*)(servername=.*)
POPDIVERT
PUSHDIVERT(9)
# tls_rcpt asks: may mail for this recipient go over this connection?
SSTS_rcpt
R$*			$: $>CanonAddr $1
R$+ < @ $+ . >		$: $1 < @ $2 >
R$+ < @ $+ >		$: $2 $| $(sts $2 $: none $)
R$+ $| $* < TMPF >	$#error $@ 4.7.0 $: "451 the MTA-STS policy of " $1 " cannot be had now"
R$+ $| secure $*	$: < $&{verify} > $(stsxmatch $2 $: none $)
R< $={TlsVerified} > $*	$: policy $2
R< $* > $*		$#error $@ 4.7.0 $: "454 " $&{server_name} " shows no certificate that MTA-STS accepts"
ifelse(defn(`_ARG2_'), `NO_SAN_TST', `', `dnl
# One of the names of the certificate must be one that the policy names.
Rpolicy $={cert_altnames} : $*	$@ OK
Rpolicy $&{cn_subject} : $*	$@ OK
Rpolicy $*		$#error $@ 4.7.0 $: "454 the certificate of " $&{server_name} " has no name that MTA-STS accepts"
')dnl
R$*			$@ OK
POPDIVERT
