dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl The vocabulary of a .mc file, part one: parts, sections and single values. (Lists and files of names
dnl are in lists.m4, what mailers are made of in mailers.m4.)
dnl
dnl Where text goes until assemble.m4 collects it (a .mc may divert to these numbers itself):
dnl
dnl     0  head of the file              6  LOCAL_CONFIG and the K, C, D lines of features
dnl     1  LOCAL_NET_CONFIG              7  mailers
dnl     2  LOCAL_RULE_3                  8  client checks added by features and LOCAL_DNSBL
dnl     3  LOCAL_RULE_0                  9  LOCAL_RULESETS and whole rule sets of features
dnl     4  LOCAL_UUCP                   10  LOCAL_RULE_1
dnl     5  classes and their files      11  LOCAL_RULE_2
dnl                                     12  sender checks, 13 recipient checks added by features
dnl                                     14  domain mapping in Canonify2 added by features
dnl                                     15  routing by a directory    16  pseudo domains of mailers and features
dnl                                     17  the end of Parse0: an address that is one, before the rules of the site
dnl                                     18  clients that may relay, added by features

dnl ---- helpers ----------------------------------------------------------------------------------------

dnl PUSHDIVERT(n) ... POPDIVERT: write to n for a while. What a part writes has a heading: the line of the .mc and the call.
define(`PUSHDIVERT', `pushdef(`_DIVERTED_FROM_', divnum)divert(`$1')ifdef(`_CAUSE_', `ifelse(regexp(`$1', `^[1-9]'), 0, `_HEAD_PART(`$1', _CAUSE_)')')')
define(`POPDIVERT', `divert(_DIVERTED_FROM_)popdef(`_DIVERTED_FROM_')')

dnl DOL(n) is $n, for rules written inside a macro body.
define(`DOL', ``$'$1')
define(`CONCAT', `$1$2$3$4$5$6$7$8$9')
dnl _AP_ is an apostrophe, which quotes would eat.
changequote([, ])define([_AP_], ['])changequote(`, ')dnl
define(`lower', `translit(`$1', `ABCDEFGHIJKLMNOPQRSTUVWXYZ', `abcdefghijklmnopqrstuvwxyz')')
define(`strcasecmp', `ifelse(lower(`$1'), lower(`$2'), `1', `0')')

dnl _DEFIFNOT(NAME, value): a preset that does not override what the .mc has said.
define(`_DEFIFNOT', `ifdef(`$1', `', `define(`$1', `$2')')')
dnl _OR(NAME, value): the value of NAME, else the other.
define(`_OR', `ifdef(`$1', `$1', `$2')')
dnl _OPTINS(NAME, before, after): the value of NAME with text around it, or nothing.
define(`_OPTINS', `ifdef(`$1', `$2$1$3')')

dnl Messages name the line of the .mc that made them, also from inside a file of the library; ERROR makes cfcompile refuse the result.
dnl (cfcompile may give the source on standard input and its name as _MC_.)
define(`_FILE_', `ifelse(__file__, `stdin', `ifdef(`_MC_', `defn(`_MC_')', `stdin')', `__file__')')
dnl _KEPT_(text) is the text in two quotes: a file may be called mail-define.mc.
define(`_KEPT_', ```$1''')
define(`_HERE_', `ifdef(`_WHERE_', `_WHERE_', `_FILE_:__line__')')
define(`_SAY', `errprint(_HERE_`: $1: $2
')')
define(`_ERROR', `_SAY(`ERROR', `$1')')
define(`_WARNING', `_SAY(`WARNING', `$1')')

dnl _ONCE(NAME, text): text the first time only.
define(`_ONCE', `ifdef(`_SEEN_$1_', `', `define(`_SEEN_$1_', `1')$2')')

dnl The head of the .cf lists which lines of which source made it.
define(`_MADE_BY', `PUSHDIVERT(0)_HEADLINE_(_HERE_`: $1($2)')
POPDIVERT()')

dnl _CAUSED_BY(WORD, argument) ... popdef(`_CAUSE_'): what is written until then is due to this call; inside another, to that.
define(`_CAUSED_BY', `pushdef(`_CAUSE_', ifdef(`_CAUSE_', `_KEPT_(_CAUSE_)', `_KEPT_(_HERE_`: $1'ifelse($#, 1, `', ``($2)''))'))')
dnl _BY(feature): the heading for rules that are there because of that feature.
define(`_BY', `ifdef(`_BY_$1', `_HEADING_(_BY_$1)')')
dnl _HEAD_PART(n, cause): a heading, when the last one in n is another.
define(`_HEAD_PART', `ifelse(ifdef(`_HEADED_$1_', `_HEADED_$1_'), `$2', `', `define(`_HEADED_$1_', _KEPT_(`$2'))_HEADING_(`$2')')')
define(`_HEADING_', ``# $1
'')

dnl A word of the vocabulary without parentheses is only a word, so that prose may use it.

dnl ---- parts: OSTYPE, DOMAIN, FEATURE, MAILER, HACK, SITECONFIG -----------------------------------------

dnl _PART(folder, name, arguments): read one file of the library with its arguments as _ARG_ (_ARG1_), _ARG2_ ...
dnl When there is no such file m4 says so and exits with 1 at the end.
define(`_PART', `_CAUSED_BY(translit(`$1', `a-z', `A-Z'), `$2')define(`_BY_$2', _KEPT_(_CAUSE_))pushdef(`_WHERE_', _KEPT_(_HERE_))PUSHDIVERT(-1)_ARGS_PUSH(shift(shift($@)))include(_CF_DIR_`$1/'patsubst(`$2', `\.m4$', `')`.m4')_ARGS_POP`'POPDIVERT()popdef(`_WHERE_')popdef(`_CAUSE_')')
define(`_ARGS_PUSH', `pushdef(`_ARG_', `$1')pushdef(`_ARG1_', `$1')pushdef(`_ARG2_', `$2')pushdef(`_ARG3_', `$3')pushdef(`_ARG4_', `$4')pushdef(`_ARG5_', `$5')pushdef(`_ARG6_', `$6')pushdef(`_ARG7_', `$7')pushdef(`_ARG8_', `$8')pushdef(`_ARG9_', `$9')pushdef(`_ARGCOUNT_', $#)pushdef(`_ARGS_', `$@')')
define(`_ARGS_POP', `popdef(`_ARG_')popdef(`_ARG1_')popdef(`_ARG2_')popdef(`_ARG3_')popdef(`_ARG4_')popdef(`_ARG5_')popdef(`_ARG6_')popdef(`_ARG7_')popdef(`_ARG8_')popdef(`_ARG9_')popdef(`_ARGCOUNT_')popdef(`_ARGS_')')

define(`VERSIONID', `ifelse($#, 0, ``VERSIONID'', `PUSHDIVERT(0)_HEADLINE_(`made from $1')
POPDIVERT()')')
define(`_HEADLINE_', ``#  $1'')

dnl In straight quotes an argument ends our own: what is said must not call the macro again.
define(`OSTYPE', `ifelse($#, 0, ``OSTYPE'', `ifdef(`__OSTYPE__', `_ERROR(`OSTYPE of $1 comes after that of '__OSTYPE__`: a configuration has one')')define(`__OSTYPE__', `$1')_PART(`ostype', `$1', `$2')')')
define(`DOMAIN', `ifelse($#, 0, ``DOMAIN'', `_PART(`domain', `$1', `$2')')')
define(`HACK', `ifelse($#, 0, ``HACK'', `_PART(`hack', $@)')')
define(`FEATURE', `ifelse($#, 0, ``FEATURE'', `ifdef(`_MAILER_SEEN_', `_ERROR(`FEATURE($1) should be before MAILER()')')_MADE_BY(`FEATURE', `$1')_PART(`feature', $@)')')
dnl SITECONFIG(`file', `host', `class'): the SITE names of the file go to that class, V, W and X are reached through
dnl the host (the macro of the same letter); U is for our own neighbours, and the host is a name of ours.
define(`SITECONFIG', `ifelse($#, 0, ``SITECONFIG'', `pushdef(`_SITE_CLASS_', `$3')_CAUSED_BY(`SITECONFIG', `$1')PUSHDIVERT(5)D$3`'$2
ifelse(`$3', `U', `C{w}$2 $2.UUCP
', index(`VWX', `$3'), `-1', `', `define(`_UUCP_VIA_$3_', `1')')POPDIVERT()_PART(`siteconfig', `$1', `$2', `$3')popdef(`_CAUSE_')popdef(`_SITE_CLASS_')')')

define(`MAILER', `ifelse($#, 0, ``MAILER'', `define(`_MAILER_SEEN_', `1')ifdef(`__OSTYPE__', `', `_ONCE(`no_ostype', `_ERROR(`OSTYPE() is missing: it must come before MAILER($1)')')')ifdef(`_MAILER_$1_', `_WARNING(`MAILER($1) is there twice: the second counts for nothing')', `define(`_MAILER_'ifelse(`$2', `', `$1', `$2')`_', `1')_PART(`mailer', `$1', `$2')')')')

dnl ---- sections: the text that follows goes to its place, up to the next section or divert --------------

dnl _SECTION(WORD, n, then)
define(`_SECTION', `define(`$1', `$3divert(`$2')_SECTION_HEAD(`$2', `$1')')')
define(`_SECTION_HEAD', `_CAUSED_BY(`$2')_HEAD_PART(`$1', _CAUSE_)popdef(`_CAUSE_')')
_SECTION(`LOCAL_CONFIG', `6')
_SECTION(`LOCAL_RULE_0', `3')
_SECTION(`LOCAL_RULE_1', `10', `define(`_LOCAL_RULE_1_', `1')')
_SECTION(`LOCAL_RULE_2', `11', `define(`_LOCAL_RULE_2_', `1')')
_SECTION(`LOCAL_RULE_3', `2')
_SECTION(`LOCAL_RULESETS', `9')
_SECTION(`LOCAL_NET_CONFIG', `1')
_SECTION(`LOCAL_UUCP', `4')
_SECTION(`LOCAL_DNSBL', `8')
_SECTION(`MAILER_DEFINITIONS', `7')

dnl The rules after these begin the user part of a TLS or feature decision: LOCAL_TRY_TLS starts SLocal_try_tls.
define(`_LOCAL_SECTION', `define(`$1', `ifdef(`_MAILER_SEEN_', `', `_WARNING(`$1 should come after MAILER()')')divert(9)_SECTION_HEAD(`9', `$1')
S`'$2')')
_LOCAL_SECTION(`LOCAL_SRV_FEATURES', `Local_srv_features')
_LOCAL_SECTION(`LOCAL_CLT_FEATURES', `Local_clt_features')
_LOCAL_SECTION(`LOCAL_TRY_TLS', `Local_try_tls')
_LOCAL_SECTION(`LOCAL_TLS_RCPT', `Local_tls_rcpt')
_LOCAL_SECTION(`LOCAL_TLS_CLIENT', `Local_tls_client')
_LOCAL_SECTION(`LOCAL_TLS_SERVER', `Local_tls_server')

dnl ---- lines of the options part ------------------------------------------------------------------------

dnl _ADD_LINE(NAME, WORD, text): a line of the .cf with its heading, kept in NAME until the options are written.
define(`_ADD_LINE', `_CAUSED_BY(`$2')define(`$1', defn(`$1')_KEPT_(_HEADING_(_CAUSE_))``$3'
')popdef(`_CAUSE_')')
dnl DAEMON_OPTIONS(`Name=MTA, Port=smtp'): a listener; the first replaces the default MTA line.
define(`DAEMON_OPTIONS', `ifelse($#, 0, ``DAEMON_OPTIONS'', `_ADD_LINE(`_DAEMONS_', `DAEMON_OPTIONS', `O DaemonPortOptions=$1')')')
define(`CLIENT_OPTIONS', `ifelse($#, 0, ``CLIENT_OPTIONS'', `_ADD_LINE(`_CLIENTS_', `CLIENT_OPTIONS', `O ClientPortOptions=$1')')')
dnl QUEUE_GROUP(`name', `P=..., R=2')
define(`QUEUE_GROUP', `ifelse($#, 0, ``QUEUE_GROUP'', `_ADD_LINE(`_QUEUE_GROUPS_', `QUEUE_GROUP', `Q$1, $2')')')
dnl MAIL_FILTER declares a milter; INPUT_MAIL_FILTER also calls it for mail that comes in.
define(`MAIL_FILTER', `ifelse($#, 0, ``MAIL_FILTER'', `_ADD_LINE(`_FILTERS_', `MAIL_FILTER', `X$1, $2')')')
define(`INPUT_MAIL_FILTER', `ifelse($#, 0, ``INPUT_MAIL_FILTER'', `MAIL_FILTER(`$1', `$2')define(`confINPUT_MAIL_FILTERS', ifdef(`confINPUT_MAIL_FILTERS', `defn(`confINPUT_MAIL_FILTERS')``, $1''', ``$1''))')')

dnl TRUST_AUTH_MECH(`PLAIN LOGIN'): clients authenticated by these may relay.
define(`TRUST_AUTH_MECH', `ifelse($#, 0, ``TRUST_AUTH_MECH'', `define(`_TRUST_AUTH_', `1')_CAUSED_BY(`TRUST_AUTH_MECH')PUSHDIVERT(5)C{TrustAuthMech}$1
POPDIVERT()popdef(`_CAUSE_')')')

dnl ---- masquerading and relays by single names ------------------------------------------------------------

define(`MASQUERADE_AS', `ifelse($#, 0, ``MASQUERADE_AS'', `ifdef(`MASQUERADE_NAME', `_WARNING(`MASQUERADE_AS($1) takes the place of MASQUERADE_AS('MASQUERADE_NAME`)')')_NO_LAST_DOT_(`MASQUERADE_AS', `$1')define(`MASQUERADE_NAME', `$1')_CAUSED_BY(`MASQUERADE_AS')define(`_BY_MASQUERADE_AS', _KEPT_(_CAUSE_))popdef(`_CAUSE_')')')
dnl A dot at the end makes a name that no address has.
define(`_NO_LAST_DOT_', `ifelse(regexp(`$2', `\.\( \|$\)'), `-1', `', `_WARNING(`$1($2): without the dot at the end of the name, or nothing is masqueraded')')')

dnl ---- for features that have a table -----------------------------------------------------------------------

dnl _LDAP_SPEC(map, flags): the table kept in a directory with the sendmailMTA schema.
define(`_LDAP_SPEC', `ldap $2 -v sendmailMTAMapValue,sendmailMTAMapSearch:FILTER:sendmailMTAMapObject,sendmailMTAMapURL:URL:sendmailMTAMapObject -k (&(objectClass=sendmailMTAMapObject)(|(sendmailMTACluster=${sendmailMTACluster})(sendmailMTAHost=$j))(sendmailMTAMapName=$1)(sendmailMTAKey=%0))')
dnl _TABLE(map, file, argument, name in a directory): its K line: the argument, or LDAP, or the usual file.
define(`_TABLE', `PUSHDIVERT(6)K$1 ifelse(`$3', `', `DATABASE_MAP_TYPE MAIL_SETTINGS_DIR`'$2', `$3', `LDAP', `_LDAP_SPEC(ifelse(`$4', `', ``$1'', ``$4''), `-1')', `$3')
POPDIVERT()')
dnl _NO_OPERATOR(feature, SWITCH): an operator of addresses means nothing; the last call says whether such addresses are refused.
define(`_NO_OPERATOR', `define(`$2', `1')ifelse(substr(defn(`_ARG1_'), 0, 1), `r', `define(`$2REJECT_', `1')',
	substr(defn(`_ARG1_'), 0, 1), `n', `undefine(`$2REJECT_')', `_ERROR(`FEATURE($1) needs an argument: reject or nospecial')')')
define(`_NEEDS_ACCESS', `_NEEDS_ACCESS_FOR(`FEATURE($1)')')
define(`_NEEDS_ACCESS_FOR', `ifdef(`_ACCESS_', `', `_ERROR(`$1 needs FEATURE(access_db) before it')')')
