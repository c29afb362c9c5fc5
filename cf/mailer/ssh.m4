dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl MAILER(ssh): SMTP through a login on the next host, which runs sendmail -bs. Needs a user and a directory with
dnl the keys: SSH_MAILER_USER, SSH_MAILER_DIR.
dnl 
dnl Changed by SSH_MAILER_PATH (or SSH_PATH), _ARGS, _FLAGS, _HOST, _MAX, _MAXMSGS, _MAXRCPTS, _CHARSET, _QGRP;
dnl SSH_REMOTE_COMMAND.
dnl Example, in the mailer table:  inside.example.com   ssh:gate.example.com

ifdef(`SSH_MAILER_USER', `', `_ERROR(`MAILER(ssh) needs SSH_MAILER_USER')')
ifdef(`SSH_MAILER_DIR', `', `_ERROR(`MAILER(ssh) needs SSH_MAILER_DIR')')
_DEFIFNOT(`SSH_MAILER_PATH', `ifdef(`SSH_PATH', `SSH_PATH', `/usr/bin/ssh')')
_DEFIFNOT(`SSH_MAILER_HOST', `$h')
_DEFIFNOT(`SSH_REMOTE_COMMAND', `/usr/sbin/sendmail -bs')
_DEFIFNOT(`SSH_MAILER_ARGS', `ssh -o BatchMode=yes -o EscapeChar=none -- SSH_MAILER_HOST SSH_REMOTE_COMMAND')
_DEFIFNOT(`SSH_MAILER_FLAGS', `')

PUSHDIVERT(7)
######  Mailer ssh

_MAILER_LINE(`ssh', `SSH_MAILER_PATH', `SSH', `mDFMuX'SSH_MAILER_FLAGS,
	`EnvFromSMTP/HdrFromSMTP', ifdef(`_ALL_MASQUERADE_', `EnvToSMTP/HdrFromSMTP', `EnvToSMTP'),
	`, E=\r\n, L=990, U=SSH_MAILER_USER, D=SSH_MAILER_DIR'_EQUATE(`M=', `SSH_MAILER_MAX')_EQUATE(`m=', `SSH_MAILER_MAXMSGS')_EQUATE(`r=', `SSH_MAILER_MAXRCPTS')_EQUATE(`C=', `SSH_MAILER_CHARSET')`,
		T=DNS/RFC822/SMTP'_QUEUE_GROUP(`SSH_MAILER_QGRP'),
	`SSH_MAILER_ARGS')
POPDIVERT
