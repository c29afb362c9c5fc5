dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`vnet')
dnl
dnl Addresses of IBM VNET: user at node is written user@node.VNET and goes to the relay of that network.
dnl Example:  define(`VNET_RELAY', `smtp:vnet.example.com')dnl  FEATURE(`vnet')dnl

ifdef(`VNET_RELAY', `', `_ERROR(`define VNET_RELAY before FEATURE(vnet)')')
PUSHDIVERT(5)CPVNET
POPDIVERT
PUSHDIVERT(16)
R$* < @ $+ . VNET . > $*	$@ $>MailerToTriple < VNET_RELAY > $1 < @ $2 . VNET . > $3
POPDIVERT
