dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`nocanonify' [, `canonify_hosts'])
dnl
dnl Host names are not completed by the name service, except CANONIFY_DOMAIN and listeners with Modifiers=c;
dnl with canonify_hosts names without a dot still are.
dnl Example:  FEATURE(`nocanonify')dnl

define(`_NO_CANONIFY_', `1')
ifelse(defn(`_ARG1_'), `', `', defn(`_ARG1_'), `canonify_hosts', `define(`_CANONIFY_HOSTS_', `1')',
	`_ERROR(`FEATURE(nocanonify) does not know the argument '_ARG1_)')
