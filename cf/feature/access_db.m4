dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`access_db' [, `class [flags] file' | `LDAP' [, `skip'] [, `lookupdotdomain'] [, `relaytofulladdress']])
dnl
dnl Who may connect, send and receive, and what TLS is asked of whom: one map with tags. Without an argument
dnl DATABASE_MAP_TYPE (hash) with -T<TMPF> and /etc/mail/access.
dnl   skip                the value SKIP ends a search without an answer
dnl   lookupdotdomain     .domain is looked up too
dnl   relaytofulladdress  To:user@host RELAY counts
dnl Example:  FEATURE(`access_db', `hash -T<TMPF> -o /etc/mail/access.db', `skip')dnl

define(`_ACCESS_', `1')
define(`_MACRO_MAP_', `1')
define(`_ACCESS_WORD', `ifelse(`$1', `', `', `$1', `skip', `define(`_ACCESS_SKIP_', `1')',
	`$1', `lookupdotdomain', `define(`_LOOKUP_DOT_DOMAIN_', `1')',
	`$1', `relaytofulladdress', `define(`_RELAY_TO_FULL_ADDRESS_', `1')',
	`_WARNING(`FEATURE(access_db) does not know the argument $1')')')
_ACCESS_WORD(_ARG2_)_ACCESS_WORD(_ARG3_)_ACCESS_WORD(_ARG4_)
ifelse(defn(`_ARG1_'), `', `PUSHDIVERT(6)Kaccess DATABASE_MAP_TYPE -T<TMPF> MAIL_SETTINGS_DIR`'access
POPDIVERT', defn(`_ARG1_'), `LDAP', `PUSHDIVERT(6)Kaccess _LDAP_SPEC(`access', `-T<TMPF> -1')
POPDIVERT', index(defn(`_ARG1_'), `-T<TMPF>'), `-1', `_WARNING(`FEATURE(access_db): -T<TMPF> is missing and has been added, so that a map that fails is not taken for one that has no answer')PUSHDIVERT(6)Kaccess patsubst(defn(`_ARG1_'), `^ *[^ ]*', `\& -T<TMPF>')
POPDIVERT', `PUSHDIVERT(6)Kaccess defn(`_ARG1_')
POPDIVERT')
