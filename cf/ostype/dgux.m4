dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl OSTYPE(`dgux'): DG/UX.

_DEFIFNOT(`LOCAL_MAILER_FLAGS', `m9')
define(`confTIME_ZONE', `USE_TZ')
define(`confEBINDIR', `/usr/lib')
PUSHDIVERT(6)E_FORCE_MAIL_LOCAL_=yes
POPDIVERT
