dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`redirect')
dnl
dnl user@somewhere.REDIRECT, usually from an alias of somebody who left, is refused with the new address.
dnl Example:  FEATURE(`redirect')dnl   and in aliases  jane: jane@new.example.com.REDIRECT

PUSHDIVERT(5)CPREDIRECT
POPDIVERT
PUSHDIVERT(3)
R$* < @ $+ . REDIRECT . >	$: $1 < @ $2 . REDIRECT . > < $&{opMode} >
R$* < @ $+ . REDIRECT . > < i >	$: $1 < @ $2 . REDIRECT . >
R$* < @ $+ . REDIRECT . > < $* >	$#error $@ 5.1.1 $: "551 User has moved; please try " < $1 @ $2 >
POPDIVERT
