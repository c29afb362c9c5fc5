dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl OSTYPE(`solaris11'): Solaris with IPv6: local mail by LMTP.

_DEFIFNOT(`UUCP_MAILER_ARGS', `uux - -r -a$g $h!rmail ($u)')
define(`confEBINDIR', `/usr/lib')
define(`confPID_FILE', `/system/volatile/sendmail.pid')
define(`_NETINET6_', `')
FEATURE(`local_lmtp')
