dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`tls_failures')
dnl
dnl Obsolete: it defines confTLS_FALLBACK_TO_CLEAR, and complains.
dnl Example:  define(`confTLS_FALLBACK_TO_CLEAR', `true')dnl

define(`confTLS_FALLBACK_TO_CLEAR', `true')
_ERROR(`FEATURE(tls_failures) is gone: define(`confTLS_FALLBACK_TO_CLEAR', `true') instead')
