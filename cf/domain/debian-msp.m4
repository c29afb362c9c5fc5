_PART_HEAD_
dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl DOMAIN(`debian-msp'): what Debian sets for submission by the command (submit.cf).

define(`confPROCESS_TITLE_PREFIX', `MSP')
define(`confPID_FILE', `/var/run/sendmail/msp/sendmail.pid')
define(`STATUS_FILE', `/var/lib/sendmail/sm-client.st')
define(`confTEMP_FILE_MODE', `0660')
define(`confDONT_PROBE_INTERFACES', `True')
