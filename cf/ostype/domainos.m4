dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl OSTYPE(`domainos'): old BSD with /usr/spool.

_DEFIFNOT(`QUEUE_DIR', `/usr/spool/mqueue')
define(`confEBINDIR', `/usr/lib')
