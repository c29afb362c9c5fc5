dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`relay_local_from')
dnl
dnl A client may relay when the sender claims to be of this host. Anybody can claim that.
dnl Example:  FEATURE(`relay_local_from')dnl

define(`_RELAY_LOCAL_FROM_', `1')
_WARNING(`FEATURE(relay_local_from) believes every sender: it is close to an open relay')
