dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl What features that ask lists in the DNS are made of; their arguments are _ARG1_, the zone, _ARG2_, what is done with
dnl whom it lists, _ARG3_, what is done when it cannot be asked.

dnl _DNS_LIST_NEEDED(feature)
define(`_DNS_LIST_NEEDED', `ifelse(defn(`_ARG1_'), `', `_ERROR(`$1 needs the zone of the list')')')

dnl _EDNSBL_MAP_: the map that tells what a list says of an address: once, however many lists there are.
define(`_EDNSBL_MAP_', `_ONCE(`ednsbl_map', `PUSHDIVERT(6)Kednsbl dns -R A -a. -T<TMP> -r`'_OR(`EDNSBL_TO', `5')
POPDIVERT')')

dnl _DNS_LIST_ASK(map): the answer for the client: < answer > a . b . c . d , < ? > for none, < ... < TMP > > for a list
dnl that cannot be asked. A client with another kind of address goes on as it is.
define(`_DNS_LIST_ASK', `# DNS list _ARG1_
R`$'*			`$': `$'&{client_addr}
R`$'- . `$'- . `$'- . `$'-	`$': < `$'($1 `$'4 . `$'3 . `$'2 . `$'1 . _ARG1_ . `$': ? `$') > `$'1 . `$'2 . `$'3 . `$'4
')

dnl _DNS_LIST_LATER(who, left side): a list that cannot be asked: the client waits (t, or a text), or goes on.
define(`_DNS_LIST_LATER', `ifelse(defn(`_ARG3_'), `', `', `R< `$'* < TMP > > $2	`$'#error `$'@ 4.4.3 `$': ifelse(defn(`_ARG3_'), `t', `"451 Temporary lookup failure of " $1 " at _ARG1_"', `_ARG3_')
')R< `$'* < TMP > > `$'*	`$': `$'2
')

dnl _DNS_LIST_TEXT(who): what somebody is told who is listed.
define(`_DNS_LIST_TEXT', `ifelse(defn(`_ARG2_'), `', `"550 Rejected: " $1 " listed at _ARG1_"', `_ARG2_')')

dnl _DNS_LIST_REFUSE(answer, text of discard): the rule for clients of whom the list says that.
define(`_DNS_LIST_REFUSE', `R< $1 > `$'*		ifelse(defn(`_ARG2_'), `quarantine', ``$'#error `$'@ quarantine `$': _ARG1_', defn(`_ARG2_'), `discard', ``$'#discard `$': $2',
	``$'#error `$'@ 5.7.1 `$': _DNS_LIST_TEXT(``$'&{client_addr}')')
')
dnl _DNS_LIST_RESULTS(answer, ...): the same for several answers.
define(`_DNS_LIST_RESULTS', `ifelse(`$1', `', `', `_DNS_LIST_REFUSE(`$1', `discard')')ifelse($#, 1, `', `_DNS_LIST_RESULTS(shift($@))')')
