dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`bcc', `class [flags] file' | `access' [, `host' [, `recipient' [, `map']]])
dnl
dnl Copies of all mail to a domain go to somebody nobody sees: domain gives an address (bcc:domain with access).
dnl   host       where copies go
dnl   recipient  takes all copies
dnl   map        from recipients to the names they are known by
dnl Example:  FEATURE(`bcc', `hash /etc/mail/bcctable')dnl

define(`_BCC_', `1')
ifelse(defn(`_ARG1_'), `access', `_NEEDS_ACCESS(`bcc')', `_TABLE(`bcctable', `bcctable', defn(`_ARG1_'))')
ifelse(defn(`_ARG2_'), `', `', `PUSHDIVERT(6)DA`'_ARG2_
POPDIVERT')
ifelse(defn(`_ARG4_'), `', `', `PUSHDIVERT(6)KcanonicalRcpt _ARG4_
POPDIVERT')
PUSHDIVERT(9)
Sbcc
R< $+ >			$1
R$+			$: $>CanonAddr $1
R$+ < @ $+ . >		$: $1 < @ $2 >
ifelse(defn(`_ARG4_'), `', `', `R$+ < @ $+ >		$: $(canonicalRcpt $1 @ $2 $: $1 @ $2 $)
R$+ @ $+		$: $1 < @ $2 >
')dnl
R$+ < @ $+ >		$: ifelse(defn(`_ARG1_'), `access', `$>D < $2 > < ? > < ! bcc > < >', `< $(bcctable $2 $: ? $) > < >')
R< ? > < >		$@
R< $+ > < >		$@ ifelse(defn(`_ARG3_'), `', `$1', `_ARG3_')
POPDIVERT
