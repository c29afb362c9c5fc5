_PART_HEAD_
dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl DOMAIN(`debian-mta'): what Debian sets for the daemon.

define(`confDEF_USER_ID', `mail:mail')
define(`confTRUSTED_USER', `smmta')
define(`confPROCESS_TITLE_PREFIX', `MTA')
define(`confCONTROL_SOCKET_NAME', `/var/run/sendmail/mta/smcontrol')
define(`confPRIVACY_FLAGS', `restrictqrun,restrictexpand')
define(`confTEMP_FILE_MODE', `0640')
define(`confQUEUE_FILE_MODE', `0640')
define(`confSAFE_FILE_ENV', `/')
define(`confMAX_HOP', `100')
define(`confMAX_DAEMON_CHILDREN', `0')
define(`confMAX_RUNNERS_PER_QUEUE', `5')
define(`confMUST_QUOTE_CHARS', `.'_AP_)
define(`confRRT_IMPLIES_DSN', `False')
define(`confDONT_PROBE_INTERFACES', `True')
define(`confTO_ICONNECT', `2m')
define(`confTO_MAIL', `2m')
define(`confTO_DATAINIT', `2m')
define(`confTO_RSET', `1m')
define(`confTO_QUIT', `2m')
define(`confTO_COMMAND', `5m')
define(`confDONT_BLAME_SENDMAIL', `,AssumeSafeChown,ForwardFileInGroupWritableDirPath,GroupWritableForwardFileSafe,GroupWritableIncludeFileSafe,IncludeFileInGroupWritableDirPath,DontWarnForwardFileInUnsafeDirPath,TrustStickyBit,NonRootSafeAddr,GroupWritableIncludeFile,GroupReadableDefaultAuthInfoFile')
