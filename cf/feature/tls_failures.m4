_PART_HEAD_
dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`tls_failures')
dnl
dnl Obsolete: define confTLS_FALLBACK_TO_CLEAR instead.
dnl Example:  define(`confTLS_FALLBACK_TO_CLEAR', `true')dnl

_ERROR(`FEATURE(tls_failures) is gone: define(`confTLS_FALLBACK_TO_CLEAR', `true') instead')
