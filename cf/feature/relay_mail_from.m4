dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`relay_mail_from' [, `domain'])
dnl
dnl A client may relay when the access map says From:sender RELAY; with domain also From:domain. Senders
dnl are easily forged. Needs access_db before it.
dnl Example:  FEATURE(`relay_mail_from', `domain')dnl

_NEEDS_ACCESS(`relay_mail_from')
define(`_RELAY_MAIL_FROM_', ifelse(defn(`_ARG1_'), `domain', ``domain'', ``full''))
_WARNING(`FEATURE(relay_mail_from) believes every sender: it is close to an open relay')
