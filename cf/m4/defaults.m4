dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl What holds when the .mc does not say otherwise. Read before the .mc, so that it can use, change and
dnl undefine all of it (names it leaves undefined get their values in fallbacks.m4). Paths are put together
dnl late: a .mc may move MAIL_SETTINGS_DIR at any place.

dnl The release of the classic rule language that this library is written for: $Z, unless confCF_VERSION adds to it.
define(`VERSION', `8.18.1')
define(`CF_LEVEL', `10')

dnl ---- files -------------------------------------------------------------------------------------------
_DEFIFNOT(`MAIL_SETTINGS_DIR', `/etc/mail/')
define(`ALIAS_FILE', `MAIL_SETTINGS_DIR`'aliases')
define(`confCW_FILE', `MAIL_SETTINGS_DIR`'local-host-names')
define(`confCR_FILE', `-o MAIL_SETTINGS_DIR`'relay-domains')
define(`DATABASE_MAP_TYPE', `hash')

define(`confMAILER_NAME', `MAILER-DAEMON')

dnl ---- options written although nobody asked -------------------------------------------------------------------
define(`confALIAS_WAIT', `10')
define(`confBLANK_SUB', `.')
define(`confCHECK_ALIASES', `False')
define(`confCON_EXPENSIVE', `False')
define(`confDELIVERY_MODE', `background')
define(`confFORWARD_PATH', `$z/.forward.$w:$z/.forward')
define(`confFROM_LINE', `From $g $d')
define(`confLOG_LEVEL', `9')
define(`confMCI_CACHE_SIZE', `2')
define(`confMCI_CACHE_TIMEOUT', `5m')
define(`confMIME_FORMAT_ERRORS', `True')
define(`confMIN_FREE_BLOCKS', `100')
define(`confOLD_STYLE_HEADERS', `True')
define(`confOPERATORS', `.:%@!^/[]+')
define(`confPRIVACY_FLAGS', `authwarnings')
define(`confSAFE_QUEUE', `True')
define(`confSEVEN_BIT_INPUT', `False')
define(`confSMTP_LOGIN_MSG', `$j Sendmail $v/$Z; $b')
define(`confTEMP_FILE_MODE', `0600')
define(`confTIME_ZONE', `USE_SYSTEM')
define(`confTO_QUEUERETURN', `5d')
define(`confTO_QUEUEWARN', `4h')
define(`confUSE_ERRORS_TO', `False')

dnl Macros handed to milters; written only when there is one. A .mc may add to them.
define(`confMILTER_MACROS_CONNECT', ``j, _, {daemon_name}, {if_name}, {if_addr}'')
define(`confMILTER_MACROS_HELO', ``{tls_version}, {cipher}, {cipher_bits}, {cert_subject}, {cert_issuer}'')
define(`confMILTER_MACROS_ENVFROM', ``i, {auth_type}, {auth_authen}, {auth_ssf}, {auth_author}, {mail_mailer}, {mail_host}, {mail_addr}'')
define(`confMILTER_MACROS_ENVRCPT', ``{rcpt_mailer}, {rcpt_host}, {rcpt_addr}'')
define(`confMILTER_MACROS_EOM', ``{msg_id}'')
