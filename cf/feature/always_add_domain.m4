dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`always_add_domain' [, `domain'])
dnl
dnl Names without host get one in local mail too: the domain given, else the masquerade name or our own.
dnl Before MAILER(`local').
dnl Example:  FEATURE(`always_add_domain')dnl

define(`_ALWAYS_ADD_DOMAIN_', ifelse(defn(`_ARG1_'), `', ``*LOCAL*'', `defn(`_ARG1_')'))
