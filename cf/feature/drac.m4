dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`drac' [, `class [flags] file'])
dnl
dnl Clients that have fetched their mail lately (a map of addresses kept by the POP server) may relay.
dnl Without an argument hash /etc/mail/drac.
dnl Example:  FEATURE(`drac')dnl

_TABLE(`drac', `drac', defn(`_ARG1_'))
PUSHDIVERT(18)
R$+			$: < $(drac $1 $: ? $) > $1
R< ? > $+		$: $1
R< $* > $+		$@ RELAY
POPDIVERT
