dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`nopercenthack', `reject' | `nospecial')
dnl
dnl A % in an address means nothing special. With reject such addresses are not accepted for relaying.
dnl Example:  FEATURE(`nopercenthack', `reject')dnl

_NO_OPERATOR(`nopercenthack', `_NO_PERCENT_')
