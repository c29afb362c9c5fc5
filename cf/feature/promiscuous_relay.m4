dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`promiscuous_relay')
dnl
dnl Everybody may send to everybody through this host. An open relay is found and used within hours.
dnl Example:  FEATURE(`promiscuous_relay')dnl

define(`_PROMISCUOUS_', `1')
_WARNING(`FEATURE(promiscuous_relay) makes an open relay: not for a host that the Internet can reach')
