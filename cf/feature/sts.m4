_PART_HEAD_
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
Kstsxnodaneflag regex -a@ -s3 (.*)(flags=)([^;]*d)(.*)
Kstsxsni regex -a: -s3 (.*)(servername=)(.*)
Kstsxsni2 regex -a: -s2 (.*)(servername=.*)
POPDIVERT
PUSHDIVERT(9)
# The policy of a domain: secure match=... , or nothing; asked by tls_rcpt
SSTS_policy
R$+			$: $1 $| $(sts $1 $: none $)
R$+ $| $* < TMPF >	$#error $@ 4.7.0 $: "451 MTA-STS policy of " $1 " cannot be had now"
R$+ $| secure $+	$: $(stsxmatch $2 $: none $)
R$*			$@ $1

# Does the host that we reached fulfil the policy?
SSTS_matches
R$*			$: $&{verify} $| $1
R$={TlsVerified} $| $*	$@ OK
R$* $| $*		$#error $@ 4.7.0 $: "454 certificate of " $&{server_name} " is not what MTA-STS asks for"
POPDIVERT
