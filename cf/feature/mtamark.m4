dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`mtamark' [, `message' [, `t' | `text' [, `prefix']]])
dnl
dnl Experimental: the owner of an address says in a TXT record whether a mail server runs there; 0 is refused.
dnl The third argument is the name in front of the reversed address (_perm._smtp._srv).
dnl MTAMARK_TO, defined before, is the number of retries (5).
dnl Example:  FEATURE(`mtamark', `reject', `t')dnl

PUSHDIVERT(6)Kmtamark dns -R TXT -a. -T<TMP> -r`'ifdef(`MTAMARK_TO', `MTAMARK_TO', `5')
POPDIVERT
PUSHDIVERT(8)
# MTA mark
R$*			$: $&{client_addr}
R$- . $- . $- . $-	$: < $(mtamark ifelse(defn(`_ARG3_'), `', `_perm._smtp._srv', `_ARG3_') . $4 . $3 . $2 . $1 . in-addr.arpa. $: ? $) > $1 . $2 . $3 . $4
ifelse(defn(`_ARG2_'), `', `', `R< $* < TMP > > $*	$#error $@ 4.4.3 $: ifelse(defn(`_ARG2_'), `t', `"451 Temporary lookup failure of MTA mark for " $&{client_addr}', `_ARG2_')
')dnl
R< 0. > $*		$#error $@ 5.7.1 $: ifelse(defn(`_ARG1_'), `', `"550 Rejected: " $&{client_addr} " not listed as MTA"', `_ARG1_')
R< $* > $*		$: $2
POPDIVERT
