dnl SPDX-License-Identifier: BSD-2-Clause
dnl
dnl FEATURE(`enhdnsbl', `zone' [, `message' | `quarantine' | `discard' [, `t' | `text' [, `result' ...]]])
dnl
dnl As dnsbl, but the answer of the list counts: up to six results such as 127.0.0.2. ; without one any answer does.
dnl   message   text for the client in double quotes, or quarantine or discard; else "550 Rejected: address listed at zone"
dnl   t         a list that cannot be asked makes the client wait (451), instead of letting it in; or the text to say
dnl EDNSBL_TO, defined before, is the number of retries (5).
dnl Example:  FEATURE(`enhdnsbl', `bl.example.net', `"550 Refused"', `t', `127.0.0.2.', `127.0.0.4.')dnl

ifelse(defn(`_ARG1_'), `', `_ERROR(`FEATURE(enhdnsbl) needs the zone of the list')', `')
_ONCE(`ednsbl_map', `PUSHDIVERT(6)Kednsbl dns -R A -a. -T<TMP> -r`'ifdef(`EDNSBL_TO', `EDNSBL_TO', `5')
POPDIVERT')
PUSHDIVERT(8)
# DNS list _ARG1_
R$*			$: $&{client_addr}
R$- . $- . $- . $-	$: < $(ednsbl $4 . $3 . $2 . $1 . _ARG1_ . $: ? $) > $1 . $2 . $3 . $4
ifelse(defn(`_ARG3_'), `', `', `R< $* < TMP > > $*	$#error $@ 4.4.3 $: ifelse(defn(`_ARG3_'), `t', `"451 Temporary lookup failure of " $&{client_addr} " at _ARG1_"', `_ARG3_')
')dnl
R< $* < TMP > > $*	$: $2
R< ? > $*		$: $1
ifelse(defn(`_ARG4_'), `', `R< $+ > $*		ifelse(defn(`_ARG2_'), `quarantine', `$#error $@ quarantine $: _ARG1_', defn(`_ARG2_'), `discard', `$#discard $: discard', defn(`_ARG2_'), `', `$#error $@ 5.7.1 $: "550 Rejected: " $&{client_addr} " listed at _ARG1_"', `$#error $@ 5.7.1 $: _ARG2_')
', `dnl
ifelse(defn(`_ARG4_'), `', `', `R< _ARG4_ > $*		ifelse(defn(`_ARG2_'), `quarantine', `$#error $@ quarantine $: _ARG1_', defn(`_ARG2_'), `discard', `$#discard $: discard', defn(`_ARG2_'), `', `$#error $@ 5.7.1 $: "550 Rejected: " $&{client_addr} " listed at _ARG1_"', `$#error $@ 5.7.1 $: _ARG2_')
')dnl
ifelse(defn(`_ARG5_'), `', `', `R< _ARG5_ > $*		ifelse(defn(`_ARG2_'), `quarantine', `$#error $@ quarantine $: _ARG1_', defn(`_ARG2_'), `discard', `$#discard $: discard', defn(`_ARG2_'), `', `$#error $@ 5.7.1 $: "550 Rejected: " $&{client_addr} " listed at _ARG1_"', `$#error $@ 5.7.1 $: _ARG2_')
')dnl
ifelse(defn(`_ARG6_'), `', `', `R< _ARG6_ > $*		ifelse(defn(`_ARG2_'), `quarantine', `$#error $@ quarantine $: _ARG1_', defn(`_ARG2_'), `discard', `$#discard $: discard', defn(`_ARG2_'), `', `$#error $@ 5.7.1 $: "550 Rejected: " $&{client_addr} " listed at _ARG1_"', `$#error $@ 5.7.1 $: _ARG2_')
')dnl
ifelse(defn(`_ARG7_'), `', `', `R< _ARG7_ > $*		ifelse(defn(`_ARG2_'), `quarantine', `$#error $@ quarantine $: _ARG1_', defn(`_ARG2_'), `discard', `$#discard $: discard', defn(`_ARG2_'), `', `$#error $@ 5.7.1 $: "550 Rejected: " $&{client_addr} " listed at _ARG1_"', `$#error $@ 5.7.1 $: _ARG2_')
')dnl
ifelse(defn(`_ARG8_'), `', `', `R< _ARG8_ > $*		ifelse(defn(`_ARG2_'), `quarantine', `$#error $@ quarantine $: _ARG1_', defn(`_ARG2_'), `discard', `$#discard $: discard', defn(`_ARG2_'), `', `$#error $@ 5.7.1 $: "550 Rejected: " $&{client_addr} " listed at _ARG1_"', `$#error $@ 5.7.1 $: _ARG2_')
')dnl
ifelse(defn(`_ARG9_'), `', `', `R< _ARG9_ > $*		ifelse(defn(`_ARG2_'), `quarantine', `$#error $@ quarantine $: _ARG1_', defn(`_ARG2_'), `discard', `$#discard $: discard', defn(`_ARG2_'), `', `$#error $@ 5.7.1 $: "550 Rejected: " $&{client_addr} " listed at _ARG1_"', `$#error $@ 5.7.1 $: _ARG2_')
')dnl
')dnl
R< $* > $*		$: $2
POPDIVERT
