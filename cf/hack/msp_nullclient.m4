dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl HACK(`msp_nullclient', `hub')
dnl
dnl submit.cf of a host that has no daemon: mail given to the command goes straight to the hub, under its name, and
dnl waits in the queue of the command meanwhile. It is the whole configuration after OSTYPE.
dnl Example:  HACK(`msp_nullclient', `mail.example.com')dnl

ifelse(defn(`_ARG1_'), `', `_ERROR(`HACK(msp_nullclient) needs the name of the hub')')
DOMAIN(`debian-msp')
define(`confRUN_AS_USER', `mail')
define(`confTRUSTED_USER', `mail')
define(`confPRIVACY_FLAGS', `goaway,noetrn')
define(`confUSE_MSP', `True')
define(`QUEUE_DIR', defn(`MSP_QUEUE_DIR'))
DAEMON_OPTIONS(`Name=NoMTA, Addr=127.0.0.1, M=E')
FEATURE(`nullclient', defn(`_ARG1_'))
