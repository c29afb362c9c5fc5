dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`masquerade_envelope')
dnl
dnl The envelope sender is masqueraded too, not only the headers.
dnl Example:  FEATURE(`masquerade_envelope')dnl

define(`_MASQUERADE_ENVELOPE_', `1')
