dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`compat_check')
dnl
dnl Compat:sender<@>recipient in the access map decides on a pair: DISCARD, TEMP:text, ERROR:text.
dnl Needs access_db before it.
dnl Example:  FEATURE(`compat_check')dnl   and in access  Compat:a@x.example<@>b@y.example  DISCARD

_NEEDS_ACCESS(`compat_check')
PUSHDIVERT(9)
Scheck_compat
R< $+ > $| $*		$: $1 $| $2
R$* $| < $+ >		$: $1 $| $2
R$* $| $*		$: < $(access Compat : $1 <@> $2 $: ? $) >
R< DISCARD $* >		$#discard $: $1 " - discarded by check_compat"
R< TEMP : $* >		$#error $@ TEMPFAIL $: $1 " error from check_compat. Try again later"
R< ERROR : $* >		$#error $@ UNAVAILABLE $: $1 " error from check_compat"
POPDIVERT
