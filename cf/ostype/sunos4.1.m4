dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl OSTYPE(`sunos4.1'): paths of that system.

define(`confEBINDIR', `/usr/lib')
