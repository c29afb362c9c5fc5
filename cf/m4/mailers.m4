dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl What the files in mailer/ are made of.

dnl MODIFY_MAILER_FLAGS(`LOCAL', `+S'): flags of a mailer are added (+), taken away (-) or replaced. Calls add up: what is
dnl added counts more than what is taken away, and a replacement counts alone.
define(`MODIFY_MAILER_FLAGS', `ifelse(substr(`$2', 0, 1), `+', `_FLAGS_MORE(`_FLAGS_ADDED_$1_', substr(`$2', 1))',
	substr(`$2', 0, 1), `-', `_FLAGS_MORE(`_FLAGS_TAKEN_$1_', substr(`$2', 1))', `define(`_FLAGS_ALL_$1_', ``$2'')')')
define(`_FLAGS_MORE', `define(`$1', _OPTINS(`$1')``$2'')')

dnl _MODMF_(flags, NAME): the flags after all changes asked for NAME.
define(`_MODMF_', `ifdef(`_FLAGS_ALL_$2_', `_FLAGS_ALL_$2_',
	`_DELCHAR_(`$1', _OPTINS(`_FLAGS_TAKEN_$2_'))`'_OPTINS(`_FLAGS_ADDED_$2_')')')
define(`_ADDCHAR_', `$1$2')
dnl _DELCHAR_(flags, letters): each letter takes away one flag, the first of its name.
define(`_DELCHAR_', `ifelse(`$2', `', `$1', `_DELCHAR_(_WITHOUT_AT(`$1', index(`$1', substr(`$2', 0, 1))), substr(`$2', 1))')')
define(`_WITHOUT_AT', `ifelse(`$2', `-1', `$1', `substr(`$1', 0, $2)`'substr(`$1', eval($2 + 1))')')

dnl _EQUATE(text, NAME): ", text value" when NAME is defined: the optional equates of an M line.
define(`_EQUATE', `ifdef(`$2', ``, '$1$2`'')')

dnl _QUEUE_GROUP(NAME): ", Q=group" when NAME is defined and not empty.
define(`_QUEUE_GROUP', `ifelse(ifdef(`$1', `$1'), `', `', ``, Q='$1`'')')

dnl _MAILER_LINE(name, P, FLAGNAME, flags, S, R, other equates, A). Without FLAGNAME nobody changes the flags; without S
dnl and R the mailer has no rule sets of its own.
define(`_MAILER_LINE', `M$1, P=$2, F=_MODMF_(`$4', `$3')`'ifelse(`$5$6', `', `', `, S=$5, R=$6')`'$7,
		A=$8')
