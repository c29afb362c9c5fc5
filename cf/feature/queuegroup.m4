dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`queuegroup' [, `group'])
dnl
dnl The access map chooses the queue group of a recipient: qgrp:user@host, qgrp:host. The group given is for
dnl all others. Needs access_db before it.
dnl Example:  FEATURE(`queuegroup', `mqueue')dnl

_NEEDS_ACCESS(`queuegroup')
PUSHDIVERT(9)
Squeuegroup
R< $+ >			$1
R$+ @ $+		$: $>SearchList < ! qgrp > $| < F : $1 @ $2 > < D : $2 > < >
ifelse(defn(`_ARG1_'), `', `', `R< ? >			$# defn(`_ARG1_')
')dnl
R< ? >			$@ no
R< $* < TMPF > $* >	$#temp
R< $+ >			$# $1
POPDIVERT
