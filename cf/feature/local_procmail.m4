dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`local_procmail' [, path [, arguments [, flags]]])
dnl
dnl procmail delivers local mail (before MAILER(`local')); takes FEATURE(`local_lmtp') back.
dnl   path        PROCMAIL_MAILER_PATH, else /usr/local/bin/procmail
dnl   arguments   procmail -a $h -d $u
dnl   flags       SPfhn9
dnl Example:  FEATURE(`local_procmail', `/usr/bin/procmail', `procmail -t -Y -a $h -d $u')dnl

undefine(`_LOCAL_LMTP_')
define(`LOCAL_MAILER_PATH', ifelse(defn(`_ARG1_'), `', _OR(`PROCMAIL_MAILER_PATH', `/usr/local/bin/procmail'), `defn(`_ARG1_')'))
define(`LOCAL_MAILER_ARGS', ifelse(defn(`_ARG2_'), `', ``procmail -a $h -d $u'', `defn(`_ARG2_')'))
define(`LOCAL_MAILER_FLAGS', ifelse(defn(`_ARG3_'), `', ``SPfhn9'', `defn(`_ARG3_')'))
undefine(`LOCAL_MAILER_DSN_DIAGNOSTIC_CODE')
