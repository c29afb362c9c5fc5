dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`msp' [, `host' [, `MSA']])
dnl
dnl The configuration of submit.cf: mail given to the command goes by SMTP to a daemon, [localhost] or the host,
dnl with MSA to its port 587; what it does not take waits in MSP_QUEUE_DIR. It is the whole configuration
dnl after OSTYPE.
dnl Example:  FEATURE(`msp', `[127.0.0.1]')dnl

define(`_MSP_', `1')
_DEFIFNOT(`confTRUSTED_USER', `smmsp')
_DEFIFNOT(`confRUN_AS_USER', `smmsp')
_DEFIFNOT(`MSP_QUEUE_DIR', `/var/spool/clientmqueue')
define(`QUEUE_DIR', defn(`MSP_QUEUE_DIR'))
define(`confPRIVACY_FLAGS', `goaway,noetrn,restrictqrun')
define(`confDELIVERY_MODE', `i')
define(`confUSE_MSP', `True')
define(`confFORWARD_PATH', `')
define(`confQUEUE_FILE_MODE', `0660')
define(`confDONT_PROBE_INTERFACES', `True')
_DEFIFNOT(`confPID_FILE', MSP_QUEUE_DIR`/sm-client.pid')
define(`STATUS_FILE', ifdef(`STATUS_FILE', `patsubst(STATUS_FILE, `sendmail\.st$', `sm-client.st')', `MSP_QUEUE_DIR`/sm-client.st''))
undefine(`ALIAS_FILE')
define(`LOCAL_MAILER_PATH', `[IPC]')
define(`LOCAL_MAILER_ARGS', `TCP $h')
define(`LOCAL_MAILER_FLAGS', `')
define(`LOCAL_MAILER_DSN_DIAGNOSTIC_CODE', `SMTP')
define(`_LOCAL_FIXED_FLAGS_', `lmDFMuXkw5')
define(`LOCAL_SHELL_PATH', `[IPC]')
define(`LOCAL_SHELL_ARGS', defn(`LOCAL_MAILER_ARGS'))
define(`LOCAL_SHELL_FLAGS', `')
define(`_SHELL_FIXED_FLAGS_', `lmDFMuXk5')
define(`SMTP_MAILER_FLAGS', `k5')
define(`RELAY_MAILER_FLAGS', `k')
ifelse(defn(`_ARG2_'), `MSA', `define(`RELAY_MAILER_ARGS', `TCP $h 587')')
define(`_ACCEPT_UNRESOLVABLE_KEPT_', `1')
FEATURE(`no_default_msa')
ifdef(`_DAEMONS_', `', `DAEMON_OPTIONS(`Name=NoMTA, Addr=127.0.0.1, M=E')')
MAILER(`local')
MAILER(`smtp')
PUSHDIVERT(6)
# Where everything goes
D{MTAHost}ifelse(defn(`_ARG1_'), `', `[localhost]', `defn(`_ARG1_')')
POPDIVERT
PUSHDIVERT(9)
SLocal_localaddr
R$+			$: $>ParseRecipient $1
R$* < @ $+ . > $*	$: $1 < @ $2 > $3
R$* < @ $+ > $*		$#_OR(`confRELAY_MAILER', `relay') $@ ${MTAHost} $: $1 < @ $2 > $3
R$*			$#_OR(`confRELAY_MAILER', `relay') $@ ${MTAHost} $: $1 < @ $j >
POPDIVERT
