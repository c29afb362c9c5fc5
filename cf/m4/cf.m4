divert(-1)
dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl The door of the configuration library. Any of these makes a .cf from a .mc:
dnl
dnl     m4 cf/m4/cf.m4 my.mc > my.cf
dnl     m4 -D_CF_DIR_=/usr/share/sendmail-cf/ /usr/share/sendmail-cf/m4/cf.m4 my.mc > my.cf
dnl     include(`/usr/share/sendmail-cf/m4/cf.m4')      as the first line of my.mc, then  m4 my.mc > my.cf
dnl
dnl What happens: the vocabulary (base.m4 and the three after it) and the defaults (defaults.m4) are read now, then the .mc,
dnl and when m4 reaches the end of its input assemble.m4 writes the .cf in its fixed order.

ifdef(`_CF_DIR_', `', `define(`_CF_DIR_',
	regexp(__file__, `\(.*/\)?m4/cf\.m4$', `\1'))
	ifelse(regexp(__file__, `m4/cf\.m4$'), `-1', `define(`_CF_DIR_', patsubst(__file__, `cf\.m4$', `../'))')')

undefine(`format')
undefine(`hpux')
changecom

include(_CF_DIR_`m4/base.m4')
include(_CF_DIR_`m4/lists.m4')
include(_CF_DIR_`m4/mailers.m4')
include(_CF_DIR_`m4/dnslists.m4')
include(_CF_DIR_`m4/defaults.m4')

m4wrap(`include(_CF_DIR_`m4/assemble.m4')')
divert(0)dnl
