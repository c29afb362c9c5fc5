dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`nullclient', `hub')
dnl
dnl A host without mail of its own: everything goes to the hub, under the name of the hub. It is the whole
dnl configuration after OSTYPE.
dnl Example:  FEATURE(`nullclient', `mail.example.com')dnl

ifelse(defn(`_ARG1_'), `', `_ERROR(`FEATURE(nullclient) needs the name of the hub')')
undefine(`ALIAS_FILE')
define(`MAIL_HUB', defn(`_ARG1_'))
define(`SMART_HOST', defn(`_ARG1_'))
define(`MASQUERADE_NAME', defn(`_ARG1_'))
define(`confFORWARD_PATH', `')
_DEFIFNOT(`confFROM_HEADER', `<$g>')
define(`_LOCAL_FIXED_FLAGS_', `lsDFM5q')
FEATURE(`allmasquerade')
FEATURE(`masquerade_envelope')
MAILER(`local')
MAILER(`smtp')
