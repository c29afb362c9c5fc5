dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`tls_session_features')
dnl
dnl Options of single TLS sessions in the access map: TLS_Srv_Features: and TLS_Clt_Features: with host or address,
dnl values as key=value; key=value. Needs access_db before it.
dnl Example:  FEATURE(`tls_session_features')dnl   and in access  TLS_Srv_Features:old.example.com  Options=+SSL_OP_NO_TLSv1_3

define(`_TLS_SESSION_FEATURES_', `1')
