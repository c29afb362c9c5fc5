dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`greet_pause' [, milliseconds])
dnl
dnl The server waits before it greets, and refuses clients that do not. GreetPause:host or address in the access
dnl map sets other times (when access_db comes before). A client that could not be looked up does not wait.
dnl Example:  FEATURE(`greet_pause', `5000')dnl

_NEEDS_ACCESS(`greet_pause')
PUSHDIVERT(9)
SLocal_greet_pause
Sgreet_pause
R$* $| $*		$: < asked > $1 $| $2 $| $>"Local_greet_pause" $1 $| $2
R< asked > $* $| $* $| $# $*	$@ $# $3
R< asked > $* $| $* $| $*	$: $1 $| $2
ifdef(`_ACCESS_', `dnl
R$+ $| $*		$: $>D < $1 > < ? > < ! GreetPause > < $2 >
R$| $*			$: < ? > < $1 >
R< ? > < $+ >		$: $>A < $1 > < ? > < ! GreetPause > < >
R< ? > < $* >		$: < ifelse(defn(`_ARG1_'), `', `0', `defn(`_ARG1_')') > < >
R< $* < TMPF > > < $* >	$@ OK
R< $* > < $* >		$# $1
', `dnl
R$*			$# ifelse(defn(`_ARG1_'), `', `0', `defn(`_ARG1_')')
')dnl
POPDIVERT
