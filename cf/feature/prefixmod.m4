dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`prefixmod', `prefix', `flags')
dnl
dnl Recipients whose name begins with the prefix get further mailer flags (${rcpt_flags}), and lose the prefix. The
dnl prefix ends where rules see a word end: `now.' takes now.joe, but `now' or `now-' do not take nowjoe or now-joe.
dnl Example:  FEATURE(`prefixmod', `now.', `e')dnl   mail to now.joe goes to joe, although his mailer is expensive

ifelse(defn(`_ARG1_'), `', `_ERROR(`FEATURE(prefixmod) needs a prefix')', defn(`_ARG2_'), `', `_ERROR(`FEATURE(prefixmod) needs mailer flags')')
define(`_MACRO_MAP_', `1')
PUSHDIVERT(17)
R`'_ARG1_ $+	$: $(macro {rcpt_flags} $@ _ARG2_ $) $1
POPDIVERT
