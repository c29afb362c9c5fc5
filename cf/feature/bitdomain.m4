dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`bitdomain' [, `class [flags] file' | `LDAP'])
dnl
dnl Internet names of BITNET hosts: user@host.BITNET becomes user@name.
dnl The argument is a map class with its file, or LDAP; without it DATABASE_MAP_TYPE (hash) and
dnl /etc/mail/bitdomain.
dnl Example:  FEATURE(`bitdomain')dnl

define(`_BITDOMAIN_', `1')
_TABLE(`bitdomain', `bitdomain', defn(`_ARG1_'))
PUSHDIVERT(14)
R$* < @ $+ . BITNET > $*	$: $1 < @ $(bitdomain $2 $: $2 . BITNET $) > $3
POPDIVERT
