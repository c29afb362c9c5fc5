dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`delay_checks' [, `friend' | `hater' [, `n']])
dnl
dnl Clients and senders are checked at RCPT only, when the recipient is known.
dnl   friend  a recipient with Spam:recipient FRIEND in the access map gets everything
dnl   hater   only recipients with Spam:recipient HATER are protected
dnl A third argument says that the map has no To: entries with SPAMFRIEND or SPAMHATER from before 8.11.
dnl Example:  FEATURE(`delay_checks', `friend', `n')dnl

define(`_DELAY_CHECKS_', `1')
ifelse(defn(`_ARG2_'), `', `', `define(`_DELAY_NEW_TAGS_', `1')')
ifelse(substr(defn(`_ARG1_'), 0, 1), `f', `define(`_DELAY_LIST_', `FRIEND')_NEEDS_ACCESS(`delay_checks')',
	substr(defn(`_ARG1_'), 0, 1), `h', `define(`_DELAY_LIST_', `HATER')_NEEDS_ACCESS(`delay_checks')',
	defn(`_ARG1_'), `', `', `_ERROR(`FEATURE(delay_checks) knows friend and hater only')')
