dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`check_cert_altnames')
dnl
dnl +CN in a TLS requirement is satisfied by alternative names of the certificate too.
dnl Example:  FEATURE(`check_cert_altnames')dnl

define(`_SET_CERT_ALTNAMES_', `1')
define(`_CERT_ALTNAMES_', `1')
