dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl DOMAIN(`S2K.Berkeley.EDU'): a sample of a project that is known by another name.
dnl What it says was true of a few hosts long ago. It is kept so that files which name it can be read; copy
dnl DOMAIN(`generic') to make your own.

DOMAIN(`CS.Berkeley.EDU')
MASQUERADE_AS(`postgres.Berkeley.EDU')
