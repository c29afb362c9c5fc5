dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`prefixmod', `prefix', `flags')
dnl
dnl Recipients whose name begins with the prefix get further mailer flags.
dnl Example:  FEATURE(`prefixmod', `x-', `8')dnl

ifelse(defn(`_ARG1_'), `', `_ERROR(`FEATURE(prefixmod) needs a prefix')', defn(`_ARG2_'), `', `_ERROR(`FEATURE(prefixmod) needs mailer flags')')
define(`_MACRO_MAP_', `1')
PUSHDIVERT(6)Kprefixmod regex -a@ ^defn(`_ARG1_').*
POPDIVERT
PUSHDIVERT(3)
R$* < @ $+ > $*		$: < $(prefixmod $1 $: no $) > $1 < @ $2 > $3
R< no > $*		$: $(macro {rcpt_flags} $) $1
R< $* > $*		$: $(macro {rcpt_flags} $@ defn(`_ARG2_') $) $2
POPDIVERT
