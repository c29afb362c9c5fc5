dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`check_other' [, `regex'])
dnl
dnl A client that sends what looks like an HTTP header (or matches the expression) is sent away with 421.
dnl Example:  FEATURE(`check_other')dnl

PUSHDIVERT(6)Kbadcmd regex -m -a<BADCMD> ifelse(defn(`_ARG1_'), `', `^[[:print:]]+ *:', `defn(`_ARG1_')')
POPDIVERT
PUSHDIVERT(9)
Scheck_other
R$* $| 5		$: < $(badcmd $1 $) >
R< $* < BADCMD > >	$#error $@ 4.7.0 $: "421 bad command"
POPDIVERT
