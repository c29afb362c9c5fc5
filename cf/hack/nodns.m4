dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl HACK(`nodns')
dnl
dnl A host without name service: names of hosts stay as they are written, addresses of interfaces are not looked up, and
dnl /etc/mail/service.switch-nodns says where else to look.
dnl Example:  HACK(`nodns')dnl

define(`confDONT_PROBE_INTERFACES', `True')
define(`confSERVICE_SWITCH_FILE', `/etc/mail/service.switch-nodns')
undefine(`confBIND_OPTS')
FEATURE(`nocanonify')
