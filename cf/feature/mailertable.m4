dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`mailertable' [, `class [flags] file' | `LDAP'])
dnl
dnl Routes by domain. Keys: host.domain; .domain for all below it (%1 is what stood before); . for the rest.
dnl Values: mailer:host, mailer:user@host, host, local:user, error:code text.
dnl The argument is a map class with its file, or LDAP; without it DATABASE_MAP_TYPE (hash) and
dnl /etc/mail/mailertable.
dnl Example:  FEATURE(`mailertable', `hash -o /etc/mail/mailertable.db')dnl

define(`_MAILERTABLE_', `1')
_TABLE(`mailertable', `mailertable', defn(`_ARG1_'), `mailer')
