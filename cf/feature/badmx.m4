dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`badmx' [, `regex'])
dnl
dnl Senders are refused whose MX is an address instead of a name, or leads to an address that matches the
dnl expression (127., 10. and 0. without it).
dnl Example:  FEATURE(`badmx')dnl

PUSHDIVERT(6)
Kmxlist bestmx -z: -T<TEMP>
Kbadmx regex -a<BADMX> ^(([0-9]{1,3}\.){3}[0-9]){0,1}\.$
KdnsA dns -R A -a. -T<TEMP>
KBadMXIP regex -a<BADMXIP> ifelse(defn(`_ARG1_'), `', `^(127\.|10\.|0\.0\.0\.0)', `defn(`_ARG1_')')
POPDIVERT
PUSHDIVERT(12)
R$* < @ $+ >		$: $1 < @ $2 > $| $>BadMX $2
R$* $| $#error $*	$#error $2
R$* $| $*		$: $1
POPDIVERT
PUSHDIVERT(9)
SBadMX
R$+			$: $1 $| $(mxlist $1 $)
R$+ $| $+ < TEMP >	$#error $@ 4.1.2 $: "450 MX lookup failure for " $1
R$+ $| $* : $+		$: $1 $| $2
R$+ $| $+		$: $1 $| $2 $| $(badmx $2 $)
R$+ $| $+ $| $* < BADMX >	$#error $@ 5.1.2 $: "550 Illegal MX record for host " $1
R$+ $| $+ $| $*		$: $1 $| $2 $| $(dnsA $2 $)
R$+ $| $+ $| $* < TEMP >	$#error $@ 4.1.2 $: "450 A lookup failure for " $2
R$+ $| $+ $| $+		$: $1 $| $2 $| $(BadMXIP $3 $)
R$+ $| $+ $| $* < BADMXIP >	$#error $@ 5.1.2 $: "550 Invalid MX record for host " $1
R$*			$@ OK
POPDIVERT
