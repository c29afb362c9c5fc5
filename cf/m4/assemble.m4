dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl The end of the .mc has been read: write the .cf, part by part.
divert(-1)

ifdef(`__OSTYPE__', `', `_ONCE(`no_ostype', `_ERROR(`OSTYPE() is missing: say for which system this is, OSTYPE(`linux') for example')')')
ifdef(`_MAILER_local_', `', `MAILER(`local')')
include(_CF_DIR_`m4/fallbacks.m4')
ifelse(substr(lower(defn(`confDELIVERY_MODE')), 0, 1), `d', `_WARNING(`in deferred delivery mode the rules against unwanted mail are not available')')

ifdef(`_RELAY_HOSTS_ONLY_', `ifdef(`_LOOKUP_DOT_DOMAIN_', `_WARNING(`FEATURE(lookupdotdomain) and FEATURE(relay_hosts_only) contradict each other')')')

dnl Names that older files define and that mean nothing any more.
define(`_OBSOLETE', `ifdef(`$1', `$2(`$1 is obsolete: $3')')')
define(`_OLD_LIST', `ifelse(defn(`$1'), `', `', `_WARNING(`$1 is an old name: use $2()')$2(defn(`$1'))')')
_OLD_LIST(`confDAEMON_OPTIONS', `DAEMON_OPTIONS')
_OLD_LIST(`confCLIENT_OPTIONS', `CLIENT_OPTIONS')
_OBSOLETE(`confAUTO_REBUILD', `_WARNING', `run newaliases instead')
_OBSOLETE(`confDEF_GROUP_ID', `_WARNING', `use confDEF_USER_ID as user:group')
_OBSOLETE(`confREAD_TIMEOUT', `_WARNING', `use confTO_COMMAND and the other confTO_ names')
_OBSOLETE(`confUNSAFE_GROUP_WRITES', `_WARNING', `use confDONT_BLAME_SENDMAIL')
ifdef(`confMESSAGE_TIMEOUT', `ifelse(index(defn(`confMESSAGE_TIMEOUT'), `/'), `-1',
	`define(`confTO_QUEUERETURN', confMESSAGE_TIMEOUT)',
	`define(`confTO_QUEUERETURN', regexp(confMESSAGE_TIMEOUT, `^\([^/]*\)/', `\1'))define(`confTO_QUEUEWARN', regexp(confMESSAGE_TIMEOUT, `/\(.*\)$', `\1'))')')
ifelse(index(ifdef(`confMIN_FREE_BLOCKS', `confMIN_FREE_BLOCKS'), `/'), `-1', `', `_ERROR(`confMIN_FREE_BLOCKS has no second part any more: use confMAX_MESSAGE_SIZE')')

define(`_PRECEDENCE', `P$1=$2
')
dnl _HEADER(flag, name, value): added when the mailer has the flag; _HEADER_PAIR: with its Resent- form.
define(`_HEADER', `H?$1?$2: $3
')
define(`_HEADER_PAIR', `_HEADER(`$1', `Resent-$2', `$3')_HEADER(`$1', `$2', `$3')')
dnl _O(define, option, default, help): see options.m4.
define(`_O', `# $4
ifdef(`$1', `O $2`'ifelse(defn(`$1'), `', `', `=$1')', `#O $2`'ifelse(`$3', `', `', `=$3')')
')
define(`_O_GROUP', `
# ---- $1 ----

')
dnl _D(letter, NAME): the macro for a relay.
define(`_D', `ifdef(`$2', `# $3
D{$1}$2
')')
ifdef(`MAIL_HUB', `define(`_LOCAL_DETOUR_', `1')', `ifdef(`LOCAL_RELAY', `define(`_LOCAL_DETOUR_', `1')')')
ifdef(`DECNET_RELAY', `define(`_DECNET_NAMES_', `1')')
ifdef(`_DELAY_CHECKS_', `ifdef(`_BLOCKLIST_RECIPIENTS_', `ifdef(`_DELAY_NEW_TAGS_', `', `define(`_OLD_SPAM_TAGS_', `1')')')')
ifdef(`_FFR_SRCHLIST_A', `define(`_SEARCH_BY_ADDRESS_', `1')')
ifdef(`_VIRTUSER_STOP_ONE_LEVEL_RECURSION_', `define(`_MACRO_MAP_', `1')')

divert(0)dnl
#  Made by the configuration library of Mailwright. Change the .mc, not this file, and run make in its
#  directory, or cfcompile.

V`'CF_LEVEL`'ifdef(`NO_VENDOR', `', `/VENDOR_NAME')

# Before any file is opened: what may be unsafe about it
_O(`confDONT_BLAME_SENDMAIL', `DontBlameSendmail', `safe', `relax file safety checks')dnl

######  Names of this host, classes, maps

Cwlocalhost
ifdef(`confDOMAIN_NAME', `Dj`'confDOMAIN_NAME
')dnl
ifdef(`confMAILER_NAME', `# Who sends bounces
Dn`'confMAILER_NAME
')dnl
# Version of the configuration
DZ`'VERSION`'ifdef(`confCF_VERSION', `/confCF_VERSION')
# Smart host: where mail goes that is not for this host (empty: straight to its destination)
DS`'ifdef(`SMART_HOST', `SMART_HOST')
_D(`R', `LOCAL_RELAY', `Takes local names without account')dnl
_D(`H', `MAIL_HUB', `Takes all local mail')dnl
_D(`L', `LUSER_RELAY', `Takes mail for unknown local users')dnl
_BY(`MASQUERADE_AS')_D(`M', `MASQUERADE_NAME', `What we are called outside')dnl
_D(`B', `BITNET_RELAY', `Knows BITNET')dnl
_D(`C', `DECNET_RELAY', `Knows DECnet')dnl
_D(`F', `FAX_RELAY', `Sends faxes')dnl
ifdef(`confLDAP_CLUSTER', `D{sendmailMTACluster}confLDAP_CLUSTER
')dnl
# Before the first map and class that ask a directory
_O(`confLDAP_DEFAULT_SPEC', `LDAPDefaultSpec', `-h localhost', `defaults for all ldap maps')dnl
# Characters that separate parts inside a local part
CO @ ifdef(`_NO_PERCENT_', `', `% ')ifdef(`_NO_UUCP_', `', `!')
# Words that make a host name canonical by standing at its end
CP . ifdef(`UUCP_RELAY', `UUCP ')ifdef(`BITNET_RELAY', `BITNET ')ifdef(`DECNET_RELAY', `DECNET ')ifdef(`FAX_RELAY', `FAX ')
C..
C[[
# What the resolve map says of a name that exists
C{ResOk}OKR
ifdef(`_USE_CW_FILE_', `Fw`'confCW_FILE
')dnl
ifdef(`_USE_CT_FILE_', `Ft`'confCT_FILE
')dnl
ifdef(`confCR_FILE', `FR`'confCR_FILE
')dnl
Kdequote dequote`'ifdef(`confDEQUOTE_OPTS', ` confDEQUOTE_OPTS')
Karith arith
ifdef(`_MACRO_MAP_', `Kmacro macro
')dnl
ifdef(`_ACCEPT_UNRESOLVABLE_', `', `Kresolve host -a<OKR> -T<TEMP>
')dnl
ifdef(`LUSER_RELAY', `Kuser user -m -a<>
')dnl
ifdef(`_ACCESS_', `define(`_TLS_CLASSES_', `1')C{Accept}OK RELAY
C{Src}E F D U`'ifdef(`_SEARCH_BY_ADDRESS_', ` A')
ifdef(`_OLD_SPAM_TAGS_', `C{SpamTag}SPAMFRIEND SPAMHATER
')')dnl
ifdef(`_TLS_CLASSES_', `C{Tls}VERIFY ENCR
C{TlsVerified}OK TRUSTED
')dnl
ifdef(`_CERT_REGEX_ISSUER_', `KCERTIssuer regex _CERT_REGEX_ISSUER_
')dnl
ifdef(`_CERT_REGEX_SUBJECT_', `KCERTSubject regex _CERT_REGEX_SUBJECT_
')dnl
ifdef(`confOPENSSL_CNF', `ifelse(defn(`confOPENSSL_CNF'), `', `', `EOPENSSL_CONF=confOPENSSL_CNF
')')dnl
ifdef(`_DNSBL_MAP_', `Kdnsbl _DNSBL_MAP_
')dnl
undivert(5)dnl
_D(`Y', `UUCP_RELAY', `Knows UUCP hosts')dnl
ifdef(`_VIRTUSER_DOMAINS_', `CR$={VirtHost}
')dnl
undivert(6)dnl

######  Options
include(_CF_DIR_`m4/options.m4')dnl

ifdef(`_QUEUE_GROUPS_', `######  Queue groups

_QUEUE_GROUPS_
')dnl
######  Precedences, trusted users, headers

_PRECEDENCE(`first-class', 0)_PRECEDENCE(`special-delivery', 100)_PRECEDENCE(`list', -30)_PRECEDENCE(`bulk', -60)_PRECEDENCE(`junk', -100)dnl
Troot
Tdaemon
ifdef(`_NO_UUCP_', `', `Tuucp
')dnl
ifdef(`confTRUSTED_USERS', `T`'confTRUSTED_USERS
')dnl
_HEADER(`P', `Return-Path', `<$g>')dnl
HReceived: confRECEIVED_HEADER
_HEADER_PAIR(`D', `Date', `$a')dnl
_HEADER_PAIR(`F', `From', `confFROM_HEADER')dnl
_HEADER(`x', `Full-Name', `$x')dnl
_HEADER_PAIR(`M', `Message-Id', `confMESSAGEID_HEADER')dnl
ifdef(`_LOCAL_RULE_1_', `
######  Sender rules of the site

Ssender=1
undivert(10)')dnl
ifdef(`_LOCAL_RULE_2_', `
######  Recipient rules of the site

Srecipient=2
undivert(11)')dnl
include(_CF_DIR_`m4/rules/canonify.m4')dnl
include(_CF_DIR_`m4/rules/parse.m4')dnl
include(_CF_DIR_`m4/rules/local.m4')dnl
include(_CF_DIR_`m4/rules/masquerade.m4')dnl
include(_CF_DIR_`m4/rules/access.m4')dnl
include(_CF_DIR_`m4/rules/client.m4')dnl
include(_CF_DIR_`m4/rules/sender.m4')dnl
include(_CF_DIR_`m4/rules/recipient.m4')dnl
include(_CF_DIR_`m4/rules/tls.m4')dnl
divert(0)dnl

######  Rule sets of the site and of features

undivert(9)dnl
ifdef(`_FILTERS_', `
######  Mail filters

include(_CF_DIR_`m4/milters.m4')dnl
_FILTERS_
', `_O(`confINPUT_MAIL_FILTERS', `InputMailFilters', `', `filters asked for mail that comes in, in this order')')dnl

undivert(7)dnl
divert(-1)
