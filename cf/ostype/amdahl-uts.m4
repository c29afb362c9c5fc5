dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl OSTYPE(`amdahl-uts'): Amdahl UTS.

_DEFIFNOT(`LOCAL_MAILER_FLAGS', `fSn9')
define(`confEBINDIR', `/usr/lib')
