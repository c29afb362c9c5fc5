dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl DOMAIN(`solaris-antispam'): DOMAIN(`solaris-generic') without its leniency: clients and senders are checked as usual.

DOMAIN(`generic')
