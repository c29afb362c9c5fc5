dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl OSTYPE(`ultrix4'): paths of that system.

define(`confEBINDIR', `/usr/lib')
