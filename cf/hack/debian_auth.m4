dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl HACK(`debian_auth')
dnl
dnl Name and password for servers that mail is given to are in /etc/mail/default-auth-info; the user sendmail is trusted.
dnl Example:  HACK(`debian_auth')dnl

define(`confTRUSTED_USERS', ifdef(`confTRUSTED_USERS', `defn(`confTRUSTED_USERS')``,sendmail''', ``sendmail''))
define(`confDEF_AUTH_INFO', `MAIL_SETTINGS_DIR`'default-auth-info')
