dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`tls_session_features')
dnl
dnl Options of single TLS sessions in the access map: TLS_Srv_Features: and TLS_Clt_Features: with host or address,
dnl values as key=value; key=value. Needs access_db before it.
dnl Example:  FEATURE(`tls_session_features')dnl   and in access  TLS_Srv_Features:old.example.com  Options=+SSL_OP_NO_TLSv1_3

define(`_TLS_SESSION_FEATURES_', `1')
PUSHDIVERT(9)
Stls_srv_features
ifdef(`_ACCESS_', `dnl
R$* $| $*		$: $>D < $1 > < ? > < ! TLS_Srv_Features > < $2 >
R< ? > < $+ >		$: $>A < $1 > < ? > < ! TLS_Srv_Features > < >
R< ? > < $* >		$@ ""
R< $+ > < $* >		$@ $1
', `dnl
R$*			$@ ""
')dnl
Stls_clt_features
ifdef(`_ACCESS_', `dnl
R$* $| $*		$: $>D < $1 > < ? > < ! TLS_Clt_Features > < $2 >
R< ? > < $+ >		$: $>A < $1 > < ? > < ! TLS_Clt_Features > < >
R< ? > < $* >		$@ ""
R< $+ > < $* >		$@ $1
', `dnl
R$*			$@ ""
')dnl
POPDIVERT
