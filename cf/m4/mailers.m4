dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl What the files in mailer/ are made of.

dnl MODIFY_MAILER_FLAGS(`LOCAL', `+S'): add (+), take away (-) or replace flags of a mailer; calls add up.
define(`MODIFY_MAILER_FLAGS', `define(`_FLAG_CHANGES_$1_', ifdef(`_FLAG_CHANGES_$1_', `defn(`_FLAG_CHANGES_$1_')`,'')``$2'')')

dnl _MODMF_(flags, NAME): the flags after all changes asked for NAME.
define(`_MODMF_', `ifdef(`_FLAG_CHANGES_$2_', `_CHANGE_ALL(`$1', _FLAG_CHANGES_$2_)', `$1')')
define(`_CHANGE_ALL', `ifelse($#, 1, `$1', `_CHANGE_ALL(_CHANGE_ONE(`$1', `$2')`'ifelse($#, 2, `', `,shift(shift($@))'))')')
define(`_CHANGE_ONE', `ifelse(substr(`$2', 0, 1), `+', `_ADDCHAR_(`$1', substr(`$2', 1))',
	substr(`$2', 0, 1), `-', `_DELCHAR_(`$1', substr(`$2', 1))', `$2')')
define(`_ADDCHAR_', `$1$2')
define(`_DELCHAR_', `translit(`$1', `$2')')

dnl _EQUATE(text, NAME): ", text value" when NAME is defined: the optional equates of an M line.
define(`_EQUATE', `ifdef(`$2', ``, '$1$2`'')')

dnl _MAILER_LINE(name, P, FLAGNAME, flags, S, R, other equates, A)
define(`_MAILER_LINE', `M$1, P=$2, F=_MODMF_(`$4', `$3'), S=$5, R=$6`'$7,
		A=$8')
