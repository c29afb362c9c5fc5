dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl DOMAIN(`Berkeley.EDU'): a sample of a university with relays for other networks.
dnl What it says was true of a few hosts long ago. It is kept so that files which name it can be read; copy
dnl DOMAIN(`generic') to make your own.

DOMAIN(`berkeley-only')
define(`BITNET_RELAY', `bitnet-relay.Berkeley.EDU')
define(`UUCP_RELAY', `uucp-relay.Berkeley.EDU')
define(`confCW_FILE', `-o /etc/sendmail.cw')
define(`confDONT_INIT_GROUPS', `True')
FEATURE(`redirect')
FEATURE(`use_cw_file')
