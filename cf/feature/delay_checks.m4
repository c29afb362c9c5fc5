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
define(`_DELAY_FOR', `ifdef(`_DELAY_LIST_', `ifelse(_DELAY_LIST_, `$1', `', `_ERROR(`FEATURE(delay_checks) is either for friend or for hater')')')define(`_DELAY_LIST_', `$1')_NEEDS_ACCESS(`delay_checks')')
ifelse(substr(defn(`_ARG1_'), 0, 1), `f', `_DELAY_FOR(`FRIEND')',
	substr(defn(`_ARG1_'), 0, 1), `h', `_DELAY_FOR(`HATER')',
	defn(`_ARG1_'), `', `', `_ERROR(`FEATURE(delay_checks) knows friend and hater only')')
