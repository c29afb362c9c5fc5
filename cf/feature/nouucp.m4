dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`nouucp', `reject' | `nospecial')
dnl
dnl A ! in an address means nothing special. With reject such addresses are not accepted for relaying.
dnl Example:  FEATURE(`nouucp', `reject')dnl

_NO_OPERATOR(`nouucp', `_NO_UUCP_')
