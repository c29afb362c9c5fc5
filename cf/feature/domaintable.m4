dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`domaintable' [, `class [flags] file' | `LDAP'])
dnl
dnl Old names of domains: user@old.name becomes user@new.name, before anything else.
dnl The argument is a map class with its file, or LDAP; without it DATABASE_MAP_TYPE (hash) and
dnl /etc/mail/domaintable.
dnl Example:  FEATURE(`domaintable')dnl

define(`_DOMAINTABLE_', `1')
_TABLE(`domaintable', `domaintable', defn(`_ARG1_'), `domain')
PUSHDIVERT(14)
R$* < @ $+ > $*		$: $1 < @ $(domaintable $2 $) > $3
POPDIVERT
