dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`smrsh' [, `path'])
dnl
dnl Programs in aliases and .forward are run by smrsh (confEBINDIR/smrsh, or the path), which allows only those
dnl in its own directory. Before MAILER(`local'). LOCAL_SHELL_ARGS, defined before, stay.
dnl Example:  FEATURE(`smrsh', `/usr/libexec/smrsh')dnl

define(`LOCAL_SHELL_PATH', ifelse(defn(`_ARG1_'), `', _OR(`confEBINDIR', `/usr/libexec')`/smrsh', `defn(`_ARG1_')'))
_DEFIFNOT(`LOCAL_SHELL_ARGS', `smrsh -c $u')
