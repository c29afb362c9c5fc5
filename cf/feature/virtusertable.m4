dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`virtusertable' [, `class [flags] file' | `LDAP'])
dnl
dnl Who user@domain is, for names of this host and VIRTUSER_DOMAIN. Keys, first to last: user+detail@domain,
dnl user++@domain, user+*@domain, user@domain, ++@domain, +*@domain, @domain.
dnl Values: an address (%1 user, %2 detail, %3 +detail) or error:code text.
dnl The argument is a map class with its file, or LDAP; without it DATABASE_MAP_TYPE (hash) and
dnl /etc/mail/virtusertable.
dnl Example:  FEATURE(`virtusertable')dnl

define(`_VIRTUSERS_', `1')
_TABLE(`virtuser', `virtusertable', defn(`_ARG1_'))
