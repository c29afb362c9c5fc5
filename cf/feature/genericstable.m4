dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`genericstable' [, `class [flags] file' | `LDAP'])
dnl
dnl Who a local sender is outside, for GENERICS_DOMAIN and for names without host.
dnl Keys: user@host, @host, user, each with +* for any detail (%1).
dnl The argument is a map class with its file, or LDAP; without it DATABASE_MAP_TYPE (hash) and
dnl /etc/mail/genericstable.
dnl Example:  FEATURE(`genericstable')dnl  GENERICS_DOMAIN(`example.com')dnl

define(`_GENERICS_', `1')
_TABLE(`generics', `genericstable', defn(`_ARG1_'))
