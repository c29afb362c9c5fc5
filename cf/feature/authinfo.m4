dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`authinfo' [, `class [flags] file' | `LDAP'])
dnl
dnl Names and passwords for servers that mail is given to, in a map of their own (else: AuthInfo: in the
dnl access map). Keys AuthInfo:host, AuthInfo:address, AuthInfo: ; values "U:user" "P:password" ...
dnl The argument is a map class with its file, or LDAP; without it DATABASE_MAP_TYPE (hash) and
dnl /etc/mail/authinfo.
dnl Example:  FEATURE(`authinfo', `hash -o /etc/mail/authinfo')dnl

define(`_AUTHINFO_', `1')
_TABLE(`authinfo', `authinfo', defn(`_ARG1_'))
