dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`uucpdomain' [, `class [flags] file' | `LDAP'])
dnl
dnl Internet names of UUCP hosts: user@host.UUCP becomes user@name.
dnl The argument is a map class with its file, or LDAP; without it DATABASE_MAP_TYPE (hash) and
dnl /etc/mail/uudomain.
dnl Example:  FEATURE(`uucpdomain')dnl

define(`_UUCPDOMAIN_', `1')
_TABLE(`uudomain', `uudomain', defn(`_ARG1_'), `uucpdomain')
PUSHDIVERT(14)
R$* < @ $+ . UUCP > $*	$: $1 < @ $(uudomain $2 $: $2 . UUCP $) > $3
POPDIVERT
