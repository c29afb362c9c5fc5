dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl OSTYPE(`sunos3.5'): paths of that system.

define(`confEBINDIR', `/usr/lib')
