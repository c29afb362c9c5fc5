dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl DOMAIN(`EECS.Berkeley.EDU'): a sample of a department that masquerades.
dnl What it says was true of a few hosts long ago. It is kept so that files which name it can be read; copy
dnl DOMAIN(`generic') to make your own.

DOMAIN(`Berkeley.EDU')
MASQUERADE_AS(`EECS.Berkeley.EDU')
