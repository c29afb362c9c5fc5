dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`local_lmtp' [, path [, arguments]])
dnl
dnl Local mail goes through LMTP to a delivery agent: confEBINDIR/mail.local with mail.local -l.
dnl Before MAILER(`local').
dnl Example:  FEATURE(`local_lmtp')dnl

define(`_LOCAL_LMTP_', `1')
define(`LOCAL_MAILER_PATH', ifelse(defn(`_ARG1_'), `', _OR(`confEBINDIR', `/usr/libexec')`/mail.local', `defn(`_ARG1_')'))
define(`LOCAL_MAILER_ARGS', ifelse(defn(`_ARG2_'), `', ``mail.local -l'', `defn(`_ARG2_')'))
define(`LOCAL_MAILER_FLAGS', `PSXmnz9')
define(`LOCAL_MAILER_DSN_DIAGNOSTIC_CODE', `SMTP')
