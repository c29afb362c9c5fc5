dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`block_bad_helo')
dnl
dnl Clients that introduce themselves by a name of ours or without a domain are told so when
dnl they ask for mail to be relayed that may not be.
dnl Example:  FEATURE(`block_bad_helo')dnl

define(`_BLOCK_BAD_HELO_', `1')
RELAY_DOMAIN(`127.0.0.1 IPv6:0:0:0:0:0:0:0:1 IPv6:::1')
LOCAL_DOMAIN(`[127.0.0.1] [IPv6:0:0:0:0:0:0:0:1] [IPv6:::1]')
