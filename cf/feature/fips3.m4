dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`fips3' [, `configuration' [, `modules']])
dnl
dnl TLS keeps to FIPS: the OpenSSL configuration named (else /etc/mail/fips.ossl) and, with a second argument,
dnl the directory of its modules.
dnl Example:  FEATURE(`fips3')dnl

define(`confOPENSSL_CNF', ifelse(defn(`_ARG1_'), `', ``MAIL_SETTINGS_DIR`'fips.ossl'', `defn(`_ARG1_')'))
ifelse(defn(`_ARG2_'), `', `', `PUSHDIVERT(6)EOPENSSL_MODULES=_ARG2_
POPDIVERT')
