dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl Values of names that the .mc has left undefined; read after it, so that the .mc and the files of a system
dnl or site can still ask whether a name is defined.
divert(-1)

dnl ---- files -------------------------------------------------------------------------------------------
_DEFIFNOT(`VENDOR_NAME', `Berkeley')
_DEFIFNOT(`HELP_FILE', `MAIL_SETTINGS_DIR`'helpfile')
_DEFIFNOT(`QUEUE_DIR', `/var/spool/mqueue')
_DEFIFNOT(`confCT_FILE', `MAIL_SETTINGS_DIR`'trusted-users')

dnl ---- mailers that rules use ----------------------------------------------------------------------------
_DEFIFNOT(`confLOCAL_MAILER', `local')
_DEFIFNOT(`confSMTP_MAILER', `esmtp')
_DEFIFNOT(`confRELAY_MAILER', `relay')
_DEFIFNOT(`confUUCP_MAILER', `uucp-old')

dnl ---- texts of headers and replies ------------------------------------------------------------------------
_DEFIFNOT(`confFROM_HEADER', `$?x$x <$g>$|$g$.')
_DEFIFNOT(`confMESSAGEID_HEADER', `<$t.$i@$j>')
_DEFIFNOT(`confRECEIVED_HEADER', `$?sfrom $s $.$?_($?s$|from $.$_)
	$.$?{auth_type}(authenticated$?{auth_ssf} bits=${auth_ssf}$.)
	$.by $j ($v/$Z)$?r with $r$. id $i$?{tls_version}
	(version=${tls_version} cipher=${cipher} bits=${cipher_bits} verify=${verify})$.$?u
	for $u; $|;
	$.$b')
_DEFIFNOT(`confRELAY_MSG', `ifdef(`_TRUST_AUTH_', `"550 Relaying denied. Proper authentication required."', `"550 Relaying denied"')')
_DEFIFNOT(`confRCPTREJ_MSG', `"550 Mailbox disabled for this recipient"')
