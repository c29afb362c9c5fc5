dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`vnet')
dnl
dnl Addresses of IBM VNET: user@node.vnet and the same below the other names of class A go to the host that the macro A
dnl names, in the form user@node.VNET; hosts of ibm.com get their mail through the relay mailer.
dnl Example:  FEATURE(`vnet')dnl   and below LOCAL_CONFIG  DAvnet-gateway.example.com

PUSHDIVERT(5)C{A}vnet vnet.ibm.com ipnet rscs
ifdef(`VNET_RELAY', `D{A}VNET_RELAY
')POPDIVERT
PUSHDIVERT(14)
R$* % $- . rscs < @ $+ > $*	$: $1 < @ $2 . vnet . > $4
R$* < @ $- . $=A > $*	$: $1 < @ $2 . vnet . > $4
POPDIVERT
PUSHDIVERT(1)
R$* < @ $- . vnet . > $*	$#_OR(`confRELAY_MAILER', `relay') $@ $A $: $1 < @ $2 . VNET . > $3
R$* < @ $+ . ibm . com . > $*	$#_OR(`confRELAY_MAILER', `relay') $@ $2 . ibm . com $: $1 < @ $2 . ibm . com > $3
R$* < @ $+ . ibm . com > $*	$#_OR(`confRELAY_MAILER', `relay') $@ $2 . ibm . com $: $1 < @ $2 . ibm . com > $3
POPDIVERT
