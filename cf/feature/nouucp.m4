dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`nouucp', `reject' | `nospecial')
dnl
dnl A ! in an address means nothing special. With reject such addresses are not accepted for relaying.
dnl Example:  FEATURE(`nouucp', `reject')dnl

ifelse(substr(defn(`_ARG1_'), 0, 1), `r', `define(`_NO_UUCP_', `1')define(`_NO_UUCP_REJECT_', `1')',
	substr(defn(`_ARG1_'), 0, 1), `n', `define(`_NO_UUCP_', `1')', `define(`_NO_UUCP_', `1')_ERROR(`FEATURE(nouucp) needs an argument: reject or nospecial')')
