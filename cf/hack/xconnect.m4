dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl HACK(`xconnect'): a front end named by XConnect: in the access map may say whose connection it passes on (XCNCT).
dnl Needs FEATURE(`access_db') before it.
dnl Example, in access:  XConnect:192.0.2.10   YES

_NEEDS_ACCESS_FOR(`HACK(xconnect)')
PUSHDIVERT(9)
Sx_connect
R$+ $| $*		$: $>D < $1 > < ? > < ! XConnect > < $2 >
R$| $*			$: < ? > < $1 >
R< ? > < $+ >		$: $>A < $1 > < ? > < ! XConnect > < >
R< ? > < $* >		$# no
R$*			$@ yes
POPDIVERT
