dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl DOMAIN(`CS.Berkeley.EDU'): a sample of a department: what holds for the university, and a user database.
dnl What it says was true of a few hosts long ago. It is kept so that files which name it can be read; copy
dnl DOMAIN(`generic') to make your own.

DOMAIN(`Berkeley.EDU')
define(`confUSERDB_SPEC', `/usr/sww/share/lib/users.cs.db,/usr/sww/share/lib/users.eecs.db')
