dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl OSTYPE(`dynix3.2'): old BSD with /usr/spool.

_DEFIFNOT(`QUEUE_DIR', `/usr/spool/mqueue')
define(`confEBINDIR', `/usr/lib')
