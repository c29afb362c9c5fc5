dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl Options of mail filters, written when there is one. Rows as in options.m4.
divert(0)dnl
_O(`confINPUT_MAIL_FILTERS', `InputMailFilters', `', `filters asked for mail that comes in, in this order')dnl
_O(`confMILTER_LOG_LEVEL', `Milter.LogLevel', `', `what is logged of filters; else LogLevel')dnl
_O(`confMILTER_MACROS_CONNECT', `Milter.macros.connect', `', `macros handed over with the connection')dnl
_O(`confMILTER_MACROS_HELO', `Milter.macros.helo', `', `with HELO')dnl
_O(`confMILTER_MACROS_ENVFROM', `Milter.macros.envfrom', `', `with MAIL')dnl
_O(`confMILTER_MACROS_ENVRCPT', `Milter.macros.envrcpt', `', `with RCPT')dnl
_O(`confMILTER_MACROS_DATA', `Milter.macros.data', `', `with DATA')dnl
_O(`confMILTER_MACROS_EOH', `Milter.macros.eoh', `', `at the end of the header')dnl
_O(`confMILTER_MACROS_EOM', `Milter.macros.eom', `', `at the end of the message')dnl
